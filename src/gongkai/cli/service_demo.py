"""`gongkai service demo`: everything at once, from an empty folder to a page in the browser."""

from __future__ import annotations

import argparse
import os
import sys

from gongkai.cli.service_serve import add_addresses, addresses_of

HELP = "准备数据目录，载入演示数据（柳北区工业和信息化局2020年度报告和一个虚构的区）并运行；再次运行保留数据"

PASSWORDS = "demonstration-passwords.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_addresses(parser)
    parser.add_argument("--load-only", action="store_true", help="只准备和载入，不运行")


def run(arguments: argparse.Namespace) -> int:
    """Prepare, load by the import that an officer uses, serve; return 0, or 2 with a message."""
    from gongkai.service.config.door import NotReady, prepare
    from gongkai.service.config.server import CannotListen

    try:
        binds = [] if arguments.load_only else addresses_of(arguments)
        folder = prepare()
    except (NotReady, CannotListen) as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    from django.utils import timezone

    from gongkai.service.annual.demo import load
    from gongkai.service.demonstration import district
    from gongkai.service.demonstration.people import write_down

    passwords = folder / PASSWORDS
    if made := district.load(timezone.now()):
        write_down(made, passwords)
        print("已载入 loaded: 演示市虚构区 (fictitious)")  # noqa: T201
    for done in load(timezone.now()):
        print(f"{'已载入' if done.new else '已在'} loaded: {done.filed.title}")  # noqa: T201
    if not binds:
        return 0
    print(_where(arguments.port, str(folder), str(passwords)), flush=True)  # noqa: T201
    return _become_the_server(arguments)


def _become_the_server(arguments: argparse.Namespace) -> int:
    """Go on as `gongkai service serve`, in a fresh image of this process.

    Loading has set a report as PDF, and what sets PDFs keeps threads. A server that parted into workers
    now would leave them behind, and the first worker to set a PDF would wait for them for ever.
    """
    addresses = [word for address in arguments.listen or () for word in ("--listen", address)]
    command = ["-m", "gongkai", "service", "serve", "--port", str(arguments.port), *addresses]
    sys.stdout.flush()
    return os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 - no shell is wanted


def _where(port: int, folder: str, passwords: str) -> str:
    site = f"http://localhost:{port}"
    return f"""
  首页   front page  {site}/   {site}/en/
  年报   report      {site}/organs/liubei-gongxinju/reports/2020/
  演示区 district    {site}/organs/xugou-gongxinju/
  工作台 desk        {site}/desk/   {passwords}
  数据   data        {folder}

  按 Ctrl-C 停止。Press Ctrl-C to stop.
"""
