"""What must be looked at before a paper is released: marks of secrecy, numbers of persons, what is hidden.

The 保密审查 and the check of personal information are done by people (条例17, 个保法25); a scan shows
them where to look. It looks through everything that would leave the house: the metadata fields, the
body, every attachment with its headers, notes, comments, hidden sheets, caches and properties.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise

from gongkai.papers.errors import refusing_damage
from gongkai.papers.intake import Kind
from gongkai.papers.limits import Limits
from gongkai.papers.pieces import Piece
from gongkai.papers.scan.hits import Certainty, Finding, Hit, HitKind, Part, ScanSettings
from gongkai.papers.scan.marks import marks
from gongkai.papers.scan.numbers import in_cells, numbers
from gongkai.papers.scan.people import people
from gongkai.papers.scan.plain import masked, plain

__all__ = ["Certainty", "Hit", "HitKind", "Part", "ScanSettings", "scan"]


def scan(
    parts: Iterable[Part], settings: ScanSettings | None = None, limits: Limits | None = None
) -> list[Hit]:
    """Return everything in these parts that must be looked at before release, in the order of the parts.

    A part is a text, or a file that `intake.accept` has let in. What cannot be looked through (a
    picture, a scanned page) is itself a hit. Raises Refused for a file that cannot be read at all.
    """
    settings, limits = settings or ScanSettings(), limits or Limits()
    found: list[Hit] = []
    for part in parts:
        seen: Counter[tuple[str, str, str]] = Counter()
        digest = hashlib.sha256(part.text.encode() if part.data is None else part.data).hexdigest()
        with refusing_damage():
            findings = list(_findings(part, settings, limits, 0))
        for name, finding in findings:
            if finding.kind not in settings.kinds:
                continue
            spot = (name, finding.kind.value, finding.place)
            seen[spot] += 1
            key = hashlib.sha256("\0".join((digest, *spot, str(seen[spot]))).encode()).hexdigest()[:32]
            kind, place, excerpt, says, certainty, refuses = finding
            excerpt = _told(excerpt)
            found.append(Hit(kind, name, _told(place), excerpt, key, certainty, refuses, _told(says)))
    return found


def _told(words: str) -> str:
    """Return a place, or what is said of it, without a number of a person: names of sheets hold them too."""
    return masked(words) if _LONG.search(words) else words


def _findings(
    part: Part, settings: ScanSettings, limits: Limits, depth: int
) -> Iterator[tuple[str, Finding]]:
    """Yield what is in a part, with the name of the part: a file within a file has its own."""
    pieces, findings = _opened(part, settings, limits)
    for finding in _in_pieces(pieces, settings):
        yield part.name, finding
    for finding in findings:
        yield part.name, finding
    if depth < limits.depth + 1:
        for inner in _carried(part, limits):
            yield from _findings(inner, settings, limits, depth + 1)


# Every hit in a text needs one of these; most cells and lines have none, and are passed over quickly.
_TELLING = re.compile(
    r"密|[内內]\W{0,2}部|此\W{0,2}件|公\W{0,2}[开開]|外[传傳泄]|[扩擴]散|secret|confidential|[住户居]|家|单元|学生|幼儿|儿童|未成年|孩|婴|新生儿|孤儿|[男女]童|患儿|小朋友|岁|护照|通行证|回乡证|台胞证|passport"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\W?[A-ZＡ-Ｚ]|(?:\d[\W_]{0,3}){11}",
    re.I,
)


_LONG = re.compile(r"(?:\d[\W_]{0,3}){11}")
_CELL = re.compile(r"\s*(?:[0-9０-９]{1,12}[XxＸｘ]?|[XxＸｘ])\s*")
_CUT = re.compile(r"[\t|,，]")


def _in_pieces(pieces: Iterable[Piece], settings: ScanSettings) -> Iterator[Finding]:
    """Yield what is in each piece, and in the cells of a row together: forms give a digit a box each."""
    at: tuple[int, int] | None = None
    runs: dict[str, _Run] = {}
    for piece in pieces:
        yield from _in_piece(piece, settings)
        if piece.row is None:
            if _CUT.search(piece.text) and not piece.broken and _TELLING.search(piece.text):
                yield from _in_row(_CUT.split(piece.text), piece.place, settings)
            continue
        if piece.row != at:
            for run in runs.values():
                yield from in_cells(run.cells, settings, run.before)
            at, runs = piece.row, {}
        run = runs.setdefault(piece.what, _Run())
        if _CELL.fullmatch(piece.text):
            run.cells.append((piece.text, piece.place))
        elif piece.text.strip():
            yield from in_cells(run.cells, settings, run.before)
            runs[piece.what] = _Run(before=piece.text)
    for run in runs.values():
        yield from in_cells(run.cells, settings, run.before)


@dataclass(slots=True)
class _Run:
    """The cells of digits that stand beside each other in a row so far, and the cell before them."""

    cells: list[tuple[str, str]] = field(default_factory=list)
    before: str = ""


def _in_row(texts: list[str], place: str, settings: ScanSettings) -> Iterator[Finding]:
    """Yield what is spread over the cells of one line of a table written with tabs or commas."""
    run = _Run()
    for number, text in enumerate([*texts, "。"], 1):
        if _CELL.fullmatch(text):
            run.cells.append((text, f"{place}第{number}列"))
        elif text.strip():
            yield from in_cells(run.cells, settings, run.before)
            run = _Run(before=text)


def _in_piece(piece: Piece, settings: ScanSettings) -> Iterator[Finding]:
    if not _TELLING.search(piece.text) and not _TELLING.search(piece.before):
        return
    place = f"{piece.place}（{piece.what}）" if piece.what and piece.what not in piece.place else piece.place
    lines = [] if piece.broken else piece.text.split("\n")
    for number, line in enumerate(lines):
        before = piece.before if number == 0 else ""
        if line.strip():
            yield from marks(line, place, piece.row if len(lines) == 1 else None, before)
            yield from people(line, place, before)
    yield from numbers(piece.text, place, settings, piece.before, piece.broken)


def _opened(part: Part, settings: ScanSettings, limits: Limits) -> tuple[Iterable[Piece], Iterable[Finding]]:
    """Return the texts of a part, and what is hidden in it."""
    if part.data is None or part.kind is None:
        return _lines(part.text), ()
    pieces, findings = _opened_file(part.data, part.kind, settings, limits)
    name = part.name.rpartition(" › ")[2].rpartition("/")[2]
    return chain([Piece(name.rpartition(".")[0] or name, "文件名", "文件名", seen=False)], pieces), findings


def _opened_file(
    data: bytes, kind: Kind, settings: ScanSettings, limits: Limits
) -> tuple[Iterable[Piece], Iterable[Finding]]:
    if kind in (Kind.TEXT, Kind.CSV):
        from gongkai.papers.text import text_of

        return _lines(text_of(data, kind, limits).text), ()
    if kind is Kind.PDF:
        from gongkai.papers.scan.pdf import pdf_pieces

        pieces, findings = pdf_pieces(data, settings, limits)
        return _flowing(pieces), [*findings, *_metadata(p for p in pieces if p.what == "文件属性")]
    if kind is Kind.OFD:
        from gongkai.papers.scan.ofd import ofd_pieces

        return ofd_pieces(data, limits)
    if kind in (Kind.DOCX, Kind.XLSX):
        return _office(data, kind, settings, limits)
    if kind.is_image:
        from gongkai.papers.scan.pictures import picture_pieces

        return picture_pieces(data, kind.value, limits)
    return (), ()  # a ZIP: its files are parts of their own


def _lines(text: str) -> Iterator[Piece]:
    """Yield a text's lines; a number that runs over the end of a line is found in the two together."""
    lines = text.splitlines()
    pieces = [Piece(line, f"第{n}行" if len(lines) > 1 else "") for n, line in enumerate(lines, 1)]
    return iter(_flowing(pieces))


_DIGITS = re.compile(r"[0-9Xx \-·•・._/]*")


def _flowing(pieces: list[Piece]) -> list[Piece]:
    """Add to a page's lines those pairs of lines between which a number may have been broken."""
    broken = []
    for place, (first, second) in enumerate(pairwise(pieces)):
        a, b = first.text.rstrip(), second.text.lstrip()
        if not (first.seen and second.seen and first.row is None and a and b):
            continue
        if not plain(a[-1]).isdigit() or not plain(b[0]).isdigit():
            continue
        flat, after = plain(a[-60:]), plain(b[:60])
        tail = _DIGITS.match(flat[::-1]).group()[::-1].strip()  # type: ignore[union-attr]
        head = _DIGITS.match(after).group().strip()  # type: ignore[union-attr]
        count = sum(char.isdigit() for char in tail + head)
        if not 11 <= count <= 19:
            continue
        if tail == flat.strip() and head == after.strip() and count < 15 and _in_column(pieces, place):
            continue
        rest = after[len(head) : len(head) + 4]  # a unit, which makes it an amount
        words = f"{tail}\n{head}{rest}"
        before = flat[: len(flat) - len(tail)]
        broken.append(Piece(words, f"{first.place}换行处", first.what, before=before, broken=True))
    return [*pieces, *broken]


def _in_column(pieces: list[Piece], place: int) -> bool:
    """Say whether the line before or after these two is a bare number too: a column, not one number."""
    around = (*pieces[max(0, place - 1) : place], *pieces[place + 2 : place + 3])
    return any(piece.text.strip() and not plain(piece.text).strip(" 0123456789.,%-") for piece in around)


def _office(
    data: bytes, kind: Kind, settings: ScanSettings, limits: Limits
) -> tuple[Iterable[Piece], Iterable[Finding]]:
    from gongkai.papers import documents, sheets
    from gongkai.papers.office import open_office
    from gongkai.papers.scan import office
    from gongkai.papers.scan.pictures import carried_pictures

    package = open_office(data, limits)
    properties = [
        Piece(text, f"文件属性“{name}”", "文件属性", seen=False)
        for name, text in documents.properties(package)
    ]
    if kind is Kind.DOCX:
        pieces, findings = documents.pieces(package), office.document_findings(package)
    else:
        pieces, findings = sheets.pieces(package, limits), office.workbook_findings(package)
    pictures = carried_pictures(package, settings.picture_side, limits)
    return chain(pieces, documents.addresses(package), properties), chain(
        findings, pictures, _metadata(properties)
    )


def _metadata(properties: Iterable[Piece]) -> list[Finding]:
    """Return one hit for all properties of a file: they are removed on release, and only reported."""
    names = list(dict.fromkeys(piece.place.removeprefix("文件属性") for piece in properties))
    if not names:
        return []
    says = "文件属性里写着作者、单位等信息，发布时会自动去掉，不必处理。"
    return [Finding(HitKind.METADATA, "文件属性", "、".join(names[:12]), says)]


def _carried(part: Part, limits: Limits) -> Iterator[Part]:
    """Yield the files within a file as parts: those of a ZIP, and those embedded in an Office file."""
    if part.data is None or part.kind not in (Kind.ZIP, Kind.DOCX, Kind.XLSX):
        return
    from gongkai.papers.archives import open_archive, shown
    from gongkai.papers.intake import accept
    from gongkai.papers.scan.pictures import PICTURES, located

    archive = open_archive(part.data, limits, limits.office_members)
    for name in archive.members:
        inner = f"{part.name} › {shown(name)}"
        if part.kind is Kind.ZIP:
            data = archive.read(name)
            yield Part(inner, data=data, kind=accept(data, name, limits).kind)
        elif name.lower().endswith((".docx", ".xlsx")):
            data = archive.read(name)
            yield Part(inner, data=data, kind=Kind(name.lower()[-4:]))
        elif PICTURES.get(name.lower().rpartition(".")[2]) and located(archive.read(name), name, limits):
            yield Part(inner, data=archive.read(name), kind=Kind(PICTURES[name.lower().rpartition(".")[2]]))
