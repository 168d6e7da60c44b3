"""What lies in Word and Excel files without being shown, and must be mended by whoever edits them."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator

from gongkai.papers.documents import pieces as document_pieces
from gongkai.papers.office import Package, local
from gongkai.papers.pieces import Piece
from gongkai.papers.scan.hits import Certainty, Finding, HitKind
from gongkai.papers.scan.plain import clip
from gongkai.papers.sheets import Hidden, hidden_cells, sheets
from gongkai.papers.text import spans

_CHANGES = re.compile(r"^(?:ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|\w+PrChange|numberingChange)$")
_WEB = re.compile(r"^(?:https?:|mailto:|tel:|#)", re.I)
_CACHES = ("pivotCacheDefinition", "pivotCacheRecords")


def document_findings(package: Package) -> Iterator[Finding]:
    """Yield what a Word file hides: comments, tracked changes, hidden and blackened text, links to files."""
    comments = changes = 0
    for name, kind in package.reachable().items():
        if not name.endswith(".xml") or not _is_story(kind):
            continue
        counted = Counter(local(element) for element in package.part(name).iter())
        if kind == "comments":
            comments += counted["comment"]
        changes += sum(count for tag, count in counted.items() if _CHANGES.match(tag))
    if comments:
        says = f"文中有{comments}条批注。请在Word“审阅”中删除全部批注后重新上传。"
        yield Finding(HitKind.COMMENT, "批注", f"{comments}条批注", says)
    if changes:
        says = (
            f"文中有{changes}处修订痕迹，删去的文字仍在文件里。请在Word“审阅”中接受或拒绝全部修订后重新上传。"
        )
        yield Finding(HitKind.TRACKED_CHANGE, "修订", f"{changes}处修订", says)
    yield from _hidden_text(list(document_pieces(package)))
    yield from outside(package)


def _is_story(kind: str) -> bool:
    return kind in ("officeDocument", "header", "footer", "footnotes", "endnotes", "comments")


def _hidden_text(pieces: list[Piece]) -> Iterator[Finding]:
    for piece in pieces:
        if piece.what == "隐藏文字" or (piece.what == "隐藏的行" and piece.text.strip()):
            says = "这里有隐藏文字，打印时看不见，文件里仍在。请在Word中显示隐藏文字，删去后重新上传。"
            yield Finding(HitKind.HIDDEN_TEXT, piece.place, clip(piece.text), says)
        elif piece.what == "涂黑的文字":
            says = "这里的文字只是涂成黑色，内容仍在文件里，可以复制出来。请删去文字本身，再重新上传。"
            yield Finding(HitKind.COVERED, piece.place, clip(piece.text, 0, 4, 0), says)
        elif piece.what in ("白色的文字", "极小的文字") and sum(c.isalnum() for c in piece.text) > 1:
            says = f"这里有{piece.what}，读者看不见，文件里仍在。请核对，不能公开的请删去文字本身。"
            yield Finding(HitKind.HIDDEN_TEXT, piece.place, clip(piece.text), says, Certainty.LIKELY)
        elif piece.what == "域代码":
            says = "这里的域指向计算机上的文件或外部内容，会露出路径。请选中后按Ctrl+Shift+F9变为普通文字。"
            yield Finding(HitKind.EXTERNAL_LINK, piece.place, clip(piece.text), says)


def workbook_findings(package: Package) -> Iterator[Finding]:
    """Yield what an Excel file hides: sheets, rows, columns, cells, comments, names, caches of other data.

    A pivot table carries a copy of all it was made from, which survives when the sheet is hidden or
    deleted: that is how the Police Service of Northern Ireland published its staff in August 2023.
    """
    for sheet in sheets(package):
        if sheet.state != "visible":
            deep = "深度隐藏（在Excel菜单中看不到）" if sheet.state == "veryHidden" else "隐藏"
            says = f"工作表“{sheet.name}”是{deep}的，内容仍在文件里。请删去，或取消隐藏并核对后再上传。"
            yield Finding(HitKind.HIDDEN_SHEET, sheet.name, sheet.name, says)
    for name, hidden in hidden_cells(package).items():
        yield from _hidden(name, hidden)
    yield from _beside(package)
    yield from outside(package)


def _hidden(sheet: str, hidden: Hidden) -> Iterator[Finding]:
    if hidden.rows:
        where = f"第{spans(sorted(hidden.rows))}行"
        says = f"工作表“{sheet}”的{where}是隐藏或被筛选掉的，内容仍在文件里。请删去，或取消隐藏并核对。"
        yield Finding(HitKind.HIDDEN_ROWS, sheet, where, says)
    if hidden.columns:
        where = f"{'、'.join(sorted(hidden.columns, key=lambda c: (len(c), c))[:12])}列"
        says = f"工作表“{sheet}”的{where}是隐藏的，内容仍在文件里。请删去，或取消隐藏并核对。"
        yield Finding(HitKind.HIDDEN_COLUMNS, sheet, where, says)
    if hidden.cells:
        where = "、".join(sorted(hidden.cells)[:12])
        says = f"工作表“{sheet}”的单元格{where}用格式（;;;）藏起了内容。请删去，或改回普通格式并核对。"
        yield Finding(HitKind.HIDDEN_CELLS, sheet, where, says)
    if hidden.faint:
        where = "、".join(sorted(hidden.faint)[:12])
        says = (
            f"工作表“{sheet}”的单元格{where}的字是白色的或极小，看不见，内容仍在文件里。"
            "请删去，或改回普通格式并核对。"
        )
        yield Finding(HitKind.HIDDEN_CELLS, sheet, where, says, Certainty.LIKELY)


def _beside(package: Package) -> Iterator[Finding]:
    reachable = package.reachable()
    comments = records = 0
    caches = [name for name, kind in reachable.items() if kind in _CACHES]
    for name, kind in reachable.items():
        if kind in ("comments", "threadedComment"):
            comments += sum(local(e) in ("comment", "threadedComment") for e in package.part(name).iter())
        elif kind == "pivotCacheRecords":
            records += sum(local(e) == "r" for e in package.part(name))
        elif kind in ("revisionHeaders", "revisionLog"):
            says = "工作簿保留着共享时的修订记录。请取消共享并另存为新文件后上传。"
            yield Finding(HitKind.TRACKED_CHANGE, "修订记录", posixpath.basename(name), says)
        elif kind in ("connections", "queryTable", "xmlMaps"):
            says = (
                "工作簿里有到数据库或其他文件的数据连接，会露出地址和账号。请在“数据”中删去连接后重新上传。"
            )
            yield Finding(HitKind.EXTERNAL_LINK, "数据连接", posixpath.basename(name), says)
        elif kind in ("externalLink", "externalLinkPath"):
            says = "工作簿引用了其他工作簿，并存有其中的数据。请在“数据—编辑链接”中断开链接后重新上传。"
            yield Finding(HitKind.EXTERNAL_LINK, "外部工作簿", posixpath.basename(name), says)
    if comments:
        says = f"工作簿里有{comments}条批注。请在“审阅”中删除全部批注后重新上传。"
        yield Finding(HitKind.COMMENT, "批注", f"{comments}条批注", says)
    if caches:
        held = f"（{records}行）" if records else ""
        says = (
            f"数据透视表带着全部源数据的副本{held}，隐藏或删去源表也还在。"
            "请把透视表复制后“选择性粘贴—数值”到新工作簿，再上传。"
        )
        yield Finding(HitKind.PIVOT_CACHE, "数据透视表", f"数据透视表的缓存{held}", says)
    for element in package.part(package.main).iter():
        name, text = element.get("name", "") if local(element) == "definedName" else "", element.text or ""
        if local(element) != "definedName":
            continue
        if element.get("hidden") in ("1", "true") and not name.startswith("_xlnm."):
            says = f"工作簿里有隐藏的名称“{name}”，可能带有数据。请在“名称管理器”中核对并删去。"
            yield Finding(HitKind.HIDDEN_NAME, "名称管理器", clip(f"{name} = {text}"), says, Certainty.LIKELY)
        elif re.search(r"\[|\\\\|file:", text):
            says = f"名称“{name}”指向其他文件，会露出路径。请在“名称管理器”中删去。"
            yield Finding(HitKind.EXTERNAL_LINK, "名称管理器", clip(text), says)


def outside(package: Package) -> Iterator[Finding]:
    """Yield the links out of a file that lead to files and shared folders, or fetch something unseen."""
    seen = set()
    for name in ("", *package.names):
        if name.endswith(".rels") or name.startswith("xl/externalLinks/"):
            continue
        for relation in package.relations(name):
            if not relation.external or (relation.kind, relation.target) in seen:
                continue
            seen.add((relation.kind, relation.target))
            if relation.kind == "hyperlink" and _WEB.match(relation.target):
                continue
            if relation.kind == "attachedTemplate":
                continue  # removed on release
            if relation.kind == "hyperlink":
                says = "这个链接指向计算机或内部网络上的文件，读者打不开，还会露出路径。请删去或改为网址。"
            else:
                says = (
                    "文件会从外部取用图片或数据，读者打开时对方会知道。请把内容存入文件，断开链接后重新上传。"
                )
            yield Finding(HitKind.EXTERNAL_LINK, "链接", clip(relation.target), says)
