"""Which levels a review has, who may speak at each, and how many people it takes.

条例 art. 17; 保密法实施条例 art. 42 (item by item, a named body, a fixed procedure). How
many levels is the organ's own rule: three are usual (初审, 复审, 批准), two where people are few. Never one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.clearance.models import Procedure
from gongkai.service.organs.models import Duty, Organ


class UnsoundProcedure(ValueError):
    """Levels that do not make a review; the message says why."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its name and the duties that may speak at it."""

    name: str
    duties: tuple[str, ...]

    @property
    def words(self) -> str:
        """The name for whoever reads now; one that the organ made up stays as it is."""
        return str(_USUAL.get(self.name, self.name))


_USUAL = {"初审": gettext_lazy("初审"), "复审": gettext_lazy("复审"), "批准": gettext_lazy("批准")}
DEFAULT = (
    Level("初审", (Duty.CLERK, Duty.REVIEWER)),
    Level("复审", (Duty.REVIEWER, Duty.OFFICE_HEAD)),
    Level("批准", (Duty.LEADER,)),
)
"""初审 by the unit that made it, 复审 by the disclosure office, 批准 by the leader (a rule of 开封, 2023)."""

SMALL = (Level("初审", (Duty.CLERK, Duty.REVIEWER)), Level("批准", (Duty.LEADER, Duty.OFFICE_HEAD)))
"""For a small bureau: the clerk drafts and reviews first, a leader approves."""

_DECIDING = {Duty.OFFICE_HEAD, Duty.LEADER}
_SPEAKING = {Duty.CLERK, Duty.REVIEWER, Duty.OFFICE_HEAD, Duty.LEADER}


def levels_of(organ: Organ, on: date) -> tuple[Level, ...]:
    """Return the levels that an organ's reviews have when opened on that day."""
    chosen = Procedure.objects.filter(organ=organ, since__lte=on).order_by("-since", "-pk").first()
    return DEFAULT if chosen is None else read(chosen.levels)


def read(data: Sequence[Mapping[str, Any]]) -> tuple[Level, ...]:
    """Return levels from their stored form, if they make a review; raises UnsoundProcedure."""
    try:
        found = tuple(Level(str(item["name"]).strip(), tuple(item["duties"])) for item in data)
    except (KeyError, TypeError) as fault:
        raise UnsoundProcedure(_("每一级审查要写明名称，以及由哪些职责的人员作出。")) from fault
    if len(found) < 2:
        raise UnsoundProcedure(_("公开前审查至少分两级：一级初审，一级批准，由不同的人作出。"))
    if len({level.name for level in found}) < len(found):
        raise UnsoundProcedure(_("各级审查的名称不能相同。"))
    for level in found:
        if not level.name or not level.duties or not set(level.duties) <= _SPEAKING:
            raise UnsoundProcedure(
                _("“%(name)s”这一级没有写明由哪些职责的人员审查，或者写了不参与审查的职责。")
                % {"name": level.name}
            )
    if not set(found[-1].duties) <= _DECIDING:
        raise UnsoundProcedure(_("最后一级是批准，只能由分管领导或者政府信息公开工作机构负责人作出。"))
    return found


def load(data: Sequence[Mapping[str, Any]]) -> tuple[Level, ...]:
    """Return the levels of a review as they were when it was opened, whatever is asked of levels today."""
    return tuple(Level(str(item["name"]), tuple(item["duties"])) for item in data)


def stored(levels: Sequence[Level]) -> list[dict[str, Any]]:
    """Return levels in the form in which they are stored."""
    return [{"name": level.name, "duties": list(level.duties)} for level in levels]
