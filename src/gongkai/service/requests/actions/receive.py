"""Receive a request: register it with its number, and enter that it reached the organ (条例 art. 29, 31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.requests import codes, intake, keeping, ledger, numbering, policy, resemblance, vault
from gongkai.service.requests.intake import Application, Who
from gongkai.service.requests.models import Case, Party, Wish
from gongkai.statute.events import Received

AGAIN = timedelta(hours=1)  # how long a form sent twice is answered with the code once more


@dataclass(frozen=True, slots=True)
class Registered:
    """A request that was registered: `code` is shown now and never again.

    `again` says that the same filling of the form had registered it before. Its code is the same then; None
    if that was more than AGAIN ago.
    """

    case: Case
    code: str | None
    again: bool = False


def receive(
    organ: Organ,
    application: Application,
    *,
    channel: str,
    arrived: date,
    by: Post | None,
    at: datetime,
    evidence: str = "",
    submission: str | None = None,
) -> Registered:
    """Register a request and return it with its query code.

    `channel` is a key of the statute's channels. `by` None is the requester's own online form: it has to be
    whole (CannotDo with every field that is not), while what an officer registers may lack what a correction
    notice will ask for. `submission` is the secret key of one filling of the form: sent twice, it is
    registered once, and answered with the same number and code. Raises NotAllowed, CannotDo.
    """
    if by is not None:
        policy.check_can_handle(by, organ, timezone.localdate(at))
    faults = intake.wrong(application)
    if by is None:
        faults = {**intake.lacking(application), **faults}
    elif not application.description.strip() and not application.files:
        faults["description"] = [_("请写明申请的内容，或者附上申请书的扫描件。")]
    if faults:
        raise CannotDo(faults)
    ledger.check_day(arrived, timezone.localdate(at))
    keeping.check(application.files)
    try:
        with transaction.atomic():
            return _register(organ, application, channel, arrived, by, at, evidence, submission)
    except IntegrityError:
        # The same filling of the form, sent twice at once: the other one has registered it.
        found = sent_before(submission, organ, at)
        if found is None:
            raise
        return found


def sent_before(submission: str | None, organ: Organ, at: datetime) -> Registered | None:
    """Return what a filling of the form was registered as before; None if it was not."""
    if not submission:
        return None
    rows = Case.objects.select_related("organ").filter(submission=codes.mark(submission), organ=organ)
    case = rows.first()
    if case is None:
        return None
    code = codes.of_form(submission) if at - case.opened_at <= AGAIN else ""
    return Registered(case, code if codes.is_right(code, case.code_digest) else None, again=True)


def _register(
    organ: Organ,
    application: Application,
    channel: str,
    arrived: date,
    by: Post | None,
    at: datetime,
    evidence: str,
    submission: str | None,
) -> Registered:
    if found := sent_before(submission, organ, at):
        return found
    code = codes.of_form(submission) if submission else codes.new()
    case = Case.objects.create(
        organ=organ,
        number=numbering.take(organ, "case", timezone.localdate(at)),
        channel=channel,
        opened_at=at,
        opened_by=by,
        code_digest=codes.digest(code),
        submission=codes.mark(submission) if submission else None,
    )
    requester = _party(case, "R1", Party.Role.REQUESTER, application.requester)
    agent = _party(case, "A1", Party.Role.AGENT, application.agent) if application.agent else None
    Wish.objects.create(
        case=case,
        description=application.description,
        medium=application.medium,
        way=application.way,
        purpose=application.purpose,
    )
    resemblance.note(case)
    for upload in application.files:
        of_agent = upload.kind == "authority" and agent is not None
        keeping.keep(case, [upload], party=agent if of_agent else requester, by=by, at=at)
    ledger.append(case, Received(on=arrived, channel=channel, evidence=evidence), by=by, at=at)
    record("requests.received", by=by, at=at, kind="case", key=case.pk, organ=organ, channel=channel)
    return Registered(case, code)


def _party(case: Case, key: str, role: str, who: Who) -> Party:
    party = Party.objects.create(
        case=case,
        key=key,
        role=role,
        requester_class=who.requester_class if role == Party.Role.REQUESTER else "",
        name=who.name.strip(),
        legal_representative=who.legal_representative.strip(),
        contact_person=who.contact_person.strip(),
        phone=who.phone.strip(),
        email=who.email.strip(),
        fax=who.fax.strip(),
        address=who.address.strip(),
        postcode=who.postcode.strip(),
    )
    if who.identity_number.strip():
        vault.keep(party, who.identity_kind, who.identity_number)
    return party
