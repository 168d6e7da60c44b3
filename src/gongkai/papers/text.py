"""The words of a file, for search and for reading beside it: what a reader sees, and nothing hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.papers.errors import Refused, refusing_damage
from gongkai.papers.intake import Kind, decode
from gongkai.papers.limits import Limits
from gongkai.papers.pieces import Piece


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a file. `pages` is None for files without pages.

    `complete` says that all words of the file are there; where not, a warning says what is missing.
    """

    text: str
    pages: int | None
    complete: bool
    warnings: tuple[str, ...] = ()


def text_of(data: bytes, kind: Kind | str, limits: Limits | None = None) -> Text:
    """Return the words that a reader of the file sees.

    DOCX: body and tables, then headers, footers and notes; deleted and hidden text and comments are
    left out. XLSX: what is shown. PDF: the words of the pages. ZIP: the names of the files in it.
    Raises Refused if the file cannot be read; a file that `intake.accept` has let in can be.
    """
    with refusing_damage():
        return _text_of(data, Kind(kind), limits or Limits())


def _text_of(data: bytes, kind: Kind, limits: Limits) -> Text:
    if kind in (Kind.TEXT, Kind.CSV):
        words = decode(data)
        if words is None:
            raise Refused("broken", "文本的编码认不出来。请用记事本打开，另存为UTF-8编码后再上传。")
        return _bounded(words, None, limits)
    if kind is Kind.PDF:
        return _of_pdf(data, limits)
    if kind.is_image:
        return Text("", None, False, ("这是图片，里面的文字没有提取。",))
    if kind is Kind.ZIP:
        from gongkai.papers.archives import open_archive

        return _bounded("\n".join(open_archive(data, limits).members), None, limits)
    if kind is Kind.OFD:
        from gongkai.papers import ofd
        from gongkai.papers.archives import open_archive

        archive = open_archive(data, limits, limits.office_members)
        found = [text for _, text in ofd.pages(archive, limits)]
        empty = [number for number, text in enumerate(found, 1) if not text.strip()]
        return _with_pictures("\n".join(found), len(found), empty, limits)
    return _of_office(data, kind, limits)


def _of_office(data: bytes, kind: Kind, limits: Limits) -> Text:
    from gongkai.papers import documents, sheets
    from gongkai.papers.office import open_office

    package = open_office(data, limits)
    found = documents.pieces(package) if kind is Kind.DOCX else sheets.pieces(package, limits)
    return _bounded(joined(found), None, limits)


def joined(pieces: Iterable[Piece]) -> str:
    """Return the pieces that are seen as lines; the cells of a row stand in one line, between tabs."""
    lines: list[str] = []
    row = None
    for piece in pieces:
        if not piece.seen or not piece.text.strip():
            continue
        if piece.row is not None and piece.row == row:
            lines[-1] += f"\t{piece.text.strip()}"
        else:
            lines.append(piece.text.strip())
        row = piece.row
    return "\n".join(lines)


def _of_pdf(data: bytes, limits: Limits) -> Text:
    from gongkai.papers.pages import count_pages, pages

    total = count_pages(data)
    texts, pictured, read = [], [], 0
    for page in pages(data, limits):
        read += 1
        texts.append(page.text.strip())
        if page.pictured:
            pictured.append(page.number)
    whole = _with_pictures("\n".join(texts), total, pictured, limits)
    if read == total:
        return whole
    warning = f"文件太大，只提取了前{read}页（共{total}页）的文字。"
    return Text(whole.text, total, False, (*whole.warnings, warning))


def _with_pictures(text: str, pages: int, pictured: list[int], limits: Limits) -> Text:
    whole = _bounded(text, pages, limits)
    if not pictured:
        return whole
    where = "全部页" if len(pictured) == pages else f"第{spans(pictured)}页"
    warning = f"{where}没有文字层（可能是扫描件），里面的文字没有提取。请尽量上传由Word等软件直接导出的文件。"
    return Text(whole.text, pages, False, (*whole.warnings, warning))


def _bounded(text: str, pages: int | None, limits: Limits) -> Text:
    if len(text) <= limits.text_characters:
        return Text(text, pages, True)
    warning = f"文字太多，只提取了前{limits.text_characters}个字。"
    return Text(text[: limits.text_characters], pages, False, (warning,))


def spans(numbers: list[int]) -> str:
    """Return numbers in short for people: 1、3—5、9; the ninth span and those after it as 等."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = [f"{a}" if a == b else f"{a}—{b}" for a, b in runs[:8]]
    return "、".join(shown) + ("等" if len(runs) > 8 else "")
