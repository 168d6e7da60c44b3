"""Remind organs of the report they owe: recorded, shown on their desks, and sent to who asked to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongkai.service.annual import policy, rest_days
from gongkai.service.annual.filings import take_turns
from gongkai.service.annual.models import Reminded
from gongkai.service.annual.register import Row, State
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.continuity import keepers_of
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed, Power, has
from gongkai.service.organs.queries import posts_in_force
from gongkai.service.requests.reminding.channels import channels
from gongkai.service.requests.reminding.models import Mail


@dataclass(frozen=True, slots=True)
class Reminding:
    """What was recorded; and whom the post could not remind, with the reason."""

    told: list[Reminded]
    refused: list[tuple[Organ, str]]


@transaction.atomic
def remind(rows: Sequence[Row], *, by: Post, at: datetime) -> Reminding:
    """Remind the organs of these rows, each once a day; return what was recorded, and who was not reminded.

    Those that owe nothing, and those reminded today already, are passed over; of whom the post may not
    remind, the reason is returned, and the others are reminded all the same. Raises CannotDo if nobody is.
    """
    today = timezone.localdate(at)
    made: list[Reminded] = []
    take_turns(*(row.organ for row in rows))
    reminded = _reminded_on(today, rows)
    refused: list[tuple[Organ, str]] = []
    for row in rows:
        try:
            policy.check_can_judge(by, row.organ, row.filing.year, today)
        except NotAllowed as refusal:
            refused.append((row.organ, str(refusal)))
            continue
        if not row.owes or (row.organ.pk, row.filing.year, row.scope) in reminded:
            continue
        with override("zh-hans"):  # what is kept and sent is in the language of the office
            says = _says(row, by)
        told = Reminded.objects.create(
            organ=row.organ, year=row.filing.year, scope=row.scope, says=says, by=by, at=at
        )
        made.append(told)
        _send(told, at)
        record(
            "annual.remind",
            by=by,
            at=at,
            kind="organ",
            key=row.organ.code,
            organ=row.organ,
            year=row.filing.year,
        )
    if not made and refused:
        raise CannotDo({"": [says for _organ, says in refused]})
    if not made:
        raise CannotDo(_("没有需要催报的机关：都已报送，或者今天已经催报过。"))
    return Reminding(made, refused)


def _reminded_on(today: date, rows: Sequence[Row]) -> set[tuple[int, int, str]]:
    """Return of which reports the organs of these rows were reminded on a day, by anybody."""
    given = Reminded.objects.filter(organ__in=[row.organ for row in rows])
    found = given.values_list("organ_id", "year", "scope", "at")
    return {(organ, year, scope) for organ, year, scope, at in found if timezone.localdate(at) == today}


def _says(row: Row, by: Post) -> str:
    given = {
        "organ": row.organ.name,
        "authority": by.organ.name,
        "year": row.filing.year,
        "day": row.until.submit_by.isoformat() if row.until.submit_by else "",
        "late": row.late,
    }
    if row.state is State.UNPUBLISHED:
        given |= {
            "day": row.until.publish_by.isoformat() if row.until.publish_by else "",
            "late": row.unpublished,
        }
        return (
            _(
                "%(authority)s提醒：%(organ)s%(year)s年度政府信息公开工作年度报告已经审核通过，应当在%(day)s以前公布，"
                "已逾期%(late)s天，请尽快公布。"
            )
            % given
        )
    if row.state is State.RETURNED:
        return (
            _("%(authority)s催报：%(organ)s%(year)s年度政府信息公开工作年度报告已经退回，请修改后重新报送。")
            % given
        )
    if row.late:
        return (
            _(
                "%(authority)s催报：%(organ)s%(year)s年度政府信息公开工作年度报告应当在%(day)s以前报送，"
                "已逾期%(late)s天，请尽快报送。"
            )
            % given
        )
    if not given["day"]:
        return _("%(authority)s催报：请报送%(organ)s%(year)s年度政府信息公开工作年度报告。") % given
    says = _("%(authority)s催报：请在%(day)s以前报送%(organ)s%(year)s年度政府信息公开工作年度报告。") % given
    rest = rest_days.said(row.until.submit_by, row.on)
    return f"{says}{rest}。" if rest else says


def _send(told: Reminded, at: datetime) -> None:
    """Put a message for everybody who drafts or consents in the organ, by the ways she may be reached."""
    ways = channels()
    if not ways:
        return
    today = timezone.localdate(at)
    posts = posts_in_force(today).filter(organ__in=keepers_of([told.organ_id], today))
    people = {post.person for post in posts if has(post, Power.DRAFT) or has(post, Power.CONSENT)}
    subject = f"催报{told.year}年度政府信息公开工作年度报告"
    Mail.objects.bulk_create(
        Mail(channel=key, person=person, subject=subject, text=told.says, owed_at=at, next_at=at)
        for person in sorted(people, key=lambda person: person.pk)
        for key, way in ways.items()
        if way.address_of(person)
    )
