"""`gongkai ledger anchor`: give every day that is over its digest, and write that to the file outside."""

from __future__ import annotations

import argparse
import sys

HELP = "为已经过去的每一天生成记录锚点，并写入数据库外的文件"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Anchor; return 0, or 2 if the service cannot be opened or the file not written."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
        from django.utils import timezone

        from gongkai.service.requests.verifying import anchor, line

        made = anchor(timezone.now())
    except (NotReady, OSError) as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    for row in made:
        print(line(row))  # noqa: T201
    return 0
