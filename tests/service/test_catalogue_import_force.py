"""What was repealed, lapsed or amended on the old site says so here from the moment it is released."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.mark_validity import annul_validity
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.actions.unschedule import unschedule
from gongkai.service.catalogue.digest import digest_of
from gongkai.service.catalogue.imports.actions.review import release_batch, review_of
from gongkai.service.catalogue.imports.models import Batch, ImportRun
from gongkai.service.catalogue.models import Edition, ValidityChange
from gongkai.service.catalogue.search.models import Indexed
from gongkai.service.catalogue.validity import validity
from gongkai.service.organs.models import Deed, Duty, Organ
from tests.service.catalogue_desk import NOW, TODAY, Desk, later
from tests.service.catalogue_import import entered, row_of, tried
from tests.service.desk import a_post, sign_in
from tests.service.test_catalogue_import_batch import OLD, a_batch, edition, say

DECISION = "关于废止部分文件的决定（青政发〔2019〕9号）"
DAY, BASIS = "废止/失效/修改日期", "废止/失效/修改依据"
REPEALED = {
    "文号": "青档〔2018〕1号",
    "是否规范性文件": "是",
    "有效性": "废止",
    DAY: "2020年1月1日",
    BASIS: DECISION,
}
"""A row that says when it was repealed, and by what."""
KEPT = {"kind": "repealed", "on": "2020-01-01", "basis": DECISION}


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def said(run: ImportRun, place: int = 0) -> dict[str, str]:
    return dict(row_of(run, place).reasons)


def released(desk: Desk, *rows: dict[str, str]) -> Batch:
    batch = a_batch(desk.clerk, *rows)
    for by in (desk.clerk, desk.reviewer, desk.leader):
        say(batch, "pass", by)
    assert release_batch(batch.run, by=desk.clerk, now=lambda: later(9)) == (len(rows), [])
    return batch


def test_what_was_repealed_is_nowhere_in_force_from_the_moment_of_its_release(
    desk: Desk, client: Client
) -> None:
    """47号：已修改、失效、废止的规章和规范性文件作出标注。"""
    batch = released(desk, REPEALED, {"标题": "仍然有效的", "是否规范性文件": "是"})
    found, code = edition(batch, 0), desk.organ.code

    mark = ValidityChange.objects.get()
    assert (mark.document_id, mark.kind, mark.on) == (found.document_id, "repealed", date(2020, 1, 1))
    assert (mark.by_text, mark.by, mark.at) == (DECISION, desk.clerk, later(9))
    assert Deed.objects.filter(act="catalogue.mark_validity", key=str(found.document_id)).exists()
    address = f"/organs/{code}/documents/{found.document_id}/"
    page = client.get(address).content.decode()
    assert "自2020-01-01起" in page and DECISION in page and "现行有效" not in page
    told = client.get(f"/api/v1/documents/{found.document_id}").json()
    assert (told["validity"]["key"], told["validity"]["since"]) == ("repealed", "2020-01-01")
    assert [(one["kind"], one["by"]) for one in told["marks"]] == [("repealed", DECISION)]
    sheet = b"".join(client.get("/open-data/catalogue.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = {row["title"]: row["validity"] for row in csv.DictReader(io.StringIO(sheet))}
    assert rows == {"关于开放档案的通知": "repealed", "仍然有效的": "in_force"}
    assert Indexed.objects.get(title="关于开放档案的通知").validity == "repealed"
    assert address in client.get("/search/?q=开放档案&validity=repealed").content.decode()
    assert address not in client.get("/search/?q=开放档案&validity=in_force").content.decode()


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ({"有效性": "废止", BASIS: DECISION}, DAY, "请填写自哪一天起废止"),
        ({"有效性": "已失效", BASIS: DECISION}, DAY, "填“有效期至”即可"),
        ({"有效性": "已修改", DAY: "2020-01-01"}, BASIS, "请写明依据哪份文件"),
        ({"有效性": "废止", DAY: "去年", BASIS: DECISION}, DAY, "“去年”不是日期"),
        ({"有效性": "废止", DAY: "2017-01-01", BASIS: DECISION}, DAY, "早于成文日期2018-02-26"),
        ({"有效性": "废止", DAY: "2020-01-01", BASIS: "青-1/2020-00001" + "字" * 300}, BASIS, "最多300字"),
        ({"有效性": "废止", DAY: "2020-01-01", BASIS: "A-1/2020-00001"}, BASIS, "请写出文件的名称和文号"),
        ({"有效性": "有效", DAY: "2020-01-01"}, DAY, "有效性却是“有效”"),
        ({BASIS: DECISION}, BASIS, "有效性却是“（空）”"),
        ({"有效性": "否"}, "有效性", "不在可填的范围内"),
        ({"有效性": "失效", "有效期至": "2030-01-01"}, DAY, "请填写自哪一天起失效"),
        ({"有效性": "尚未施行"}, "施行日期", "请填写施行日期"),
    ],
)
def test_a_row_whose_force_is_not_told_whole_is_refused_with_what_to_fill_in(
    desk: Desk, row: dict[str, str], column: str, words: str
) -> None:
    run = tried(desk.clerk, {**OLD, **row}, was_published=True)

    assert row_of(run).outcome == "refused"
    assert words in said(run).get(column, "")


def test_a_lapse_by_its_own_term_is_told_by_its_dates_and_needs_no_mark(desk: Desk) -> None:
    batch = released(desk, {"有效性": "失效", "有效期至": "2021-12-31", "是否规范性文件": "是"})

    force = validity(edition(batch, 0), TODAY)
    assert (force.force, force.since) == ("lapsed", date(2022, 1, 1))
    assert not ValidityChange.objects.exists()


def test_reviewers_and_clerk_read_what_will_be_marked_before_it_is(organ: Organ, client: Client) -> None:
    clerk, reviewer = (a_post(organ, duty) for duty in (Duty.CLERK, Duty.REVIEWER))
    batch = a_batch(clerk, REPEALED, {"标题": "仍然有效的"})
    found = edition(batch, 0)
    words = f"自2020-01-01起废止，依据：{DECISION}"
    sign_in(client, reviewer)

    assert words in client.get(f"/desk/imports/batches/{batch.pk}/").content.decode()
    assert words in client.get(reverse("desk-edition", args=[found.pk])).content.decode()
    preview = client.get(reverse("desk-preview", args=[found.pk])).content.decode()
    assert DECISION in preview and "现行有效" not in preview
    sign_in(client, clerk)
    assert words in client.get(f"/desk/imports/{batch.run_id}/").content.decode()


def test_the_mark_is_part_of_what_is_reviewed_and_scanned(desk: Desk) -> None:
    batch = a_batch(desk.clerk, {**REPEALED, BASIS: f"{DECISION}，经办人手机13800138000"})
    found = edition(batch, 0)

    assert found.brought_mark is not None
    was = digest_of(found)
    found.brought_mark = {**found.brought_mark, "on": "2020-01-02"}
    assert digest_of(found) != was
    assert [hit.part for hit in review_of(batch).hits] == [
        "第2行《关于开放档案的通知》废止、失效或者修改的依据"
    ]


def test_of_a_basis_with_a_mark_of_secrecy_nothing_stays(desk: Desk) -> None:
    run = tried(desk.clerk, {**OLD, **REPEALED, BASIS: "机密★10年 关于废止的决定"}, was_published=True)

    assert (row_of(run).outcome, row_of(run).values, row_of(run).warnings) == ("refused", {}, [])


def test_a_row_published_alone_brings_its_mark_too_and_only_once(desk: Desk) -> None:
    run = entered(desk.clerk, {**OLD, **REPEALED})
    found = row_of(run).edition
    assert found is not None and found.brought_mark == KEPT
    submit(found, by=desk.clerk, at=later(1))
    desk.clear(found, later(2))
    release(found, by=desk.clerk, at=later(3), begins=later(3) + timedelta(days=1))
    mark = ValidityChange.objects.get()
    annul_validity(mark, reason="依据有误。", by=desk.leader, at=later(4))
    again = unschedule(Edition.objects.get(pk=found.pk), by=desk.clerk, at=later(5))
    release(again, by=desk.clerk, at=later(6))

    assert ValidityChange.objects.filter(kind="repealed").get() == mark
    assert validity(Edition.objects.get(pk=found.pk), TODAY).force == "in_force"


def test_what_is_in_the_catalogue_already_is_marked_on_its_own_page(desk: Desk) -> None:
    number = desk.published().document.index_number
    run = tried(desk.clerk, {**REPEALED, "索引号": number, "成文日期": "2018-02-26"})

    assert "请在它的页面上标注" in said(run)["有效性"]


def test_the_next_edition_does_not_bring_the_mark_again(desk: Desk) -> None:
    batch = released(desk, REPEALED)
    after = draft_edition(edition(batch, 0).document, arose_on=TODAY, by=desk.clerk, at=later(20)).edition

    assert after.brought_mark is None
    assert validity(after, NOW.date()).force == "repealed"


def test_what_was_brought_over_says_so_and_tells_no_minute_that_nobody_knows(
    organ: Organ, client: Client
) -> None:
    desk = Desk(organ)
    batch = released(desk, {}, {"标题": "有时刻的", "原发布日期": "2018-03-05 15:20"})
    key = edition(batch, 0).document_id
    sign_in(client, a_post(organ, Duty.CLERK))

    page = client.get(f"/organs/{organ.code}/documents/{key}/").content.decode()
    assert "由旧站迁入" in page and "2026-03-02 09:39" in page
    assert "2018-03-05" in page and "2018-03-05 00:00" not in page
    second = edition(batch, 1).document_id
    assert "2018-03-05 15:20" in client.get(f"/organs/{organ.code}/documents/{second}/").content.decode()
    told = client.get(reverse("desk-document", args=[key])).content.decode()
    assert "由旧站迁入，原发布日期2018-03-05" in told and "2018-03-05 00:00" not in told
    assert "由旧站迁入，原发布日期2018-03-05" in (
        client.get(reverse("desk-edition", args=[edition(batch, 0).pk])).content.decode()
    )


def test_what_was_published_here_is_not_said_to_be_brought_over(organ: Organ, client: Client) -> None:
    key = Desk(organ).published().document_id

    page = client.get(f"/organs/{organ.code}/documents/{key}/").content.decode()
    assert "由旧站迁入" not in page and "2026-03-02 09:33" in page


def test_a_row_whose_title_was_not_kept_still_has_a_head(organ: Organ, client: Client) -> None:
    clerk = a_post(organ, Duty.CLERK)
    run = tried(clerk, {"正文": "机密★10年"})
    sign_in(client, clerk)

    page = client.get(f"/desk/imports/{run.pk}/").content.decode()
    assert 'data-label="标题" lang="zh-Hans">（无）</th>' in page
