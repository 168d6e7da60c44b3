"""In which post a signed-in person acts: asked again at each request, and only under /desk/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongkai.service.organs.models import Person, Post
from gongkai.service.organs.queries import posts_in_force

DESK = "/desk/"
KEY = "acting"  # of the session: the post chosen


class ActingPost:
    """Give requests under /desk/ `request.acting`, the post acted in, or None.

    Outside the desk it is None without a look at the session: a public page is the same for everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = None  # type: ignore[attr-defined]
        if is_desk(request.path_info) and isinstance(request.user, Person):
            today = timezone.localdate()
            request.acting = acting_post(request.user, request.session.get(KEY), today)  # type: ignore[attr-defined]
        return self.get_response(request)


def is_desk(path: str) -> bool:
    """Say whether a path, in whichever language, is one of the desk's."""
    return path.removeprefix("/en").startswith(DESK)


def acting_post(person: Person, chosen: object, on: date) -> Post | None:
    """Return the post chosen if the person holds it that day; else her only post; else None."""
    held = list(posts_in_force(on).filter(person=person))
    for post in held:
        if post.pk == chosen:
            return post
    return held[0] if len(held) == 1 else None
