"""Comparison in public: chosen organs and years for one measure, and the data behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.annual import addresses, measures, queries
from gongkai.service.annual.comparing import Compared, Given, numbers
from gongkai.service.annual.measures import Measure
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.organs.models import Organ
from gongkai.service.portal.answers import page_of_all, show
from gongkai.service.portal.directory import Group, by_kind
from gongkai.service.requests.exporting import MEDIA_TYPES, as_csv, as_xlsx

MOST, FIRST = 100, 20  # organs held against one another at once, and those shown before any is chosen
OWN, AGGREGATE = Filing.Scope.OWN, Filing.Scope.AGGREGATE


@dataclass(frozen=True)
class Asked:
    """What is asked for, and what may be: nothing that is not public stands in either."""

    groups: list[Group]
    organs: tuple[Organ, ...]
    known_years: tuple[int, ...]
    compared: Compared

    @property
    def query(self) -> str:
        """The question as an address asks it."""
        at = self.compared
        pairs: list[tuple[str, str]] = [("what", at.measure.key), ("column", at.column), ("scope", at.scope)]
        pairs += [("year", str(year)) for year in at.years]
        pairs += [("organ", organ.code) for organ in at.organs]
        return urlencode(pairs)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show organs and years side by side."""
    asked = _asked(request)
    page = page_of_all(gettext_lazy("年度报告比较"))
    return show(
        request,
        "compare",
        page,
        asked=asked,
        compared=asked.compared,
        most=MOST,
        counts=measures.COUNTS,
        shares=measures.SHARES,
        cells=measures.cells_of_forms(),
        columns=measures.columns(),
        file=reverse("compare-file", args=["table", "csv"])
        .replace("table.csv", "")
        .replace("/elder/", "/", 1),
    )


@require_safe
def compare_file(request: HttpRequest, what: str, form: str) -> HttpResponseBase:
    """Hand out the table, or what every number of it is made of."""
    compared = _asked(request).compared
    if what not in ("table", "data") or form not in MEDIA_TYPES:
        raise Http404(_("没有这种格式的文件。"))
    lines = compared.table() if what == "table" else compared.records()
    if form == "csv":
        answer: HttpResponseBase = HttpResponse(b"".join(as_csv(lines)), content_type=MEDIA_TYPES["csv"])
    else:
        answer = FileResponse(as_xlsx(lines, what), content_type=MEDIA_TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="compare-{what}.{form}"'
    return answer


def _asked(request: HttpRequest) -> Asked:
    asked = request.GET
    scope = AGGREGATE if asked.get("scope") == AGGREGATE else OWN
    rows = list(_filed(scope))
    reporting = {row.filing.organ_id for row in rows}
    known = [organ for organ in queries.reporting_in_public() if organ.pk in reporting]
    wanted = set(asked.getlist("organ"))
    chosen = [organ for organ in known if organ.code in wanted]
    organs = tuple(chosen[:MOST] or known[:FIRST])
    known_years = tuple(sorted({row.filing.year for row in rows}))
    years = numbers(asked.getlist("year"), known_years)
    measure = measures.measure_of(asked.get("what", "")) or measures.RECEIVED
    column = asked.get("column", "")
    column = column if column in dict(measures.columns()) else measures.TOTAL
    compared = _compared(rows, organs, years, measure, column, scope)
    return Asked(by_kind(known), organs, known_years, compared)


def _compared(
    rows: Iterable[FiledReport],
    organs: tuple[Organ, ...],
    years: tuple[int, ...],
    measure: Measure,
    column: str,
    scope: str,
) -> Compared:
    keys = {organ.pk for organ in organs}
    wanted = [row.pk for row in rows if row.filing.organ_id in keys and row.filing.year in years]
    given = {
        (row.filing.organ_id, row.filing.year): Given(
            queries.report_of(row), edition=row.number, url=addresses.edition(row)
        )
        for row in queries.with_contents(wanted)
    }
    return Compared(measure, column, scope, years, organs, given)


def _filed(scope: str) -> Iterable[FiledReport]:
    return queries.newest().filter(filing__scope=scope)
