"""Finding: a query and a moment in, a page of results out.

A word of every second document has tens of thousands of hits. They are counted, but not all weighed: by
relevance the newest are, and the newest of those that have the words in their heads (`RANKED` of each);
`Found.reachable` says how many can be paged through. By date all can.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import DatabaseError
from django.utils import timezone

from gongkai.service.catalogue.search import asked as asking
from gongkai.service.catalogue.search import numbers, rank
from gongkai.service.catalogue.search.asked import Asked
from gongkai.service.catalogue.search.entry import KINDS, SearchUnavailable, first_place
from gongkai.service.catalogue.search.excerpt import Piece, excerpt, marked, pattern, stands_in
from gongkai.service.catalogue.search.index import MARK_OF_ALL, Index, Wanted, index
from gongkai.service.catalogue.search.models import Indexed, IndexedText, State
from gongkai.service.catalogue.search.words import VERSION, facet

RANKED = 200  # of each sort of candidates
FACETED = 500  # entries whose values are counted
LOOKED_AT = 3_000  # characters of a body that are weighed
TEXTS = 60  # bodies that are read at a time
PER_PAGE, MOST_PER_PAGE = 20, 100
DEEPEST = 10_000  # results that can be paged through by date; further by `after`

DOWN = "搜索暂时不能使用，这不表示所找的信息没有公开。请稍后再试，或者按栏目浏览。"
REBUILDING = "搜索索引正在重建，这不表示所找的信息没有公开。请稍后再试，或者按栏目浏览。"


class Sort(enum.StrEnum):
    """The order of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: a text as typed, and filters. An empty filter lets everything pass.

    Of several values of one filter each is enough; a topic or category has with it what lies under it.

    `after` is the `next` of the page before: results of the newest first beyond it, however many.
    """

    text: str
    organs: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    validities: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    year_from: int | None = None
    year_to: int | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One entry found: which it is, and the pieces of title and text to show."""

    kind: str
    key: int
    score: float
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    in_attachment: bool  # the excerpt is from a file


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results. `total` is exact if `is_exact`, else there are at least so many."""

    results: tuple[Result, ...] = ()
    total: int = 0
    is_exact: bool = True
    reachable: int = 0
    did_you_mean: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    next: int | None = None
    asked: Asked | None = field(default=None, repr=False)
    places: tuple[int, ...] | None = field(default=None, repr=False)  # of all, where all were looked at


def find(query: Query, at: datetime) -> Found:
    """Return a page of what may be found at that moment.

    Never fails because of what was typed. Raises SearchUnavailable, with a sentence for the visitor, if
    the index cannot be read or is being made anew.
    """
    try:
        _check_ready()
        return _find(query, at)
    except DatabaseError as fault:
        raise SearchUnavailable(DOWN) from fault


@dataclass(frozen=True, slots=True)
class Facets:
    """The value that one entry has for each filter."""

    organ: str
    kind: str
    topic: str
    category: str
    validity: str


def facets(query: Query, found: Found, at: datetime) -> list[Facets] | None:
    """Return the values of everything that the text finds, whatever the filters but the years.

    None where that is more than FACETED (of quoted phrases, whose texts are read, RANKED): no search shall
    wait for its counts. Raises SearchUnavailable as `find` does.
    """
    if found.asked is None or not found.asked.terms or found.total > FACETED:
        return None  # without the filters it is more still
    years = Query(query.text, year_from=query.year_from, year_to=query.year_to)
    wanted = _wanted(years, found.asked)
    if wanted is None:
        return None
    try:
        places = found.places if wanted == _wanted(query, found.asked) else None
        if places is None:
            search = _Search(index(), wanted, found.asked, at, timezone.localdate(at))
            places = search.all_places()
        if places is None:
            return None
        rows = Indexed.objects.filter(pk__in=places)
        names = {number: name for name, number in KINDS.items()}
        values = rows.values_list("organ", "kind", "topic", "category", "validity")
        return [Facets(organ, names[kind], *others) for organ, kind, *others in values]
    except DatabaseError as fault:
        raise SearchUnavailable(DOWN) from fault


def _check_ready() -> None:
    state = State.objects.first()
    if state is not None and (state.is_rebuilding or state.version != VERSION):
        raise SearchUnavailable(REBUILDING)


def _find(query: Query, at: datetime) -> Found:
    asked = asking.read(query.text)
    wanted = _wanted(query, asked) if asked.terms else None
    if wanted is None:
        return Found(notes=asked.notes, asked=asked)
    page, size = max(1, query.page), min(max(1, query.per_page), MOST_PER_PAGE)
    today = timezone.localdate(at)
    found = _Search(index(), wanted, asked, at, today)
    if query.sort is Sort.NEWEST:
        hits, total, is_exact, reachable = found.newest(page, size, query.after)
        places = None
    else:
        hits, total, is_exact, reachable, places = found.relevant(page, size)
    meant = numbers.did_you_mean(asked.text, at) if asked.number else []
    last = hits[-1][0] if query.sort is Sort.NEWEST and len(hits) == size else None
    notes = list(asked.notes)
    if reachable < total and query.sort is Sort.RELEVANCE:
        notes.append(f"结果较多，按相关度只列出前{reachable}条；请加词、加筛选条件，或者按日期排序。")
    return Found(
        results=tuple(_results(hits, asked)),
        total=total,
        is_exact=is_exact,
        reachable=reachable,
        did_you_mean=tuple(meant),
        notes=tuple(notes),
        next=last,
        asked=asked,
        places=places,
    )


def _wanted(query: Query, asked: Asked) -> Wanted | None:
    """Return the query as words of the index; None if its filters leave nothing."""
    all_of: dict[str, None] = {}
    any_of: list[tuple[tuple[str, ...], ...]] = []
    for term in asked.terms:
        if term.other:
            any_of.append((term.words, term.other) if term.words else (term.other,))
        else:
            all_of.update(dict.fromkeys(term.words))
    filters = {"t": query.topics, "c": query.categories, "v": query.validities}
    for name, values in {**filters, "o": query.organs, "k": query.kinds}.items():
        if len(values) == 1:
            all_of.update((facet(name, value), None) for value in values)
        elif values:
            any_of.append(tuple((facet(name, value),) for value in sorted(values)))
    first = min(max(query.year_from or date.min.year, date.min.year), date.max.year)
    last = min(max(query.year_to or date.max.year, date.min.year), date.max.year)
    if first > last:
        return None
    return Wanted(
        tuple(all_of),
        tuple(any_of),
        tuple(term.words for term in asked.without),
        low=first_place(date(first, 1, 1)),
        high=MARK_OF_ALL if last == date.max.year else first_place(date(last + 1, 1, 1)),
    )


Hit = tuple[int, float]


@dataclass(frozen=True, slots=True)
class _Search:
    """One query at work."""

    index: Index
    wanted: Wanted
    asked: Asked
    at: datetime
    today: date

    def newest(self, page: int, size: int, after: int | None) -> tuple[list[Hit], int, bool, int]:
        """Return the places of a page by date."""
        skip = 0 if after is not None else (page - 1) * size
        if skip >= DEEPEST:
            total = self.index.count(self.wanted, self.at)
            return [], total, not self._is_phrased(), min(total, DEEPEST)
        if self._is_phrased():
            return self._newest_phrased(skip, size, after)
        if after is None:
            found, total = self.index.newest_and_count(self.wanted, self.at, skip + size)
        else:
            found = self.index.newest(_below(self.wanted, after), self.at, size)
            total = self.index.count(self.wanted, self.at)
        return [(place, 0.0) for place in found[skip:]], total, True, min(total, DEEPEST)

    def _newest_phrased(self, skip: int, size: int, after: int | None) -> tuple[list[Hit], int, bool, int]:
        """Look through the texts from the newest on, until the page is full."""
        wanted = self.wanted if after is None else _below(self.wanted, after)
        kept: list[int] = []
        while len(kept) < skip + size:
            some = self.index.newest(wanted, self.at, RANKED)
            kept += self.phrased(some)
            if len(some) < RANKED:
                total = len(kept) if after is None else self.index.count(self.wanted, self.at)
                return [(place, 0.0) for place in kept[skip : skip + size]], total, after is None, total
            wanted = _below(wanted, some[-1])
        total = self.index.count(self.wanted, self.at)
        return [(place, 0.0) for place in kept[skip : skip + size]], total, False, min(total, DEEPEST)

    def relevant(self, page: int, size: int) -> tuple[list[Hit], int, bool, int, tuple[int, ...] | None]:
        """Return the places of a page by score; and those of all, where all were weighed."""
        found, total = self.index.newest_and_count(self.wanted, self.at, RANKED + 1)
        weighed_all = len(found) <= RANKED
        if not weighed_all:
            found = found[:RANKED]
            for other in self._in_heads():
                found += self.index.newest(other, self.at, RANKED)
        places = self.phrased(sorted(set(found), reverse=True))
        best = self._best(places, page * size)
        is_exact = weighed_all or not self._is_phrased()
        if self._is_phrased() and weighed_all:
            total = len(places)
        every = tuple(places) if weighed_all else None
        return best[(page - 1) * size :], total, is_exact, len(places), every

    def _in_heads(self) -> Iterator[Wanted]:
        """Yield what has every word in its head, and what has one there and the others anywhere.

        What stands in the head is among the words of the whole: not to ask for it twice spares the database
        the longest of its lists.
        """
        heads = {term.words: term.head for term in self.asked.terms if not term.other}
        if not heads:
            return
        below = {word for words in heads for word in words}
        rest = tuple(word for word in self.wanted.all_of if word not in below)
        every = dict.fromkeys(word for words in heads.values() for word in words)
        yield replace(self.wanted, all_of=(*rest, *every))
        if len(heads) > 1:
            yield replace(self.wanted, any_of=(*self.wanted.any_of, tuple(heads.values())))

    def all_places(self) -> tuple[int, ...] | None:
        """Return the places of all; None where they are too many to be looked at."""
        most = RANKED if self._is_phrased() else FACETED
        found = self.index.newest(self.wanted, self.at, most + 1)
        return None if len(found) > most else tuple(self.phrased(found))

    def _is_phrased(self) -> bool:
        return any(term.is_exact for term in self.asked.terms)

    def phrased(self, places: list[int]) -> list[int]:
        """Return those in whose texts every quoted phrase stands as quoted."""
        phrases = [bare for term in self.asked.terms if term.is_exact and (bare := rank.bare(term.text))]
        if not phrases or not places:
            return places
        kept = set()
        rows = Indexed.objects.filter(pk__in=places).select_related("text")
        for row in rows.iterator(chunk_size=50):
            head = [row.title, row.number, row.index_number, row.issuers, row.keywords]
            texts = [rank.bare(text) for text in (*head, row.text.body)]
            left = [phrase for phrase in phrases if not any(phrase in text for text in texts)]
            files = rank.bare(row.text.attachments) if left else ""
            if all(phrase in files for phrase in left):
                kept.add(row.pk)
        return [place for place in places if place in kept]

    def _best(self, places: Sequence[int], many: int) -> list[Hit]:
        """Return so many of the places, those with most points, the best first.

        The heads of all are weighed. Texts, which are long, are read of those alone that can still be among
        the best: first of what may have most points, until nothing else may have as many as those found.
        """
        scale = rank.Scale(self.asked, self.today)
        candidates = map(rank.Candidate._make, self.index.candidates(places))
        weights = {entry.pk: scale.weigh(entry) for entry in candidates}
        left = sorted(((scale.most(weight), place) for place, weight in weights.items()), reverse=True)
        hits: list[Hit] = []
        while left:
            bar = hits[many - 1][1] if len(hits) >= many else 0.0
            some = [place for most, place in left[:TEXTS] if most >= bar]
            if not some:
                break
            left = left[TEXTS:]
            needed = [place for place in some if weights[place].words or weights[place].in_a_row]
            texts = dict(self.index.beginnings(needed, LOOKED_AT)) if needed else {}
            for place in some:
                hits.append((place, scale.points(weights[place], texts.get(place, "")[:LOOKED_AT])))
            hits.sort(key=lambda hit: (-hit[1], -hit[0]))
        return hits[:many]


def _below(wanted: Wanted, place: int) -> Wanted:
    return replace(wanted, high=min(wanted.high, place))


def _results(hits: Sequence[Hit], asked: Asked) -> Iterator[Result]:
    names = {number: name for name, number in KINDS.items()}
    chosen = Indexed.objects.filter(pk__in=[place for place, _ in hits])
    rows = {row[0]: row for row in chosen.values_list("pk", "kind", "key", "title", "text__body")}
    found = pattern(asked.terms)
    for place, points in hits:
        if place not in rows:
            continue  # taken out between two questions
        _, kind, key, title, text = rows[place]
        in_attachment = False
        if not stands_in(found, text) and not stands_in(found, title):
            files = IndexedText.objects.filter(pk=place).values_list("attachments", flat=True).first() or ""
            if stands_in(found, files):
                text, in_attachment = files, True
        yield Result(names[kind], key, points, marked(title, found), excerpt(text, found), in_attachment)
