"""`gongkai clock EVENTS.yaml`: when a request must be answered, and why."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from gongkai.cli.installation import day, law_here, today

HELP = "一件申请的答复期限、现状和逐条理由"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("events", metavar="EVENTS.yaml", help="事件清单；“-”为标准输入")
    parser.add_argument("--on", type=day, metavar="日期", help="从哪一天看（默认今天）；不影响期限本身")
    parser.add_argument("--json", action="store_true", help="输出JSON，供程序使用")


def run(arguments: argparse.Namespace) -> int:
    """Print the standing of the request; return 0."""
    from gongkai.statute.clock import read
    from gongkai.statute.history import read_history

    standing = read(read_history(_text(arguments.events)), law_here()).standing(arguments.on or today())
    if arguments.json:
        print(json.dumps(standing.as_json(), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print("\n".join(standing.says()))  # noqa: T201
    return 0


def _text(name: str) -> str:
    from gongkai.cli.files import why
    from gongkai.statute.errors import UnreadableHistory

    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except FileNotFoundError:
        raise UnreadableHistory(f"没有文件“{name}”，请核对路径。") from None
    except OSError as fault:
        raise UnreadableHistory(f"不能读取“{name}”：{why(fault)}。") from fault
    except UnicodeDecodeError:
        raise UnreadableHistory(f"“{name}”不是UTF-8编码，请另存为UTF-8。") from None
