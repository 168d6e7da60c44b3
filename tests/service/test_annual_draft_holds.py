"""What the software drafts passes what the software asks: each number is its cell's, or the records'.

`GONGKAI_VARIETY=20` tries twenty times as much, anew.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.edition import Kind
from gongkai.report.loader import edition_for
from gongkai.report.model import Cell
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.drafting import records as recorded
from gongkai.service.annual.drafting.numbers import Known, State, numbers
from gongkai.service.annual.drafting.prose import tell
from gongkai.service.annual.drafting.records import Fees, Records
from gongkai.service.annual.models import Filing, Occasion
from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.models import Showing
from gongkai.service.organs.models import Organ
from tests.report.variety.effort import examples
from tests.service import published
from tests.service.annual_children import Child, County
from tests.service.cases import at

pytestmark = pytest.mark.django_db

COUNTS = st.one_of(st.just(0), st.integers(0, 400), st.integers(10**6, 10**9))
FIGURES = st.one_of(st.just(0), st.integers(0, 40_000))  # of the cells: no organ has more of a kind
COLUMNS = sorted({schemes.path_to(each.key)[0].name for each in schemes.all_categories()})
ADDRESSES = ("", "青山大道12号行政中心3号楼5楼508室", "人民路三段1200弄4幢", "５号院２层")
NAMES = ("青山区档案局", "青山区12345热线中心", "青山区第二人民医院")
DONE = (
    "举办政府信息公开培训",
    "改版公开专栏，新增栏目",
    "清理旧文件，整理数据",
    "访问量比上年增加",
    "答复率升至",
)
UNITS = ("", "场", "人次", "个", "条", "%", "万人次")


@st.composite
def occasions(draw: st.DrawFn, year: int) -> Occasion:
    """Something recorded: its number in the words, beside them, in both or in neither."""
    value, unit = draw(COUNTS.filter(bool)), draw(st.sampled_from(UNITS))
    written = draw(st.sampled_from([f"{value}", f"{value:,}", ""]))
    says = draw(st.sampled_from(DONE)) + (f"{written}{unit}" if written else "")
    has_number = draw(st.booleans())
    return Occasion(
        on=draw(st.dates(date(year, 1, 1), date(year, 12, 31))),
        kind=draw(st.sampled_from(Occasion.Kind.values)),
        says=says + draw(st.sampled_from(["", "。", "，比上年多2成", "；"])),
        number=Decimal(value).quantize(Decimal("0.01")) if has_number else None,
        unit=unit if has_number else "",
    )


@st.composite
def years(draw: st.DrawFn) -> tuple[Filing, dict[str, Cell], Records]:
    """A filing with any figures, and any records beside them."""
    year = draw(st.integers(2019, 2026))
    organ = Organ(
        name=draw(st.sampled_from(NAMES)),
        kind=draw(st.sampled_from(["department", "county"])),
        address=draw(st.sampled_from(ADDRESSES)),
        postcode=draw(st.sampled_from(["", "545001"])),
        phone=draw(st.sampled_from(["", "12345", "0772-1234567", "0772-123456转8021"])),
    )
    cells = {}
    for address, place in edition_for(year).places.items():
        value = draw(FIGURES)
        cells[address] = Cell(Decimal(value) / 100 if place.kind is Kind.AMOUNT else value)
    columns = draw(st.dictionaries(st.sampled_from(COLUMNS), COUNTS.filter(bool), max_size=5))
    asked, paid = draw(COUNTS), draw(COUNTS)
    found = Records(
        columns=tuple(columns.items()),
        documents=sum(columns.values()),
        fees=Fees(draw(COUNTS), asked, paid),
        occasions=tuple(draw(st.lists(occasions(year), max_size=4))),
        reconsiderations=draw(st.integers(0, 3)),
        suits=draw(st.integers(0, 3)),
    )
    return Filing(organ=organ, year=year), cells, found


@examples(25)
@given(years())
def test_no_number_that_is_drafted_is_wrong_or_without_a_source(
    of: tuple[Filing, dict[str, Cell], Records],
) -> None:
    filing, cells, found = of
    form = edition_for(filing.year)
    for section, draft in tell(filing, form, cells, found).items():
        known = recorded.known(filing, section, found)
        held = numbers(draft.text, cells, form, known)
        left = [(n.text, n.state, n.context) for n in held if n.state in (State.WRONG, State.UNTIED)]
        assert left == [], draft.text


def test_the_records_lend_their_numbers_to_their_own_words_alone() -> None:
    form = edition_for(2025)
    known = Known({}, phrases=("公告2条", "地址：3号楼5楼"))
    text = "其中公告2条，通报2条，地址：3号楼5楼，另有5楼。"
    assert [n.state for n in numbers(text, {}, form, known)] == [
        State.SOURCED,
        State.UNTIED,
        State.SOURCED,
        State.UNTIED,
    ]


@pytest.mark.parametrize(
    ("says", "number", "told"),
    [
        ("梳理1234567条数据", "1234567.00", "梳理1234567条数据"),
        ("梳理1,234,567条数据", "1234567", "梳理1,234,567条数据"),
        ("梳理数据", "1234567", "梳理数据，共1234567条"),
        ("举办三场培训", "3", "举办三场培训"),
        ("培训120人", "12", "培训120人，共12条"),
        ("5月举办培训", "5", "5月举办培训，共5条"),
        ("收取费用1.5万", "15000.00", "收取费用1.5万"),
    ],
)
def test_the_number_of_a_record_is_told_once_and_written_out(says: str, number: str, told: str) -> None:
    assert recorded.told(Occasion(says=says, number=Decimal(number), unit="条")) == told


# --- as of 31 December --------------------------------------------------------------------------


@pytest.fixture
def child() -> Child:
    return County().child("jia-ju", "青山区甲局")


def take_down(row: Showing, moment: str) -> None:
    """Take a document down, as the action leaves it."""
    Showing.objects.filter(pk=row.pk).update(
        ends=at(moment), ended_how=Showing.Ended.WITHDRAWN, reason="版式有误"
    )


def revise(row: Showing, moment: str) -> Showing:
    """Publish a new edition of a document in the place of the one that is shown."""
    Showing.objects.filter(pk=row.pk).update(ends=at(moment), ended_how=Showing.Ended.SUPERSEDED)
    return published.publish(row.organ, "通知（修订）", begins=at(moment), document=row.edition.document)


def documents(child: Child) -> int:
    return recorded.records(child.filing()).documents


def test_what_was_taken_down_within_the_year_is_not_told_and_what_was_later_is(child: Child) -> None:
    shown = [published.publish(child.organ, f"通知{n}", begins=at("2025-05-06")) for n in range(3)]
    take_down(shown[0], "2025-12-31")
    take_down(shown[1], "2026-01-25")

    assert documents(child) == 2


def test_a_document_is_one_document_however_often_it_is_revised(child: Child) -> None:
    first = published.publish(child.organ, "通知", begins=at("2025-05-06"))
    second = revise(first, "2025-08-04")
    assert documents(child) == 1
    revise(second, "2026-01-06")
    assert documents(child) == 1


def test_what_was_revised_and_then_taken_down_within_the_year_is_not_told(child: Child) -> None:
    take_down(
        revise(published.publish(child.organ, "通知", begins=at("2025-05-06")), "2025-08-04"), "2025-09-01"
    )
    assert documents(child) == 0


def test_what_was_taken_down_and_shown_again_within_the_year_is_told(child: Child) -> None:
    first = published.publish(child.organ, "通知", begins=at("2025-05-06"))
    take_down(first, "2025-06-06")
    published.publish(child.organ, "通知", begins=at("2025-07-06"), document=first.edition.document)
    assert documents(child) == 1


def test_a_page_taken_down_before_the_report_was_written_changes_nothing_of_last_year(child: Child) -> None:
    shown = [published.publish(child.organ, f"通知{n}", begins=at("2025-05-06")) for n in range(2)]
    take_down(shown[0], "2026-01-04")
    child.drafted(2025)
    write_section(child.filing(), 1, "全年主动公开政府信息2条。", by=child.clerk, at=at("2026-01-07"))
    version = make_version(child.filing(), by=child.clerk, at=at("2026-01-07"))
    child.explained(version)
    child.cleared(version, at("2026-01-20"))
    submit(version.filing, by=child.clerk, at=at("2026-01-20"))
    accept(version.filing, by=child.supervisor, at=at("2026-01-20"))
    take_down(shown[1], "2026-01-25")

    assert publish(child.filing(), by=child.clerk, at=at("2026-01-28")).number == 1
