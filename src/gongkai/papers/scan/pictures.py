"""What a picture says besides what it shows: where it was taken, by whom. What it shows, people must read."""

from __future__ import annotations

from gongkai.papers.errors import Refused
from gongkai.papers.images import inside, open_image
from gongkai.papers.limits import Limits
from gongkai.papers.office import Package
from gongkai.papers.pieces import Piece
from gongkai.papers.scan.hits import Certainty, Finding, HitKind

PICTURES = {
    "png": "png",
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "jpe": "jpeg",
    "jfif": "jpeg",
    "gif": "gif",
    "webp": "webp",
}


def picture_pieces(data: bytes, kind: str, limits: Limits) -> tuple[list[Piece], list[Finding]]:
    """Return the notes in a picture's file, and what must be looked at."""
    found = inside(data, kind, limits)
    pieces = [Piece(text, f"图片属性“{name}”", "图片属性", seen=False) for name, text in found.texts]
    findings = []
    if found.location:
        says = "图片里记着拍摄地点的坐标。发布时会去掉；请核对画面本身是否露出住处等隐私。"
        findings.append(Finding(HitKind.LOCATION, "图片属性", "拍摄地点（GPS）", says))
    says = "图片里的文字和人像不能自动检查。请人工核对有没有身份证件、号码、印章、面部等。"
    findings.append(Finding(HitKind.UNREAD, "图片", "图片的内容", says))
    return pieces, findings


def carried_pictures(package: Package, side: int, limits: Limits) -> list[Finding]:
    """Return one finding for all pictures in an Office file that are large enough to hold words."""
    large = 0
    for name in package.names:
        kind = PICTURES.get(name.lower().rpartition(".")[2])
        if kind is None or "thumbnail" in name:
            continue
        try:
            size = open_image(package.raw(name), kind, limits).size
        except Refused:  # not what its name says: who can tell
            size = (side, side)
        large += min(size) >= side
    return [unread_pictures(large)] if large else []


def unread_pictures(count: int) -> Finding:
    """Return what is said of pictures among text."""
    says = (
        f"文中有{count}张较大的图片，图片里的文字不能自动检查。请人工核对有没有身份证件、号码、密级标志等。"
    )
    return Finding(HitKind.UNREAD, "图片", f"{count}张图片", says, Certainty.POSSIBLE)


def located(data: bytes, name: str, limits: Limits) -> bool:
    """Say whether a picture inside a document tells where it was taken."""
    try:
        return inside(data, PICTURES[name.lower().rpartition(".")[2]], limits).location
    except Refused:  # not what its name says; it is refused when it is written anew
        return b"GPS" in data
