"""Decide on a third party's objection, and tell it what is disclosed all the same (条例 art. 32)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, objections, policy
from gongkai.service.requests.models import Case, Objection, Party, ThirdPartyTold


@transaction.atomic
def decide_objection(
    case: Case,
    party: Party,
    *,
    holds: bool,
    discloses: bool,
    reasons: str,
    on: date,
    by: Post,
    at: datetime,
    content: str = "",
) -> Objection:
    """Decide whether an objection `holds` (合理理由), and whether the information is disclosed all the same.

    Disclosing against one that holds needs the public interest in `reasons`; what is disclosed (`content`)
    is what the third party will be told. Raises NotAllowed, CannotDo (reasons, content, on; no objection).
    """
    today = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, today)
    case = ledger.locked(case)
    ledger.check_day(on, today)
    objected = objections.of(case, party)
    if objected is None:
        raise CannotDo(_("这一方没有不同意公开的意见，不需要决定。"))
    faults = {}
    if on < objected.on:
        faults["on"] = [_("决定之日早于收到意见之日，请核对。")]
    if len(reasons.strip()) < 4:
        faults["reasons"] = [
            _("请写明不公开会对公共利益造成什么重大影响（《条例》第三十二条）。")
            if holds and discloses
            else _("请写明理由是否合理、如何决定（《条例》第三十二条）。")
        ]
    if discloses and not content.strip():
        faults["content"] = [_("请写明决定公开哪些内容：要书面告知第三方（《条例》第三十二条）。")]
    if faults:
        raise CannotDo(faults)
    decided = Objection.objects.create(
        party=party,
        on=on,
        holds=holds,
        discloses=discloses,
        content=content.strip(),
        reasons=reasons.strip(),
        by=by,
        at=at,
    )
    record(
        "requests.objection_decided",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        party=party.key,
        holds=holds,
        discloses=discloses,
    )
    return decided


@transaction.atomic
def tell_third_party(objection: Objection, *, on: date, means: str, by: Post, at: datetime) -> ThirdPartyTold:
    """Note that the third party was told in writing what is disclosed and why. NotAllowed, CannotDo."""
    case = objection.party.case
    today = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, today)
    ledger.locked(case)
    ledger.check_day(on, today)
    if not objection.discloses:
        raise CannotDo(_("决定不公开的，不需要告知第三方公开的内容。"))
    if Objection.objects.filter(party=objection.party, pk__gt=objection.pk).exists():
        raise CannotDo(_("对这一异议已经另有新的决定，请以新的为准。"))
    if ThirdPartyTold.objects.filter(objection=objection).exists():
        raise ledger.Overtaken(_("已经登记过告知第三方。"))
    if on < objection.on:
        raise CannotDo({"on": [_("告知之日早于决定之日，请核对。")]})
    if not means.strip():
        raise CannotDo({"means": [_("请写明用什么方式书面告知，例如邮寄。")]})
    told = ThirdPartyTold.objects.create(objection=objection, on=on, means=means.strip(), by=by, at=at)
    record(
        "requests.third_party_told",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        party=objection.party.key,
        on=on,
    )
    return told
