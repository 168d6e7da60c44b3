"""What may come from elsewhere for an organ's year: nothing that is counted here, or added up here."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.report.loader import editions
from gongkai.service.annual import policy
from gongkai.service.annual.deciding import why_within
from gongkai.service.annual.facts import Needs, gather
from gongkai.service.annual.filings import filing_at
from gongkai.service.annual.models import Closing, FiledReport, Filing, Version
from gongkai.service.annual.obliged import scope_of, summing_of
from gongkai.service.annual.register import reporters
from gongkai.service.annual.summing import names_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import acts_for
from gongkai.service.requests.models import Entry

SAID = 10  # so many organs are named
OWN, AGGREGATE = str(Filing.Scope.OWN), str(Filing.Scope.AGGREGATE)
COUNTED_HERE = gettext_lazy(
    "这个机关本年度的申请、案件或者申报数登记在本平台，年报的各格由登记得出，不能用文件改数。数不对的，请更正登记后重新核定。"
)


FROM_ELSEWHERE = gettext_lazy(
    "这一年度的报告是在别处统计、作为文件报送或者录入的，它所计的申请不在本平台，在这里重新核定会把它们漏掉。要更正的，请上传更正后的报告文件。"
)


def is_from_elsewhere(filing: Filing) -> bool:
    """Say whether an organ's own report of a year was counted elsewhere: what sets it right comes as it did.

    What it counted is not here, whoever has come to work here since. Of one that was entered as it was
    (`annual import`), or sent back before it was public, it is so unless the organ worked here in the year.
    """
    if filing.scope != OWN or filing.pk is None:
        return False
    public = FiledReport.objects.filter(filing=filing.pk).order_by("-number").values_list("version__origin")
    if (newest := public.first()) is not None:
        (origin,) = newest
        return origin in Version.ELSEWHERE or (origin is None and not works_here(filing))
    closing = Closing.objects.filter(filing=filing.pk).order_by("-number").values_list("versions__origin")
    newest = closing.first()
    return newest is not None and newest[0] in Version.ELSEWHERE and not works_here(filing)


def works_here(filing: Filing) -> bool:
    """Say whether an organ did its work of a year on this platform: the ledgers of the year are here then.

    It had somebody who drafts for it, or has entered a request that it received by then.
    """
    last = date(filing.year, 12, 31)
    organs = kept_by([filing.organ_id], last)
    if Post.objects.filter(organ__in=organs, duty__in=policy.drafting(), since__lte=last).exists():
        return True
    received = Entry.objects.filter(case__organ__in=organs, kind="received", on__lte=last)
    return received.exists()


def comes_as_file(filing: Filing) -> bool:
    """Say whether an organ may hand in a file itself: the year was, or can only be, counted elsewhere."""
    if filing.scope != OWN:
        return False
    if is_from_elsewhere(filing):
        return True
    begun = filing.pk is not None and Closing.objects.filter(filing=filing.pk).exists()
    return not begun and not works_here(filing)


def why_written_here(post: Post, filing: Filing, on: date) -> str:
    """Return why an authority takes in no file for an organ: somebody drafts for it here; "" if nobody does.

    Otherwise a file would be submitted over the report that its own people are writing.
    """
    organ = filing.organ
    if acts_for(post, organ, on) or organ.code in policy.unmanned([organ.code], on):
        return ""
    if is_from_elsewhere(filing):
        return ""
    return _("%(organ)s有人在本平台编制年度报告，由它自己成稿报送，不收代传的文件。") % {"organ": organ}


def scopes_of(organ: Organ, year: int) -> tuple[str, ...]:
    """Return which reports of a year an organ has: its own; with others reporting to it their sum as well."""
    summing = summing_of([organ.pk], year)
    return (OWN, AGGREGATE) if scope_of(organ, summing) == AGGREGATE else (OWN,)


def is_filed(year: int, today: date) -> bool:
    """Say whether a report of a year can be filed: there is a form for it, and it is over."""
    return year < today.year and any(form.covers(year) for form in editions())


def scopes_open(organ: Organ, year: int, at: datetime) -> list[str]:
    """Return which of its reports of a year could be taken from elsewhere, by what is known here."""
    return [scope for scope in scopes_of(organ, year) if _is_open(filing_at(organ, year, scope), at)]


def _is_open(filing: Filing, at: datetime) -> bool:
    try:
        refuse_counted_otherwise(filing, at)
    except CannotDo:
        return False
    return not why_within(filing)


def refuse_counted_otherwise(filing: Filing, at: datetime) -> None:
    """Refuse a file that would say otherwise than what is entered here, or count it a second time; CannotDo.

    A year is counted here where the organ was asked, was contested or declared anything here, or where its
    figures were once gathered or summed here. Norms alone do not tell: the rule library has those of all.
    What an organ did that ended within the year is in the report of the one that came after it. Where the
    report came from elsewhere, what sets it right does too.
    """
    if is_from_elsewhere(filing):
        return
    elsewhere = Version.objects.filter(filing=filing.pk, origin__in=Version.ELSEWHERE)
    closings = Closing.objects.filter(filing=filing.pk).exclude(pk__in=elsewhere.values("closing"))
    versions = Version.objects.filter(filing=filing.pk).exclude(origin__in=Version.ELSEWHERE)
    is_counted = filing.pk is not None and (closings.exists() or versions.exists())
    if filing.scope == OWN:
        facts = gather(filing, at)
        if facts.whose.has_ended:
            raise CannotDo({"": [fault.says for fault in facts.faults if fault.needs is Needs.ORGAN]})
        is_counted = is_counted or bool(facts.counted or facts.contests or facts.declared.cells)
    if filing.scope == AGGREGATE:
        _refuse_summed_here(filing, timezone.localdate(at), was_summed=is_counted)
    elif is_counted:
        raise CannotDo(str(COUNTED_HERE))


def _refuse_summed_here(filing: Filing, on: date, *, was_summed: bool) -> None:
    """Refuse a sum from elsewhere where it was, or can be, added up here of a report that is here; CannotDo.

    Where nobody drafts for the authority here, nobody adds up: its sum comes from its own system, and its
    numbers are held against those reports (`sum_held`). The authority's own report does not tell: where the
    others are elsewhere, the sum is made there as well.
    """
    organ = filing.organ
    if organ.code in policy.unmanned([organ.code], on):
        return
    if was_summed:
        raise CannotDo(
            _("汇总报告已在本平台由下级机关的报告相加得出，不能用文件改数。数有变的，请重新汇总。")
        )
    rows = reporters(organ, filing.year, on).rows
    here = [row for row in rows if not row.is_own and (row.stands.version or row.stands.published)]
    if not here:
        return
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


__all__ = [
    "AGGREGATE",
    "COUNTED_HERE",
    "FROM_ELSEWHERE",
    "OWN",
    "comes_as_file",
    "is_filed",
    "is_from_elsewhere",
    "refuse_counted_otherwise",
    "scopes_of",
    "scopes_open",
    "why_written_here",
    "works_here",
]
