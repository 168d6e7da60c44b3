"""What was counted becomes cells: the identities hold whatever was counted, and nothing is dropped."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.check import check
from gongkai.report.compute import (
    RESULTS,
    WAYS,
    Contest,
    Request,
    compute,
    contest_cells,
    contests_of,
    parts,
    request_cells,
    requests_of,
)
from gongkai.report.loader import edition
from gongkai.report.model import Report, Severity, Status
from gongkai.statute.outcomes import tree

FORMS = ("2019", "2021")
CLASSES = ("natural_person", "business", "research", "public_benefit", "legal_service", "other_org")
requests = st.builds(
    Request, st.sampled_from((*CLASSES, "")), st.booleans(), st.sampled_from(("", *tree().outcomes, "?"))
)
contests = st.builds(Contest, st.sampled_from((*WAYS, "complaint")), st.sampled_from((*RESULTS, "?")))
many = st.integers(1, 10**20)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FORMS), st.dictionaries(requests, many), st.dictionaries(contests, many))
def test_every_identity_within_the_report_holds_whatever_was_counted(key, asked, contested):
    form = edition(key)
    found = compute(form, asked, contested, {})
    year = form.first_year
    report = Report("某局", year, key, cells=found.cells)
    assert [f for f in check(report) if f.severity is Severity.ERROR and f.rule[0] in "NA"] == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FORMS), st.dictionaries(requests, many), st.dictionaries(contests, many))
def test_what_is_counted_is_in_the_table_or_told(key, asked, contested):
    form = edition(key)
    found = compute(form, asked, contested, {})
    told: Counter[type] = Counter()
    for what, n in found.homeless.items():
        told[type(what)] += n
    numbers = {address: cell.value for address, cell in found.cells.items()}
    assert numbers["T3.R1.C7"] + numbers["T3.R2.C7"] + told[Request] == sum(asked.values())
    assert sum(numbers[f"T4.V.{x}_total"] for x in "ABC") + told[Contest] == sum(contested.values())


@pytest.mark.parametrize("key", FORMS)
def test_each_cell_says_what_it_counts_and_that_is_counted_there(key):
    form = edition(key)
    sums = parts(form)
    for address in form.places:
        if address.startswith("T2"):
            continue
        if address in sums:
            assert all(part in form.places for part in sums[address])
        elif (contest := contests_of(form, address)) is not None:
            assert contest_cells(form, contest) == (address,)
        else:
            kind, row, outcomes = requests_of(form, address)
            for outcome in outcomes:
                assert address in request_cells(form, Request(kind, False, outcome))
            assert outcomes or row in ("R1", "R2", "R4")


@pytest.mark.parametrize("key", FORMS)
def test_every_total_is_a_sum_and_no_other_cell_is(key):
    form = edition(key)
    derived = {a for a, p in form.places.items() if p.column.derived or p.row.derived}
    assert set(parts(form)) == derived


def test_an_ending_that_an_edition_has_no_row_for_is_told_and_in_no_cell():
    form = edition("2019")
    unpaid = Request("business", False, "fee_unpaid")
    found = compute(form, {unpaid: 2}, {}, {})
    assert found.homeless == {unpaid: 2}
    assert found.cells["T3.R1.C7"].value == 0
    assert compute(edition("2021"), {unpaid: 2}, {}, {}).cells["T3.R3_6_2.C2"].value == 2


def test_a_number_nobody_gave_is_blank_and_zero_is_a_number():
    found = compute(edition("2021"), {}, {}, {"T2.xzxk.decisions": 0})
    assert found.cells["T2.xzxk.decisions"].value == 0
    assert found.cells["T2.xzcf.decisions"].status is Status.BLANK


@pytest.mark.parametrize("address", ["T3.R1.C1", "T3.R3_7.C1", "T4.V.A_total", "T2.nothing.made"])
def test_no_number_is_given_for_a_cell_that_is_counted(address):
    with pytest.raises(KeyError):
        compute(edition("2021"), {}, {}, {address: 1})
