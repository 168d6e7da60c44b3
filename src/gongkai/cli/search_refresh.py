"""`gongkai search refresh`: bring the validity of what can be found up to this day."""

from __future__ import annotations

import argparse
import sys

HELP = "按今天的日期更新搜索中的有效性（到期失效、开始施行的）；不运行也不出错，只是由当天第一次搜索来做"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Put again what is due; return 0, or 2 with a message if the service cannot be used."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    from django.utils import timezone

    from gongkai.service.catalogue.finding import put_again

    done = put_again(timezone.now())
    print(f"已更新{done}件的有效性。" if done else "没有需要更新的。")  # noqa: T201
    return 0
