"""What a request has in common with others: shown to who handles it, with reasons, and never decided.

The same requester with the same organ (条例 art. 36(6), 35), how many she asked this month (109号), and
others who asked for something similar (art. 44(2): what may be published unasked). Words of what is asked
for stand in `WishWord`; of each word the newest requests are looked at, so that the work is bounded however
many there are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from gongkai.service.catalogue.search.cutting import cut
from gongkai.service.requests import charging
from gongkai.service.requests.models import Case, Identity, Party, Wish, WishWord
from gongkai.statute import fees
from gongkai.statute.errors import StatuteError

MOST_WORDS = 16  # of a request, the longest: what it is about
MOST_OF_WORD = 200  # requests looked at for one word, the newest
MOST_OF_PERSON = 200  # requests of one requester that are compared
SHOWN = 8  # lines of each kind
SAME, SIMILAR = 0.8, 0.4  # of the words both have, the share that is common
# Words that stand in half of all requests and tell nothing.
EMPTY = frozenset(
    [
        "申请",
        "公开",
        "政府",
        "信息",
        "相关",
        "有关",
        "关于",
        "请求",
        "情况",
        "文件",
        "材料",
        "提供",
        "贵局",
        "贵机关",
        "本人",
        "以及",
        "进行",
        "全部",
        "所有",
        "内容",
        "依据",
        "根据",
        "要求",
        "我们",
        "上述",
        "下列",
        "是否",
        "具体",
        "名称",
        "文号",
        "复印件",
        "政府信息",
        "申请人",
    ]
)


@dataclass(frozen=True, slots=True)
class Other:
    """Another request, and why it is shown."""

    case: Case
    on: date
    says: str  # what was asked, in short
    common: tuple[str, ...]
    share: float

    @property
    def is_same(self) -> bool:
        """Whether nearly all words are the same."""
        return self.share >= SAME


@dataclass(frozen=True, slots=True)
class Resemblance:
    """What a person should look at before she decides anything."""

    how_known: str  # "number", "name" or "": how the requester was recognised
    of_requester: tuple[Other, ...]  # the same or similar, by the same requester
    earlier: int  # requests of hers with this organ, this one aside
    this_year: int
    in_month: int | None  # which of her requests this is in its month; None if it cannot be said
    fee_by_items: int  # what it would cost by the standard of items (109号), in yuan
    of_others: tuple[Other, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.earlier or self.of_others)

    @property
    def others(self) -> int:
        """How many others asked for something similar."""
        return len(self.of_others)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a description that tell what is wanted."""
    found = (word.strip().lower() for word in cut(text))
    return frozenset(word for word in found if len(word) > 1 and word not in EMPTY and word.isalnum())


def note(case: Case) -> None:
    """Keep the words of what a request asks for, those kept before replaced, in the caller's transaction."""
    WishWord.objects.filter(case=case).delete()
    wish = Wish.objects.filter(case=case, erased_at=None).first()
    if wish is not None:
        WishWord.objects.bulk_create(
            WishWord(case=case, organ_id=case.organ_id, word=word)
            for word in _numbers(words_of(wish.description))
        )


def resemblance(case: Case, requester: Party | None, received_on: date | None, at: datetime) -> Resemblance:
    """Return what a request has in common with others of its organ.

    Who asked and the day of receipt are given, as the page has them: the day from the ledger, None where it
    is not known.
    """
    how, of_person = _of_person(case, requester)
    mine = words_of(_asked(case))
    hers = dict(of_person)
    alike = [key for key in _sharing(case, mine) if key not in hers]
    near = list(hers)[:MOST_OF_PERSON]
    others = _compared([*near, *alike], mine)
    on = timezone.localdate(at)
    in_month, cost = _in_month(case, requester, len(hers), received_on, on)
    return Resemblance(
        how_known=how,
        of_requester=tuple(other for other in others if other.case.pk in hers)[:SHOWN],
        earlier=len(hers),
        this_year=sum(timezone.localdate(hers[key]).year >= on.year for key in near),
        in_month=in_month,
        fee_by_items=cost,
        of_others=tuple(other for other in others if other.case.pk not in hers)[:SHOWN],
    )


def of_requester(case: Case) -> list[int]:
    """Return the other requests of the requester of a case with the same organ, the newest first."""
    return [key for key, _opened_at in _of_person(case, _requester(case))[1]]


def _requester(case: Case) -> Party | None:
    rows = Party.objects.filter(case=case, role=Party.Role.REQUESTER).select_related("identity")
    return rows.order_by("pk").first()


def _of_person(case: Case, requester: Party | None) -> tuple[str, list[tuple[int, datetime]]]:
    """How the requester is known again, and her other requests with this organ with the moment each was
    entered, the newest first.
    """
    if requester is None or requester.erased_at:
        return "", []
    identity: Identity | None = getattr(requester, "identity", None)
    rows = Party.objects.filter(role=Party.Role.REQUESTER, case__organ=case.organ_id).exclude(case=case)
    if identity is not None and identity.digest:
        found = rows.filter(identity__digest=identity.digest)
        how = "number"
    elif requester.name and requester.phone:
        found = rows.filter(name=requester.name, phone=requester.phone)
        how = "name"
    else:
        return "", []
    return how, list(found.order_by("-case").values_list("case", "case__opened_at")[:5000])


def _sharing(case: Case, mine: frozenset[str]) -> list[int]:
    """The requests of the organ that share most of the words, by one query that looks at a bounded number."""
    numbers = _numbers(mine)
    if not numbers:
        return []
    table = connection.ops.quote_name(WishWord._meta.db_table)  # noqa: SLF001 - Django's own public name
    one = (
        f"SELECT * FROM (SELECT case_id FROM {table} WHERE organ_id = %s AND word = %s "  # noqa: S608
        f"ORDER BY case_id DESC LIMIT {MOST_OF_WORD}) AS w"
    )
    query = " UNION ALL ".join(one.replace("AS w", f"AS w{place}") for place in range(len(numbers)))
    given = [value for number in numbers for value in (case.organ_id, number)]
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        counted = Counter(row[0] for row in cursor.fetchall())
    counted.pop(case.pk, None)
    enough = max(2, round(len(numbers) * SIMILAR))
    found = [(count, key) for key, count in counted.items() if count >= enough or len(numbers) == 1]
    return [key for _count, key in sorted(found, reverse=True)[: 5 * SHOWN]]


def _compared(keys: Sequence[int], mine: frozenset[str]) -> list[Other]:
    """Those of these requests that are similar, the most similar first."""
    found = []
    if mine:
        for wish in Wish.objects.filter(case__in=keys, erased_at=None).select_related("case"):
            theirs = words_of(wish.description)
            share = len(mine & theirs) / len(mine | theirs) if theirs else 0.0
            if share >= SIMILAR:
                common = tuple(sorted(mine & theirs, key=lambda word: (-len(word), word))[:6])
                on = timezone.localdate(wish.case.opened_at)
                found.append(Other(wish.case, on, _short(wish.description), common, share))
    return sorted(found, key=lambda other: (-other.share, -other.case.pk))


def _in_month(
    case: Case, requester: Party | None, others: int, received_on: date | None, on: date
) -> tuple[int | None, int]:
    """Which of her requests it is in its month (reading L-0024), and its fee by items."""
    if others > MOST_OF_PERSON:  # more histories than a page should read: the fee's own page counts
        return None, 0
    try:
        before = charging.earlier_of(case, getattr(requester, "identity", None), received_on)
        if before is None:
            return None, 0
        return before + 1, fees.compare(0, before, on).by_items
    except StatuteError:
        return None, 0


def _asked(case: Case) -> str:
    wish: Wish | None = getattr(case, "wish", None)
    return "" if wish is None or wish.erased_at else wish.description


def _numbers(words: Iterable[str]) -> list[int]:
    longest = sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS]
    return [
        int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), signed=True)
        for word in longest
    ]


def _short(text: str, most: int = 60) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
