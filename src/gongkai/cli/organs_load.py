"""`gongkai organs load`: enter organs from a file, or bring their facts up to date."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.cli.files import why

if TYPE_CHECKING:
    from gongkai.service.organs.actions.load_tree import Plan
    from gongkai.service.organs.tree_file import Row

HELP = "从TOML、CSV、XLSX文件录入机关，已有的按文件更新；--dry-run 只看会改什么"
OUTCOMES = {"new": "新增", "changed": "变更", "unchanged": "没有变化", "refused": "不能录入"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="TOML文件（[[organs]] 每块一个），或者有表头的CSV、XLSX文件",
    )
    parser.add_argument("--dry-run", action="store_true", help="逐行列出会改什么，不录入")


def run(arguments: argparse.Namespace) -> int:
    """Enter the organs, all or none; return 0, or 2 with a message."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
        from django.utils import timezone

        from gongkai.service.organs.actions.load_tree import NotLoaded, load, plan
        from gongkai.service.organs.tree_file import UnreadableTree

        try:
            rows = _rows(arguments.file)
            if arguments.dry_run:
                planned = plan(rows, by=None, at=timezone.now())
                _show(planned)
                print(_sum(planned) + "这是预演，没有录入。")  # noqa: T201
                return 2 if planned.refused else 0
            _show(load(rows, by=None, at=timezone.now()))
        except NotLoaded as fault:
            reasons = "\n".join(
                f"  {_place(arguments.file, line.number)}：{line.code}：{'；'.join(line.reasons)}"
                for line in fault.plan.lines
                if line.reasons
            )
            return _refuse(f"{arguments.file}：没有录入。{fault}\n{reasons}")
        except UnreadableTree as fault:
            return _refuse(f"{arguments.file}：没有录入。{fault}")
    except NotReady as fault:
        return _refuse(str(fault))
    except OSError as fault:
        return _refuse(f"{arguments.file}：打不开（{why(fault)}）。请检查文件名和权限。")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return _refuse(f"{arguments.file}：不是有效的TOML文件：{fault}。")
    return 0


def _rows(file: Path) -> list[Row]:
    from gongkai.service.organs.tree_file import Row, UnreadableTree, read

    if file.suffix.lower() != ".toml":
        return read(file.read_bytes(), file.name)
    blocks = tomllib.loads(file.read_text("utf-8")).get("organs", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise UnreadableTree("每个机关应当写成一块 [[organs]]。")
    return [Row(number, block) for number, block in enumerate(blocks, 1)]


def _place(file: Path, number: int) -> str:
    return f"第{number}块" if file.suffix.lower() == ".toml" else f"第{number}行"


def _show(plan: Plan) -> None:
    for line in plan.lines:
        print(f"{line.code}  {line.name}（{OUTCOMES[line.outcome]}）")  # noqa: T201
        for reason in line.reasons:
            print(f"    {reason}")  # noqa: T201
        for label, before, after in line.changes if line.outcome == "changed" else ():
            print(f"    {label}：{before or '（空）'} → {after or '（空）'}")  # noqa: T201


def _sum(plan: Plan) -> str:
    counted = (f"{OUTCOMES[outcome]}{plan.count(outcome)}" for outcome in OUTCOMES if plan.count(outcome))
    return "、".join(counted) + "。"


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201
    return 2
