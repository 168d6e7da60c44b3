"""The papers of the counter: receipt, proof of submission, the form to be signed; and what is lacking."""

from __future__ import annotations

from datetime import date
from importlib.resources import as_file, files

from gongkai.papers.letters import Facts, compose, to_pdf
from gongkai.papers.letters import Letter as Written
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests import codes, handed_down, intake
from gongkai.service.requests.intake import MEDIA, WAYS, Application, Who
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.letter_sources import organ_as_named
from gongkai.service.requests.models import Case, Identity, Paper, Party
from gongkai.statute.clock import Clock

SEEN = "见所附的申请书。"
# What came with the application. Whatever the case has besides is not named on a paper for the requester.
OF_APPLICATION = (Paper.Kind.APPLICATION, Paper.Kind.SCAN, Paper.Kind.IDENTITY, Paper.Kind.AUTHORITY)
KNOWN = "****"  # in the place of a number that is sealed: it is there, that is all


def receipt_of(case: Case, clock: Clock, on: date, *, code: str = "", handler: str = "") -> Written:
    """Return the receipt of a request, dated `on`; where its day is not fixed yet, the proof that it came.

    `code` is the query code where it may still be shown. Raises LetterIncomplete, StatuteError.
    """
    kind = "receipt" if clock.received_on else "submission_proof"
    return compose(kind, _facts(case, clock, code=code, handler=handler), on, {})


def sheet_of(case: Case, clock: Clock, on: date, *, handler: str = "") -> Written:
    """Return the form of a request as it is printed to be signed (条例 art. 29). Raises as `receipt_of`."""
    return compose("registration", _facts(case, clock, handler=handler), on, {})


def pdf_of(words: Written) -> bytes:
    """Return a paper as PDF; CannotTypeset names the characters that no font has."""
    with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
        return to_pdf(words, fonts)


def lacking(case: Case) -> list[str]:
    """Return, in sentences, what a registered request lacks of what art. 29 asks for."""
    found = intake.lacking(_application(case))
    return [says for sentences in found.values() for says in sentences]


def _application(case: Case) -> Application:
    """The application as the case has it now; of a sealed number only that it is there."""
    parties = list(case.parties.select_related("identity"))
    requester = next(party for party in parties if party.role == Party.Role.REQUESTER)
    agent = next((party for party in parties if party.role == Party.Role.AGENT), None)
    papers = list(handed_down.papers(case).filter(erased_at=None))
    description = case.wish.description or (
        SEEN if any(p.kind in (Paper.Kind.SCAN, Paper.Kind.APPLICATION) for p in papers) else ""
    )
    return Application(
        requester=_who(requester),
        description=description,
        medium=case.wish.medium,
        way=case.wish.way,
        agent=_who(agent) if agent else None,
        files=tuple(Upload(paper.name, b"", paper.kind) for paper in papers),
    )


def _who(party: Party) -> Who:
    return Who(
        name=party.name,
        phone=party.phone,
        email=party.email,
        address=party.address,
        identity_number=KNOWN if _identity(party) is not None else "",
    )


def _identity(party: Party) -> Identity | None:
    found: Identity | None = getattr(party, "identity", None)
    return found if found is not None and found.sealed else None


def _facts(case: Case, clock: Clock, *, code: str = "", handler: str = "") -> Facts:
    parties = {party.role: party for party in case.parties.select_related("identity").order_by("-pk")}
    requester, agent = parties[Party.Role.REQUESTER], parties.get(Party.Role.AGENT)
    identity = _identity(requester)
    arrived = clock.arrived_on
    wanted = (MEDIA.get(case.wish.medium), WAYS.get(case.wish.way))
    papers = handed_down.papers(case).filter(erased_at=None, kind__in=OF_APPLICATION).order_by("pk")
    contacts = (requester.phone, requester.email, requester.address)
    return Facts(
        organ=organ_as_named(case.organ),
        requesters=(requester.name,) if requester.name else ("申请人",),
        addressed="您" if requester.requester_class == Party.Class.NATURAL_PERSON else "贵单位",
        request_number=case.number,
        submitted_on=arrived,
        received_on=clock.received_on,
        request_content=case.wish.description or SEEN,
        channel=law_here().channel(case.channel, arrived).name if arrived else None,
        due=clock.due,
        requester_class=requester.get_requester_class_display() or None,
        identity_document=identity.get_kind_display() if identity else None,
        masked_identity=identity.masked if identity else None,
        requester_contact="，".join(one for one in contacts if one) or None,
        agent="，".join(one for one in (agent.name, agent.phone) if one) if agent else None,
        form_wanted="、".join(str(one) for one in wanted if one) or None,
        attachments=tuple(str(p.get_kind_display()) if p.is_sealed else p.name for p in papers),
        query_code=codes.written(code) if code else None,
        handler=handler or None,
    )
