"""A request is received once and ends in exactly one row."""

from __future__ import annotations

import pytest

from gongkai.statute.clock import read
from gongkai.statute.counting import Counted, Undecided, counted, together
from gongkai.statute.english import in_english
from gongkai.statute.errors import NoRule
from gongkai.statute.history import read_history
from gongkai.statute.law import law

ONLINE = "- {event: received, on: 2025-12-30, channel: online}\n"
CONFIRMED = ONLINE + "- {event: receipt_confirmed, on: 2026-01-05, by_whom: 李四, means: 电话}\n"
REDONE = """- {event: received, on: 2024-12-02, channel: in_person}
- {event: answered, on: 2025-01-06, outcome: not_held}
- {event: sent, on: 2025-01-06}
- {event: redo_ordered, on: 2025-08-01, by: court, until: 2025-08-29}
- {event: answered, on: 2025-08-20, outcome: full_disclosure}
- {event: sent, on: 2025-08-20}
"""


def count(history: str, chosen=None) -> tuple[Counted, ...]:
    return counted(read(read_history(history), chosen or law()))


def test_a_request_counts_in_the_year_its_receipt_was_confirmed():
    assert count(CONFIRMED) == (Counted(2026, None, None),)


def test_an_unconfirmed_request_is_in_no_cell():
    assert count(ONLINE) == ()


@pytest.mark.parametrize(
    "ended",
    [
        "answered, on: 2026-01-12, outcome: full_disclosure}\n- {event: sent, on: 2026-01-12",
        "withdrawn, on: 2026-01-12",
    ],
)
def test_a_request_that_was_handled_without_confirmed_receipt_is_refused_and_not_dropped(ended):
    """条例50(2): 收到和处理的申请都要统计；它计入哪一年，由收到之日定（条例31）。"""
    handled = f"{ONLINE}- {{event: {ended}}}\n"
    with pytest.raises(NoRule, match="已于2026年1月12日办结，收到之日却没有确认"):
        count(handled)
    confirmed = handled + "- {event: receipt_confirmed, on: 2025-12-31, by_whom: 李四, means: 电话}\n"
    assert [(each.received, each.ended) for each in count(confirmed)] == [(2025, 2026)]


def test_by_arrival_a_request_handled_without_confirmation_has_its_year(tmp_path):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "year_of_request"\nvalue = "day_of_arrival"\nfrom = 2020-01-01\n'
        'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    handled = ONLINE + "- {event: withdrawn, on: 2026-01-12}\n"
    assert count(handled, law(tmp_path)) == (Counted(2025, 2026, "other"),)


def test_correction_does_not_move_the_year():
    history = """- {event: received, on: 2025-12-29, channel: in_person}
- {event: correction_asked, on: 2025-12-30}
- {event: corrected, on: 2026-01-20}
- {event: withdrawn, on: 2026-01-22}
"""

    assert count(history) == (Counted(2025, 2026, "other"),)


def test_an_answer_after_an_order_to_redo_is_not_counted_again():
    assert count(REDONE) == (Counted(2024, 2025, "not_held"),)


def test_a_reply_in_the_place_of_one_that_the_organ_revoked_is_not_counted_again(tmp_path):
    """D12, L-0038: the first reply stands in its year, also where an order to redo counts anew."""
    revoked = REDONE.replace(
        "- {event: redo_ordered",
        "- {event: reply_revoked, on: 2025-03-03, reason: 查到了信息}\n"
        "- {event: answered, on: 2025-03-03, outcome: partial_disclosure}\n"
        "- {event: sent, on: 2025-03-04}\n- {event: redo_ordered",
    )
    assert count(revoked) == (Counted(2024, 2025, "not_held"),)
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "redone_requests"\nvalue = "received_again"\nfrom = 2020-01-01\n'
        'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    assert count(revoked, law(tmp_path)) == (
        Counted(2024, 2025, "not_held"),
        Counted(2025, 2025, "full_disclosure"),
    )


ORDER = "- {{event: redo_ordered, on: {}, by: court, until: {}}}\n"
REPLY = "- {{event: answered, on: {}, outcome: {}}}\n- {{event: sent, on: {}}}\n"
SILENT = "- {event: received, on: 2025-06-02, channel: in_person}\n" + ORDER.format(
    "2025-12-01", "2026-01-20"
)


@pytest.mark.parametrize(
    ("history", "found"),
    [
        # An order after silence calls for the reply still owed: nothing was answered that is answered anew.
        (SILENT, [(2025, None, None)]),
        (
            SILENT + REPLY.format("2026-01-15", "full_disclosure", "2026-01-15"),
            [(2025, 2026, "full_disclosure")],
        ),
        # Ordered once more where the first order was not obeyed: still the same duty.
        (
            REDONE.partition("- {event: answered, on: 2025-08-20")[0]
            + ORDER.format("2026-02-02", "2026-03-02"),
            [(2024, 2025, "not_held"), (2025, None, None)],
        ),
        # Answered, ordered, answered, ordered, answered: each reply ends its own.
        (
            REDONE
            + ORDER.format("2026-02-02", "2026-03-02")
            + REPLY.format("2026-02-02", "refused_deliberative", "2026-02-03"),
            [(2024, 2025, "not_held"), (2025, 2025, "full_disclosure"), (2026, 2026, "refused_deliberative")],
        ),
    ],
)
def test_where_orders_count_anew_each_reply_ends_what_came_before_it(history, found, tmp_path):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "redone_requests"\nvalue = "received_again"\nfrom = 2020-01-01\n'
        'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    assert [(c.received, c.ended, c.outcome) for c in count(history, law(tmp_path))] == found


def test_an_installation_may_count_it_again_and_by_arrival(tmp_path):
    choices = [("redone_requests", "received_again"), ("year_of_request", "day_of_arrival")]
    (tmp_path / "readings.toml").write_text(
        "".join(
            f'[[choices]]\nreading = "{reading}"\nvalue = "{value}"\nfrom = 2020-01-01\n'
            f'decided_by = "甲"\nreason = "乙"\n'
            for reading, value in choices
        ),
        "utf-8",
    )
    chosen = law(tmp_path)

    assert count(REDONE, chosen) == (Counted(2024, 2025, "not_held"), Counted(2025, 2025, "full_disclosure"))
    assert count(ONLINE, chosen) == (Counted(2025, None, None),)


def test_an_answer_without_an_outcome_stands_in_no_row_and_is_refused():
    with pytest.raises(NoRule, match="没有登记办理结果"):
        count(
            "- {event: received, on: 2025-09-01}\n- {event: answered, on: 2025-09-05}\n"
            "- {event: sent, on: 2025-09-05}"
        )


PART = "- {event: received, on: 2025-12-10, channel: in_person}\n"
DUPLICATE, NOT_HELD = (
    f"{PART}- {{event: answered, on: 2025-12-20, outcome: {outcome}}}\n- {{event: sent, on: 2025-12-20}}\n"
    for outcome in ("duplicate", "not_held")
)


def test_what_was_settled_counts_only_for_the_results_it_was_settled_over():
    whole, part = (read(read_history(history), law()) for history in (DUPLICATE, NOT_HELD))
    with pytest.raises(Undecided, match="不同（“重复申请”、“本机关不掌握相关政府信息”）") as asked:
        counted(whole, [part])
    assert "(“Duplicate request”, “Information not held" in (in_english(str(asked.value)) or "")
    assert asked.value.of == {"duplicate", "not_held"} == set(asked.value.choices)
    settled = {asked.value.of: "duplicate"}
    assert counted(whole, [part], settled) == (Counted(2025, 2025, "duplicate"),)
    other = read(read_history(NOT_HELD.replace("not_held", "excessive")), law())
    with pytest.raises(Undecided):
        counted(whole, [other], settled)
    with pytest.raises(Undecided):  # no part ended so, whoever wrote it
        counted(whole, [part], {asked.value.of: "full_disclosure"})


@pytest.mark.parametrize(
    ("results", "one"),
    [
        (("not_held", "not_held"), "not_held"),
        (("full_disclosure", "register_query"), "partial_disclosure"),
        (("full_disclosure", "partial_disclosure", "refused_third_party"), "partial_disclosure"),
        (("refused_third_party", "refused_deliberative"), None),
        (("full_disclosure", "not_held"), None),
        (("partial_disclosure", "other"), None),
    ],
)
def test_the_results_of_parts_make_one_only_where_the_form_says_which(results, one):
    """30号：区分处理的，只计这一情形，不计其他情形。"""
    if one is not None:
        assert together(results) == one
        return
    with pytest.raises(Undecided) as asked:
        together(results)
    is_partial_open = any(each in ("full_disclosure", "partial_disclosure") for each in results)
    assert ("partial_disclosure" in asked.value.choices) is is_partial_open


def test_an_ending_older_than_the_outcomes_is_settled_by_a_person():
    """60号: the report of 2019 counts the whole year; no row is stored of what ended before 15 May."""
    old = read(
        read_history(
            "- {event: received, on: 2018-12-03, channel: in_person}\n- {event: answered, on: 2019-01-04}\n"
            "- {event: sent, on: 2019-01-04}\n"
        ),
        law(),
    )
    with pytest.raises(Undecided, match="按实际结果确定") as asked:
        counted(old)
    assert {"full_disclosure", "not_held", "other"} <= set(asked.value.choices)
    assert counted(old, chosen={asked.value.of: "not_held"}) == (Counted(2018, 2019, "not_held"),)
