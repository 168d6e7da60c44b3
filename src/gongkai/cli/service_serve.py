"""`gongkai service serve`: answer visitors, until interrupted."""

from __future__ import annotations

import argparse
import sys

HELP = "运行网上服务，按 Ctrl-C 停止"
LOOPBACK = ("127.0.0.1", "::1")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    add_addresses(parser)


def add_addresses(parser: argparse.ArgumentParser) -> None:
    """Declare where to serve."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="端口（默认8000）")
    parser.add_argument(
        "--listen",
        action="append",
        metavar="ADDRESS",
        help="在哪个地址上提供服务，可以写几次；默认只在本机（127.0.0.1和::1）",
    )


def addresses_of(arguments: argparse.Namespace) -> list[str]:
    """Return the addresses to serve on, as `host:port`; CannotListen if that cannot be."""
    from gongkai.service.config.server import CannotListen, usable

    if not 0 < arguments.port < 65536:
        raise CannotListen(f"{arguments.port}不是端口号，端口号在1到65535之间。")
    return usable(arguments.listen or LOOPBACK, arguments.port)


def run(arguments: argparse.Namespace) -> int:
    """Serve; return 0 when stopped, or 2 with a message if serving cannot begin."""
    from gongkai.service.config.door import NotReady, open_service
    from gongkai.service.config.server import CannotListen, serve

    try:
        binds = addresses_of(arguments)
        open_service()
    except (NotReady, CannotListen) as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    where = f"http://{binds[0]}/" if arguments.listen else f"http://localhost:{arguments.port}/"
    print(f"请用浏览器打开 {where} （按 Ctrl-C 停止）", flush=True)  # noqa: T201
    serve(binds)
    return 0
