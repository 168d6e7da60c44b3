"""What an action says when it is not done: sentences, each at the field it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms

WHOLE = ""
"""The key of a sentence that belongs to no one field."""


class Refused(Exception):
    """Not done; `faults` are sentences for the person who asked, by the field they belong to, or by WHOLE."""

    def __init__(self, faults: str | Mapping[str, Sequence[str]]) -> None:
        self.faults = {WHOLE: [faults]} if isinstance(faults, str) else {k: [*v] for k, v in faults.items()}
        super().__init__("；".join(sentence for found in self.faults.values() for sentence in found))

    def show(self, form: forms.BaseForm) -> None:
        """Put each sentence at its field of a form; one whose field it lacks, above it."""
        for field, sentences in self.faults.items():
            form.add_error(field if field in form.fields else None, list(sentences))


class WrongFields(Refused):
    """What was filled in does not hold; the keys of `faults` are the names of the fields."""


class OutOfTurn(Refused):
    """It is not the time for it, as things stand; the sentence says where they stand and what comes first."""


class NotCleared(Refused):
    """What was to be released has not passed the review before release, or is not what passed it."""
