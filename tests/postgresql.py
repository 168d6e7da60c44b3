"""A PostgreSQL cluster that lives as long as one run of the tests.

`python -m tests.postgresql COMMAND…` runs a command with GONGKAI_DATABASE set to such a cluster.
It listens on a socket in its own folder and on no network address, and nothing of it stays.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.components import COMPONENTS, found, require_all

USER = "gongkai"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # a cluster that is thrown away need not survive a power cut
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@contextmanager
def throw_away_cluster() -> Iterator[str]:
    """Start a cluster, yield the URL of its database `postgres`, and remove it.

    Raises FileNotFoundError without PostgreSQL, RuntimeError with the server's own words if it
    does not start.
    """
    programs = found("postgresql")
    if programs is None:
        raise FileNotFoundError(COMPONENTS["postgresql"].package)
    # The path of a socket may have 107 bytes, so the folder stands in /tmp whatever TMPDIR says.
    folder = Path(tempfile.mkdtemp(prefix="gongkai-pg-", dir="/tmp"))
    data = folder / "data"
    try:
        as_owner = _as_owner(folder)
        _run([*as_owner, str(programs / "initdb"), "--pgdata", str(data), "--username", USER, *_INITDB])
        options = " ".join(f"-c {key}='{value}'" for key, value in SETTINGS.items())
        start = ["start", "--silent", "--wait", "--timeout", "60", "--log", str(folder / "log")]
        pg_ctl = [*as_owner, str(programs / "pg_ctl"), "--pgdata", str(data)]
        try:
            _run([*pg_ctl, *start, "--options", f"{options} -k {folder}"], folder / "log")
            yield f"postgresql://{USER}@{quote(str(folder), safe='')}/postgres"
        finally:
            if (data / "postmaster.pid").exists():
                _run([*pg_ctl, "stop", "--silent", "--mode", "immediate"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")


def _as_owner(folder: Path) -> list[str]:
    """Return the prefix that runs a command as the owner of `folder`: initdb refuses root."""
    if os.geteuid() != 0:
        return []
    owner = next(user for name in ("postgres", "nobody") if (user := _user(name)))
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    ids = [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    return ["setpriv", *ids, "env", f"HOME={folder}"]


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _run(command: list[str], log: Path | None = None) -> None:
    """Run a program of PostgreSQL; RuntimeError with what it said if it fails."""
    # The server must not inherit a pipe, or waiting for the end of its output would never end.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, cwd="/", check=False
        )
        if done.returncode:
            said.seek(0)
            more = log.read_text("utf-8", "replace") if log and log.exists() else ""
            raise RuntimeError(f"{command}: {said.read()}{more}")


def main(command: list[str]) -> int:
    """Run a command on a throw-away cluster; without PostgreSQL say so, and fail if it is required."""
    if found("postgresql") is None:
        reason = f"postgresql (Debian: {COMPONENTS['postgresql'].package}): {' '.join(command)}"
        print(f"skipped for lack of {reason}", file=sys.stderr)  # noqa: T201
        if lacking := os.environ.get("GONGKAI_LACKING"):
            with Path(lacking).open("a", encoding="utf-8") as account:
                account.write(f"{reason}\n")
        return 1 if require_all() else 0
    with throw_away_cluster() as url:
        return subprocess.run(command, env={**os.environ, "GONGKAI_DATABASE": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
