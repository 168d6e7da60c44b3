"""`gongkai people appoint`: appoint somebody who can sign in already."""

from __future__ import annotations

import argparse

from gongkai.cli.people_add import add_post_arguments, appointed, guarded

HELP = "为已录入的人员任职"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("username", metavar="USERNAME", help="用户名")
    add_post_arguments(parser, required=True)


def run(arguments: argparse.Namespace) -> int:
    """Appoint; return 0, or 2 with a message."""
    return guarded(lambda: appointed(arguments, arguments.username))
