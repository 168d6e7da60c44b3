"""第三十四条：被征求意见的机关逾期未提出意见的，视为同意公开。"""

import pytest

from gongkai.statute.errors import NoRule
from tests.spec import clock, day

RECEIVED = "received, on: 2025-09-01, channel: in_person\n"
LEAD = RECEIVED + "co_producer_consulted, on: 2025-09-10, whom: 市财政局, delivered: 2025-09-12"


def test_a_co_producer_that_keeps_silent_for_fifteen_working_days_agrees():
    lapsed = clock(LEAD + "\nopinion_lapsed, on: 2025-10-11, whom: 市财政局")

    assert lapsed.consultations[0].lapses_on == day("2025-10-10")
    assert lapsed.consultations[0].agrees is True
    assert lapsed.due == day("2025-10-28")


def test_before_2019_nobody_consulted_a_co_producer_by_the_regulations():
    with pytest.raises(NoRule, match="征求共同制作机关意见"):
        clock("received, on: 2018-03-01\nco_producer_consulted, on: 2018-03-05, whom: 市财政局")
