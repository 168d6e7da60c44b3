"""第三十五条：数量、频次明显超过合理范围的，可以要求说明理由，也可以另定合理的答复期限。"""

import pytest

from gongkai.statute.errors import OutOfTurn
from tests.spec import clock, codes, due

RECEIVED = "received, on: 2025-09-01, channel: in_person\n"


def test_asking_for_reasons_stops_nothing():
    asked = RECEIVED + "reasons_asked, on: 2025-09-03"

    assert due(asked) == "2025-09-28"
    assert due(asked + "\nreasons_given, on: 2025-09-08") == "2025-09-28"


def test_reasons_nobody_asked_for_are_refused():
    with pytest.raises(OutOfTurn, match="没有要求过申请人说明理由"):
        clock(RECEIVED + "reasons_given, on: 2025-09-08")


def test_a_later_reply_is_due_on_the_day_set():
    history = RECEIVED + "reasons_asked, on: 2025-09-03\nreasons_given, on: 2025-09-08\n"

    assert due(history + "later_reply_set, on: 2025-09-10, until: 2025-12-01") == "2025-12-01"


def test_a_later_reply_set_for_a_rest_day_is_due_on_the_next_working_day():
    history = RECEIVED + "reasons_asked, on: 2025-09-03\nlater_reply_set, on: 2025-09-10, until: 2025-10-01"

    assert due(history) == "2025-10-09"


def test_a_later_reply_without_asking_for_reasons_is_remarked():
    assert codes(RECEIVED + "later_reply_set, on: 2025-09-10, until: 2025-12-01") == ["reasons_not_asked"]


@pytest.mark.parametrize("until", ["2025-09-28", "2025-09-20"])
def test_a_later_reply_must_be_later(until):
    with pytest.raises(OutOfTurn, match="不晚于原期限"):
        clock(RECEIVED + f"later_reply_set, on: 2025-09-10, until: {until}")


def test_a_later_reply_cannot_be_set_once_the_term_has_run_out():
    with pytest.raises(OutOfTurn, match="不能再另定答复日期"):
        clock(RECEIVED + "later_reply_set, on: 2025-09-29, until: 2025-12-01")


def test_a_day_once_set_is_not_extended_by_article_33():
    history = RECEIVED + "later_reply_set, on: 2025-09-10, until: 2025-12-01\n"

    with pytest.raises(OutOfTurn, match="不能再延长"):
        clock(history + "extended, on: 2025-09-11, days: 5, consented_by: 王主任")
