"""What is taken from a Word file, for an editor to correct beside the original."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a document, as the attachment it will be."""

    name: str  # of 16 hexadecimal digits of its content, with the extension of its kind
    data: bytes
    media_type: str
    alt: str
    where: str


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Something recognised: the value, the words of the file it was taken from, and where they stand.

    `doubt` says in a sentence what the editor should look at, "" where the form of the document leaves none.
    """

    value: T
    sentence: str
    where: str
    doubt: str = ""


@dataclass(slots=True)
class Draft:
    """An edition as far as the file tells it. Nothing here is guessed without saying from what."""

    title: Found[str] | None = None
    number: Found[str] | None = None  # 发文字号, as the standard writes it
    dated: Found[date] | None = None  # 成文日期
    organs: tuple[Found[str], ...] = ()  # who signed it, or whose letterhead it bears
    addressed_to: Found[str] | None = None  # 主送机关
    attachments: tuple[str, ...] = ()  # the names listed under 附件
    disclosure: Found[str] | None = None  # the note 此件公开发布
    html: str = ""  # the body, fit to be published: without letterhead, number, title and imprint
    imprint: tuple[str, ...] = ()  # 版记: copies to, printed by, on
    tables: int = 0
    images: tuple[Image, ...] = ()
    warnings: tuple[str, ...] = field(default=())
