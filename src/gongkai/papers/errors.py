"""What can be wrong with a file that is brought in, each with a sentence for the person who brings it."""

from __future__ import annotations

import struct
import sys
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

# What libraries raise on files that are not what they say. Everything else is a fault of ours and shows.
_DAMAGE = (
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError),
    *(OSError, EOFError, SyntaxError, struct.error, zlib.error),
)


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


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Turn what a library raises inside a damaged file into a refusal: what is not understood is not used.

    A guard around the whole of a reading, for files that are broken in ways nobody has thought of; what is
    known to go wrong is refused where it does, with its own sentence.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries warn of odd files
            yield
    except PaperError:
        raise
    except Exception as fault:
        pikepdf = sys.modules.get("pikepdf")  # not loaded for its errors alone
        if isinstance(fault, _DAMAGE) or (pikepdf is not None and isinstance(fault, pikepdf.PdfError)):
            raise Refused(
                "broken", "文件内部有损坏，无法读取。请用制作它的软件打开，另存为新文件后再上传。"
            ) from fault
        raise
