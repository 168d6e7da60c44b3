"""The writing page of a section: draft, last year's words, every number held, and nothing lost to another."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.composing import texts_of
from gongkai.service.annual.models import NumberWord, Occasion, SectionText
from tests.service.cases import at
from tests.service.desk import sign_in
from tests.service.filings import Reporting

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Reporting:
    found = Reporting()
    found.closed(2025, {"T3.R1.C1": 3, "T3.R1.C7": 3, "T3.R4.C1": 3, "T3.R4.C7": 3})
    return found


@pytest.fixture
def clerk(client: Client, bureau: Reporting) -> Client:
    return sign_in(client, bureau.clerk)


def page(bureau: Reporting, section: int = 1, name: str = "desk-annual-section") -> str:
    return reverse(name, args=[bureau.organ.code, 2025, section])


def test_the_draft_is_taken_in_one_press_and_says_that_it_is_one(clerk: Client, bureau: Reporting) -> None:
    shown = clerk.get(page(bureau)).content.decode()
    assert "全年新收政府信息公开申请3件，其中自然人3件" in shown
    clerk.post(page(bureau), {"act": "draft", "seen": "0"})
    row = texts_of(bureau.filing())[1]
    assert row.drafted
    assert row.text.startswith("2025年，青山区档案局")


def test_what_is_only_looked_at_is_held_and_not_kept(clerk: Client, bureau: Reporting) -> None:
    answer = clerk.post(page(bureau), {"act": "look", "seen": "0", "text": "收到申请4件。" + "字" * 1001})
    shown = answer.content.decode()
    assert "有1个数与表格不一致" in shown
    assert "原则上不超过1000字，请压缩" in shown
    assert 1 not in texts_of(bureau.filing())


def test_the_second_writer_is_told_and_loses_nothing(clerk: Client, bureau: Reporting) -> None:
    write_section(bureau.filing(), 1, "先保存的文字", by=bureau.head, at=at("2026-01-06"))
    shown = clerk.post(page(bureau), {"act": "keep", "seen": "0", "text": "后写的文字"})
    assert "先保存的文字" in shown.content.decode()
    assert "后写的文字" in shown.content.decode()
    assert texts_of(bureau.filing())[1].text == "先保存的文字"
    seen = str(texts_of(bureau.filing())[1].pk)
    assert f'name="seen" value="{seen}"' in shown.content.decode()
    clerk.post(page(bureau), {"act": "keep", "seen": seen, "text": "后写的文字"})
    assert texts_of(bureau.filing())[1].text == "后写的文字"


SOURCE = {"context-1": "举办培训2场", "number-1": "2", "source-1": "签到表"}


def test_the_source_of_a_number_is_kept_with_the_words(clerk: Client, bureau: Reporting) -> None:
    looked = clerk.post(page(bureau), {"act": "look", "seen": "0", "text": "举办培训2场。", **SOURCE})
    assert 'value="签到表"' in looked.content.decode(), "what was typed beside the number is lost"
    assert not NumberWord.objects.exists()

    kept = clerk.post(page(bureau), {"act": "keep", "seen": "0", "text": "举办培训2场。", **SOURCE})

    assert kept.status_code == 302
    assert NumberWord.objects.get().source == "签到表"
    assert texts_of(bureau.filing())[1].text == "举办培训2场。"
    assert "有出处" in clerk.get(page(bureau)).content.decode()


def test_where_the_words_of_a_source_are_gone_neither_is_kept_and_neither_lost(
    clerk: Client, bureau: Reporting
) -> None:
    shown = clerk.post(page(bureau), {"act": "keep", "seen": "0", "text": "举办培训两场。", **SOURCE})
    assert "那句话已经没有了" in shown.content.decode()
    assert "举办培训两场。" in shown.content.decode()
    assert 1 not in texts_of(bureau.filing())


def test_words_that_somebody_wrote_give_way_to_the_draft_only_when_asked_and_can_be_found_again(
    clerk: Client, bureau: Reporting
) -> None:
    clerk.post(page(bureau), {"act": "keep", "seen": "0", "text": "已经保存的一段。"})
    seen = str(texts_of(bureau.filing())[1].pk)
    typed = {"seen": seen, "text": "已经保存的一段。\n还没有保存的一段。"}

    asked = clerk.post(page(bureau), {"act": "draft", **typed})

    assert asked.status_code == 200
    assert "还没有保存的一段。" in asked.content.decode()
    assert 'value="replace"' in asked.content.decode()
    assert texts_of(bureau.filing())[1].text == "已经保存的一段。"

    assert clerk.post(page(bureau), {"act": "replace", **typed}).status_code == 302
    now = texts_of(bureau.filing())[1]
    assert now.drafted
    assert now.text.startswith("2025年，青山区档案局")
    shown = clerk.get(page(bureau)).content.decode()
    assert "以前的文字" in shown
    assert "还没有保存的一段。" in shown
    again = clerk.post(page(bureau), {"act": "draft", "seen": str(now.pk), "text": now.text})
    assert again.status_code == 302, "the words are the machine's own: nothing to ask"


def test_a_draft_taken_over_words_that_another_has_kept_since_is_refused(
    clerk: Client, bureau: Reporting
) -> None:
    write_section(bureau.filing(), 1, "别人的文字", by=bureau.head, at=at("2026-01-06"))
    shown = clerk.post(page(bureau), {"act": "replace", "seen": "0", "text": "我的文字"})
    assert "别人的文字" in shown.content.decode()
    assert "我的文字" in shown.content.decode()
    assert [row.text for row in SectionText.objects.all()] == ["别人的文字"]


def test_what_happened_is_recorded_corrected_and_said_not_to_have_happened(
    clerk: Client, bureau: Reporting
) -> None:
    given = {"on": "2025-05-06", "kind": "training", "says": "举办业务培训", "number": "2", "unit": "场"}
    clerk.post(reverse("desk-occasions"), given)
    row = Occasion.objects.get()
    clerk.post(reverse("desk-occasion", args=[row.pk]), {**given, "number": "3"})
    clerk.post(reverse("desk-occasions-none", args=[2025]), {"kind": "clarification"})
    shown = clerk.get(page(bureau)).content.decode()
    assert "5月，举办业务培训，共3场。" in shown
    assert "没有发现需要澄清的虚假或者不完整信息。" in shown


def test_the_list_of_sections_says_which_numbers_are_wrong(clerk: Client, bureau: Reporting) -> None:
    clerk.post(page(bureau), {"act": "keep", "seen": "0", "text": "收到申请4件，培训2场。"})
    address = reverse("desk-annual-sections", args=[bureau.organ.code, 2025])
    shown = clerk.get(address).content.decode()
    assert "1个与表格不一致" in shown
    assert "1个没有核对" in shown
