"""A comparison of editions as HTML: struck out and added, for the eye and for those who hear the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gongkai.papers.compare import Change, Piece, RowChange

# What a screen reader says around a change: it does not announce `ins` and `del` by itself. The style sheet
# of the page takes `.spoken` out of sight.
_SPOKEN = {"added": ("ins", "［增加："), "removed": ("del", "［删去：")}


def html_of_changes(changes: Sequence[Change], context: int | None = None) -> str:
    """Return a comparison as HTML.

    With `context`, only so many unchanged paragraphs stand around each change; the others are counted.
    """
    shown = _shown(changes, context)
    parts: list[str] = []
    skipped = 0
    for place, change in enumerate(changes):
        if place not in shown:
            skipped += 1
            continue
        parts += [_skipped(skipped)] if skipped else []
        skipped = 0
        parts.append(_change(change))
    parts += [_skipped(skipped)] if skipped else []
    return "\n".join(parts)


def _shown(changes: Sequence[Change], context: int | None) -> set[int]:
    if context is None:
        return set(range(len(changes)))
    return {
        near
        for place, change in enumerate(changes)
        if change.kind != "same"
        for near in range(max(0, place - context), min(len(changes), place + context + 1))
    }


def _skipped(count: int) -> str:
    return f'<p class="skipped">（{count}段没有改动，略）</p>'


def _change(change: Change) -> str:
    notes = "".join(f'\n<p class="note">{escape(note)}</p>' for note in change.notes)
    kind = "" if change.kind == "same" else f' class="{change.kind}"'
    if change.tag == "table":
        rows = "\n".join(_row(row) for row in change.rows)
        return f"<table{kind}>\n<tbody>\n{rows}\n</tbody>\n</table>{notes}"
    return f"<{change.tag}{kind}>{_pieces(change.pieces)}</{change.tag}>{notes}"


def _row(row: RowChange) -> str:
    kind = "" if row.kind == "same" else f' class="{row.kind}"'
    tag, scope = ("th", ' scope="col"') if row.is_head else ("td", "")
    cells = "".join(f"<{tag}{scope}>{_pieces(cell)}</{tag}>" for cell in row.cells)
    return f"<tr{kind}>{cells}</tr>"


def _pieces(pieces: Sequence[Piece]) -> str:
    return "".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    text = escape(piece.text, quote=False).replace("\n", "<br>")
    if piece.operation == "same":
        return text
    tag, before = _SPOKEN[piece.operation]
    return f'<{tag}><span class="spoken">{before}</span>{text}<span class="spoken">］</span></{tag}>'
