"""Organs as a tree: their facts, what became of them, and the table that enters many at once."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from gongkai.cli import main
from gongkai.service.config import door
from gongkai.service.organs import tree_file
from gongkai.service.organs.actions import load_tree
from gongkai.service.organs.actions.establish import CannotEstablish, establish
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.actions.succeed import succeed
from gongkai.service.organs.models import Deed, Duty, Organ, Post, Succession
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.organs.queries import organs_on, tree
from gongkai.service.organs.tree_file import UnreadableTree
from tests.service.desk import a_person, a_post, an_organ, sign_in

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DAY = date(2026, 3, 2)
K = Succession.Kind
HEAD = "代码,名称,性质,所属人民政府代码,邮政编码,电话"
ROW = "qingshan-jiaoyuju,青山区教育局,地方人民政府部门,qingshan,545002,000-1"


def rows(*lines: str) -> list[tree_file.Row]:
    return tree_file.read("\n".join(lines).encode(), "机关.csv")


def reasons(plan: load_tree.Plan) -> dict[int, str]:
    return {line.number: "；".join(line.reasons) for line in plan.lines if line.reasons}


# Facts


@pytest.mark.parametrize(
    ("uscc", "sound"),
    [
        ("91110000600037341L", True),
        ("91110000600037342L", False),
        ("91110000600037341l", False),
        ("1", False),
    ],
)
def test_the_credit_code_is_checked_by_its_last_sign(organ: Organ, uscc: str, sound: bool):
    if sound:
        establish({"code": organ.code, "uscc": uscc})
    else:
        with pytest.raises(CannotEstablish, match="统一社会信用代码"):
            establish({"code": organ.code, "uscc": uscc})


def test_governments_and_authorities_do_not_stand_in_a_circle(organ: Organ):
    with pytest.raises(CannotEstablish, match="所属人民政府绕成了一圈"):
        establish({"code": "qingshan", "parent": organ.code})
    establish({"code": "qingshan", "supervisor": organ.code})
    with pytest.raises(CannotEstablish, match="主管部门绕成了一圈"):
        establish({"code": organ.code, "supervisor": "qingshan"})


def test_what_changed_is_in_the_log_by_the_names_of_the_facts(organ: Organ):
    establish({"code": organ.code, "phone": "000-7654321", "fax": "000-1"}, at=AT)

    deed = Deed.objects.get(act="organs.amend")
    assert deed.particulars == {"fields": ["联系电话", "传真"]}


def test_an_administrator_changes_her_organ_and_those_below_and_moves_none_away(organ: Organ):
    admin = a_post(organ, Duty.SYSTEM_ADMIN)
    an_organ("other", "别处", kind="county")

    establish({"code": organ.code, "phone": "1"}, by=admin, at=AT)
    for facts in ({"code": "other", "phone": "1"}, {"code": "new", "name": "新", "kind": "department"}):
        with pytest.raises(NotAllowed):
            establish(facts, by=admin, at=AT)
    county_admin = a_post(organ.parent, Duty.SYSTEM_ADMIN)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        establish({"code": organ.code, "parent": "other"}, by=county_admin, at=AT)
    organ.refresh_from_db()
    assert organ.parent is not None and organ.parent.code == "qingshan"


def test_the_tree_has_each_organ_under_its_government(organ: Organ):
    [root] = tree(Organ.objects.all(), DAY)

    assert root.organ.code == "qingshan"
    assert [branch.organ.code for branch in root.under] == ["qingshan-danganju"]
    assert [branch.organ for branch in tree(Organ.objects.filter(pk=organ.pk), DAY)] == [organ]


# What became of them


@pytest.fixture
def two(organ: Organ) -> list[Organ]:
    return [an_organ(f"qingshan-{name}", f"青山区{name}局", parent="qingshan") for name in ("jia", "yi")]


def test_on_a_day_there_are_those_that_have_begun_and_not_ended(organ: Organ, two: list[Organ]):
    establish({"code": "qingshan-jia", "established_on": date(2024, 5, 1)})
    succeed(
        K.RENAMED, on=date(2024, 5, 1), predecessors=[organ], successors=two[:1], source="文", by=None, at=AT
    )

    def codes(day: date) -> set[str]:
        return set(organs_on(day).values_list("code", flat=True)) - {"qingshan", "qingshan-yi"}

    assert codes(date(2024, 4, 30)) == {"qingshan-danganju"}
    assert codes(date(2024, 5, 1)) == {"qingshan-jia"}


@pytest.mark.parametrize(
    ("kind", "heirs", "says"),
    [
        (K.RENAMED, 0, "更名应当是一个原机关对一个新机关"),
        (K.RENAMED, 2, "更名应当是一个原机关对一个新机关"),
        (K.MERGED, 2, "合并应当有一个承接的机关"),
        (K.SPLIT, 1, "拆分应当是一个原机关对两个以上"),
    ],
)
def test_each_kind_of_change_has_its_numbers(organ: Organ, two: list[Organ], kind: K, heirs: int, says: str):
    with pytest.raises(CannotDo, match=says):
        succeed(kind, on=DAY, predecessors=[organ], successors=two[:heirs], source="文", by=None, at=AT)


def test_an_organ_ends_once_and_is_not_its_own_heir(organ: Organ, two: list[Organ]):
    succeed(K.RENAMED, on=DAY, predecessors=[organ], successors=two[:1], source="文", by=None, at=AT)

    with pytest.raises(CannotDo, match="已于2026-03-02更名"):
        succeed(K.ABOLISHED, on=DAY, predecessors=[organ], successors=[], source="文", by=None, at=AT)
    with pytest.raises(CannotDo, match="后来由原机关承接"):
        succeed(K.RENAMED, on=DAY, predecessors=two[:1], successors=[organ], source="文", by=None, at=AT)
    with pytest.raises(CannotDo, match="不能同时是"):
        succeed(K.RENAMED, on=DAY, predecessors=two[1:], successors=two[1:], source="文", by=None, at=AT)


def test_an_organ_that_the_change_set_up_begins_on_its_day(organ: Organ, two: list[Organ]):
    new, there = two
    change = {"on": DAY, "predecessors": [organ], "source": "文", "by": None, "at": AT}
    with pytest.raises(CannotDo, match="青山区yi局不是承接的机关"):
        succeed(K.MERGED, successors=[new], created=[there], **change)
    Organ.objects.filter(pk=there.pk).update(established_on=date(2019, 3, 1))
    there.refresh_from_db()
    with pytest.raises(CannotDo, match="设立日期是2019-03-01，与变更日期不同"):
        succeed(K.SPLIT, successors=two, created=two, **change)
    succeed(K.SPLIT, successors=two, created=[new], **change)
    assert [each.established_on for each in Organ.objects.filter(pk__in=[each.pk for each in two])] == [
        DAY,
        date(2019, 3, 1),
    ]


def test_with_a_new_name_the_people_keep_their_duties_and_the_deputy_her_principal(
    organ: Organ, two: list[Organ]
):
    leader = a_post(organ, Duty.LEADER)
    a_post(organ, Duty.LEADER, a_person(), deputy_of=leader, until=date(2026, 4, 1))

    succeed(
        K.RENAMED,
        on=DAY,
        predecessors=[organ],
        successors=two[:1],
        source="文",
        by=None,
        at=AT,
        carry_posts=True,
    )

    assert set(organ.posts.values_list("until", flat=True)) == {DAY}
    carried, deputy = Post.objects.filter(organ=two[0]).order_by("pk")
    assert (carried.person, carried.since, carried.until) == (leader.person, DAY, None)
    assert (deputy.deputy_of, deputy.until) == (carried, date(2026, 4, 1))


def test_old_addresses_lead_to_the_heir(client: Client, organ: Organ, two: list[Organ]):
    succeed(
        K.RENAMED, on=date(2024, 5, 1), predecessors=[organ], successors=two[:1], source="文", by=None, at=AT
    )

    answer = client.get("/organs/qingshan-danganju/guide/")

    assert (answer.status_code, answer["Location"]) == (301, "/organs/qingshan-jia/guide/")


def test_of_a_split_organ_the_page_stays_and_names_both(client: Client, organ: Organ, two: list[Organ]):
    succeed(K.SPLIT, on=date(2024, 5, 1), predecessors=[organ], successors=two, source="文", by=None, at=AT)

    page = client.get("/organs/qingshan-danganju/").content.decode()

    assert "/organs/qingshan-jia/" in page and "/organs/qingshan-yi/" in page


# The table


def test_a_table_enters_new_organs_and_changes_old_ones_fact_by_fact(organ: Organ):
    planned = load_tree.load(
        rows(HEAD, ROW, "qingshan-danganju,青山区档案局（馆）,,,,000-9"),
        by=None,
        at=AT,
    )

    assert (planned.new, planned.changed) == (1, 1)
    assert planned.lines[1].changes == [
        ("名称", "青山区档案局", "青山区档案局（馆）"),
        ("联系电话", "000-1234567", "000-9"),
    ]
    organ.refresh_from_db()
    assert (organ.name, organ.phone) == ("青山区档案局（馆）", "000-9")
    assert Organ.objects.get(code="qingshan-jiaoyuju").postcode == "545002"


def test_a_dry_run_says_the_same_and_changes_nothing(organ: Organ):
    deeds = Deed.objects.count()
    given = rows(HEAD, ROW, "qingshan-danganju,,,,545002,")

    planned = load_tree.plan(given, by=None, at=AT)

    assert not Organ.objects.filter(code="qingshan-jiaoyuju").exists()
    assert Deed.objects.count() == deeds
    assert planned == load_tree.load(given, by=None, at=AT)
    again = load_tree.plan(given, by=None, at=AT)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_one_refused_row_keeps_out_all_and_each_says_why(organ: Organ):
    with pytest.raises(load_tree.NotLoaded, match="有5行不能录入") as refusal:
        load_tree.load(
            rows(
                HEAD,
                ROW,
                "qingshan-yi,青山区乙局,局,qingshan,,",
                "qingshan-bing,青山区丙局,地方人民政府部门,nowhere,,",
                "qingshan-ding,青山区丁局,地方人民政府部门,qingshan,12345,",
                "qingshan-jiaoyuju,青山区教育局,地方人民政府部门,qingshan,,",
                ",青山区戊局,地方人民政府部门,qingshan,,",
            ),
            by=None,
            at=AT,
        )

    found = reasons(refusal.value.plan)
    assert "性质“局”不在可填的范围内" in found[3]
    assert "所属人民政府“nowhere”尚未录入" in found[4]
    assert "邮政编码是6位数字" in found[5]
    assert found[6] == "代码与第2行相同。"
    assert found[7] == "没有填代码。"
    assert not Organ.objects.filter(code="qingshan-jiaoyuju").exists()


def test_a_government_may_stand_below_its_departments_in_the_file(db: None):
    planned = load_tree.load(
        rows(
            "代码,名称,性质,上级机关代码",
            "xin-ju,新区某局,地方人民政府部门,xin",
            "xin,新区人民政府,县级人民政府,",
        ),
        by=None,
        at=AT,
    )

    assert planned.new == 2
    assert [line.number for line in planned.lines] == [2, 3]


def test_organs_that_name_each_other_are_refused_not_tried_for_ever(db: None):
    planned = load_tree.plan(
        rows("代码,名称,性质,上级机关代码", "a,甲,县级人民政府,b", "b,乙,县级人民政府,a"), by=None, at=AT
    )

    assert planned.refused == 2


def test_a_blank_leaves_a_fact_and_the_word_for_it_empties_it(organ: Organ):
    load_tree.load(rows("代码,电话,传真", "qingshan-danganju,（清空）,"), by=None, at=AT)

    organ.refresh_from_db()
    assert (organ.phone, organ.contact_source) == ("", "青山区档案局2024年度报告")


def test_a_row_outside_the_administrators_tree_is_refused(organ: Organ):
    an_organ("other", "别处人民政府", kind="county")
    admin = a_post(organ.parent, Duty.SYSTEM_ADMIN)  # type: ignore[arg-type]

    planned = load_tree.plan(
        rows(HEAD, ROW, "other,,,,,1", "other-ju,别处某局,地方人民政府部门,other,,"), by=admin, at=AT
    )

    assert list(reasons(planned)) == [3, 4]
    assert "不在青山区人民政府之下" in reasons(planned)[3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_as_excel_and_wps_save_it(encoding: str):
    [row] = tree_file.read(f"{HEAD}\r\n{ROW}\r\n".encode(encoding), "机关.csv")

    assert row.facts["name"] == "青山区教育局"
    assert (row.number, row.facts["kind"]) == (2, "department")


def test_xlsx_is_read_with_numbers_dates_and_hidden_sheets_left_out():
    book = Workbook()
    book.worksheets[0].append(["代码*", "名称", "邮编", "设立日期", "设有专栏", "简称"])
    book.worksheets[0].append(["x", "某局", 545002.0, date(2019, 3, 1), True, "甲、乙；丙"])
    hidden = book.create_sheet("旧")
    hidden.append(["代码"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)

    [row] = tree_file.read(out.getvalue(), "机关.xlsx")

    assert row.facts == {
        "code": "x",
        "name": "某局",
        "postcode": "545002",
        "established_on": "2019-03-01",
        "has_area": True,
        "other_names": ["甲", "乙", "丙"],
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "空的"),
        ("代码,名称\n", "表头下面没有机关"),
        ("名称,性质\n甲,乙\n", "缺少“代码”一列"),
        ("代码,颜色\na,红\n", "不认识的表头：颜色"),
        ("代码,电话,联系电话\na,1,2\n", "表头重复：联系电话"),
        ('代码,名称\na,"甲\n', "引号没有成对"),
        ("代码,名称\n" + "a,甲\n" * 5001, "超过5000行"),
    ],
)
def test_a_file_that_is_no_table_of_organs_is_refused_with_what_to_do(text: str, says: str):
    with pytest.raises(UnreadableTree, match=says):
        tree_file.read(text.encode(), "机关.csv")


@pytest.mark.parametrize(
    ("data", "name"), [(b"%PDF-1.4 x", "a.csv"), (b"MZ\x90\x00", "a.xlsx"), (b"PK\x03\x04zz", "a.xlsx")]
)
def test_another_kind_of_file_is_refused_by_its_bytes(data: bytes, name: str):
    with pytest.raises(UnreadableTree):
        tree_file.read(data, name)


def test_cells_beyond_the_head_are_told():
    [row] = tree_file.read(b"\xe4\xbb\xa3\xe7\xa0\x81\na,b\n", "a.csv")

    assert row.faults == ["本行的格子比表头多，请核对是否错位。"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_is_read_by_its_own_reader(db: None, form: str):
    [row] = tree_file.read(tree_file.template(form), f"模板.{form}")

    assert row.facts["code"] == "qingshan-danganju"
    assert row.faults == []


def test_the_template_has_a_head_that_stays_in_view():
    sheet = load_workbook(io.BytesIO(tree_file.template("xlsx"))).worksheets[0]

    assert sheet.freeze_panes == "C2"


# On the desk


def upload(client: Client, *lines: str) -> str:
    file = SimpleUploadedFile("机关.csv", "\n".join(lines).encode())
    return client.post("/desk/import-organs/", {"file": file}).content.decode()


def sealed(page: str) -> str:
    return page.split('name="sealed" value="')[1].split('"')[0]


@pytest.fixture
def admin(client: Client, organ: Organ) -> Post:
    post = a_post(organ.parent, Duty.SYSTEM_ADMIN)  # type: ignore[arg-type]
    sign_in(client, post)
    return post


def test_a_table_is_looked_at_and_then_entered(client: Client, admin: Post):
    page = upload(client, HEAD, ROW)
    assert "新增1个" in page
    assert not Organ.objects.filter(code="qingshan-jiaoyuju").exists()

    client.post("/desk/import-organs/apply/", {"sealed": sealed(page)})

    assert Organ.objects.get(code="qingshan-jiaoyuju").phone == "000-1"
    assert Deed.objects.get(act="organs.establish", key="qingshan-jiaoyuju").post == admin


def test_what_changed_since_it_was_looked_at_is_shown_again(client: Client, admin: Post, organ: Organ):
    page = upload(client, HEAD, "qingshan-danganju,,,,,000-2")
    establish({"code": organ.code, "phone": "000-3"})

    again = client.post("/desk/import-organs/apply/", {"sealed": sealed(page)}).content.decode()

    assert "预览之后，有关机关的资料又有变化" in again
    assert "000-3</del>" in again
    organ.refresh_from_db()
    assert organ.phone == "000-3"
    client.post("/desk/import-organs/apply/", {"sealed": sealed(again)})
    organ.refresh_from_db()
    assert organ.phone == "000-2"


def test_nobody_else_applies_it_and_nobody_alters_it(client: Client, admin: Post, organ: Organ):
    page = upload(client, HEAD, ROW)
    other = Client()
    sign_in(other, a_post(organ.parent, Duty.SYSTEM_ADMIN, a_person()))  # type: ignore[arg-type]

    for who, what in ((other, sealed(page)), (client, sealed(page)[:-2] + "xx")):
        who.post("/desk/import-organs/apply/", {"sealed": what})

    assert not Organ.objects.filter(code="qingshan-jiaoyuju").exists()


def test_with_a_refused_row_there_is_nothing_to_confirm(client: Client, admin: Post):
    page = upload(client, HEAD, ROW, "a b,某局,地方人民政府部门,qingshan,,")

    assert 'name="sealed"' not in page
    assert "不能录入1行" in page


def test_a_fault_of_a_fact_stands_at_its_field(client: Client, admin: Post, organ: Organ):
    page = client.post(
        f"/desk/organs/{organ.code}/edit/", {"name": organ.name, "kind": organ.kind, "postcode": "1"}
    ).content.decode()

    assert 'id="id_postcode_error"' in page
    assert "邮政编码是6位数字" in page


def test_an_organ_is_entered_changed_and_renamed_in_pages(client: Client, admin: Post, organ: Organ):
    facts = {"code": "qingshan-shizhiban", "name": "青山区史志办", "kind": "other", "parent": organ.parent_id}
    client.post("/desk/new-organ/", {**facts, "has_area": "on", "other_names": "史志办、志办"})
    made = Organ.objects.get(code="qingshan-shizhiban")
    given = {"kind": "renamed", "on": "2026-03-01", "successors": [made.pk], "source": "青编〔2026〕1号"}
    given["created"] = [made.pk]

    answer = client.post(f"/desk/organs/{organ.code}/change/", given)

    assert answer.status_code == 302
    assert made.other_names == ["史志办", "志办"]
    assert Succession.objects.get().predecessors.get() == organ
    assert Organ.objects.get(pk=made.pk).established_on == date(2026, 3, 1)


# On the command line


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(door, "open_service", lambda: None)


def test_the_command_shows_what_it_would_do(
    service: None, organ: Organ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "机关.csv"
    file.write_text(f"{HEAD}\n{ROW}\nqingshan-danganju,,,,,000-9\n", "utf-8")

    assert main(["organs", "load", str(file), "--dry-run"]) == 0

    out = capsys.readouterr().out
    assert "qingshan-jiaoyuju  青山区教育局（新增）" in out
    assert "联系电话：000-1234567 → 000-9" in out
    assert not Organ.objects.filter(code="qingshan-jiaoyuju").exists()


def test_the_command_names_the_row_it_refuses(
    service: None, organ: Organ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "机关.csv"
    file.write_text(f"{HEAD}\n{ROW}\nqingshan-yi,,,,1,\n", "utf-8")

    assert main(["organs", "load", str(file)]) == 2

    assert "第3行：qingshan-yi" in capsys.readouterr().err
    assert not Organ.objects.filter(code="qingshan-jiaoyuju").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "words", "says"),
    [
        ("address", "机密★10年 样例路1号", "密"),
        ("address", "样例路1号 13877212345", "手机"),
        ("office_hours", "110101199003074514", "身份证"),
    ],
)
def test_what_an_administrator_enters_is_public_at_once_and_is_looked_through_first(
    field: str, words: str, says: str
) -> None:
    facts = {"code": "wushan", "name": "乌山区人民政府", "kind": "county"}
    establish(facts)
    with pytest.raises(CannotEstablish, match=says) as refusal:
        establish({**facts, field: words})
    assert set(refusal.value.faults) == {field}
    with pytest.raises(CannotEstablish, match=says):
        establish({**facts, "website": {"name": "网站", "domain": "x.example", "sponsor": words}})
    establish({**facts, "phone": "13877212345"})  # the telephone of the duty desk
