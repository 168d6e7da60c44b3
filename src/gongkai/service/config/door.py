"""The way into the service for a program that is not a web server: the command line."""

from __future__ import annotations

import base64
import os
import secrets
from importlib import import_module
from pathlib import Path
from typing import Any

SETTINGS = "gongkai.service.config.settings"


class NotReady(Exception):
    """The service cannot be used as it stands; the message says what to do."""


def open_service() -> None:
    """Make the rooms of the service usable; NotReady if its database is not there or not up to date."""
    _set_up()
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import Error

    where = settings.GONGKAI_DATA
    advice = (
        "请先运行 gongkai service prepare；数据在别处的，用环境变量 GONGKAI_DATA 或 GONGKAI_DATABASE 指明。"
    )
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as fault:
        if connection.vendor == "sqlite":
            raise NotReady(f"{where} 中没有可用的数据库。{advice}") from fault
        raise NotReady(f"连不上数据库：{_line(fault)}。请检查 GONGKAI_DATABASE 和数据库服务。") from fault
    if pending:
        raise NotReady(f"数据库还没有准备好，有{len(pending)}项变更未执行。{advice}")


def prepare() -> Path:
    """Make or bring up to date what the service stands on, and return its data folder.

    That is the folder, the secret key (readable by its owner alone), the database's tables, and the
    static files as they are served. Done again it changes nothing.
    """
    chosen = _settings()
    folder: Path = chosen.GONGKAI_DATA
    try:
        folder.mkdir(parents=True, exist_ok=True)
        chosen.SECRET_KEY = _secret_key(chosen.SECRET_KEY_FILE)
        _made_once(
            chosen.GONGKAI_IDENTITY_KEY_FILE, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        )
        if database := chosen.SQLITE_DATABASE:
            database.touch(mode=0o600)
    except OSError as fault:
        raise NotReady(f"数据目录 {folder} 不能写入：{fault.strerror}。") from fault
    _set_up()
    from django.core.management import call_command
    from django.db.utils import Error

    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("clearsessions", verbosity=0)  # those that have ended
    except Error as fault:
        raise NotReady(f"数据库不能使用：{_line(fault)}。请检查数据库服务和 GONGKAI_DATABASE。") from fault
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    return folder


def _settings() -> Any:
    """Return the settings' module as Django will read it; NotReady if it refuses the environment."""
    from gongkai.service.config.database import WrongDatabase
    from gongkai.service.config.mail import WrongMail
    from gongkai.service.config.numbers import WrongNumber

    try:
        return import_module(os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS))
    except (WrongDatabase, WrongMail, WrongNumber) as fault:
        raise NotReady(str(fault)) from fault


def _set_up() -> None:
    """Let Django read the settings and load the rooms."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    _settings()
    import django

    django.setup()


def _line(fault: Exception) -> str:
    """Return what a driver said, on one line."""
    return " ".join(str(fault).split())


def _secret_key(file: Path) -> str:
    """Return the key in the file; make it once if there is none."""
    return _made_once(file, secrets.token_urlsafe(50))


def _made_once(file: Path, key: str) -> str:
    """Return what the file has; put the key there, readable by its owner alone, if there is no file."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(key + "\n")
    return key
