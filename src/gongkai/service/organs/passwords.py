"""Passwords: what is refused, and the first one that an administrator hands out."""

from __future__ import annotations

import secrets
import string

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gongkai.service.organs.models import Person

SHORTEST = 12
KINDS = 3  # of: small letters, capitals, digits, other signs
FIRST_LENGTH = 16
READABLE = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")


def first_password() -> str:
    """Return a random password that a person can read out and type: she replaces it at once."""
    while True:
        made = "".join(secrets.choice(READABLE) for _ in range(FIRST_LENGTH))
        if _kinds(made) >= KINDS:
            return "-".join(made[at : at + 4] for at in range(0, FIRST_LENGTH, 4))


class LongEnough:
    """Refuse a short password."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise ValidationError if it is too short."""
        if len(password) < SHORTEST:
            raise ValidationError(self.get_help_text(), code="too_short")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("口令至少%(shortest)s位。") % {"shortest": SHORTEST}


class SeveralKinds:
    """Refuse a password of too few kinds of signs (graded protection asks for complexity, 等保 8.1.4.1)."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise ValidationError if it is too plain."""
        if _kinds(password) < KINDS:
            raise ValidationError(self.get_help_text(), code="too_plain")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("口令应当包含小写字母、大写字母、数字、其他符号中的至少三种。")


class NotTheName:
    """Refuse a password that has the person's name or user name in it."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError if a name is found."""
        if not isinstance(user, Person):
            return
        said = password.casefold()
        if any(len(part) > 1 and part.casefold() in said for part in (user.username, user.name)):
            raise ValidationError(self.get_help_text(), code="has_the_name")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return _("口令不得包含本人的用户名或姓名。")


def _kinds(password: str) -> int:
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
    return sum(any(kind(c) for c in password) for kind in kinds)
