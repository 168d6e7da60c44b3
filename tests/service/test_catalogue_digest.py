"""The digest of what is released: every field is in it or is bookkeeping, and any change gives another."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.service.catalogue import digest
from gongkai.service.catalogue.models import Attachment, Document, Edition
from gongkai.service.organs.models import Organ

TEXTS = st.text(max_size=12)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))
LISTS = st.lists(TEXTS, max_size=3)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(digest.FIELDS, TEXTS),
    **dict.fromkeys(("formed_on", "arose_on", "effective_on", "expires_on"), DAYS),
    "number": st.integers(1, 50),
    "issuers": LISTS,
    "keywords": LISTS,
    "form": st.none() | st.dictionaries(TEXTS, TEXTS, max_size=2),
}
FILE_VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(digest.ATTACHMENT_FIELDS, TEXTS),
    "is_original": st.booleans(),
    "text_is_complete": st.booleans(),
    "size": st.integers(0, 2**40),
}
FILES = st.lists(st.fixed_dictionaries(FILE_VALUES), max_size=3)
EDITIONS = st.tuples(st.fixed_dictionaries(VALUES), FILES, st.lists(TEXTS, max_size=3, unique=True))


class Listed:
    """What `edition.attachments` and `edition.interprets` give, without a database."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows

    def all(self) -> list[Any]:
        return self.rows


class Stand:
    """An edition as far as its digest looks at it."""

    brought_mark: dict[str, str] | None = None

    def __init__(self, content: tuple[Any, ...]) -> None:
        values, files, interprets = content
        self.__dict__.update(values)
        self.document = Document(organ=Organ(code="x"), index_number="x/2026-00001")
        self.attachments = Listed([Attachment(place=n, **file) for n, file in enumerate(files, 1)][::-1])
        self.interprets = Listed([Document(index_number=number) for number in interprets])


def canonical(content: tuple[Any, ...]) -> str:
    values, files, interprets = content
    return json.dumps([values, files, sorted(interprets)], default=str, sort_keys=True)


@given(EDITIONS, EDITIONS)
@settings(max_examples=200, deadline=None)
def test_two_contents_have_one_digest_only_if_they_are_the_same(a: Any, b: Any) -> None:
    same = digest.digest_of(Stand(a)) == digest.digest_of(Stand(b))  # type: ignore[arg-type]

    assert same == (canonical(a) == canonical(b))


@given(EDITIONS, st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_change_of_one_thing_gives_another_digest(content: Any, data: st.DataObject) -> None:
    values, files, interprets = content
    name = data.draw(st.sampled_from([*digest.FIELDS, *(["file"] if files else [])]))
    if name == "file":
        place = data.draw(st.integers(0, len(files) - 1))
        field = data.draw(st.sampled_from(digest.ATTACHMENT_FIELDS))
        other = data.draw(FILE_VALUES[field].filter(lambda v: v != files[place][field]))
        changed = (values, [*files[:place], {**files[place], field: other}, *files[place + 1 :]], interprets)
    else:
        other = data.draw(VALUES[name].filter(lambda v: v != values[name]))
        changed = ({**values, name: other}, files, interprets)

    assert digest.digest_of(Stand(content)) != digest.digest_of(Stand(changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("model", "known"),
    [
        (Edition, {*digest.FIELDS, *digest.WHERE_GIVEN, *digest.BOOKKEEPING, "interprets"}),
        (Attachment, {*digest.ATTACHMENT_FIELDS, *digest.ATTACHMENT_BOOKKEEPING}),
    ],
)
def test_every_field_is_released_or_bookkeeping(model: Any, known: set[str]) -> None:
    """A field that somebody adds later is not forgotten: it must be put into one of the three."""
    fields = {f.name for f in (*model._meta.fields, *model._meta.many_to_many)}

    assert fields == known


def test_the_digest_does_not_change_with_what_is_no_content() -> None:
    base = Stand((dict.fromkeys(digest.FIELDS, ""), [], []))
    told = digest.digest_of(base)  # type: ignore[arg-type]
    base.version, base.writers, base.changed_at = 7, [1, 2], "now"  # type: ignore[attr-defined]

    assert digest.digest_of(base) == told  # type: ignore[arg-type]
