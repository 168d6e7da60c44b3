"""`gongkai search rebuild`: make the search index anew from what is published."""

from __future__ import annotations

import argparse
import sys

HELP = "按已经发布的内容重建搜索索引；重建期间搜索页面会说明"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""


def run(arguments: argparse.Namespace) -> int:  # noqa: ARG001
    """Rebuild; return 0, or 2 with a message if the service cannot be used."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    from django.utils import timezone

    from gongkai.service.catalogue.search.rebuild import rebuild
    from gongkai.service.config.searching import providers

    done = rebuild(providers(timezone.now()), tell=_tell)
    print(f"已编入索引{done}件。")  # noqa: T201
    return 0


def _tell(done: int) -> None:
    """Say on a terminal how far it is."""
    if sys.stderr.isatty():
        print(f"\r{done}", end="\r", file=sys.stderr, flush=True)  # noqa: T201
