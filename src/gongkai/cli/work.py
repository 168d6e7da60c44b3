"""`gongkai work`: reminders, messages, the work of the night; as a process of its own."""

from __future__ import annotations

import argparse
import sys

HELP = "做网页以外的工作：提醒、发送邮件、每晚的重新计算和锚点；几个同时运行时只有一个在做"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("--once", action="store_true", help="把现在该做的做完就结束")
    parser.add_argument("--beside", type=int, metavar="PID", help="那个进程结束时跟着结束")


def run(arguments: argparse.Namespace) -> int:
    """Work until stopped; return 0, or 2 if the service cannot be opened, 1 if another is at work."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    import signal
    import threading

    from gongkai.service.requests.reminding import leases
    from gongkai.service.requests.reminding.work import Worker

    worker = Worker()
    if arguments.once:
        did = worker.work()
        leases.give_back(leases.WORK, worker.name)
        if not did:
            print("另一个进程正在做这些工作。", file=sys.stderr)  # noqa: T201
        return 0 if did else 1
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: stop.set())
    worker.run(stop, arguments.beside)
    return 0
