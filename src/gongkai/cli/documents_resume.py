"""`gongkai documents resume`: go on with an import that was stopped, broken off, or only tried."""

from __future__ import annotations

import argparse
from pathlib import Path

from gongkai.cli.documents_import import finish, refuse, tell

HELP = "接着做停下、中断或者只预演过的导入；已经录入的行不会再录入"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("number", metavar="RUN", type=int, help="第几次导入")
    parser.add_argument("--report", metavar="CSV", type=Path, help="把不能导入的行和原因写到这个文件")
    parser.add_argument("--task", choices=("check",), help="只做到这一步")


def run(arguments: argparse.Namespace) -> int:
    """Go on where the rows say; return 0, 1 if rows were refused, or 2 with a message."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        return refuse(str(fault))
    from django.utils import timezone

    from gongkai.service.catalogue.imports.actions.check import check
    from gongkai.service.catalogue.imports.models import ImportRun
    from gongkai.service.organs.actions.refusal import CannotDo
    from gongkai.service.organs.policy import NotAllowed

    found = ImportRun.objects.select_related("organ", "task_by__person", "task_by__organ").filter(
        pk=arguments.number
    )
    going = found.first()
    if going is None:
        return refuse(f"没有第{arguments.number}次导入。")
    by = going.task_by
    try:
        if going.checked_at is None:
            going = check(going, by=by, now=timezone.now, tell=tell("已预演"))
        return finish(going, by, enter_too=arguments.task != "check", report=arguments.report)
    except (CannotDo, NotAllowed) as fault:
        return refuse(str(fault))
