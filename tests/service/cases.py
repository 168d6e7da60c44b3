"""Requests for the tests of the desk, entered through the actions; everybody in them is invented."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from gongkai.service.organs.models import Duty, Organ
from gongkai.service.requests.actions.receive import receive
from gongkai.service.requests.intake import Application, Who
from gongkai.service.requests.models import Case
from tests.service.desk import a_post, an_organ

NOT_AN_ID = "990101199001010011"  # no such region, and a checksum that fails


def at(day: str, clock: str = "09:30") -> datetime:
    """Return a moment in China."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.fromisoformat(clock)))


def a_who(name: str = "张三", **facts: Any) -> Who:
    """Return a natural person with a telephone and an identity number that cannot be anybody's."""
    return Who(
        **{
            "name": name,
            "phone": "000-1234567",
            "email": "zhangsan@example.com",
            "address": "青山区样例路1号",
            "identity_number": NOT_AN_ID,
            **facts,
        }
    )


def an_application(
    description: str = "2025年青山区档案局档案数字化经费的支出情况", **facts: Any
) -> Application:
    """Return a whole application."""
    return Application(
        **{
            "requester": a_who(),
            "description": description,
            "medium": "electronic",
            "way": "email",
            **facts,
        }
    )


class Bureau:
    """An organ with the people a request needs."""

    def __init__(self, code: str = "qingshan-danganju", name: str = "青山区档案局", **facts: Any) -> None:
        found = Organ.objects.filter(code=code).first()
        self.organ = found or an_organ(code, name, **facts)
        self.clerk = a_post(self.organ, Duty.CLERK)
        self.reviewer = a_post(self.organ, Duty.REVIEWER)
        self.head = a_post(self.organ, Duty.OFFICE_HEAD)
        self.leader = a_post(self.organ, Duty.LEADER)

    def received(
        self,
        day: str = "2025-09-01",
        channel: str = "in_person",
        moment: datetime | None = None,
        **facts: Any,
    ) -> Case:
        """Return a request that the clerk registered on the day it came in, or at the moment given."""
        moment = moment or at(day)
        application = an_application(**facts)
        arrived = date.fromisoformat(day)
        found = receive(self.organ, application, channel=channel, arrived=arrived, by=self.clerk, at=moment)
        return found.case
