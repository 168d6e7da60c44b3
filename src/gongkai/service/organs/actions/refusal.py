"""What an action says when the facts given to it do not hold together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

WHOLE = ""
"""The key of a sentence that belongs to no one field."""


class CannotDo(Exception):
    """Refused; `faults` are sentences by the field they belong to, or by WHOLE."""

    def __init__(self, faults: str | Mapping[str, Sequence[str]]) -> None:
        self.faults = {WHOLE: [faults]} if isinstance(faults, str) else {k: [*v] for k, v in faults.items()}
        super().__init__("；".join(sentence for found in self.faults.values() for sentence in found))

    def show(self, form: forms.BaseForm) -> None:
        """Put each sentence at its field of a form; one whose field it lacks, above it."""
        for field, sentences in self.faults.items():
            form.add_error(field if field in form.fields else None, list(sentences))


def checked(row: models.Model) -> None:
    """Raise CannotDo with the faults of a row that is about to be saved."""
    try:
        row.full_clean()
    except ValidationError as fault:
        found = {WHOLE if name == "__all__" else name: texts for name, texts in fault.message_dict.items()}
        raise CannotDo(found) from fault
