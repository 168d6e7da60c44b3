"""After a reform of organs: the heir's area, lists, feeds, API and search hold what the old one published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.service.catalogue import due, library, withheld
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.beside import organs_beside
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.catalogue.doors import document_for, documents_of, edition_for
from gongkai.service.clearance.actions.set_procedure import set_procedure
from gongkai.service.clearance.levels import SMALL, load, stored
from gongkai.service.organs import policy
from gongkai.service.organs.actions.succeed import succeed
from gongkai.service.organs.continuity import keepers_of, kept_by
from gongkai.service.organs.desk import due_for
from gongkai.service.organs.doors import NotHere, managed_organs, visible_organs
from gongkai.service.organs.models import Duty, Organ, Succession
from tests.service.catalogue_desk import FIELDS, NOW, TODAY, Desk, a_post, later
from tests.service.conftest import a_report
from tests.service.desk import sign_in
from tests.service.published import make_findable, publish

K = Succession.Kind
ON = date(2026, 3, 1)
MARK = "原青山区档案局发布"


def an_heir(old: Organ, code: str = "qingshan-danganguan", name: str = "青山区档案馆", **facts: Any) -> Organ:
    return Organ.objects.create(
        **{"code": code, "name": name, "kind": "department", "parent": old.parent, **facts}
    )


def reform(kind: Succession.Kind, old: list[Organ], new: list[Organ], on: date = ON) -> None:
    succeed(kind, on=on, predecessors=old, successors=new, source="青编〔2026〕1号", by=None, at=NOW)


@pytest.fixture
def heir(organ: Organ) -> Organ:
    made = an_heir(organ)
    reform(K.RENAMED, [organ], [made])
    return made


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


AREA = "/organs/qingshan-danganguan/"


def test_the_heirs_area_and_lists_have_it_marked_with_who_published_it(
    client: Client, organ: Organ, heir: Organ
):
    row = publish(organ, norm="normative")
    publish(organ, "青山区档案局信息公开工作制度", category="institutions")
    address = f"/organs/qingshan-danganju/documents/{row.edition.document_id}/"

    for name in ("", "latest/", "mandatory/20-01-normative/", "library/normative/"):
        page = body(client, AREA + name)
        assert address in page and MARK in page, name
    assert MARK in body(client, AREA + "rules/")
    assert body(client, AREA + "mandatory/").count('<span class="count">1</span>') >= 1
    shown = body(client, address)
    assert "该机关自2026-03-01起不再存在" in shown and f'<a href="{AREA}"' in shown
    assert "青山区档案局" in body(client, address)


def test_the_guide_is_not_inherited_but_the_old_one_is_found_from_the_heirs(
    client: Client, organ: Organ, heir: Organ
):
    row = publish(organ, "青山区档案局政府信息公开指南", category="guide", form={})

    page = body(client, AREA + "guide/")
    assert "尚未载入该机关的政府信息公开指南" in page and MARK in page
    assert f"/organs/qingshan-danganju/documents/{row.edition.document_id}/" in page


def test_the_old_organs_own_list_has_its_own_alone_and_unmarked(client: Client, organ: Organ, heir: Organ):
    publish(organ, "旧局的文件")
    publish(heir, "新馆的文件", begins=datetime(2026, 3, 3, 1, 30, tzinfo=UTC))

    old = body(client, "/organs/qingshan-danganju/latest/")
    assert "旧局的文件" in old and "新馆的文件" not in old and "发布</span>" not in old
    new = body(client, AREA + "latest/")
    assert "旧局的文件" in new and "新馆的文件" in new and "原青山区档案馆" not in new


def test_feeds_the_api_and_search_asked_for_the_heir_have_it(client: Client, organ: Organ, heir: Organ):
    make_findable(publish(organ, "旧局的档案办法"), publish(heir, "新馆的档案办法"))

    assert "旧局的档案办法" in body(client, "/feeds/documents.atom?organ=qingshan-danganguan")
    found = client.get("/api/v1/documents", {"organ": heir.code}).json()["items"]
    assert {(item["title"], item["organ"]["code"]) for item in found} == {
        ("旧局的档案办法", organ.code),
        ("新馆的档案办法", heir.code),
    }
    for code, titles in ((heir.code, {"旧局的档案办法", "新馆的档案办法"}), (organ.code, {"旧局的档案办法"})):
        items = client.get("/api/v1/search", {"q": "档案办法", "organ": code}).json()["items"]
        assert {item["title"] for item in items} == titles
    asked = body(client, f"/search/?q=档案办法&organ={heir.code}")
    assert MARK in asked and "原青山区档案馆" not in asked
    assert MARK not in body(client, "/search/?q=档案办法")


def test_the_heir_lists_the_old_organs_reports_under_their_own_address(
    client: Client, organ: Organ, heir: Organ, file_report: Callable[..., Any]
):
    file_report()

    page = body(client, AREA + "reports/")
    assert "/organs/qingshan-danganju/reports/2024/" in page and MARK in page
    assert (
        client.get("/api/v1/reports", {"organ": heir.code}).json()["items"][0]["organ"]["code"] == organ.code
    )
    assert "2024" in body(client, f"/feeds/reports.atom?organ={heir.code}")
    file_report(a_report(organ=heir.name), organ=heir)
    page = body(client, AREA + "reports/")
    assert "/organs/qingshan-danganju/reports/2024/" in page and f"{AREA}reports/2024/" in page


def test_before_the_day_and_for_a_stranger_nothing_passes(client: Client, organ: Organ):
    soon, stranger = an_heir(organ), an_heir(organ, "qingshan-minzhengju", "青山区民政局")
    reform(K.RENAMED, [organ], [soon], on=timezone.localdate() + timedelta(days=1))
    publish(organ, "旧局的文件")

    for code in (soon.code, stranger.code):
        assert "旧局的文件" not in body(client, f"/organs/{code}/latest/")
        assert client.get("/api/v1/documents", {"organ": code}).json()["items"] == []


def test_a_chain_leads_to_the_last_and_back_to_the_first(client: Client, organ: Organ, heir: Organ):
    last = an_heir(organ, "qingshan-wenhuaju", "青山区文化局")
    reform(K.MERGED, [heir], [last], on=ON + timedelta(days=3))
    publish(organ, "最早的文件")
    day = ON + timedelta(days=3)

    assert kept_by([last.pk], day) == {organ.pk, heir.pk, last.pk}
    assert kept_by([last.pk], ON) == {last.pk}
    assert keepers_of([organ.pk], ON) == {organ.pk, heir.pk}
    assert "最早的文件" in body(client, "/organs/qingshan-wenhuaju/latest/")
    assert "青山区档案局" in body(client, "/organs/qingshan-wenhuaju/")
    assert {"qingshan-wenhuaju", "qingshan-danganguan"} <= organs_beside([], [organ.code])


def test_of_a_split_every_heir_acts_and_none_counts_it(client: Client, organ: Organ):
    row = publish(organ, norm="normative")
    two = [an_heir(organ, "qingshan-jia", "青山区甲局"), an_heir(organ, "qingshan-yi", "青山区乙局")]
    reform(K.SPLIT, [organ], two)
    for number, one in enumerate(two):
        leader = a_post(one, Duty.LEADER, f"leader{number}")
        assert edition_for(leader, row.edition_id, TODAY) == row.edition
        policy.check_can(leader, policy.Power.APPROVE, organ, TODAY)
        assert MARK in body(client, f"/organs/{one.code}/latest/")
        found = library.counts(one, 2026, "normative", at=later(5))
        assert (found.in_force, [n.edition for n in found.undivided]) == ((), [row.edition])

    together = an_heir(organ, "qingshan-bing", "青山区丙局")
    reform(K.MERGED, two, [together], on=ON + timedelta(days=1))
    found = library.counts(together, 2026, "normative", at=later(5))
    assert ([n.edition for n in found.in_force], found.undivided) == ([row.edition], ())


def test_table_two_goes_on_in_the_one_heir_from_the_year_of_the_change(organ: Organ, heir: Organ):
    row = publish(organ, norm="normative", formed_on=date(2025, 6, 1))

    def in_force(of: Organ, year: int) -> list[object]:
        return [n.edition for n in library.counts(of, year, "normative", at=later(5)).in_force]

    assert in_force(heir, 2026) == in_force(organ, 2025) == [row.edition]
    assert in_force(heir, 2025) == []


def test_what_was_abolished_without_a_successor_goes_to_the_government_above(client: Client, organ: Organ):
    row = publish(organ)
    government, neighbour = organ.parent, an_heir(organ, "qingshan-minzhengju", "青山区民政局")
    assert government is not None
    Organ.objects.filter(pk=government.pk).update(has_area=True)
    leader = a_post(government, Duty.LEADER, "leader")
    with pytest.raises(NotHere):
        document_for(leader, row.edition.document_id, TODAY)
    reform(K.ABOLISHED, [organ], [])

    assert document_for(leader, row.edition.document_id, TODAY) == row.edition.document
    policy.check_can(leader, policy.Power.APPROVE, organ, TODAY)
    assert MARK in body(client, "/organs/qingshan/latest/")
    stranger = a_post(neighbour, Duty.LEADER, "stranger")
    with pytest.raises(NotHere):
        document_for(stranger, row.edition.document_id, TODAY)
    with pytest.raises(policy.NotAllowed, match="不由青山区民政局办理"):
        policy.check_can(stranger, policy.Power.APPROVE, organ, TODAY)


def test_who_supervises_the_heir_sees_what_the_old_organ_left_and_changes_nothing(organ: Organ):
    row = publish(organ)
    office = an_heir(organ, "qingshan-zhengfuban", "青山区政府办")
    heir = an_heir(organ, supervisor=office)
    watcher = a_post(office, Duty.SUPERVISOR, "watcher")
    assert not documents_of(watcher, TODAY).exists()
    reform(K.RENAMED, [organ], [heir])

    assert list(documents_of(watcher, TODAY)) == [row.edition.document]
    assert document_for(watcher, row.edition.document_id, TODAY) == row.edition.document
    with pytest.raises(policy.NotAllowed):
        policy.check_can(watcher, policy.Power.APPROVE, organ, TODAY)


def test_sight_asked_of_one_and_of_all_agree_whoever_asks(organ: Organ):
    """The list of a desk and the door of one object are two questions; no reform may part them."""
    government = organ.parent
    office = an_heir(organ, "ban", "政府办")
    new_office = an_heir(organ, "xinban", "新政府办")
    heir = an_heir(organ, supervisor=new_office)
    others = [an_heir(organ, "jia", "甲局", supervisor=office), an_heir(organ, "yi", "乙局", supervisor=heir)]
    split = [an_heir(organ, "bing", "丙局"), an_heir(organ, "ding", "丁局", supervisor=others[1])]
    reform(K.RENAMED, [organ], [heir])
    reform(K.RENAMED, [office], [new_office])
    reform(K.SPLIT, [others[0]], split)
    reform(K.ABOLISHED, [split[0]], [], on=ON + timedelta(days=1))
    organs = list(Organ.objects.all())
    assert government in organs
    seen = 0
    for one in organs:
        for duty in Duty:
            post = a_post(one, duty, f"{one.code}.{duty}".replace("-", "."))
            visible = set(visible_organs(post, TODAY))
            assert visible == {o for o in organs if policy.may_see(post, o, TODAY)}, (one, duty)
            managed = {o for o in organs if policy.manages(post, o, TODAY)}
            assert set(managed_organs(post, TODAY)) == managed, (one, duty)
            seen += len(visible)
    assert seen > len(organs) * 5


def test_an_administrator_of_the_heir_manages_the_old_organ(organ: Organ, heir: Organ):
    admin = a_post(heir, Duty.SYSTEM_ADMIN, "admin")

    policy.check_can_manage_posts(admin, organ, TODAY)
    assert set(managed_organs(admin, TODAY)) == {organ, heir}


def test_a_new_review_of_an_old_draft_has_the_heirs_levels_and_what_it_withholds_is_registered_there(
    organ: Organ,
):
    desk, heir = Desk(organ), an_heir(organ)
    edition, kept = desk.draft(), desk.draft(**{**FIELDS, "attribute": "withheld", "ground": "条例第十六条"})
    reform(K.RENAMED, [organ], [heir])
    people = Desk(heir)
    set_procedure(heir, levels=stored(SMALL), since=TODAY, source="馆务会", by=people.leader, at=NOW)

    assert [item.edition for item in due.waiting(heir, TODAY, law_here())] == [edition]
    review = submit(edition, by=people.clerk, at=later(1))
    assert load(review.levels) == SMALL
    assert (review.organ, edition.document.index_number) == (organ, "qingshan-danganju/2026-00001")
    assert withheld.not_proactive(heir, TODAY) == [kept]


def test_the_heirs_register_gaps_and_desk_have_what_the_old_organ_withheld_published_and_was_returned(
    organ: Organ, client: Client
):
    desk, heir = Desk(organ), an_heir(organ)
    withheld_one, returned, _shown = desk.submitted(title="不公开的"), desk.submitted(), publish(organ)
    for edition, verdict in ((withheld_one, "withhold"), (returned, "return")):
        desk.passes(edition, desk.clerk, later(2), verdict=verdict, says="再核对。")
    reform(K.RENAMED, [organ], [heir])
    clerk = Desk(heir).clerk

    found = withheld.decisions(heir, date(2026, 1, 1), date(2026, 3, 31), later(9))
    assert [item.edition for item in found] == [withheld_one]
    assert [d.url for d in due_for(clerk, later(9)) if "退回修改" in str(d.says)] == [
        reverse("desk-edition", args=[returned.pk])
    ]
    gaps = sign_in(client, clerk).get(reverse("desk-gaps")).context["categories"]
    assert sum(count for _top, count, _under in gaps) == 1
