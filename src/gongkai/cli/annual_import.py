"""`gongkai annual import`: file a published annual report in the service."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from datetime import date, time
from pathlib import Path

from gongkai.cli.files import why
from gongkai.cli.findings import grave, lines
from gongkai.report.model import ReportError

HELP = "把一份已经公布的年度报告导入本系统，并列出检查结果"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="报告文件（HTML、DOCX、PDF、XLSX、文本或JSON）"
    )
    parser.add_argument("--organ", required=True, metavar="CODE", help="机关代码，例如 liubei-gongxinju")
    parser.add_argument("--year", required=True, type=int, metavar="N", help="报告年度")
    parser.add_argument(
        "--published",
        type=_moment,
        metavar="DAY",
        help="发布日期，YYYY-MM-DD 或 “YYYY-MM-DD HH:MM”；不写的用报告所印",
    )
    parser.add_argument("--source-url", default="", metavar="URL", help="报告原载网址")
    parser.add_argument("--source-label", default="", metavar="NAME", help="原载网页所写的来源")
    parser.add_argument("--by", default="", metavar="NAME", help="导入人（不写的用登录名）")
    parser.add_argument("--aggregate", action="store_true", help="汇总报告（所属机关和下级政府之和）")
    parser.add_argument("--accept-organ", action="store_true", help="机关名称不符仍导入")
    parser.add_argument("--accept-year", action="store_true", help="年度不符仍导入")


def run(arguments: argparse.Namespace) -> int:
    """Import the file; return 2 if that was refused, 1 if the check found an error, else 0."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        return _refuse(str(fault))
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from gongkai.service.annual.actions.import_report import CannotImport, import_report
    from gongkai.service.annual.downloads import offers
    from gongkai.service.annual.policy import NotAllowed
    from gongkai.service.annual.queries import Balance, balance_of
    from gongkai.service.organs.models import Organ
    from gongkai.service.organs.queries import disclosing_organs

    file: Path = arguments.file
    organ = Organ.objects.filter(code=arguments.organ).first()
    if organ is None:
        known = "、".join(f"{o.code}（{o.name}）" for o in disclosing_organs()[:20])
        return _refuse(
            f"没有代码为“{arguments.organ}”的机关。"
            + (f"已录入的机关：{known}。" if known else "还没有录入任何机关；请先运行 gongkai organs load。")
        )
    day, moment = arguments.published or (None, None)
    try:
        done = import_report(
            organ=organ,
            year=arguments.year,
            data=_bytes(file),
            name=file.name,
            by=arguments.by or f"{getpass.getuser()}（命令行）",
            at=timezone.now(),
            published_on=day,
            published_time=moment,
            source_url=arguments.source_url,
            source_label=arguments.source_label,
            accept_organ=arguments.accept_organ,
            accept_year=arguments.accept_year,
            scope="aggregate" if arguments.aggregate else "own",
        )
    except OSError as fault:
        return _refuse(f"{file}：打不开（{why(fault)}）。请检查文件名和权限。")
    except (ReportError, NotAllowed, CannotImport) as fault:
        return _refuse(f"{file}：没有导入。{fault}")
    except ValidationError as fault:
        return _refuse(f"{file}：没有导入。{'；'.join(fault.messages)}")
    offers(done.filed)  # written now, so that the first visitor need not wait
    _say(
        f"{done.filed.title}：已导入，第{done.filed.number}版，{done.filed.published_on.isoformat()}发布。"
        if done.new
        else f"{done.filed.title}：同一文件已经导入过（第{done.filed.number}版），没有改动。"
    )
    for line in lines(done.findings):
        _say(line)
    if balance_of(done.filed, done.findings) is Balance.HELD:
        _say("  各表内的勾稽关系全部平衡")
    return int(grave(done.findings))


def _bytes(file: Path) -> bytes:
    """Return the file's bytes, of one that is too large only so many that it is seen to be."""
    from gongkai.report.read.limits import FILE_BYTES

    with file.open("rb") as opened:
        return opened.read(FILE_BYTES + 1)


def _moment(text: str) -> tuple[date, time | None]:
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?", text.strip())
    try:
        if found is None:
            raise ValueError(text)
        return date.fromisoformat(found[1]), time.fromisoformat(found[2]) if found[2] else None
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是日期；请写成 2021-01-15 或 “2021-01-15 17:55”。"
        ) from None


def _say(line: str) -> None:
    print(line)  # noqa: T201


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)  # noqa: T201
    return 2
