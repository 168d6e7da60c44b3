"""What the command line says of a call that is wrong: Chinese, with exit status 2."""

from __future__ import annotations

import re

import pytest

from gongkai.cli import COMMANDS, PLAIN, main
from gongkai.cli.parser import Parser, in_chinese

CHECK = ["report", "check"]
IMPORT = ["annual", "import", "x.txt"]
ENGLISH = re.compile(
    r"\b(?:usage|error|options?|positional|arguments?|invalid|required|choose|expected|show|exit)\b", re.I
)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "gongkai：缺少：命令。"),
        (["report"], "gongkai report：缺少：动作。"),
        (CHECK, "缺少：文件。"),
        (["red"], "命令：没有“red”，可写：calendar、report、"),
        (["report", "red"], "动作：没有“red”，可写：read、check、"),
        ([*CHECK, "x", "--year", "abc"], "--year：“abc”不是整数。"),
        ([*CHECK, "x", "--year"], "--year：后面要写一个值。"),
        ([*CHECK, "x", "--children"], "--children：后面至少要写一个值。"),
        ([*CHECK, "x", "--organ-kind", "city"], "--organ-kind：没有“city”，可写：state_council、province、"),
        ([*CHECK, "x", "--json=1"], "--json：后面不写值，多写了“1”。"),
        ([*CHECK, "x", "--jsno"], "不认识的内容：--jsno。"),
        ([*IMPORT, "--accept"], "“--accept”不止对应一个选项：--accept-organ, --accept-year。"),
        (["fee", "--pages", "3", "--items", "3"], "--items：不能与--pages同时写。"),
        (["fee"], "下列各项必须写一项：--pages --items。"),
    ],
)
def test_a_wrong_call_is_explained_in_chinese_with_exit_status_2(words, said, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)

    message = capsys.readouterr().err
    assert left.value.code == 2
    assert said in message
    assert "--help 看怎么写" in message
    assert not ENGLISH.search(message)


@pytest.mark.parametrize(
    "words", [[], *([group] for group in COMMANDS), *([name] for name in PLAIN), CHECK, ["annual", "import"]]
)
def test_the_headings_of_the_help_are_chinese(words, capsys):
    with pytest.raises(SystemExit) as left:
        main([*words, "--help"])

    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert shown.startswith("用法：")
    assert not ENGLISH.search(shown)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "argument 动作: invalid choice: 'red' (choose from read, check)",
            "动作：没有“red”，可写：read, check。",
        ),
        (
            "argument 动作: invalid choice: 'red', maybe you meant 'read'? (choose from 'read', 'check')",
            "动作：没有“red”，可写：read、check。",
        ),
        ("argument --cut: expected 2 arguments", "--cut：后面要写2个值。"),
        ("argument --by: invalid float value: 'x'", "--by：“x”不能用。"),
        ("argument --on: “x”不是日期", "--on：“x”不是日期。"),
        ("something new", "写法不对（something new）。"),
    ],
)
def test_the_wordings_of_other_pythons_are_known_and_new_ones_are_shown(message, said):
    assert in_chinese(message) == said


def test_a_parser_may_still_be_told_its_usage(capsys):
    with pytest.raises(SystemExit):
        Parser(prog="x", usage="x [日期]").parse_args(["-h"])

    assert capsys.readouterr().out.startswith("用法：x [日期]\n")
