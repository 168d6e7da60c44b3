"""Whether a version may go a step further: what its figures and words are held to, asked anew each time."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from gongkai.report import interchange
from gongkai.report.model import Finding, Report
from gongkai.service.annual import checking, composing, deadlines, overdue, sum_held, summing
from gongkai.service.annual.checking import Verdict
from gongkai.service.annual.drafting.held import RULE, UNTIED
from gongkai.service.annual.models import Filing, Step, Version
from gongkai.service.annual.openings import opening
from gongkai.service.annual.standing import OF_PLANS, OF_STEP, Stands
from gongkai.service.annual.summing import Pieces
from gongkai.service.organs.actions.refusal import CannotDo


def verdicts_of(version: Version, now: Pieces | None = None) -> list[Verdict]:
    """Return what the rules find in a version now, with what was said to it.

    Computed anew: last year's report may have been amended since, and explanations come and are refused.
    `now` is what a sum could be made of, where that was asked already.
    """
    filing = version.filing
    report = composing.report_of(version)
    lacking = summing.lacking_in(version, now)
    found = checking.findings(report, filing, opening(filing), parts_of(version), lacking)
    closing = version.closing
    late: list[int] = []
    if closing is not None and (kept := overdue.overdue(closing)).cases:
        late = kept.cases
        found.append(overdue.finding(kept, filing.year))
    then: list[Verdict] = []
    if _is_submitted(version):
        found, then = [each for each in found if not _of_records(each)], _as_submitted(version)
    told = [
        replace(each, cases=tuple(late)) if each.finding.rule == overdue.RULE else each
        for each in checking.verdicts(found, closing)
    ]
    return [*told, *then]


def _is_submitted(version: Version) -> bool:
    """Say whether a version written here was submitted: its words were held to the records of then."""
    if version.was_received:
        return False
    last = version.steps.order_by("-place").values_list("kind", flat=True).first()
    return last in (*OF_STEP, *OF_PLANS) and last != Step.Kind.RETURNED


def _of_records(finding: Finding) -> bool:
    """Say whether a finding holds words against what is recorded beside the cells: documents, fees."""
    return finding.rule == UNTIED or (finding.rule == RULE and not finding.cells)


def _as_submitted(version: Version) -> list[Verdict]:
    """Return what was explained of its words when it was submitted, by the records of then.

    A document taken down or a fee entered since changes no word that was submitted: what is learnt then is
    for an amendment. What was not explained had a source, or was right.
    """
    kept = [interchange.finding_from_json(each) for each in interchange.loads(version.findings)]
    found = checking.verdicts([each for each in kept if _of_records(each)], version.closing)
    return [verdict for verdict in found if verdict.is_explained]


def refuse_blocked(found: Stands) -> None:
    """Raise CannotDo with everything that keeps the newest version from being filed."""
    version = found.version
    if version is None:
        raise CannotDo(_("还没有成稿。"))
    if why := why_within(found.filing):
        raise CannotDo(why)
    now = summing.pieces_now(version) if version.origin == Version.Origin.SUMMED else None
    blocking = checking.blocking(verdicts_of(version, now))
    faults = [f"{each.finding.rule}：{each.finding.message}" for each in blocking]
    if found.closing is not None and version.closing_id not in (None, found.closing.pk):
        faults.append(_("成稿以后又重新核定了数据，请按新核定的数据另成一稿。"))
    faults += sum_held.outdated(version, now)
    if faults:
        raise CannotDo({"": faults})


def why_within(filing: Filing) -> str:
    """Return why an organ files no report of its own for a year: its work is in another's; "" if it does.

    条例27 (行政性、外部性、独立性): what the register says of the year, whoever reports otherwise.
    """
    if filing.scope != Filing.Scope.OWN:  # the sum over the others is its own to file all the same
        return ""
    row = deadlines.entered(filing.organ, filing.year)
    if row is None or row.must_report:
        return ""
    given = {"organ": filing.organ, "year": filing.year, "under": row.under}
    return (
        _(
            "按报送机关的登记，%(organ)s%(year)s年度不单独报送，它的工作写入%(under)s的报告。"
            "登记有误的，请主管部门更正登记。"
        )
        % given
    )


def parts_of(version: Version) -> list[Report]:
    """Return the reports that an aggregate sums, as they were then; none of an organ's own."""
    return summing.reports_of(summing.parts_of(version))
