"""Rows that are only ever added: what was said, released or decided is never changed, only followed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class Immutable(TypeError):
    """An attempt to change or remove a row that is only ever added."""


class OnlyAdded(models.QuerySet[Any]):
    """Rows that are only ever added, in bulk as well as one by one."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        raise Immutable(f"{self.model.__name__}: rows are only ever added; add the one that corrects it")

    def delete(self) -> NoReturn:
        raise Immutable(f"{self.model.__name__}: rows are never removed")

    def erase(self, **blanks: Any) -> int:
        """Take texts that name somebody out of rows, for good (个保法 art. 47); the rows stay; how many.

        For the actions that erase a person and log it; never for a row that the database itself keeps.
        """
        return super().update(**blanks)


class Record(models.Model):
    """A row that is added once and stays as it is."""

    objects = OnlyAdded.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable(f"{self}: it is never changed; add the row that corrects it")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        raise Immutable(f"{self}: it is never removed")
