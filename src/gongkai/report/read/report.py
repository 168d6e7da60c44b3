"""The three stages in a row: a file in, a report out, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from gongkai.report.edition import Edition, Table
from gongkai.report.interchange import from_json, loads
from gongkai.report.loader import edition_for
from gongkai.report.model import (
    STATISTICS,
    Cell,
    Finding,
    NoEdition,
    Report,
    Severity,
    Status,
    UnreadableReport,
)
from gongkai.report.naming import table_name
from gongkai.report.read.align import Alignment, align, labels_printed, regions
from gongkai.report.read.cells import DOUBLED_ROW, LOST_TABLE, Cells, cells_of, is_lost
from gongkai.report.read.heading import Heading, heading
from gongkai.report.read.limits import FILE_BYTES
from gongkai.report.read.outline import outlined
from gongkai.report.read.prose import prose
from gongkai.report.read.represent import represent, sniff
from gongkai.report.read.sections import sections
from gongkai.report.read.statistics import is_statistics, statistics
from gongkai.report.read.strips import Strips, strips_of


def read(file: Path, year: int | None = None) -> Report:
    """Read one annual report from a file of any format the reader knows.

    `year` is the report year where the caller knows it; it wins over what the file says, with a
    finding where they differ. Raises UnreadableReport, in the reader's language, for a file that is
    missing, broken, of another kind, or holds two reports.
    """
    try:
        if file.is_dir():
            raise UnreadableReport("这是一个文件夹，不是文件。请指定其中的文件。")
        if file.stat().st_size > FILE_BYTES:
            raise UnreadableReport(f"文件超过{FILE_BYTES // 2**20}MB，不像一份年度报告。请只保留报告本身。")
        data = file.read_bytes()
    except FileNotFoundError:
        raise UnreadableReport("没有这个文件。请检查文件名。") from None
    except OSError as fault:
        raise UnreadableReport(f"文件打不开（{fault.strerror}）。请检查权限或磁盘。") from fault
    return read_bytes(data, str(file), year)


def read_bytes(data: bytes, name: str, year: int | None = None) -> Report:
    """Read one annual report from the bytes of a file; `name` is only shown and hinted at."""
    if not data.strip():
        raise UnreadableReport("文件是空的。请重新下载或导出。")
    kind = sniff(data, name)
    if kind == "json":
        return _from_json(data, name, year)
    representation = represent(data, name, kind)
    strips = strips_of(representation)
    outline = outlined(representation)
    head = heading(representation, year, outline)
    found = _the_one_report(strips, name, head.year)
    preamble, parts = sections(representation, outline)
    report = Report(
        organ=head.organ,
        year=head.year,
        edition=STATISTICS,
        title=head.title,
        published=head.published,
        sections=parts,
        preamble=preamble,
        prose=prose(parts, head.year),
        source=name,
    )
    findings: list[Finding] = []
    if found is not None:
        alignment, report.cells, findings = found
        report.edition = alignment.edition.key
    elif is_statistics(representation):
        report.indicators = statistics(representation)
    else:
        _refuse(head)
    if head.others:
        titles = "、".join(f"《{title.text}》" for title in head.others)
        raise UnreadableReport(f"文件里还有另外的报告：{titles}。请拆成每份报告一个文件。")
    findings += [Finding("L4", Severity.WARN, note) for note in representation.notes]
    report.findings = [*head.findings, *edition_finding(report.edition, head.year), *findings]
    return report


def _from_json(data: bytes, name: str, year: int | None) -> Report:
    try:
        text = data.decode("utf-8-sig" if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16")
    except UnicodeDecodeError as fault:
        raise UnreadableReport("JSON文件不是UTF-8编码。请用UTF-8重新导出。") from fault
    report = from_json(loads(text), source=name)
    if year is not None and report.year != year:
        said = "没有写明年度" if report.year is None else f"写的是{report.year}年度"
        report.findings.append(
            Finding("H1", Severity.WARN, f"指定的是{year}年度，文件{said}；按指定的年度处理。")
        )
        report.year = year
    return report


def _the_one_report(
    strips: Strips, name: str, year: int | None
) -> tuple[Alignment, dict[str, Cell], list[Finding]] | None:
    """Read the tables of the file, None if it has none.

    A page may carry the same report twice (a true copy and a text version): one is taken. Two
    reports that differ are refused: nobody can say which is meant.
    """
    read_sets = []
    for region in regions(strips):
        alignment = align(strips, region, year)
        _refuse_lost_lines(alignment)
        cells, findings = cells_of(alignment, strips, name)
        read_sets.append((alignment, cells, findings))
    if not read_sets:
        return None
    best = max(read_sets, key=lambda found: _known(found[1]))
    others = [cells for _, cells, _ in read_sets if cells is not best[1]]
    table = _printed_again(best[0].edition, best[1], others)
    if any(_differ(best[1], cells) for cells in others):
        if table is not None:
            raise UnreadableReport(
                f"{table_name(table.code)}“{table.caption}”在文件里出现{len(read_sets)}次，数不同，"
                "不知道以哪一处为准。请在原件上只留一处。"
            )
        raise UnreadableReport(
            f"文件里有{len(read_sets)}份不同的报告（或两个年度并排）。请拆成每份报告一个文件。"
        )
    return best if table is None else _put_together(best, others, table)


def _printed_again(form: Edition, best: Cells, others: Sequence[Cells]) -> Table | None:
    """Return the table 3 that one report prints more than once: the other tables stand beside one of them."""
    beside = [
        [table.code for table in form.tables if table.code != "T3" and not is_lost(table, cells)]
        for cells in (best, *others)
    ]
    codes = [code for found in beside for code in found]
    if not others or len(codes) != len(set(codes)):
        return None
    return form.table("T3")


def _put_together(
    best: tuple[Alignment, Cells, list[Finding]], others: Sequence[Cells], again: Table
) -> tuple[Alignment, Cells, list[Finding]]:
    """Return a report whose table 3 is printed more than once, with the tables beside the other one."""
    alignment, cells, findings = best
    lost = {table.code for table in alignment.edition.tables if is_lost(table, cells)}
    beside = {
        address: cell
        for found in others
        for address, cell in found.items()
        if address.partition(".")[0] in lost and cell.provenance is not None
    }
    whole = cells | beside
    found_now = {code for code in lost if any(address.startswith(f"{code}.") for address in beside)}
    findings = [f for f in findings if f.rule != LOST_TABLE or f.cells[0].partition(".")[0] not in found_now]
    twice = Finding(
        DOUBLED_ROW,
        Severity.WARN,
        f"{table_name(again.code)}“{again.caption}”在文件里出现{len(others) + 1}次，各处的数相同。",
        tuple(place.address for place in again.places),
        hint="请打开原文核对，只留一处。",
    )
    return alignment, whole, [*findings, twice]


def _known(cells: dict[str, Cell]) -> int:
    return sum(cell.status is Status.VALUE for cell in cells.values())


def _differ(best: dict[str, Cell], other: dict[str, Cell]) -> bool:
    return any(
        cell.value is not None
        and (mine := best.get(address)) is not None
        and mine.value not in (None, cell.value)
        for address, cell in other.items()
    )


def _refuse_lost_lines(alignment: Alignment) -> None:
    """Refuse a text in which equal lines were dropped: of all the zeros only the first is left.

    Its labels are there and a few numbers, no two alike; whichever row they are put into is wrong.
    (Running text cannot print a blank cell, so labels without numbers have lost them.)
    """
    rows = [found for code, found in alignment.rows.items() if code.startswith("R")]
    if any(found.strip.grid is not None for found in rows):
        return
    strips = {id(found.strip): found.strip for found in rows}
    texts = [value.text for strip in strips.values() for value in strip.printed]
    singles = all(
        len(strip.values) < 7 and len(v.text) < 7 for strip in strips.values() for v in strip.values
    )
    if singles and len(texts) == len(set(texts)) < 15 <= labels_printed(alignment):
        raise UnreadableReport(
            "表格里相同的数字行被删掉了（例如许多个0只剩一个），数字已无法对应到各行。请改用原网页或PDF。"
        )


def _refuse(head: Heading) -> NoReturn:
    """Refuse a file without the three tables, in the words that fit what it is."""
    if head.refusal:
        raise UnreadableReport(head.refusal)
    raise UnreadableReport(
        "题目是年度报告，但没有找到三张统计表。表格可能是图片或附件；"
        "请上传含表格文字的版本（网页、Word或有文字的PDF）。"
    )


def edition_finding(found: str, year: int | None) -> list[Finding]:
    """Say so when the form found is not the one prescribed for the report year."""
    if year is None:
        return []
    try:
        wanted = edition_for(year)
    except NoEdition:
        if found == STATISTICS:
            return []
        message = f"{year}年度还没有统一的年度报告格式，而本报告用的是{found}年格式。"
    else:
        if wanted.key == found:
            return []
        form = "统计表" if found == STATISTICS else f"{found}年格式"
        message = f"{year}年度应当用{wanted.key}年格式（{wanted.norm.number}），本报告用的是{form}。"
    return [
        Finding(
            "L2", Severity.WARN, message, hint="请核对报告年度；年度无误的，请提示报告机关改用规定的格式。"
        )
    ]
