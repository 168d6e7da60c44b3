"""The letters of a case on the desk: what there is, what may be drafted, one letter, its words, its files."""

from __future__ import annotations

from importlib.resources import as_file, files

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import Letter as Written
from gongkai.papers.letters import Template, template_of, to_docx, to_pdf
from gongkai.papers.typeset import CannotTypeset
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import Power
from gongkai.service.organs.said import said
from gongkai.service.requests import doors, keeping, lettering, policy, together
from gongkai.service.requests.actions import draft_letter
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.review_letter import submit
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit, case_of, case_to_handle, visit
from gongkai.service.requests.intake import Who
from gongkai.service.requests.letter_forms import EditLetter, NewLetter
from gongkai.service.requests.letter_kinds import kinds_for, why_not
from gongkai.service.requests.letter_page import LetterPage, name_of
from gongkai.service.requests.letter_state import wheres
from gongkai.service.requests.letter_words import look, state
from gongkai.service.requests.models import Case, Letter, Party
from gongkai.statute.errors import NoRule, StatuteError

DRAFT = "草稿"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def letter_of(request: DeskRequest, key: int) -> tuple[Visit, Letter]:
    """Return a letter to a post that may see it."""
    who = visit(request)
    return who, doors.letter_for(who.post, key, who.on)


def letter_to_handle(request: DeskRequest, key: int) -> tuple[Visit, Letter]:
    """Return a letter to a post that handles requests there; 403 with the reason for one that only sees."""
    who = visit(request, Power.HANDLE)
    letter = doors.letter_for(who.post, key, who.on)
    policy.check_can_handle(who.post, letter.case.organ, who.on)
    return who, letter


@require_safe
def letters(request: DeskRequest, number: int) -> HttpResponse:
    """List the letters of a case with where each stands, and what may be drafted now."""
    who, case = case_of(request, number)
    page = CasePage(case, who)
    rows = together.letters_of(case).select_related("case__organ__parent", "case__wish", "to", "decision")
    found = list(rows.prefetch_related("dispatches").order_by("-pk"))
    stands = wheres(found, who.on)
    may_handle = policy.handles(who.post, case.organ, who.on)
    possible, impossible = kinds_for(page) if may_handle else ([], [])
    context = {
        "title": _("文书"),
        "page": page,
        "case": case,
        "letters": [
            (
                row,
                name_of(row, who.on),
                page.names.get(row.to.key, "") if row.to else "",
                state(stands[row.pk]),
                look(stands[row.pk]),
            )
            for row in found
        ],
        "possible": possible,
        "impossible": impossible,
        "may_handle": may_handle,
    }
    return render(request, "requests/letters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest, number: int, kind: str) -> HttpResponse:
    """Draft a letter of a kind: to whom; what it says is filled in on its own page."""
    who, case = case_to_handle(request, number)
    page = CasePage(case, who)
    try:
        template = template_of(kind, who.on)
    except NoRule as fault:
        raise Http404 from fault
    why, mend = why_not(page, template)
    form = NewLetter(page, template, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            letter = _drafted(case, template, form, who)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已起草，请填写内容。"))
            return redirect("desk-letter-edit", letter.pk)
    context = {
        "title": _("起草文书"),
        "template": template,
        "page": page,
        "case": case,
        "form": form,
        "why": why,
        "mend": mend,
    }
    return render(request, "requests/letter_new.html", context)


@transaction.atomic
def _drafted(case: Case, template: Template, form: NewLetter, who: Visit) -> Letter:
    key = form.cleaned_data.get("party", "")
    party: Party | None = None
    if key == "new":
        given = {name: form.cleaned_data[name] for name in ("name", "contact_person", "phone", "address")}
        party = add_party(case, role=template.to, who=Who(**given), by=who.post, at=who.at)
    elif key:
        party = Party.objects.get(case=case, key=key)
    return draft_letter.draft(case, template.key, to=party, by=who.post, at=who.at)


@require_safe
def letter(request: DeskRequest, number: int) -> HttpResponse:
    """Show a letter: where it stands, what speaks against it, its words, what may be done with it."""
    who, found = letter_of(request, number)
    view = LetterPage(found, who)
    return render(request, "requests/letter.html", {**_context(view), "title": _("文书")})


def _context(view: LetterPage) -> dict[str, object]:
    case = view.case
    return {
        "view": view,
        "letter": view.letter,
        "case": case,
        "kind": name_of(view.letter, view.who.on),
        "page": CasePage(case, view.who),
    }


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, number: int) -> HttpResponse:
    """Fill in what a letter says, rewrite what may be rewritten, choose the files that go with it."""
    who, found = letter_to_handle(request, number)
    view = LetterPage(found, who)
    try:
        known = lettering.facts_of(found, who.on)
    except StatuteError as fault:  # the law has no rule for it: there is nothing to be filled in
        messages.error(request, str(fault))
        return redirect("desk-letter", found.pk)
    form = EditLetter(found, view.template, known, who.on, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not carried.is_only_shown(request) and form.is_valid():
        try:
            draft_letter.change(
                found,
                by=who.post,
                at=who.at,
                facts=form.given(),
                wording=form.wording(),
                files=form.cleaned_data.get("files", found.files.all()),
            )
        except CannotDo as refusal:
            _show(refusal, form)
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk-letter", found.pk)
    context = {
        **_context(view),
        "title": _("填写和改写"),
        "form": form,
        "voids": view.where.review is not None and view.where.is_bound,
    }
    return render(request, "requests/letter_edit.html", context)


def _show(refusal: CannotDo, form: EditLetter) -> None:
    """Put a refusal at the field of its fact; one of a paragraph above the form."""
    named = {name if name in form.fields else f"fact_{name}": says for name, says in refusal.faults.items()}
    CannotDo(named).show(form)


@require_http_methods(["GET", "HEAD", "POST"])
def submitted(request: DeskRequest, number: int) -> HttpResponse:
    """Show the pre-flight once more, and put the letter before its reviewers."""
    who, found = letter_to_handle(request, number)
    view = LetterPage(found, who)
    faults: list[str] = []
    if request.method == "POST":
        try:
            review = submit(found, by=who.post, at=who.at)
        except CannotDo as refusal:
            faults = [says for sentences in refusal.faults.values() for says in sentences]
        else:
            count = review.hits.count()
            messages.success(
                request,
                _("已送审。扫描发现%(count)s处，由审查人员逐处答复。") % {"count": count}
                if count
                else _("已送审。扫描没有发现需要答复的内容。"),
            )
            return redirect("desk-letter", found.pk)
    context = {**_context(view), "title": _("送审"), "faults": faults}
    return render(request, "requests/letter_submit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def discarded(request: DeskRequest, number: int) -> HttpResponse:
    """Put a draft aside for good, after asking."""
    who, found = letter_to_handle(request, number)
    if request.method == "POST":
        try:
            draft_letter.discard(found, by=who.post, at=who.at)
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已作废。"))
        return redirect("desk-letter", found.pk)
    context = {
        **_context(LetterPage(found, who)),
        "title": _("作废文书"),
        "danger": True,
    }
    return render(request, "requests/letter_discard.html", context)


@require_safe
def file(request: DeskRequest, number: int, form: str) -> HttpResponse:
    """Give a letter as PDF or DOCX: as it was issued, or as a draft that says on its face that it is one."""
    who, found = letter_of(request, number)
    if form not in MEDIA_TYPES:
        raise Http404
    if not policy.sees_names(who.post, found.case.organ, who.on):
        policy.check_can_handle(who.post, found.case.organ, who.on)
    name = f"{found.number or name_of(found, who.on)}.{form}"
    if found.issued_on is not None:
        data = keeping.stored(found.pdf if form == "pdf" else found.docx)
    else:
        name = f"{DRAFT}-{name}"
        try:
            words = lettering.written(found, who.on)
            data = _pdf(words) if form == "pdf" else to_docx(words, mark=DRAFT)
        except (PaperError, StatuteError, CannotTypeset) as fault:
            messages.error(request, said(str(fault)))
            return redirect("desk-letter", found.pk)
    answer = HttpResponse(data, content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _pdf(words: Written) -> bytes:
    with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
        return to_pdf(words, fonts, mark=DRAFT)
