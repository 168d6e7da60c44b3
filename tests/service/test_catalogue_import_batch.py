"""The page of a batch: finds and rows left out are paged through, an authority's answer is entered there."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from gongkai.service.catalogue import withheld
from gongkai.service.catalogue.actions.discard import discard
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.imports import batch_views, batches
from gongkai.service.catalogue.imports.actions.review import (
    enter_referral_answer,
    review_of,
    speak,
    submit_batch,
)
from gongkai.service.catalogue.imports.models import Batch, ImportRow
from gongkai.service.catalogue.models import Edition
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.models import Duty, Organ, Post
from gongkai.service.organs.policy import NotAllowed
from tests.service.catalogue_desk import Desk, later
from tests.service.catalogue_import import entered, now, row_of
from tests.service.desk import a_post, sign_in

OLD = {"成文日期": "2018-02-26", "原发布日期": "2018-03-05"}
PHONE = {"正文": "值班手机13800138000。"}
SPRING = (date(2026, 1, 1), date(2026, 3, 31))


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def a_batch(clerk: Post, *rows: dict[str, str]) -> Batch:
    run = entered(clerk, *({**OLD, **row} for row in rows), was_published=True)
    batch = submit_batch(run, by=clerk, now=now)
    assert batch is not None
    return batch


def say(batch: Batch, verdict: str, by: Post, minute: int = 2, **said: str) -> None:
    digest = review_of(batch).review.digest
    speak(batch, verdict=verdict, by=by, at=later(minute), digest=digest, **said)


def edition(batch: Batch, place: int) -> Edition:
    found = row_of(batch.run, place).edition
    assert found is not None
    return Edition.objects.get(pk=found.pk)


def test_a_batch_that_was_withheld_is_filed_as_one_decision_on_each_paper_in_it(desk: Desk) -> None:
    """不予公开政府信息上报备案：标题、文号、生成日期、理由。"""
    batch = a_batch(desk.clerk, {"文号": "青档〔2018〕1号"}, {"标题": "二"}, {"标题": "三"}, {"标题": "四"})
    changed = edition(batch, 2)
    save_draft(
        changed, {"summary": "改。"}, version=changed.version, by=desk.clerk, at=later(1), voids_review=True
    )
    say(batch, "withhold", desk.reviewer, says="条例第十六条：内部事务信息。")
    later_changed = edition(batch, 3)
    save_draft(
        later_changed, {"summary": "又改。"}, version=later_changed.version, by=desk.clerk, at=later(4)
    )

    found = withheld.decisions(desk.organ, *SPRING, later(9))

    told = [(i.edition.title, i.reason, i.decided_by, i.determined_by, i.is_standing) for i in found]
    reason = "条例第十六条：内部事务信息。"
    assert told == [
        ("关于开放档案的通知", reason, desk.reviewer, "", True),
        ("二", reason, desk.reviewer, "", True),
        ("四", reason, desk.reviewer, "", False),
    ]
    assert found[0].edition.document_number == "青档〔2018〕1号"
    assert withheld.decisions(desk.organ, date(2026, 4, 1), date(2026, 6, 30), later(9)) == []


def test_what_an_authority_withheld_of_a_batch_is_filed_with_the_name_of_the_authority(desk: Desk) -> None:
    batch = a_batch(desk.clerk, {}, {"标题": "二"})
    say(batch, "refer", desk.reviewer, says="是否涉密不明确。", refer_to="青山区国家保密局")
    with pytest.raises(OutOfTurn, match="报请"):
        say(batch, "pass", desk.leader)

    enter_referral_answer(batch, result="withhold", reference="青保函〔2026〕3号", by=desk.head, at=later(5))

    found = withheld.decisions(desk.organ, *SPRING, later(9))
    assert [(i.reason, i.determined_by, i.is_standing) for i in found] == [
        ("青保函〔2026〕3号", "青山区国家保密局", True)
    ] * 2


def test_who_wrote_the_rows_does_not_enter_what_the_authority_answered(desk: Desk) -> None:
    batch = a_batch(desk.clerk, {})
    say(batch, "refer", desk.reviewer, says="不明确。", refer_to="青山区国家保密局")

    with pytest.raises(NotAllowed):
        enter_referral_answer(batch, result="disclose", reference="函", by=desk.clerk, at=later(5))


class People:
    """Those of an organ who sign in."""

    def __init__(self, organ: Organ) -> None:
        self.clerk, self.reviewer, self.leader = (
            a_post(organ, duty) for duty in (Duty.CLERK, Duty.REVIEWER, Duty.LEADER)
        )


@pytest.fixture
def people(organ: Organ) -> People:
    return People(organ)


def test_the_answer_to_a_referral_is_entered_on_the_page_of_the_batch(people: People, client: Client) -> None:
    """条例第十七条第三款：不能确定的，报有关主管部门或者保密行政管理部门确定。"""
    batch = a_batch(people.clerk, {})
    page = f"/desk/imports/batches/{batch.pk}/"
    digest = review_of(batch).review.digest
    sign_in(client, people.reviewer)
    given = {"verdict": "refer", "says": "不明确。", "refer_to": "青山区国家保密局", "digest": digest}
    client.post(page, {"do": "opinion", **given})
    assert "已报请确定，收到答复后请登记：成批导入的信息" in client.get("/desk/").content.decode()

    sign_in(client, people.clerk)
    assert client.get(page).context["referral"] is None
    client.post(page, {"do": "referral", "result": "disclose", "reference": "青保函〔2026〕3号"})
    assert review_of(batch).referral is not None  # a writer's word changes nothing

    sign_in(client, people.reviewer)
    shown = client.get(page).content.decode()
    assert "登记答复" in shown
    assert "提交意见" not in shown
    refused = client.post(page, {"do": "referral", "result": "disclose", "reference": ""})
    assert "reference" in refused.context["referral"].errors
    assert 'href="#faults"' in refused.content.decode()
    assert review_of(batch).referral is not None
    client.post(page, {"do": "referral", "result": "disclose", "reference": "青保函〔2026〕3号"})

    assert review_of(batch).says == "审查中（初审）"
    again = client.get(page).content.decode()
    assert "青保函〔2026〕3号" in again
    assert "提交意见" in again


def test_all_finds_are_paged_through_and_answered_ones_stay_to_be_read(
    people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_views, "A_PAGE", 2)
    batch = a_batch(people.clerk, *({"标题": f"第{n}件", **PHONE} for n in range(5)))
    page = f"/desk/imports/batches/{batch.pk}/"
    sign_in(client, people.reviewer)

    parts = [hit.part for n in (1, 2, 3) for hit in client.get(f"{page}?finds={n}").context["hits"]]
    assert [part[:3] for part in parts] == [f"第{n}行" for n in range(2, 7)]
    assert client.get(f"{page}?all=1").content.decode().count(" checked>") == 2

    second = [hit.pk for hit in client.get(f"{page}?finds=2").context["hits"]]
    done = client.post(f"{page}?finds=2&page=2", {"do": "answer", "hit": second, "reason": "值班电话"})
    assert done["Location"] == f"{page}?page=2#hits"

    last = client.get(f"{page}?finds=3").content.decode()
    assert "值班电话" in last
    assert len(review_of(batch).unanswered) == 3
    kept = client.post(page, {"do": "answer", "hit": [review_of(batch).unanswered[0].pk], "reason": ""})
    assert kept.content.decode().count(" checked>") == 1


def test_rows_that_are_not_in_the_batch_are_listed_with_the_reason_of_each(
    people: People, client: Client
) -> None:
    batch = a_batch(
        people.clerk,
        {},
        {"标题": "坏的", "成文日期": "去年"},
        {"标题": "作废的"},
        {"标题": "没有附上的"},
    )
    rest = entered(people.clerk, {**OLD, "标题": "别的表"}, was_published=True)
    ImportRow.objects.filter(run=rest).update(run=batch.run, number=9)
    ImportRow.objects.filter(run=batch.run, number=5).update(failure="附件没有附上。")
    sign_in(client, people.clerk)

    page = client.get(f"/desk/imports/batches/{batch.pk}/").content.decode()
    sheet = client.get(f"/desk/imports/batches/{batch.pk}/left-out.csv").content.decode("utf-8-sig")

    assert "表格里有2行不在这一批" in page
    assert [line.split(",")[0:3] for line in sheet.splitlines()] == [
        ["行", "标题", "结果"],
        ["3", "坏的", "不能导入"],
        ["9", "别的表", "新增"],
    ]
    assert "“去年”不是日期" in page
    assert "“去年”不是日期" in sheet
    assert "不是等着送审的草稿" in page


def test_a_row_left_out_names_the_other_batch_in_which_it_is(desk: Desk) -> None:
    first = a_batch(desk.clerk, {}, {"标题": "二"})
    thrown = edition(first, 1)
    say(first, "return", desk.reviewer, says="请改。")
    discard(thrown, by=desk.clerk, at=later(3))
    second = submit_batch(first.run, by=desk.clerk, now=lambda: later(4))
    assert second is not None

    (one,) = batches.left_out(second, list(batches.rows_left_out(second)))
    assert (one.row.title, one.reasons) == ("二", (("", f"在第{first.pk}批。"),))


def test_the_page_of_a_paper_leads_to_the_batch_in_which_it_is_reviewed(
    people: People, client: Client
) -> None:
    batch = a_batch(people.clerk, {}, {"标题": "二", **PHONE})
    paper, other = edition(batch, 1), edition(batch, 0)
    sign_in(client, people.reviewer)

    for name in ("", "review/"):
        page = client.get(f"/desk/documents/editions/{paper.pk}/{name}").content.decode()
        assert f'href="/desk/imports/batches/{batch.pk}/"' in page, name
    assert "提交意见" not in page
    assert "138****8000" in page
    assert "138****8000" not in client.get(f"/desk/documents/editions/{other.pk}/review/").content.decode()

    save_draft(
        paper, {"summary": "改。"}, version=paper.version, by=people.clerk, at=later(1), voids_review=True
    )
    changed = client.get(f"/desk/imports/batches/{batch.pk}/")
    assert [item.is_out for item in changed.context["items"]] == [False, True]
    assert "退出了那一批" in client.get(f"/desk/documents/editions/{paper.pk}/review/").content.decode()
