"""`gongkai people`: the first administrator, without whom nobody could sign in."""

from __future__ import annotations

import io
import sys

import pytest

from gongkai.cli import main
from gongkai.cli.people_add import DUTIES
from gongkai.service.config import door
from gongkai.service.organs.models import Deed, Duty, Organ, Person, Post
from tests.service.desk import PASSWORD, a_person


@pytest.fixture(autouse=True)
def service(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(door, "open_service", lambda: None)


def run(*words: str) -> int:
    return main(["people", *words])


def test_the_command_knows_the_duties():
    assert list(DUTIES) == Duty.values


def test_the_first_administrator_is_made_and_her_password_printed_once(
    organ: Organ, capsys: pytest.CaptureFixture[str]
):
    assert run("add", "wangwu", "王五", "--organ", organ.code, "--duty", "system_admin") == 0

    out = capsys.readouterr().out
    person = Person.objects.get(username="wangwu")
    password = out.strip().rpartition("：")[2]
    assert person.check_password(password)
    assert person.must_change_password
    assert Post.objects.get(person=person).duty == Duty.SYSTEM_ADMIN
    assert [d.person for d in Deed.objects.filter(act__in=("organs.add_person", "organs.appoint"))] == [
        None
    ] * 2


def test_a_password_may_come_by_the_standard_input(
    organ: Organ, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))

    assert run("add", "wangwu", "王五", "--password-stdin") == 0

    assert Person.objects.get().check_password(PASSWORD)
    assert PASSWORD not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "wangwu", "王五", "--organ", "nowhere", "--duty", "clerk"], "没有代码为“nowhere”的机关"),
        (["add", "wangwu", "王五", "--duty", "clerk"], "要么都写，要么都不写"),
        (["add", "W U", "王五"], "用户名由2至32个小写字母"),
        (["add", "zhangsan", "张三"], "已经有人使用"),
        (
            ["appoint", "wangwu", "--organ", "qingshan-danganju", "--duty", "clerk"],
            "没有用户名为“wangwu”的人员",
        ),
        (["reset", "wangwu"], "没有用户名为“wangwu”的人员"),
    ],
)
def test_what_does_not_hold_together_is_refused_and_leaves_nothing(
    organ: Organ, capsys: pytest.CaptureFixture[str], words: list[str], says: str
):
    a_person()

    assert run(*words) == 2

    assert says in capsys.readouterr().err
    assert list(Person.objects.values_list("username", flat=True)) == ["zhangsan"]
    assert not Post.objects.exists()


def test_a_weak_password_is_refused_in_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))

    assert run("add", "wangwu", "王五", "--password-stdin") == 2

    assert "口令至少12位" in capsys.readouterr().err


def test_somebody_known_is_appointed_and_reset(organ: Organ, capsys: pytest.CaptureFixture[str]):
    person = a_person()

    assert run("appoint", "zhangsan", "--organ", organ.code, "--duty", "clerk", "--since", "2026-03-02") == 0
    assert run("reset", "zhangsan") == 0

    password = capsys.readouterr().out.strip().rpartition("：")[2]
    person.refresh_from_db()
    assert person.check_password(password)
    assert str(Post.objects.get().since) == "2026-03-02"
