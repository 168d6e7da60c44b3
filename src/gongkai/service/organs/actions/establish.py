"""Enter an organ, or bring its facts up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.service.organs import revision
from gongkai.service.organs.models import Organ, Website

Row = TypeVar("Row", Organ, Website)


class CannotEstablish(Exception):
    """The facts given for an organ do not hold together; the message names the field."""


@transaction.atomic
def establish(facts: Mapping[str, Any]) -> tuple[Organ, bool]:
    """Enter the organ of `facts["code"]`, or bring it up to date; return it and whether anything changed.

    `facts` holds the fields of Organ by name, `parent` as the code of an organ already entered, and
    `website` as the fields of its website, if it has one of its own. Raises CannotEstablish naming an
    unknown field, a value that is refused, or a parent that is not there.
    """
    given = dict(facts)
    code = given.get("code", "")
    website = given.pop("website", None)
    _refuse_unknown(given, Organ, code)
    if parent := given.pop("parent", ""):
        given["parent"] = Organ.objects.filter(code=parent).first()
        if given["parent"] is None:
            raise CannotEstablish(f"{code}：所属人民政府“{parent}”尚未录入，请先录入它。")
    organ, changed = _put(Organ.objects.filter(code=code).first() or Organ(), given, code)
    if website is not None:
        _refuse_unknown(website, Website, code)
        site = Website.objects.filter(organ=organ).first() or Website()
        _, site_changed = _put(site, {**website, "organ": organ}, code)
        changed = changed or site_changed
    if changed:
        revision.advance()
    return organ, changed


@transaction.atomic
def establish_all(entries: Sequence[Mapping[str, Any]]) -> list[tuple[Organ, bool]]:
    """Enter several organs, parents before those under them: all of them, or none if one is refused."""
    return [establish(facts) for facts in entries]


def _refuse_unknown(given: Mapping[str, Any], model: type[Organ | Website], code: str) -> None:
    known = {field.name for field in model._meta.fields} - {"id"}  # noqa: SLF001 - Django's own door
    if unknown := sorted(set(given) - known):
        raise CannotEstablish(f"{code}：不认识的项目：{'、'.join(unknown)}。")


def _put(row: Row, given: Mapping[str, Any], code: str) -> tuple[Row, bool]:
    changed = row.pk is None or any(getattr(row, name) != value for name, value in given.items())
    for name, value in given.items():
        setattr(row, name, value)
    if changed:
        try:
            row.full_clean()
        except ValidationError as fault:
            says = "；".join(f"{name}：{' '.join(texts)}" for name, texts in fault.message_dict.items())
            raise CannotEstablish(f"{code}：{says}") from fault
        row.save()
    return row, changed
