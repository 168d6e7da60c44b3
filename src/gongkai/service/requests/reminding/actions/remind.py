"""Tell everybody what she owes and was not told: each matter once for the day it became owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from gongkai.service.requests.reminding import gathering, quiet
from gongkai.service.requests.reminding.channels import Channel
from gongkai.service.requests.reminding.gathering import Line
from gongkai.service.requests.reminding.models import Mail, Preference, Reminder
from gongkai.service.requests.reminding.owed import KINDS

OF_REPORTS = ("report_", "publish_")  # kinds of owed.KINDS that are of no request
MOST_LINES = 200  # of one digest; the others are on the work list


def remind(now: datetime, ways: Sequence[Channel]) -> int:
    """Write the messages that are owed and were not written; return how many.

    Nobody is told in her quiet hours, nor where no channel reaches her: it stays owed. What is computed is
    of this moment, so what was done meanwhile is not told at all.
    """
    wanted = {
        row.person_id: row
        for row in Preference.objects.filter(person__is_active=True).select_related("person")
        if not quiet.is_quiet(now, (row.quiet_from, row.quiet_to))
        and any(way.address_of(row.person) for way in ways)
    }
    if not wanted:
        return 0
    told = 0
    with translation.override(settings.LANGUAGE_CODE):
        found = gathering.by_person(timezone.localdate(now))
        for person in sorted(wanted.keys() & found.keys()):
            for way in ways:
                if way.address_of(wanted[person].person):
                    told += _tell(person, found[person], now, way)
    return told


@transaction.atomic
def _tell(person: int, lines: Sequence[Line], now: datetime, way: Channel) -> int:
    """Write what one person is told through one channel, under the lock of her preference."""
    likes = Preference.objects.select_for_update().get(person=person)
    on = timezone.localdate(now)
    mails = Mail.objects.filter(person=person, channel=way.key)
    if likes.digest and mails.filter(digest_of=on).exists():
        return 0  # what came since stays owed, and is in the next one
    cases = {line.case for line in lines if line.case is not None}
    rows = Reminder.objects.filter(Q(case__in=cases) | Q(case=None), person=person, channel=way.key)
    known = set(rows.values_list("case", "kind", "about", "since"))
    new = [
        line for line in lines if (line.case, line.owed.kind, line.owed.about, line.owed.since) not in known
    ]
    new.sort(key=lambda line: (list(KINDS).index(line.owed.kind), line.owed.day or date.max, line.number))
    if not new:
        return 0
    together = [new] if likes.digest else [[line] for line in new]
    for some in together:
        mail = Mail.objects.create(
            channel=way.key,
            person_id=person,
            subject=_subject(some),
            text=_text(some),
            owed_at=now,
            next_at=now,
            digest_of=on if likes.digest else None,
        )
        Reminder.objects.bulk_create(
            Reminder(
                case_id=line.case,
                kind=line.owed.kind,
                about=line.owed.about,
                since=line.owed.since,
                person_id=person,
                channel=way.key,
                mail=mail,
            )
            for line in some
        )
    return len(together)


def _subject(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return gettext("提醒：%(number)s %(says)s") % {
            "number": lines[0].number,
            "says": KINDS[lines[0].owed.kind],
        }
    if any(line.owed.kind.startswith(OF_REPORTS) for line in lines):
        return gettext("提醒：政府信息公开有%(count)s项待办") % {"count": len(lines)}
    return gettext("提醒：依申请公开有%(count)s项待办") % {"count": len(lines)}


def _text(lines: Sequence[Line]) -> str:
    """Numbers and days, nobody's name and nothing of what was asked."""
    parts, kind = [], ""
    for line in lines[:MOST_LINES]:
        if line.owed.kind != kind:
            kind = line.owed.kind
            parts.append(f"\n{KINDS[kind]}")
        day = f"（{line.owed.day.isoformat()}）" if line.owed.day else ""
        parts.append(f"  {line.number}{day}{line.how} {_link(*line.url)}".rstrip())
    if (left := len(lines) - MOST_LINES) > 0:
        parts.append(gettext("另有%(left)s项，请看办件清单。") % {"left": left})
    parts.append(
        "\n" + gettext("请登录工作台办理；日期以工作台显示的为准。提醒的方式可以在工作台“提醒”中更改。")
    )
    return "\n".join(parts).strip() + "\n"


def _link(name: str, *keys: int) -> str:
    return f"{settings.GONGKAI_SITE}{reverse(name, args=keys)}" if settings.GONGKAI_SITE else ""
