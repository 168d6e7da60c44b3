"""`gongkai service demo`: load the demonstration data, by the same import that an officer uses."""

from __future__ import annotations

import argparse
import sys

HELP = "载入演示数据（柳北区工业和信息化局2020年度报告）；再次运行不改动"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Load the data; return 0, or 2 with a message if the service is not ready."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    from django.utils import timezone

    from gongkai.service.annual.demo import load

    for done in load(timezone.now()):
        print(f"{'已载入' if done.new else '已在'}：{done.filed.title}")  # noqa: T201
    return 0
