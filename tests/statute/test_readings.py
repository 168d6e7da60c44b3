"""Readings: dated, with a page each, chosen by an installation, and named where they count."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.statute.clock import Clock, read
from gongkai.statute.errors import NoCalendar, NoRule, OutOfTurn, UnsoundLaw
from gongkai.statute.history import read_history
from gongkai.statute.law import Law, law
from gongkai.statute.limits import due
from gongkai.statute.readings import package_readings
from tests.components import REPOSITORY

RECEIVED = "- {event: received, on: 2025-09-01, channel: in_person}\n"
THIRD_PARTY = (
    RECEIVED
    + """- {event: third_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12}
- {event: opinion_received, on: 2025-09-26, whom: 甲公司}
"""
)
PAID = (
    RECEIVED
    + """- {event: fee_noticed, on: 2025-09-10, delivered: 2025-09-11}
- {event: fee_paid, on: 2025-09-22}
"""
)
CORRECTED_LATE = (
    RECEIVED
    + """- {event: correction_asked, on: 2025-09-15}
- {event: corrected, on: 2025-09-22}
"""
)
ORGAN = RECEIVED + "- {event: other_organ_consulted, on: 2025-09-10, whom: 市税务局, delivered: 2025-09-12}\n"
EXTENDED = (
    RECEIVED + "- {event: extended, on: 2025-09-22, days: 20, consented_by: 王主任, notified: 2025-09-22}"
)
EXTENDED_AND_CORRECTED = (
    RECEIVED
    + """- {event: extended, on: 2025-09-08, days: 20, consented_by: 王主任, notified: 2025-09-08}
- {event: correction_asked, on: 2025-09-10}
- {event: corrected, on: 2025-09-22}
"""
)
STRADDLING = """- {event: received, on: 2019-05-10}
- {event: correction_asked, on: 2019-05-13}
- {event: corrected, on: 2019-05-20}
"""
CORRECTED_ONLINE = CORRECTED_LATE.replace("on: 2025-09-22", "on: 2025-09-22, channel: online")


@pytest.fixture
def chosen(tmp_path):
    """A law with one choice of an installation."""

    def choose(reading: str, value: str, since: str = "2018-01-01", more: str = "") -> Law:
        (tmp_path / "readings.toml").write_text(
            f'[[choices]]\nreading = "{reading}"\nvalue = "{value}"\nfrom = {since}\n'
            f'decided_by = "某县政务公开办"\nreason = "试验"\n{more}',
            "utf-8",
        )
        return law(tmp_path)

    return choose


def clock(history: str, chosen_law: Law) -> Clock:
    return read(read_history(history), chosen_law)


@pytest.mark.parametrize(
    ("reading", "value", "history", "default", "instead"),
    [
        ("suspension_start", "on_sent", THIRD_PARTY, "2025-10-21", "2025-10-22"),
        ("suspension_end", "before_reply", THIRD_PARTY, "2025-10-21", "2025-10-20"),
        ("day_zero", "included", RECEIVED, "2025-09-28", "2025-09-26"),
        ("after_payment", "resume", PAID, "2025-10-24", "2025-10-15"),
        ("late_correction_notice", "does_not_restart", CORRECTED_LATE, "2025-10-24", "2025-09-28"),
        ("organ_reply_term", "15", ORGAN, "None", "2025-10-28"),
        ("email_receipt", "system_receipt", RECEIVED.replace("in_person", "email"), "None", "2025-09-28"),
        ("extension_start", "consent_day", EXTENDED, "2025-10-31", "2025-10-24"),
        ("corrected_receipt", "arrival", CORRECTED_ONLINE, "None", "2025-10-24"),
        ("extension_after_restart", "kept", EXTENDED_AND_CORRECTED, "2025-10-24", "2025-11-21"),
        ("straddling_case", "day_of_restart", STRADDLING, "2019-06-11", "2019-06-18"),
    ],
)
def test_a_reading_moves_the_due_date(chosen, reading, value, history, default, instead):
    assert str(clock(history, law()).due) == default
    assert str(clock(history, chosen(reading, value)).due) == instead


def test_the_choice_in_force_on_the_day_of_receipt_governs(chosen):
    local = chosen("day_zero", "included", "2025-09-02")
    a_day_later = RECEIVED.replace("09-01", "09-02")

    assert str(clock(RECEIVED, local).due) == "2025-09-28"
    assert str(clock(a_day_later, local).due) == "2025-09-28"
    assert str(clock(a_day_later, law()).due) == "2025-09-29"


def test_the_trace_names_the_reading_used():
    found = clock(THIRD_PARTY, law())

    assert [line.readings for line in found.trace if line.parameter == "pause"] == [("L-0001", "L-0002")]
    assert any("L-0004" in sentence for sentence in found.standing(date(2025, 9, 26)).says())


def test_every_reading_a_date_rests_on_is_named(chosen):
    email = RECEIVED.replace("in_person", "email")
    in_2026 = "- {event: received, on: 2026-12-15, channel: in_person}"
    region = chosen("regional_calendar", "guangxi")

    assert "L-0008" in clock(email, law()).readings
    assert clock(ORGAN, law()).readings["L-0016"] == "none"
    assert clock(in_2026, law()).readings["L-0009"] == "provisional"
    assert clock(RECEIVED, region).readings["L-0007"] == "guangxi"
    assert set(clock(RECEIVED, law()).readings) == {"L-0004"}


def test_a_year_announced_but_not_for_the_region_rests_on_the_reading_of_the_region_alone(chosen):
    found = clock(RECEIVED, chosen("regional_calendar", "guangxi"))

    assert found.provisional
    assert set(found.readings) == {"L-0004", "L-0007"}


def test_an_installation_may_refuse_to_count_an_unannounced_year(chosen):
    with pytest.raises(NoCalendar):
        clock("- {event: received, on: 2026-12-15}", chosen("unannounced_year", "refuse"))


def test_an_extension_carried_over_a_restart_counts_toward_the_limit(chosen):
    kept = chosen("extension_after_restart", "kept")
    more = "- {event: extended, on: 2025-09-24, days: 1, consented_by: 王主任, notified: 2025-09-24}"

    assert "此前延长的20个工作日照加" in clock(EXTENDED_AND_CORRECTED, kept).trace[-1].detail
    assert clock(EXTENDED_AND_CORRECTED, kept).findings == ()
    with pytest.raises(OutOfTurn, match="累计延长21个工作日，超出上限20个工作日"):
        clock(EXTENDED_AND_CORRECTED + more, kept)


def test_an_installation_may_choose_its_region(chosen):
    local = chosen("regional_calendar", "guangxi")

    assert not local.calendar.is_working(date(2024, 4, 11))


@pytest.mark.parametrize(
    ("region", "says"), [("guangxi", "2025年广西壮族自治区的"), ("local", "2025年本地区的")]
)
def test_a_provisional_day_of_a_region_names_it_in_words(chosen, region, says):
    calendar = chosen("regional_calendar", region).calendar

    for each in (calendar, calendar.known_on(date(2026, 1, 1)), calendar.with_notices([])):
        assert each.why_provisional(date(2025, 4, 1)).startswith(f"{says}放假安排没有录入")


def test_the_court_may_be_obeyed_from_the_day_of_its_judgment(chosen):
    history = RECEIVED + (
        "- {event: answered, on: 2025-09-05}\n"
        "- {event: redo_ordered, on: 2026-03-02, by: court, served: 2026-03-05}"
    )

    assert str(clock(history, law()).due) == "2026-04-02"
    found = clock(history, chosen("court_order_start", "day_after_judgment"))
    assert str(found.due) == "2026-03-30"
    assert found.readings["L-0011"] == "day_after_judgment"


def test_an_order_to_redo_without_a_term_may_be_refused(chosen):
    history = RECEIVED + (
        "- {event: answered, on: 2025-09-05}\n- {event: redo_ordered, on: 2025-12-01, by: reconsideration}"
    )

    assert str(clock(history, law()).due) == "2025-12-29"
    with pytest.raises(ValueError, match="请填写 until"):
        clock(history, chosen("redo_without_term", "refuse"))


def test_a_revoked_reply_may_have_to_be_replaced_the_same_day(chosen):
    history = RECEIVED + (
        "- {event: answered, on: 2025-09-05}\n- {event: sent, on: 2025-09-05}\n"
        "- {event: reply_revoked, on: 2025-12-01}"
    )

    assert str(clock(history, law()).due) == "2025-12-29"
    assert clock(history, law()).readings["L-0038"] == "reply_term"
    assert str(clock(history, chosen("revoked_reply_term", "same_day")).due) == "2025-12-01"


def test_a_second_notice_may_be_left_without_effect(chosen):
    twice = CORRECTED_LATE.replace("09-15", "09-05") + (
        "- {event: correction_asked, on: 2025-09-24}\n- {event: corrected, on: 2025-09-26}"
    )

    assert str(clock(twice, law()).due) == "2025-10-30"
    assert str(clock(twice, chosen("second_correction_notice", "does_not_restart")).due) == "2025-10-24"


def test_only_e_mail_is_received_when_the_mail_system_has_it(chosen):
    local = chosen("email_receipt", "system_receipt")

    assert clock(RECEIVED.replace("in_person", "fax"), local).due is None


def test_a_first_notice_still_counts_when_a_second_has_no_effect(chosen):
    twice = RECEIVED + (
        "- {event: correction_asked, on: 2025-09-05}\n- {event: correction_asked, on: 2025-09-08}\n"
        "- {event: corrected, on: 2025-09-22}"
    )

    assert str(clock(twice, chosen("second_correction_notice", "does_not_restart")).due) == "2025-10-24"


def test_filing_by_month(chosen):
    assert due("refusal_filing", date(2025, 8, 5), chosen("refusal_filing", "monthly")).day == date(
        2025, 9, 8
    )


AGAIN = """[[choices]]
reading = "day_zero"
value = "excluded"
from = 2026-01-01
decided_by = "甲"
reason = "乙"
"""


@pytest.mark.parametrize(
    ("reading", "value", "since", "more", "says"),
    [
        ("tea", "green", "2025-01-01", "", "没有“tea”这一读法"),
        ("day_zero", "perhaps", "2025-01-01", "", "不能取“perhaps”（可取：excluded、included）"),
        ("organ_reply_term", "61", "2025-01-01", "", "不能取“61”"),
        ("organ_reply_term", "0", "2025-01-01", "", "不能取“0”"),
        ("day_zero", "included", '"2025-01-01"', "", "“from”应为日期"),
        ("day_zero", "included", "2025-01-01", "colour = 1\n", "不认识的键：colour"),
        ("day_zero", "included", "2025-01-01", AGAIN, "时间重叠"),
    ],
)
def test_an_unsound_choice_is_refused(chosen, reading, value, since, more, says):
    with pytest.raises(UnsoundLaw) as refusal:
        chosen(reading, value, since, more)

    assert says in str(refusal.value)


@pytest.mark.parametrize(("until", "sound"), [("2025-12-31", True), ("2026-01-01", False)])
def test_one_choice_ends_before_the_next_begins(chosen, until, sound):
    more = f"until = {until}\n" + AGAIN

    if sound:
        local = chosen("day_zero", "included", "2025-01-01", more)
        assert local.reads("day_zero", date(2025, 12, 31)) == "included"
        assert local.reads("day_zero", date(2026, 1, 1)) == "excluded"
    else:
        with pytest.raises(UnsoundLaw, match="时间重叠"):
            chosen("day_zero", "included", "2025-01-01", more)


def test_a_reading_nobody_wrote_down_is_refused():
    with pytest.raises(NoRule, match="没有“tea”这一读法"):
        law().reads("tea", date(2025, 1, 1))


@pytest.mark.parametrize("reading", package_readings().values(), ids=lambda reading: reading.number)
def test_every_reading_has_a_page_that_says_what_the_data_say(reading):
    page = (REPOSITORY / reading.page).read_text("utf-8")

    assert page.startswith(f"# {reading.number} {reading.title}")
    for part in (reading.known, reading.because, f"`{reading.default}`", *reading.values.values()):
        assert part in page


def test_a_request_passed_on_ends_by_the_reading_and_the_trace_names_it(chosen):
    history = RECEIVED + "- {event: passed_on, on: 2025-09-03, to: 市公安局}"
    usual, local = clock(history, law()), clock(history, chosen("passed_on_requests", "other"))

    assert (usual.ending.outcome, local.ending.outcome) == ("not_held", "other")
    assert usual.trace[-1].readings == local.trace[-1].readings == ("L-0031", "L-0037")
    since_the_next_day = clock(history, chosen("passed_on_requests", "other", "2025-09-02"))
    assert since_the_next_day.ending.outcome == "not_held"  # the day of receipt chooses


def test_what_ends_without_a_reply_may_be_at_rest_at_once_and_then_owes_no_letter(chosen):
    history = RECEIVED + "- {event: passed_on, on: 2025-09-03, to: 市公安局}"
    local = clock(history, chosen("closing_told", "at_once"))

    assert clock(history, law()).standing(date(2025, 9, 4)).state == "untold"
    assert local.standing(date(2025, 12, 31)).state == "ended"
    assert local.standing(date(2025, 12, 31)).overdue_since is None


SOURCES = [
    file
    for file in sorted((REPOSITORY / "src" / "gongkai").rglob("*.*"))
    if file.suffix in (".py", ".toml") and file.parent.name != "readings"
]
TEXTS = [file.read_text("utf-8") for file in SOURCES]


@pytest.mark.parametrize("key", sorted(package_readings()))
def test_a_reading_is_asked_for_and_leaves_a_choice(key):
    assert any(f'"{key}"' in text for text in TEXTS), "chosen, it would change nothing"
    reading = package_readings()[key]
    assert len(reading.values) > 1 or reading.least != reading.most
