"""Published documents that fit what somebody is about to ask for: perhaps it need not be asked at all.

Looked for are only published documents, by the public search: an earlier answer is among them where it was
itself published after review, and a request never is. What is typed is searched with and not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from gongkai.service.catalogue.finding import find
from gongkai.service.catalogue.search import asked
from gongkai.service.catalogue.search.entry import SearchUnavailable
from gongkai.service.catalogue.search.find import Query
from gongkai.service.catalogue.visibility import showing
from gongkai.service.organs.models import Organ
from gongkai.service.portal.document import url_of
from gongkai.service.portal.lists import HEAVY

SHOWN = 5
FEWEST = 4  # characters below which nothing is looked for
LOOKED_AT = 160  # characters of what was typed
MOST_SEARCHES = 8
# Words of every request: of no use for finding what is asked for.
OF_REQUESTS = frozenset(
    [
        "申请",
        "公开",
        "信息",
        "政府",
        "政府信息",
        "获取",
        "提供",
        "需要",
        "希望",
        "本人",
        "我",
        "相关",
        "有关",
        "情况",
        "材料",
        "内容",
        "以及",
        "关于",
        "文件",
        "贵局",
        "贵单位",
        "复印件",
        "全部",
        "所有",
        "谢谢",
    ]
)


@dataclass(frozen=True, slots=True)
class Fitting:
    """A published document that may be what is asked for."""

    title: str
    url: str
    organ: str
    published: str


def fitting(typed: str, organ: Organ, at: datetime) -> list[Fitting]:
    """Return published documents that fit a description, the organ's own first; [] if none does.

    Nothing is found either while the search cannot be used: a hint that is lacking keeps nobody from asking.
    """
    if len(typed.strip()) < FEWEST:
        return []
    weight: Counter[int] = Counter()
    try:
        for words in _tries(typed):
            found = find(Query(text=" ".join(words), kinds=frozenset({"document"}), per_page=20), at)
            for place, result in enumerate(found.results):
                weight[result.key] += 100 * len(words) - place
            if len(words) > 2 and len(found.results) >= SHOWN:
                break
    except SearchUnavailable:
        return []
    rows = {
        row.edition_id: row
        for row in showing(at).filter(edition__in=[*weight]).select_related("organ").defer(*HEAVY)
    }
    best = sorted(rows, key=lambda key: (-weight[key] - 50 * (rows[key].organ_id == organ.pk), -key))
    return [
        Fitting(
            rows[key].edition.title,
            url_of(rows[key]),
            rows[key].organ.name,
            f"{rows[key].begins.astimezone():%Y-%m-%d}",
        )
        for key in best[:SHOWN]
    ]


def _tries(typed: str) -> Iterator[tuple[str, ...]]:
    """Yield the words to search with: all together, then fewer and fewer of those that stand together."""
    terms = [term.text for term in asked.read(typed[:LOOKED_AT]).terms]
    words = [word for word in terms if len(word) > 1 and word not in OF_REQUESTS][:8]
    seen = 0
    for length in (len(words), 3, 2):
        if length < 2 or length > len(words):
            continue
        for start in range(len(words) - length + 1):
            if seen == MOST_SEARCHES:
                return
            seen += 1
            yield tuple(words[start : start + length])
    if len(words) == 1:
        yield (words[0],)
