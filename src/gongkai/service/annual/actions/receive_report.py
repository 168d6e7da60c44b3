"""Take a report that was written elsewhere, as a file or through the interface: read whole, or refused."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers import intake
from gongkai.papers.errors import Refused
from gongkai.papers.scan import Part
from gongkai.report.edition import Edition, Place
from gongkai.report.loader import edition_for
from gongkai.report.model import STATISTICS, Report, Status
from gongkai.report.naming import listed, table_name
from gongkai.report.read.cells import DOUBLED_ROW
from gongkai.report.read.limits import FILE_BYTES, MEGABYTE
from gongkai.report.read.report import read_bytes
from gongkai.report.write import write
from gongkai.service.annual import checking, composing, policy, releasing, summing
from gongkai.service.annual.actions.make_version import NOT_NOW
from gongkai.service.annual.deciding import why_within
from gongkai.service.annual.filings import check_is_over, filing_of, locked, take_turns
from gongkai.service.annual.from_elsewhere import refuse_counted_otherwise, why_written_here
from gongkai.service.annual.models import Closing, Filing, Step, SubmissionKey, Version
from gongkai.service.annual.openings import opening
from gongkai.service.annual.sum_held import not_held
from gongkai.service.catalogue.scanning import look_through, refusals_logged
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post

UNREAD = (Status.BLANK, Status.UNREADABLE, Status.AMBIGUOUS)


class SentAnother(CannotDo):
    """The same identifier of the sender was used for another report, or for other content, before."""


def read_file(data: bytes, name: str) -> Report:
    """Read an uploaded file in any format `gongkai report read` knows; UnreadableReport, CannotDo."""
    if len(data) > FILE_BYTES:
        raise CannotDo(_("文件超过%(most)sMB，不像一份年度报告。") % {"most": FILE_BYTES // MEGABYTE})
    return read_bytes(data, name)


def unread(report: Report, year: int) -> list[Place]:
    """Return the cells of the year's form for which no number was read."""
    return [
        place
        for address, place in edition_for(year).places.items()
        if address not in report.cells or report.cells[address].status in UNREAD
    ]


def _twice(report: Report, form: Edition) -> dict[str, tuple[str, ...]]:
    """Return what the file prints twice, in words, each with its cells: rows, or a whole table."""
    found = {}
    for finding in report.findings:
        known = tuple(address for address in finding.cells if address in form.places)
        if finding.rule != DOUBLED_ROW or not known:
            continue
        first = form.places[known[0]]
        is_table = len(known) == len(form.table(first.table).places)
        found[table_name(first.table) if is_table else listed(form, known)] = known
    return found


def faults_of(report: Report, organ: Organ, year: int) -> list[str]:
    """Return why a report cannot be taken as this organ's for this year, in sentences; empty if it can."""
    form = edition_for(year)
    found = []
    names = {_plain(name) for name in (organ.name, *organ.other_names)}
    if not report.organ:
        found.append(_("报告里没有找到机关名称，不能确认是%(organ)s的报告。") % {"organ": organ})
    elif _plain(report.organ) not in names:
        given = {"name": report.organ, "organ": organ}
        found.append(_("这是“%(name)s”的报告，不是%(organ)s的。请选对机关后再传。") % given)
    if report.year is None:
        found.append(_("报告里没有找到报告年度，不能确认是%(year)s年度的报告。") % {"year": year})
    elif report.year != year:
        given = {"found": report.year, "year": year}
        found.append(_("这是%(found)s年度的报告，不是%(year)s年度的。") % given)
    if report.edition == STATISTICS or report.edition != form.key:
        found.append(_("用的不是%(year)s年度的格式（%(norm)s）。") % {"year": year, "norm": form.norm.number})
        return [*found, *_misplacing(report, form)]
    doubled = _twice(report, form)
    found += [
        _("%(what)s在文件里出现两次，不能确认以哪一处为准。请在原件上删去多余的一处，再重新上传。")
        % {"what": what}
        for what in doubled
    ]
    told = {address for cells in doubled.values() for address in cells}
    if lacking := [place.address for place in unread(report, year) if place.address not in told]:
        given = {"count": len(lacking), "cells": listed(form, lacking)}
        found.append(
            _(
                "有%(count)s格没有读出数：%(cells)s。只读出一部分的报告不收，"
                "请在原件上补齐，或者改用表格文字可以复制的文件（Word、Excel、网页、JSON）重新上传。"
            )
            % given
        )
    elif not doubled:
        wrong = (*checking.uncounted(report), *checking.impossible(report))
        found += [f"{finding.message}。{finding.hint}" for finding in wrong]
    return [*found, *_misplacing(report, form)]


def _misplacing(report: Report, form: Edition) -> list[str]:
    """Return what is wrong with its six sections."""
    if _misplaced(report, form):
        return [_("各部分的序号与格式不符。报告分六个部分，每个部分一次，按顺序排列。")]
    if titles := checking.wordless(report, form):
        says = _("%(sections)s没有读出文字。六个部分都要有内容，没有的写“无”。")
        return [says % {"sections": "、".join(titles)}]
    return []


def _ours(report: Report, organ: Organ, year: int) -> Report:
    """Return the figures and words of a report under the titles of the form.

    Titles may say anything in a file. What it claims to have found by a check, or to state in its words, is
    not what we found: neither is kept, and both are asked here.
    """
    form = edition_for(year)
    titles = {section.number: section.title for section in form.sections}
    sections = [replace(section, title=titles[section.number]) for section in report.sections]
    return replace(report, title=form.title(organ.name, year), sections=sections, findings=[], prose={})


def _misplaced(report: Report, form: Edition) -> bool:
    """Say whether its sections are not those of the form: another number, one twice, another order."""
    numbers = [section.number for section in report.sections]
    return not set(numbers) <= {section.number for section in form.sections} or numbers != sorted(
        set(numbers)
    )


def receive_report(
    organ: Organ,
    year: int,
    report: Report,
    *,
    source: bytes,
    name: str,
    at: datetime,
    by: Post | None = None,
    sender: SubmissionKey | None = None,
    key: str = "",
    scope: str = Filing.Scope.OWN,
    note: str = "",
) -> Version:
    """Enter a report as submitted: uploaded by `by`, or sent with a key of another system (`sender`).

    Its cells are the closing of a year that was counted elsewhere; what comes after it is another version,
    and says what was set right where one is public. With a `key` used before, the version of then, or
    SentAnother if it had other content. What bears a mark of secrecy is not kept, and that is in the log.
    Raises NotAllowed, CannotDo, Unwritable.
    """
    with (
        refusals_logged(by, at, organ.code, act="annual.refuse_secret", kind="organ", organ=organ),
        transaction.atomic(),
    ):
        return _received(
            organ,
            year,
            report,
            source=source,
            name=name,
            at=at,
            by=by,
            sender=sender,
            key=key,
            scope=scope,
            note=note.strip(),
        )


def _received(
    organ: Organ,
    year: int,
    report: Report,
    *,
    source: bytes,
    name: str,
    at: datetime,
    by: Post | None,
    sender: SubmissionKey | None,
    key: str,
    scope: str,
    note: str,
) -> Version:
    if by is not None:
        policy.check_can_receive(by, organ, year, timezone.localdate(at))
    answerable = by or (sender.by if sender else None)
    if answerable is None:
        raise ValueError("a report is received from somebody")
    digest = hashlib.sha256(source).hexdigest()
    if key:
        take_turns(organ)  # an identifier is one over all its years: two reports must not take it at once
    found = locked(filing_of(organ, year, scope))
    filing = found.filing
    if key and (before := sent_before(organ, key, digest, year, scope)) is not None:
        return before
    check_is_over(year, timezone.localdate(at))
    if why := why_within(filing):
        raise CannotDo(why)
    refuse_counted_otherwise(filing, at)
    if by is not None and (why := why_written_here(by, filing, timezone.localdate(at))):
        raise CannotDo(why)
    if faults := faults_of(report, organ, year):
        raise CannotDo({"": faults})
    if scope == Filing.Scope.AGGREGATE and (
        faults := not_held(report, summing.pieces_of(organ, year, timezone.localdate(at)))
    ):
        raise CannotDo({"": faults})
    if found.stage in NOT_NOW:
        raise CannotDo(_("上一次报送的还在审核，请等审核有了结果再报送。"))
    if found.version is not None and found.version.source_sha256 == digest:
        raise CannotDo(_("与第%(number)s稿是同一个文件，没有变化。") % {"number": found.version.number})
    if found.published is not None and not note:
        raise CannotDo({"note": [_("本年度的报告已经公布。请写明这一次更正了什么，与报告一并公布。")]})
    note = note if found.published is not None else ""
    report = _ours(report, organ, year)
    write(report, "html")  # what cannot be shown is not taken: this says why
    content = composing.content_of(report)
    _refuse_secrets(content, note, source, name, organ)
    closing = Closing.objects.create(
        filing=filing,
        number=found.closing.number + 1 if found.closing else 1,
        form=report.edition,
        cells=content,
        reason=_("报送机关重新报送") if found.closing else "",
        by=answerable,
        at=at,
    )
    made = Version.objects.create(
        filing=filing,
        number=found.version.number + 1 if found.version else 1,
        origin=Version.Origin.UPLOADED if by is not None else Version.Origin.SENT,
        closing=closing,
        form=report.edition,
        content=content,
        digest=composing.digest(content, note),
        findings=composing.findings_text(checking.findings(report, filing, opening(filing))),
        note=note,
        source=source,
        source_name=name[:255],
        source_sha256=digest,
        key=key or None,
        by=by,
        at=at,
    )
    Step.objects.create(
        version=made, place=1, kind=Step.Kind.SUBMITTED, on=timezone.localdate(at), by=by, at=at
    )
    record(
        "annual.received",
        by=by,
        at=at,
        kind="filing",
        key=filing.pk,
        organ=organ,
        version=made.number,
        origin=made.origin,
    )
    return made


def sent_before(
    organ: Organ, key: str, digest: str, year: int | None = None, scope: str = ""
) -> Version | None:
    """Return what an organ's system sent under an identifier of its own before; None if it never used it.

    The identifier stands for one sending: SentAnother where that was of other content, or not of this year or
    this report, as far as these are given.
    """
    rows = Version.objects.filter(filing__organ=organ, key=key).select_related("filing__organ")
    found: list[Version] = list(rows.defer("content", "source").order_by("pk"))
    if not found:
        return None
    for before in found:
        is_of = (year in (None, before.filing.year), scope in ("", before.filing.scope))
        if before.source_sha256 == digest and all(is_of):
            return before
    before = found[0]
    given = {"year": before.filing.year, "report": before.filing.get_scope_display()}
    raise SentAnother(
        _(
            "这个报送标识已经用于另一份报送（%(year)s年度，%(report)s报告）。"
            "同一标识只能原样再报同一份内容；另一年度、另一份报告或者内容有变的，请换一个报送标识。"
        )
        % given
    )


def _refuse_secrets(content: str, note: str, source: bytes, name: str, organ: Organ) -> None:
    """Raise SecrecyMarked for what the platform may not hold: in the words that were read, and in the file.

    A file of a kind that is not looked through (a web page, JSON) is words, and these have been read. What
    else the scan finds waits for the review before release.
    """
    parts = releasing.parts_of_content(content, note)
    try:
        kind = intake.accept(source, name).kind
    except Refused:
        kind = None
    if kind is not None:
        parts.append(Part("文件", data=source, kind=kind))
    look_through(parts, organ)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
