"""The gate of the desk: who comes in, in which post, and for how long.

Everything under /desk/ is behind it unless its view says otherwise, so that no page can forget to ask.
A public page never looks at a session: it is the same for everybody, and may be kept by a cache.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db.utils import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from gongkai.service.organs import carried
from gongkai.service.organs.forms import SignIn
from gongkai.service.organs.models import Person, Post
from gongkai.service.organs.policy import NotAllowed, in_force

DESK = "/desk/"
POST, SINCE, SEEN = "acting", "signed_in_at", "seen_at"  # keys of the session
TOUCH = timedelta(seconds=60)  # a session is not written again sooner

View = TypeVar("View", bound=Callable[..., Any])


class DeskRequest(HttpRequest):
    """A request that passed the gate, for the types of views: who asks, and in which post."""

    user: Person
    acting: Post


def for_anybody(view: View) -> View:
    """Mark a view under /desk/ that is there before signing in."""
    cast("Any", view).gate = "anybody"
    return view


def without_post(view: View) -> View:
    """Mark a view under /desk/ that needs a signed-in person, but no post."""
    cast("Any", view).gate = "person"
    return view


def shows_typed(view: View) -> View:
    """Mark a view that shows its form as it was typed, and does nothing by it, if `carried.is_only_shown`."""
    cast("Any", view).shows_typed = True
    return view


def before_change(view: View) -> View:
    """Mark a view that a person reaches while she must still replace her first password."""
    cast("Any", view).gate = "newcomer"
    return view


class Gate:
    """Let a request under /desk/ in, with `request.acting`; or send it where it first has to go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast("Any", request).acting = None
        response = self.get_response(request)
        if is_desk(request.path_info):
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, no_store=True, private=True)
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Ask before the view: signed in, within the session's time, in a post."""
        if not is_desk(request.path_info):
            return None
        try:
            return _ask(request, getattr(view, "gate", "post"), timezone.now())
        except (DatabaseError, InterfaceError) as fault:
            # A middleware's fault reaches no other middleware: it is handed to the same answer by name.
            answer = import_string(settings.GONGKAI_DATABASE_FAILURE_VIEW)(request, fault)
            if answer is None:
                raise
            return cast("HttpResponse", answer)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into a page that gives its reason."""
        if isinstance(exception, NotAllowed) and is_desk(request.path_info):
            return render(request, "organs/refused.html", {"says": str(exception)}, status=403)
        return None


def is_desk(path: str) -> bool:
    """Say whether a path, in whichever language, is one of the desk's."""
    return path.removeprefix("/en").startswith(DESK)


def begin_session(request: HttpRequest, now: datetime) -> None:
    """Mark the session of somebody who has just signed in with the time, from which its limits count."""
    request.session[SINCE] = request.session[SEEN] = now.timestamp()


def acting_post(person: Person, chosen: object, on: date) -> Post | None:
    """Return the post chosen if the person holds it that day; else her only post; else None."""
    held = []
    for post in person.posts.select_related("organ", "deputy_of").order_by():
        post.person = person
        if in_force(post, on):
            held.append(post)
    for post in held:
        if post.pk == chosen:
            return post
    return held[0] if len(held) == 1 else None


def _ask(request: HttpRequest, needs: str, now: datetime) -> HttpResponse | None:
    if needs == "anybody":
        return None
    if not request.user.is_authenticated:
        return _to_sign_in(request, carried.taken(request, None) if needs == "post" else None)
    if ended := _ended(request, now):
        typed = carried.taken(request, request.user.pk) if needs == "post" else None
        logout(request)
        messages.warning(request, ended)
        return _to_sign_in(request, typed)
    person = request.user
    post = acting_post(person, request.session.get(POST), timezone.localdate(now))
    cast("Any", request).acting = post
    if person.must_change_password and needs != "newcomer":
        return HttpResponseRedirect(reverse("desk-password"))
    if needs != "post":
        return None
    if post is None:
        if typed := carried.taken(request, person.pk):
            carried.hold(request.session, typed)
        return HttpResponseRedirect(reverse("desk-posts"))
    if request.method == "POST" and carried.FIELD in request.POST:
        carried.let_go(request.session)  # what was carried over has arrived
    return None


def _ended(request: HttpRequest, now: datetime) -> str:
    """Return why the session is over, or nothing; remember that the person is here."""
    try:
        since, seen = (datetime.fromtimestamp(request.session[key], now.tzinfo) for key in (SINCE, SEEN))
    except (KeyError, TypeError, ValueError):
        return _("登录已失效，请重新登录。")
    if now - seen > settings.GONGKAI_SESSION_IDLE:
        return _("您已有%(minutes)s分钟没有操作，为安全起见请重新登录。") % {
            "minutes": int(settings.GONGKAI_SESSION_IDLE.total_seconds() // 60)
        }
    if now - since > settings.GONGKAI_SESSION_AGE:
        return _("这次登录已满%(hours)s小时，请重新登录。") % {
            "hours": int(settings.GONGKAI_SESSION_AGE.total_seconds() // 3600)
        }
    if now - seen > TOUCH:
        request.session[SEEN] = now.timestamp()
    return ""


def _to_sign_in(request: HttpRequest, typed: carried.Carried | None = None) -> HttpResponse:
    """Lead to signing in; what was typed comes along in the page itself, for no address could hold it."""
    query = QueryDict(mutable=True)
    query["next"] = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    address = f"{reverse('desk-sign-in')}?{query.urlencode(safe='/')}"
    if typed is None or not (seal := carried.sealed(typed)):
        return HttpResponseRedirect(address)
    context = {
        "title": _("登录"),
        "form": SignIn(initial={carried.FIELD: seal}),
        "action": address,
        "carried": typed,
    }
    return render(request, "organs/sign_in.html", context, status=403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not the session's: one of the desk, sent from here, is not lost.

    So it is when she signed in anew in another window: the page that was open before has the old token.
    """
    if is_desk(request.path_info) and carried.is_from_here(request) and _needs_post(request.path_info):
        if not request.user.is_authenticated:
            typed = carried.taken(request, None)
            if typed is not None:
                return _to_sign_in(request, typed)
        elif (typed := carried.taken(request, request.user.pk)) is not None:
            if ended := _ended(request, timezone.now()):
                logout(request)
                messages.warning(request, ended)
                return _to_sign_in(request, typed)
            carried.hold(request.session, typed)
            return HttpResponseRedirect(reverse("desk-carried"))
    return cast("HttpResponse", import_string(settings.GONGKAI_BAD_REQUEST_VIEW)(request, reason=reason))


def _needs_post(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "gate", "post") == "post"
    except Resolver404:
        return False
