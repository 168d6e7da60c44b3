"""What of annual reports an authority may read of its organs: what was submitted to it, and what is public.

Never a draft, and never what is only reviewed within its organ. Of an organ and year the newest version that
was submitted counts, with how it stands; where none was, the newest public edition. What was taken back is
its organ's again: what is public counts before it, and where nothing is, it says that it was taken back.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.functional import Promise

from gongkai.service.annual import addresses, queries, summing
from gongkai.service.annual.comparing import Given
from gongkai.service.annual.judges import judged_by, organs_asked
from gongkai.service.annual.models import FiledReport, Filing, Step, Version
from gongkai.service.annual.standing import OF_STEP, WITH_ORGAN, WORDS, Stage
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.models import Organ, Post

_KINDS = (*OF_STEP, Step.Kind.TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class Row:
    """One report that may be read: a version with how it stands, or a public edition."""

    organ: Organ
    year: int
    version: int = 0  # keys
    filed: int = 0
    stage: Stage | None = Stage.PUBLISHED  # None of what was taken back: where it stands is its organ's

    @property
    def state(self) -> str:
        """How it stands, for a program."""
        return str(self.stage or Step.Kind.TAKEN_BACK)

    @property
    def says(self) -> str | Promise:
        """How it stands where it is not public, in words."""
        if self.stage is Stage.PUBLISHED:
            return ""
        return WITH_ORGAN if self.stage is None else WORDS[self.stage]


def submitted_to(post: Post, scope: str, on: date) -> list[Row]:
    """Return what a post may read of the organs it sees, a row for each organ and year, without contents."""
    organs = {organ.pk: organ for organ in organs_asked(post, on)}
    read = _submitted(post, organs, scope, on)
    found: dict[tuple[int, int], Row] = {}
    for filed in queries.newest().filter(filing__organ__in=organs, filing__scope=scope):
        filing = filed.filing
        found[filing.organ_id, filing.year] = Row(organs[filing.organ_id], filing.year, filed=filed.pk)
    steps = Step.objects.filter(version__filing__in=read, kind__in=_KINDS)
    last: dict[tuple[int, int], tuple[int, int, str]] = {}
    names = ("version__filing__organ", "version__filing__year", "version__number", "version", "kind")
    for organ, year, number, version, kind in steps.order_by("version__number", "place").values_list(*names):
        last[organ, year] = (number, version, kind)
    for (organ, year), (_number, version, kind) in last.items():
        stage = OF_STEP.get(Step.Kind(kind))
        if stage is not None or (organ, year) not in found:
            found[organ, year] = Row(organs[organ], year, version=version, stage=stage)
    return list(found.values())


def _submitted(post: Post, organs: Collection[int], scope: str, on: date) -> list[int]:
    """Return the keys of the filings that were submitted, by its own organ or to where the post judges."""
    sent = Step.objects.filter(version__filing=OuterRef("pk"), kind=Step.Kind.SUBMITTED)
    rows = Filing.objects.filter(Exists(sent), organ__in=organs, scope=scope).select_related("organ")
    own = kept_by([post.organ_id], on)
    ours = [filing for filing in rows if filing.organ_id in own]
    others = [filing for filing in rows if filing.organ_id not in own]
    return [filing.pk for filing in (*ours, *judged_by(post, others, on))]


def given_of(rows: Collection[Row]) -> dict[tuple[int, int], Given]:
    """Return the reports of rows that `submitted_to` gave, by organ and year."""
    versions = Version.objects.in_bulk([row.version for row in rows if row.version])
    public = queries.with_contents([row.filed for row in rows if row.filed])
    filed: dict[int, FiledReport] = {each.pk: each for each in public}
    found: dict[tuple[int, int], Given] = {}
    for row in rows:
        if row.version:
            version = versions[row.version]
            found[row.organ.pk, row.year] = Given(
                summing.kept(version.content),
                state=row.state,
                edition=version.number,
                url=reverse("desk-annual-version", args=[version.pk]),
                says=row.says,
            )
        else:
            edition = filed[row.filed]
            found[row.organ.pk, row.year] = Given(
                queries.report_of(edition), edition=edition.number, url=addresses.edition(edition)
            )
    return found


__all__ = ["Row", "given_of", "submitted_to"]
