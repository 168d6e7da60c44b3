"""Explain why an identity that may be explained does not hold; and answer such an explanation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.filings import locked
from gongkai.service.annual.models import Explanation, ExplanationAnswer, Version
from gongkai.service.annual.noticing import look_again
from gongkai.service.organs.actions.refusal import CannotDo, checked
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.requests.models import Case


@transaction.atomic
def explain(
    version: Version,
    *,
    rule: str,
    address: str,
    kind: str,
    amount: Decimal | None,
    says: str,
    by: Post,
    at: datetime,
    cases: Collection[int] = (),
    organs: Collection[int] = (),
) -> Explanation:
    """Add an explanation of one finding of the newest version, and return it.

    `amount` is the part of the difference it accounts for, None where the finding has no numbers. Raises
    NotAllowed; CannotDo where there is no such finding, where none helps, where one without numbers waits
    already, or more is explained than differs.
    """
    filing = version.filing
    policy.check_can_write(by, filing.organ, filing.year, timezone.localdate(at))
    found = locked(filing)
    if found.version is None or found.version.pk != version.pk or version.closing is None:
        raise CannotDo(_("这一稿之后又有新稿，请对最新的一稿作说明。"))
    verdict = next((v for v in verdicts_of(version) if (v.finding.rule, v.address) == (rule, address)), None)
    if verdict is None:
        raise CannotDo(_("这一稿没有这项不符，不必说明。"))
    if not verdict.may_be_explained:
        raise CannotDo(
            _("%(rule)s必须相符，没有例外，不能用说明代替。请核对并改正有关的申请、案件或者填报数。")
            % {"rule": rule}
        )
    if (amount is None) != (verdict.difference is None):
        raise CannotDo({"amount": [_("有差额的要写明说明多少，没有差额的不写数。")]})
    if amount is None and verdict.waiting:
        raise CannotDo(_("这一处已经写了说明，正等另一位负责人答复；要改的，请先由负责人答复不同意。"))
    if amount is not None and verdict.missing is not None:
        waiting = sum((e.amount or Decimal(0) for e in verdict.waiting), Decimal(0))
        _check_amount(amount, verdict.missing - waiting)
    _check_named(cases, organs)
    explanation = Explanation(
        closing=version.closing,
        rule=rule,
        address=address,
        kind=kind,
        amount=amount,
        cases=sorted(cases),
        organs=sorted(organs),
        says=says.strip(),
        by=by,
        at=at,
    )
    checked(explanation)
    explanation.save(force_insert=True)
    record("annual.explain", by=by, at=at, kind="filing", key=filing.pk, organ=filing.organ, rule=rule)
    return explanation


@transaction.atomic
def answer_explanation(
    explanation: Explanation, *, approves: bool, by: Post, at: datetime, says: str = ""
) -> ExplanationAnswer:
    """Approve or refuse an explanation; who wrote it does not. Raises NotAllowed, CannotDo."""
    filing = explanation.closing.filing
    policy.check_can_approve(by, filing.organ, filing.year, explanation.by, timezone.localdate(at))
    locked(filing)
    if ExplanationAnswer.objects.filter(explanation=explanation).exists():
        raise CannotDo(_("这份说明已经有了答复，请重新打开。"))
    if not approves and not says.strip():
        raise CannotDo({"says": [_("不同意的要写明理由。")]})
    answer = ExplanationAnswer.objects.create(
        explanation=explanation, approves=approves, says=says.strip(), by=by, at=at
    )
    if (version := filing.versions.order_by("-number").first()) is not None:
        look_again(version, at)
    record(
        "annual.answer_explanation",
        by=by,
        at=at,
        kind="filing",
        key=filing.pk,
        organ=filing.organ,
        approves=approves,
    )
    return answer


def _check_named(cases: Collection[int], organs: Collection[int]) -> None:
    """Refuse keys of requests and organs that are not there: what is explained can be followed. CannotDo."""
    if Case.objects.filter(pk__in=cases).count() != len(set(cases)):
        raise CannotDo({"cases": [_("说明涉及的申请中有的不存在，请核对登记号。")]})
    if Organ.objects.filter(pk__in=organs).count() != len(set(organs)):
        raise CannotDo({"organs": [_("说明涉及的机关中有的不存在，请重新选择。")]})


def _check_amount(amount: Decimal, left: Decimal) -> None:
    if amount % 1 and not left % 1:
        raise CannotDo({"amount": [_("差额是整数，说明的差额也应当是整数：没有半件。")]})
    if amount == 0 or (amount > 0) != (left > 0) or abs(amount) > abs(left):
        raise CannotDo(
            {
                "amount": [
                    _("还没有说明的差额是%(left)s，这里写的是%(amount)s。") % {"left": left, "amount": amount}
                ]
            }
        )
