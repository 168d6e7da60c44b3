"""Whether what a decision says agrees with what the file says: third parties' opinions, searches.

The guided path is answered by a person; what a third party said, what was decided on its objection and what
a search found is in the file. Where the two contradict each other the reply would be lost by its own record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from gongkai.service.requests import earlier as repeated
from gongkai.service.requests import kindred, objections
from gongkai.service.requests.models import Case, Party, RecordSearch
from gongkai.statute.clock import Clock
from gongkai.statute.events import OpinionReceived

NOT_HELD = "条例36(4)"
PUBLIC_ALREADY = "条例36(1)"
PROTECTED = "refused_third_party"
_ASKED = "条例15、32"
Fault = tuple[str, str, str]  # the code of the pre-flight, what it says, the article


def contradictions(
    case: Case,
    clock: Clock,
    *,
    considered: Mapping[str, str],
    outcome: str,
    article: str,
    withheld: Sequence[Mapping[str, Any]] = (),
    earlier: str = "",
) -> list[Fault]:
    """Return what the file holds against a decision with an outcome on the ground of an article.

    `earlier` is the number of the earlier reply that it names.
    """
    found = [*of_third_parties(case, clock, considered, outcome, article, withheld)]
    if article == NOT_HELD and (says := found_after_all(case, clock)):
        found.append(("information_found", says, NOT_HELD))
    if outcome == "duplicate":
        found += repeated.contradictions(case, earlier)
    return list(dict.fromkeys(found))


def of_third_parties(
    case: Case,
    clock: Clock,
    considered: Mapping[str, str],
    outcome: str,
    article: str,
    withheld: Sequence[Mapping[str, Any]],
) -> Iterator[Fault]:
    """Yield what third parties said, or was decided on it, that a decision contradicts (条例15, 32)."""
    protects = PROTECTED in {outcome, *(part["outcome"] for part in withheld)}
    # What is public already is not disclosed by the reply: there is nothing to object to.
    discloses = outcome == "partial_disclosure" or (
        outcome == "full_disclosure" and article != PUBLIC_ALREADY
    )
    answer = considered.get("third_party", "")
    if discloses or protects:
        for says in against_answer(case, clock, answer or ("protected" if protects else "")):
            yield "third_party_contradicted", says, _ASKED
    if not discloses:
        return
    for party in case.parties.filter(role=Party.Role.THIRD_PARTY).order_by("pk"):
        if says := kindred.unheard(case, party):
            yield "objection_undecided", says, "条例32"
    for objected in objections.all_of(case):
        if objected.decision is None:
            yield (
                "objection_undecided",
                _("有第三方不同意公开，还没有对其意见作出决定，不能公开。请先登记对异议的决定。"),
                "条例32",
            )
        elif not objected.decision.discloses and not protects:
            yield (
                "third_party_contradicted",
                _("对第三方的异议已经决定不公开，这一部分不能列入公开的内容。"),
                _ASKED,
            )


def against_answer(case: Case, clock: Clock, answer: str) -> list[str]:
    """Return, in sentences, why an answer to the question on third parties is not what the file says."""
    asked, agreed = _asked_and_agreed(clock)
    objecting = objections.all_of(case)
    disclosed = {o.party.key for o in objecting if o.decision is not None and o.decision.discloses}
    kept = [o for o in objecting if o.decision is not None and not o.decision.discloses]
    found = []
    if answer == "agrees":
        if objecting:
            found.append(_("有第三方不同意公开，不能按第三方同意公开答复。"))
        elif not agreed:
            found.append(_("案卷里没有第三方同意公开的意见；逾期没有答复的，不等于同意。"))
    elif answer == "none":
        if any(o.decision is None for o in objecting):
            found.append(_("有第三方不同意公开，不能按不涉及第三方的合法权益答复。请先登记对异议的决定。"))
        if any(o.decision is not None and o.decision.holds and o.decision.discloses for o in objecting):
            found.append(_("第三方的异议有合理理由，是因公共利益决定公开的，请按此回答。"))
    elif answer == "overridden":
        if not objecting:
            found.append(_("案卷里没有第三方不同意公开的意见，不需要以公共利益决定公开。"))
        elif any(o.decision is None for o in objecting):
            found.append(_("有第三方不同意公开，还没有对其意见作出决定，不能公开。请先登记对异议的决定。"))
    elif answer == "protected" and asked and asked <= agreed | disclosed:
        found.append(
            _("征求过意见的第三方都同意公开，或者对其异议已经决定公开，不能再以保护第三方为由不公开。")
        )
    if answer in ("none", "agrees", "overridden") and kept:
        found.append(_("对第三方的异议已经决定不公开，不能回答为可以公开。"))
    return found


def consultation_in_words(case: Case, clock: Clock) -> str:
    """Say how many third parties were asked and what they said; without their names, for a letter says it.

    "" while one is still asked, or where nobody was.
    """
    third = [c for c in clock.consultations if c.kind == "third_party"]
    if not third or any(c.open for c in third):
        return ""
    asked, agreed = _asked_and_agreed(clock)
    objecting = objections.all_of(case)
    said = {event.whom for _entry, event in clock.entries if isinstance(event, OpinionReceived)}
    objects = {o.party.key for o in objecting} & asked
    disclosed = sum(o.decision is not None and o.decision.discloses for o in objecting)
    parts = (
        (len(agreed), _("%(count)s个同意公开")),
        (len(objects), _("%(count)s个不同意公开")),
        (disclosed, _("其中%(count)s个的异议经审查决定公开")),
        (len((asked & said) - agreed - objects), _("%(count)s个没有表明是否同意")),
        (len(asked - said), _("%(count)s个逾期没有答复")),
    )
    told = _("，").join(says % {"count": count} for count, says in parts if count)
    return _("已经征求%(count)s个第三方的意见：%(told)s") % {"count": len(asked), "told": told}


def _asked_and_agreed(clock: Clock) -> tuple[set[str], set[str]]:
    """The third parties asked, and those of them whose last opinion agrees."""
    asked = {c.whom for c in clock.consultations if c.kind == "third_party"}
    last = {event.whom: event for _entry, event in clock.entries if isinstance(event, OpinionReceived)}
    return asked, {whom for whom in asked if whom in last and last[whom].agrees}


def searches_now(case: Case, clock: Clock) -> list[RecordSearch]:
    """Return the searches made for this handling: after the last order to redo, where there is one."""
    searches = case.searches.order_by("on", "pk")
    orders = [(entry, event.on) for entry, event in clock.entries if event.kind == "redo_ordered"]
    if not orders:
        return list(searches)
    place, day = orders[-1]
    recorded = case.entries.get(place=place).recorded_at
    return [s for s in searches if s.on > day or (s.on == day and s.at >= recorded)]


def found_after_all(case: Case, clock: Clock) -> str:
    """Say that a search found something and no later one, with its words, says why that is not it; or ""."""
    left: RecordSearch | None = None
    for search in searches_now(case, clock):
        if search.found:
            left = search
        elif search.says.strip():
            left = None
    if left is None:
        return ""
    return _(
        "%(on)s的检索登记为检索到，不能答复信息不存在。检索到的不是所申请的信息的，请重新检索并写明结果和理由。"
    ) % {"on": left.on.isoformat()}
