"""Take a report that was written elsewhere, as a file or through the interface: read whole, or refused."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.papers import intake
from gongkai.papers.errors import Refused
from gongkai.papers.scan import Part
from gongkai.report.edition import Edition
from gongkai.report.loader import edition_for
from gongkai.report.model import STATISTICS, Report, Status
from gongkai.report.naming import cell_name
from gongkai.report.read.limits import FILE_BYTES, MEGABYTE
from gongkai.report.read.report import read_bytes
from gongkai.report.write import write
from gongkai.service.annual import checking, composing, policy, releasing
from gongkai.service.annual.actions.make_version import NOT_NOW
from gongkai.service.annual.deciding import why_within
from gongkai.service.annual.facts import Needs, gather
from gongkai.service.annual.filings import check_is_over, filing_of, locked
from gongkai.service.annual.models import Closing, Filing, Step, SubmissionKey, Version
from gongkai.service.annual.openings import opening
from gongkai.service.annual.register import reporters
from gongkai.service.annual.summing import names_of
from gongkai.service.catalogue.scanning import look_through, refusals_logged
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post

SAID = 10  # so many cells that were not read are named
COUNTED_HERE = gettext_lazy(
    "这个机关本年度的申请、案件或者申报数登记在本平台，年报的各格由登记得出，不能用文件改数。数不对的，请更正登记后重新核定。"
)
UNREAD = (Status.BLANK, Status.UNREADABLE, Status.AMBIGUOUS)


class SentAnother(CannotDo):
    """The same key was used for other content before."""


def read_file(data: bytes, name: str) -> Report:
    """Read an uploaded file in any format `gongkai report read` knows; UnreadableReport, CannotDo."""
    if len(data) > FILE_BYTES:
        raise CannotDo(_("文件超过%(most)sMB，不像一份年度报告。") % {"most": FILE_BYTES // MEGABYTE})
    return read_bytes(data, name)


def unread(report: Report, year: int) -> list[str]:
    """Return the names of the cells of the year's form for which no number was read."""
    places = edition_for(year).places
    return [
        cell_name(place)
        for address, place in places.items()
        if address not in report.cells or report.cells[address].status in UNREAD
    ]


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
    elif lacking := unread(report, year):
        given = {
            "count": len(lacking),
            "cells": "、".join(lacking[:SAID]) + ("……" if len(lacking) > SAID else ""),
        }
        found.append(
            _(
                "有%(count)s格没有读出数：%(cells)s。只读出一部分的报告不收，"
                "请在原件上补齐，或者改用表格文字可以复制的文件（Word、Excel、网页、JSON）重新上传。"
            )
            % given
        )
    else:
        wrong = (*checking.uncounted(report), *checking.impossible(report))
        found += [f"{finding.message}。{finding.hint}" for finding in wrong]
    if _misplaced(report, form):
        found.append(_("各部分的序号与格式不符。报告分六个部分，每个部分一次，按顺序排列。"))
    elif titles := checking.wordless(report, form):
        found.append(
            _("%(sections)s没有读出文字。六个部分都要有内容，没有的写“无”。")
            % {"sections": "、".join(titles)}
        )
    return found


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


def _refuse_counted_otherwise(filing: Filing, at: datetime) -> None:
    """Refuse a file that would say otherwise than what is entered here, or count it a second time; CannotDo.

    A year is counted here where the organ was asked, was contested or declared anything here, or where its
    figures were once gathered or summed here. Norms alone do not tell: the rule library has those of all.
    What an organ did that ended within the year is in the report of the one that came after it.
    """
    elsewhere = Version.objects.filter(filing=filing, origin__in=Version.ELSEWHERE)
    closings = Closing.objects.filter(filing=filing).exclude(pk__in=elsewhere.values("closing"))
    versions = Version.objects.filter(filing=filing).exclude(origin__in=Version.ELSEWHERE)
    is_counted = closings.exists() or versions.exists()
    if filing.scope == Filing.Scope.OWN:
        facts = gather(filing, at)
        if facts.whose.has_ended:
            raise CannotDo({"": [fault.says for fault in facts.faults if fault.needs is Needs.ORGAN]})
        is_counted = is_counted or bool(facts.counted or facts.contests or facts.declared.cells)
    if is_counted:
        raise CannotDo(str(COUNTED_HERE))
    if filing.scope == Filing.Scope.AGGREGATE:
        _refuse_summed_otherwise(filing, at)


def _refuse_summed_otherwise(filing: Filing, at: datetime) -> None:
    """Refuse a sum from elsewhere where a report that it must add up is here: here G1 is held; CannotDo.

    Of what came from elsewhere nobody can say of which reports it is the sum. The authority's own report
    does not tell: where the others are elsewhere, it comes from there as well.
    """
    rows = reporters(filing.organ, filing.year, timezone.localdate(at)).rows
    here = [row for row in rows if not row.is_own and (row.stands.version or row.stands.published)]
    if here:
        given = {
            "count": len(here),
            "organs": "、".join(names_of(here)[:SAID]) + ("……" if len(here) > SAID else ""),
        }
        raise CannotDo(
            _(
                "有%(count)s个下级机关的报告在本平台：%(organs)s。汇总报告须等于所汇总的报告之和，请在本平台汇总；"
                "下级机关的报告不在本平台的，先上传，审核通过以后一并汇总。"
            )
            % given
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
    found = locked(filing_of(organ, year, scope))
    filing = found.filing
    before: Version | None = Version.objects.filter(filing=filing, key=key).first() if key else None
    if before is not None:
        if before.source_sha256 != digest:
            raise SentAnother(_("这个报送标识已经用于另一份内容。内容有变的，请换一个报送标识。"))
        return before
    check_is_over(year, timezone.localdate(at))
    if why := why_within(filing):
        raise CannotDo(why)
    _refuse_counted_otherwise(filing, at)
    if by is not None and (why := policy.why_written_here(by, organ, timezone.localdate(at))):
        raise CannotDo(why)
    if faults := faults_of(report, organ, year):
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
