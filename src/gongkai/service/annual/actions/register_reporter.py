"""Enter whether an organ reports, by the three elements; and the days an authority sets for its reporters."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report.edition import ReportKind
from gongkai.report.loader import edition_for, editions
from gongkai.service.annual import policy
from gongkai.service.annual.filings import take_turns
from gongkai.service.annual.models import LocalDeadline, Reporter
from gongkai.service.organs import revision
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post

SUMS = "aggregate_"  # whose sum an organ files follows from what it is; it is entered for its own report


def kinds_of(year: int) -> list[ReportKind]:
    """Return the kinds of reporter that the form of a year knows; none for a year without a form."""
    if not any(form.covers(year) for form in editions()):
        return []
    return list(edition_for(year).kinds)


@transaction.atomic
def register_reporter(
    organ: Organ,
    *,
    since: int,
    kind: str,
    administrative: bool,
    external: bool,
    independent: bool,
    basis: str,
    by: Post,
    at: datetime,
    to: Organ | None = None,
    under: Organ | None = None,
) -> Reporter:
    """Enter that an organ reports from a report year on, or that its work stands in another's report.

    行政性、外部性、独立性 (条例27; 30号): only with all three it reports for itself; lacking one, `under`
    names the organ in whose report its work is. What was entered last, entered again, changes nothing and
    is returned. Raises NotAllowed, CannotDo.
    """
    take_turns(organ)
    policy.check_can_register(by, organ, since, timezone.localdate(at))
    faults: dict[str, list[str]] = {}
    must = administrative and external and independent
    if kind not in {each.key for each in kinds_of(since) if not each.key.startswith(SUMS)}:
        faults["kind"] = [_("%(year)s年度的格式没有这一报送类别，请重新选择。") % {"year": since}]
    if not basis.strip():
        faults["basis"] = [_("请写明认定的依据，例如“三定”规定的文号。")]
    if must and under is not None:
        faults["under"] = [_("三个要素都具备的机关单独报送，不并入其他机关的报告。")]
    if not must and under is None:
        faults["under"] = [_("缺少一个要素的机关不单独报送，请写明它的工作并入哪个机关的报告。")]
    if under is not None and under.pk == organ.pk:
        faults["under"] = [_("不能并入自己的报告。")]
    if to is not None and to.pk == organ.pk:
        faults["to"] = [_("机关不向自己报送。")]
    if faults:
        raise CannotDo(faults)
    row = Reporter(
        organ=organ,
        since=since,
        kind=kind,
        administrative=administrative,
        external=external,
        independent=independent,
        to=(to or organ.supervisor) if must else None,
        under=under,
        basis=basis.strip(),
        by=by,
        at=at,
    )
    newest: Reporter | None = Reporter.objects.filter(organ=organ).order_by("-pk").first()
    if newest is not None and _says_the_same(row, newest):
        return newest
    row.save(force_insert=True)
    revision.advance()  # the public list says who reports
    record(
        "annual.register_reporter",
        by=by,
        at=at,
        kind="organ",
        key=organ.code,
        organ=organ,
        since=since,
        must_report=must,
    )
    return row


@transaction.atomic
def set_deadline(
    authority: Organ,
    year: int,
    *,
    kind: str,
    submit_by: date,
    basis: str,
    by: Post,
    at: datetime,
    publish_by: date | None = None,
) -> LocalDeadline:
    """Set the days for the reports of a kind: within those of the law, never after. NotAllowed, CannotDo.

    What was set last, set again, changes nothing and is returned.
    """
    take_turns(authority)
    policy.check_can_set_days(by, authority, timezone.localdate(at))
    found = next((each for each in kinds_of(year) if each.key == kind), None)
    faults: dict[str, list[str]] = {}
    if found is None:
        faults["kind"] = [_("%(year)s年度的格式没有这一报送类别，请重新选择。") % {"year": year}]
    if not basis.strip():
        faults["basis"] = [_("请写明规定这一期限的文件。")]
    last_in = found.deadline.after(year) if found is not None and found.deadline else None
    last_out = found.published_until(year) if found is not None else None
    for name, day, last in (("submit_by", submit_by, last_in), ("publish_by", publish_by, last_out)):
        if day is None:
            continue
        if last is not None and day > last:
            faults[name] = [
                _("规定的最后一日是%(last)s，本地可以提前，不能推后。") % {"last": last.isoformat()}
            ]
        elif day <= date(year, 12, 31):
            faults[name] = [_("%(year)s年还没有结束，期限应当在次年。") % {"year": year}]
    if publish_by is not None and publish_by < submit_by and "publish_by" not in faults:
        faults["publish_by"] = [_("公布期限不应早于报送期限。")]
    if faults:
        raise CannotDo(faults)
    row = LocalDeadline(
        authority=authority,
        year=year,
        kind=kind,
        submit_by=submit_by,
        publish_by=publish_by,
        basis=basis.strip(),
        by=by,
        at=at,
    )
    set_before = LocalDeadline.objects.filter(authority=authority, year=year, kind=kind)
    newest: LocalDeadline | None = set_before.order_by("-pk").first()
    if newest is not None and _says_the_same(row, newest):
        return newest
    row.save(force_insert=True)
    record(
        "annual.set_deadline",
        by=by,
        at=at,
        kind="organ",
        key=authority.code,
        organ=authority,
        year=year,
        submit_by=submit_by,
    )
    return row


def _says_the_same(row: Reporter | LocalDeadline, last: Reporter | LocalDeadline) -> bool:
    """Return whether an entry says nothing but what the last one says, whoever made it."""
    told = set(model_to_dict(row)) - {"id", "by", "at"}
    return model_to_dict(row, told) == model_to_dict(last, told)
