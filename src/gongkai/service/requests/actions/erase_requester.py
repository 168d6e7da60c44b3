"""Erase who asked, where she rightly wants it (个保法 art. 47): her facts go, the chain stays whole."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import erasing, keeping, ledger, policy, resemblance, retention
from gongkai.service.requests.actions.correct import BEFORE
from gongkai.service.requests.models import Case, EntryWords, Paper, Party, Wish

ROLES = (Party.Role.REQUESTER, Party.Role.AGENT)
FACTS = (*("name", "legal_representative", "contact_person", "phone", "email", "fax", "address", "postcode"),)
OF_REQUESTER = (Paper.Kind.APPLICATION, Paper.Kind.SCAN, Paper.Kind.CORRECTION)


@transaction.atomic
def erase_requester(case: Case, *, grounds: str, by: Post, at: datetime) -> None:
    """Erase the requester and her agent from a case that is over: facts, identity, papers, wish, her words.

    What officers wrote of her elsewhere goes too (`erasing.py`). What the organ did stays: the ledger's rows,
    the letters as issued, the numbers of the report. `grounds` is why; it is logged that it was done, and
    noted on the case. Raises NotAllowed; CannotDo while the case or proceedings are open, or without grounds.
    """
    policy.check_can_consent(by, case.organ, timezone.localdate(at))
    case = ledger.locked(case)
    if len(grounds.strip()) < 4:
        raise CannotDo({"grounds": [_("请写明申请人的请求和删除的理由（至少4个字）。")]})
    if why := retention.may_be_erased(case, at):
        raise CannotDo(why)
    if not case.parties.filter(role__in=ROLES, erased_at=None).exists():
        raise CannotDo(_("申请人的个人信息已经删除。"))
    retention.erase_identity(case, at)
    parties = list(case.parties.filter(role__in=ROLES, erased_at=None))
    known = {getattr(party, name) for party in parties for name in FACTS} | _earlier(case)
    for party in parties:
        for name in FACTS:
            setattr(party, name, "")
        party.erased_at = at
        party.save()
    for paper in Paper.objects.filter(case=case, kind__in=OF_REQUESTER, erased_at=None):
        keeping.erase(paper, at)
    Wish.objects.filter(case=case).update(description="", purpose="", erased_at=at)
    resemblance.note(case)
    _erase_words(case, known, at)
    erasing.erase_beside(case, known, at)
    case.notes.create(says=f"按申请人的请求删除其个人信息：{grounds.strip()}", by=by, at=at)
    record("requests.requester_erased", by=by, at=at, kind="case", key=case.pk, organ=case.organ)


def _earlier(case: Case) -> set[str]:
    """Her facts as they were before a correction."""
    rows = EntryWords.objects.filter(entry__case=case, erased_at=None).values_list("texts", flat=True)
    return {str(texts.get(f"{BEFORE}{name}", "")) for texts in rows for name in FACTS}


def _erase_words(case: Case, known: set[str], at: datetime) -> None:
    """Erase the texts of entries that the requester wrote or that name her; the rows keep their digest."""
    for said in EntryWords.objects.select_related("entry").filter(entry__case=case, erased_at=None):
        texts = " ".join(str(text) for text in said.texts.values())
        hers = said.entry.by_id is None or any(name.startswith(BEFORE) for name in said.texts)
        if hers or any(fact in texts for fact in known if len(fact) > 1):
            said.texts, said.salt, said.erased_at = {}, "", at
            said.save()
