"""Following a request: number and code, then where it stands, for half an hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.service.organs.visitors import Counter, counted_address
from gongkai.service.portal.answers import organ_page, page_of_all, show
from gongkai.service.portal.asking import csrf, sealed, words
from gongkai.service.portal.page import Column, Crumb, Page, Text, part
from gongkai.service.requests import codes, tracking
from gongkai.service.requests.intake import MEDIA, WAYS
from gongkai.service.requests.models import Dispatch
from gongkai.service.requests.tracking import Held, Mine, Pass

TRIES_MOST = 20  # tries of one address in ten minutes, whatever the numbers
TRIES_OF_ALL = 1000  # where all come from the machine's own address: of a proxy that nobody told us of
tried = Counter(600)
waited_for = Counter(600)
COLUMN = Column(
    "申请查询",
    "依申请公开",
    "凭登记号和查询码查询政府信息公开申请的办理情况",
    "政府信息公开,依申请公开,申请查询",
)

View = Callable[..., HttpResponse]
# What a step before has done: the words are here, so that the address says a key and nothing else.
DONE = {
    "corrected": gettext_lazy("补正已经提交。机关与您确认收到之日起，答复期限重新计算。"),
    "reasons": gettext_lazy("理由已经提交。"),
    "withdrawn": gettext_lazy("申请已经撤回。"),
    "contact": gettext_lazy("联系方式已经更新。"),
}


@csrf_exempt  # the view asks itself, and says what to do (csrf.py)
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; with the right ones, go on to the request."""
    typed = request.POST.get("number", "")[:200]
    if request.method != "POST":
        return _ask(request)
    if not csrf.passes(request):
        return _ask(
            request, typed, _("浏览器没有带回本页的安全标记。请允许本网使用Cookie，再按一次。"), status=403
        )
    at, address = timezone.now(), counted_address(request)
    token = request.POST.get("wait", "")[:2000]
    waited = sealed.brought(token, at, codes.WAIT) if token else None
    if token and waited is None and sealed.brought(token, at, timedelta(0)) is not None:
        return _wait(request, typed, token, _("还没有等满%(seconds)s秒，请再等一等，再按“继续查询”。"))
    # What waited was counted when it came: it comes back whatever else is tried from its network.
    counter = tried if waited is None else waited_for
    if counter.count(request) > (TRIES_MOST if address else TRIES_OF_ALL):
        return _ask(request, typed, _("这个网络查询得太频繁，请十分钟以后再试。"), status=429)
    if waited is None and not (typed.strip() and request.POST.get("code", "").strip()):
        return _ask(request, typed, _("请填写登记号和查询码，都在申请回执上。"), status=422)
    try:
        if waited is None:
            held = tracking.enter(typed, request.POST["code"][:100], at, address)
        else:
            held = tracking.enter_after_wait(Held(waited["number"], waited["digest"]), at, address)
    except tracking.Later as later:
        ticket = sealed.ticket({"number": later.held.number, "digest": later.held.digest}, at)
        return _wait(request, typed, ticket, WAITS)
    except tracking.Wrong:
        says = _("登记号与查询码不符，请对照回执核对。连续输错五次，以后每次要等半分钟才能核对。")
        return _ask(request, typed, says, status=403)
    response = HttpResponseRedirect(reverse("tracked"))
    return kept(response, held)


WAITS = gettext_lazy(
    "这个登记号近来有人多次输错查询码。您输入的查询码已经收下，请等%(seconds)s秒，再按“继续查询”，不必重新输入。"
)


def _wait(request: HttpRequest, typed: str, ticket: str, says: Text) -> HttpResponse:
    seconds = int(codes.WAIT.total_seconds())
    return _ask(request, typed, str(says) % {"seconds": seconds}, status=429, wait=ticket)


def _ask(
    request: HttpRequest, typed: str = "", says: str = "", status: int = 200, wait: str = ""
) -> HttpResponse:
    page = page_of_all(gettext_lazy("申请查询"), listed=COLUMN)
    response = show(request, "asking/track", page, typed=typed, says=says, wait=wait)
    response.status_code = status
    return sealed.personal(response)


def kept(response: HttpResponse, held: Pass) -> HttpResponse:
    """Return an answer by which the browser keeps a pass for another half hour."""
    value = {"case": held.case, "mark": held.mark, "opened": held.opened}
    sealed.put(response, "tracking", value, timezone.now())
    return sealed.personal(response)


def hers(view: View) -> View:
    """Make a view of a request: it is given the pass and the request; without them one asks first.

    Each step keeps the pass for another half hour.
    """

    @wraps(view)
    def answer(request: HttpRequest, **given: int) -> HttpResponse:
        at = timezone.now()
        sealed_pass = sealed.held_by(request, "tracking", at)
        if sealed_pass is None:
            return sealed.personal(_ask_again(request))
        held = Pass(int(sealed_pass["case"]), str(sealed_pass["mark"]), tuple(sealed_pass["opened"]))
        try:
            mine = tracking.look(held, timezone.localdate(at))
        except tracking.Gone:
            return sealed.personal(_ask_again(request))
        response = view(request, held, mine, **given)
        return sealed.personal(response) if sealed.is_put(response, "tracking") else kept(response, held)

    return answer


def _ask_again(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _ask(request, says=_("离上一步已超过半小时，为安全起见请重新输入登记号和查询码。"), status=403)
    return redirect("track")


def mine_page(mine: Mine, *above: Crumb, title: Text | None = None) -> Page:
    """Return a page of one request: its title says nothing of it, as titles stay in the browser's history."""
    found = title or gettext_lazy("申请的办理情况")
    way = (Crumb(gettext_lazy("申请查询"), reverse("track")), *above)
    if not mine.organ.has_area:  # it takes requests, and publishes elsewhere: there is no column to lead to
        return page_of_all(found, *way, listed=COLUMN)
    return organ_page(mine.organ, found, *way, part=part("request"))


@require_safe
@hers
def tracked(request: HttpRequest, held: Pass, mine: Mine) -> HttpResponse:
    """Show where a request stands, whose move it is and why."""
    means = dict(Dispatch.Means.choices)
    return show(
        request,
        "asking/tracked",
        mine_page(mine),
        mine=mine,
        now=words.now(mine),
        outcome=words.outcome(mine),
        steps=[(step, words.happened(step, mine)) for step in reversed(mine.steps)],
        medium=MEDIA.get(mine.medium, ""),
        way=WAYS.get(mine.way, ""),
        letters=[(letter, means.get(letter.means, "")) for letter in mine.letters],
        done=DONE.get(request.GET.get("done", ""), ""),
    )


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the request in this browser: for whoever asks at a computer of others."""
    response = redirect("track")
    sealed.drop(response, "tracking")
    sealed.drop(response, "receipt")
    return sealed.personal(response)
