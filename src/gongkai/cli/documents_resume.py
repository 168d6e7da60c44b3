"""`gongkai documents resume`: go on with an import that was stopped, broken off, or only tried."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.cli.documents_import import finish, refuse, tell

if TYPE_CHECKING:
    from gongkai.service.catalogue.imports.models import ImportRun
    from gongkai.service.organs.models import Post

HELP = "接着做停下、中断或者只预演过的导入；已经录入的行不会再录入"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("number", metavar="RUN", type=int, help="第几次导入")
    parser.add_argument("--report", metavar="CSV", type=Path, help="把不能导入的行和原因写到这个文件")
    parser.add_argument(
        "--task",
        choices=("check", "enter", "submit", "release"),
        default="enter",
        help="做哪一步：预演、录入（默认）、成批送审、发布审查通过的",
    )
    parser.add_argument("--quiet", action="store_true", help="不在终端上列出不能导入的行，只写在导入的记录里")


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
    from gongkai.service.catalogue.imports.work import never_began
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
        if arguments.task in ("submit", "release"):
            return _together(going, by, arguments.task)
        return finish(
            going,
            by,
            enter_too=arguments.task != "check",
            report=arguments.report,
            list_rows=not arguments.quiet,
        )
    except (CannotDo, NotAllowed) as fault:
        never_began(going, str(fault))
        return refuse(str(fault))


def _together(going: ImportRun, by: Post, task: str) -> int:
    """Submit what stood on an old site as one batch, or release what passed with its batch."""
    from django.utils import timezone

    from gongkai.service.catalogue.imports.actions.review import release_batch, submit_batch

    if task == "submit":
        made = submit_batch(going, by=by, now=timezone.now, tell=tell("已扫描"))
        print(f"已成批送审：{made}。" if made else "已停止，没有送审。")  # noqa: T201
        return 0
    done, refusals = release_batch(going, by=by, now=timezone.now, tell=tell("已发布"))
    print(f"已发布{done}件，没有发布{len(refusals)}件。")  # noqa: T201
    for words in refusals[:20]:
        print(f"  {words}")  # noqa: T201
    return 1 if refusals else 0
