"""Every address of the service with who may see it: the walk that no room can leave out.

A room classifies its addresses in `tests/service/walk_<room>.py`:

    RULES = [
        Rule("home", Way.PUBLIC),
        Rule("desk-documents", Way.POST, (Duty.CLERK, Duty.REVIEWER)),
        Rule("desk-document", Way.POST, (Duty.CLERK,), of=number_of_a_document),
    ]

    def prepare(scene): ...     what its pages need to be there (optional)

`of` gives the arguments of the address for an object of an organ: the walk asks for that of the scene's
own organ, and for that of another, which must not be there (404). Without `of` the page is a list or a
form: what others have is simply not on it, and `secret` may name words of another organ's that must not
be. `test_walk.py` asks each address as nobody, as one without a post, from another organ, in every wrong
duty (403 with the reason), and in each right one (200). An address without a rule fails the walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from gongkai.service.organs.models import Duty, Organ, Post
from tests.service.desk import a_post, an_organ


class Way(Enum):
    """What an address asks of whoever comes."""

    PUBLIC = "nothing: outside the desk, the same for everybody"
    ANYBODY = "nothing, though under /desk/: signing in"
    PERSON = "to be signed in"
    POST = "a post with one of the duties of the rule"


@dataclass
class Scene:
    """Two organs under a county, with a post of each duty in both."""

    county: Organ
    own: Organ
    other: Organ
    posts: dict[tuple[str, Duty], Post] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)  # what `prepare` of a room made

    def post(self, organ: Organ, duty: Duty) -> Post:
        """Return the post of a duty in an organ; made when it is asked for."""
        key = (organ.code, duty)
        if key not in self.posts:
            self.posts[key] = a_post(organ, duty)
        return self.posts[key]


@dataclass(frozen=True)
class Rule:
    """The class of one address."""

    name: str
    way: Way
    duties: tuple[Duty, ...] = ()
    of: Callable[[Scene, Organ], dict[str, Any]] | None = None
    with_: Callable[[Scene], dict[str, Any]] | None = None
    """Arguments of an address that is not of an object of an organ."""
    method: str = "get"
    data: Callable[[Scene, Organ], dict[str, Any]] | None = None
    answers: tuple[int, ...] = (200,)
    """What a right post is answered: 302 as well where the page goes on at once."""
    secret: Callable[[Scene], str] | None = None
    why: str = ""
    """Where `answers` is unusual: why."""


def a_scene() -> Scene:
    """Return the scene, with whatever the rooms' pages need."""
    county = an_organ("wushan", "乌山区人民政府", kind="county", has_area=False)
    own = an_organ("wushan-danganju", "乌山区档案局", parent="wushan")
    other = an_organ("wushan-minzhengju", "乌山区民政局", parent="wushan")
    scene = Scene(county, own, other)
    for room in rooms():
        if prepare := getattr(room, "prepare", None):
            prepare(scene)
    return scene


@contextmanager
def kept_scene() -> Iterator[Scene]:
    """Make the scene once for many tests, in a transaction around theirs: each is rolled back to it."""
    with transaction.atomic():
        yield a_scene()
        transaction.set_rollback(True)


def as_it_was(scene: Scene) -> Scene:
    """Return a scene of a test's own: what it makes or changes there is not seen by the next."""
    posts = {
        key: Post.objects.select_related("person", "organ").get(pk=p.pk) for key, p in scene.posts.items()
    }
    return Scene(scene.county, scene.own, scene.other, posts, dict(scene.things))


def rooms() -> list[Any]:
    """Return the modules in which the rooms classify their addresses."""
    files = sorted(Path(__file__).parent.glob("walk_*.py"))
    return [import_module(f"tests.service.{file.stem}") for file in files]


def rules() -> list[Rule]:
    """Return the rules of all rooms."""
    return [rule for room in rooms() for rule in room.RULES]


def names() -> list[str]:
    """Return the name of every address of the service, once for all languages; else its route."""
    return sorted(set(_names(get_resolver())))


def _names(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or f"nameless: {pattern.pattern}"
