"""What the law floor says has its English: every sentence of its modules, and of the data it speaks from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongkai.statute
from gongkai.statute.citation import words
from gongkai.statute.deciding import ACTS, steps
from gongkai.statute.english import citation, day, in_english, table
from gongkai.statute.events import KINDS
from gongkai.statute.law import TERM_NAMES, law
from gongkai.statute.outcomes import tree
from gongkai.statute.readings import package_readings

FLOOR = Path(gongkai.statute.__file__).parent
ALOUD = sorted((Path(__file__).parents[1] / "spec/aloud").glob("*.txt"))
HAN = re.compile(r"[\u4e00-\u9fff]+")
SPEAKING = (
    *("calendar", "charging", "clock", "consultation", "correction", "course", "dated", "deciding"),
    *("ending", "fold", "opinions", "outcomes", "receipt", "term", "trace", "unprovided"),
    *("counting", "contests"),
)
"""The modules whose sentences reach a person; the others speak to who keeps the data."""
DATA_FAULT = re.compile(r"entry\.where|file\.where|\.toml|\{where\}|notice\.number")
SILENT = {
    *(
        "状态：",
        "理由：",
        "答复期限：现在不能确定",
        "，其中延长",
        "不重新计算时的期限：",
        "等待：",
        "逾期：自",
    ),
    *("提示：", "所依读法：", "  所列日期暂定：", "（暂定）", "答复期限：", "剩余：", "个工作日（截至"),
    *("工作日数不能是负数：", "起始日", "晚于终止日"),
}
"""What `gongkai clock` prints around the sentences, and what only a wrong program is told."""
PARTS = re.compile(r"条例\d+|法释〔2025〕8号 \d+|星期|六日|一二三四五六日|，?调休上班")
"""Of days and citations, which English writes in its own way."""


def modules() -> Iterator[tuple[str, str]]:
    """Every piece of Chinese in the sentences of the modules that speak, with its module."""
    for name in SPEAKING:
        source = ast.parse((FLOOR / f"{name}.py").read_text("utf-8"))
        silent = {id(node.value) for node in ast.walk(source) if isinstance(node, ast.Expr)}
        inside = {
            id(part) for node in ast.walk(source) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(source):
            if id(node) in silent or id(node) in inside:
                continue
            whole = ast.unparse(node) if isinstance(node, ast.JoinedStr | ast.Constant) else ""
            if not HAN.search(whole) or DATA_FAULT.search(whole):
                continue
            pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
            for piece in pieces:
                if isinstance(piece, ast.Constant) and isinstance(piece.value, str):
                    yield from ((name, text) for text in re.split(r"[。{}]", piece.value) if HAN.search(text))


def data() -> Iterator[str]:
    yield from (kind.name for kind in KINDS.values())
    yield from TERM_NAMES.values()
    yield from ACTS.values()
    yield from (block.name for blocks in law().channels.values() for block in blocks)
    for blocks in steps().values():
        for step in blocks:
            yield from (step.stage, step.asks, *(answer.says for answer in step.answers))
    outcomes = tree()
    yield from outcomes.needs.values()
    yield from (conflict.says for conflict in outcomes.conflicts)
    for blocks in outcomes.outcomes.values():
        for outcome in blocks:
            yield from (outcome.name, *(ground.says for ground in outcome.grounds))


def test_every_sentence_of_the_modules_is_in_the_table():
    known = "\n".join([*table().words, *table().names, *table().citations, *_chinese()])

    lacking = [
        (name, text)
        for name, text in modules()
        if text not in known and text not in SILENT and not PARTS.fullmatch(text)
    ]

    assert lacking == []


def _chinese() -> list[str]:
    return ["{}".join(phrase.literals) for phrase in table().phrases]


@pytest.mark.parametrize("said", sorted({text for text in data() if HAN.search(text)}))
def test_what_the_data_say_is_in_the_table(said: str):
    assert in_english(said) is not None


@pytest.mark.parametrize("reading", ["suspension_start", "day_zero", "after_payment", "straddling_case"])
def test_a_reading_that_a_last_day_rests_on_is_in_the_table(reading: str):
    found = package_readings()[reading]

    assert in_english(found.title)
    assert all(in_english(found.says(value)) for value in found.values)


@pytest.mark.parametrize("file", ALOUD, ids=lambda file: file.stem)
def test_whatever_is_read_aloud_of_a_history_is_said_in_english_but_for_names(file: Path):
    history, _, said = file.read_text("utf-8").partition("----")
    typed = set(HAN.findall(history))

    for sentence in sentences(said):
        english = in_english(sentence)
        assert english is not None, sentence
        for left in HAN.findall(english):
            assert any(left in text for text in typed), english


def sentences(said: str) -> Iterator[str]:
    """The trace, the findings, or the refusal that a history was answered with."""
    for line in said.splitlines():
        if found := re.match(r"\s+(?:\d+\. |· )(.*)|(第\d+条“.*)|\s+(\d{4}年的放假.*)", line):
            yield next(filter(None, found.groups()))


def test_a_sentence_nobody_translated_has_no_english():
    assert in_english("今天天气很好。") is None
    assert in_english("答复晚于期限2025年9月28日，逾期四个工作日。") is None


def test_names_and_words_that_were_typed_stay_as_they_were_typed():
    said = "正在征求丙公司的意见；请先登记收到意见或者逾期未提出意见（《条例》第三十二条）。"

    assert (in_english(said) or "").startswith("丙公司 is being consulted already;")


def test_days_and_citations_are_written_as_english_writes_them():
    assert day("2025年9月28日（星期日，调休上班）") == "Sunday, 28 September 2025 (make-up working day)"
    assert day("2025年10月1日（星期三，国庆节放假）") == "Wednesday, 1 October 2025 (public holiday)"
    assert citation(words("条例29、31(1)")) == "articles 29 and 31(1) of the Regulations"
    assert citation(words("2008年条例24(2)")) == "article 24(2) of the Regulations of 2008"
    assert citation("某办法第三条") is None
