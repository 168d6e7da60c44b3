"""Files attached to the documents of the demonstration, made when it is loaded: a form, lists, accounts."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

Rows = Sequence[Sequence[str | int | float]]


def file_of(form: str) -> bytes:
    """Return the bytes of the attachment of that form; KeyError if there is none."""
    return _FORMS[form]()


def _application() -> bytes:
    from docx import Document

    paper = Document()
    paper.add_heading("技术改造补助申请表（演示）", 0)
    table = paper.add_table(rows=0, cols=2, style="Table Grid")
    for label in (
        "企业名称",
        "统一社会信用代码",
        "联系人",
        "设备名称和数量",
        "设备投资额（万元）",
        "申请补助金额（万元）",
    ):
        table.add_row().cells[0].text = label
    paper.add_paragraph("本单位承诺所填内容属实。")
    paper.add_paragraph("（单位公章）　　　　年　　月　　日")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _sheet(title: str, rows: Rows) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has its first sheet
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    sheet.column_dimensions["A"].width = 28
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _list() -> bytes:
    return _sheet(
        "拟补助企业",
        [
            ("企业", "设备投资（万元）", "补助（万元）"),
            ("甲样例机械有限公司", 860, 50),
            ("乙样例纺织有限公司", 310, 18.6),
            ("丙样例包装有限公司", 72, 3.6),
        ],
    )


def _accounts() -> bytes:
    return _sheet(
        "收入支出决算总表",
        [
            ("项目", "收入（万元）", "支出（万元）"),
            ("一般公共预算财政拨款", 1286.40, 1241.17),
            ("年末结转", "", 45.23),
            ("合计", 1286.40, 1286.40),
        ],
    )


def _schools() -> bytes:
    return _sheet(
        "划片范围",
        [
            ("学校", "范围"),
            ("样例第一小学", "样例路以东、石桥街以北"),
            ("样例第二小学", "样例路以西、石桥街以北"),
            ("青石镇中心小学", "青石镇全域"),
        ],
    )


_FORMS: dict[str, Callable[[], bytes]] = {
    "application": _application,
    "list": _list,
    "accounts": _accounts,
    "schools": _schools,
}
