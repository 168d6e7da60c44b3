"""What a version makes public beside its report, and the one question before it does: did exactly this pass?

A report that was received is reviewed like one that was written here: it was accepted for its figures, and
what its words give away nobody has looked at (条例17). Explanations are published with their words as the
review had them, numbers and names of persons covered; of what was explained later, or held back, by kind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gongkai.papers.scan import Part
from gongkai.papers.scan.plain import masked
from gongkai.report import interchange
from gongkai.service.annual.models import (
    Explanation,
    FiledReport,
    ReviewedWords,
    SectionText,
    Version,
)
from gongkai.service.annual.standing import KIND
from gongkai.service.clearance.check import check_cleared
from gongkai.service.clearance.models import Review
from gongkai.service.clearance.standing import newest, of_subject
from gongkai.service.requests.models import Party

SHORTEST = 2  # characters of a name that is covered
SOMEBODY = "某当事人"


def check_released(version: Version) -> Review:
    """Return the review that cleared exactly this version with its words; NotCleared with the reason."""
    words = words_of(newest(KIND, version.pk))
    return check_cleared(KIND, version.pk, digest_of(version, words), writers_of(version, words))


def words_of(review: Review | None) -> list[ReviewedWords]:
    """Return the words that were reviewed with a version, those held back among them."""
    if review is None:
        return []
    rows = ReviewedWords.objects.filter(review=review)
    return list(rows.select_related("explanation__by", "held_back__by__person").order_by("explanation_id"))


def words_to_review(version: Version) -> list[ReviewedWords]:
    """Return the words of the approved explanations as they would be published, for a review to come."""
    rows = Explanation.objects.filter(closing=version.closing_id, answer__approves=True).select_related("by")
    found = list(rows.order_by("pk")) if version.closing_id else []
    names = _names({key for each in found for key in each.cases})
    made = []
    for each in found:
        of_it = [name for case in each.cases for name in names.get(case, ())]
        made.append(ReviewedWords(explanation=each, says=_covered(each.says, of_it)))
    return made


def digest_of(version: Version, words: Iterable[ReviewedWords]) -> str:
    """Return what a review is bound to: the digest of the version, and every word beside it."""
    said = [f"{each.explanation_id}\0{each.says}" for each in words]
    if not said:
        return str(version.digest)
    return hashlib.sha256("\n".join((version.digest, *said)).encode()).hexdigest()


def writers_of(version: Version, words: Iterable[ReviewedWords] = ()) -> set[int]:
    """Return the keys of the people who wrote it: its sections, its cells, what is explained beside it.

    Of a version that was received, who took it in counts as who put it together.
    """
    people = SectionText.objects.filter(filing=version.filing, at__lte=version.at).values_list("by__person")
    found = {key for (key,) in people} | {each.explanation.by.person_id for each in words}
    if version.by is not None:
        found.add(version.by.person_id)
    if version.closing is not None:
        found.add(version.closing.by.person_id)
    return found


def parts_of(version: Version, words: Sequence[ReviewedWords] = ()) -> list[Part]:
    """Return every word that would be published, for the scan: also what no page prints, and JSON holds."""
    parts = parts_of_content(version.content, version.note)
    for says, alike in grouped(words).items():
        rules = "、".join(sorted({each.explanation.rule for each in alike}))
        parts.append(Part(f"不符的说明（{rules}）", says))
    return parts


def parts_of_content(content: str, note: str = "") -> list[Part]:
    """Return every word of a report as it is kept, and the visible note of what was set right."""
    data = interchange.loads(content)
    report = interchange.from_json(data)
    parts = [Part(section.title, section.text) for section in report.sections if section.text]
    if report.preamble:
        parts.append(Part("前言", report.preamble))
    if note:
        parts.append(Part("更正说明", note))
    if rest := "\n".join(dict.fromkeys(_rest(data))):
        parts.append(Part("标题、单位等其他文字", rest))
    return parts


def grouped(words: Iterable[ReviewedWords]) -> dict[str, list[ReviewedWords]]:
    """Return words by what they say: one sentence often explains every column."""
    found: dict[str, list[ReviewedWords]] = {}
    for each in words:
        found.setdefault(each.says, []).append(each)
    return found


def said_in_public(filed: FiledReport) -> dict[int, str]:
    """Return the words of explanations published with an edition, by the key of each explanation."""
    return said_of_each([filed]).get(filed.pk, {})


def said_of_each(rows: Iterable[FiledReport]) -> dict[int, dict[int, str]]:
    """Return `said_in_public` of many editions, by their keys, in two queries."""
    versions = {row.version_id: row.pk for row in rows if row.version_id is not None}
    if not versions:
        return {}
    last: dict[int, int] = {}  # the newest review of each version
    for review in of_subject(KIND, versions):
        last.setdefault(review.subject_key, review.pk)
    of = {review: versions[version] for version, review in last.items()}
    found: dict[int, dict[int, str]] = {}
    words = ReviewedWords.objects.filter(review__in=of, held_back=None).order_by("explanation_id")
    for review_key, explanation, says in words.values_list("review", "explanation", "says"):
        found.setdefault(of[review_key], {})[explanation] = says
    return found


def _names(cases: set[int]) -> dict[int, list[str]]:
    """Return the names of everybody whom these requests concern, by request, the longest first."""
    found: dict[int, list[str]] = {}
    rows = Party.objects.filter(case__in=cases, organ=None).order_by("pk") if cases else Party.objects.none()
    fields = ("name", "legal_representative", "contact_person")
    for case, *names in rows.values_list("case", *fields):
        found.setdefault(case, []).extend(name for name in names if len(name) >= SHORTEST)
    return {case: sorted(set(names), key=len, reverse=True) for case, names in found.items()}


def _covered(says: str, names: Iterable[str]) -> str:
    """Return words in which no long number and none of these names can be read."""
    for name in names:
        says = says.replace(name, SOMEBODY)
    return masked(says)


_SHOWN = ("preamble", "text")


def _rest(data: Any, key: str = "") -> Iterator[str]:
    """Yield the strings of a report in its interchange form that are neither its preamble nor a section."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _rest(value, name)
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for value in data:
            yield from _rest(value, key)
    elif isinstance(data, str) and data and key not in _SHOWN:
        yield data
