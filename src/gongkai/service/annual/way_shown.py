"""The way of a filing in shape: each of its steps, what was done of it and by whom, which one is now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.annual.models import Step
from gongkai.service.annual.standing import Stage, Stands

S = Stage
DONE, NOW, FAULT, LATER = "done", "now", "fault", "later"
STATES: dict[str, str | Promise] = {
    DONE: _("已完成"),
    NOW: _("现在在这一步"),
    FAULT: _("被退回"),
    LATER: _("还没有到"),
}
CHECK = "check"
UNSOLVED = _("没有通过")
NAMES = (
    ("gather", _("核定数据")),
    ("draft", _("成稿")),
    (CHECK, _("检查")),
    ("review", _("审查")),
    ("approval", _("批准")),
    ("submit", _("报送")),
    ("judged", _("主管部门审核")),
    ("published", _("公布")),
)
_NOW: dict[Stage, int] = {
    S.OPEN: 0,
    S.GATHERED: 1,
    S.DRAFTED: 2,
    S.IN_REVIEW: 3,
    S.SENT_BACK: 3,
    S.CLEARED: 5,
    S.SUBMITTED: 6,
    S.RETURNED: 6,
    S.ACCEPTED: 7,
    S.PUBLISHED: 8,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One step of the way: its name, how it stands in a word, when and what of it."""

    key: str
    name: str | Promise
    state: str
    on: date | None = None
    says: str = ""
    who: str = ""

    @property
    def words(self) -> str | Promise:
        """Its state in a word."""
        return UNSOLVED if self.key == CHECK and self.state == FAULT else STATES[self.state]


def way_of(found: Stands, blocked: int, *, to_public: bool = False) -> list[Mark]:
    """Return the steps of a filing's way; `blocked` is how many findings keep it from being filed.

    One that goes to the public as soon as it is cleared is neither submitted nor judged.
    """
    return [
        Mark(key, name, _state(place, found, blocked, to_public), *_what(key, found, blocked))
        for place, (key, name) in enumerate(NAMES)
        if not (to_public and key in ("submit", "judged"))
    ]


def _state(place: int, found: Stands, blocked: int, to_public: bool) -> str:
    now = _NOW[found.stage]
    if to_public and found.stage is S.CLEARED:
        now = _NOW[S.ACCEPTED]
    if found.stage is S.IN_REVIEW and found.review is not None and found.review.is_last:
        now = 4
    if found.stage is S.DRAFTED and not blocked:
        now = 3  # nothing is left to set right: it may be reviewed
    if place == now:
        if found.stage in (S.SENT_BACK, S.RETURNED):
            return FAULT
        return FAULT if NAMES[place][0] == CHECK and blocked else NOW
    return DONE if place < now else LATER


def _what(key: str, found: Stands, blocked: int) -> tuple[date | None, str, str]:
    match key:
        case "gather" if found.closing is not None:
            number = gettext("第%(number)s次核定") % {"number": found.closing.number}
            return timezone.localdate(found.closing.at), number, str(found.closing.by.person)
        case "draft" if found.version is not None:
            number = gettext("第%(number)s稿") % {"number": found.version.number}
            by = found.version.by
            return timezone.localdate(found.version.at), number, str(by.person) if by else ""
        case "check" if found.version is not None:
            if blocked:
                return None, gettext("有%(count)s处没有解决") % {"count": blocked}, ""
            return None, gettext("没有未解决的不符"), ""
        case "review" if found.review is not None:
            return timezone.localdate(found.review.review.opened_at), str(found.review.says), ""
        case "approval" if found.review is not None and found.review.opinions:
            last = found.review.opinions[-1]
            if last.level == len(found.review.levels) - 1:
                return timezone.localdate(last.at), last.get_verdict_display(), str(last.by.person)
        case "submit" if (step := found.was_submitted) is not None:
            return step.on, "", str(step.by.person) if step.by else ""
        case "judged" if (step := found.was_judged) is not None:
            words = gettext("通过") if step.kind == Step.Kind.ACCEPTED else gettext("退回")
            return step.on, words, str(step.by.person) if step.by else ""
        case "published":
            return next(_published(found), (None, "", ""))
    return None, "", ""


def _published(found: Stands) -> Iterator[tuple[date | None, str, str]]:
    if found.stage is S.PUBLISHED and found.published is not None:
        yield found.published.published_on, gettext("第%(n)s版") % {"n": found.published.number}, ""
    elif found.planned is not None:
        by = found.planned.by
        yield found.planned.on, gettext("确定在这一天公布"), str(by.person) if by else ""
