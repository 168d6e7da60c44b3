"""`gongkai ledger verify`: whether the ledger is as it was written; the first altered row by name."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "核对办件记录链是否被改动，指出第一条有问题的记录"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("--anchors", type=Path, metavar="文件", help="数据库外的锚点文件（默认按设置）")


def run(arguments: argparse.Namespace) -> int:
    """Verify; return 0 if nothing was altered, 1 with the first fault, 2 if the service cannot be opened."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    from gongkai.service.requests.models import Anchor, Entry
    from gongkai.service.requests.verifying import verify

    if found := verify(arguments.anchors):
        print(found.says)  # noqa: T201
        return 1
    print(f"没有发现改动：{Entry.objects.count()}条记录，{Anchor.objects.count()}个锚点。")  # noqa: T201
    return 0
