"""What happened to a request, as its page tells it: the events of the ledger, and what the office did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.organs.said import said
from gongkai.service.requests import reclassing
from gongkai.service.requests.actions.supplement import lacking
from gongkai.service.requests.happenings import UnknownHappening, put_together, untold
from gongkai.service.requests.letter_words import MEANS
from gongkai.service.requests.models import Assignment, Contact, Entry, Letter, Proposal
from gongkai.service.requests.words import EVENTS, OUTCOMES, PROPOSED
from gongkai.statute.clock import Clock
from gongkai.statute.events import EntryAnnulled, Event
from gongkai.statute.law import Law

Words = str | Promise
BODIES: Mapping[str, Words] = {
    "court": gettext_lazy("人民法院"),
    "reconsideration": gettext_lazy("行政复议机关"),
}


@dataclass(slots=True)
class Item:
    """Something that happened: an event of the ledger (`place`), or what the office did (no place)."""

    on: date
    says: Words
    details: list[tuple[Words, Words]] = field(default_factory=list)
    place: int = 0
    by: str = ""
    at: datetime | None = None
    late: bool = False  # entered on a later day than it happened
    annulled_by: int = 0
    may_learn: bool = False  # what was not known when it was entered may still be added
    notes: list[str] = field(default_factory=list)  # findings of the statute on this event, in Chinese

    @property
    def is_event(self) -> bool:
        """Whether it stands in the ledger."""
        return self.place > 0


def read(entries: Iterable[Entry]) -> list[Event]:
    """Return the events of rows that were fetched with their texts; raises UnknownHappening."""
    return [_event(entry) for entry in entries]


def items(
    entries: Iterable[Entry],
    clock: Clock | None,
    names: Mapping[str, str],
    law: Law,
    office: Iterable[Item] = (),
    *,
    tells: bool = True,
) -> list[Item]:
    """Return everything in the order of its days; within a day as in the ledger, the office after it.

    Without `tells` nothing is in it that a person wrote: names may be there.
    """
    rows = list(entries)
    annulled = {row.particulars.get("annuls"): row.place for row in rows if row.kind == EntryAnnulled.kind}
    found = []
    for row in rows:
        recorded = timezone.localdate(row.recorded_at)
        item = Item(
            row.on,
            EVENTS.get(row.kind, row.kind),
            place=row.place,
            by=_who(row.by) if row.by else _("申请人"),
            at=row.recorded_at,
            late=recorded > row.on,
            annulled_by=annulled.get(row.place, 0),
        )
        try:
            event = _event(row) if tells else untold(_event(row))
            item.details = [*_details(event, names, law), *(_beside(row) if tells else ())]
            item.may_learn = not item.annulled_by and bool(lacking(event))
        except UnknownHappening as fault:
            item.notes.append(said(str(fault)))
        if clock is not None:
            item.notes += [said(finding.says) for finding in clock.findings if finding.entry == row.place]
        found.append(item)
    return sorted([*found, *office], key=lambda item: (item.on, not item.is_event, item.place))


def contacts(rows: Iterable[Contact], *, tells: bool = True) -> Iterator[Item]:
    """Yield the attempts to reach the requester: evidence, whatever came of them."""
    for row in rows:
        says = _("联系申请人：联系上了") if row.reached else _("联系申请人：没有联系上")
        details: list[tuple[Words, Words]] = [(_("方式"), row.means)] if tells else []
        if row.says and tells:
            details.append((_("记录"), row.says))
        yield Item(row.on, says, details, by=_who(row.by), at=row.at)


def assignments(rows: Iterable[Assignment], *, tells: bool = True) -> Iterator[Item]:
    """Yield to whom the case was given."""
    for row in rows:
        to = " ".join(part for part in (row.unit, str(row.to.person) if row.to else "") if part)
        details: list[tuple[Words, Words]] = [(_("承办"), to)]
        if row.finish_by:
            details.append((_("内部期限"), row.finish_by.isoformat()))
        if row.says and tells:
            details.append((_("交办意见"), row.says))
        yield Item(timezone.localdate(row.at), _("交办"), details, by=_who(row.by), at=row.at)


def proposals(rows: Iterable[Proposal], *, tells: bool = True) -> Iterator[Item]:
    """Yield what was proposed, and the answer."""
    for row in rows:
        what = {"what": PROPOSED.get(row.kind, row.kind)}
        details: list[tuple[Words, Words]] = []
        if row.kind == reclassing.KIND:
            before, after = reclassing.classes_of(row)
            details += [
                (_("原登记的类别"), reclassing.named(before)),
                (_("更正后的类别"), reclassing.named(after)),
            ]
        if tells:
            details.append((_("理由"), row.says))
        yield Item(
            timezone.localdate(row.at), _("报请同意：%(what)s") % what, details, by=_who(row.by), at=row.at
        )
        if consent := getattr(row, "consent", None):
            says = _("同意：%(what)s") % what if consent.granted else _("不同意：%(what)s") % what
            opinion: list[tuple[Words, Words]] = []
            if consent.says and tells:
                opinion.append((_("意见"), consent.says))
            yield Item(timezone.localdate(consent.at), says, opinion, by=_who(consent.by), at=consent.at)


def letters(rows: Iterable[Letter]) -> Iterator[Item]:
    """Yield the letters that were issued."""
    for row in rows:
        if row.number and row.issued_on:
            by = _who(row.issued_by) if row.issued_by else ""
            yield Item(row.issued_on, _("制发文书 %(number)s") % {"number": row.number}, by=by)


def _event(row: Entry) -> Event:
    said = getattr(row, "said", None)
    texts = None if said is not None and said.erased_at else said.texts if said is not None else {}
    recorded = timezone.localdate(row.recorded_at)
    return put_together(row.kind, row.on, row.place, recorded, row.particulars, texts)


def _details(event: Event, names: Mapping[str, str], law: Law) -> Iterator[tuple[Words, Words]]:
    """Yield what an event says of itself, label by label; whom it concerns by the name of the party."""
    for name, label in _labels().items():
        value: Any = getattr(event, name, None)
        if value in (None, "", ()):
            continue
        if name == "whom":
            value = names.get(value, value)
        elif name == "channel":
            value = said(law.channel(value, event.on).name)
        elif name == "outcome":
            value = OUTCOMES.get(value, value)
        elif name == "means":
            value = MEANS.get(value, value)  # of a contact it is in the officer's words
        elif name == "agrees":
            value = _("同意公开") if value else _("不同意公开")
        elif name == "annuls":
            value = _("第%(place)s条") % {"place": value}
        elif name == "days":
            value = _("%(days)s个工作日") % {"days": value}
        elif name == "yuan":
            value = _("%(yuan)s元") % {"yuan": value}
        elif isinstance(value, tuple):
            value = "、".join(value)
        elif isinstance(value, date):
            value = value.isoformat()
        elif name == "by":
            label, value = _("责令机关"), BODIES.get(value, value)
        yield label, value


def _beside(row: Entry) -> Iterator[tuple[Words, Words]]:
    """Yield what was said beside the event: why it was entered all the same, what stood there before."""
    said = getattr(row, "said", None)
    texts = said.texts if said is not None and not said.erased_at else {}
    for name, label in (
        ("says", _("情况和理由")),
        ("reasons", _("理由")),
        ("contact", _("该机关的联系方式")),
        ("although", _("仍然登记的理由")),
        ("before_description", _("补正以前")),
    ):
        if texts.get(name) and not (name == "reasons" and row.kind == "opinion_received"):
            yield label, texts[name]


def _labels() -> dict[str, str]:
    return {
        "whom": _("对象"),
        "channel": _("提交渠道"),
        "evidence": _("凭证"),
        "by_whom": _("确认人"),
        "means": _("方式"),
        "by": _("补正期限"),
        "items": _("要求补正"),
        "confirmed_by": _("认定人"),
        "until": _("至"),
        "delivered": _("送达"),
        "agrees": _("意见"),
        "reasons": _("理由"),
        "days": _("延长"),
        "consented_by": _("同意人"),
        "notified": _("告知申请人"),
        "yuan": _("金额"),
        "to": _("有关机关"),
        "requests": _("相关申请"),
        "outcome": _("办理结果"),
        "served": _("送达"),
        "annuls": _("撤销"),
        "reason": _("理由"),
    }


def _who(post: Any) -> str:
    return f"{post.title} {post.person}"
