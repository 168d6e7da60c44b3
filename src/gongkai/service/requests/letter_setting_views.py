"""How an organ numbers its requests and letters, and what its letters say in its own words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gongkai.papers.letters import Template, kinds, template_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.people_forms import Day
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.organs.said import said
from gongkai.service.requests import numbering, policy, worded
from gongkai.service.requests.actions.set_letter_wording import set_letter_wording, set_remedy_address
from gongkai.service.requests.actions.set_number_pattern import set_number_pattern
from gongkai.service.requests.case_ways import visit
from gongkai.service.requests.letter_kinds import ELSEWHERE
from gongkai.service.requests.models import LetterWording, NumberPattern, RemedyAddress
from gongkai.statute.errors import NoRule

OF = (("case", gettext_lazy("申请登记号")), ("letter", gettext_lazy("文号")))


class PatternForm(forms.Form):
    """A pattern, of what, from when."""

    of = forms.ChoiceField(label=gettext_lazy("用于"), choices=OF, widget=forms.RadioSelect)
    pattern = forms.CharField(
        label=gettext_lazy("格式"),
        max_length=60,
        widget=forms.TextInput(attrs={"lang": "zh-Hans"}),
        help_text=gettext_lazy(
            "可用 {organ}（代码）、{name}（名称）、{year}、{serial}、{serial:04}；机关也可以直接写代字。"
        ),
    )
    since = forms.DateField(label=gettext_lazy("自何日起"), widget=Day)


class AddressForm(forms.Form):
    """Where reconsideration is sought online."""

    online = forms.CharField(
        label=gettext_lazy("行政复议在线申请的网址或者名称"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("写入答复书的救济途径；没有的留空。"),
    )
    since = forms.DateField(label=gettext_lazy("自何日起"), widget=Day)


class WordingForm(forms.Form):
    """The paragraphs of a kind of letter that may be said otherwise."""

    def __init__(self, organ: Organ, template: Template, on: date, data: Any = None) -> None:
        super().__init__(data, initial={"since": on})
        now = worded.wording_of(organ, template, on)
        for part in template.editable:
            self.fields[part.key] = forms.CharField(
                label=said(part.name),
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": "zh-Hans"}),
                initial=now.get(part.key, part.text),
            )
        self.fields["since"] = forms.DateField(label=_("自何日起"), widget=Day)
        self.template = template

    def wording(self) -> dict[str, str]:
        """What says something else than the template; "" where it says the same again."""
        found = {}
        for part in self.template.editable:
            text = self.cleaned_data[part.key].replace("\r", "").strip()
            found[part.key] = "" if text == part.text else text
        return found


@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: DeskRequest) -> HttpResponse:
    """Show how numbers are formed and which comes next; let who consents choose another pattern."""
    who = visit(request)
    organ = who.post.organ
    posted = request.POST if request.method == "POST" else None
    form = PatternForm(posted, initial={"of": "letter", "since": who.on})
    preview = ""
    if posted is not None:
        policy.check_can_consent(who.post, organ, who.on)
        if form.is_valid():
            given = form.cleaned_data
            try:
                if posted.get("do") == "look":
                    numbering.check_pattern(given["pattern"])
                    numbering.refuse_taken(organ, given["pattern"])
                    preview = numbering.next_number(organ, given["of"], given["since"], given["pattern"])
                else:
                    set_number_pattern(organ, by=who.post, at=who.at, **given)
                    messages.success(request, _("编号格式已登记。已经编出的号不变。"))
                    return redirect("desk-requests-numbers")
            except numbering.WrongPattern as fault:
                form.add_error("pattern", str(fault))
            except CannotDo as refusal:
                refusal.show(form)
    rows = NumberPattern.objects.filter(organ=organ).select_related("by__person").order_by("-since", "-pk")
    context = {
        "title": _("编号格式"),
        "organ": organ,
        "now": [
            (label, numbering.pattern_of(organ, of, who.on), numbering.next_number(organ, of, who.on))
            for of, label in OF
        ],
        "form": form if _decides(who.post, organ, who.on) else None,
        "preview": preview,
        "past": [(row, dict(OF)[row.of]) for row in rows],
    }
    return render(request, "requests/numbers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wordings(request: DeskRequest) -> HttpResponse:
    """List the letters with the organ's own words, and the address for reconsideration online."""
    who = visit(request)
    organ = who.post.organ
    form = AddressForm(request.POST if request.method == "POST" else None, initial={"since": who.on})
    if request.method == "POST":
        policy.check_can_consent(who.post, organ, who.on)
        if form.is_valid():
            try:
                set_remedy_address(organ, by=who.post, at=who.at, **form.cleaned_data)
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("已登记。"))
                return redirect("desk-letter-wordings")
    own = set(LetterWording.objects.filter(organ=organ).values_list("kind", flat=True))
    listed = [kind for kind in kinds().values() if kind.editable and kind.key not in ELSEWHERE]
    addresses = RemedyAddress.objects.filter(organ=organ, since__lte=who.on).order_by("-since", "-pk")
    context = {
        "title": _("文书用语"),
        "organ": organ,
        "kinds": [(kind, kind.key in own) for kind in listed],
        "address": addresses.first(),
        "form": form if _decides(who.post, organ, who.on) else None,
    }
    return render(request, "requests/wordings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: DeskRequest, kind: str) -> HttpResponse:
    """Show what of a letter may be said otherwise, and let who consents say it so from a day on."""
    who = visit(request)
    organ = who.post.organ
    try:
        template = template_of(kind, who.on)
    except NoRule as fault:
        raise Http404 from fault
    form = WordingForm(organ, template, who.on, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        policy.check_can_consent(who.post, organ, who.on)
        if form.is_valid():
            try:
                set_letter_wording(
                    organ,
                    kind,
                    wording=form.wording(),
                    since=form.cleaned_data["since"],
                    by=who.post,
                    at=who.at,
                )
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("已登记。已经起草的文书不变。"))
                return redirect("desk-letter-wording", kind)
    names = {part.key: part.name for part in template.editable}
    context = {
        "title": _("文书用语"),
        "template": template,
        "now": [
            (part.name, worded.wording_of(organ, template, who.on).get(part.key, "") or part.text)
            for part in template.editable
        ],
        "form": form if _decides(who.post, organ, who.on) else None,
        "past": [(row, names.get(row.paragraph, row.paragraph)) for row in worded.versions(organ, kind)],
    }
    return render(request, "requests/wording.html", context)


def _decides(post: Post, organ: Organ, on: date) -> bool:
    try:
        policy.check_can_consent(post, organ, on)
    except NotAllowed:
        return False
    return True
