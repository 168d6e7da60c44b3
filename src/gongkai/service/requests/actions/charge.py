"""The information processing fee: proposed by one standard of the two, paid (条例 art. 42; 109号)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said
from gongkai.service.requests import charging, keeping, ledger
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.propose import propose
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Entry, Paper, Party, Proposal
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import FeeNoticed, FeePaid

STANDARDS = {"pages": gettext_lazy("按量"), "items": gettext_lazy("按件")}


@transaction.atomic
def propose_fee(
    case: Case,
    *,
    standard: str,
    pages: int,
    says: str,
    by: Post,
    at: datetime,
    on: date | None = None,
    seen: int | None = None,
    although: str = "",
) -> Proposal:
    """Propose the fee by one standard (a key of STANDARDS); both are worked out and kept with the proposal.

    Entered once another has consented and the notice has left (`consent`, `tell`). Raises NotAllowed,
    CannotDo (standard, pages, says; nothing to charge; the organ takes no fee; Doubted after the term).
    """
    if standard not in STANDARDS:
        raise CannotDo(
            {"standard": [_("请选择按件还是按量收费，一件申请只能选一种（国办函〔2020〕109号）。")]}
        )
    on = on or timezone.localdate(at)
    try:
        found = charging.simulate(case, pages, on)
    except StatuteError as refusal:
        raise CannotDo({"pages": [said(str(refusal))]}) from refusal
    yuan = found.yuan(standard)
    if yuan == 0:
        raise CannotDo(
            {
                "standard": [
                    _(
                        "%(standard)s计算是0元，没有可收的费（本月第%(place)s件，%(pages)s页）；"
                        "不能发出收费通知。"
                    )
                    % {"standard": STANDARDS[standard], "place": found.before + 1, "pages": found.pages}
                ]
            }
        )
    basis = {
        "standard": standard,
        "pages": found.pages,
        "before": found.before,
        "by_pages": found.by_pages.yuan,
        "by_items": found.by_items,
    }
    event = FeeNoticed(on=on, yuan=yuan)
    return propose(case, event, says=says, by=by, at=at, seen=seen, although=although, basis=basis)


@transaction.atomic
def pay(
    case: Case,
    *,
    on: date,
    by: Post,
    at: datetime,
    files: Iterable[Upload] = (),
    seen: int | None = None,
    although: str = "",
) -> Entry:
    """Enter that the fee was paid, with its proof: the term runs afresh (reading L-0005).

    Paid after the last day it is entered only with the reason why the request is handled all the same.
    Raises NotAllowed, CannotDo (files; Doubted).
    """
    case = ledger.locked(case)
    entry = enter(case, FeePaid(on=on), by=by, at=at, seen=seen, although=although)
    requester = Party.objects.get(case=case, role=Party.Role.REQUESTER)
    proofs = keeping.as_kind(files, Paper.Kind.PROOF)
    keeping.keep(case, proofs, party=requester, by=by, at=at)
    return entry
