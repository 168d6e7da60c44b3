"""Say what later happened to a document's force: amended, lapsed, repealed; and take such a mark back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import policy, scanning, visibility
from gongkai.service.catalogue.changes import changed
from gongkai.service.catalogue.fields import line
from gongkai.service.catalogue.models import Change, Document, ValidityChange
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post

KINDS = (ValidityChange.Kind.AMENDED, ValidityChange.Kind.LAPSED, ValidityChange.Kind.REPEALED)


@transaction.atomic
def mark_validity(
    document: Document,
    *,
    kind: str,
    on: date,
    by: Post,
    at: datetime,
    by_document: Document | None = None,
    by_text: str = "",
) -> ValidityChange:
    """Mark a document as amended, lapsed or repealed from a day on, and return the mark.

    What did it is named: a document that is shown here (`by_document`), or the words for one that is not
    (`by_text`). The day may lie ahead. Raises NotAllowed, WrongFields (kind, on, by_document, by_text),
    OutOfTurn for a document that was never shown or is repealed or lapsed already.
    """
    document = Document.objects.select_for_update(of=("self",)).select_related("organ").get(pk=document.pk)
    policy.check_can_mark_validity(by, document.organ, timezone.localdate(at))
    showing = visibility.shown(document, at)
    if showing is None:
        raise OutOfTurn(_("这一信息没有在公开，不能标注有效性。"))
    by_text = line(by_text)
    faults: dict[str, list[str]] = {}
    if kind not in KINDS:
        faults["kind"] = [_("请选择：已修改、失效或者废止。")]
    formed = showing.edition.formed_on
    if formed is not None and on < formed:
        faults["on"] = [_("不能早于成文日期%(day)s，请核对。") % {"day": formed.isoformat()}]
    if by_document is None and not by_text:
        faults["by_document"] = [_("请写明依据哪份文件：从本目录中选择，或者写出名称和文号。")]
    if by_document is not None and by_document.pk == document.pk:
        faults["by_document"] = [_("依据的文件不能是它自己。")]
    elif by_document is not None and visibility.shown(by_document, at) is None:
        faults["by_document"] = [
            _("“%(index_number)s”没有在公开，请先发布它，或者写出名称和文号。")
            % {"index_number": by_document.index_number}
        ]
    if says := scanning.unfit(by_text):
        faults["by_text"] = [says]
    if len(by_text) > 300:
        faults["by_text"] = [_("有%(count)s字，最多300字，请压缩。") % {"count": len(by_text)}]
    if faults:
        raise WrongFields(faults)
    if ended := standing_changes(document).exclude(kind=ValidityChange.Kind.AMENDED).first():
        raise OutOfTurn(
            _("已经标注自%(day)s起%(kind)s；标注有误的，请先更正它。")
            % {"day": ended.on.isoformat(), "kind": ended.get_kind_display()}
        )
    mark = ValidityChange.objects.create(
        document=document, kind=kind, on=on, by_document=by_document, by_text=by_text, by=by, at=at
    )
    _entered(mark, by, at, showing.category)
    return mark


@transaction.atomic
def annul_validity(mark: ValidityChange, *, reason: str, by: Post, at: datetime) -> ValidityChange:
    """Take a wrong mark back by a new one that names it, and return that one.

    Raises NotAllowed, WrongFields (reason), OutOfTurn if it was taken back already.
    """
    document = (
        Document.objects.select_for_update(of=("self",)).select_related("organ").get(pk=mark.document_id)
    )
    policy.check_can_mark_validity(by, document.organ, timezone.localdate(at))
    reason = line(reason)
    if not reason:
        raise WrongFields({"reason": [_("请写明为什么更正。")]})
    if len(reason) > 300:
        raise WrongFields({"reason": [_("有%(count)s字，最多300字，请压缩。") % {"count": len(reason)}]})
    if (
        mark.kind == ValidityChange.Kind.ANNULLED
        or not standing_changes(document).filter(pk=mark.pk).exists()
    ):
        raise OutOfTurn(_("这一标注已经更正过。"))
    correction = ValidityChange.objects.create(
        document=document,
        kind=ValidityChange.Kind.ANNULLED,
        on=mark.on,
        by_text=reason,
        annuls=mark,
        by=by,
        at=at,
    )
    showing = visibility.shown(document, at)
    _entered(correction, by, at, showing.category if showing else "")
    return correction


def standing_changes(document: Document) -> QuerySet[ValidityChange]:
    """Return the marks of a document that were not taken back, in the order of their days."""
    return (
        ValidityChange.objects.filter(document=document, annulled_by=None)
        .exclude(kind=ValidityChange.Kind.ANNULLED)
        .order_by("on", "pk")
    )


def _entered(mark: ValidityChange, by: Post, at: datetime, category: str) -> None:
    document = mark.document
    record(
        "catalogue.mark_validity",
        by=by,
        at=at,
        kind="document",
        key=document.pk,
        organ=document.organ,
        mark=mark.kind,
        on=mark.on,
        by_document=mark.by_document_id,
    )
    showing = visibility.shown(document, at)
    changed(
        Change.Kind.VALIDITY,
        document,
        effective=at,
        at=at,
        categories=[category],
        showings=[showing] if showing else [],
    )
