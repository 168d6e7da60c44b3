"""The desk of a signed-in person: where it leads, what is due. Rooms above add theirs by a list in settings.

`settings.GONGKAI_DESK` names modules, in the order of the menu. Such a module has

    ENTRIES: tuple[Entry, ...]                                  the lines of the menu it adds
    def due(post: Post, now: datetime) -> Iterable[Due]         what waits for this post, if anything

    def beside(thing: Model, post: Post, now: datetime) -> Iterable[Due]           what it has about a
                                                                thing of a room below, for that one's page
    ACTS: Mapping[str, str]                                     what its acts in the log are called

Each is optional. An entry is shown to a post whose duty carries its power; the view asks again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has


@dataclass(frozen=True)
class Entry:
    """A line of the menu: its words, the name of its address, and a power of which one is needed."""

    label: str | Promise
    url_name: str
    powers: tuple[Power, ...]

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class Due:
    """Something that waits for the person: what, where to do it, by which day, and whether that is past."""

    says: str | Promise
    url: str
    by: date | None = None
    late: bool = False
    count: int | None = None
    how: str = ""  # how the day was counted


ENTRIES = (
    Entry(_("人员与任职"), "desk-people", (Power.MANAGE_PEOPLE,)),
    Entry(_("机关"), "desk-organs", (Power.MANAGE_ORGANS,)),
    Entry(_("操作日志"), "desk-log", (Power.READ_LOG,)),
)


ACTS = {
    "organs.sign_in": _("登录"),
    "organs.locked_out": _("登录失败次数过多，暂时锁定"),
    "organs.address_locked": _("一个网络地址登录失败次数过多，暂时锁定"),
    "organs.sign_out": _("退出登录"),
    "organs.sign_out_elsewhere": _("退出其他设备上的登录"),
    "organs.change_password": _("更换口令"),
    "organs.second_factor_on": _("启用两步验证"),
    "organs.second_factor_off": _("停用两步验证"),
    "organs.add_person": _("添加人员"),
    "organs.amend_person": _("更正姓名"),
    "organs.reset_password": _("重置口令"),
    "organs.deactivate": _("停用账号"),
    "organs.reactivate": _("恢复账号"),
    "organs.appoint": _("任职"),
    "organs.end_post": _("结束任职"),
    "organs.add_deputy": _("指定代行人"),
    "organs.establish": _("录入机关"),
    "organs.amend": _("更改机关资料"),
    "organs.succeed": _("录入机关变更"),
}


def acts() -> dict[str, str | Promise]:
    """Return what every act in the log is called, by its key, room by room."""
    return {key: words for room in _rooms() for key, words in getattr(room, "ACTS", {}).items()}


def entries_for(post: Post) -> list[Entry]:
    """Return the lines of the menu for a post."""
    return [
        entry
        for room in _rooms()
        for entry in getattr(room, "ENTRIES", ())
        if any(has(post, power) for power in entry.powers)
    ]


def due_for(post: Post, now: datetime) -> list[Due]:
    """Return what waits for a post: what is late first, then by day; what has no day comes last."""
    found = list(_due(post, now))
    return sorted(found, key=lambda due: (not due.late, due.by or date.max))


def all_beside(thing: Model, post: Post, now: datetime) -> list[Due]:
    """Return what the rooms above have about a thing, room by room."""
    return [
        found
        for room in _rooms()
        if (provider := getattr(room, "beside", None))
        for found in provider(thing, post, now)
    ]


def _due(post: Post, now: datetime) -> Iterator[Due]:
    for room in _rooms():
        if provider := getattr(room, "due", None):
            yield from provider(post, now)


@cache
def _rooms() -> tuple[ModuleType, ...]:
    return tuple(import_module(name) for name in settings.GONGKAI_DESK)
