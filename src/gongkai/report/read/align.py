"""Stage two, second half: which strip is which row of which edition.

Rows stand in the order of the form, so the alignment is the best monotone matching of labels.
A strip that lost its label is placed only where exactly as many rows are missing as there are such
strips; otherwise its numbers are left out and the rows are blank.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise

from gongkai.report.edition import Edition, FoldedRow, Row
from gongkai.report.loader import editions
from gongkai.report.model import UnreadableReport
from gongkai.report.read.strips import Strip, Strips
from gongkai.report.read.wording import core, cores_of, editions_words, likeness, normal, without_asides

ALIKE = 0.62  # below this two labels are not the same label
CUT = 0.45  # a label that was cut into pieces may be as unlike as this, between two that are certain
YEAR_COUNTS = 1.2  # what the report year counts for, in words that one edition alone prints
SKIPPED_ROW = -0.5  # a row of the form that nothing matches


@dataclass(slots=True)
class Matched:
    """The strip found for a row, and whether its own label says so."""

    strip: Strip
    certain: bool = True  # False: placed by its position between labelled rows
    shifted: bool = False  # True: its numbers may be those of the row before or after


@dataclass(slots=True)
class Alignment:
    """Strips by row code, of the edition whose form the file has."""

    edition: Edition
    rows: dict[str, Matched] = field(default_factory=dict)  # tables 2 and 3
    folded: tuple[FoldedRow, ...] = ()  # rows printed in place of several
    table4: list[Strip] = field(default_factory=list)
    table3_text: str = ""
    table4_text: str = ""
    extra: list[str] = field(default_factory=list)  # labels of rows that the form does not have
    doubled: dict[str, bool] = field(default_factory=dict)  # rows that stand twice: with the same numbers
    ran_together: bool = False  # the file prints the cells of a row without anything between them


@dataclass(frozen=True, slots=True)
class Region:
    """Where the three tables of one report stand in the text."""

    table2: int
    table3: int
    table4: int
    end: int


_T2 = re.compile(r"第?二十条第?\(?一\)?项.{0,40}?(?:信息内容|制发|新制作|规章)", re.DOTALL)
_T2_TITLE = re.compile(r"二、主动公开(?:政府)?信息情况")
_T3_HEAD = re.compile(r"申请人情况|本列数据的|\(本列数据")
_R1 = re.compile(r"(?:一、)?本年(?:度)?新收.{0,14}?(?:申请|件数|数量)")
_R4 = re.compile(r"(?:四、)?结转(?:至)?下(?:一)?年度?(?:继续)?办理|结转下年度")
_T4_HEAD = re.compile(r"(?:[总合]计[ |]*)?(?:结果)?维持")  # some print 总计 first
_T4_TITLE = re.compile(r"复议后起诉|行政诉讼")
_AFTER = re.compile(r"五、[^。;；，,0-9]{0,14}(?:问题|不足|改进)|六、其他需要?报告|存在的?主要问题及改进")


def regions(strips: Strips) -> list[Region]:
    """Find where tables 2, 3 and 4 stand, once for every complete set of them."""
    text = strips.text
    first_rows = [m.start() for m in _R1.finditer(text) if _is_row(strips, m)]
    last_rows = [m.start() for m in _R4.finditer(text) if _is_row(strips, m)]
    starts = _of_tables(text, first_rows, last_rows) or _without_first_row(text)
    found: list[Region] = []
    for number, start in enumerate(starts):
        floor = found[-1].table4 if found else 0
        limit = starts[number + 1] if number + 1 < len(starts) else len(text)
        heads = [m.start() for m in _T3_HEAD.finditer(text, max(floor, start - 700), start)]
        table3 = heads[0] if heads else start
        last_row = _R4.search(text, start, limit)
        after_row = last_row.end() if last_row else start
        table4_head = _T4_HEAD.search(text, after_row, limit) or _T4_TITLE.search(text, after_row, limit)
        table4 = table4_head.start() if table4_head else limit
        after = _AFTER.search(text, table4, limit)
        end = after.start() if after else limit
        found.append(Region(_table2_start(text, floor, table3), table3, table4, end))
    return found


def _of_tables(text: str, first_rows: Sequence[int], last_rows: Sequence[int]) -> list[int]:
    """Return where the first rows of tables 3 stand: not where one is printed twice in the same table.

    Two tables have a head or a last row between their first rows, or stand side by side with a last row each.
    """
    if len(last_rows) >= len(first_rows):
        return list(first_rows)
    starts: list[int] = []
    for place in first_rows:
        if not starts or any(sign.search(text, starts[-1], place) for sign in (_R4, _T3_HEAD, _T2)):
            starts.append(place)
    return starts


def _table2_start(text: str, floor: int, table3: int) -> int:
    heads = list(_T2.finditer(text, floor, table3))
    if heads:
        return heads[0].start()
    titles = list(_T2_TITLE.finditer(text, floor, table3))
    return titles[-1].start() if titles else table3


def _is_row(strips: Strips, label: re.Match[str]) -> bool:
    """Say whether this is the first (or last) row of table 3 and not a sentence: its values come at once.

    A sentence states one number; a row has seven, or says 一、 (四、) before its label.
    """
    for strip in strips.strips:
        if label.end() - 1 <= strip.middle <= label.end() + 12:
            return label[0].startswith(("一、", "四、")) or len(strip.values) + _length(strip) > 7
    return False


def _without_first_row(text: str) -> list[int]:
    """Find table 3 by its head where the label of its first row was lost."""
    heads = [m.end() for m in _T3_HEAD.finditer(text)]
    return [head for head in heads if _R4.search(text, head, head + 4000)][-1:]


def _length(strip: Strip) -> int:
    return sum(len(value.text) for value in strip.values)


def align(strips: Strips, region: Region, report_year: int | None) -> Alignment:
    """Match the strips of one region with the rows of the edition whose form it is.

    `report_year` only decides when the form itself does not (tables 2 and 3 without the words
    that one edition has alone). Raises UnreadableReport if there is no such form.
    """
    text = strips.text[region.table2 : region.end]
    in_table2 = _within(strips, region.table2, region.table3)
    in_table3 = _within(strips, region.table3, region.table4)
    in_table4 = _within(strips, region.table4, region.end)
    edition, folded, table3 = _form(text, in_table3, report_year)
    alignment = Alignment(
        edition,
        folded=folded,
        table4=in_table4,
        table3_text=strips.text[region.table3 : region.table4],
        table4_text=strips.text[region.table4 : region.end],
    )
    table2 = _match(in_table2, _rows(edition, "T2"), width=3)[1]
    for width, strips_in, found in ((1, in_table2, table2), (7, in_table3, table3)):
        rows = _rows(edition, "T2") if found is table2 else _rows(edition, "T3", folded)
        _doubt_shifted(strips_in, rows, found, width)
        doubled = _rescue(strips_in, rows, found)
        alignment.rows |= found
        alignment.doubled |= {code: not found[code].shifted for code, _again in doubled}
        alignment.extra += _extra(strips_in, found, width, {again.middle for _code, again in doubled})
    alignment.ran_together = _ran_together([*in_table2, *in_table3, *in_table4])
    return alignment


def _ran_together(strips: Iterable[Strip]) -> bool:
    """Say whether cells ran together: no number is printed with zeros before it, 0000000 is seven.

    Every report has rows of zeros; where numbers stand apart, they are never cut.
    """
    runs = (v.text for s in strips for v in s.values if v.text.isdigit() and v.text[0] == "0" < v.text)
    return sum(len(run) > 1 for run in runs) > 1


def _within(strips: Strips, start: int, end: int) -> list[Strip]:
    """Return the strips whose values stand in that part of the text, their labels cut to it."""
    found = []
    for strip in strips.strips:
        if start <= strip.middle < end and strip.values:
            if strip.start < start and not strip.before:
                kept = max(0, len(strip.own) - (start - strip.start))
                strip = replace(strip, own=strip.own[len(strip.own) - kept :])
            found.append(strip)
    return found


def _form(
    text: str, in_table3: list[Strip], report_year: int | None
) -> tuple[Edition, tuple[FoldedRow, ...], dict[str, Matched]]:
    """Tell by words and rows which edition's form this is, and whether it prints folded rows."""
    words = {key: sum(text.count(normal(word)) for word in known) for key, known in editions_words().items()}
    best: tuple[float, Edition, tuple[FoldedRow, ...], dict[str, Matched]] | None = None
    for edition in editions():
        block = edition.table("T3").blocks[0]
        variants: list[tuple[FoldedRow, ...]] = [()]
        if block.folded:
            variants.append(block.folded)
        for folded in variants:
            score, rows = _match(in_table3, _rows(edition, "T3", folded), width=7)
            if any(fold.code not in rows for fold in folded):
                continue  # a row that is not printed stands for nothing
            score += min(words.get(edition.key, 0), 4)
            if report_year is not None and edition.covers(report_year):
                score += YEAR_COUNTS
            if best is None or score > best[0]:
                best = (score, edition, folded, rows)
    if best is None:
        raise UnreadableReport("没有可用的年度报告格式。")
    return best[1:]


@cache
def _rows(edition: Edition, table: str, folded: tuple[FoldedRow, ...] = ()) -> tuple[Row | FoldedRow, ...]:
    """Return the rows in printed order, folded ones in the place of those they stand for."""
    rows: list[Row | FoldedRow] = []
    for block in edition.table(table).blocks:
        rows += block.rows
    for fold in folded:
        at = next(n for n, row in enumerate(rows) if row.code == fold.stands_for[0])
        rows = [row for row in rows if row.code not in fold.stands_for]
        rows.insert(at, fold)
    return tuple(rows)


def _match(
    strips: Sequence[Strip], rows: tuple[Row | FoldedRow, ...], width: int
) -> tuple[float, dict[str, Matched]]:
    """Return the best monotone matching of strips to rows, and its score."""
    labels = tuple((strip.own[-90:], strip.before[-90:]) for strip in strips)
    score, pairs = _pairs(labels, rows)
    matched = dict(pairs)
    found = {rows[row].code: Matched(strips[strip]) for strip, row in matched.items()}
    _place_unlabelled(strips, rows, matched, found, width)
    return score, found


@lru_cache(512)  # the labels of the form are the same in report after report
def _pairs(
    labels: tuple[tuple[str, str], ...], rows: tuple[Row | FoldedRow, ...]
) -> tuple[float, tuple[tuple[int, int], ...]]:
    """Match labels (own, before) with rows: the best score, and pairs of positions."""
    alike = [_likenesses(own, before, rows) for own, before in labels]
    labelled = [n for n, scores in enumerate(alike) if max(scores, default=0.0) >= CUT]
    score, pairs = _best_path([alike[n] for n in labelled], len(rows))
    return score, tuple((labelled[strip], row) for strip, row in pairs)


@lru_cache(16_384)
def _likenesses(own: str, before: str, rows: tuple[Row | FoldedRow, ...]) -> tuple[float, ...]:
    """Say how much a strip's label looks like that of each row."""
    labels = _labels(own, before)
    alike = [
        max(
            (likeness(label, core) for label in labels for core in cores_of(row.code, row.label)), default=0.0
        )
        for row in rows
    ]
    named = [core(own) in cores_of(row.code, row.label) for row in rows]
    if any(named):  # the very label of a row: never that of another, however alike (rows in another order)
        alike = [score if is_named else 0.0 for score, is_named in zip(alike, named, strict=True)]
    return tuple(alike)


def _labels(own: str, before: str) -> tuple[str, ...]:
    """Return the cores of the label: beside the values, with what stood before, without asides."""
    texts = [own, before + own]
    texts += [without_asides(text) for text in texts if "(" in text]
    return tuple(dict.fromkeys(core(text) for text in texts))


def labels_printed(alignment: Alignment) -> int:
    """Count the rows of table 3 whose labels stand in the text, with or without values."""
    text = core(alignment.table3_text)
    rows = _rows(alignment.edition, "T3", alignment.folded)
    return sum(any(label in text for label in cores_of(row.code, row.label)) for row in rows)


def _best_path(alike: Sequence[Sequence[float]], width: int) -> tuple[float, list[tuple[int, int]]]:
    """Align strips and rows by dynamic programming; a strip without a row costs nothing."""
    best = [[n * SKIPPED_ROW for n in range(width + 1)]]
    steps: list[list[int]] = []
    for scores in alike:
        above, line, step = best[-1], [best[-1][0]], [0]
        for row in range(1, width + 1):
            options = (
                above[row],  # the strip is no row
                line[row - 1] + SKIPPED_ROW,  # the row has no strip
                above[row - 1] + _gain(scores[row - 1]),
            )
            chosen = max(range(3), key=options.__getitem__)
            line.append(options[chosen])
            step.append(chosen)
        best.append(line)
        steps.append(step)
    pairs, strip, row = [], len(alike), width
    while strip and row:
        chosen = steps[strip - 1][row]
        if chosen == 2:
            pairs.append((strip - 1, row - 1))
            strip, row = strip - 1, row - 1
        elif chosen == 0:
            strip -= 1
        else:
            row -= 1
    return best[-1][width], pairs[::-1]


def _gain(alike: float) -> float:
    """Return what a match is worth: a certain one 1, one below CUT never."""
    return -10.0 if alike < CUT else (alike - CUT) / (1 - CUT) - (0.35 if alike < ALIKE else 0.0)


def _rescue(
    strips: Sequence[Strip], rows: tuple[Row | FoldedRow, ...], found: dict[str, Matched]
) -> list[tuple[str, Strip]]:
    """Take rows that are still missing from wherever a row has exactly their label; return what stands twice.

    A wrecked file, or a careless one, prints its rows in another order. Where one label is printed
    on two rows with different numbers, nobody can say which is meant: they are doubted. Twice are rows of
    a grid, each with the one that was not taken.
    """
    doubled: list[tuple[str, Strip]] = []
    taken = {matched.strip.middle for matched in found.values()}
    for row in rows:
        exact = [s for s in strips if s.middle not in taken and _exactly(s, row)]
        if row.code not in found:
            if len(exact) == 1:
                found[row.code] = Matched(exact[0])
            continue
        if any(_texts(strip) != _texts(found[row.code].strip) for strip in exact):
            found[row.code].shifted = True
        doubled += [(row.code, strip) for strip in exact if strip.grid is not None and strip.printed]
    return doubled


def _exactly(strip: Strip, row: Row | FoldedRow) -> bool:
    label, printed = core(normal(row.label)), core(strip.own)
    if strip.grid is not None and printed in cores_of(row.code, row.label):
        return True
    return len(label) >= 4 and printed.endswith(label)


def _texts(strip: Strip) -> list[str]:
    return [value.text for value in strip.printed]


def _extra(
    strips: Sequence[Strip], found: dict[str, Matched], width: int, doubled: Collection[int]
) -> list[str]:
    """Return the labels of rows of numbers that the form does not have (其他主动公开文件 and the like)."""
    used = {matched.strip.middle for matched in found.values()} | set(doubled)
    return [
        strip.own[-30:]
        for strip in strips
        if strip.grid is not None
        and strip.middle not in used
        and core(strip.own)
        and len(strip.values) >= width
        and strip.printed
        and all(text.isdigit() for text in _texts(strip))
    ]


def _place_unlabelled(
    strips: Sequence[Strip],
    rows: Sequence[Row | FoldedRow],
    matched: dict[int, int],
    found: dict[str, Matched],
    width: int,
) -> None:
    """Place strips without a label where exactly as many rows are missing between two known ones.

    A label with several rows' worth of values behind it (the labels of the next rows were lost) is
    cut first. At the ends of the table the neighbours are its edges.
    """
    known = [(-1, -1), *sorted(matched.items()), (len(strips), len(rows))]
    for (strip, row), (next_strip, next_row) in pairwise(known):
        missing = rows[row + 1 : next_row]
        if not missing:
            continue
        groups = {core(normal(label)) for target in missing for label in target.group}
        loose = [part for n in range(strip + 1, next_strip) for part in _bare(strips[n], width, groups)]
        if strip >= 0 and len(strips[strip].values) == width * (1 + len(missing)) and not loose:
            head, *loose = _cut(strips[strip], width)
            found[rows[row].code] = Matched(head, certain=False)
        if len(loose) == len(missing) and all(len(part.values) >= 1 for part in loose):
            for part, target in zip(loose, missing, strict=True):
                found[target.code] = Matched(part, certain=False)


def _doubt_shifted(
    strips: Sequence[Strip], rows: Sequence[Row | FoldedRow], found: dict[str, Matched], width: int
) -> None:
    """Doubt rows that stand apart from their labels where a row of numbers is left over.

    In a wrecked file numbers are printed before or after their labels. A row of numbers that belongs
    to no label says that labels and numbers may be out of step by one, and A2 would not notice.
    """
    used = {matched.strip.middle for matched in found.values()}
    left_over = [s for s in strips if s.middle not in used and len(s.values) >= width]
    first = min((matched.strip.middle for matched in found.values()), default=0)
    ahead = any(strip.middle < first for strip in left_over) and rows[-1].code not in found
    orphaned = any(not core(strip.own) for strip in left_over)
    for matched in found.values():
        matched.shifted = ahead or (orphaned and not core(matched.strip.own))


def _bare(strip: Strip, width: int, groups: set[str]) -> list[Strip]:
    """Return the rows of a strip without a row's label; none if it has a label we do not know.

    The label of a group (（三）不予公开) alone is no row's label: that of its first row was lost.
    """
    if core(strip.own) and core(strip.own) not in groups:
        return []
    if len(strip.values) > width and len(strip.values) % width == 0:
        return _cut(strip, width)
    return [strip] if len(strip.values) >= width else []


def _cut(strip: Strip, width: int) -> list[Strip]:
    return [
        replace(strip, values=strip.values[n : n + width], own=strip.own if n == 0 else "")
        for n in range(0, len(strip.values), width)
    ]
