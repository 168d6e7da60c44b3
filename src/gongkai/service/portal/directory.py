"""The organs of an installation as a reader looks for them: by government and kind, or by first letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ
from gongkai.service.portal.page import Text

# Where each letter begins among the characters of the first level of GB 2312, which stand by their reading.
_STARTS = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
_LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
_LAST = "座".encode("gb2312")

_K = Organ.Kind
GOVERNMENTS = (_K.PROVINCE, _K.PREFECTURE, _K.COUNTY)
_GROUPS: tuple[tuple[str, Text, tuple[str, ...]], ...] = (
    ("governments", _("人民政府"), GOVERNMENTS),
    ("departments", _("政府部门"), (_K.STATE_COUNCIL, _K.DEPARTMENT)),
    ("townships", _("乡镇、街道"), (_K.TOWNSHIP,)),
    ("others", _("其他机关和组织"), (_K.OTHER,)),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Some organs under one heading."""

    key: str
    name: Text
    organs: tuple[Organ, ...]
    is_chinese: bool = False


def by_kind(organs: Iterable[Organ]) -> list[Group]:
    """Return the organs by kind, in the order of their codes; kinds nobody is of are left out.

    Where several governments stand side by side, the kinds are those of the one with the most organs;
    the organs of each other stand under its name: nobody else's department is listed as one's own.
    """
    given = list(organs)
    listed = {organ.pk: organ for organ in given}
    under: dict[Organ, list[Organ]] = {}
    for organ in given:
        under.setdefault(_top(organ, listed), []).append(organ)
    governed = {top: found for top, found in under.items() if top.kind in GOVERNMENTS}
    first = max(governed, key=lambda top: len(governed[top]), default=None)
    apart = [top for top in governed if top != first]
    elsewhere = {organ.pk for top in apart for organ in governed[top]}
    own = [organ for organ in given if organ.pk not in elsewhere]
    groups = [Group(key, name, tuple(o for o in own if o.kind in kinds)) for key, name, kinds in _GROUPS]
    groups += [Group(f"under-{top.code}", top.name, tuple(governed[top]), True) for top in apart]
    return [group for group in groups if group.organs]


def _top(organ: Organ, listed: Mapping[int, Organ]) -> Organ:
    """Return the highest government over an organ, as far as those listed and their own tell."""
    at, seen = organ, {organ.pk}
    while at.pk in listed and at.parent is not None and at.parent_id not in seen:
        at = listed.get(at.parent.pk, at.parent)
        seen.add(at.pk)
    return at


def by_letter(organs: Iterable[Organ]) -> list[Group]:
    """Return the organs by the first letter of what their names have beyond that of their government."""
    found: dict[str, list[Organ]] = {}
    for organ in organs:
        found.setdefault(letter(own_name(organ)), []).append(organ)
    return [
        Group(f"letter-{key if key.isalnum() else 'other'}", key, tuple(found[key]))
        for key in sorted(found, key=lambda key: (not key.isalpha(), key))
    ]


def own_name(organ: Organ) -> str:
    """Return an organ's name without its government's: 财政局 of 青山区财政局."""
    if organ.parent is None:
        return organ.name
    above = organ.parent.name.removesuffix("人民政府")
    for start in range(len(above)):  # 演示市虚构区 is written 虚构区 before a department's name
        if len(above) - start >= 2 and organ.name.startswith(above[start:]):
            return organ.name[len(above) - start :] or organ.name
    return organ.name


def letter(name: str) -> str:
    """Return the first letter of a name's reading, "#" where the first character does not tell it.

    The rarer characters of GB 2312 are not ordered by reading; they and all others come last, under "#".
    """
    first = name[:1].upper()
    if first.isascii():
        return first if first.isalpha() else "#"
    try:
        code = first.encode("gb2312")
    except UnicodeEncodeError:
        return "#"
    at = sum(start.encode("gb2312") <= code for start in _STARTS)
    return _LETTERS[at - 1] if at and code <= _LAST else "#"


def matching(organs: Iterable[Organ], words: str) -> list[Organ]:
    """Return the organs whose name, or another name they go by, has every one of the words."""
    wanted = words.split()
    return [o for o in organs if all(any(w in name for name in (o.name, *o.other_names)) for w in wanted)]
