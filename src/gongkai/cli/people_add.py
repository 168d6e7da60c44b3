"""`gongkai people add`: add a person who can sign in, and appoint her at once: the first administrator."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.service.organs.models import Post

HELP = "录入可以登录的人员，并可同时任职；初始口令只显示一次"
DUTIES = ("clerk", "reviewer", "office_head", "leader", "supervisor", "system_admin", "audit_admin")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("username", metavar="USERNAME", help="用户名：小写字母、数字、点、横线")
    parser.add_argument("name", metavar="NAME", help="姓名")
    add_post_arguments(parser, required=False)
    parser.add_argument(
        "--password-stdin", action="store_true", help="从标准输入读口令（一行），不生成初始口令"
    )


def add_post_arguments(parser: argparse.ArgumentParser, required: bool) -> None:
    """Declare what an appointment needs."""
    parser.add_argument("--organ", metavar="CODE", required=required, help="机关代码")
    parser.add_argument("--duty", choices=DUTIES, required=required, help="职责")
    parser.add_argument("--unit", metavar="UNIT", default="", help="科室")
    parser.add_argument("--since", metavar="DATE", type=a_day, help="自何日起，默认今天")


def a_day(typed: str) -> date:
    """Return a day written as 2026-03-01."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{typed}”不是日期，请写作2026-03-01。") from None


def run(arguments: argparse.Namespace) -> int:
    """Add the person and the post, both or none; return 0, or 2 with a message."""
    return guarded(lambda: _add(arguments))


def guarded(act: Callable[[], str]) -> int:
    """Run an action on people and print what it says; 2 with its reason where it is refused."""
    from gongkai.service.config.door import NotReady, open_service

    try:
        open_service()
        from django.db import transaction

        from gongkai.service.organs.actions.refusal import CannotDo
        from gongkai.service.organs.policy import NotAllowed

        try:
            with transaction.atomic():
                says = act()
        except (CannotDo, NotAllowed) as fault:
            print(fault, file=sys.stderr)  # noqa: T201
            return 2
    except NotReady as fault:
        print(fault, file=sys.stderr)  # noqa: T201
        return 2
    print(says)  # noqa: T201
    return 0


def _add(arguments: argparse.Namespace) -> str:
    from django.utils import timezone

    from gongkai.service.organs.actions.add_person import add_person
    from gongkai.service.organs.actions.refusal import CannotDo

    if bool(arguments.organ) != bool(arguments.duty):
        raise CannotDo("--organ 和 --duty 要么都写，要么都不写。")
    password = sys.stdin.readline().rstrip("\r\n") if arguments.password_stdin else None
    person, first = add_person(
        arguments.username, arguments.name, by=None, at=timezone.now(), password=password
    )
    lines = [f"已录入：{person.name}（{person.username}）"]
    if arguments.organ:
        lines.append(appointed(arguments, person.username))
    if password is None:
        lines.append(f"初始口令（只显示这一次，第一次登录时须更换）：{first}")
    return "\n".join(lines)


def appointed(arguments: argparse.Namespace, username: str) -> str:
    """Appoint the person of a user name as the arguments say, and return the sentence."""
    from django.utils import timezone

    from gongkai.service.organs.actions.appoint import appoint
    from gongkai.service.organs.actions.refusal import CannotDo
    from gongkai.service.organs.models import Duty, Organ, Person

    now = timezone.now()
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise CannotDo(f"没有用户名为“{username}”的人员，请先用 gongkai people add 录入。")
    organ = Organ.objects.filter(code=arguments.organ).first()
    if organ is None:
        raise CannotDo(f"没有代码为“{arguments.organ}”的机关，请先用 gongkai organs load 录入。")
    post: Post = appoint(
        person,
        organ,
        Duty(arguments.duty),
        since=arguments.since or timezone.localdate(now),
        unit=arguments.unit,
        by=None,
        at=now,
    )
    return f"已任职：{post.organ}{post.title}，{post.since}起"
