"""The second step of signing in, and a deputy, tried through the real server in a real browser."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.components import REPOSITORY, require
from tests.service.desk import PASSWORD
from tests.service.serving import _wait_for, free_port

pytestmark = pytest.mark.own_database

PEOPLE = (
    ("guanzhu", "关主", "system_admin"),
    ("jingban", "经办", "clerk"),
    ("dairen", "代仁", "reviewer"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real server with one organ; an administrator, a clerk and a reviewer made on the command line."""
    require("chromium")
    folder = tmp_path_factory.mktemp("second-step")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_"))}
    here = {**clean, "PYTHONPATH": str(REPOSITORY / "src"), "GONGKAI_DATA": str(folder / "data")}
    program = [sys.executable, "-m", "gongkai"]
    table = folder / "organs.csv"
    table.write_text("代码,名称,性质\nwushan,乌山区人民政府,县级人民政府\n", "utf-8")
    subprocess.run([*program, "service", "prepare"], env=here, check=True)
    subprocess.run([*program, "organs", "load", str(table)], env=here, check=True)
    for username, name, duty in PEOPLE:
        words = ["people", "add", username, name, "--organ", "wushan", "--duty", duty, "--password-stdin"]
        subprocess.run([*program, *words], env=here, input=f"{PASSWORD}\n", text=True, check=True)
    port, log = free_port(), folder / "log"
    with log.open("w") as out:
        serve = [*program, "service", "serve", "--port", str(port)]
        server = subprocess.Popen(serve, env=here, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://localhost:{port}/", server, log)
        yield f"http://localhost:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
    assert "Traceback" not in log.read_text("utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = require("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN") as window:
        window.set_default_timeout(7000)
        yield window.new_page()


def enter(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/desk/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def leave(page: Page) -> None:
    page.get_by_role("button", name="退出登录").click()


def say(page: Page, code: str) -> None:
    page.get_by_label("验证码").fill(code)
    page.locator("main button.primary").click()


def test_codes_of_the_telephone_and_codes_for_when_it_is_lost(page: Page, site: str, tmp_path: Path):
    enter(page, site, "jingban")
    page.goto(f"{site}/desk/account/second-factor/")
    page.locator("main button.primary").click()
    secret = pyotp.TOTP(
        "".join(re.findall(r"[A-Z2-7]{4}(?: [A-Z2-7]{4})+", page.locator("main").inner_text())[0].split())
    )
    expect(page.locator("svg.qr")).to_be_visible()
    say(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("验证码不正确")
    say(page, secret.now())
    spare = re.findall(r"\b[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}\b", page.locator("main").inner_text())
    assert len(spare) == 10
    leave(page)

    enter(page, site, "jingban")
    expect(page.get_by_role("heading", level=1)).to_have_text("第二步验证")
    page.goto(f"{site}/desk/")  # the password alone opens nothing
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    enter(page, site, "jingban")
    say(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("验证码不正确")
    say(page, secret.at(int(time.time()) + 30))  # that of now is spent
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")
    leave(page)

    enter(page, site, "jingban")
    say(page, spare[0].upper())
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")
    page.goto(f"{site}/desk/account/")
    expect(page.locator("main")).to_contain_text("9")
    leave(page)
    enter(page, site, "jingban")
    say(page, spare[0])
    expect(page.get_by_role("alert")).to_contain_text("验证码不正确")


def test_a_deputy_acts_while_the_post_lasts_and_under_that_name(page: Page, site: str):
    enter(page, site, "guanzhu")
    page.goto(f"{site}/desk/people/?q=jingban")
    page.get_by_role("link", name="经办", exact=True).click()
    person = page.url
    page.get_by_role("link", name="指定代行人").click()
    page.get_by_label("代行人").select_option(label="代仁（dairen）")
    page.get_by_label("自何日起", exact=True).fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("自何日起不再代行").fill(f"{timezone.localdate() + timedelta(days=7):%Y-%m-%d}")
    page.locator("main button.primary").click()
    expect(page.get_by_role("status")).to_contain_text("代行已录入")
    leave(page)

    enter(page, site, "dairen")
    page.goto(f"{site}/desk/posts/")
    page.get_by_role("button", name=re.compile("代经办人")).click()
    expect(page.get_by_role("banner")).to_contain_text("代经办人 代仁")
    page.goto(f"{site}/desk/documents/new/typed/")
    expect(page.get_by_role("heading", level=1)).to_have_text("录入信息")
    leave(page)

    enter(page, site, "guanzhu")
    page.goto(person)
    page.get_by_role("link", name="结束任职").first.click()
    page.get_by_label("自何日起不再任职").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.locator("main button").last.click()
    leave(page)
    enter(page, site, "dairen")
    expect(page.get_by_role("banner")).to_contain_text("审查人员")
    page.goto(f"{site}/desk/documents/new/typed/")
    expect(page.locator("main")).to_contain_text("无权起草和编辑")
