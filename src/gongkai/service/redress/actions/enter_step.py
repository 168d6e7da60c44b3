"""Enter what happened in a proceeding; an order to answer anew starts its clock in the request's ledger."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.redress import policy
from gongkai.service.redress.course import COURTS, course
from gongkai.service.redress.models import Proceeding, Step, StepWords
from gongkai.service.redress.saying import digest, new_salt
from gongkai.service.requests import keeping, ledger
from gongkai.service.requests.actions.order_redo import order_redo
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Entry, Paper
from gongkai.statute.contests import counted_as, results
from gongkai.statute.fold import in_force


@transaction.atomic
def enter_step(
    proceeding: Proceeding,
    *,
    kind: str,
    on: date,
    by: Post,
    at: datetime,
    procedure: str = "",
    result: str = "",
    orders: bool = False,
    order_served: date | None = None,
    order_until: date | None = None,
    annuls: int | None = None,
    says: str = "",
    paper: Upload | None = None,
    seen: int | None = None,
) -> Step:
    """Add a step and return it.

    `result` is a key of `statute.contests.results`, for an end alone; with `orders` the request has to be
    answered anew, by `order_until` if the decision says so. `seen` is how many steps the officer had before
    her. Raises NotAllowed, CannotDo (by field; a step out of turn; Overtaken).
    """
    proceeding = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    today = timezone.localdate(at)
    policy.check_can_handle(by, proceeding.organ, today)
    ledger.check_day(on, today)
    before = list(proceeding.steps.all())
    if seen is not None and len(before) != seen:
        raise ledger.Overtaken(_("您打开页面以后，这个案件又登记了新的事项，请看过最新情况后再办理。"))
    says, salt = says.strip(), new_salt()
    step = Step(
        proceeding=proceeding,
        place=len(before) + 1,
        kind=kind,
        on=on,
        procedure=procedure,
        result=result,
        orders=orders,
        order_served=order_served,
        order_until=order_until,
        annuls=annuls,
        words=digest(says, salt),
        by=by,
        at=at,
    )
    _check(step, before, says)
    course(proceeding, [*before, step], law_here())
    if paper is not None:
        step.paper = _kept(proceeding, paper, by, at)
    if step.orders:
        step.entry = _ordered(step, by, at)
    step.save()
    if says:
        StepWords.objects.create(step=step, text=says, salt=salt)
    record(
        "redress.step", by=by, at=at, kind="proceeding", key=proceeding.pk, organ=proceeding.organ, step=kind
    )
    return step


def _check(step: Step, before: list[Step], says: str) -> None:
    faults: dict[str, list[str]] = {}
    if step.kind not in Step.Kind.values:
        raise CannotDo({"kind": [_("请选择登记的事项。")]})
    if step.kind == Step.Kind.ENDED and step.result not in results():
        faults["result"] = [_("请选择审结的结果。")]
    if step.kind != Step.Kind.ENDED and (step.result or step.orders):
        faults["result"] = [_("只有审结才登记结果。")]
    if step.orders and step.result and not faults and _counted(step) != "corrected":
        faults["orders"] = [_("维持、驳回、撤回等结果不会责令重新答复，请核对结果和是否责令。")]
    if step.orders and step.proceeding.case_id is None:
        faults["orders"] = [_("这个案件没有对应的申请，不能登记责令重新答复。")]
    if step.kind == Step.Kind.ANNULLED:
        annulled = next((each for each in before if each.place == step.annuls), None)
        if annulled is None:
            faults["annuls"] = [_("请选择要撤销的那一条。")]
        elif annulled.entry is not None and annulled.entry.place in _in_force(annulled.entry.case):
            faults["annuls"] = [_("这一条已经在申请的记录里产生责令重新答复，请先在申请页撤销那条记录。")]
        if not says:
            faults["says"] = [_("请写明为什么撤销。")]
    if faults:
        raise CannotDo(faults)


def _counted(step: Step) -> str:
    """Return what the result is in table 4; an order to answer anew corrects what was done."""
    return counted_as(step.result, step.on, step.on, law_here())


def _in_force(case: Case) -> set[int]:
    """Return the places of the entries of a request that nobody has annulled."""
    return {place for place, _event in in_force(ledger.events_of(case))}


def _ordered(step: Step, by: Post, at: datetime) -> Entry:
    case = step.proceeding.case
    assert case is not None  # noqa: S101 - refused above
    return order_redo(
        case,
        ordered_by="court" if step.proceeding.kind in COURTS else "reconsideration",
        on=step.on,
        served=step.order_served,
        until=step.order_until,
        by=by,
        at=at,
    )


def _kept(proceeding: Proceeding, upload: Upload, by: Post, at: datetime) -> Paper:
    if proceeding.case is None:
        raise CannotDo({"paper": [_("这个案件没有对应的申请，文书请存在本机关的案卷里。")]})
    made = Upload(upload.name, upload.data, Paper.Kind.EVIDENCE)
    return keeping.keep(proceeding.case, [made], party=None, by=by, at=at)[0]
