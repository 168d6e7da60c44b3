"""A year of an organ for the tests of its annual report; everybody in it is invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from gongkai.report.model import Number
from gongkai.service.annual.facts import Behind, Facts, Origin, behind, gather
from gongkai.service.annual.models import Closing, Declaration, Filing
from gongkai.service.organs.actions.succeed import succeed
from gongkai.service.organs.models import Organ, Post, Succession
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.models import Case
from tests.service.cases import Bureau, a_who, at
from tests.service.test_requests_desk import answered

JANUARY = at("2026-01-12")


def asked(bureau: Bureau, day: str, sent: str = "", outcome: str = "full_disclosure", **who: Any) -> Case:
    """Return a request of a day, answered on another if that is given."""
    case = bureau.received(day, requester=a_who(**who))
    return answered(bureau, case, sent, outcome) if sent else case


def contested(
    bureau: Bureau, case: Case | None, accepted: str, ended: str = "", result: str = "upheld", **facts: Any
) -> Proceeding:
    """Return a proceeding accepted on a day, ended on another if that is given."""
    given = {"kind": "reconsideration", "over": "reply", "body": "青山区人民政府", **facts}
    made = open_proceeding(bureau.organ, case=case, by=bureau.clerk, at=at(accepted), **given)
    enter_step(made, kind="accepted", on=date.fromisoformat(accepted), by=bureau.clerk, at=at(accepted))
    if ended:
        on = date.fromisoformat(ended)
        enter_step(made, kind="ended", on=on, by=bureau.clerk, at=at(ended), result=result)
    return made


def declare(
    bureau: Bureau, address: str, value: Number, month: int | None = None, **facts: Any
) -> Declaration:
    """Return a declared number, as the action leaves it."""
    given = {"year": 2025, "unit": "", "evidence": "行政审批系统统计", "at": JANUARY, **facts}
    organ = given.pop("organ", bureau.organ)
    return Declaration.objects.create(
        organ=organ, month=month, address=address, value=value, by=bureau.clerk, **given
    )


def became(
    kind: str, old: list[Organ], new: list[Organ], on: str, keeper: Organ | None = None, there: bool = False
) -> Succession:
    """Record what became of organs on a day; the posts of the new ones begin with it, if they are new."""
    if not there:
        Post.objects.filter(organ__in=new, since__lt=on).update(since=on)
    return succeed(
        Succession.Kind(kind),
        on=date.fromisoformat(on),
        predecessors=old,
        successors=new,
        source="青政发〔2025〕1号",
        by=None,
        at=at(on),
        keeper=keeper,
    )


def facts_of(organ: Organ, year: int = 2025, moment: datetime = JANUARY) -> Facts:
    """Return what is known of an organ's year."""
    return gather(Filing(organ=organ, year=year), moment)


def numbers(facts: Facts) -> dict[str, Number]:
    """Return the numbers that are not zero."""
    return {address: value for address, value in facts.report.values().items() if value}


def total(found: Behind, cells: dict[str, Number]) -> Number:
    """Return the sum of what a cell opens."""
    match found.origin:
        case Origin.CASES:
            return len(found.cases)
        case Origin.PROCEEDINGS:
            return len(found.proceedings)
        case Origin.NORMS:
            return len(found.norms)
        case Origin.DECLARATIONS:
            return sum(value for _, value in found.declarations)
        case Origin.DERIVED:
            return sum(cells[address] for address in found.cells)


def check_every_cell_opens(of: Facts | Closing, cells: dict[str, Number]) -> None:
    """Fail where a cell is not the sum of what it opens, or opens something and is blank."""
    from gongkai.report.loader import edition

    form = of.form if isinstance(of, Facts) else edition(of.form)
    for address in form.places:
        found = behind(of, address)
        if address in cells:
            assert total(found, cells) == cells[address], address
        else:
            assert not found.declarations and found.origin is Origin.DECLARATIONS, address
