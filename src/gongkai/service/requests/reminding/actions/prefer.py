"""Choose how one is reminded: one's own address, a digest or each by itself, the quiet hours."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests.reminding.models import Preference


@transaction.atomic
def prefer(
    *, address: str, phone: str, digest: bool, quiet_from: int, quiet_to: int, by: Post, at: datetime
) -> Preference:
    """Keep how somebody wants to be reminded; no address, no reminders. CannotDo (address, quiet_from)."""
    faults: dict[str, list[str]] = {}
    address, phone = address.strip(), phone.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            faults["address"] = [_("这不是电子邮箱地址。")]
    if not (0 <= quiet_from < 24 and 0 <= quiet_to < 24):
        faults["quiet_from"] = [_("请填写0至23时。")]
    elif (quiet_to - quiet_from) % 24 > 20:
        faults["quiet_from"] = [_("一天至少要有4个小时可以提醒。")]
    if faults:
        raise CannotDo(faults)
    row, _made = Preference.objects.update_or_create(
        person=by.person,
        defaults={
            "address": address,
            "phone": phone,
            "digest": digest,
            "quiet_from": quiet_from,
            "quiet_to": quiet_to,
        },
    )
    record("reminding.prefer", by=by, at=at, kind="person", key=by.person_id, digest=digest)
    return row
