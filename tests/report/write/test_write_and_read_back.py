"""Everything written is read back to the same cells: number, status, unit, candidates."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.report.edition import Kind
from gongkai.report.loader import edition, editions
from gongkai.report.model import BLANK, Cell, Status
from gongkai.report.read import read, read_bytes
from gongkai.report.write import FORMATS, write
from gongkai.report.write.document import document
from tests.report.write.material import NA, folded, mixed, numbered, report, statistics

KEYS = [form.key for form in editions()]
MATERIAL = {
    **{f"numbered {key}": numbered(key) for key in KEYS},
    **{f"zeros {key}": report(key) for key in KEYS},
    "folded": folded(),
    "mixed": mixed(),
}


def again(made, format_):
    return read_bytes(write(made, format_), f"测试.{format_}")


def shown(made):
    """Return what must survive of every cell."""
    return {a: (c.value, c.status, c.unit, c.candidates) for a, c in made.cells.items()}


def candidates(number):
    return st.lists(number, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))


COUNT = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 10**6), st.integers(10**15, 10**30))
CHANGE = st.one_of(st.integers(-30, 30), st.integers(-(10**18), 10**18))
AMOUNT = st.one_of(
    st.integers(0, 10**9), st.decimals("0", "1e9", places=2), st.decimals("0", "1e12", places=6)
)
NUMBERS = {Kind.COUNT: COUNT, Kind.CHANGE: CHANGE, Kind.AMOUNT: AMOUNT}


def cell(kind, unit):
    number = NUMBERS[kind]
    kinds = [number.map(Cell)] * 4 + [st.just(BLANK), st.just(NA), st.just(Cell(status=Status.UNREADABLE))]
    kinds.append(candidates(number).map(lambda found: Cell(status=Status.AMBIGUOUS, candidates=found)))
    if unit:
        other = "元" if unit == "万元" else "万元"
        kinds.append(number.map(lambda value: Cell(value, unit=other)))
    return st.one_of(*kinds)


@st.composite
def reports(draw):
    """Draw a report whose cells need not add up, some of them blank, doubtful, huge or of another unit."""
    key = draw(st.sampled_from([*KEYS, "folded"]))
    made = folded() if key == "folded" else report(key)
    form = edition(made.edition)
    plain = draw(st.booleans())  # half the reports have numbers only
    for address in made.cells:
        place = form.place(address)
        if made.cells[address] == NA:
            continue
        made.cells[address] = draw(NUMBERS[place.kind].map(Cell) if plain else cell(place.kind, place.unit))
    return made


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", MATERIAL)
def test_a_report_is_read_back_to_the_same_cells(name, format_):
    made = MATERIAL[name]

    assert shown(again(made, format_)) == shown(made)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", MATERIAL)
def test_a_report_is_read_back_to_the_same_organ_year_date_and_text(name, format_):
    made = MATERIAL[name]
    found = again(made, format_)

    assert (found.organ, found.year, found.edition) == (made.organ, made.year, made.edition)
    assert found.published == made.published
    assert format_ == "json" or found.title == document(made).title
    assert found.preamble == made.preamble
    assert found.sections == made.sections


@pytest.mark.parametrize("format_", FORMATS)
def test_a_statistics_table_is_read_back_to_the_same_indicators(format_):
    made = statistics()
    found = again(made, format_)

    assert found.indicators == made.indicators
    assert (found.edition, found.year, found.published) == ("statistics", 2014, made.published)
    assert found.sections == made.sections


@pytest.mark.parametrize(
    ("format_", "examples"), [("html", 30), ("docx", 15), ("pdf", 12), ("xlsx", 15), ("json", 15)]
)
def test_cells_nobody_thought_of_are_read_back_the_same(format_, examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(reports())
    def holds(made):
        assert shown(again(made, format_)) == shown(made)

    holds()


@pytest.mark.parametrize("format_", FORMATS)
def test_an_amount_is_read_back_digit_for_digit(format_):
    made = report()
    made.cells["T2.xzsyxsf.amount_wan"] = Cell(Decimal("4166.241619"))

    found = again(made, format_).cells["T2.xzsyxsf.amount_wan"]

    assert str(found.value) == "4166.241619"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_title_and_sections_as_they_were_read_are_written_as_they_were_read(format_):
    made = report()
    made.title = "关于测试县档案局2024年度政府信息公开工作情况的报告"

    assert again(made, format_).title == made.title


@pytest.mark.shared
@pytest.mark.parametrize("format_", FORMATS)
def test_real_reports_are_read_back_to_the_same_cells_and_indicators(shared, format_):
    for file in sorted((shared / "corpus" / "reports").iterdir()):
        made = read(file)
        found = again(made, format_)

        assert shown(found) == shown(made), file.name
        assert found.indicators == made.indicators, file.name
        assert (found.organ, found.year, found.published) == (made.organ, made.year, made.published)
