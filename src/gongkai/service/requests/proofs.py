"""What the file of a case itself proves of what an ending needs, and what only the file can prove.

The statute names what has to be there before an ending may be chosen (outcomes.toml, `needs`). Some of it an
officer states in words (which kind of internal affair); some cannot be stated, it has to have happened: a
search that was recorded, a consultation that was closed, a correction that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gongkai.service.requests import grounds
from gongkai.service.requests.models import Case, Letter, Paper
from gongkai.statute.clock import Clock
from gongkai.statute.events import Corrected, CorrectionAsked, ReasonsAsked, ReasonsGiven

# What words cannot replace.
ONLY_BY_FILE = frozenset(
    {"search_record", "consultation", "correction_history", "reasons_assessed", "redactions"}
)


def proven(case: Case, clock: Clock, on: date, withheld: Sequence[Mapping[str, Any]] = ()) -> dict[str, str]:
    """Return the needs that the file proves on a day, each with the sentence that says by what."""
    return dict(_proven(case, clock, on, withheld))


def _proven(
    case: Case, clock: Clock, on: date, withheld: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    searches = grounds.searches_now(case, clock)
    # A search that found it proves the contrary; one before an order to redo is of the reply set aside.
    if searches and not searches[-1].found and not grounds.found_after_all(case, clock):
        last = searches[-1]
        yield (
            "search_record",
            _("%(on)s由%(who)s检索%(where)s，检索词“%(words)s”（共%(count)s次）")
            % {
                "on": last.on.isoformat(),
                "who": last.by_whom,
                "where": last.where,
                "words": last.words,
                "count": len(searches),
            },
        )
    if said := grounds.consultation_in_words(case, clock):
        yield "consultation", said
    events = [event for _entry, event in clock.entries]
    if any(isinstance(e, CorrectionAsked) for e in events) and any(isinstance(e, Corrected) for e in events):
        yield "correction_history", _("已经告知补正，并收到补正材料")
    if said := _reasons(case, clock, on):
        yield "reasons_assessed", said
    if withheld:
        yield "redactions", _("已经列明不予公开的部分%(count)s处") % {"count": len(withheld)}
        yield "withheld_ground", "、".join(sorted({part["article"] for part in withheld}))
    if releases := case.papers.filter(kind=Paper.Kind.RELEASE, erased_at=None).count():
        yield "the_information", _("随答复提供文件%(count)s个") % {"count": releases}


def _reasons(case: Case, clock: Clock, on: date) -> str:
    """Say that reasons were asked for, and given or not in the time set; "" while they are still awaited."""
    asked = [(place, event.on) for place, event in clock.entries if isinstance(event, ReasonsAsked)]
    if not asked:
        return ""
    place, since = asked[-1]
    given = [event.on for _place, event in clock.entries if isinstance(event, ReasonsGiven)]
    if given and given[-1] >= since:
        return _("已经要求申请人说明理由，申请人于%(on)s说明") % {"on": given[-1].isoformat()}
    letters = Letter.objects.filter(case=case, entry__place=place).exclude(issued_on=None)
    days = [date.fromisoformat(day) for letter in letters if (day := letter.facts.get("reasons_by"))]
    if days and since <= max(days) < on:
        until = max(days).isoformat()
        return _("已经要求申请人在%(until)s以前说明理由，期限届满没有说明") % {"until": until}
    return ""
