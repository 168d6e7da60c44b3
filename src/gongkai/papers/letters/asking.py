"""What a kind of letter asks for: the facts a desk has to know before it can be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gongkai.papers.letters.fields import FIELDS
from gongkai.papers.letters.lists import MADE_OF
from gongkai.papers.letters.templates import Template, template_of


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact of a letter: the attribute of Facts, what people call it, whether the letter needs it."""

    fact: str
    says: str
    is_needed: bool
    has_lines: bool = False


def asked(kind: str, day: date) -> tuple[Asked, ...]:
    """Return the facts that a kind of letter says, each once, in the order in which it says them.

    A fact is needed if `lacking` asks for it. A joint reply also says what the decisions it joins say.
    Raises NoRule for an unknown kind or a day without one.
    """
    found: dict[str, Asked] = {}
    for one in _asked(template_of(kind, day)):
        known = found.get(one.fact)
        if known is None or (one.is_needed and not known.is_needed):
            found[one.fact] = one
    return tuple(found.values())


def _asked(template: Template) -> Iterator[Asked]:
    yield from _of_field("本机关", is_needed=True)
    if template.has_number:
        yield from _of_field("文号", is_needed=True)
    for name in (*((template.addressee,) if template.addressee else ()), *template.needs):
        yield from _of_field(name, is_needed=True)
    for part in template.parts:
        if part.listed:
            for fact, says in MADE_OF[part.listed]:
                yield Asked(fact, says, is_needed=part.listed != "decision")
        needed = () if part.rows else {place.name for place in part.places(optional=False)}
        for place in part.places():
            if not place.cites:
                yield from _of_field(place.name, is_needed=place.name in needed)


def _of_field(name: str, *, is_needed: bool) -> Iterator[Asked]:
    field = FIELDS[name]
    for fact in field.facts:
        yield Asked(fact, field.says, is_needed, field.has_lines)
