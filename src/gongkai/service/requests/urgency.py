"""How pressing a request is today, said in words and by a shape, never by colour alone.

The same rule stands here twice: as a function, for what is shown after it was computed from the ledger, and
as an expression over the index, to find and order candidates. A test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case as Choice
from django.db.models import F, IntegerField, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.requests import index
from gongkai.service.requests.words import WAITING
from gongkai.statute.calendar import Calendar
from gongkai.statute.clock import Standing

SOON = 3  # working days

# In the order of the list: what cannot wait comes first.
GROUPS: dict[str, str | Promise] = {
    "overdue": _("逾期"),
    "today": _("今天到期"),
    "soon": _("3个工作日内到期"),
    "untold": _("办结尚未告知"),
    "lapsed": _("对方期限已过"),
    "chase": _("送达、回复待查问"),
    "unconfirmed": _("收到之日未确认"),
    "unreadable": _("不能读出"),
    "later": _("办理中"),
    "waiting": _("等待他人"),
    "ended": _("已办结"),
}
PLACES = {key: place for place, key in enumerate(GROUPS)}


@dataclass(frozen=True, slots=True)
class Urgency:
    """How pressing a request is: the key of its group, a sentence, the day it speaks of."""

    key: str
    says: str
    day: date | None = None
    provisional: bool = False
    has_term: bool = True  # whether the day is the last one of somebody's, not one on which to ask

    @property
    def name(self) -> str | Promise:
        """The group in words."""
        return GROUPS[self.key]

    @property
    def of_day(self) -> str:
        """What the day is: the last one for the reply, or for whom is waited for."""
        if self.key == "chase":
            return gettext("自此日应当查问")
        if self.key == "waiting":
            return gettext("对方期限至") if self.has_term else gettext("届时查问")
        return gettext("对方期限已于此日届满") if self.key == "lapsed" else gettext("答复最迟")


def of(stands: Standing) -> Urgency:
    """Return how pressing a request is, as it stands on a day."""
    clock, on = stands.clock, stands.on
    calendar = clock.law.calendar
    soon = calendar.after(on, SOON)
    next_on = index.next_day(clock, stands)
    key = group(stands.state, stands.waiting_for or "", clock.due, next_on, on, soon)
    day = next_on if key in ("waiting", "lapsed", "chase") else clock.due
    has_term = stands.state != "consulting" or clock.due is not None
    return Urgency(key, _says(key, stands, day, calendar), day, clock.provisional, has_term)


def unreadable(reason: str) -> Urgency:
    """Return what is said of a history that today's law cannot read."""
    return Urgency("unreadable", reason)


def group(state: str, waiting_for: str, due: date | None, next_on: date | None, on: date, soon: date) -> str:
    """Return the key of the group; `soon` is the third working day after `on`."""
    if state in ("ended", "unreadable"):
        return state
    if due is not None and due < on:
        return "overdue"
    if state in ("receipt_awaited", "not_received"):
        return "unconfirmed"
    if due == on:
        return "today"
    waits = waiting_for not in ("", "organ")
    if due is not None and due <= soon and not waits:
        return "soon"
    if state == "untold":
        return "untold"
    # While an opinion without a last day is awaited there is no due date: only then is the day one of asking.
    if state == "consulting" and due is None and next_on is not None and next_on <= on:
        return "chase"
    if next_on is not None and next_on < on:
        return "lapsed"
    return "waiting" if waits else "later"


def in_index(on: date, soon: date) -> Choice:
    """Return the place of the group as an expression over rows of the index: `group` once more."""
    organ = Q(waiting_for__in=("", "organ"))
    rules = (
        (Q(state="ended"), "ended"),
        (Q(state=index.UNREADABLE), "unreadable"),
        (Q(due__lt=on), "overdue"),
        (Q(state__in=("receipt_awaited", "not_received")), "unconfirmed"),
        (Q(due=on), "today"),
        (Q(due__lte=soon) & organ, "soon"),
        (Q(state="untold"), "untold"),
        (Q(state="consulting", due=None, next_on__lte=on), "chase"),
        (Q(next_on__lt=on), "lapsed"),
        (~organ, "waiting"),
    )
    whens = [When(condition, then=Value(PLACES[key])) for condition, key in rules]
    return Choice(*whens, default=Value(PLACES["later"]), output_field=IntegerField())


# Within a group: the nearest day first, what has none last.
ORDER = ("place", F("next_on").asc(nulls_last=True), "pk")


def _says(key: str, stands: Standing, day: date | None, calendar: Calendar) -> str:
    on = stands.on
    if key == "overdue" and day is not None:
        return gettext("已逾期%(days)s个工作日") % {"days": calendar.between(day, on) or 1}
    if key == "today":
        return gettext("今天是最后一日")
    if key == "unconfirmed":
        return gettext("请今天联系申请人确认")
    if key == "untold":
        return gettext("还欠申请人告知文书，请拟制并发出")
    if key == "lapsed":
        return gettext("没有收到，请登记结果")
    if key == "chase":
        return gettext("送达或者回复还没有登记，请登记或者催问")
    if key == "waiting":
        whom = WAITING[stands.waiting_for or "requester"]
        is_timed = day is not None and (stands.state != "consulting" or stands.clock.due is not None)
        says = gettext("等待%(whom)s") if is_timed else gettext("等待%(whom)s，尚无期限")
        return says % {"whom": whom}
    if key == "ended":
        return gettext("已办结")
    if day is None:
        return gettext("期限暂不能确定")
    return gettext("还有%(days)s个工作日") % {"days": calendar.between(on, day)}
