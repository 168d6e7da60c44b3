"""What an authority is told of the sums it has handed in or made public: that they lack something by now.

Until the sum is set right: a part was corrected, or a report has been accepted that is in none of its cells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from gongkai.service.annual import queries, summing
from gongkai.service.annual.models import Filing, Step, Version
from gongkai.service.annual.standing import Stage, is_reported, stands_of
from gongkai.service.annual.whose_sum import sum_address
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Organ, Post

YEARS = 2  # so many years back
NAMED = 5  # so many organs are named; beyond, how many there are


def of_sums(post: Post, on: date) -> Iterator[Due]:
    """Yield the sums of an authority that add up another number than its reporters have handed in by now."""
    kept = kept_by([post.organ_id], on)
    yield from _corrected(kept, on)
    yield from _lacking(kept, on)


def _corrected(kept: Collection[int], on: date) -> Iterator[Due]:
    """Yield the public sums of which a part was corrected since: the public adds up another number."""
    sums = queries.newest().filter(
        filing__organ__in=kept,
        filing__scope=Filing.Scope.AGGREGATE,
        filing__year__gte=on.year - YEARS,
        version__isnull=False,
    )
    for filed in sums.select_related("version__filing__organ"):
        if filed.version is not None and (
            changed := summing.amended_since(filed.version, filed.published_on)
        ):
            given = {"year": filed.filing.year, "organs": "、".join(organ.name for organ, _day in changed)}
            says = _("%(year)s年度汇总报告公布以后，%(organs)s的报告已经更正，请更正汇总报告") % given
            yield Due(says, sum_address(filed.filing))


def _lacking(kept: Collection[int], on: date) -> Iterator[Due]:
    """Yield the sums that were handed in or are public without a report that has been accepted since.

    Where the sum stands is asked of those alone that lack one.
    """
    handed_in = Q(published_as__isnull=False) | Q(steps__kind=Step.Kind.SUBMITTED)
    found = Version.objects.filter(
        handed_in,
        filing__organ__in=kept,
        filing__scope=Filing.Scope.AGGREGATE,
        filing__year__gte=on.year - YEARS,
        origin=Version.Origin.SUMMED,
    )
    newest: dict[int, Version] = {}
    rows = found.select_related("filing__organ").defer("content", "source", "findings")
    for version in rows.order_by("filing__year", "number").distinct():
        newest[version.filing_id] = version
    lacking = {key: come for key, version in newest.items() if (come := summing.come_since(version))}
    stands = stands_of(newest[key].filing for key in lacking) if lacking else {}
    for key, come in lacking.items():
        stood = stands[key]
        if stood.version != newest[key] or not is_reported(stood):
            continue  # it is being made anew: its own line and its page say so
        given = {"year": stood.filing.year, "organs": _names(come)}
        says = _("%(year)s年度汇总报告报送以后，%(organs)s的报告已经审核通过，没有计入汇总") % given
        if stood.stage is Stage.PUBLISHED:
            says = _("%(year)s年度汇总报告公布以后，%(organs)s的报告已经审核通过，没有计入汇总") % given
        yield Due(says, sum_address(stood.filing), how=_("重新汇总，更正汇总报告"))


def _names(organs: Sequence[Organ]) -> str:
    names = "、".join(organ.name for organ in organs[:NAMED])
    if len(organs) <= NAMED:
        return names
    return _("%(organs)s等%(count)s个机关") % {"organs": names, "count": len(organs)}


__all__ = ["of_sums"]
