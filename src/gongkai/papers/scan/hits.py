"""What a scan finds, and what an installation may set about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from gongkai.papers.intake import Kind


class HitKind(StrEnum):
    """The kinds of thing that must be looked at before a paper is released."""

    SECRECY = "secrecy"  # 密级标志
    INTERNAL = "internal"  # 内部资料
    NOT_PUBLIC = "not_public"  # 此件不公开
    RESIDENT_ID = "resident_id"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    ADDRESS = "address"
    MINOR = "minor"
    PLATE = "plate"
    PASSPORT = "passport"  # and 港澳台通行证
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    HIDDEN_CELLS = "hidden_cells"
    HIDDEN_NAME = "hidden_name"
    HIDDEN_TEXT = "hidden_text"
    COVERED = "covered"  # blackened, still there
    COMMENT = "comment"
    TRACKED_CHANGE = "tracked_change"
    PIVOT_CACHE = "pivot_cache"
    EXTERNAL_LINK = "external_link"
    EMBEDDED = "embedded"
    ANNOTATION = "annotation"
    LAYER = "layer"
    LOCATION = "location"  # where a photograph was taken
    METADATA = "metadata"  # removed on release anyway: only reported where asked for
    UNREAD = "unread"  # what no program can look through: pictures, scanned pages


class Certainty(StrEnum):
    """How sure a scan is of a hit."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """What an installation may set: the kinds looked for, and numbers that are public on purpose."""

    kinds: frozenset[HitKind] = frozenset(HitKind) - {HitKind.METADATA}
    public_numbers: frozenset[str] = frozenset()  # digits only: the mobile telephone of the duty desk
    picture_side: int = 200  # pixels: smaller pictures in a document (signs, logos) hold no text to read


class Part(NamedTuple):
    """Something to be released: a text (a field, the body) or a file, under the name people know it by."""

    name: str
    text: str = ""
    data: bytes | None = None
    kind: Kind | None = None


class Finding(NamedTuple):
    """Something found in one part, before it is given its key."""

    kind: HitKind
    place: str
    excerpt: str
    says: str
    certainty: Certainty = Certainty.CERTAIN
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that must be looked at, and answered, before release.

    `excerpt` never holds a number in full. `key` stays the same while the part's bytes and name do, so
    that an answer holds when the part is scanned again; nothing can be told from it. `refuses` marks
    what the platform may not hold at all: state secrets (保密法).
    """

    kind: HitKind
    part: str
    place: str
    excerpt: str
    key: str
    certainty: Certainty
    refuses: bool
    says: str
