"""How fast the report engine is, and how much memory it takes: `script/bench report`.

Four figures, each with the floor below which it is a defect:

    reading    an HTML report into cells, as a multiple of parsing the same bytes with lxml alone
    checking   the identities within a report (N1, A1–A5), in reports a second
    rollup     3,000 reports: the identities of each, their sum, and the sum checked against them (G1)
    stream     many files through `gongkai report read`, as the peak memory of that process

A second means little on an unknown machine. So a loop of fixed work in pure Python is timed first,
in the same run, and each time is also given as a multiple of it ("loops"). Times are processor time,
the best of several rounds. The pages are made here, in the size and with the bulk of published ones;
where ../shared stands beside the checkout, its real pages are measured as well.

    script/bench report                     everything; some minutes
    script/bench report --files 1000        a shorter stream
    script/bench report --only reading      one of the four
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from calibration import best, calibrate

from gongkai.report.check import check, check_identities
from gongkai.report.edition import Block, Edition, Kind
from gongkai.report.loader import edition
from gongkai.report.model import Cell, Number, Report, Severity
from gongkai.report.rollup import rollup

SHARED = Path(__file__).resolve().parents[1] / "../shared/corpus/reports"
ORGANS = 3_000
PAGES = 40  # different pages; a stream of many files repeats them
SEED = 20190515  # the day the Regulations came into force: the same work in every run

READ_FLOOR, READ_AIM = 8.0, 5.0  # times lxml
CHECK_FLOOR = 3_000.0  # reports a second
ROLLUP_FLOOR = 2.0  # seconds
STREAM_FLOOR = 300.0  # MB


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result."""

    what: str
    value: str
    floor: str
    kept: bool

    def __str__(self) -> str:
        return f"{'  ' if self.kept else '✗ '}{self.what:<46} {self.value:<44} floor {self.floor}"


# What is measured on


def filled(number: int, key: str = "2021") -> Report:
    """Return a report whose numbers fit each other, the same for the same number."""
    form, chance = edition(key), random.Random(SEED + number)  # noqa: S311 - nothing secret
    few = lambda: chance.choice((0, 0, 0, 1, 2, 15, 240))  # noqa: E731
    numbers: dict[str, Number] = {
        address: few() for address, place in form.places.items() if place.kind is not Kind.CHANGE
    }
    sums = {code: _parts_and_total(form, code) for code in ("A1", "A2", "A3", "A4", "A5")}
    for column in (f"C{n}" for n in range(1, 7)):
        parts, total = sums["A1"]
        done = sum(numbers[f"T3.{part}.{column}"] for part in parts)
        numbers[f"T3.{total}.{column}"] = done
        numbers[f"T3.R2.{column}"] = 0
        numbers[f"T3.R1.{column}"] = done + numbers[f"T3.R4.{column}"]
    for block in form.table("T3").blocks:
        for row in block.rows:
            parts, total = sums["A2"]
            numbers[f"T3.{row.code}.{total}"] = sum(numbers[f"T3.{row.code}.{part}"] for part in parts)
    for code in ("A3", "A4", "A5"):
        parts, total = sums[code]
        numbers[f"T4.V.{total}"] = sum(numbers[f"T4.V.{part}"] for part in parts)
    cells = {address: Cell(value) for address, value in numbers.items()}
    return Report(f"测试县第{number}局", 2024, key, cells=cells)


def _parts_and_total(form: Edition, code: str) -> tuple[list[str], str]:
    """Return the parts and the total of a sum, whichever side of the identity they stand on."""
    identity = next(identity for identity in form.identities if identity.code == code)
    total, parts = sorted((identity.left, identity.right), key=len)
    return [term.key for term in parts], total[0].key


def page(report: Report) -> bytes:
    """Return a report as a government portal publishes it: a word processor's table, 60 to 90 kB."""
    form = edition(report.edition)
    title = f"{report.organ}{report.year}年政府信息公开工作年度报告"
    body = [f'<h1 class="title">{title}</h1><p>发布日期：2025-01-20</p>']
    for section in form.sections:
        body.append(_paragraph(section.title))
        if section.table is None:
            body += [_paragraph("认真贯彻落实条例，主动公开、依申请公开工作有序推进。" * 3) for _ in range(4)]
            continue
        body.append('<table border="1" cellspacing="0" cellpadding="0" class="MsoTableGrid">')
        for block in form.table(section.table).blocks:
            body += _rows(report, section.table, block)
        body.append("</table>")
    menu = "".join(f'<li class="nav-item"><a href="/zwgk/{n}/">栏目{n}</a></li>' for n in range(60))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="ArticleTitle" content="{title}"><style>{STYLE * 20}</style></head>'
        f'<body><ul>{menu}</ul><div class="content">{"".join(body)}</div></body></html>'
    ).encode()


STYLE = ".MsoNormal{margin:0;text-align:justify;font-family:Calibri;font-size:10.5pt}\n"


def _paragraph(text: str) -> str:
    return f'<p class="MsoNormal" style="text-indent:32pt;line-height:28pt"><span>{text}</span></p>'


def _rows(report: Report, table: str, block: Block) -> list[str]:
    rows = [[_cell(label.text, label.colspan, label.rowspan) for label in line] for line in block.header]
    for row in block.rows:
        labels = [_cell(label.text, label.colspan, label.rowspan) for label in row.labels]
        width = 4 - 1 if table == "T2" else len(block.columns)  # the last cell of table two is wide
        spans = [1] * (len(block.columns) - 1) + [width - len(block.columns) + 1]
        values = [report.cells[f"{table}.{row.code}.{column.code}"].value for column in block.columns]
        rows.append([*labels, *(_cell(str(v), span) for v, span in zip(values, spans, strict=True))])
    return [f'<tr style="height:21pt">{"".join(cells)}</tr>' for cells in rows]


def _cell(text: str, colspan: int = 1, rowspan: int = 1) -> str:
    return (
        f'<td width="61" colspan="{colspan}" rowspan="{rowspan}" valign="center" '
        'style="border:1px solid windowtext;padding:0 7px"><p class="MsoNormal" align="center" '
        'style="text-align:center"><span style="font-family:仿宋_GB2312;font-size:12pt"><font>'
        f"{text}</font></span></p></td>"
    )


CHILD = """
import sys
from pathlib import Path
from gongkai.cli import main
status = main()
# Not ru_maxrss: that remembers the process from which this one was started.
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(peak.split()[1], file=sys.stderr)
sys.exit(status)
"""


# The four measurements


def reading(loop: float) -> list[Figure]:
    """Reading an HTML report, against lxml parsing the same bytes."""
    from lxml import html

    from gongkai.report.read import read_bytes

    pages = {"made here": page(filled(1))}
    pages |= {path.name: path.read_bytes() for path in sorted(SHARED.glob("*.html"))}
    figures = []
    for name, data in pages.items():
        report = read_bytes(data, "a.html")
        if name == "made here" and report.values() != filled(1).values():
            raise SystemExit("the page made here is not read back to its cells: the figure would be void")
        alone = whole = float("inf")
        for _ in range(20):  # in turn, so that a busy machine slows both
            alone = min(alone, best(lambda data=data: html.document_fromstring(data), 3))
            whole = min(whole, best(lambda data=data: read_bytes(data, "a.html"), 1))
        times = whole / alone
        figures.append(
            Figure(
                f"reading, {name} ({len(data) / 1000:.0f} kB)",
                f"{times:.1f}× lxml ({whole * 1000:.1f} ms, {whole / loop:.3f} loops)",
                f"{READ_FLOOR:.0f}×, aim {READ_AIM:.0f}×",
                times <= READ_FLOOR,
            )
        )
    return figures


def checking(loop: float) -> list[Figure]:
    """The identities within reports, on one core."""
    reports = [filled(n) for n in range(ORGANS)]
    seconds = best(lambda: [check_identities(report) for report in reports], 5)
    if any(check_identities(report) for report in reports):
        raise SystemExit("the reports made here do not balance: the figure would be void")
    return [
        Figure(
            "checking the identities",
            f"{ORGANS / seconds:,.0f} reports/s ({ORGANS * loop / seconds:,.0f} a loop)",
            f"{CHECK_FLOOR:,.0f} reports/s",
            ORGANS / seconds >= CHECK_FLOOR,
        )
    ]


def rolling_up(loop: float) -> list[Figure]:
    """Every organ's identities, the sum, and the sum's own with G1."""
    reports = [filled(n) for n in range(ORGANS)]

    def work() -> None:
        for report in reports:
            check_identities(report)
        found = check(rollup(reports, organ="测试县"), children=reports)
        if any(finding.severity is Severity.ERROR for finding in found):
            raise SystemExit("the sum of balanced reports has errors: the figure would be void")

    seconds = best(work, 3)
    return [
        Figure(
            f"rolling up {ORGANS:,} reports with all identities",
            f"{seconds:.2f} s ({seconds / loop:.1f} loops)",
            f"{ROLLUP_FLOOR:.0f} s",
            seconds <= ROLLUP_FLOOR,
        )
    ]


def streaming(loop: float, files: int) -> list[Figure]:
    """The peak memory of `gongkai report read` over many files, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for number in range(PAGES):
            pages.append(Path(folder, f"page{number}.html"))
            pages[-1].write_bytes(page(filled(number)))
        names = []
        for number in range(files):
            link = Path(folder, f"{number}.html")
            os.link(pages[number % PAGES], link)
            names.append(link.name)
        begun = time.perf_counter()
        source = str(Path(__file__).resolve().parents[1] / "src")
        child = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", CHILD, "report", "read", *names],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": source},
            check=False,
        )
        seconds = time.perf_counter() - begun
    if child.returncode:
        raise SystemExit(f"gongkai report read ended with {child.returncode}: the figure would be void")
    peak = int(child.stderr.split()[-1]) / 1024
    return [
        Figure(
            f"reading {files:,} files as a stream",
            f"{peak:.0f} MB at most ({files / seconds:,.0f} files/s, {files * loop / seconds:.0f} a loop)",
            f"{STREAM_FLOOR:.0f} MB",
            peak <= STREAM_FLOOR,
        )
    ]


def main() -> int:
    """Print the figures; return 1 if one is below its floor."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=["reading", "checking", "rollup", "stream"])
    parser.add_argument("--files", type=int, default=10_000, help="files in the stream")
    arguments = parser.parse_args()
    loop = calibrate()
    print(f"Python {platform.python_version()}, {_processor()}, {os.cpu_count()} cores")  # noqa: T201
    print(f"  calibration loop {loop * 1000:.0f} ms")  # noqa: T201
    works: dict[str, Callable[[], list[Figure]]] = {
        "reading": lambda: reading(loop),
        "checking": lambda: checking(loop),
        "rollup": lambda: rolling_up(loop),
        "stream": lambda: streaming(loop, arguments.files),
    }
    kept = True
    for name, work in works.items():
        if arguments.only in (None, name):
            for figure in work():
                print(figure, flush=True)  # noqa: T201
                kept &= figure.kept
    return 0 if kept else 1


def _processor() -> str:
    """Return the processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


if __name__ == "__main__":
    sys.exit(main())
