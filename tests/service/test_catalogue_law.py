"""Force on a day, the library of norms, the days by which things are due, the guide."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gongkai.service.catalogue import due, finding, guide, library, schemes, withheld
from gongkai.service.catalogue.actions.confirm_guide import confirm_guide
from gongkai.service.catalogue.actions.mark_validity import annul_validity, mark_validity
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.review import speak
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.finding import find, put_again
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.search import find as search
from gongkai.service.catalogue.search.find import Query
from gongkai.service.catalogue.state import state_of
from gongkai.service.catalogue.validity import Force, validity
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.organs.models import Organ
from gongkai.statute.law import law
from tests.service.catalogue_desk import NOW, TODAY, Desk, later

DAY = timedelta(days=1)
FORM = {part.key: f"这是{part.name}。" for part in guide.parts() if part.required}


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def force(edition: Edition, day: date) -> Force:
    return validity(edition, day).force


def test_a_text_is_in_force_from_its_day_to_its_last_day(desk: Desk) -> None:
    edition = desk.published(effective_on=date(2026, 4, 1), expires_on=date(2028, 3, 31))

    assert force(edition, date(2026, 3, 31)) is Force.NOT_YET
    assert force(edition, date(2026, 4, 1)) is Force.IN_FORCE
    assert force(edition, date(2028, 3, 31)) is Force.IN_FORCE
    assert force(edition, date(2028, 4, 1)) is Force.LAPSED
    assert validity(edition, TODAY).turns == date(2026, 4, 1)
    assert validity(edition, date(2026, 4, 1)).turns == date(2028, 4, 1)


def test_a_repeal_counts_from_its_day_and_names_what_did_it(desk: Desk) -> None:
    edition = desk.published()
    mark_validity(
        edition.document, kind="amended", on=TODAY + DAY, by_text="青档〔2026〕2号", by=desk.head, at=later(4)
    )
    mark = mark_validity(
        edition.document,
        kind="repealed",
        on=TODAY + 9 * DAY,
        by_text="青档〔2026〕9号",
        by=desk.head,
        at=later(5),
    )

    assert force(edition, TODAY) is Force.IN_FORCE
    assert force(edition, TODAY + DAY) is Force.AMENDED
    assert force(edition, TODAY + 8 * DAY).is_in_force
    gone = validity(edition, TODAY + 9 * DAY)
    assert (gone.force, gone.mark, gone.says) == (Force.REPEALED, mark, "废止（自2026-03-11起）")

    annul_validity(mark, reason="文号写错。", by=desk.head, at=later(6))

    assert force(edition, TODAY + 9 * DAY) is Force.AMENDED


def test_what_lapsed_by_its_term_is_not_repealed_by_a_later_mark(desk: Desk) -> None:
    edition = desk.published(expires_on=date(2026, 3, 10))
    mark_validity(
        edition.document, kind="repealed", on=date(2026, 6, 1), by_text="清理决定", by=desk.head, at=later(4)
    )

    assert force(edition, date(2026, 7, 1)) is Force.LAPSED


def test_a_mark_needs_a_basis_that_readers_can_see(desk: Desk) -> None:
    edition, draft = desk.published(), desk.draft(document_number="")

    for values in (
        {"by_text": " "},
        {"by_document": draft.document},
        {"by_document": edition.document},
    ):
        with pytest.raises(WrongFields) as wrong:
            mark_validity(edition.document, kind="repealed", on=TODAY, by=desk.head, at=later(4), **values)
        assert "by_document" in wrong.value.faults
    with pytest.raises(WrongFields) as wrong:
        mark_validity(
            edition.document,
            kind="repealed",
            on=TODAY,
            by_text="张三13800138000",
            by=desk.head,
            at=later(4),
        )
    assert "by_text" in wrong.value.faults
    with pytest.raises(OutOfTurn, match="没有在公开"):
        mark_validity(draft.document, kind="repealed", on=TODAY, by_text="x", by=desk.head, at=later(4))


def test_the_library_counts_what_table_two_asks(desk: Desk) -> None:
    """表二（一）：本年制发、本年废止、现行有效件数，截至12月31日。"""
    desk.published(document_number="", formed_on=date(2025, 5, 1), arose_on=date(2025, 5, 1))
    repealed = desk.published(document_number="", formed_on=date(2024, 5, 1), arose_on=date(2024, 5, 1))
    desk.published(
        document_number="",
        formed_on=date(2025, 6, 1),
        arose_on=date(2025, 6, 1),
        expires_on=date(2025, 11, 30),
    )
    desk.published(
        document_number="",
        formed_on=date(2025, 12, 1),
        arose_on=date(2025, 12, 1),
        effective_on=date(2026, 1, 1),
    )
    desk.published(document_number="", norm="", category="20-03")
    mark_validity(
        repealed.document, kind="repealed", on=date(2025, 8, 1), by_text="清理决定", by=desk.head, at=later(4)
    )

    def numbers(year: int) -> tuple[int, ...]:
        found = library.counts(desk.organ, year, "normative", at=later(5))
        listed = (found.made, found.repealed, found.lapsed, found.in_force, found.not_yet)
        return tuple(len(norms) for norms in listed)

    assert numbers(2024) == (1, 0, 0, 1, 0)
    assert numbers(2025) == (3, 1, 1, 1, 1)
    assert numbers(2026) == (0, 0, 0, 2, 0)
    assert library.counts(desk.organ, 2025, "rule", at=later(5)).made == ()
    assert [n.edition for n in library.repealed_in(desk.organ, 2025, at=later(5))] == [repealed]
    assert library.in_force(desk.organ, date(2025, 12, 31)) == []  # nothing was public then
    assert library.norms(desk.organ.parent, TODAY, at=later(5)) == []


def test_the_search_learns_of_a_day_that_changes_force(desk: Desk) -> None:
    edition = desk.published(effective_on=date(2026, 4, 1))
    assert find(Query("开放档案", validities=frozenset({"in_force"})), later(4)).results == ()

    april = NOW + timedelta(days=30)
    assert put_again(april) == 1

    assert [
        r.key for r in search.find(Query("开放档案", validities=frozenset({"in_force"})), april).results
    ] == [edition.pk]
    assert put_again(april) == 0


def test_a_text_that_lapses_at_midnight_is_found_as_lapsed_a_minute_later_though_nobody_acted(
    desk: Desk,
) -> None:
    edition = desk.published(expires_on=date(2026, 3, 31))
    midnight = datetime(2026, 3, 31, 16, tzinfo=UTC)  # of 1 April in the country's time

    def found(validity: str, at: datetime) -> list[int]:
        return [r.key for r in find(Query("开放档案", validities=frozenset({validity})), at).results]

    assert found("in_force", midnight - timedelta(seconds=1)) == [edition.pk]
    assert found("lapsed", midnight - timedelta(seconds=1)) == []
    assert found("in_force", midnight) == []
    assert found("lapsed", midnight) == [edition.pk]


def test_many_that_turn_on_one_day_hold_no_search_for_long_and_it_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for serial in range(1, 4):
        desk.published(effective_on=date(2026, 4, 1), document_number=f"青档〔2026〕{serial}号")
    monkeypatch.setattr(finding, "BATCH", 1)
    monkeypatch.setattr(finding, "MOST", 2)
    april, query = NOW + timedelta(days=30), Query("开放档案", validities=frozenset({"in_force"}))

    first, second = find(query, april), find(query, april)

    assert (len(first.results), finding.STILL in first.notes) == (2, True)
    assert (len(second.results), finding.STILL in second.notes) == (3, False)


def test_what_arose_is_due_after_twenty_working_days(desk: Desk) -> None:
    """条例第二十六条：自形成或者变更之日起20个工作日内。"""
    edition = desk.draft()  # arose on Thursday 26 February 2026

    (item,) = due.waiting(desk.organ, TODAY, law())

    assert item.edition == edition
    assert item.due is not None
    assert (item.due.day, item.is_late) == (date(2026, 3, 25), False)
    assert due.overdue(desk.organ, date(2026, 3, 25), law()) == []
    (late,) = due.overdue(desk.organ, date(2026, 3, 26), law())
    assert late.left == -1
    assert due.next_due(desk.organ, NOW, law()) == item


def test_a_special_limit_counts_for_its_category(desk: Desk) -> None:
    """预算法第十四条：批准后20日内；按自然日计算。"""
    desk.draft(category="20-07-department", norm="")

    (item,) = due.waiting(desk.organ, TODAY, law())

    assert item.due is not None
    assert item.due.day == date(2026, 3, 18)


def test_late_over_rest_days_only_is_late(desk: Desk) -> None:
    desk.draft(category="20-07-department", norm="", arose_on=date(2026, 2, 28))  # due Friday 20 March

    (item,) = due.overdue(desk.organ, date(2026, 3, 21), law())

    assert item.left == -1


def test_what_was_published_late_is_listed_and_what_was_in_time_is_not(desk: Desk) -> None:
    late = desk.published(formed_on=date(2026, 1, 5), arose_on=date(2026, 1, 5))
    desk.published(document_number="")
    scheduled = desk.cleared(document_number="", formed_on=date(2026, 1, 5), arose_on=date(2026, 1, 5))
    release(scheduled, by=desk.clerk, at=later(3), begins=later(5000))

    items = due.published_late(desk.organ, date(2026, 3, 1), date(2026, 3, 3), law())

    assert [item.edition for item in items] == [late]
    assert items[0].published_on == TODAY
    assert due.published_late(desk.organ, date(2026, 2, 1), date(2026, 3, 1), law()) == []


def test_an_item_older_than_the_law_says_that_there_is_no_limit(desk: Desk) -> None:
    desk.draft(formed_on=date(2001, 1, 1), arose_on=date(2001, 1, 1))

    (item,) = due.waiting(desk.organ, TODAY, law())

    assert (item.due, item.is_late) == (None, False)
    assert item.why_unknown


def test_a_guide_says_what_it_lacks_before_the_review(desk: Desk) -> None:
    """条例第十二条。"""
    edition = desk.draft(category=schemes.GUIDE, norm="", form={**FORM, "office_phone": " "})

    with pytest.raises(WrongFields, match="联系电话") as wrong:
        submit(edition, by=desk.clerk, at=later(1))
    assert set(wrong.value.faults) == {"form"}

    save_draft(edition, {"form": FORM}, version=1, by=desk.clerk, at=later(1))
    submit(edition, by=desk.clerk, at=later(2))
    assert "<h2>三、政府信息公开工作机构</h2>" in Edition.objects.get(pk=edition.pk).body
    assert "传真号码：" in Edition.objects.get(pk=edition.pk).text


def test_the_form_of_a_guide_holds_its_parts_and_no_markup(desk: Desk) -> None:
    with pytest.raises(WrongFields) as wrong:
        desk.draft(category=schemes.GUIDE, norm="", form={"weather": "晴", "office_name": 3})
    assert len(wrong.value.faults["form"]) == 2

    edition = desk.draft(category=schemes.GUIDE, norm="", form={**FORM, "office_name": "<b>局</b>"})

    assert "<b>" not in edition.body
    assert "<b>局</b>" in edition.text


def test_every_part_of_article_12_is_asked_for() -> None:
    named = [
        "政府信息的分类",
        "编排体系",
        "工作机构名称",
        "办公地址",
        "办公时间",
        "联系电话",
        "传真号码",
        "互联网联系方式",
    ]

    missing = guide.missing({})

    assert set(named) <= set(missing)
    assert any("获取方式" in name for name in missing)


def test_a_guide_nobody_looked_at_for_long_raises_an_alarm(desk: Desk, settings) -> None:
    settings.GONGKAI_GUIDE_MONTHS = 6
    assert "还没有发布" in guide.alarm(desk.organ, NOW).says
    edition = desk.published(category=schemes.GUIDE, norm="", form=FORM)

    assert not guide.alarm(desk.organ, later(5)).is_late
    september = NOW + timedelta(days=185)
    assert "2026-03-02" in guide.alarm(desk.organ, september).says

    confirm_guide(edition.document, by=desk.clerk, at=september)

    assert not guide.alarm(desk.organ, september + DAY).is_late


def test_only_a_guide_that_is_shown_is_confirmed(desk: Desk) -> None:
    with pytest.raises(OutOfTurn):
        confirm_guide(desk.published().document, by=desk.clerk, at=later(5))


def test_what_a_review_withheld_is_told_for_the_filing_of_the_quarter(desk: Desk) -> None:
    """不予公开政府信息上报备案：标题、文号、生成日期、理由。"""
    edition = desk.submitted()
    digest = state_of(edition, later(2)).digest
    speak(
        edition,
        verdict="withhold",
        says="条例第十六条：内部事务信息。",
        by=desk.reviewer,
        at=later(2),
        digest=digest,
    )
    desk.published(document_number="")

    (item,) = withheld.decisions(desk.organ, date(2026, 1, 1), date(2026, 3, 31), later(9))
    assert (item.edition.document_number, item.reason, item.decided_by, item.is_standing) == (
        "青档〔2026〕1号",
        "条例第十六条：内部事务信息。",
        desk.reviewer,
        True,
    )
    assert withheld.decisions(desk.organ, date(2026, 4, 1), date(2026, 6, 30), later(9)) == []
    assert withheld.decisions(desk.organ.parent, date(2026, 1, 1), date(2026, 3, 31), later(9)) == []

    save_draft(edition, {"title": "去掉内部内容以后"}, version=1, by=desk.clerk, at=later(3))

    (item,) = withheld.decisions(desk.organ, date(2026, 1, 1), date(2026, 3, 31), later(9))
    assert not item.is_standing


def test_what_is_not_public_is_registered_with_its_ground(desk: Desk) -> None:
    kept = desk.draft(attribute="on_request", ground="条例第十六条")
    desk.draft(document_number="")

    assert withheld.not_proactive(desk.organ, TODAY) == [kept]
