"""The desk's pages of imports: upload, what would become of every row, progress."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.service.catalogue.desk_file_views import as_download
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.catalogue.imports import doors, report, runner, table, work
from gongkai.service.catalogue.imports.actions import review as together
from gongkai.service.catalogue.imports.actions.enter import agree
from gongkai.service.catalogue.imports.actions.open_run import open_run
from gongkai.service.catalogue.imports.models import ImportRow, ImportRun
from gongkai.service.catalogue.policy import check_can_draft, check_can_release
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, acts_for, has

A_PAGE = 50
FAILED = "failed"  # among the outcomes that rows are listed by: could not be entered after the dry run
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Upload(forms.Form):
    """A table, and a ZIP of the files that it names."""

    file = forms.FileField(label=gettext_lazy("CSV或XLSX文件"))
    archive = forms.FileField(
        label=gettext_lazy("附件的ZIP文件"), required=False, help_text=gettext_lazy("最大200 MB。")
    )
    was_published = forms.BooleanField(
        label=gettext_lazy("以前在别的网站发布过，成批审查以后按原发布日期发布"), required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: DeskRequest) -> HttpResponse:
    """List the imports of the organ; take in a table."""
    who = visit(request)
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST":
        check_can_draft(who.post, who.post.organ, who.on)
        if form.is_valid() and (run := _opened(form, who)):
            work.wait_for_worker(run, ImportRun.Task.CHECK, who.post, who.at)
            runner.start(run, ImportRun.Task.CHECK)
            return redirect("desk-import", run.pk)
    context = {
        "title": _("批量导入"),
        "form": form if has(who.post, Power.DRAFT) else None,
        "page": Paginator(doors.runs_of(who.post, who.on), A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "imports/imports.html", context)


def _opened(form: Upload, who: Visit) -> ImportRun | None:
    given = form.cleaned_data
    file, archive = given["file"], given["archive"]
    try:
        if file.size > table.MOST_BYTES:
            raise CannotDo({"file": [_("文件太大，请分成几个文件。")]})
        if archive is not None and archive.size > 200 * 1024 * 1024:
            raise CannotDo({"archive": [_("压缩包太大，请分成几次导入。")]})
        return open_run(
            data=file.read(),
            name=file.name,
            by=who.post,
            at=who.at,
            archive=archive,
            was_published=given["was_published"],
        )
    except CannotDo as refusal:
        refusal.show(form)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: DeskRequest, number: int) -> HttpResponse:
    """Show a run: progress, what becomes of every row; enter, stop, submit, release."""
    who = visit(request)
    found = doors.run_for(who.post, number, who.on)
    if request.method == "POST":
        try:
            _done(request.POST.get("do", ""), found, who)
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        return redirect("desk-import", number)
    rows = found.rows.defer("values").select_related("edition__document").order_by("number")
    outcome = request.GET.get("outcome", "")
    if outcome in ImportRow.Outcome.values:
        rows = rows.filter(outcome=outcome)
    elif outcome == FAILED:
        rows = rows.exclude(failure="")
    counted = report.counts(found)
    context = {
        "title": _("导入：%(name)s") % {"name": found.name},
        "run": found,
        "is_running": found.is_running(who.at),
        "still_since": found.still_since(who.at) if _has_left(found, counted) else None,
        "counted": counted,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "outcome": outcome,
        "outcomes": [*ImportRow.Outcome.choices, (FAILED, "没有录入")],
        "may_draft": has(who.post, Power.DRAFT) and acts_for(who.post, found.organ, who.on),
        "may_submit": found.was_published and counted["entered"] > 0,
        "batches": [(b, together.review_of(b)) for b in found.batches.all()],
    }
    return render(request, "imports/run.html", context)


def _has_left(found: ImportRun, counted: dict[str, int]) -> bool:
    """Whether the task that a run was last at has something left to do."""
    if found.task == ImportRun.Task.CHECK:
        return found.checked_at is None
    return found.task != ImportRun.Task.ENTER or counted["left"] > 0


def _done(do: str, found: ImportRun, who: Visit) -> None:
    if do == "release":
        check_can_release(who.post, found.organ, who.on)
    else:
        check_can_draft(who.post, found.organ, who.on)
    if do == "stop":
        work.ask_to_stop(found)
        return
    if found.is_running(who.at):
        raise CannotDo(_("正在进行，请等它做完，或者先停止。"))
    if do == "enter":
        agree(found, by=who.post, at=who.at)
    if do in ImportRun.Task.values:
        work.wait_for_worker(found, do, who.post, who.at)
        runner.start(found, do)


@require_safe
def refused(request: DeskRequest, number: int) -> HttpResponse:
    """Hand out the rows that were not taken, with the reasons; with `?all=1` what became of each."""
    who = visit(request)
    found = doors.run_for(who.post, number, who.on)
    data = report.everything(found) if request.GET.get("all") else report.refused(found)
    return as_download(HttpResponse(data, content_type=TYPES["csv"]), f"导入{found.pk}.csv")


@require_safe
def template(request: DeskRequest, form: str) -> HttpResponse:
    """Hand out the empty table."""
    visit(request, Power.DRAFT)
    if form not in TYPES:
        raise Http404(_("模板只有CSV和XLSX两种。"))
    return as_download(HttpResponse(table.template(form), content_type=TYPES[form]), f"导入模板.{form}")
