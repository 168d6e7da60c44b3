"""Names of files as people send them, made safe for a folder, a header and a page."""

from __future__ import annotations

import re
import unicodedata

DEVICES = frozenset(  # names that Windows keeps for itself, with any extension
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in range(10)}
)
_FORBIDDEN = re.compile(r'[<>:"|?*%#;`$&\'{}\\/]')
_SPACES = re.compile(r"\s+")
UNNAMED = "未命名"


def safe_name(name: str, extension: str = "", most: int = 100) -> str:
    """Return a name that can be stored, sent and shown: Chinese is kept, everything with power is not.

    Folders, control characters, marks that turn the direction of writing, and signs with a meaning to
    a shell, a browser or Windows are taken out. `extension` (without dot) replaces the one in `name`
    where they are the same, and is added otherwise. The name has at most `most` characters and at most
    200 bytes, which file systems (255) and their encodings in headers bear.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    name = "".join(
        char if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else " "
        for char in name
    )
    name = _SPACES.sub(" ", _FORBIDDEN.sub("_", name)).strip(" .")
    if extension:
        stem, dot, found = name.rpartition(".")
        if dot and found.lower() == extension.lower():
            name = stem
        elif name.lower() == extension.lower():  # ".docx" and nothing before it
            name = ""
    name = name.strip(" .-") or UNNAMED  # a name that begins with "-" is an option to a program
    if name.partition(".")[0].strip().lower() in DEVICES:
        name = f"_{name}"
    tail = f".{extension}" if extension else ""
    name = name[: max(1, most - len(tail))]
    while len(f"{name}{tail}".encode()) > 200:
        name = name[:-1]
    return f"{name.rstrip(' .')}{tail}"
