"""The door to reading: the content decides what a file is, and what is not read is refused by name."""

import io
import zipfile

import pytest

from gongkai.report.model import UnreadableReport
from gongkai.report.read.represent import REFUSALS, represent, sniff


def package(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (package("[Content_Types].xml", "word/document.xml"), "docx"),
        (package("xl/workbook.xml"), "xlsx"),
        (package("OFD.xml"), "ofd"),
        (package("报告.txt"), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "ole"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"Rar!\x1a\x07", "archive"),
        ("\ufeff<!DOCTYPE html><html>".encode(), "html"),
        ("<html>".encode("utf-16"), "html"),
        (b"<p>\xb1\xa8\xb8\xe6</p>", "html"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "wordxml"),
        (b'  {"cells": {}}', "json"),
        ("[……略……]".encode(), "text"),
        (b"| a | b |\n|---|---|\n", "markdown"),
        ("## 报告\n".encode(), "markdown"),
        (b"MIME-Version: 1.0\n", "mhtml"),
        ("规章 < 0".encode(), "text"),
        (b"", "empty"),
    ],
)
def test_the_content_decides_the_kind_whatever_the_name_says(data, kind):
    assert sniff(data, "报告.docx") == kind


@pytest.mark.parametrize("kind", REFUSALS)
def test_every_refusal_says_what_to_do(kind):
    assert "请" in REFUSALS[kind]


def test_an_old_word_file_is_refused_with_advice():
    with pytest.raises(UnreadableReport, match=r"另存为\.docx"):
        represent(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "报告.doc")
