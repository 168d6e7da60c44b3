"""Cases and figures as tables: CSV a piece at a time, XLSX as a file. Only officers are named in them."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.catalogue.imports.table import safe_cell
from gongkai.service.requests import worklist
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.figures import Part
from gongkai.service.requests.words import CLASSES, STATES
from gongkai.statute.calendar import Calendar

AT_ONCE = 500  # cases computed together
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def head() -> list[str]:
    """Return the first line of a table of cases."""
    return [
        *(_("登记号"), _("机关"), _("提交渠道"), _("申请人类别"), _("收到之日"), _("答复期限"), _("暂定")),
        *(_("状态"), _("办理结果"), _("发出之日"), _("工作日数"), _("逾期"), _("科室"), _("承办人")),
    ]


def lines(keys: Sequence[int], who: Visit, calendar: Calendar) -> Iterator[list[Any]]:
    """Yield a line for each case, computed from its ledger some hundred at a time."""
    channels = law_here().channels
    for first in range(0, len(keys), AT_ONCE):
        rows = worklist.fetched(keys[first : first + AT_ONCE])
        for row in worklist.shown(rows, who):
            now = row.now
            sent, due, received = now.sent_on, now.due, now.received_on
            yield [
                row.case.number,
                str(row.case.organ),
                channels[row.case.channel][-1].name if row.case.channel in channels else row.case.channel,
                str(CLASSES.get(row.indexed.requester_class, "")),
                received,
                due,
                _("是") if now.provisional else "",
                str(STATES[now.state]),
                str(row.ended),
                sent,
                max(0, calendar.between(received, sent)) if received and sent else "",
                _("是") if due and (sent or who.on) > due else "",
                row.indexed.unit,
                str(row.indexed.handler.person) if row.indexed.handler else "",
            ]


def of_figures(parts: Iterable[Part]) -> Iterator[list[Any]]:
    """Yield the figures as lines: the question, the answer, how many."""
    yield [_("项目"), _("类别"), _("件数")]
    for part in parts:
        for figure in part.figures:
            yield [str(part.title), str(figure.label), figure.count]
        yield [str(part.title), _("合计"), part.total]


def as_csv(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield a CSV for Excel and WPS, a line at a time, formulas made harmless."""
    yield "\ufeff".encode()
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def as_xlsx(rows: Iterable[Sequence[Any]], name: str) -> IO[bytes]:
    """Return an XLSX in a file that goes with the last who reads it; it is written a line at a time."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value="" if value is None else value)
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl would take what begins with = for a formula
            cells.append(cell)
        sheet.append(cells)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def answer(rows: Iterable[Sequence[Any]], form: str, name: str, sheet: str) -> HttpResponseBase:
    """Return the answer that hands out a table as a file of this name; `form` is one of MEDIA_TYPES."""
    media = MEDIA_TYPES[form]
    if form == "xlsx":
        return FileResponse(as_xlsx(rows, sheet), as_attachment=True, filename=name, content_type=media)
    found = StreamingHttpResponse(as_csv(rows), content_type=media)
    found["Content-Disposition"] = f'attachment; filename="{name}"'
    return found


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    return safe_cell(value) if isinstance(value, str) else value
