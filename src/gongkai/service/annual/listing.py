"""The list behind a cell as lines of a page or a file: what each thing is, never whose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report.edition import Edition
from gongkai.report.model import Cell
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain
from gongkai.service.annual.facts import Behind, Origin
from gongkai.service.annual.models import Declaration
from gongkai.service.catalogue.models import Edition as Text
from gongkai.service.organs import policy
from gongkai.service.organs.models import Organ, Post
from gongkai.service.redress.models import Proceeding
from gongkai.service.redress.words import KINDS
from gongkai.service.requests.models import Case, Standing
from gongkai.service.requests.words import CLASSES, OUTCOMES


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its words in the order of the head, and where the thing is, for who may see it."""

    words: tuple[Any, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the list, on which day."""

    post: Post
    on: date

    def sees(self, organ: Organ, known: dict[int, bool]) -> bool:
        """Say whether the things of an organ may be opened; asked once an organ."""
        if organ.pk not in known:
            known[organ.pk] = policy.may_see(self.post, organ, self.on)
        return known[organ.pk]


def head(origin: Origin) -> list[str]:
    """Return the words above the lines."""
    match origin:
        case Origin.CASES:
            return [
                _("登记号"),
                _("机关"),
                _("收到之日"),
                _("申请人类别"),
                _("新收或者结转"),
                _("本年度的结果"),
            ]
        case Origin.PROCEEDINGS:
            return [_("案件"), _("案号"), _("机关"), _("受理机关"), _("表四的结果")]
        case Origin.NORMS:
            return [_("标题"), _("发文字号"), _("机关"), _("成文日期")]
        case Origin.DECLARATIONS:
            return [_("月份"), _("数"), _("机关"), _("依据"), _("填报人"), _("填报时间")]
        case Origin.DERIVED:
            return [_("格"), _("数")]


def length(behind: Behind) -> int:
    """Return how many lines there are."""
    return len(_things(behind))


def rows(
    behind: Behind,
    form: Edition,
    cells: dict[str, Cell],
    reader: Reader,
    first: int = 0,
    last: int | None = None,
) -> Iterator[Row]:
    """Yield the lines from one place up to another."""
    things = _things(behind)[first:last]
    known: dict[int, bool] = {}
    match behind.origin:
        case Origin.CASES:
            yield from _cases(things, reader, known)
        case Origin.PROCEEDINGS:
            yield from _proceedings(things, reader, known)
        case Origin.NORMS:
            yield from _norms(things, reader, known)
        case Origin.DECLARATIONS:
            yield from _declarations(things)
        case Origin.DERIVED:
            for address in things:
                value = cells[address].value
                yield Row((cell_name(form.places[address]), "" if value is None else plain(value)), address)


def result_name(result: str) -> str:
    """Return a result of table 4 in words."""
    names = {
        "upheld": _("结果维持"),
        "corrected": _("结果纠正"),
        "other": _("其他结果"),
        "pending": _("尚未审结"),
    }
    return names.get(result, result)


def _things(behind: Behind) -> Sequence[Any]:
    match behind.origin:
        case Origin.CASES:
            return behind.cases
        case Origin.PROCEEDINGS:
            return behind.proceedings
        case Origin.NORMS:
            return behind.norms
        case Origin.DECLARATIONS:
            return behind.declarations
        case Origin.DERIVED:
            return behind.cells


def _cases(things: Sequence[Any], reader: Reader, known: dict[int, bool]) -> Iterator[Row]:
    keys = {line.case for line in things}
    cases = {case.pk: case for case in Case.objects.filter(pk__in=keys).select_related("organ")}
    received = dict(Standing.objects.filter(pk__in=keys).values_list("pk", "received_on"))
    for line in things:
        case = cases[line.case]
        yield Row(
            (
                case.number,
                str(case.organ),
                received.get(case.pk),
                str(CLASSES.get(line.requester_class, line.requester_class)),
                _("上年结转") if line.carried_in else _("新收"),
                str(OUTCOMES.get(line.outcome, line.outcome)) if line.outcome else _("结转下年度"),
            ),
            reverse("desk-case", args=[case.pk]) if reader.sees(case.organ, known) else "",
        )


def _proceedings(things: Sequence[Any], reader: Reader, known: dict[int, bool]) -> Iterator[Row]:
    found = Proceeding.objects.filter(pk__in=[line.proceeding for line in things]).select_related("organ")
    by_key = {each.pk: each for each in found}
    for line in things:
        it = by_key[line.proceeding]
        yield Row(
            (str(KINDS[it.kind]), it.number, str(it.organ), it.body, result_name(line.result)),
            reverse("desk-proceeding", args=[it.pk]) if reader.sees(it.organ, known) else "",
        )


def _norms(things: Sequence[Any], reader: Reader, known: dict[int, bool]) -> Iterator[Row]:
    found = {each.pk: each for each in Text.objects.filter(pk__in=things).select_related("document__organ")}
    for key in things:
        it = found[key]
        organ = it.document.organ
        yield Row(
            (it.title, it.document_number, str(organ), it.formed_on),
            reverse("desk-document", args=[it.document_id]) if reader.sees(organ, known) else "",
        )


def _declarations(things: Sequence[Any]) -> Iterator[Row]:
    keys = [key for key, _value in things]
    found = Declaration.objects.filter(pk__in=keys).select_related("organ", "by__person")
    by_key = {each.pk: each for each in found}
    for key, value in things:
        it = by_key[key]
        month = _("%(month)s月") % {"month": it.month} if it.month else _("全年")
        when = timezone.localdate(it.at)
        yield Row((month, plain(value), str(it.organ), it.evidence, str(it.by.person), when))
