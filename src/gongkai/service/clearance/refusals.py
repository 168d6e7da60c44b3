"""What an action of the review or the catalogue says when it is not done.

All are CannotDo: `faults` are sentences by the field they belong to, `show(form)` puts them there.
"""

from __future__ import annotations

from gongkai.service.organs.actions.refusal import CannotDo


class WrongFields(CannotDo):
    """What was filled in does not hold; the keys of `faults` are the names of the fields."""


class OutOfTurn(CannotDo):
    """It is not the time for it, as things stand; the sentence says where they stand and what comes first."""


class NotCleared(CannotDo):
    """What was to be released has not passed the review before release, or is not what passed it."""
