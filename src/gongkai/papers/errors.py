"""What can be wrong with a file that is brought in, each with a sentence for the person who brings it."""

from __future__ import annotations


class PaperError(ValueError):
    """A paper that cannot be handled; the message says, in Chinese, what is wrong, where, and what to do."""


class Refused(PaperError):
    """A file that is not taken in, or not released.

    `code` names the reason for machines: "macro", "encrypted", "bomb", …
    """

    def __init__(self, code: str, says: str) -> None:
        """Hold the reason for machines, and the sentence for people."""
        super().__init__(says)
        self.code = code


class UnreadablePaper(PaperError):
    """A paper whose text cannot be taken from it; the message says why and what to do."""
