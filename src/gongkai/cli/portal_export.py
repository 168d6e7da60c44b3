"""`gongkai portal export`: the public pages as a folder of files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.parse import urlsplit

HELP = "把公开页面和文件写成静态文件，供只收文件的网站使用；搜索和计算工具指向在线服务"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("folder", type=Path, metavar="目录", help="写到这个空目录")
    parser.add_argument(
        "--live", required=True, metavar="网址", help="在线服务的网址，如 https://xxgk.example.gov.cn"
    )


def run(arguments: argparse.Namespace) -> int:
    """Export; return 0, 1 if a link led nowhere, or 2 with a message if nothing could be written."""
    from gongkai.service.config.door import NotReady, open_service

    parts = urlsplit(arguments.live)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        print("--live 应当是完整的网址，如 https://xxgk.example.gov.cn。", file=sys.stderr)  # noqa: T201
        return 2
    try:
        open_service()
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from gongkai.service.portal.export import CannotExport, ask_of, export

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, parts.hostname]  # of this process, which serves nobody
    ask = ask_of(get_wsgi_application(), parts.netloc, parts.scheme)
    try:
        done = export(arguments.folder, arguments.live, ask)
    except CannotExport as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    print(f"已写出{len(done.files)}个文件：{arguments.folder}")  # noqa: T201
    for url, status in done.faults.items():
        print(f"链接没有结果（{status}）：{url}", file=sys.stderr)  # noqa: T201
    return 1 if done.faults else 0
