"""`gongkai requests purge`: erase identity numbers and papers whose time has passed."""

from __future__ import annotations

import argparse
import sys

HELP = "删除保存期限已过的证件号码和身份证明图片"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command: none, the term is a setting (GONGKAI_IDENTITY_DAYS)."""


def run(_arguments: argparse.Namespace) -> int:
    """Purge; return 0, or 2 if the service cannot be opened."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    from django.utils import timezone

    from gongkai.service.redress.record_papers import purge as purge_records
    from gongkai.service.requests.retention import purge

    now = timezone.now()
    done, records = purge(now), purge_records(now)
    print(  # noqa: T201
        f"已删除{done.numbers}人的证件信息、{done.papers}个身份证明文件；"
        f"确定或者更正了{done.dated}人的保存期限；已删除更正申请的{records.papers}个证件和证据文件。"
    )
    return 0
