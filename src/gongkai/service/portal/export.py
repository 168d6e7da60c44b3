"""The public pages as a folder of files, for a site that takes files and runs nothing.

Every page and file a reader can reach by links is asked of the service itself, in this process, and written
with its links made relative: the folder works wherever it is put. What needs the service (the search, the
calculators, the desk, what programs read) leads to the address where it runs.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from wsgiref.util import setup_testing_defaults

LINK = re.compile(r'(?P<name>\b(?:href|src|action))="(?P<url>/(?!/)[^"]*)"')
LIVE = ("/search/", "/reports/compare/", "/tools/", "/desk/", "/api/", "/feeds/", "/elder/", "/track/")
"""What begins so, in either language, needs the service; so does every address that asks something."""

SEE_OTHER = (301, 302, 308)


class CannotExport(Exception):
    """The folder cannot be written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answers to an address."""

    status: int
    kind: str
    body: bytes
    location: str = ""


@dataclass(slots=True)
class Exported:
    """What was written: the file of each address, and the addresses whose links led nowhere."""

    files: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)

    def file_of(self, url: str) -> str | None:
        """Return the file in which an address stands, after what has moved; None if in none."""
        for _step in range(5):
            if url in self.files:
                return self.files[url]
            url = self.moved.get(url, "")
        return None


def export(folder: Path, live: str, ask: Callable[[str], Answer]) -> Exported:
    """Write what a reader reaches from the front page into an empty folder; `live` is where the service runs.

    Raises CannotExport if the folder has something in it already, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise CannotExport(f"{folder} 里已有文件。请给出一个空目录，以免新旧混在一起。")
        done = _gather(folder, ask)
        for name in done.files.values():
            if name.endswith(".html"):
                path = folder / name
                path.write_text(_relative(path.read_text("utf-8"), name, done, live), "utf-8", newline="")
    except OSError as fault:
        raise CannotExport(f"{folder} 不能写入：{fault.strerror or fault}。") from fault
    return done


def ask_of(application: Callable[..., Any], host: str, scheme: str = "http") -> Callable[[str], Answer]:
    """Return a function that asks a WSGI application for an address, as a visitor of that host would.

    Host and scheme are those of the service that runs: files name the whole address of what they were.
    """

    def ask(url: str) -> Answer:
        environ: dict[str, Any] = {"PATH_INFO": unquote(url).encode().decode("latin-1"), "HTTP_HOST": host}
        environ["wsgi.url_scheme"] = scheme
        setup_testing_defaults(environ)
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _fault: object = None) -> None:
            said.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

        parts = application(environ, start)
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        headers = said["headers"]
        return Answer(said["status"], headers.get("content-type", ""), body, headers.get("location", ""))

    return ask


def _gather(folder: Path, ask: Callable[[str], Answer]) -> Exported:
    done = Exported()
    waiting, known = deque(["/", "/en/"]), {"/", "/en/"}
    while waiting:
        url = waiting.popleft()
        answer = ask(url)
        found: Iterator[str] = iter(())
        if answer.status == 200:
            name = _name(url)
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(answer.body)
            done.files[url] = name
            if answer.kind.startswith("text/html"):
                found = _links(answer.body.decode())
        elif answer.status in SEE_OTHER and (target := urlsplit(answer.location).path):
            done.moved[url] = target
            found = iter([target])
        else:
            done.faults[url] = answer.status
        for link in found:
            if link not in known and not _is_live(link):
                known.add(link)
                waiting.append(link)
    return done


def _links(page: str) -> Iterator[str]:
    for found in LINK.finditer(page):
        yield _address(found["url"])[0]


def _address(written: str) -> tuple[str, str]:
    """Return an address as it is asked for, and the place within the page, from how a page writes it."""
    url, mark, place = html.unescape(written).partition("#")
    return url, mark + place


def _is_live(url: str) -> bool:
    return "?" in url or url.removeprefix("/en").startswith(LIVE)


def _name(url: str) -> str:
    """Return the file of an address: of a page its folder's index.html."""
    steps = [step for step in unquote(url).split("/") if step]
    if any(step in (".", "..") or "\\" in step or "\0" in step for step in steps):
        raise CannotExport(f"网址 {url} 不能成为文件名。")
    return "/".join([*steps, "index.html"] if url.endswith("/") else steps)


def _relative(page: str, name: str, done: Exported, live: str) -> str:
    """Return a page with its links made relative to its file, or absolute where the service is needed."""

    def link(found: re.Match[str]) -> str:
        url, place = _address(found["url"])
        file = None if _is_live(url) else done.file_of(url)
        if file is None:
            whole = live.rstrip("/") + url + place
        else:
            whole = quote(posixpath.relpath(file, posixpath.dirname(name) or ".")) + place
        return f'{found["name"]}="{html.escape(whole)}"'

    return LINK.sub(link, page)
