"""The lists of filings: an organ's own years, and what was submitted to the authority over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise

from gongkai.report.loader import editions
from gongkai.service.annual import deadlines, judging, rest_days
from gongkai.service.annual.deadlines import Until
from gongkai.service.annual.judges import judged_by, organs_asked
from gongkai.service.annual.models import Filing, Noticed, Step
from gongkai.service.annual.standing import Stage, Stands, is_reported, stands_of
from gongkai.service.annual.whose import there_at_the_end
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.said import said


@dataclass(frozen=True, slots=True)
class Row:
    """One filing in a list: where it stands, until when, and whether that is past."""

    filing: Filing
    stands: Stands
    until: Until
    today: date
    noticed: tuple[Noticed, ...] = ()  # of what was submitted: that it no longer says what is known
    is_above: bool = False  # whether the authority reads it

    @property
    def due(self) -> date | None:
        """The day that counts now."""
        return deadlines.day_of(self.stands, self.until)

    @property
    def how(self) -> str:
        """What that day rests on; and where it is a rest day, by when the work is done."""
        return "；".join(filter(None, (said(self.until.basis), rest_days.said(self.due, self.today))))

    @property
    def says(self) -> str | Promise:
        """Where it stands, in words."""
        words = judging.says_above if self.is_above else judging.says
        return words(self.stands, self.today)

    @property
    def since(self) -> date | None:
        """Since when; the authority does not learn on which day the organ works on what it was not sent."""
        return None if self.is_above and not self.stands.is_seen_above else self.stands.since

    @property
    def is_late(self) -> bool:
        """Whether that day is past."""
        return self.due is not None and self.due < self.today


def own(post: Post, on: date) -> list[Row]:
    """Return the filings of the organ of a post, and of those it came after, newest year first."""
    found = Filing.objects.filter(organ__in=kept_by([post.organ_id], on))
    return rows(found.select_related("organ").order_by("-year", "organ__code", "scope"), on)


def submitted_to(post: Post, on: date) -> list[Row]:
    """Return what other organs submitted to the one of a post: what waits, what is late, then by year."""
    sent = Step.objects.filter(version__filing=OuterRef("pk"), kind=Step.Kind.SUBMITTED)
    organs = organs_asked(post, on).exclude(pk__in=kept_by([post.organ_id], on))
    found = Filing.objects.filter(Exists(sent), organ__in=organs).select_related("organ")
    listed = rows(judged_by(post, found.order_by("-year", "organ__code", "scope"), on), on, is_above=True)
    return sorted(listed, key=lambda row: (row.stands.stage is not Stage.SUBMITTED, not row.is_late))


def rows(filings: Iterable[Filing], on: date, *, is_above: bool = False) -> list[Row]:
    """Return filings as a list shows them, in a handful of queries."""
    found = list(filings)
    standing, until = stands_of(found), deadlines.until_of_each(found)
    noticed = noticed_of(standing.values())
    return [
        Row(filing, standing[filing.pk], until[filing.pk], on, noticed.get(filing.pk, ()), is_above)
        for filing in found
    ]


def noticed_of(standing: Iterable[Stands]) -> dict[int, tuple[Noticed, ...]]:
    """Return what the night noticed of the reports that stand as submitted or public, by the filing's key.

    Of one that was returned, taken back or followed by another it says nothing any more.
    """
    of = {each.version.pk: each.filing.pk for each in standing if each.version and is_reported(each)}
    found: dict[int, tuple[Noticed, ...]] = {}
    for row in Noticed.objects.filter(version__in=of).order_by("what") if of else ():
        key = of[row.version_id]
        found[key] = (*found.get(key, ()), row)
    return found


def years_to_begin(organ: Organ, on: date) -> list[int]:
    """Return the years for which an organ can begin a report: of a form, and it was there at the end."""
    begun = set(Filing.objects.filter(organ=organ, scope=Filing.Scope.OWN).values_list("year", flat=True))
    first = editions()[0].first_year
    years = [y for y in range(on.year, first - 1, -1) if any(form.covers(y) for form in editions())]
    there = there_at_the_end([organ.pk], years) if years else {}
    years = [year for year in years if organ.pk in there[year]]
    return sorted(set(years) - begun, key=lambda year: (year != on.year - 1, -year))
