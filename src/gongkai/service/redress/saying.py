"""What officers wrote at a step stands apart from it: it can be erased, and the step stays (个保法 art. 47).

The database keeps a step from change. Of its text it has a salted digest alone, as an entry of the ledger
has; with the text the salt goes, and nobody can try names against the digest.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models

from gongkai.service.requests import chain
from gongkai.service.requests.happenings import ERASED


class Said(models.Model):
    """The text of one step."""

    text = models.TextField("说明")
    salt = models.CharField("盐", max_length=32)
    erased_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        abstract = True

    @property
    def shown(self) -> str:
        """The text, or that it was erased."""
        return ERASED if self.erased_at else self.text

    def erase(self, at: datetime) -> None:
        """Remove the text for good."""
        self.text, self.salt, self.erased_at = "", "", at
        self.save()


def digest(text: str, salt: str) -> str:
    """Return what a step has of its text, "" where there is none."""
    return chain.words({"says": text} if text else {}, salt)


def new_salt() -> str:
    """Return a salt for a text."""
    return secrets.token_hex(16)
