"""All that the page of a filing shows: to its own organ everything, to the authority what was submitted."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.utils.functional import Promise

from gongkai.service.annual import changes, deadlines, facts, judging, rest_days, way_shown, ways
from gongkai.service.annual.changes import Difference
from gongkai.service.annual.checking import Verdict, blocking
from gongkai.service.annual.deadlines import Until
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.facts import Fault
from gongkai.service.annual.judges import goes_to_public
from gongkai.service.annual.models import FiledReport, Filing, Step, Version
from gongkai.service.annual.noticing import across, is_counted_here, parted
from gongkai.service.annual.outdated import Figure, changed, figures, uncounted
from gongkai.service.annual.planned import why_not_public
from gongkai.service.annual.standing import Stage, Stands, is_reported
from gongkai.service.annual.way_shown import Mark
from gongkai.service.annual.ways import Way
from gongkai.service.requests.case_ways import Visit

BEFORE_ALL = (Stage.OPEN, Stage.GATHERED, Stage.DRAFTED, Stage.SENT_BACK, Stage.RETURNED)
BEFORE_SUBMITTED = (*BEFORE_ALL[1:], Stage.IN_REVIEW, Stage.CLEARED)


class FilingPage:
    """The page for those who work on it."""

    def __init__(self, stands: Stands, who: Visit) -> None:
        self.stands, self.who, self.filing = stands, who, stands.filing

    @cached_property
    def until(self) -> Until:
        """Until when it is submitted and published."""
        return deadlines.until(self.filing)

    @property
    def due(self) -> date | None:
        """The day that counts now."""
        return deadlines.day_of(self.stands, self.until)

    @property
    def asks_publication(self) -> bool:
        """Whether that is the day of publication."""
        return self.stands.asks_publication or self.goes_to_public

    @property
    def rest_day(self) -> str:
        """By when the work is done where that day is a rest day."""
        return rest_days.said(self.due, self.who.on)

    @property
    def is_late(self) -> bool:
        """Whether that day is past."""
        return self.due is not None and self.due < self.who.on

    @property
    def checked(self) -> Version | None:
        """The version whose figures are held to the rules here; what is public was held to them."""
        return None if self.stands.stage is Stage.PUBLISHED else self.stands.version

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """What the rules find in it, what blocks it first."""
        version = self.checked
        if version is None:
            return []
        return sorted(verdicts_of(version), key=lambda verdict: not verdict.blocks)

    @property
    def blocked(self) -> list[Verdict]:
        """What keeps it from being filed."""
        return blocking(self.verdicts)

    @property
    def is_behind(self) -> bool:
        """Whether the year was closed again after the newest version."""
        closing, version = self.stands.closing, self.stands.version
        return closing is not None and version is not None and version.closing_id not in (None, closing.pk)

    @cached_property
    def faults(self) -> list[Fault]:
        """What cannot be counted as it is entered now: it keeps the year from being closed."""
        if self.filing.scope != Filing.Scope.OWN or self.stands.stage not in BEFORE_ALL:
            return []
        return self._facts.faults

    @cached_property
    def learnt(self) -> list[Difference]:
        """What was learnt since the year was closed."""
        closing = self.stands.closing
        if closing is None or self.filing.scope != Filing.Scope.OWN:
            return []
        return changes.differences(self._facts, closing)

    @cached_property
    def parted(self) -> list[Figure]:
        """The cells in which a report that was submitted says otherwise than what is known by now."""
        version, closing = self.stands.version, self.stands.closing
        if version is None or not is_reported(self.stands) or not is_counted_here(self.stands):
            return []
        if closing is not None and closing.pk == version.closing_id:
            return figures(self._facts, closing, self.learnt)
        return parted(version, self._facts)

    @cached_property
    def lacking(self) -> list[Fault]:
        """What belongs to the year of a report that was submitted, and is in no cell as it is entered now."""
        if not is_reported(self.stands) or not is_counted_here(self.stands):
            return []
        return self._facts.lacking

    @cached_property
    def across(self) -> list[Verdict]:
        """Where what is public no longer meets last year's report; of the rest the verdicts say it."""
        version = self.stands.version
        if version is None or self.stands.stage is not Stage.PUBLISHED:
            return []
        return across(version)

    @cached_property
    def outdated(self) -> list[str]:
        """Why the figures that were closed are not to be submitted as they are."""
        closing, filing = self.stands.closing, self.stands.filing
        own = filing.scope == Filing.Scope.OWN and not self.stands.was_received
        if closing is None or not own or self.stands.stage not in BEFORE_SUBMITTED:
            return []
        new = [] if self.faults else uncounted(self._facts)  # what keeps a closing back is told beside
        return [*new, *changed(self._facts, closing, self.learnt)]

    @cached_property
    def _facts(self) -> facts.Facts:
        return facts.gather(self.filing, self.who.at)

    @property
    def why_not_public(self) -> str:
        """Why it is not public although its day has come."""
        planned = self.stands.planned
        if planned is None or planned.on > self.who.on:
            return ""
        return why_not_public(self.stands, self.who.on)

    @property
    def unsolved(self) -> int:
        """How many things keep it from going further."""
        return len(self.blocked) + self.is_behind + len(self.outdated)

    @cached_property
    def way(self) -> list[Mark]:
        """The steps of its way."""
        return way_shown.way_of(self.stands, self.unsolved, to_public=self.goes_to_public)

    @cached_property
    def goes_to_public(self) -> bool:
        """Whether it is published as soon as it is cleared: nobody judges it, and it was sent to nobody."""
        return self.stands.was_submitted is None and goes_to_public(self.filing, self.who.on)

    @property
    def says(self) -> str | Promise:
        """Where it stands, in words."""
        return judging.says(self.stands, self.who.on)

    @cached_property
    def ways(self) -> list[Way]:
        """What can be done."""
        return ways.ways(self.stands, self.who.post, self.who.on, own=True)

    @property
    def possible(self) -> list[Way]:
        """What can be done now, what comes next first."""
        return sorted((way for way in self.ways if way.url), key=lambda way: not way.is_next)

    @property
    def impossible(self) -> list[Way]:
        """What cannot, with the reason."""
        return [way for way in self.ways if not way.url]

    @property
    def next_key(self) -> str:
        """What comes next; nothing while something has to be set right or explained first."""
        held = ways.HELD if self.unsolved else ()
        return next((way.key for way in self.possible if way.is_next and way.key not in held), "")

    @cached_property
    def versions(self) -> list[Version]:
        """Every version, newest first."""
        rows = self.filing.versions.defer("content", "source", "findings").select_related("by__person")
        return list(rows.order_by("-number"))

    @cached_property
    def steps(self) -> list[Step]:
        """What happened to all versions, the last first."""
        rows = Step.objects.filter(version__filing=self.filing)
        return list(rows.select_related("version", "by__person", "by__organ").order_by("-at", "-pk"))

    @cached_property
    def editions(self) -> list[FiledReport]:
        """What is public of it, newest first."""
        return list(self.filing.reports.defer("content", "source", "findings").order_by("-number"))


class AuthorityPage(FilingPage):
    """The page for the authority: the versions that were submitted to it, and what it may do."""

    @cached_property
    def ways(self) -> list[Way]:
        """What the authority can do."""
        return ways.ways(self.stands, self.who.post, self.who.on, own=False)

    @cached_property
    def versions(self) -> list[Version]:
        """What was submitted, newest first."""
        rows = self.filing.versions.filter(steps__kind=Step.Kind.SUBMITTED).distinct()
        return list(rows.defer("content", "source", "findings").order_by("-number"))

    @property
    def newest(self) -> Version | None:
        """The version submitted last."""
        return next(iter(self.versions), None)

    @property
    def is_with_us(self) -> bool:
        """Whether the newest version of the organ is the one that was submitted."""
        return self.stands.was_submitted is not None

    @property
    def says(self) -> str | Promise:
        """Where it stands, in the words of the authority."""
        return judging.says_above(self.stands, self.who.on)

    @property
    def checked(self) -> Version | None:
        """What was submitted last."""
        return self.newest

    @cached_property
    def steps(self) -> list[Step]:
        """What happened between the organ and the authority."""
        theirs = (Step.Kind.SUBMITTED, Step.Kind.TAKEN_BACK, Step.Kind.ACCEPTED, Step.Kind.RETURNED)
        return [step for step in super().steps if step.kind in (*theirs, Step.Kind.PUBLISHED)]
