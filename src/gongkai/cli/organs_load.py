"""`gongkai organs load`: enter organs from a file, or bring their facts up to date."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from gongkai.cli.files import why

HELP = "从TOML文件录入机关（[[organs]] 每块一个），已有的按文件更新"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("file", metavar="FILE", type=Path, help="TOML文件，上级机关在前")


def run(arguments: argparse.Namespace) -> int:
    """Enter the organs, all or none; return 0, or 2 with a message."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
        from gongkai.service.organs.actions.establish import CannotEstablish, establish_all

        try:
            entries = tomllib.loads(arguments.file.read_text("utf-8")).get("organs", [])
            for organ, changed in establish_all(entries):
                print(f"{organ.code}  {organ.name}{'' if changed else '（没有变化）'}")  # noqa: T201
        except CannotEstablish as fault:
            return _refuse(f"{arguments.file}：没有录入。{fault}")
    except NotReady as fault:
        return _refuse(str(fault))
    except OSError as fault:
        return _refuse(f"{arguments.file}：打不开（{why(fault)}）。请检查文件名和权限。")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return _refuse(f"{arguments.file}：不是有效的TOML文件：{fault}。")
    return 0


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201
    return 2
