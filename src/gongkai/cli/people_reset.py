"""`gongkai people reset`: give somebody a new first password, e.g. the only administrator."""

from __future__ import annotations

import argparse

from gongkai.cli.people_add import guarded

HELP = "重置口令：生成新的初始口令，取消两步验证，解除锁定"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("username", metavar="USERNAME", help="用户名")


def run(arguments: argparse.Namespace) -> int:
    """Reset; return 0, or 2 with a message."""
    return guarded(lambda: _reset(arguments.username))


def _reset(username: str) -> str:
    from django.utils import timezone

    from gongkai.service.organs.actions.refusal import CannotDo
    from gongkai.service.organs.actions.reset_password import reset_password
    from gongkai.service.organs.models import Person

    person = Person.objects.filter(username=username).first()
    if person is None:
        raise CannotDo(f"没有用户名为“{username}”的人员。")
    made = reset_password(person, by=None, at=timezone.now())
    return f"{person.name}（{person.username}）的初始口令（只显示这一次，第一次登录时须更换）：{made}"
