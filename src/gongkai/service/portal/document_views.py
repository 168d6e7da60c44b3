"""The page of a document, its earlier wordings, and its files."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import IO

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongkai.papers.compare import compare, compare_metadata, summary
from gongkai.papers.compare_out import html_of_changes
from gongkai.service.catalogue import schemes, store
from gongkai.service.catalogue.models import Attachment, Document, Showing
from gongkai.service.catalogue.visibility import history, shown, withdrawn
from gongkai.service.portal import renditions
from gongkai.service.portal.answers import ending_of, organ_page, show
from gongkai.service.portal.document import Sheet, category_url, sheet_of, url_of, wide_tables
from gongkai.service.portal.elder import is_elder, other_form
from gongkai.service.portal.list_views import COLUMN_OF
from gongkai.service.portal.page import Article, Column, Crumb, part

RANGE = re.compile(r"bytes=(\d*)-(\d*)")
RETRY_AFTER = 60  # seconds: a file that could not be made
CONTEXT = 2  # unchanged paragraphs around a change
FILE_POLICY = "default-src 'none'; sandbox"


@require_safe
def document(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Show a document as it reads now; what was withdrawn is gone (410), what moved is elsewhere (301)."""
    at = timezone.now()
    editions = history(pk, at)
    if not editions:
        return _absent(request, pk, at)
    if editions[0].organ.code != code:
        return HttpResponsePermanentRedirect(url_of(editions[0]))
    return _sheet_page(request, sheet_of(editions[0], editions, at), "document")


@require_safe
def wording(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """Show an earlier wording of a document, with a note that it is one."""
    at = timezone.now()
    found = _wording(request, code, pk, number, at)
    if isinstance(found, HttpResponse):
        return found
    row, editions = found
    return _sheet_page(request, sheet_of(row, editions, at), "document")


@require_safe
def comparison(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """Show what has changed between an earlier wording and the one that stands."""
    at = timezone.now()
    found = _wording(request, code, pk, number, at)
    if isinstance(found, HttpResponse):
        return found
    row, editions = found
    now = editions[0]
    if now == row:
        return HttpResponseRedirect(url_of(row))
    changes = compare(row.edition.body, now.edition.body)
    crumbs = (Crumb(row.edition.title, url_of(row), lang="zh-Hans"),)
    place = schemes.category(now.category)
    page = organ_page(
        row.organ,
        _("版本比较"),
        *crumbs,
        part=part(COLUMN_OF.get(now.category, "mandatory")),
        listed=Column(place.name, place.name, f"{row.organ.name}公开的{place.name}", place.name),
    )
    wide = wide_tables(html_of_changes(changes, CONTEXT))
    return show(
        request,
        "comparison",
        page,
        old=row,
        new=now,
        old_url=url_of(row, number),
        new_url=url_of(now),
        summary=summary(changes),
        body=wide,
        fields=compare_metadata(_metadata(row), _metadata(now)),
    )


@require_safe
@cache_control(public=True, no_cache=True)
def rendition(request: HttpRequest, code: str, pk: int, number: int, form: str) -> HttpResponseBase:
    """Hand out one wording of a document as PDF, plain text or JSON."""
    if is_elder(request):  # a file has one form, and names its own address
        return HttpResponseRedirect(other_form(request))
    at = timezone.now()
    found = _wording(request, code, pk, number, at)
    if isinstance(found, HttpResponse):
        return found
    row, editions = found
    if form not in renditions.FORMS:
        raise Http404(_("没有这种格式的文件。"))
    site = request.build_absolute_uri("/")[:-1]
    try:
        data = renditions.written(sheet_of(row, editions, at), form, site)
    except renditions.CannotWrite as fault:
        if not fault.for_now:
            raise Http404(str(fault)) from None
        return _not_now(request, str(fault), url_of(row, number))
    response = HttpResponse(data, content_type=renditions.FORMS[form])
    _as_file(response, f"{row.edition.title[:80]}.{form}", f"{row.edition.document_id}-{number}.{form}", row)
    response["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    return response


def _not_now(request: HttpRequest, says: str, page: str) -> HttpResponse:
    """Answer for a file that cannot be made at the moment: 503, with the way back to the page."""
    response = render(request, "portal/not_now.html", {"says": says, "page": page}, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@cache_control(public=True, no_cache=True)
def attachment(
    request: HttpRequest, code: str, pk: int, number: int, place: int, name: str
) -> HttpResponseBase:
    """Hand out a file of a wording: exactly the bytes that were released, proven by their digest."""
    at = timezone.now()
    found = _wording(request, code, pk, number, at)
    if isinstance(found, HttpResponse):
        return found
    row, _editions = found
    file = row.edition.attachments.defer("text").filter(place=place).first()
    if file is None:
        raise Http404(_("没有这个附件。"))
    if file.name != name:
        return HttpResponsePermanentRedirect(file_url(row, file))
    return _file_response(request, row, file)


def file_url(row: Showing, file: Attachment) -> str:
    """Return the address of a released file."""
    edition = row.edition
    given = [row.organ.code, edition.document_id, edition.number, file.place, file.name]
    return reverse("attachment", args=given)


def _file_response(request: HttpRequest, row: Showing, file: Attachment) -> HttpResponseBase:
    etag = f'"{file.sha256}"'
    if (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    opened = store.open_file(file.sha256)
    if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:  # type: ignore[arg-type]
        opened.close()
        raise store.Tampered(f"{file.sha256}: the stored bytes are not those that were released")
    part_of = _range(request, file)
    response: HttpResponse | FileResponse
    if part_of is None:
        opened.seek(0)
        response = FileResponse(opened)
        response["Content-Length"] = str(file.size)
    else:
        response = _partial(opened, *part_of, file.size)
    # Never shown inside the site: what an office program or a browser makes of it happens elsewhere.
    ending = file.name.rpartition(".")[2] or file.kind
    _as_file(response, file.name, f"{row.edition.document_id}-{file.place}.{ending}", row)
    response["Content-Type"] = file.media_type
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def _range(request: HttpRequest, file: Attachment) -> tuple[int, int] | None:
    """Return the first and last byte asked for, where one range that is there is asked (RFC 9110, 14)."""
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or not (found[1] or found[2]):
        return None
    if request.headers.get("If-Range", f'"{file.sha256}"') != f'"{file.sha256}"':
        return None
    if not found[1]:
        first, last = max(0, file.size - int(found[2])), file.size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or file.size - 1), file.size - 1)
    return (first, last) if first <= last else (-1, -1)


def _partial(opened: IO[bytes], first: int, last: int, size: int) -> HttpResponse:
    with opened:
        if first < 0:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        opened.seek(first)
        data = opened.read(last - first + 1)
    return HttpResponse(data, status=206, headers={"Content-Range": f"bytes {first}-{last}/{size}"})


def _as_file(response: HttpResponseBase, name: str, plain: str, row: Showing) -> None:
    """Give a file the headers that let nothing in it run, and its Chinese name (RFC 6266)."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    if "filename*=" in disposition:  # a plain name for programs that do not know the other
        ascii_name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in plain)
        disposition = disposition.replace("attachment", f'attachment; filename="{ascii_name}"', 1)
    response["Content-Disposition"] = disposition
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Last-Modified"] = http_date(row.begins.timestamp())
    if row.organ.demonstration:
        response["X-Robots-Tag"] = "noindex"


def _wording(
    request: HttpRequest, code: str, pk: int, number: int, at: datetime
) -> tuple[Showing, list[Showing]] | HttpResponse:
    """Return the showing of one edition and all that may be read, or the answer where there is none."""
    rows = history(pk, at)
    if not rows:
        return _absent(request, pk, at)
    for row in rows:
        if row.edition.number == number:
            if row.organ.code != code:
                return HttpResponsePermanentRedirect(url_of(row, number))
            return row, rows
    raise Http404(_("这份文件没有这一版。"))


def _metadata(row: Showing) -> dict[str, object]:
    """Return what a comparison says of two wordings besides their texts."""
    edition = row.edition
    return {
        _("标题"): edition.title,
        _("发文字号"): edition.document_number,
        _("发文机关"): edition.issuers,
        _("成文日期"): edition.formed_on,
        _("施行日期"): edition.effective_on,
        _("有效期至"): edition.expires_on,
        _("主题词"): edition.keywords,
        _("内容概述"): edition.summary,
        _("附件"): list(edition.attachments.values_list("name", flat=True)),
    }


def _absent(request: HttpRequest, pk: int, at: datetime) -> HttpResponse:
    """Answer for a document that the public does not see: never did (404), moved (301), withdrawn (410)."""
    found = Document.objects.filter(pk=pk).first()
    last = withdrawn(found, at) if found else None
    if last is None:
        raise Http404(_("本网没有这份文件。"))
    if last.moved_to and (there := shown(last.moved_to, at)):
        return HttpResponsePermanentRedirect(url_of(there))
    answer = render(request, "portal/410.html", {"last": last, "ended": last.ends}, status=410)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _sheet_page(request: HttpRequest, sheet: Sheet, template: str) -> HttpResponse:
    row, edition = sheet.row, sheet.edition
    fixed = COLUMN_OF.get(edition.category)
    place = schemes.category(edition.category)
    crumbs = () if fixed else (Crumb(place.name, category_url(row), lang="zh-Hans"),)
    page = organ_page(
        row.organ,
        edition.title,
        *crumbs,
        lang="zh-Hans",
        part=part(fixed or "mandatory"),
        canonical=url_of(row) if [row] == sheet.editions[:1] else "",
        listed=Column(
            place.name,
            place.name if fixed else f"法定主动公开内容,{place.name}",
            f"{row.organ.name}公开的{place.name}",
            f"政府信息公开,{place.name},{row.organ.name}",
        ),
        article=Article(
            edition.title,
            row.began,
            edition.source or row.organ.name,
            keywords=",".join(edition.keywords),
            author=sheet.issuers,
            description=edition.summary,
        ),
    )
    files = [(file, file_url(row, file)) for file in sheet.attachments]
    given = [row.organ.code, edition.document_id, edition.number]
    forms = [(form, reverse("document-file", args=[*given, form])) for form in renditions.FORMS]
    return show(
        request,
        template,
        page,
        ending=ending_of(row.organ, timezone.localdate()),
        sheet=sheet,
        row=row,
        edition=edition,
        originals=[f for f in files if f[0].is_original],
        files=[f for f in files if not f[0].is_original],
        forms=forms,
        json_ld=_json_ld(request, sheet),
    )


def _json_ld(request: HttpRequest, sheet: Sheet) -> str:
    """Return the document in the words of schema.org, safe inside a script element."""
    row, edition = sheet.row, sheet.edition
    kind = "Legislation" if edition.norm else "DigitalDocument"
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": edition.title,
        "headline": edition.title[:110],
        "identifier": edition.document_number or edition.document.index_number,
        "url": request.build_absolute_uri(sheet.url),
        "inLanguage": "zh-Hans",
        "datePublished": timezone.localtime(row.first_begins).isoformat(),
        "dateModified": timezone.localtime(row.begins).isoformat(),
        "dateCreated": edition.formed_on and edition.formed_on.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": row.organ.name},
        "keywords": edition.keywords,
        "abstract": edition.summary,
        "version": edition.number,
        "isAccessibleForFree": True,
    }
    text = json.dumps({k: v for k, v in data.items() if v not in ("", None, [])}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
