"""`gongkai report write`: a report's cells as a document people read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gongkai.cli.files import put, why
from gongkai.report.model import Report, ReportError, UnreadableReport
from gongkai.report.write import FORMATS, write

HELP = "把一份报告（gongkai report read 输出的JSON）写成HTML、DOCX、PDF、XLSX或JSON"
SIZE_LIMIT = 50_000_000  # bytes; a report's JSON has some ten thousand


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("cells", metavar="CELLS.json", help="一份报告的JSON；“-”为标准输入")
    parser.add_argument(
        "--to", required=True, metavar="OUT", help=f"写到哪个文件；扩展名决定格式：{'、'.join(FORMATS)}"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the file; return 0, or 2 with a message if that cannot be done."""
    target = Path(arguments.to)
    try:
        format_ = _format_of(target)
        data = write(_report(arguments.cells), format_)
        put(target, data)
    except ReportError as fault:
        print(f"没有写出{target}：{fault}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _format_of(target: Path) -> str:
    format_ = target.suffix.lower().removeprefix(".")
    if format_ not in FORMATS:
        raise ReportError(
            f"由扩展名看不出要写成什么格式；请用{'、'.join(f'.{name}' for name in FORMATS)}之一。"
        )
    return format_


def _report(name: str) -> Report:
    from gongkai.report.interchange import from_json, loads

    try:
        data = sys.stdin.buffer.read(SIZE_LIMIT + 1) if name == "-" else _bytes(Path(name))
        if len(data) > SIZE_LIMIT:
            raise UnreadableReport(f"{name}超过{SIZE_LIMIT // 1_000_000}MB，不是一份报告的JSON。")
        text = data.decode("utf-8-sig")
    except OSError as fault:
        raise UnreadableReport(f"打不开{name}：{why(fault)}。请核对文件名和权限。") from fault
    except UnicodeDecodeError as fault:
        raise UnreadableReport(
            f"{name}不是UTF-8编码的JSON。请用 gongkai report read 的输出；其他格式的报告请先读取。"
        ) from fault
    if not text.strip():
        raise UnreadableReport(f"{name}是空的。请用 gongkai report read 的输出。")
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(
        line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines
    ):
        raise UnreadableReport(f"{name}有{len(lines)}份报告，一次只写一份。请取其中一行另存。")
    return from_json(loads(text))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SIZE_LIMIT + 1)
