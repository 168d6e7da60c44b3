"""第五十六条：2019年5月15日施行；此前收到的申请办理到底适用收到之日施行的条例（决定L-0015）。"""

import pytest

from gongkai.statute.errors import NoRule
from tests.spec import clock, codes, day, due, says

OLD = "received, on: 2019-05-10, channel: in_person\n"
NEW = "received, on: 2019-05-15, channel: in_person\n"
ASKED = "correction_asked, on: 2019-05-20, by: 2019-05-28\n"


def test_no_later_day_is_set_for_a_request_that_article_35_does_not_govern():
    history = "reasons_asked, on: 2019-05-20\nreasons_given, on: 2019-05-21\n"
    history += "later_reply_set, on: 2019-05-22, until: 2019-08-01"

    assert (due(OLD + history), due(NEW + history)) == ("2019-05-31", "2019-08-01")
    assert codes(OLD + history) == ["no_such_rule_then"] * 3
    assert codes(NEW + history) == []
    assert "2019年5月10日正在施行的条例（决定L-0015）" in clock(OLD + history).findings[2].says
    assert "第三十五条" not in says(OLD + history)


def test_a_requester_under_the_old_regulations_is_not_taken_to_have_given_up():
    with pytest.raises(NoRule, match=r"适用2019年5月10日正在施行的条例，决定L-0015.*登记作出答复"):
        clock(OLD + ASKED + "correction_lapsed, on: 2019-05-29")
    assert clock(NEW + ASKED + "correction_lapsed, on: 2019-05-29").ending.outcome == "correction_lapsed"


def test_an_ending_has_the_article_of_the_law_that_governs_and_the_outcome_of_its_day():
    found = clock(OLD + "withdrawn, on: 2019-05-20")

    assert (found.trace[-1].article, found.ending.outcome) == ("2008年条例13", "other")
    assert clock(NEW + "withdrawn, on: 2019-05-20").trace[-1].article == "条例27"


def test_a_correction_of_a_straddling_request_names_no_article_of_the_present_law():
    history = OLD + ASKED + "corrected, on: 2019-05-27"

    assert codes(history) == ["restart_without_rule"]
    assert (due(history), clock(history).unrestarted_due) == ("2019-06-18", day("2019-05-31"))
    assert "（《条例》" not in says(history)
    assert codes(NEW + ASKED + "corrected, on: 2019-05-27") == []


def test_a_co_producer_of_an_old_request_is_entered_as_another_organ():
    consulted = "consulted, on: 2019-05-20, whom: 市财政局\n"

    with pytest.raises(
        NoRule, match=r"^第2条.*2019年5月20日.*请登记为征求其他机关意见（other_organ_consulted）"
    ):
        clock(OLD + "co_producer_" + consulted)
    assert codes(OLD + "other_organ_" + consulted) == ["organ_time_counts"]
    assert due(OLD + "other_organ_" + consulted) == "2019-05-31"


@pytest.mark.parametrize(
    "history",
    [
        "third_party_consulted, on: 2018-05-16, whom: 甲公司\nopinion_lapsed, on: 2018-05-25, whom: 甲公司",
        "third_party_consulted, on: 2018-06-25, whom: 甲公司\nanswered, on: 2018-06-26",
        "other_organ_consulted, on: 2018-05-16, whom: 市税务局\nanswered, on: 2018-06-26",
        "correction_asked, on: 2018-05-16\ncorrected, on: 2018-05-21\nanswered, on: 2018-07-26",
        "correction_asked, on: 2018-05-16\nanswered, on: 2018-07-26\nsent, on: 2018-07-26",
        "receipt_confirmed, on: 2018-05-15\nwithdrawn, on: 2018-05-16",
    ],
)
def test_nothing_said_of_an_old_request_cites_the_present_regulations(history):
    found = clock("received, on: 2018-05-14\n" + history)

    said = [item.article for item in (*found.trace, *found.findings)]
    assert [article for article in said if article.startswith("条例")] == []


def test_a_reply_sent_before_the_letter_on_dispatch_rests_on_the_regulations_of_its_day():
    sent = "received, on: 2010-05-14\nanswered, on: 2010-05-20\nsent, on: 2010-05-21"

    assert clock(sent).trace[-1].article == "2008年条例24(2)"
    assert clock(sent.replace("2010", "2017")).trace[-1].article == "235号"
