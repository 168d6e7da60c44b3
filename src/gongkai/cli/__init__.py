"""The command line `gongkai`: a command a module, imported only when it is called.

Each command module has `HELP` (one line), `add_arguments(parser)` and `run(arguments) -> int`,
whose result is the exit status.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from gongkai import __version__
from gongkai.cli.parser import Parser
from gongkai.statute.errors import StatuteError

# group → command → module. A group or command named here is documented in the README's table.
COMMANDS: dict[str, dict[str, str]] = {
    "calendar": {"add": "gongkai.cli.calendar_add"},
    "report": {
        "read": "gongkai.cli.report_read",
        "check": "gongkai.cli.report_check",
        "rollup": "gongkai.cli.report_rollup",
        "editions": "gongkai.cli.report_editions",
        "write": "gongkai.cli.report_write",
    },
    "annual": {
        "import": "gongkai.cli.annual_import",
    },
    "organs": {
        "load": "gongkai.cli.organs_load",
    },
    "people": {
        "add": "gongkai.cli.people_add",
        "appoint": "gongkai.cli.people_appoint",
        "reset": "gongkai.cli.people_reset",
    },
    "documents": {
        "import": "gongkai.cli.documents_import",
        "resume": "gongkai.cli.documents_resume",
    },
    "search": {
        "rebuild": "gongkai.cli.search_rebuild",
        "refresh": "gongkai.cli.search_refresh",
        "verify": "gongkai.cli.search_verify",
    },
    "ledger": {
        "verify": "gongkai.cli.ledger_verify",
        "anchor": "gongkai.cli.ledger_anchor",
    },
    "requests": {
        "purge": "gongkai.cli.requests_purge",
    },
    "portal": {
        "export": "gongkai.cli.portal_export",
    },
    "service": {
        "prepare": "gongkai.cli.service_prepare",
        "demo": "gongkai.cli.service_demo",
        "serve": "gongkai.cli.service_serve",
    },
}
GROUPS = {
    "calendar": "工作日历：录入新公布的放假安排",
    "report": "年度报告：读取、检查、写出、汇总",
    "annual": "机关的年度报告：导入本系统",
    "organs": "机关：录入本系统",
    "people": "工作人员：录入、任职、重置口令",
    "documents": "信息：批量录入",
    "ledger": "办件记录：核对是否被改动，每日生成锚点",
    "requests": "申请：到期删除身份证明",
    "search": "搜索：重建、更新、核对索引",
    "portal": "门户：写成静态文件",
    "service": "网上服务：准备、演示、运行",
}

# Commands of one word: command → module, and what it is for (the module's HELP says it in full).
PLAIN = {
    "clock": ("gongkai.cli.clock", "一件申请的答复期限、现状和逐条理由"),
    "workdays": ("gongkai.cli.workdays", "工作日计算"),
    "fee": ("gongkai.cli.fee", "信息处理费"),
    "work": ("gongkai.cli.work", "网页以外的工作：提醒、邮件、每晚的重新计算"),
    "law": ("gongkai.cli.law", "条例的一条：白话、规则和测试"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (2 for a mistake in the call)."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = Parser(prog="gongkai", description="公开：政府信息公开软件")
    parser.add_argument("--version", action="version", version=f"gongkai {__version__}", help="显示版本")
    groups = parser.add_subparsers(dest="group", metavar="命令", required=True)
    for group, commands in COMMANDS.items():
        sub = groups.add_parser(group, help=GROUPS[group], description=GROUPS[group])
        verbs = sub.add_subparsers(dest="verb", metavar="动作", required=True)
        called = [[verb] for verb in commands]
        for verb, module in commands.items():
            # Only the module of the command that is called is imported, for starting must be quick;
            # all modules of a group where none is called, for then its commands are listed.
            if words[:2] == [group, verb] or (words[:1] == [group] and words[1:2] not in called):
                command = import_module(module)
                verb_parser = verbs.add_parser(verb, help=command.HELP, description=command.HELP)
                command.add_arguments(verb_parser)
                verb_parser.set_defaults(run=command.run)
            else:
                verbs.add_parser(verb)
    for name, (module, purpose) in PLAIN.items():
        if words[:1] == [name]:
            command = import_module(module)
            plain_parser = groups.add_parser(name, help=command.HELP, description=command.HELP)
            command.add_arguments(plain_parser)
            plain_parser.set_defaults(run=command.run)
        else:
            groups.add_parser(name, help=purpose)
    arguments = parser.parse_args(words)
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()
        return status
    except StatuteError as refusal:  # a sentence that says what is wrong and what to do
        print(refusal, file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:  # the reader of our output, e.g. `head`, has seen enough
        # What is still buffered has nowhere to go; at the exit Python would complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)  # noqa: T201
        return 130
