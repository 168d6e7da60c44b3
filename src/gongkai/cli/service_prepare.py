"""`gongkai service prepare`: make or bring up to date what the service stands on."""

from __future__ import annotations

import argparse
import sys

HELP = "准备数据目录、数据库和静态文件；再次运行只补上变更"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Prepare; return 0, or 2 with a message if that cannot be done."""
    from gongkai.service.config.door import NotReady, prepare

    try:
        folder = prepare()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    print(f"已准备好：{folder}")  # noqa: T201
    return 0
