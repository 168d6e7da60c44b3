"""A file that is broken anywhere is refused with a sentence, or comes through; nothing else happens."""

from __future__ import annotations

import io
import random
import re
import zipfile

import pytest

from gongkai.papers.errors import Refused
from gongkai.papers.intake import accept
from gongkai.papers.scan import Part, scan
from gongkai.papers.strip import stripped
from gongkai.papers.text import text_of
from tests.papers.making import located_photograph, package, pdf, picture, written_pdf
from tests.papers.test_hidden import PIVOT, docx, hidden_layer, paragraph, worksheet, xlsx
from tests.papers.test_ofd import line, ofd
from tests.papers.test_strip import TOLD, signed, told

COLUMNS = '<cols><col min="2" max="9" hidden="1"/></cols>'
WHOLE = {
    "一.docx": TOLD,
    "二.docx": docx("甲", paragraph("乙", "<w:vanish/>")),
    "三.xlsx": xlsx({"表": worksheet([["甲", "1"], ["2", "3"]], before=COLUMNS)}, **PIVOT),
    "四.pdf": pdf(2, told, compress_streams=False),
    "五.pdf": pdf(1, signed),
    "六.pdf": written_pdf("hello"),
    "七.pdf": pdf(1, hidden_layer),
    "八.jpg": located_photograph(),
    "九.gif": picture("GIF"),
    "十.webp": picture("WEBP"),
    "十一.ofd": ofd(line("甲", 1, 1)),
}


def broken(data: bytes, die: random.Random) -> bytes:
    """The bytes with a few wrong, lost, doubled, or numbers that make no sense."""
    out = bytearray(data)
    for _ in range(die.randint(1, 4)):
        place, way = die.randrange(len(out) or 1), die.random()
        numbers = list(re.finditer(rb"[0-9]+", bytes(out))) if way > 0.7 else []
        if numbers:
            found = die.choice(numbers)
            out[found.start() : found.end()] = die.choice([b"-1", b"99999999999", b"x", b"", b"1.5"])
        elif way < 0.4:
            out[place : place + 1] = bytes([die.randrange(256)])
        elif way < 0.6:
            del out[place : place + die.randint(1, 20)]
        else:
            out[place:place] = out[die.randrange(len(out) or 1) :][: die.randint(1, 30)]
    return bytes(out)


@pytest.mark.parametrize("name", WHOLE)
def test_a_broken_file_is_refused_or_comes_through(name):
    die = random.Random(20190515)  # noqa: S311 - for the same files each time
    for _ in range(60):
        data = WHOLE[name]
        if name.endswith(("docx", "xlsx", "ofd")):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = {part: archive.read(part) for part in archive.namelist()}
            part = die.choice(list(parts))
            parts[part] = broken(parts[part], die)
            data = package(parts)
        else:
            data = broken(data, die)
        try:
            accepted = accept(data, name)
            text_of(data, accepted.kind)
            scan([Part(name, data=data, kind=accepted.kind)])
            stripped(accepted, data)
        except Refused as refused:
            assert str(refused).endswith("。")
