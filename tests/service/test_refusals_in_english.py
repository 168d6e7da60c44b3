"""Whoever is refused something on an English page is told why in English, by action and by statute."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.said import said
from gongkai.service.requests import keeping
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.moves import moves_after
from gongkai.statute.history import read_history
from gongkai.statute.law import law
from tests.components import REPOSITORY
from tests.service.messages import CALLS

HAN = re.compile(r"[\u4e00-\u9fff]")
ALOUD = sorted((REPOSITORY / "tests/spec/aloud").glob("*.txt"))
SERVICE = REPOSITORY / "src/gongkai/service"
ACTIONS = [
    *sorted(SERVICE.glob("re*/actions/*.py")),
    *sorted({*SERVICE.glob("annual/actions/*.py")} - {SERVICE / "annual/actions/import_report.py"}),
    *(SERVICE / f"annual/{name}.py" for name in ("facts", "declared", "contested", "deciding", "judging")),
]
KEPT = {
    *("提出人收回", "已经转送", "按申请人的请求删除其个人信息：", "补记", "，另见下一条"),
    *("文件", "没有", "催报", "年度政府信息公开工作年度报告"),
    *("更正说明：本报告于", "年", "月", "日首次公布，本版为更正后的版本。"),
    "汇总报告由下级报告相加，不从本机关的事项产生。",
}
"""Words that are kept in the file of a case or sent by the office, which is Chinese whoever acts; and what
only a wrong program is told."""


def literals(file: Path) -> Iterator[str]:
    """Every Chinese text of a module that is neither a docstring nor given to be translated."""
    source = ast.parse(file.read_text("utf-8"))
    silent = {id(node.value) for node in ast.walk(source) if isinstance(node, ast.Expr)}
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            silent |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(source):
        spoken = isinstance(node, ast.Constant) and id(node) not in silent
        if spoken and isinstance(node.value, str) and HAN.search(node.value) and "|" not in node.value:
            yield node.value


@pytest.mark.parametrize("file", ACTIONS, ids=lambda file: f"{file.parents[1].name}.{file.stem}")
def test_an_action_refuses_in_the_readers_language(file: Path):
    assert [text for text in literals(file) if text not in KEPT and not text.startswith("条例")] == []


@pytest.mark.parametrize("file", ALOUD, ids=lambda file: file.stem)
def test_why_a_move_is_out_of_its_turn_is_said_in_english(file: Path):
    history = file.read_text("utf-8").partition("----")[0]
    events = list(read_history(history))
    typed = set(re.findall(r"[\u4e00-\u9fff]+", history))

    with override("en"):
        try:
            tried = moves_after(events, date(2026, 11, 23), law())
        except ValueError as refusal:  # the history itself is out of turn: that is said in English too
            tried, whys = (), [said(str(refusal))]
        else:
            whys = [says for move in tried for says in (move.why, *move.told) if says]

    assert whys
    for says in whys:
        left = re.findall(r"[\u4e00-\u9fff]+", says)
        assert all(any(text in one for one in typed) for text in left), says


def test_why_a_file_is_not_kept_with_a_request_is_said_in_english():
    with override("en"), pytest.raises(CannotDo) as refused:
        keeping.check([Upload("run.exe", b"MZ" + bytes(99), "evidence"), Upload("old.doc", b"", "evidence")])

    assert len(refused.value.faults["files"]) == 2
    assert not HAN.search(str(refused.value).replace("：", ":").replace("；", ";"))
