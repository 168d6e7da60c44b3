"""The rows beside the words: what a result shows, and from when until when it may be found.

The words themselves stand in a table of the database's own kind (`sqlite.py`, `postgresql.py`), under the
same number as the row here.
"""

from __future__ import annotations

from django.db import models


class Indexed(models.Model):
    """One entry as it was put: what is needed to show it, to rank it and to take its words out again."""

    id = models.BigIntegerField(primary_key=True)  # `entry.place_of`: newest last
    kind = models.PositiveSmallIntegerField()
    key = models.BigIntegerField()
    organ = models.CharField(max_length=64)
    title = models.TextField()
    dated = models.DateField()
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    turns = models.DateField(null=True)
    number = models.TextField(blank=True)
    number_word = models.CharField(max_length=60, blank=True)  # 机关代字 of the number, see `numbers.py`
    number_year = models.PositiveSmallIntegerField(null=True)
    number_serial = models.PositiveIntegerField(null=True)
    index_number = models.TextField(blank=True)
    issuers = models.TextField(blank=True)
    keywords = models.TextField(blank=True)
    topic = models.CharField(max_length=64, blank=True)
    category = models.CharField(max_length=64, blank=True)
    validity = models.CharField(max_length=32, blank=True)
    whole = models.BooleanField(default=True)  # the index took all its words
    digest = models.CharField(max_length=64)  # of the entry, for `rebuild.verify`

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="an_entry_is_indexed_once"),)
        indexes = (
            models.Index(fields=["begins"], name="indexed_begins"),
            models.Index(fields=["ends"], name="indexed_ends", condition=models.Q(ends__isnull=False)),
            models.Index(fields=["turns"], name="indexed_turns", condition=models.Q(turns__isnull=False)),
            models.Index(fields=["number_word", "number_year", "number_serial"], name="indexed_number"),
            models.Index(fields=["number_year", "number_serial"], name="indexed_serial"),
        )

    def __str__(self) -> str:
        return self.title


class IndexedText(models.Model):
    """The long texts of an entry, apart, so that the rows above stay short."""

    entry = models.OneToOneField(Indexed, models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField(blank=True)
    attachments = models.TextField(blank=True)

    def __str__(self) -> str:
        return str(self.entry)


class State(models.Model):
    """One row: by which version of `words.py` the index was made, and whether it is being made anew."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveSmallIntegerField()
    is_rebuilding = models.BooleanField(default=False)

    class Meta:
        constraints = (models.CheckConstraint(name="one_state_of_the_index", condition=models.Q(id=1)),)

    def __str__(self) -> str:
        return f"{self.version}"
