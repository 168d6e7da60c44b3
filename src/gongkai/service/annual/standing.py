"""Where a filing stands: folded from its closings, versions, reviews and steps; no column says it.

gathered → drafted → in review → cleared → submitted → accepted → published, and back from a review or the
authority to a new version. What follows a publication is an amendment and goes the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.db.models import Exists, Min, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.service.annual.models import Closing, FiledReport, Filing, Step, Version
from gongkai.service.clearance import standing as clearance
from gongkai.service.clearance.models import Review
from gongkai.service.clearance.standing import Standing, of_subject, standings

KIND = "annual"  # of a version, for the review before release


class Stage(StrEnum):
    """Where a filing can stand."""

    OPEN = "open"
    GATHERED = "gathered"
    DRAFTED = "drafted"
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"
    CLEARED = "cleared"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


WORDS: dict[Stage, str | Promise] = {
    Stage.OPEN: _("尚未核定数据"),
    Stage.GATHERED: _("数据已核定，待成稿"),
    Stage.DRAFTED: _("已成稿，待送审"),
    Stage.IN_REVIEW: _("本机关审查中"),
    Stage.SENT_BACK: _("审查退回，待修改"),
    Stage.CLEARED: _("审查通过，待报送"),
    Stage.SUBMITTED: _("已报送，待主管部门审核"),
    Stage.RETURNED: _("主管部门退回，待修改"),
    Stage.ACCEPTED: _("主管部门审核通过，待公布"),
    Stage.PUBLISHED: _("已公布"),
}
WITH_ORGAN = _("报送过，现在由该机关办理")  # all that the authority knows of what it was not sent
ORDER = tuple(Stage)
WITH_AUTHORITY = (Stage.SUBMITTED, Stage.ACCEPTED)
REPORTED = (*WITH_AUTHORITY, Stage.PUBLISHED)
_OF_REVIEW = {
    clearance.State.OPEN: Stage.IN_REVIEW,
    clearance.State.REFERRED: Stage.IN_REVIEW,
    clearance.State.RETURNED: Stage.SENT_BACK,
    clearance.State.WITHHELD: Stage.SENT_BACK,
    clearance.State.CLEARED: Stage.CLEARED,
}
OF_STEP = {
    Step.Kind.SUBMITTED: Stage.SUBMITTED,
    Step.Kind.ACCEPTED: Stage.ACCEPTED,
    Step.Kind.RETURNED: Stage.RETURNED,
    Step.Kind.PUBLISHED: Stage.PUBLISHED,
}
OF_PLANS = (Step.Kind.PLANNED, Step.Kind.UNPLANNED)  # of a day to come: they move it no further


@dataclass(frozen=True, slots=True)
class Stands:
    """Where one filing stands: its newest version with its steps and review, its closing, what is public."""

    filing: Filing
    stage: Stage
    since: date | None
    version: Version | None
    steps: tuple[Step, ...]  # of that version
    review: Standing | None
    closing: Closing | None
    published: FiledReport | None
    # When the report of the year first reached the authority, whatever that said; not what was taken back.
    first_in: date | None = None

    @property
    def says(self) -> str | Promise:
        """The stage in words."""
        return WORDS[self.stage]

    @property
    def seen(self) -> str:
        """What whoever acts had before her: closing, version and step. Another by now refuses the act."""
        review = "" if self.review is None else f"{self.review.review.pk}-{len(self.review.opinions)}"
        parts = (
            self.closing.number if self.closing else 0,
            self.version.number if self.version else 0,
            len(self.steps),
            review,
        )
        return ".".join(map(str, parts))

    @property
    def was_received(self) -> bool:
        """Whether the newest version was written elsewhere: it is submitted before its review for release."""
        return self.version is not None and self.version.was_received

    @property
    def may_go_to_review(self) -> bool:
        """Whether the newest version may be sent to the review before release now."""
        if not self.was_received:
            return self.stage in (Stage.DRAFTED, Stage.SENT_BACK)
        returned = (clearance.State.RETURNED, clearance.State.WITHHELD)
        return self.stage in WITH_AUTHORITY and (self.review is None or self.review.state in returned)

    @property
    def is_in_review(self) -> bool:
        """Whether the review of the newest version goes on, and somebody may speak in it."""
        if not self.was_received:
            return self.stage is Stage.IN_REVIEW
        return self.stage in WITH_AUTHORITY and self.review is not None and self.review.level is not None

    @property
    def is_cleared(self) -> bool:
        """Whether the newest review of the newest version passed it."""
        return self.review is not None and self.review.state is clearance.State.CLEARED

    @property
    def is_amendment(self) -> bool:
        """Whether something of this filing is public already, and the newest version is another."""
        return self.published is not None and self.stage is not Stage.PUBLISHED

    @property
    def was_submitted(self) -> Step | None:
        """The last time the newest version was sent to the authority, if it was and was not taken back."""
        sent = (Step.Kind.SUBMITTED, Step.Kind.TAKEN_BACK)
        last = next((step for step in reversed(self.steps) if step.kind in sent), None)
        return last if last is not None and last.kind == Step.Kind.SUBMITTED else None

    @property
    def is_seen_above(self) -> bool:
        """Whether the authority may know where the newest version stands: it was sent it, or it is public."""
        return self.was_submitted is not None or self.stage is Stage.PUBLISHED

    @property
    def asks_publication(self) -> bool:
        """Whether the day that counts is that of publication: the report of the year once came in.

        One that was returned came in before; for its next version no day is set (条例49, 30号).
        """
        return self.first_in is not None

    @property
    def planned(self) -> Step | None:
        """The day on which the accepted version is to become public, if one was chosen."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.kind == Step.Kind.PLANNED else None

    @property
    def was_judged(self) -> Step | None:
        """What the authority said last to the newest version."""
        said = (Step.Kind.ACCEPTED, Step.Kind.RETURNED)
        return next((step for step in reversed(self.steps) if step.kind in said), None)


def stands(filing: Filing) -> Stands:
    """Return where a filing stands."""
    return stands_of([filing])[filing.pk]


def is_reported(found: Stands) -> bool:
    """Say whether the newest version of a filing is with the authority, or public."""
    return found.version is not None and found.stage in REPORTED


def stands_of(filings: Iterable[Filing]) -> dict[int, Stands]:
    """Return where filings stand, by their keys, in a handful of queries whatever their number."""
    found = {filing.pk: filing for filing in filings}
    versions = _newest(
        Version.objects.filter(filing__in=found).defer("content", "source", "findings").order_by("-number")
    )
    closings = _newest(Closing.objects.filter(filing__in=found).defer("cells").order_by("-number"))
    public = _newest(
        FiledReport.objects.filter(filing__in=found)
        .defer("content", "source", "findings")
        .order_by("-number")
    )
    for row in (*versions.values(), *closings.values(), *public.values()):
        row.filing = found[row.filing_id]  # asked for again by nobody, however many there are
    keys = {version.pk: version for version in versions.values()}
    steps: dict[int, list[Step]] = {key: [] for key in keys}
    for step in Step.objects.filter(version__in=keys).order_by("place").select_related("by__person"):
        steps[step.version_id].append(step)
    reviews: dict[int, Review] = {}
    for review in of_subject(KIND, keys):
        reviews.setdefault(review.subject_key, review)
    said = standings(reviews.values())
    back = Step.objects.filter(version=OuterRef("version"), kind=Step.Kind.TAKEN_BACK)
    sent = Step.objects.filter(
        ~Exists(back.filter(place=OuterRef("place") + 1)),
        version__filing__in=found,
        kind=Step.Kind.SUBMITTED,
    ).order_by()
    first = dict(
        sent.values("version__filing").annotate(first=Min("on")).values_list("version__filing", "first")
    )
    return {
        key: _stands(
            filing,
            versions.get(key),
            steps.get(versions[key].pk, []) if key in versions else [],
            said[reviews[versions[key].pk].pk] if key in versions and versions[key].pk in reviews else None,
            closings.get(key),
            public.get(key),
            first.get(key),
        )
        for key, filing in found.items()
    }


Row = TypeVar("Row", Version, Closing, FiledReport)


def _newest(rows: Iterable[Row]) -> dict[int, Row]:
    newest: dict[int, Row] = {}
    for row in rows:
        newest.setdefault(row.filing_id, row)
    return newest


def _stands(
    filing: Filing,
    version: Version | None,
    steps: list[Step],
    review: Standing | None,
    closing: Closing | None,
    public: FiledReport | None,
    first_in: date | None,
) -> Stands:
    stage, since = _stage(version, steps, review, closing, public)
    return Stands(filing, stage, since, version, tuple(steps), review, closing, public, first_in)


def _stage(
    version: Version | None,
    steps: list[Step],
    review: Standing | None,
    closing: Closing | None,
    public: FiledReport | None,
) -> tuple[Stage, date | None]:
    if version is None:
        if public is not None:  # imported as it was published elsewhere
            return Stage.PUBLISHED, public.published_on
        return (Stage.OPEN, None) if closing is None else (Stage.GATHERED, timezone.localdate(closing.at))
    last = next((step for step in reversed(steps) if step.kind not in OF_PLANS), None)
    if last is not None and last.kind != Step.Kind.TAKEN_BACK:
        return OF_STEP[Step.Kind(last.kind)], last.on
    if review is not None:
        told = review.opinions[-1].at if review.opinions else review.review.opened_at
        return _OF_REVIEW[review.state], timezone.localdate(told)
    return Stage.DRAFTED, timezone.localdate(version.at)
