"""`gongkai search verify`: compare the search index with what is published."""

from __future__ import annotations

import argparse
import sys

HELP = "核对搜索索引与已经发布的内容是否一致，可以补正"
SHOWN = 20  # of each sort of difference


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("--repair", action="store_true", help="补上缺少的，更新不同的，删去多余的")


def run(arguments: argparse.Namespace) -> int:
    """Compare; return 0 if all agrees (or does now), 1 if not, 2 if the service cannot be used."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    from django.utils import timezone

    from gongkai.service.catalogue.search.rebuild import repair, verify
    from gongkai.service.config.searching import providers

    at = timezone.now()
    rooms = providers(at)
    found = verify(rooms, at)
    _say(f"已发布{found.seen}件。")
    for label, entries in (
        ("索引中缺少", found.missing),
        ("索引中内容不同", found.changed),
        ("索引中多余", found.superfluous),
        ("索引损坏", found.broken),
    ):
        if entries:
            some = "、".join(f"{kind or '?'} {key or '?'}" for kind, key in entries[:SHOWN])
            _say(f"{label}{len(entries)}件：{some}{'……' if len(entries) > SHOWN else ''}")
    if not found:
        _say("索引与已发布的内容一致。")
        return 0
    if not arguments.repair:
        _say("可以用 gongkai search verify --repair 补正，或者用 gongkai search rebuild 重建。")
        return 1
    if not repair(rooms, found):
        _say("索引有损坏，请用 gongkai search rebuild 重建。")
        return 1
    _say("已补正。")
    return 0


def _say(line: str) -> None:
    print(line)  # noqa: T201
