"""What the service says in the reader's language: the messages in its sources, and its catalogues.

In plain Python, so that the completeness of the English interface is tested where no gettext is.
"""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from tests.components import REPOSITORY

SERVICE = REPOSITORY / "src/gongkai/service"
CATALOGUES = sorted(SERVICE.glob("**/locale/en/LC_MESSAGES/django.mo"))
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def in_sources() -> set[str]:
    """Return every message that templates and modules of the service give to be translated."""
    found: set[str] = set()
    for file in SERVICE.rglob("*.html"):
        if "templates" in file.parts:
            found.update(_of_python(templatize(file.read_text("utf-8"), origin=str(file))))
    for file in SERVICE.rglob("*.py"):
        if "migrations" not in file.parts:
            found.update(_of_module(file))
    return found


def _of_python(source: str) -> Iterator[str]:
    # templatize() leaves Python calls amid text that is blanked out.
    for call in re.finditer(r"""gettext\((?:u?)('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", source):
        yield ast.literal_eval(call[1])


def _of_module(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            match node.args[0]:
                case ast.Constant(value=str(text)):
                    yield text
                case other:
                    raise AssertionError(f"{file}:{other.lineno}: not a literal message")


def in_catalogues() -> dict[str, str]:
    """Return the English of every message, from the compiled catalogue of each room."""
    return {key: text for file in CATALOGUES for key, text in in_catalogue(file).items()}


def in_catalogue(file: Path) -> dict[str, str]:
    """Return the English of every message in a compiled catalogue; of a plural, its singular form."""
    with file.open("rb") as data:
        catalogue = gettext.GNUTranslations(data)
    table: dict[str | tuple[str, int], str] = catalogue._catalog  # type: ignore[attr-defined]
    return {
        key if isinstance(key, str) else key[0]: text
        for key, text in table.items()
        if key and not (isinstance(key, tuple) and key[1])
    }
