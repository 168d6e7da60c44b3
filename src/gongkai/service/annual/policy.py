"""May this report be filed here, and who may take it further? Each check passes, or says why not."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from gongkai.report.model import Report
from gongkai.service.annual.judges import authorities, judges
from gongkai.service.annual.models import Filing
from gongkai.service.annual.obliged import SUMMING
from gongkai.service.organs import policy
from gongkai.service.organs.continuity import keepers_of_each
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed, Power
from gongkai.service.organs.queries import posts_in_force

__all__ = ["NotAllowed"]


def check_can_write(post: Post, organ: Organ, year: int, on: date) -> None:
    """Who drafts in the organ declares, gathers, writes, submits and publishes its report of a year."""
    if not is_looked_after(post, organ, year, on):
        policy.check_can(post, Power.DRAFT, organ, on)


def is_looked_after(post: Post, organ: Organ, year: int, on: date) -> bool:
    """Say whether the authority acts for an organ: nobody drafts for it here, and she judges its report.

    What such an organ files comes as a file or from its own system; what has to be said to it, and its
    publication with the others, is the authority's (30号：集中公布).
    """
    return judges(post, organ, year, on) and organ.code in unmanned([organ.code], on)


def consents_for(post: Post, organ: Organ, year: int, on: date) -> bool:
    """Say whether a post consents in the authority that acts for an organ of whom nobody drafts here."""
    if not policy.in_force(post, on) or not policy.has(post, Power.CONSENT):
        return False
    return post.organ_id in authorities(organ, year, on) and organ.code in unmanned([organ.code], on)


def unmanned(codes: Collection[str], on: date) -> set[str]:
    """Return which of these organs have nobody here who drafts for them, in two queries for all."""
    there = posts_in_force(on).filter(duty__in=drafting()).order_by().values_list("organ__code", flat=True)
    manned = set(there.distinct())
    return {code for code, keepers in keepers_of_each(codes, on).items() if not keepers & manned}


def drafting() -> list[str]:
    """Return the duties that draft."""
    return [duty for duty, powers in policy.POWERS.items() if Power.DRAFT in powers]


def check_can_receive(post: Post, organ: Organ, year: int, on: date) -> None:
    """Who judges the report of an organ takes it in; so may who drafts in it."""
    if not judges(post, organ, year, on):
        policy.check_can(post, Power.DRAFT, organ, on)


def check_can_agree(post: Post, organ: Organ, year: int, on: date) -> None:
    """Who may consent in the organ agrees to explanations; for one that is looked after, the authority.

    There it is who supervises, or who may consent: an authority with one supervisor has a second person too.
    """
    if not is_looked_after(post, organ, year, on) and not consents_for(post, organ, year, on):
        policy.check_can(post, Power.CONSENT, organ, on)


def check_can_approve(post: Post, organ: Organ, year: int, writer: Post, on: date) -> None:
    """An explanation is approved by who may agree to it, and did not write it herself."""
    check_can_agree(post, organ, year, on)
    if post.person_id == writer.person_id:
        raise NotAllowed(_("这份说明是您自己写的，请由另一位负责人同意。"))


def check_can_consent(post: Post, organ: Organ, on: date) -> None:
    """What binds the organ towards others is entered by who may consent in it."""
    policy.check_can(post, Power.CONSENT, organ, on)


def check_can_judge(post: Post, organ: Organ, year: int, on: date) -> None:
    """A report is accepted, returned and reminded of by the authority it is submitted to (30号：审核把关)."""
    policy.check_has(post, Power.SUPERVISE, on)
    if not judges(post, organ, year, on):
        raise NotAllowed(
            _("%(organ)s的报告不由%(post_organ)s审核。") % {"organ": organ, "post_organ": post.organ}
        )


def check_can_register(post: Post, organ: Organ, year: int, on: date) -> None:
    """The authority in charge over an organ says to whom it reports; so does that one (条例46)."""
    policy.check_has(post, Power.SUPERVISE, on)
    is_theirs = policy.supervises(post, organ, on) or policy.acts_for(post, organ, on)
    if not is_theirs and not judges(post, organ, year, on):
        raise NotAllowed(_("%(organ)s不归%(post_organ)s主管。") % {"organ": organ, "post_organ": post.organ})


def check_can_set_days(post: Post, authority: Organ, on: date) -> None:
    """Who supervises sets the days for those that report to her organ."""
    policy.check_can(post, Power.SUPERVISE, authority, on)


def check_names_who(by: str) -> None:
    """Every filing has somebody who answers for it."""
    if not by.strip():
        raise NotAllowed("没有写明由谁导入。请注明导入人。")


def check_may_sum(organ: Organ, scope: str) -> None:
    """Only an organ to which others report has an aggregate (逐级汇总): no single department has one."""
    if scope == Filing.Scope.AGGREGATE and organ.kind not in SUMMING:
        raise NotAllowed(
            f"{organ.name}不汇总其他机关的报告，没有汇总报告。请核对机关代码，或者导入为本机关的报告。"
        )


def check_is_of_organ(report: Report, organ: Organ) -> None:
    """The organ that the report names is the one it is filed for, under any of its names."""
    names = {_plain(name) for name in (organ.name, *organ.other_names)}
    if not report.organ:
        raise NotAllowed(
            f"报告里没有找到机关名称，无法确认它是{organ.name}的报告。"
            f"核对无误的，请注明“机关名称不符仍导入”（--accept-organ）。"
        )
    if _plain(report.organ) not in names:
        raise NotAllowed(
            f"这是“{report.organ}”的报告，不是{organ.name}的。请核对机关代码；"
            f"确属同一机关的，请注明“机关名称不符仍导入”（--accept-organ）。"
        )


def check_is_of_year(report: Report, year: int) -> None:
    """The year that the report names is the one it is filed for."""
    if report.year is None:
        raise NotAllowed(
            f"报告里没有找到报告年度，无法确认它是{year}年度的报告。"
            f"核对无误的，请注明“年度不符仍导入”（--accept-year）。"
        )
    if report.year != year:
        raise NotAllowed(
            f"这是{report.year}年度的报告，不是{year}年度的。请核对年度；"
            f"确属笔误的，请注明“年度不符仍导入”（--accept-year）。"
        )


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
