"""Tell requesters that something happened to their request: that it did, and where to look, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.requests.models import Entry, Party
from gongkai.service.requests.reminding import quiet
from gongkai.service.requests.reminding.channels import Channel
from gongkai.service.requests.reminding.models import Begun, Mail, Notice

# The entries that are told, and how: never which ending, never what was asked.
TOLD: dict[str, str | Promise] = {
    "received": _("已经登记"),
    "correction_asked": _("需要补正"),
    "extended": _("延长了答复期限"),
    "fee_noticed": _("有收费通知"),
    "sent": _("答复已经发出"),
}
OLD_NEWS = timedelta(days=15)  # what was entered so long after it happened is no news to anybody
AGAIN = timedelta(days=1)  # read once more: an entry may be long in being written


def notify(now: datetime, ways: Sequence[Channel]) -> int:
    """Write the messages to requesters that are owed and were not written; return how many."""
    with translation.override(settings.LANGUAGE_CODE):
        return sum(_by(way, now) for way in ways)


def _by(way: Channel, now: datetime) -> int:
    begun, _made = Begun.objects.get_or_create(channel=way.key, defaults={"at": now, "looked": now})
    since = max(begun.at, begun.looked - AGAIN)
    settled = Notice.objects.filter(channel=way.key, entry=OuterRef("pk"))
    rows = Entry.objects.filter(~Exists(settled), kind__in=TOLD, recorded_at__gte=since)
    told = 0
    for entry in rows.select_related("case").order_by("pk"):
        try:
            told += _tell(entry, now, way)
        except IntegrityError:  # another has settled it meanwhile
            continue
    Begun.objects.filter(pk=begun.pk, looked__lt=now).update(looked=now)
    return told


@transaction.atomic
def _tell(entry: Entry, now: datetime, way: Channel) -> bool:
    notice = Notice.objects.create(entry=entry, channel=way.key)
    party = _to_whom(entry)
    late = timezone.localdate(entry.recorded_at) - entry.on
    same = Entry.objects.filter(case=entry.case, kind=entry.kind, on=entry.on, place__lt=entry.place)
    if party is None or late > OLD_NEWS or same.exists() or not way.address_of(party):
        return False
    said = {"number": entry.case.number, "says": TOLD[entry.kind]}
    notice.mail = Mail.objects.create(
        channel=way.key,
        party=party,
        subject=gettext("政府信息公开申请 %(number)s：%(says)s") % said,
        text=_text(said),
        owed_at=now,
        next_at=quiet.over_at(now),
    )
    notice.save(update_fields=["mail"])
    return True


def _to_whom(entry: Entry) -> Party | None:
    """Her agent where she has one, else the requester."""
    rows = {
        row.role: row
        for row in Party.objects.filter(case=entry.case, role__in=(Party.Role.AGENT, Party.Role.REQUESTER))
    }
    return rows.get(Party.Role.AGENT) or rows.get(Party.Role.REQUESTER)


def _text(said: dict[str, str | Promise]) -> str:
    place = (
        f"{settings.GONGKAI_SITE}{reverse('track')}" if settings.GONGKAI_SITE else gettext("政府信息公开网站")
    )
    lines = (
        gettext("登记号 %(number)s 的政府信息公开申请%(says)s。") % said,
        gettext("请凭登记号和查询码在 %(place)s 查看，内容不在邮件中发送。") % {"place": place},
        gettext("本邮件由系统自动发出，请勿回复；本机关不会通过邮件索要查询码、证件号码或者费用。"),
    )
    return "\n\n".join(lines) + "\n"
