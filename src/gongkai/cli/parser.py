"""The parser of the command line: what argparse says, in the language of the person who reads it."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

# What argparse says of a call that is wrong, and what we say. Its wordings differ a little between the
# versions of Python; one that is not here is shown as it stands, behind words that say what it is.
_MISTAKES = (
    (r"the following arguments are required: (.+)", r"缺少：\1。"),
    (r"one of the arguments (.+) is required", r"下列各项必须写一项：\1。"),
    (r"unrecognized arguments: (.+)", r"不认识的内容：\1。"),
    (
        r"ambiguous option: (.+) could match (.+)",
        r"“\1”不止对应一个选项：\2。请写全。",
    ),
    (r"expected one argument", r"后面要写一个值。"),
    (r"expected at most one argument", r"后面最多写一个值。"),
    (r"expected at least one argument", r"后面至少要写一个值。"),
    (r"expected (\d+) arguments?", r"后面要写\1个值。"),
    (r"not allowed with argument (.+)", r"不能与\1同时写。"),
    (r"ignored explicit argument ['\"](.*)['\"]", r"后面不写值，多写了“\1”。"),
    (r"invalid int value: ['\"](.*)['\"]", r"“\1”不是整数。"),
    (r"invalid \w+ value: ['\"](.*)['\"]", r"“\1”不能用。"),
    (
        r"invalid choice: ['\"](.*?)['\"](?:, maybe you meant .*?\?)? \(choose from (.*)\)",
        r"没有“\1”，可写：\2。",
    ),
)
_ABOUT = r"argument (.+?): (.*)"


class _Help(argparse.HelpFormatter):
    """The layout of argparse with its one word of English replaced."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose headings and refusals are Chinese; the exit status of a refusal stays 2."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"formatter_class": _Help, **settings, "add_help": False})
        self._positionals.title = "位置参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示本帮助")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call and how to see what is right, and exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}：{in_chinese(message)}用 {self.prog} --help 看怎么写。\n")


def in_chinese(message: str) -> str:
    """Return in Chinese what argparse says of a mistake; a message that is Chinese already, as it is.

    >>> in_chinese("argument --year: invalid int value: 'abc'")
    '--year：“abc”不是整数。'
    """
    if about := re.fullmatch(_ABOUT, message, re.S):
        return f"{about[1]}：{in_chinese(about[2])}"
    for said, ours in _MISTAKES:
        if found := re.fullmatch(said, message, re.S):
            return found.expand(ours).replace("', '", "、").replace("'", "")
    if re.search(r"[\u4e00-\u9fff]", message):
        return message if message.endswith("。") else f"{message}。"
    return f"写法不对（{message}）。"
