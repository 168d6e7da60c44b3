"""A tree of organs from a table: the file, what it would change, and then all of it or nothing."""

from __future__ import annotations

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.service.organs import organ_forms, policy, tree_file
from gongkai.service.organs.actions import load_tree
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power
from gongkai.service.organs.tree_file import Row, UnreadableTree

HOUR = 3600  # for which a preview may be applied
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: DeskRequest) -> HttpResponse:
    """Take a file and show row by row what it would change; nothing is changed."""
    now = timezone.now()
    policy.check_has(request.acting, Power.MANAGE_ORGANS, timezone.localdate(now))
    form = organ_forms.Upload(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > tree_file.MOST_BYTES:
                raise UnreadableTree(_("文件超过5 MB，请分成几个文件。"))
            rows = tree_file.read(file.read(), file.name)
        except UnreadableTree as fault:
            form.add_error("file", str(fault))
        else:
            return _preview(request, rows, load_tree.plan(rows, by=request.acting, at=now))
    columns = [label for _name, label, _also in tree_file.COLUMNS]
    context = {"title": _("导入机关"), "form": form, "columns": columns, "clear": tree_file.CLEAR}
    return render(request, "organs/tree_upload.html", context)


@require_POST
def apply(request: DeskRequest) -> HttpResponse:
    """Enter what was shown: all rows, if they still change what was looked at."""
    now = timezone.now()
    policy.check_has(request.acting, Power.MANAGE_ORGANS, timezone.localdate(now))
    try:
        said = signing.loads(request.POST.get("sealed", ""), salt=_salt(request.acting), max_age=HOUR)
    except signing.BadSignature:
        messages.error(request, _("预览已失效，请重新上传文件。"))
        return redirect("desk-import-organs")
    rows = [Row(number, facts, faults) for number, facts, faults in said["rows"]]
    try:
        done = load_tree.load(rows, by=request.acting, at=now, agreed=said["digest"])
    except load_tree.NotLoaded as refusal:
        messages.error(request, str(refusal))
        return _preview(request, rows, refusal.plan)
    messages.success(
        request, _("已录入：新增%(new)s个，变更%(changed)s个。") % {"new": done.new, "changed": done.changed}
    )
    return redirect("desk-organs")


@require_safe
def template(request: DeskRequest, form: str) -> HttpResponse:
    """Hand out the empty table."""
    policy.check_has(request.acting, Power.MANAGE_ORGANS, timezone.localdate())
    if form not in MEDIA_TYPES:
        raise Http404(_("没有这种格式的文件。"))
    response = HttpResponse(tree_file.template(form), content_type=MEDIA_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="organs.{form}"'
    return response


def _preview(request: DeskRequest, rows: list[Row], plan: load_tree.Plan) -> HttpResponse:
    said = {"rows": [(row.number, row.facts, row.faults) for row in rows], "digest": plan.digest}
    sealed = signing.dumps(said, salt=_salt(request.acting), compress=True) if plan.can_be_applied else ""
    context = {"title": _("核对将要录入的内容"), "plan": plan, "sealed": sealed}
    return render(request, "organs/tree_preview.html", context)


def _salt(post: Post) -> str:
    return f"gongkai.service.organs.tree.{post.pk}"
