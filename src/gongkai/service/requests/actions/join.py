"""Answer several requests together: each keeps its own clock and its own ending (法释〔2025〕8号 14(3))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import combinations

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Entry, Link
from gongkai.statute.events import Joined

MOST = 50  # requests answered by one letter


@transaction.atomic
def join(
    cases: Sequence[Case],
    *,
    says: str,
    on: date,
    by: Post,
    at: datetime,
    seen: Mapping[int, int] | None = None,
) -> list[Entry]:
    """Enter in each case that it is answered together with the others, and return the entries.

    `says` is why: requests of one requester, or of several for the same content; the person who joins them
    has looked. `seen` maps the key of a case to how many entries of it were shown. Raises NotAllowed,
    CannotDo (fewer than two, another organ's, one that has ended, joined already; Overtaken).
    """
    found = sorted({case.pk: case for case in cases}.values(), key=lambda case: case.pk)
    if not 2 <= len(found) <= MOST:
        raise CannotDo(_("合并答复要有2至%(most)s件申请。") % {"most": MOST})
    if len({case.organ_id for case in found}) > 1:
        raise CannotDo(_("只有本机关的申请可以合并答复；不同机关的申请各由其机关答复。"))
    if len(says.strip()) < 4:
        raise CannotDo({"says": [_("请写明为什么合并：同一申请人的几件，还是几个申请人的相同内容。")]})
    locked = [ledger.locked(case) for case in found]  # in one order, so that two at once wait for each other
    pairs = list(combinations(locked, 2))
    for one, other in pairs:
        if Link.objects.filter(case=one, other=other, kind=Link.Kind.JOINED).exists():
            raise CannotDo(_("%(one)s与%(other)s已经合并答复。") % {"one": one, "other": other})
    rows = []
    for case in locked:
        others = tuple(other.number for other in locked if other.pk != case.pk)
        number = None if seen is None else seen.get(case.pk)
        event = Joined(on=on, requests=others)
        rows.append(enter(case, event, by=by, at=at, seen=number, said={"says": says.strip()}))
    Link.objects.bulk_create(
        Link(case=one, other=other, kind=Link.Kind.JOINED, by=by, at=at) for one, other in pairs
    )
    return rows
