"""What can be wrong with a question about the law, each with a sentence for the person who asks."""

from __future__ import annotations


class StatuteError(ValueError):
    """A question that the law as stored here cannot answer; the message says why and what to do."""


class UnsoundLaw(StatuteError):
    """The data of the law, or of an installation, contradict themselves or cannot be read."""


class NoRule(StatuteError):
    """On that day there was no such rule, or none is stored."""


class NoCalendar(StatuteError):
    """The day lies in a year for which no working-day calendar exists."""


class UnreadableHistory(StatuteError):
    """A file of events that is not in the form it should have."""


class OutOfTurn(StatuteError):
    """An event that the law has no place for after what happened before it."""
