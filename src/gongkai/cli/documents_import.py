"""`gongkai documents import`: many documents from a table, as drafts; `gongkai documents resume` goes on."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.cli.files import why

if TYPE_CHECKING:
    from gongkai.service.catalogue.imports.models import ImportRun
    from gongkai.service.organs.models import Post

HELP = "从CSV、XLSX批量录入信息（草稿），附件在文件夹或ZIP里；--dry-run 只预演，不录入"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("file", metavar="FILE", type=Path, help="有表头的CSV或XLSX文件")
    parser.add_argument("--organ", metavar="CODE", required=True, help="机关代码")
    parser.add_argument("--by", metavar="USERNAME", required=True, help="经办人的用户名，在该机关任职")
    parser.add_argument("--files", metavar="PATH", type=Path, help="附件所在的文件夹，或者ZIP文件")
    parser.add_argument(
        "--published-before", action="store_true", help="以前在别的网站发布过的：审查以后按原发布日期发布"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="逐行说明会怎样，不录入；可以用 resume 接着录入"
    )
    parser.add_argument("--report", metavar="CSV", type=Path, help="把不能导入的行和原因写到这个文件")


def run(arguments: argparse.Namespace) -> int:
    """Try the rows, then enter what can be; return 0, 1 if rows were refused, or 2 with a message."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
        from django.utils import timezone

        from gongkai.service.catalogue.imports.actions.check import check
        from gongkai.service.catalogue.imports.actions.open_run import open_run
        from gongkai.service.catalogue.imports.files import of_archive, of_folder
        from gongkai.service.organs.actions.refusal import CannotDo
        from gongkai.service.organs.policy import NotAllowed

        try:
            by = acting(arguments.by, arguments.organ)
            source = None
            if arguments.files is not None:
                folder = arguments.files.is_dir()
                source = of_folder(arguments.files) if folder else of_archive(arguments.files.read_bytes())
            opened = open_run(
                data=arguments.file.read_bytes(),
                name=arguments.file.name,
                by=by,
                at=timezone.now(),
                was_published=arguments.published_before,
            )
            done = check(opened, by=by, now=timezone.now, source=source, tell=tell("已预演"))
            return finish(done, by, enter_too=not arguments.dry_run, report=arguments.report)
        except (CannotDo, NotAllowed) as fault:
            return refuse(f"{arguments.file}：{fault}")
    except NotReady as fault:
        return refuse(str(fault))
    except OSError as fault:
        return refuse(f"{fault.filename or arguments.file}：打不开（{why(fault)}）。请检查文件名和权限。")


def finish(done: ImportRun, by: Post, *, enter_too: bool, report: Path | None, list_rows: bool = True) -> int:
    """Say what the dry run found, enter what can be entered, and return the status.

    `list_rows` says whether the first rows that were refused are told one by one.
    """
    from django.utils import timezone

    from gongkai.service.catalogue.imports.actions.enter import agree, enter
    from gongkai.service.catalogue.imports.report import counts, refused

    found = counts(done)
    print(  # noqa: T201
        f"{done}：{found['all']}行，新增{found['new']}，变更{found['changed']}，"
        f"没有变化{found['unchanged']}，不能导入{found['refused']}。"
    )
    if done.ignored:
        print(f"没有导入的列：{'、'.join(done.ignored)}。")  # noqa: T201
    if enter_too and found["left"]:
        done = enter(agree(done, by=by, at=timezone.now()), by=by, now=timezone.now, tell=tell("已录入"))
        found = counts(done)
        print(f"已录入{found['entered']}件（草稿），没有录入{found['failed']}件，剩下{found['left']}件。")  # noqa: T201
    elif found["left"]:
        print(f"这是预演，没有录入。要录入的，运行 gongkai documents resume {done.pk}。")  # noqa: T201
    bad = done.rows.exclude(reasons=[], failure="").order_by("number")
    for row in bad[: 20 if list_rows else 0]:
        for label, says in [*row.reasons, *([("", row.failure)] if row.failure else [])]:
            print(f"  第{row.number}行{label and f'“{label}”'}：{says}", file=sys.stderr)  # noqa: T201
    if (count := bad.count()) > 20 and list_rows:
        print(f"  ……共{count}行；全部写到文件：--report 文件.csv", file=sys.stderr)  # noqa: T201
    if report is not None:
        report.write_bytes(refused(done))
    return 1 if count else 0


def acting(username: str, organ: str) -> Post:
    """Return the post in which a person drafts for an organ today; CannotDo with what is missing."""
    from django.utils import timezone

    from gongkai.service.organs.actions.refusal import CannotDo
    from gongkai.service.organs.models import Post
    from gongkai.service.organs.policy import Power, has, in_force

    on = timezone.localdate()
    rows = Post.objects.filter(person__username=username, organ__code=organ)
    held = [post for post in rows.select_related("person", "organ", "deputy_of") if in_force(post, on)]
    for post in held:
        if has(post, Power.DRAFT):
            return post
    raise CannotDo(f"“{username}”在“{organ}”没有可以起草信息的任职，请核对用户名和机关代码。")


def tell(words: str) -> Callable[[int], None]:
    """Return a function that says on a terminal how far it is."""

    def say(done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{words}{done}行", end="", file=sys.stderr, flush=True)  # noqa: T201

    return say


def refuse(message: str) -> int:
    """Say why nothing was done; return 2."""
    print(message, file=sys.stderr)  # noqa: T201
    return 2
