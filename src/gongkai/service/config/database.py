"""Where the rows are kept: SQLite in the data folder, or the PostgreSQL that GONGKAI_DATABASE names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_FILE = "gongkai.sqlite3"
# A reader never waits for the one writer (WAL); a writer takes its place at once (IMMEDIATE) and waits
# for the other at most as long as `timeout` says. Rows never point to rows that are not there.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
BUSY_TIMEOUT = 20  # seconds: who waits longest of fifty that write at once, on a machine that is busy besides


class WrongDatabase(ValueError):
    """GONGKAI_DATABASE is not an address of a PostgreSQL database."""


def database(address: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings for the database at `address`, or for SQLite in `folder` if that is empty.

    `address` is a URL `postgresql://user:password@host:port/name?option=value`; a folder as host
    (a Unix socket) is written %2F-encoded or as `?host=/folder`. Raises WrongDatabase.
    """
    if not address:
        return sqlite(folder / SQLITE_FILE)
    parts = urlsplit(address)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise WrongDatabase(
            "GONGKAI_DATABASE 应形如 postgresql://用户:密码@主机:端口/数据库名；"
            "不设则使用数据目录中的 SQLite。"
        )
    options = dict(parse_qsl(parts.query))
    host = parts.netloc.rpartition("@")[2]  # not `hostname`, which loses the capitals of a folder
    if parts.port is not None:
        host = host.rpartition(":")[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(host.strip("[]")),
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": {"connect_timeout": "5", **options},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(file: Path) -> dict[str, Any]:
    """Return Django's settings for an SQLite file that is there already.

    Opening it never makes it (`mode=rw`): a data folder that is gone is an error, not an empty portal.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{file.absolute().as_uri()}?mode=rw",
        "OPTIONS": {
            "init_command": SQLITE_PRAGMAS,
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_TIMEOUT,
        },
    }
