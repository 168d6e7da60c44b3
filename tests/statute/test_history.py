"""The file of events: what it may say, and what is refused, by line and by name."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.statute import history
from gongkai.statute.errors import UnreadableHistory
from gongkai.statute.events import OpinionReceived, Received
from gongkai.statute.history import read_history, write_history
from tests.statute.histories import histories, numbered


@pytest.fixture(autouse=True)
def forms_made_afresh(monkeypatch):
    """What an event may say in the file is worked out again in each test."""
    monkeypatch.setattr(history, "_FORMS", {})


def test_on_is_a_word_and_not_a_truth():
    (event,) = read_history("- {event: received, on: 2025-09-01, channel: online}")

    assert isinstance(event, Received)
    assert (event.on.isoformat(), event.channel, event.entry) == ("2025-09-01", "online", 1)


def test_a_file_may_be_written_in_blocks_or_as_json():
    block = "# 一件申请\n- event: received\n  on: 2025-09-01\n  channel: in_person\n"
    as_json = '[{"event": "received", "on": "2025-09-01", "channel": "in_person"}]'

    assert read_history(block) == read_history(as_json)


def test_unknown_is_written_null():
    consulted = "- {event: third_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: null}"

    assert read_history(consulted)[0].delivered is None
    assert read_history(consulted.replace("null", "~"))[0].delivered is None


def test_agreement_is_true_false_or_not_said():
    line = "- {event: opinion_received, on: 2025-09-26, whom: 甲公司, agrees: %s}"

    said = ("true", "True", "TRUE", "false", "False", "FALSE", "null")
    opinions = [read_history(line % word)[0] for word in said]

    assert all(isinstance(opinion, OpinionReceived) for opinion in opinions)
    assert [opinion.agrees for opinion in opinions] == [True] * 3 + [False] * 3 + [None]


RECEIVED = "- {event: received, on: 2025-09-01, channel: in_person}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "文件里没有事件"),
        ("[]", "文件里没有事件"),
        ("event: received", "第1行：文件应是一列事件"),
        ("- received", "第1行：每条事件应是“键: 值”"),
        (
            RECEIVED + "- {event: recieved, on: 2025-09-01}",
            "第2行（第2条）：没有“recieved”这一事件；可用：received（收到申请）",
        ),
        (RECEIVED + "- {on: 2025-09-01}", "第2行（第2条）：缺少“event”"),
        (
            RECEIVED + "- {event: extended, on: 2025-09-20, dais: 3}",
            "第2行“延长答复期限”：不认识的键“dais”；可用：event、on",
        ),
        ("- {event: received, on: 2025-09-01, entry: 3}", "不认识的键“entry”"),
        ("- {event: received}", "缺少“on”"),
        ("- {event: received, on: }", "“on”不能为空"),
        ("- {event: received, on: 2025-9-1}", "“on”应为日期"),
        ("- {event: received, on: 2025-02-30}", "没有2025-02-30这一天"),
        ("- {event: received, on: true}", "“on”应为日期（如2025-09-01），实为“true”"),
        ("- {event: received, on: [2025-09-01]}", "“on”不应是列表"),
        ("- {event: received, on: {a: b}}", "“on”的值应是文字、日期或者数"),
        ("- {event: received, on: 2025-09-01, on: 2025-09-02}", "“on”写了两次"),
        ("- {event: extended, on: 2025-09-01, days: 三}", "“days”应为整数"),
        ("- {event: extended, on: 2025-09-01, days: 1e3}", "“days”应为整数"),
        ("- {event: opinion_received, on: 2025-09-01, whom: 甲, agrees: yes}", "“agrees”应为 true 或 false"),
        ("- {event: opinion_received, on: 2025-09-01, whom: ' '}", "“whom”不能为空"),
        ("- {event: joined, on: 2025-09-01, requests: 甲}", "“requests”应为一列文字"),
        ("- {event: joined, on: 2025-09-01, requests: []}", "“requests”应为一列文字"),
        ("- {event: joined, on: 2025-09-01, requests: [[甲]]}", "“requests”应为一列文字"),
        ("- {[a]: b}", "键应是文字"),
        ("- {event: received, on: 2025-09-01", "不是有效的YAML"),
        ("- &a {event: received, on: 2025-09-01}\n- *a", "不支持YAML的锚点和引用"),
        ("- !!python/object:os.system {}", "不支持YAML的标签"),
        (RECEIVED + "---\n" + RECEIVED, "第2行：一个文件只能有一列事件"),
        ("- {event: received, on: 2025-09-01, channel: \x00}", "YAML不允许的字符"),
        ("- " * 500_001, "文件超过1000KB"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(text, says):
    with pytest.raises(UnreadableHistory) as refusal:
        read_history(text)

    assert says in str(refusal.value)


def test_a_deeply_nested_file_is_refused_without_a_crash():
    with pytest.raises(UnreadableHistory, match="第1行"):
        read_history("[" * 100_000)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(histories())
def test_what_is_written_reads_back(events):
    assert list(read_history(write_history(events))) == numbered(events)


@settings(suppress_health_check=list(HealthCheck))
@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_name_survives_the_file(name):
    (event,) = read_history(write_history([OpinionReceived(on=date(2025, 9, 1), whom=name)]))

    assert event.whom == name


@settings(suppress_health_check=list(HealthCheck))
@given(st.text())
def test_any_text_is_a_history_or_is_refused(text):
    try:
        read_history(text)
    except UnreadableHistory as refusal:
        assert str(refusal).endswith("。")


@pytest.mark.parametrize(
    ("history", "event", "article", "advice"),
    [
        ("- {event: received}", "收到申请", "第三十一条", "请补写"),
        ("- {event: received, on: }", "收到申请", "第三十一条", "请改正"),
        ("- {event: received, on: 2025-02-30}", "收到申请", "第三十一条", "请改正"),
        ("- {event: received, on: [2025-09-01]}", "收到申请", "第三十一条", "请改正"),
        ("- {event: received, on: 2025-09-01, chanel: fax}", "收到申请", "第三十一条", "请改正或者删去"),
        ("- {event: extended, on: 2025-09-01, days: 三}", "延长答复期限", "第三十三条", "请改正"),
        ("- {event: joined, on: 2025-09-01, requests: 甲}", "合并答复", "第十四条", "请改正"),
    ],
)
def test_a_fault_names_the_event_the_article_and_what_to_do(history, event, article, advice):
    with pytest.raises(UnreadableHistory) as fault:
        read_history(history)

    assert all(part in str(fault.value) for part in ("第1行", event, article, advice))


def test_an_entry_without_its_event_is_told_the_events():
    with pytest.raises(UnreadableHistory, match="请补写；可用：received（收到申请）、"):
        read_history("- {on: 2025-09-01}")


def test_a_key_that_is_not_known_yet_may_be_null():
    assert read_history("- {event: received, on: 2025-09-01, channel: null}")[0].channel is None
