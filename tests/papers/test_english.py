"""What the papers floor says to people has its English: of letters, and of files that do not come in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongkai.papers
from gongkai.papers.english import FILE, in_english, table
from gongkai.papers.errors import Refused
from gongkai.papers.intake import accept
from gongkai.papers.letters import FIELDS, Facts, LetterIncomplete, asked, compose, kinds, lacking
from gongkai.statute import english
from tests.papers.letters.cases import DAY, case

FLOOR = Path(gongkai.papers.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]+")
SPEAKING = (
    *("errors", "intake", "archives", "office", "pdf", "ofd", "images"),
    *("letters/composing", "letters/lists", "letters/asking"),
)
"""The modules whose sentences reach a person; templates and wording also speak to who keeps the data."""
SILENT = {
    *("条例14", "条例15", "条例16", "条例37", "答复规范五", "本机关", "文号", "序号"),
    *("不予公开的内容", "依据", "理由", "检索日期", "检索范围", "检索用词", "检索人", "检索结果"),
    *("信息名称", "生成日期", "公开日期", "份数", "备注", "申请编号", "收到日期", "申请公开的内容"),
    *("《条例》", "《中华人民共和国政府信息公开条例》（以下简称《条例》）", "、关于申请", "、", "："),
    "救济途径",
}
"""What a letter itself says, which is Chinese, and the names of its places."""


def pieces(name: str) -> Iterator[str]:
    """Every piece of Chinese in a module that is no docstring, up to a full stop or a place."""
    source = ast.parse((FLOOR / f"{name}.py").read_text("utf-8"))
    silent = {id(node.value) for node in ast.walk(source) if isinstance(node, ast.Expr)}
    for node in ast.walk(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield from (text for text in re.split(r"[。{}\x00]", node.value) if HAN.search(text))


@pytest.mark.parametrize("name", SPEAKING)
def test_every_sentence_of_the_modules_is_in_the_table(name: str) -> None:
    phrases = ["{}".join(phrase.literals) for phrase in table().phrases]
    known = "\n".join([*table().words, *table().names, *phrases])

    assert [text for text in pieces(name) if text not in known and text not in SILENT] == []


def test_whatever_a_letter_asks_for_or_lets_rewrite_is_named_in_english() -> None:
    said = {field.says for field in FIELDS.values()}
    for kind, template in kinds().items():
        said |= {template.name, template.title, *(part.name for part in template.editable)}
        said |= {one.says for one in asked(kind, DAY)}

    assert {text for text in said if not (found := in_english(text)) or HAN.search(found)} == set()


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_what_an_empty_letter_lacks_is_told_in_english(kind: str) -> None:
    said = lacking(kind, Facts(), DAY)
    with pytest.raises(LetterIncomplete) as refused:
        compose(kind, Facts(), DAY)

    for sentence in (*said, str(refused.value)):
        found = in_english(sentence)
        assert found and not HAN.search(found), sentence


@pytest.mark.parametrize(
    ("facts", "wording", "told"),
    [
        ({"addressed": "阁下"}, {}, "阁下|您|贵单位|你们"),
        ({"articles": ("条例36(1)",)}, {}, ""),
        ({"masked_identity": "110101199001010011"}, {}, ""),
        ({}, {"identify": "x"}, "identify"),
    ],
)
def test_what_is_wrong_with_a_letter_is_told_in_english_but_for_what_was_typed(
    facts: dict[str, object], wording: dict[str, str], told: str
) -> None:
    from dataclasses import replace

    said = lacking("duplicate", replace(case("duplicate"), **facts), DAY, wording)

    assert said
    for sentence in said:
        found = in_english(sentence)
        assert found and not HAN.search(re.sub(told, "", found)), sentence


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *(
            ("空.txt", b""),
            ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
            ("a.exe", b"MZ" + bytes(99)),
        ),
        *(
            ("网页.html", b"<!doctype html><html></html>"),
            ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ),
        *(
            ("a.pdf", b"%PDF-1.7 broken"),
            ("包.zip", b"PK\x03\x04broken"),
            ("a.png", b"\x89PNG\r\n\x1a\nbroken"),
        ),
        *(("a.bat", b"echo"), ("a.rtf", b"{\\rtf1 a}"), ("a.docx", b"words and nothing else")),
    ],
)
def test_why_a_file_does_not_come_in_is_told_in_english(name: str, data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        accept(data, name)
    found = in_english(str(refused.value))

    assert found and not HAN.search(found), str(refused.value)


def test_this_floor_says_nothing_again_that_the_law_floor_says() -> None:
    own, law = english.read(FILE), english.table()

    assert set(own.words) & {*law.words, *law.names} == set()
    assert {p.literals for p in own.phrases} & {p.literals for p in law.phrases} == set()
