"""`gongkai law ARTICLE`: an article in our words, with the rules and tests that apply it."""

from __future__ import annotations

import argparse

HELP = "条例的一条：白话、所依规则、程序和测试"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("article", metavar="ARTICLE", help="条号，如33、第三十三条")


def run(arguments: argparse.Namespace) -> int:
    """Print the article and what applies it; return 0."""
    from gongkai.statute.articles import article

    found = article(arguments.article)
    print(f"《中华人民共和国政府信息公开条例》{found.name} {found.title}")  # noqa: T201
    print(found.words)  # noqa: T201
    applied = found.applied
    for title, lines in (("规则", applied.rules), ("程序", applied.functions), ("测试", applied.tests)):
        if lines:
            print(f"{title}：")  # noqa: T201
            print("\n".join(f"  {line}" for line in lines))  # noqa: T201
    if not any((applied.rules, applied.functions, applied.tests)):
        print("本软件的法律层没有直接适用这一条的规则。")  # noqa: T201
    return 0
