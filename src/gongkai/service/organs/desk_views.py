"""The first page of the desk, and the choice of the post to act in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.service.organs import carried, gate
from gongkai.service.organs.desk import due_for
from gongkai.service.organs.gate import DeskRequest, without_post
from gongkai.service.organs.queries import posts_in_force


@require_safe
def desk(request: DeskRequest) -> HttpResponse:
    """Show what waits for the person in her post."""
    now = timezone.now()
    due = due_for(request.acting, now)
    return render(request, "organs/home.html", {"title": _("待办"), "due": due})


@without_post
@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: DeskRequest) -> HttpResponse:
    """Show the posts the person holds today, and take the one she chooses to act in."""
    held = list(posts_in_force(timezone.localdate()).filter(person=request.user))
    if request.method == "POST":
        chosen = next((post for post in held if str(post.pk) == request.POST.get("post")), None)
        if chosen is None:
            raise Http404(_("您今天没有这项任职。"))
        request.session[gate.POST] = chosen.pk
        held_as = f"{chosen.organ}{chosen.title}"
        messages.success(request, _("现在以“%(post)s”的职务办理。") % {"post": held_as})
        return redirect("desk-carried" if carried.held(request.session) else "desk")
    return render(request, "organs/posts.html", {"title": _("选择职务"), "held": held})
