"""Reports to write: every kind of cell, plainly invented organs and people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gongkai.report.edition import Kind
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, Cell, Indicator, Report, Section, Status

NA = Cell(status=Status.NA)


def report(key: str = "2021", **cells: Cell) -> Report:
    """Return a report of that edition with zeros, and `cells` by address, `.` written as `__`."""
    form = edition(key)
    found = {address: Cell(0) for address in form.places}
    found.update({address.replace("__", "."): cell for address, cell in cells.items()})
    return Report(
        organ="测试县档案局",
        year=2020 if key == "2019" else 2024,
        edition=key,
        published=date(2021, 1, 15) if key == "2019" else date(2025, 1, 20),
        cells=found,
        preamble="本报告由测试县档案局编制。统计期限为全年。",
        sections=[
            Section(
                1,
                "一、总体情况",
                "我局认真贯彻《条例》。\n（一）主动公开\n全年公开信息5条。\n（二）监督保障。由张三负责。",
            ),
            Section(2, "二、主动公开政府信息情况"),
            Section(3, "三、收到和处理政府信息公开申请情况"),
            Section(4, "四、政府信息公开行政复议、行政诉讼情况"),
            Section(5, "五、存在的主要问题及改进情况", "解读不够多样。下一步由李四牵头改进。"),
            Section(6, "六、其他需要报告的事项", "无。"),
        ],
    )


def folded() -> Report:
    """Return a 2021-form report that prints （六）其他处理 as one row."""
    made = report()
    for column in range(1, 8):
        for part in (1, 2, 3):
            made.cells[f"T3.R3_6_{part}.C{column}"] = NA
        made.cells[f"T3.R3_6.C{column}"] = Cell(11 if column in (1, 7) else 0)
    return made


def numbered(key: str) -> Report:
    """Return a report whose every cell holds another number, so that no two can be exchanged unseen."""
    made = report(key)
    for number, place in enumerate(edition(key).places.values(), 101):
        value = Decimal(f"{number}.{number}0") if place.kind is Kind.AMOUNT else number
        made.cells[place.address] = Cell(-number if place.kind is Kind.CHANGE and number % 2 else value)
    return made


def mixed() -> Report:
    """Return a report with every status, a foreign unit, big numbers and exact decimals."""
    made = folded()
    made.cells["T2.gz.made"] = NA
    made.cells["T2.gz.repealed"] = BLANK
    made.cells["T2.xzcf.decisions"] = Cell(status=Status.AMBIGUOUS, candidates=(2, 26))
    made.cells["T2.xzqz.decisions"] = Cell(status=Status.UNREADABLE)
    made.cells["T2.xzsyxsf.amount_wan"] = Cell(Decimal("251000.50"), unit="元")
    made.cells["T3.R1.C1"] = Cell(11398889)
    made.cells["T4.V.A_total"] = Cell(10**24 + 1)
    return made


def statistics() -> Report:
    """Return a report of the older statistics table."""
    return Report(
        organ="测试县",
        year=2014,
        edition="statistics",
        published=date(2015, 3, 2),
        sections=[Section(1, "一、概述", "2014年，我县依法公开政府信息。")],
        indicators=[
            Indicator("主动公开文件数", "条", 120, 3400),
            Indicator("政府信息公开收费减免金额", "元", Decimal("0.50"), None),
            Indicator("行政复议数", "件", None, None),
            Indicator("行政诉讼数", "件", None, None, ((3, 330), (33, 30))),
        ],
    )
