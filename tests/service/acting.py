"""Somebody who acts in a process of her own, while others serve: `python -m tests.service.acting VERB…`.

Stands on whatever database the environment names; prints what the test has to know as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from typing import Any


def prepare() -> None:
    """Make the database, the organs and their people."""
    from gongkai.service.config import door

    door.prepare()
    from tests.service.catalogue_desk import Desk
    from tests.service.desk import an_organ

    an_organ("wushan", "乌山区人民政府", kind="county")
    Desk(an_organ("wushan-danganju", "乌山区档案局", parent="wushan"))
    an_organ("wushan-minzhengju", "乌山区民政局", parent="wushan")


def publish(title: str, number: str, seconds: str = "0") -> dict[str, Any]:
    """Take a document through three people's review and release it, now or some seconds ahead."""
    from django.utils import timezone

    from gongkai.service.catalogue.actions.release import release

    desk = _desk()
    edition = desk.cleared(title=title, document_number=f"乌档〔2026〕{number}号", topic="02-01")
    now = timezone.now()
    begins = now + timedelta(seconds=float(seconds)) if float(seconds) else None
    showing = release(edition, by=desk.clerk, at=now, begins=begins)
    return {"document": edition.document_id, "begins": showing.begins.timestamp()}


def withdraw(key: str) -> None:
    """Withdraw what is shown of a document."""
    from django.utils import timezone

    from gongkai.service.catalogue.actions.withdraw import withdraw as action
    from gongkai.service.catalogue.models import Edition

    edition = Edition.objects.filter(document=key).latest("number")
    action(edition, reason="测试", public_note="已经撤下。", by=_desk().head, at=timezone.now())


def rename(name: str) -> None:
    """Give the organ another name."""
    from gongkai.service.organs.actions.establish import establish

    establish({"code": "wushan-danganju", "name": name})


def _desk() -> Any:
    from gongkai.service.organs.models import Duty, Organ, Post
    from tests.service.catalogue_desk import Desk

    organ = Organ.objects.get(code="wushan-danganju")
    desk = Desk.__new__(Desk)
    desk.organ = organ
    duties = {"clerk": Duty.CLERK, "reviewer": Duty.REVIEWER, "head": Duty.OFFICE_HEAD, "leader": Duty.LEADER}
    for name, duty in duties.items():
        setattr(desk, name, Post.objects.get(organ=organ, duty=duty))
    return desk


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.service.config.settings")
    verb, *given = sys.argv[1:]
    if verb == "prepare":
        prepare()
    else:
        from gongkai.service.config.door import open_service

        open_service()
        sys.stdout.write(
            json.dumps({"publish": publish, "withdraw": withdraw, "rename": rename}[verb](*given))
        )
