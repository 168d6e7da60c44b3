"""The pictures in a Word file: written anew, named by what they show, to be attached to the document."""

from __future__ import annotations

import hashlib
from typing import Any

from gongkai.papers.blocks import Picture
from gongkai.papers.errors import Refused
from gongkai.papers.images import rewritten
from gongkai.papers.intake import MEDIA_TYPES, Kind, sniff
from gongkai.papers.limits import Limits
from gongkai.papers.office import Package, Relation, attribute, local
from gongkai.papers.word.draft import Image

_EMU = 9525  # of Word's units to a pixel
WIDEST = 800  # pixels; a page is no wider
_SHOWN = (Kind.PNG, Kind.JPEG, Kind.GIF, Kind.WEBP)


class Pictures:
    """Collects the pictures of one document."""

    def __init__(self, package: Package, limits: Limits, address: str) -> None:
        """`address` is the path under which the attachments will stand, with its last slash."""
        self._package = package
        self._limits = limits
        self._address = address
        self.images: dict[str, Image] = {}

    def read(self, element: Any, relations: dict[str, Relation], place: int) -> Picture | str:
        """Return a picture that is drawn in a run, else the name of what is drawn, "" for nothing."""
        for one in element.iter():
            name = local(one)
            key = (
                attribute(one, "embed")
                if name == "blip"
                else attribute(one, "id")
                if name == "imagedata"
                else None
            )
            relation = relations.get(key or "")
            if name == "blip" and key is None and attribute(one, "link"):
                return "链接到别处的图片"
            if relation is None:
                continue
            if relation.external or not relation.target:
                return "链接到别处的图片"
            if local(element) == "object":
                return "嵌入的对象"
            return self._picture(relation.target, element, place)
        kinds = {local(one) for one in element.iter()}
        if "chart" in kinds:
            return "图表"
        if "relIds" in kinds:
            return "SmartArt图形"
        if local(element) == "object":
            return "嵌入的对象"
        shapes = {"wsp", "wgp", "cxnSp", "shape", "line", "rect", "roundrect", "oval", "group"}
        return "图形" if kinds & shapes and "line" not in kinds and _is_drawing(element) else ""

    def _picture(self, part: str, element: Any, place: int) -> Picture | str:
        data = self._package.raw(part)
        found = sniff(data)
        if found not in {kind.value for kind in _SHOWN}:
            return "网页不能显示的图片（EMF、WMF、BMP、TIFF等）"
        kind = Kind(found)
        try:
            data = rewritten(data, kind.value, self._limits, upright=False)
        except Refused:
            return "已损坏或过大的图片"
        name = f"{hashlib.sha256(data).hexdigest()[:16]}.{'jpg' if kind is Kind.JPEG else kind.value}"
        alt = _description(element)
        if name not in self.images:
            self.images[name] = Image(name, data, MEDIA_TYPES[kind], alt, f"第{place}段")
        return Picture(self._address + name, alt, *_extent(element))


def _is_drawing(element: Any) -> bool:
    """Say whether shapes are more than a rule across the page, which letterheads have."""
    extents = [one for one in element.iter() if local(one) == "extent"]
    heights = [int(one.get("cy", "0")) for one in extents if one.get("cy", "0").isdigit()]
    return not heights or max(heights) > 5 * _EMU


def _description(element: Any) -> str:
    """Return what the author wrote of a picture for those who cannot see it."""
    for one in element.iter():
        if local(one) in ("docPr", "cNvPr") and (said := attribute(one, "descr")):
            return " ".join(said.split())[:200]
        if local(one) == "shape" and (said := attribute(one, "alt")):
            return " ".join(said.split())[:200]
    return ""


def _extent(element: Any) -> tuple[int, int]:
    """Return the width and height of a picture in pixels, no wider than a page; zeros if unsaid."""
    for one in element.iter():
        sizes = one.get("cx", ""), one.get("cy", "")
        if local(one) == "extent" and all(size.isdigit() and len(size) < 12 for size in sizes):
            width, height = (max(1, round(int(size) / _EMU)) for size in sizes)
            if width > WIDEST:
                width, height = WIDEST, max(1, round(height * WIDEST / width))
            return (width, height) if height < 10_000 else (0, 0)
    return 0, 0
