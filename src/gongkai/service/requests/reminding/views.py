"""The desk's page on reminders and its calendar, and the calendar itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest, for_anybody
from gongkai.service.organs.log import record
from gongkai.service.requests.case_ways import visit
from gongkai.service.requests.reminding import feeds, leases, outbox
from gongkai.service.requests.reminding.actions.prefer import prefer
from gongkai.service.requests.reminding.channels import channels
from gongkai.service.requests.reminding.forms import Reminders
from gongkai.service.requests.reminding.models import Nightly, Preference


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: DeskRequest) -> HttpResponse:
    """Show how one is reminded and whether anything is sent at all; keep what was chosen."""
    who = visit(request)
    posted = request.POST if request.method == "POST" else None
    kept = Preference.objects.filter(person=who.post.person).first() or Preference()
    form = Reminders(
        posted,
        initial={
            "address": kept.address,
            "phone": kept.phone,
            "digest": "1" if kept.digest else "0",
            "quiet_from": kept.quiet_from,
            "quiet_to": kept.quiet_to,
        },
    )
    if posted is not None and form.is_valid():
        try:
            prefer(by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk-reminders")
    context = {
        "title": _("提醒"),
        "form": form,
        "sends": bool(channels()),
        "works": bool(leases.holder_of(leases.WORK, who.at)),
        "waiting": outbox.waiting().filter(person=who.post.person).count(),
        "in_vain": outbox.last_in_vain(who.post.person),
        "faults": Nightly.objects.exclude(fault="").order_by("name"),
        "feed": feeds.current(who.post),
    }
    return render(request, "reminding/reminders.html", context)


@require_POST
def new_feed(request: DeskRequest) -> HttpResponse:
    """Make the secret address of the calendar, and show it this once."""
    who = visit(request)
    secret = feeds.make(who.post, who.at)
    record("reminding.feed_made", by=who.post, at=who.at, kind="post", key=who.post.pk)
    address = request.build_absolute_uri(reverse("desk-calendar", args=[secret]))
    return render(request, "reminding/feed.html", {"title": _("日历订阅地址"), "address": address})


@require_POST
def no_feed(request: DeskRequest) -> HttpResponse:
    """Let the address open nothing any more."""
    who = visit(request)
    if feeds.revoke(who.post, who.at):
        record("reminding.feed_revoked", by=who.post, at=who.at, kind="post", key=who.post.pk)
        messages.success(request, _("日历地址已停用。"))
    return redirect("desk-reminders")


@for_anybody
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the calendar of a desk to whoever has its address: numbers and days, no names."""
    try:
        made = feeds.calendar(secret, timezone.now())
    except feeds.NoFeed:
        raise Http404(_("没有这个日历，或者它已经停用。")) from None
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="desk.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer
