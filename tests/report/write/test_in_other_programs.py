"""What we write, as other programs see it: LibreOffice opens and converts it, poppler reads the PDF."""

import re
import shutil
import subprocess

import pytest

from gongkai.report.read import read_bytes
from gongkai.report.write import write
from tests.components import require
from tests.report.write.material import numbered

KEYS = ("2019", "2021")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A function that has LibreOffice convert the numbered report of each edition, and returns the bytes."""
    soffice = require("libreoffice")
    require("fonts")  # without Chinese glyphs its PDF has no Chinese text
    folder = tmp_path_factory.mktemp("office")
    done = {}

    def convert(written: str, wanted: str) -> dict[str, bytes]:
        if (written, wanted) not in done:
            sources = [folder / f"{key}.{written}" for key in KEYS]
            for key, source in zip(KEYS, sources, strict=True):
                source.write_bytes(write(numbered(key), written))
            out = folder / f"{written}-{wanted}"
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            run = [soffice, "--headless", profile, "--convert-to", wanted, "--outdir", out, *sources]
            subprocess.run(run, check=True, capture_output=True, timeout=120)
            done[written, wanted] = {key: (out / f"{key}.{wanted}").read_bytes() for key in KEYS}
        return done[written, wanted]

    return convert


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("written", "saved"), [("docx", "docx"), ("docx", "pdf"), ("xlsx", "xlsx"), ("xlsx", "pdf")]
)
def test_a_file_that_libreoffice_saved_again_has_the_same_cells(office, written, saved, key):
    made = numbered(key)

    back = read_bytes(office(written, saved)[key], f"{key}.{saved}")

    assert {a: c.value for a, c in back.cells.items()} == {a: c.value for a, c in made.cells.items()}


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """The file of our own PDF of the 2021 form."""
    file = tmp_path_factory.mktemp("pdf") / "2021.pdf"
    file.write_bytes(write(numbered("2021"), "pdf"))
    return file


def poppler(program, *words):
    """Run a program of poppler's and return what it prints."""
    path = shutil.which(program, path=require("poppler").parent)
    return subprocess.run([path, *words], check=True, capture_output=True, text=True).stdout


def test_every_font_of_the_pdf_is_embedded_and_its_text_can_be_copied(pdf):
    fonts = poppler("pdffonts", pdf).splitlines()[2:]

    # name, type, encoding, embedded, subset, maps to Unicode, object
    flags = [re.search(r" (yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", font).groups() for font in fonts]

    assert flags
    assert {(embedded, unicode) for embedded, _, unicode in flags} == {("yes", "yes")}


def test_poppler_finds_every_number_of_the_report_in_the_pdf(pdf):
    printed = set(re.findall(r"\d+(?:\.\d+)?", poppler("pdftotext", "-layout", pdf, "-")))

    assert {str(cell.value) for cell in numbered("2021").cells.values()} <= printed
