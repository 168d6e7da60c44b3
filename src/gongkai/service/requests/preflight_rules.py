"""Which doubts before signing stop a letter, and which are only told: within bounds, as an organ has set.

Most are not the organ's to choose. What the law makes fatal stops every letter: no ground, no remedies, an
open consultation, withheld words in a file. What lies in the past and cannot be mended is only told, for the
reply is owed all the same (条例33): it would otherwise never leave; so is what only a person can compare.
What is left depends on how an organ keeps its files, and is set by whoever consents there, from a day on,
with the reason (PreflightChoice).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ
from gongkai.service.requests.models import PreflightChoice

ONLY_TOLD = frozenset({"correction_late", "overdue", "reply_elsewhere", "reply_unregistered"})
# What an organ may set, with whether it blocks where nothing was set.
SETTABLE: Mapping[str, bool] = {
    "receipt_unproven": False,
    "grounds_conflict": False,
    "address_missing": True,
    "reply_unknown": True,
    "third_party_not_told": True,
}
NAMES: Mapping[str, str | Promise] = {
    "receipt_unproven": _("收到之日没有凭证"),
    "grounds_conflict": _("不予公开的各项依据互相冲突"),
    "address_missing": _("没有可以送达的地址"),
    "reply_unknown": _("重复申请所指的原答复在系统里查不到"),
    "third_party_not_told": _("不顾第三方异议决定公开，还没有书面告知第三方"),
}


def blocking(organ: Organ, on: date) -> frozenset[str]:
    """Return which of the settable doubts block at an organ on a day; of a day's rows the last counts."""
    row = choice_of(organ, on)
    if row is None:
        return frozenset(code for code, blocks in SETTABLE.items() if blocks)
    return frozenset(row.blocks) & frozenset(SETTABLE)


def choice_of(organ: Organ, on: date) -> PreflightChoice | None:
    """Return what an organ has set and is in force on a day; None where it has set nothing."""
    return PreflightChoice.objects.filter(organ=organ, since__lte=on).order_by("-since", "-pk").first()
