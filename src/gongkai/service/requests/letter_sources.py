"""What a letter is written from beside the case: the guide, a proposal, a fee, a lapse, an objection."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from gongkai.papers.letters import Fee, template_of
from gongkai.papers.letters import Organ as Named
from gongkai.service.catalogue import schemes, visibility
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Organ
from gongkai.service.requests import ledger, objections, proposing
from gongkai.service.requests.models import Letter, Proposal
from gongkai.statute import fees
from gongkai.statute.clock import Clock
from gongkai.statute.clock import read as clock_after
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import (
    CorrectionAsked,
    Event,
    Extended,
    FeeNoticed,
    LaterReplySet,
    OpinionReceived,
    PassedOn,
    ReplyRevoked,
    ThirdPartyConsulted,
)

_NUMBER = re.compile(r"[0-9+ ()（）转-]+")  # a telephone, as somebody typed how an organ is reached


def organ_as_named(organ: Organ, on: date | None = None) -> Named:
    """Return an organ as its letters name it, its office as its published guide has it on a day (条例12)."""
    guide = _guide(organ, on) if on is not None else {}
    return Named(
        name=organ.name,
        office=guide.get("office_name", "").strip() or f"{organ.name}政府信息公开工作机构",
        address=organ.address or _line(guide, "office_address"),
        postcode=organ.postcode or _line(guide, "office_postcode"),
        phone=organ.phone or _line(guide, "office_phone"),
        email=organ.email,
        hours=organ.office_hours or _line(guide, "office_hours"),
    )


def _line(guide: Mapping[str, str], key: str) -> str:
    return " ".join(guide.get(key, "").split())


def _guide(organ: Organ, on: date) -> Mapping[str, str]:
    """The parts of the guide that the organ has published; nothing where there is none."""
    moment = timezone.make_aware(datetime.combine(on, time.max))
    showing = visibility.showing(moment).filter(organ=organ, category=schemes.GUIDE).first()
    return (showing.edition.form or {}) if showing is not None else {}


def of_proposal(letter: Letter, clock: Clock, on: date) -> Iterator[tuple[str, Any]]:
    """What was consented to and this letter tells of: the days, the new last day, another day of reply."""
    wanted = template_of(letter.kind, on).event
    if wanted not in proposing.KINDS:
        return
    proposal = next((row for row in proposing.untold(letter.case) if row.kind == wanted), None)
    event: Event | None
    after = clock
    if proposal is not None:
        event = proposing.consented(proposal, proposal.consent, on, None)
        past = ledger.events_of(letter.case)
        try:
            after = clock_after([*past, ledger.entered(event, len(past) + 1)], law_here())
        except StatuteError:  # its page says why it has no place
            return
        yield "reasons", proposal.says
    else:
        found = [made for _entry, made in clock.entries if made.kind == wanted]
        event = found[-1] if found else None
    if isinstance(event, Extended):
        yield "extension_days", event.days
        yield "extended_to", after.due
    elif isinstance(event, LaterReplySet):
        yield "later_until", event.until
    elif isinstance(event, ReplyRevoked):
        yield "due", after.due  # that of the reply still owed


def fee_of(letter: Letter, clock: Clock) -> Fee | None:
    """The fee that was consented to, with its sum; None where there is none."""
    rows = Proposal.objects.filter(case=letter.case, kind=FeeNoticed.kind, consent__granted=True)
    proposal = rows.order_by("-pk").first()
    if proposal is None:
        return None
    basis = proposal.event["basis"]
    day = date.fromisoformat(proposal.event["on"])
    by_pages = basis["standard"] == "pages"
    if by_pages:
        made = fees.fee("pages", basis["pages"], day)
        standard, sums, yuan = made.scale.name, tuple(made.says()), made.yuan
    else:
        before = basis["before"]
        upto, earlier = fees.fee("items", before + 1, day), fees.fee("items", before, day)
        standard, yuan = upto.scale.name, upto.yuan - earlier.yuan
        sums = (f"本月第{before + 1}件，每件{yuan}元",)
    how = str(letter.facts.get("fee_how") or "")
    return Fee(standard=standard, sums=sums, yuan=yuan, how=how, pay_by=clock.pay_by)


def of_lapse(letter: Letter, clock: Clock) -> Iterator[tuple[str, Any]]:
    """What was found when a request ended without a reply, and what had been told before."""
    found = {event.kind: entry for entry, event in clock.entries}
    said = {
        row.place: row.said.texts.get("says", "")
        for row in letter.case.entries.filter(place__in=found.values(), said__erased_at=None).select_related(
            "said"
        )
        if hasattr(row, "said")
    }
    for kind, fact in (("correction_lapsed", "correction_lapse"), ("fee_lapsed", "fee_lapse")):
        if text := said.get(found.get(kind, 0)):
            yield fact, text
    asked = [event for _entry, event in clock.entries if isinstance(event, CorrectionAsked)]
    if asked and asked[-1].by is not None:
        yield "correct_by", asked[-1].by
    noticed = [(entry, event) for entry, event in clock.entries if isinstance(event, FeeNoticed)]
    if noticed:
        entry, event = noticed[-1]
        yield "fee_noticed_on", event.delivered or event.on
        row = Letter.objects.filter(case=letter.case, entry__place=entry).first()
        yield "fee_number", row.number if row is not None else None


def of_passing_on(letter: Letter, clock: Clock) -> Iterator[tuple[str, Any]]:
    """Why a request that ended so is not this organ's, and which organ is the right one (条例36(5))."""
    ending = clock.ending
    if ending is None or ending.event != PassedOn.kind:
        return
    yield "outcome", "not_held"
    yield "articles", ("条例36(5)",)
    entry = (
        letter.case.entries.filter(place=ending.entry, said__erased_at=None).select_related("said").first()
    )
    said = entry.said.texts if entry is not None else {}
    yield "reasons", said.get("reasons", "").rstrip("。．. ") or None
    if to := said.get("to", ""):
        contact = said.get("contact", "")
        how = "email" if "@" in contact else "phone" if _NUMBER.fullmatch(contact) else "address"
        yield "other_organ", Named(name=to, **{how: contact})


def of_third_party(letter: Letter, clock: Clock) -> Iterator[tuple[str, Any]]:
    """What was decided on an objection, for who made it; and when she was asked."""
    party = letter.to
    assert party is not None  # noqa: S101 - asked for a letter to her alone
    yield "third_party_addressed", "您" if _is_person(party.name) else "贵单位"
    for event in (event for _entry, event in clock.entries if getattr(event, "whom", "") == party.key):
        if isinstance(event, ThirdPartyConsulted):
            yield "consulted_on", event.on
        elif isinstance(event, OpinionReceived):
            yield "opinion", "不同意公开" if event.agrees is False else "同意公开" if event.agrees else None
    found = next((one for one in objections.all_of(letter.case) if one.party.pk == party.pk), None)
    decided = found.decision if found is not None else None
    if decided is not None and decided.discloses:
        yield "the_information", decided.content
        # Of the two grounds of 条例32 the one that was decided, without the full stop the sentence has.
        yield "objection_holds", decided.holds
        yield "despite_objection", decided.reasons.rstrip("。．. ")


def _is_person(name: str) -> bool:
    """Whether a name is spoken to as a person's: short, and without the words of an organisation."""
    return len(name) <= 4 and not name.endswith(("公司", "局", "厂", "院", "会", "所", "中心", "店", "社"))
