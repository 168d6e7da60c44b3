"""The deadline calculator: the same dates as the command line, every reason, errors in their places."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import translation
from lxml.html import HtmlElement

from gongkai.cli import main
from gongkai.service.portal import tool_views, words
from gongkai.service.portal.blanks import Blank
from gongkai.service.portal.templatetags.law import event_name
from gongkai.service.requests.icalendar import escaped, folded
from gongkai.statute.calendar import Calendar, stored_notices
from gongkai.statute.clock import STATES, WAITING, read
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import KINDS
from gongkai.statute.history import read_history
from gongkai.statute.law import law, package_channels
from gongkai.statute.outcomes import CLASSES, tree
from gongkai.statute.remedies import organ_kinds, reconsideration_bodies
from gongkai.statute.trace import AWAITED, SENTENCES
from tests.service.test_language import HAN
from tests.service.test_pages import page, text
from tests.spec.test_read_aloud import FOLDER, LINE

pytestmark = pytest.mark.django_db

# clock.md 8: received, 20 working days, 40 working days.
WORKED = (
    ("2025-03-03", "2025-03-31", "2025-04-28"),
    ("2025-03-17", "2025-04-15", "2025-05-15"),
    ("2025-09-22", "2025-10-24", "2025-11-21"),
    ("2025-09-01", "2025-09-28", "2025-10-31"),
    ("2025-10-11", "2025-11-07", "2025-12-05"),
    ("2025-11-09", "2025-12-05", "2026-01-05"),
    ("2025-12-15", "2026-01-13", "2026-02-10"),
    ("2026-02-10", "2026-03-16", "2026-04-14"),
    ("2026-11-02", "2026-11-30", "2026-12-28"),
    ("2020-12-28", "2021-01-26", "2021-02-26"),
    ("2020-01-20", "2020-02-25", "2020-03-24"),
)
RECEIVED = {"received": "2025-09-01", "channel": "in_person"}
SENT = {
    "e2": "third_party_consulted",
    "e2.on": "2025-09-10",
    "e2.whom": "甲公司",
    "e2.delivered": "2025-09-12",
}
REPLIED = {"e3": "opinion_received", "e3.on": "2025-09-26", "e3.whom": "甲公司", "e3.agrees": "false"}
THIRD_PARTY = {**RECEIVED, **SENT, **REPLIED}
EXTENDED = {"e2": "extended", "e2.on": "2025-09-20", "e2.days": "20", "e2.consented_by": "1"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_views, "_today", lambda: date(2025, 9, 15))


def url(asked: dict[str, str], path: str = "/tools/deadline/") -> str:
    return f"{path}?{urlencode(asked)}"


def due_on(shown: HtmlElement) -> str | None:
    found = shown.xpath("//p[@class='due']/time/@datetime")
    return str(found[0]) if found else None


def faults(shown: HtmlElement) -> list[str]:
    return [text(item) for item in shown.xpath("//*[@class='faults']//li")]


@pytest.mark.parametrize(("received", "twenty", "forty"), WORKED)
def test_the_worked_deadlines_stand_on_the_page(client: Client, received: str, twenty: str, forty: str):
    asked = {"received": received, "channel": "in_person"}
    extension = {**EXTENDED, "e2.on": received, "e2.notified": received}

    assert due_on(page(client, url(asked))) == twenty
    assert due_on(page(client, url({**asked, **extension}))) == forty
    assert due_on(page(client, url(asked, "/en/tools/deadline/"))) == twenty


def test_the_third_party_example_stands_on_the_page_with_every_reason(client: Client):
    shown = page(client, url(THIRD_PARTY))

    assert due_on(shown) == "2025-10-21"
    trace = [text(step) for step in shown.xpath("//ol[@class='trace']/li")]
    assert len(trace) == 4
    assert "9月11日至9月26日征求意见所需的12个工作日不计入期限" in trace[3]
    links = shown.xpath("//ol[@class='trace']//a/@href")
    assert links == ["/law/31/", "/law/33/", "/law/32/", "/law/33/"]


def test_without_a_reply_the_request_is_due_on_28_october(client: Client):
    shown = page(client, url({**RECEIVED, **SENT}))

    assert due_on(shown) == "2025-10-28"
    assert "征求意见中" in text(shown.xpath("//dl[@class='facts']")[0])
    assert "甲公司" in text(shown.xpath("//dl[@class='facts']")[0])


def test_the_json_is_what_the_command_prints_of_the_events_handed_out(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    events = client.get(url(THIRD_PARTY, "/tools/deadline/deadline.yaml"))
    (tmp_path / "events.yaml").write_bytes(events.content)
    assert main(["clock", str(tmp_path / "events.yaml"), "--on", "2025-09-15", "--json"]) == 0

    answer = client.get(url(THIRD_PARTY, "/tools/deadline/deadline.json"))

    assert answer["Content-Type"] == "application/json"
    assert json.loads(answer.content) == json.loads(capsys.readouterr().out)
    assert json.loads(answer.content)["due"] == "2025-10-21"


def test_the_day_one_looks_changes_the_state_and_not_the_due_date(client: Client):
    before, after = (page(client, url({**RECEIVED, "on": on})) for on in ("2025-09-26", "2025-09-29"))

    assert due_on(before) == due_on(after) == "2025-09-28"
    assert "1个工作日" in text(before.xpath("//dl[@class='facts']")[0])
    assert "自2025年9月29日（星期一）起" in text(after.xpath("//dl[@class='facts']")[0])


def test_a_request_over_the_internet_waits_for_confirmation_and_the_next_event_is_proposed(client: Client):
    shown = page(client, url({"received": "2025-09-01", "channel": "online"}))

    assert due_on(shown) is None
    assert "收到之日尚未确认" in text(shown.xpath("//dl[@class='facts']")[0])
    assert shown.xpath("//select[@id='add']//option[@selected]/@value") == ["receipt_confirmed"]


def test_a_provisional_date_says_so_and_why(client: Client):
    ahead = Calendar(stored_notices()).last_announced
    shown = page(client, url({"received": f"{ahead}-12-20", "channel": "in_person"}))

    assert shown.xpath("//p[@class='due']/strong[@class='provisional']")
    assert f"{ahead + 1}年的放假安排尚未公布" in text(shown.xpath("//div[contains(@class,'verdict')]")[0])


def test_a_finding_of_the_law_is_shown_with_its_article(client: Client):
    shown = page(client, url({**RECEIVED, **EXTENDED}))

    note = shown.xpath("//*[@class='remarks']//li")[0]
    assert "没有登记何时告知申请人延长" in text(note)
    assert note.xpath(".//a/@href") == ["/law/33/"]


@pytest.mark.parametrize(
    ("asked", "blank", "sentence"),
    [
        ({"received": "", "channel": "in_person"}, "received", "请填写日期。"),
        ({"received": "2025-02-30", "channel": "in_person"}, "received", "没有“2025-02-30”这一天"),
        ({"received": "明天", "channel": "in_person"}, "received", "“明天”不是日期，请写作2025-09-01。"),
        ({"received": "1999-01-01", "channel": "in_person"}, "received", "请核对年份"),
        ({"received": "9999-12-31", "channel": "in_person"}, "received", "请核对年份"),
        ({"received": "2025-09-01", "channel": ""}, "channel", "请选择一项。"),
        ({"received": "2025-09-01", "channel": "pigeon"}, "channel", "没有“pigeon”这一项"),
        ({**RECEIVED, **EXTENDED, "e2.days": "二十"}, "e2-days", "“二十”不是整数"),
        ({**RECEIVED, **EXTENDED, "e2.days": "99999"}, "e2-days", "超出了0至999的范围"),
        ({**RECEIVED, **SENT, "e2.whom": "甲" * 101}, "e2-whom", "最多100个字"),
        ({**RECEIVED, **SENT, "e2.whom": " "}, "e2-whom", "请填写。"),
        ({**RECEIVED, "on": "x"}, "on", "“x”不是日期"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_blank_and_kept_as_typed(
    client: Client, asked: dict[str, str], blank: str, sentence: str
):
    shown = page(client, url(asked))

    field = shown.xpath(f"//*[@id='{blank}']")[0]
    assert field.get("aria-invalid") == "true"
    error = shown.xpath(f"//*[@id='{blank}-error']")[0]
    assert sentence in text(error)
    assert f"{blank}-error" in field.get("aria-describedby")
    assert shown.xpath(f"//*[@class='faults']//a[@href='#{blank}']")
    assert blank == "on" or "/law/3" in shown.xpath("//*[@class='faults']//li//a/@href")[1]
    assert due_on(shown) is None
    typed = next(value for key, value in asked.items() if key.replace(".", "-") == blank)
    kept = field.get("value") if field.tag == "input" else "".join(field.xpath("./option[@selected]/@value"))
    assert kept.strip() == typed.strip()


@pytest.mark.parametrize(
    ("events", "row", "article", "sentence"),
    [
        ({**EXTENDED, "e2.on": "2025-11-30"}, "e2", 33, "答复期限已于2025年9月28日届满，不能再延长"),
        ({**EXTENDED, "e2.days": "21"}, "e2", 33, "超出上限20个工作日"),
        ({**EXTENDED, "e2.consented_by": ""}, "e2", 33, "应当经政府信息公开工作机构负责人同意"),
        ({**EXTENDED, "e2.on": "2025-08-30"}, "e2", 31, "在收到申请以前"),
        ({**SENT, **REPLIED, "e3.whom": "乙公司"}, "e3", 32, "没有正在征求“乙公司”的意见"),
        ({"e2": "withdrawn", "e2.on": "2025-09-03", "e3": "extended", "e3.on": "2025-09-04",
          "e3.days": "5", "e3.consented_by": "1"}, "e3", 33, "申请已于2025年9月3日办结"),
    ],
)  # fmt: skip
def test_what_the_law_has_no_place_for_is_said_at_the_event_with_its_article(
    client: Client, events: dict[str, str], row: str, article: int, sentence: str
):
    shown = page(client, url({**RECEIVED, **events}))

    refusal = shown.xpath(f"//fieldset[@id='{row}']/p[@id='{row}-refusal']")[0]
    assert sentence in text(refusal)
    assert f"/law/{article}/" in refusal.xpath(".//a/@href")
    assert shown.xpath(f"//*[@class='faults']//a[@href='#{row}']")
    assert due_on(shown) is None
    english = page(client, url({**RECEIVED, **events}, "/en/tools/deadline/"))
    assert f"Event {row[1:]}" in faults(english)[0]
    assert "The law has no place for this event here" in faults(english)[0]
    assert f"article {article} of the Regulations" in faults(english)[0]


def test_a_history_that_outruns_the_calendar_is_an_error_at_its_event(client: Client):
    last = Calendar(stored_notices()).last_year

    found = faults(page(client, url({"received": f"{last}-12-25", "channel": "in_person"})))

    assert "第1条" in found[0] and "不能计算" in found[0]


def test_an_unknown_event_in_an_address_is_named_and_nothing_is_computed(client: Client):
    shown = page(client, url({**RECEIVED, "e2": "eclipse", "e2.on": "2025-09-02"}))

    assert faults(shown) == ["没有“eclipse”这种事件，网址可能有误；已经略去，请重新添加。"]
    assert due_on(shown) is None


@pytest.mark.parametrize(
    "typed",
    [
        "2025-9-1",
        "2025/09/01",
        "2025.9.1",
        "2025年9月1日",
        "20250901",
        "２０２５－０９－０１",
        " 2025-09-01 ",
    ],
)
def test_a_day_may_be_written_as_people_write_it(client: Client, typed: str):
    assert due_on(page(client, url({**RECEIVED, "received": typed}))) == "2025-09-28"


def test_a_button_leads_to_an_address_that_holds_everything_typed(client: Client):
    typed = {**THIRD_PARTY, "e3.on": "不知道", "on": "2025-10-01", "do": "count", "add": ""}
    response = client.get(url(typed))

    assert response.status_code == 302
    place = urlsplit(response["Location"])
    assert place.fragment == "result"
    kept = {key: values[0] for key, values in parse_qs(place.query, keep_blank_values=True).items()}
    assert kept == {key: value for key, value in typed.items() if key not in ("do", "add")}


def test_an_event_is_added_with_what_is_usual_and_is_no_error_until_it_is_sent(client: Client):
    response = client.get(url({**RECEIVED, "do": "add", "add": "extended"}))

    assert response["Location"].endswith("#e2")
    shown = page(client, response["Location"])
    assert shown.xpath("//*[@id='e2-days']/@value") == ["20"]
    assert shown.xpath("//*[@id='e2-consented_by']/@checked")
    assert due_on(shown) == "2025-09-28"
    assert faults(shown) == []
    again = client.get(url({**RECEIVED, "e2": "extended", "e2.days": "20", "do": "count"}))
    assert "请填写日期。" in faults(page(client, again["Location"]))[0]


def test_an_opinion_is_added_for_whoever_is_still_asked(client: Client):
    second = {**SENT, "e3": "third_party_consulted", "e3.on": "2025-09-11", "e3.whom": "乙公司"}
    closed = {"e4": "opinion_received", "e4.on": "2025-09-20", "e4.whom": "甲公司"}
    response = client.get(url({**RECEIVED, **second, **closed, "do": "add", "add": "opinion_lapsed"}))

    chosen = page(client, response["Location"]).xpath("//*[@id='e5-whom']/option[@selected]/@value")
    assert chosen == ["乙公司"]


def test_an_event_taken_out_is_gone_and_the_later_ones_move_up(client: Client):
    later = {"e4": "extended", "e4.on": "2025-10-01", "e4.days": "5", "e4.consented_by": "1"}
    response = client.get(url({**THIRD_PARTY, **later, "do": "drop-3"}))

    shown = page(client, response["Location"])
    assert [text(legend) for legend in shown.xpath("//legend[span]")] == [
        "1 收到申请",
        "2 征求第三方意见",
        "3 延长答复期限",
    ]
    assert shown.xpath("//*[@id='e3-on']/@value") == ["2025-10-01"]
    assert client.get(url({**RECEIVED, "do": "drop-1"}))["Location"].count("received=2025-09-01") == 1


def test_the_form_sends_back_every_parameter_of_its_address(client: Client):
    asked = {**THIRD_PARTY, "e4": "extended", "e4.on": "x", "e4.days": "5", "e4.consented_by": "1", "on": "y"}
    (form,) = [form for form in page(client, url(asked)).forms if form.get("role") != "search"]

    sent = {name: value for name, value in form.form_values() if value}
    assert sent == asked


def test_return_in_a_blank_computes_and_takes_nothing_out(client: Client):
    buttons = page(client, url(THIRD_PARTY)).xpath("//form//button/@value")

    assert buttons[0] == "count"


def test_somebodys_case_is_not_for_search_engines_and_the_empty_calculator_is(client: Client):
    answered = client.get(url(RECEIVED))
    assert (answered["X-Robots-Tag"], answered["Cache-Control"]) == ("noindex", "private, no-cache")
    assert "X-Robots-Tag" not in client.get("/tools/deadline/")


def test_what_is_typed_is_text_and_never_markup(client: Client):
    shown = client.get(url({**RECEIVED, **SENT, "e2.whom": "<b>甲</b>"})).content.decode()

    assert "<b>甲" not in shown and "&lt;b&gt;甲" in shown


# The entry for a calendar.


def unfolded(content: bytes) -> list[tuple[str, str]]:
    """Return the lines of an iCalendar file as RFC 5545 reads them."""
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut
    whole = content.replace(b"\r\n ", b"").decode().removesuffix("\r\n")
    return [(name, value) for name, _, value in (line.partition(":") for line in whole.split("\r\n"))]


def test_the_calendar_entry_is_read_line_by_line(client: Client):
    answer = client.get(url(THIRD_PARTY, "/tools/deadline/deadline.ics"))
    lines = unfolded(answer.content)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "deadline.ics" in answer["Content-Disposition"]
    assert [name for name, _ in lines] == [
        "BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD",
        "BEGIN", "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "DESCRIPTION",
        "URL", "TRANSP", "BEGIN", "ACTION", "DESCRIPTION", "TRIGGER", "END", "END", "END",
    ]  # fmt: skip
    said = dict(lines)
    assert said["DTSTART;VALUE=DATE"] == "20251021"
    assert said["DTEND;VALUE=DATE"] == "20251022"
    assert said["SUMMARY"] == "政府信息公开申请答复期限届满"
    assert said["TRIGGER"] == "-PT15H"  # nine o'clock of the day before, a Monday
    assert said["URL"].startswith(
        "http://testserver/tools/deadline/?channel=in_person&received=2025-09-01&e2="
    )
    description = next(value for name, value in lines if name == "DESCRIPTION")
    assert "\\n" in description and "12个工作日不计入期限" in description


def test_the_reminder_rings_on_the_working_day_before(client: Client):
    # Due on Monday 2026-11-30: the working day before is Friday.
    answer = client.get(
        url({"received": "2026-11-02", "channel": "in_person"}, "/tools/deadline/deadline.ics")
    )

    assert dict(unfolded(answer.content))["TRIGGER"] == "-PT63H"


def test_the_same_case_has_the_same_uid_and_another_has_another(client: Client):
    def uid(asked: dict[str, str]) -> str:
        answer = client.get(url(asked, "/tools/deadline/deadline.ics"))
        return dict(unfolded(answer.content))["UID"]

    assert uid(THIRD_PARTY) == uid({**THIRD_PARTY, "on": "2025-10-01"})
    assert uid(THIRD_PARTY) != uid(RECEIVED)


def test_texts_of_the_calendar_entry_are_escaped_and_folded():
    assert escaped("甲，a;b,c\\d\n乙\x07") == "甲，a\\;b\\,c\\\\d\\n乙"
    assert folded("x" * 75) == [b"x" * 75]
    assert folded("x" * 74 + "甲乙") == [b"x" * 74, b" " + "甲乙".encode()]


@pytest.mark.parametrize("form", ["json", "ics", "yaml"])
def test_a_file_of_a_case_that_cannot_be_computed_is_refused_in_sentences(client: Client, form: str):
    answer = client.get(url({**RECEIVED, "received": "x"}, f"/tools/deadline/deadline.{form}"))

    assert answer.status_code == 400
    sentence = "第1条“收到申请”的“申请到达机关的日期”：“x”不是日期，请写作2025-09-01。（《条例》第三十一条）"
    assert sentence in answer.content.decode()


def test_there_is_no_calendar_entry_without_a_due_date(client: Client):
    asked = {"received": "2025-09-01", "channel": "online"}
    answer = client.get(url(asked, "/tools/deadline/deadline.ics"))

    assert (answer.status_code, "不能确定" in answer.content.decode()) == (400, True)
    assert "deadline.ics" not in client.get(url(asked)).content.decode()


# The words of the calculator are those of the law floor, in both languages.


def test_every_event_is_offered_or_left_out_by_name_and_every_blank_has_its_words():
    assert set(words.EVENTS) == set(KINDS) - words.NOT_OFFERED
    offered = [kind for _name, kinds in words.GROUPS for kind in kinds]
    assert sorted([*offered, "received"]) == sorted(words.EVENTS)
    for kind in words.EVENTS:
        for field in fields(KINDS[kind]):
            if field.name not in ("entry", "recorded") and (kind, field.name) not in words.NOT_ASKED:
                assert (kind, field.name) in words.BLANKS or ("", field.name) in words.BLANKS


def test_the_chinese_of_every_name_is_that_of_the_law():
    def plain(names: dict[str, object]) -> dict[str, str]:
        return {key: str(name) for key, name in names.items()}

    assert plain(words.EVENTS) == {key: KINDS[key].name for key in words.EVENTS}
    assert plain(words.STATES) == STATES
    assert plain(words.WAITING) == WAITING
    assert plain(words.CLASSES) == CLASSES
    assert plain(words.ORGANS) == dict(organ_kinds())
    found = {body for key in words.ORGANS for body in reconsideration_bodies(key, date(2025, 9, 1)).bodies}
    assert plain(words.BODIES) == {body: body for body in found}
    assert plain(words.OUTCOMES) == {key: blocks[-1].name for key, blocks in tree().outcomes.items()}
    assert plain(words.CHANNELS) == {key: blocks[-1].name for key, blocks in package_channels().items()}


@pytest.mark.parametrize("kind", [kind for _name, kinds in words.GROUPS for kind in kinds])
def test_every_event_can_be_added_and_its_english_is_whole(client: Client, kind: str):
    path = "/en/tools/deadline/"
    asked = {**RECEIVED, **SENT, "e2.whom": "A", "do": "add", "add": kind}
    shown = page(client, client.get(url(asked, path))["Location"])

    assert shown.xpath("//*[@id='e3']")
    english_only(shown)


def test_the_english_of_results_and_errors_is_whole(client: Client):
    third = {**THIRD_PARTY, "e2.whom": "A", "e3.whom": "A"}
    for asked in (third, {**third, "e3.on": "x"}, {**third, "e3.whom": "B"}, {**RECEIVED, **EXTENDED}):
        english_only(page(client, url(asked, "/en/tools/deadline/")))


def test_whatever_a_trace_may_name_has_its_name_in_both_languages():
    keys = {*KINDS, AWAITED}

    assert keys == set(words.EVENTS) | set(words.TRACED)
    assert set(words.STEPS) == set(SENTENCES) - {"note"}
    with translation.override("zh-hans"):
        for key in keys:
            assert str(event_name(key)) == (KINDS[key].name if key in KINDS else "尚未提出意见")
    with translation.override("en"):
        said = [str(name) for name in (*map(event_name, keys), *words.STEPS.values())]
    assert [name for name in said if HAN.search(name) or "_" in name] == []


def test_no_history_brings_a_line_that_has_no_name():
    named = set(words.EVENTS) | set(words.TRACED)
    for file in sorted(FOLDER.glob("*.txt")):
        try:
            found = read(read_history(file.read_text("utf-8").partition(LINE)[0]), law())
        except StatuteError:
            continue
        assert {line.event for line in found.trace} <= named, file.name


def test_an_opinion_that_has_not_come_is_named_and_not_coded(client: Client):
    steps = [text(step) for step in page(client, url({**RECEIVED, **SENT})).xpath("//p[@class='step']")]

    assert steps[-1].startswith("2025-09-10 尚未提出意见 +17个工作日")


def test_an_english_trace_says_what_each_line_does_from_when_to_when(client: Client):
    third = {**THIRD_PARTY, "e2.whom": "A", "e3.whom": "A"}
    shown = page(client, url(third, "/en/tools/deadline/"))

    assert [text(step) for step in shown.xpath("//p[@class='step']")] == [
        "2025-09-01 Request received fixes the day of receipt Article 31",
        "2025-09-01 Request received 20 working days → 2025-09-28 "
        "starts the term for the answer: after 2025-09-01 to 2025-09-28 Article 33",
        "2025-09-10 Third party consulted last day 2025-10-10 Article 32",
        "2025-09-26 Opinion received +12 working days → 2025-10-21 "
        "leaves the time of the consultation out of the term: after 2025-09-10 to 2025-09-26 Article 33",
    ]


def test_a_day_before_receipt_is_answered_with_a_sentence(client: Client):
    shown = page(client, url({**THIRD_PARTY, "on": "2024-08-01"}))

    assert "尚未收到申请" in text(shown.xpath("//dl[@class='facts']")[0])
    assert "2024年8月1日还没有收到申请" in text(shown.xpath("//*[@class='remarks']")[0])
    assert due_on(shown) == "2025-10-21"


def test_an_extension_lost_by_a_restart_is_shown(client: Client):
    asked = {
        **RECEIVED,
        **EXTENDED,
        "e2.on": "2025-09-08",
        "e2.notified": "2025-09-08",
        "e3": "correction_asked",
        "e3.on": "2025-09-11",
        "e4": "corrected",
        "e4.on": "2025-09-19",
    }
    shown = page(client, url(asked))

    assert "此前延长的20个工作日（延长至2025年10月31日）不再算" in text(
        shown.xpath("//*[@class='remarks']")[0]
    )
    assert "2025年10月31日（星期五） （其中延长20个工作日）" in text(shown.xpath("//dl[@class='facts']")[0])
    english_only(page(client, url(asked, "/en/tools/deadline/")))


def english_only(shown: HtmlElement) -> None:
    """Fail if anything on the page is Chinese that is not marked so."""
    for marked in shown.xpath("//*[@lang='zh-Hans']"):
        marked.drop_tree()
    main_part = shown.xpath("//main")[0]
    assert not HAN.search(text(main_part)), HAN.search(text(main_part))
    assert not [label for label in main_part.xpath(".//@label | .//@aria-label") if HAN.search(label)]


def test_a_blank_shows_in_the_browsers_date_field_only_what_that_can_show():
    assert Blank("on", "", "date", "2025-09-01").is_readable_day
    assert Blank("on", "", "date", "").is_readable_day
    assert not Blank("on", "", "date", "9月1日").is_readable_day
