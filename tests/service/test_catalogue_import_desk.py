"""The desk's pages of imports, from the upload to the review of the batch."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gongkai.cli import main
from gongkai.service.catalogue.imports import runner, work
from gongkai.service.catalogue.imports.actions import check as checking
from gongkai.service.catalogue.imports.actions.check import check
from gongkai.service.catalogue.imports.actions.open_run import open_run
from gongkai.service.catalogue.imports.actions.review import release_batch, submit_batch
from gongkai.service.catalogue.imports.models import SILENCE, Batch, ImportRun
from gongkai.service.catalogue.models import Showing
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.models import Duty, Organ, Post
from tests.service.catalogue_desk import NOW
from tests.service.catalogue_import import a_table, entered, now, tried
from tests.service.desk import a_post, sign_in


def test_a_table_is_tried_entered_reviewed_and_released_by_pressing_buttons(
    organ: Organ, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.service.config.door.open_service", lambda: None)

    def at_once(run: ImportRun, task: str) -> None:
        assert main(["documents", "resume", str(run.pk), "--task", task]) == 0

    monkeypatch.setattr(runner, "start", at_once)
    clerk, *others = (a_post(organ, duty) for duty in (Duty.CLERK, Duty.REVIEWER, Duty.LEADER))
    sign_in(client, clerk)
    file = SimpleUploadedFile("目录.csv", a_table({"原发布日期": "2024-03-05"}))

    client.post("/desk/imports/", {"file": file, "was_published": "on"})
    run = ImportRun.objects.get()
    for do in ("enter", "submit"):
        assert client.post(f"/desk/imports/{run.pk}/", {"do": do}).status_code == 302
    batch = Batch.objects.get()
    for post in (clerk, *others):
        sign_in(client, post)
        page = client.get(f"/desk/imports/batches/{batch.pk}/")
        digest = page.context["standing"].review.digest
        client.post(f"/desk/imports/batches/{batch.pk}/", {"verdict": "pass", "digest": digest})
    sign_in(client, clerk)
    client.post(f"/desk/imports/{run.pk}/", {"do": "release"})

    assert Showing.objects.get().begins.year == 2024


class Begun:
    """What was started beside the server."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []

    def __call__(self, command: list[str], **_given: Any) -> None:
        self.commands.append(command)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Begun:
    """Let nothing be started: the process dies before its first sign."""
    found = Begun()
    monkeypatch.setattr(subprocess, "Popen", found)
    return found


@pytest.fixture
def clerk(organ: Organ, client: Client) -> Post:
    post = a_post(organ, Duty.CLERK)
    sign_in(client, post)
    return post


def page_of(client: Client, run: ImportRun) -> str:
    return client.get(f"/desk/imports/{run.pk}/").content.decode()


def let_silence_pass(run: ImportRun) -> None:
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - SILENCE - timedelta(seconds=1))


def test_a_process_that_never_gave_a_sign_is_told_on_the_page_and_begun_again(
    clerk: Post, client: Client, begun: Begun
) -> None:
    file = SimpleUploadedFile("目录.csv", a_table({}))
    client.post("/desk/imports/", {"file": file})
    run = ImportRun.objects.get()
    assert "正在启动" in page_of(client, run)
    client.post(f"/desk/imports/{run.pk}/", {"do": "check"})
    assert len(begun.commands) == 1  # not twice at once

    let_silence_pass(run)
    page = page_of(client, run)
    assert "没有进展" in page
    assert "接着预演" in page

    client.post(f"/desk/imports/{run.pk}/", {"do": "check"})
    assert len(begun.commands) == 2
    assert check(run, by=clerk, now=timezone.now).checked_at is not None
    assert "没有进展" not in page_of(client, run)


def test_silence_after_the_last_row_is_no_fault(clerk: Post, client: Client) -> None:
    run = entered(clerk, {})
    ImportRun.objects.filter(pk=run.pk).update(worker="dead", task="enter")
    let_silence_pass(run)

    assert "没有进展" not in page_of(client, run)


def test_a_machine_that_starts_nothing_says_so_at_once(
    clerk: Post, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any, **_named: Any) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(subprocess, "Popen", full)
    client.post("/desk/imports/", {"file": SimpleUploadedFile("目录.csv", a_table({}))})

    assert "后台进程没有启动（Cannot allocate memory）" in page_of(client, ImportRun.objects.get())


def test_what_is_refused_before_the_work_begins_is_told_on_the_page(
    clerk: Post, client: Client, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.service.config.door.open_service", lambda: None)
    run = tried(clerk, {})
    client.post(f"/desk/imports/{run.pk}/", {"do": "enter"})
    Post.objects.filter(pk=clerk.pk).update(until=timezone.localdate() - timedelta(days=1))

    assert main(begun.commands[0][3:]) == 2

    again = a_post(clerk.organ, Duty.CLERK, clerk.person)
    sign_in(client, again)
    run.refresh_from_db()
    assert run.fault
    assert run.fault in page_of(client, run)
    assert "接着录入" in page_of(client, run)


def test_a_fault_of_the_program_is_told_on_the_page_and_raised(
    clerk: Post, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = open_run(data=a_table({}), name="目录.csv", by=clerk, at=NOW)

    def broken(*_given: Any, **_named: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(checking, "meaning", broken)
    with pytest.raises(ZeroDivisionError):
        check(run, by=clerk, now=now)

    page = page_of(client, run)
    assert "程序出错，做到一半停了（ZeroDivisionError）" in page
    assert "接着预演" in page


def test_a_long_row_does_not_make_its_process_look_dead(clerk: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [NOW]

    def a_minute_later(*_given: Any, **_named: Any) -> Any:
        clock[0] += timedelta(seconds=60)
        with pytest.raises(OutOfTurn, match="正在预演"), work.at_work(run, "check", clerk, clock[0]):
            raise AssertionError("somebody else took it")
        return found(*_given, **_named)

    run = open_run(data=a_table(*({"标题": f"第{n}件"} for n in range(5))), name="目录.csv", by=clerk, at=NOW)
    found = checking.meaning
    monkeypatch.setattr(checking, "meaning", a_minute_later)

    assert check(run, by=clerk, now=lambda: clock[0]).checked_at is not None


def test_why_some_were_not_released_is_told_on_the_page(clerk: Post, client: Client) -> None:
    run = entered(clerk, {"原发布日期": "2024-03-05"}, was_published=True)
    submit_batch(run, by=clerk, now=now)

    release_batch(run, by=clerk, now=now)

    page = page_of(client, run)
    assert "有1件没有发布：《关于开放档案的通知》" in page


def test_of_two_who_press_at_once_one_is_told_that_it_is_at_work(clerk: Post) -> None:
    run = tried(clerk, {})
    work.wait_for_worker(run, ImportRun.Task.ENTER, clerk, NOW)

    with pytest.raises(OutOfTurn, match="正在进行"):
        work.wait_for_worker(run, ImportRun.Task.ENTER, clerk, NOW)
