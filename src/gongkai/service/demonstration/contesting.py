"""What was challenged in the fictitious district: reconsiderations, a suit, a complaint; and records.

Over replies that `asking` entered, through the actions that officers use; days are counted back from the
moment of loading, so that an answer with evidence is owed and an order to answer anew runs whenever the
demonstration is first started.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.demonstration.asking import BUREAU
from gongkai.service.demonstration.people import post_of
from gongkai.service.organs.models import Duty, Organ
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.actions.receive_rectification import receive_rectification
from gongkai.service.redress.actions.rectify import rectify
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.models import Case, Standing

HEAD, COURT = "虚构区人民政府", "虚构区人民法院"
REFUSED = ("refused_deliberative", "refused_internal_affairs", "refused_enforcement_file", "not_held")


class _Contesting:
    """The proceedings of one organ, entered by its clerk."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.organ = Organ.objects.get(code=BUREAU)
        self.clerk = post_of(self.organ, Duty.CLERK)
        self.calendar = law_here().calendar
        self.today = timezone.localdate(now)

    def day(self, ago: int) -> date:
        """The working day so many working days ago, or ahead."""
        place = self.calendar.place(self.calendar.on_or_before(self.today))
        return (
            min(self.calendar.day_at(place - ago), self.today)
            if ago > 0
            else self.calendar.day_at(place - ago)
        )

    def at(self, ago: int) -> datetime:
        """A moment of office hours that day, never one still to come."""
        return min(timezone.make_aware(datetime.combine(self.day(ago), time(15, 20))), self.now)

    def replies(self) -> Iterator[Case]:
        """Replies that were given long enough ago to be challenged by now: refusals first."""
        rows = Standing.objects.filter(organ=self.organ, ended_on__lt=self.day(26)).select_related("case")
        found = sorted(rows, key=lambda row: (row.outcome not in REFUSED, -row.case_id))
        return (row.case for row in found if row.sent_on)

    def opened(self, case: Case, kind: str, body: str, number: str, ago: int, **more: Any) -> Proceeding:
        """Register one on a working day past."""
        facts: dict[str, Any] = {
            "over": "reply",
            "body": body,
            "number": number,
            "by": self.clerk,
            "at": self.at(ago),
        }
        return open_proceeding(self.organ, kind=kind, case=case, **facts, **more)

    def step(self, of: Proceeding, kind: str, ago: int, **facts: Any) -> None:
        """Enter what happened on a working day past."""
        enter_step(of, kind=kind, on=self.day(ago), by=self.clerk, at=self.at(ago), **facts)


def load(now: datetime) -> int:
    """Enter what was challenged; return how many. Fewer replies than stories leave the last ones out."""
    here = _Contesting(now)
    stories = (_corrected, _answer_owed, _upheld_and_sued, _complained_of)
    before = Proceeding.objects.count()
    for case, tell_it in zip(here.replies(), stories, strict=False):
        tell_it(here, case)
    _record(here)
    return Proceeding.objects.count() - before


def _record(here: _Contesting) -> None:
    """A record about somebody, checked and waiting to be decided."""
    made = receive_rectification(
        here.organ,
        name="李四",
        contact="000-0000066",
        record="《技术工人登记表（演示）》中李四的取证年份",
        wanted="2019年",
        evidence="职业资格证书复印件",
        received_on=here.day(4),
        by=here.clerk,
        at=here.at(4),
    )
    says = "与发证底册核对，登记表录错年份"
    rectify(made, kind="checked", on=here.day(2), says=says, by=here.clerk, at=here.at(2))


def _corrected(here: _Contesting, case: Case) -> None:
    """Revoked, with an order to answer anew that runs."""
    year = here.today.year
    made = here.opened(case, "reconsideration", HEAD, f"虚政复〔{year}〕11号", 24)
    here.step(made, "accepted", 24, procedure="summary")
    here.step(made, "served", 23)
    here.step(made, "answered", 20)
    says = "答复认定为过程性信息，没有说明属于哪一类，事实不清"
    order = {"orders": True, "order_served": here.day(2), "order_until": here.day(-10)}
    here.step(made, "ended", 2, result="revoked", says=says, **order)


def _answer_owed(here: _Contesting, case: Case) -> None:
    """Pending, with the answer due in three working days."""
    made = here.opened(case, "reconsideration", HEAD, f"虚政复〔{here.today.year}〕15号", 3)
    here.step(made, "accepted", 3, procedure="summary")
    here.step(made, "served", 2)


def _upheld_and_sued(here: _Contesting, case: Case) -> None:
    """Upheld on reconsideration, then sued over."""
    year = here.today.year
    made = here.opened(case, "reconsideration", HEAD, f"虚政复〔{year}〕8号", 25)
    here.step(made, "accepted", 25, procedure="summary")
    here.step(made, "served", 24)
    here.step(made, "answered", 21)
    here.step(made, "ended", 12, result="upheld", order_served=here.day(12))
    suit = here.opened(case, "suit_after_reconsideration", COURT, f"（{year}）虚0099行初7号", 5, follows=made)
    here.step(suit, "accepted", 5)
    here.step(suit, "served", 4)


def _complained_of(here: _Contesting, case: Case) -> None:
    """A complaint to the superior organ: in no table."""
    made = here.opened(case, "complaint", HEAD, "", 8)
    here.step(made, "accepted", 8, says="反映答复内容不完整")
