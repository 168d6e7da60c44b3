"""Who did what to a request: posts with their people, each fetched once however many rows name it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model

from gongkai.service.organs.models import Post

Row = TypeVar("Row", bound=Model)


class Hands:
    """The posts that rows of a page name. The reader's own is known from the start."""

    def __init__(self, own: Post) -> None:
        self._known = {own.pk: own}

    def put(self, rows: Iterable[Row], *names: str) -> list[Row]:
        """Return the rows with these posts of theirs put in, for one query at most."""
        found = list(rows)
        wanted = {getattr(row, f"{name}_id") for row in found for name in names} - {None}
        if unknown := wanted - self._known.keys():
            self._known.update(Post.objects.select_related("person", "deputy_of").in_bulk(unknown))
        for row in found:
            for name in names:
                if (key := getattr(row, f"{name}_id")) is not None:
                    setattr(row, name, self._known[key])
        return found
