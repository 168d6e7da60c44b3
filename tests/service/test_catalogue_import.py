"""Many documents from a table: every row tried first, entered once, refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from openpyxl import Workbook

from gongkai.cli import main
from gongkai.service.catalogue import pending, schemes
from gongkai.service.catalogue.imports import report, table, work
from gongkai.service.catalogue.imports.actions import check as checking
from gongkai.service.catalogue.imports.actions import enter as entering
from gongkai.service.catalogue.imports.actions.check import check
from gongkai.service.catalogue.imports.actions.enter import agree, enter
from gongkai.service.catalogue.imports.actions.open_run import open_run
from gongkai.service.catalogue.imports.cells import day_of, is_nothing, well_formed
from gongkai.service.catalogue.imports.models import SILENCE, ImportRow, ImportRun
from gongkai.service.catalogue.models import Attachment, Document, Edition
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.organs.models import Deed, Organ
from gongkai.service.organs.policy import NotAllowed
from tests.service.catalogue_desk import NOW, Desk
from tests.service.catalogue_import import a_table, entered, files_of, now, row_of, tried


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


def reasons(run: ImportRun, place: int = 0) -> str:
    return "".join(f"{label}：{says}" for label, says in row_of(run, place).reasons)


def warnings(run: ImportRun, place: int = 0) -> str:
    return "".join(f"{label}：{says}" for label, says in row_of(run, place).warnings)


@pytest.mark.parametrize(
    "words",
    [
        *("2024-03-01", "2024/3/1", "2024.3.1", "2024年3月1日", "２０２４年３月１日", "二〇二四年三月一日"),
        *("20240301", "45352", "2024-03-01 16:24:38", "2024-03-01T00:00:00Z"),
    ],
)
def test_a_day_is_read_however_it_is_written(words: str) -> None:
    assert day_of(words) == date(2024, 3, 1)


@pytest.mark.parametrize(
    "words", ["2024", "3月1日", "2024-02-30", "20241301", "昨天", "2024-03-01至2024-03-05"]
)
def test_what_is_no_day_is_none(words: str) -> None:
    assert day_of(words) is None


@pytest.mark.parametrize(
    "words",
    [
        *("11341702486344515H/202110-00013", "014416330/2018-04736", "01425812-5/2020-00001"),
        *("00000001/2018-00042", "GCX0048/2020-00201", "XM02123-0101-2023-00001"),
    ],
)
def test_an_index_number_as_organs_have_them_is_kept(words: str) -> None:
    assert well_formed(words) == words


@pytest.mark.parametrize(
    "words", ["/2021-None", "/2021-00001", "014416330/2018-", "None/2021-00001", "无", "0/2021-0000", "第3号"]
)
def test_what_is_no_index_number_is_not_kept(words: str) -> None:
    assert well_formed(words) == ""


@pytest.mark.parametrize("words", ["", " ", "无", "None", "NULL", "—", "-", "／"])
def test_a_cell_may_say_that_there_is_nothing(words: str) -> None:
    assert is_nothing(words)


def test_a_dry_run_writes_nothing_but_the_run(desk: Desk) -> None:
    run = tried(desk.clerk, {}, {"标题": "另一件"})

    assert [r.outcome for r in run.rows.all()] == ["new", "new"]
    assert (Document.objects.count(), Edition.objects.count(), Attachment.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_excel_and_wps(desk: Desk, encoding: str) -> None:
    run = open_run(data=a_table({}, encoding=encoding), name="目录.csv", by=desk.clerk, at=NOW)

    check(run, by=desk.clerk, now=now)

    assert (row_of(run).outcome, row_of(run).title) == ("new", "关于开放档案的通知")


def test_a_workbook_is_read_with_its_dates_and_english_heads(desk: Desk) -> None:
    book = Workbook()
    book.active.append(["title", "category", "formed_on", "summary", "body", "序号"])
    book.active.append(["甲的通知", "其他政策文件", date(2024, 3, 1), "概述", "正文", 1])
    out = io.BytesIO()
    book.save(out)

    run = open_run(data=out.getvalue(), name="目录.xlsx", by=desk.clerk, at=NOW)
    check(run, by=desk.clerk, now=now)

    assert (run.ignored, row_of(run).values["formed_on"]) == (["序号"], "2024-03-01")


def test_rows_become_drafts_with_their_files_and_numbers(desk: Desk) -> None:
    rows = [
        {"索引号": "01425812-5/2020-00001", "附件": "表.csv；说明.txt", "文号": "青档〔2024〕1号"},
        {"标题": "二"},
    ]

    run = entered(desk.clerk, *rows, source=files_of(表__csv=b"x,y\n7,8\n", 说明__txt="说明".encode()))

    assert [row.failure for row in run.rows.all()] == ["", ""]
    first, second = (row.edition for row in run.rows.order_by("number"))
    assert first is not None and second is not None
    assert first.document.index_number == "01425812-5/2020-00001"
    assert second.document.index_number.endswith("/2026-00001")
    assert [f.name for f in first.attachments.all()] == ["表.csv", "说明.txt"]
    assert (first.document_number, first.formed_on) == ("青档〔2024〕1号", date(2024, 2, 26))
    assert first.body == "<p>经研究，开放一批馆藏档案。</p>"
    assert not first.is_released and first.drafted_by == desk.clerk


def test_what_is_not_said_well_is_refused_at_its_column(desk: Desk, organ: Organ) -> None:
    run = tried(
        desk.clerk,
        {"标题": ""},
        {"成文日期": "去年"},
        {"类别": "规范性文档"},
        {"主题分类": "档岸"},
        {"附件": "没有.pdf"},
        {"公开机关": "青山区人民政府"},
        {"关键词": "发布机构"},
        {"成文日期": "2027-01-01"},
    )

    expected = [
        *(
            "标题：没有填写",
            "成文日期：“去年”不是日期",
            "法定主动公开类别：没有“规范性文档”",
            "主题分类：没有",
        ),
        *(
            "附件：附件里没有“没有.pdf”",
            "公开机关：这是青山区人民政府的信息",
            "主题词：这一格里是“发布机构”",
            "还没有到",
        ),
    ]
    for place, words in enumerate(expected):
        assert words in reasons(run, place), place
    assert "行政规范性文件" in reasons(run, 2)
    assert [row.number for row in run.rows.filter(outcome="refused")] == list(range(2, 10))


def test_the_quirks_of_real_catalogues_are_taken_or_told(desk: Desk) -> None:
    run = entered(
        desk.clerk,
        {"文号": "无〔〕号", "索引号": "/2021-None", "发布机构": "区档案办", "时效": "有效"},
        {"标题": "二", "文号": "无文号", "时效": "废止"},
    )

    first = row_of(run)
    assert first.edition is not None
    assert (first.edition.document_number, first.old_index_number) == ("", "/2021-None")
    assert first.edition.document.index_number.endswith("-00001")
    assert "另给新号" in warnings(run) and "区档案办" in warnings(run)
    assert "请填写自哪一天起废止" in reasons(run, 1)


def test_a_number_stands_once_in_a_file_and_once_in_the_catalogue(desk: Desk) -> None:
    numbered = {"索引号": "A-1/2020-00001", "文号": "青档〔2024〕1号"}
    entered(desk.clerk, numbered)

    run = tried(
        desk.clerk,
        {"索引号": "B-1/2020-00002", "标题": "甲"},
        {"索引号": "B-1/2020-00002", "标题": "乙"},
        {"文号": "青档 [2024] 01号"},
        {"文号": "青档〔2024〕1号", "标题": "别的标题"},
    )

    assert "与第2行的索引号相同" in reasons(run, 1)
    assert "目录中已有这个文号和标题" in reasons(run, 2)
    assert (row_of(run, 3).outcome, "也是这个文号" in warnings(run, 3)) == ("new", True)


def test_a_category_that_several_bear_is_named_by_its_path(desk: Desk) -> None:
    run = tried(
        desk.clerk,
        {"类别": "行政许可和其他管理服务/依据、条件、程序", "主题分类": "科技、教育/教育"},
        {"类别": "依据、条件、程序", "标题": "二"},
    )

    assert schemes.category(row_of(run).values["category"]).under == "20-05"
    assert schemes.topic(row_of(run).values["topic"]).name == "教育"
    assert "请写明是哪一个" in reasons(run, 1)


def test_an_index_number_of_another_organ_is_not_taken_over(desk: Desk, organ: Organ) -> None:
    assert organ.parent is not None
    entered(Desk(organ.parent).clerk, {"索引号": "A-1/2020-00001", "类别": "其他政策文件"})

    run = entered(desk.clerk, {"索引号": "A-1/2020-00001"})

    row = row_of(run)
    assert row.edition is not None
    assert row.old_index_number == "A-1/2020-00001" != row.edition.document.index_number


def test_the_same_table_again_enters_nothing(desk: Desk) -> None:
    rows: tuple[dict[str, str], ...] = ({"索引号": "A-1/2020-00001"}, {"标题": "没有号的"})
    entered(desk.clerk, *rows)

    again = tried(desk.clerk, *rows)

    assert [row.outcome for row in again.rows.all()] == ["unchanged", "unchanged"]
    with pytest.raises(OutOfTurn, match="没有可以录入"):
        agree(again, by=desk.clerk, at=NOW)


def test_a_changed_row_changes_the_draft_and_not_what_changed_meanwhile(desk: Desk) -> None:
    first = row_of(entered(desk.clerk, {"索引号": "A-1/2020-00001"})).edition
    assert first is not None

    run = tried(desk.clerk, {"索引号": "A-1/2020-00001", "内容概述": "新的概述。"})
    assert row_of(run).outcome == "changed"
    enter(agree(run, by=desk.clerk, at=NOW), by=desk.clerk, now=now)
    first.refresh_from_db()
    assert (first.summary, first.version) == ("新的概述。", 2)

    stale = tried(desk.clerk, {"索引号": "A-1/2020-00001", "内容概述": "又一个。"})
    Edition.objects.filter(pk=first.pk).update(version=9)
    enter(agree(stale, by=desk.clerk, at=NOW), by=desk.clerk, now=now)
    assert "又有改动" in row_of(stale).failure


def test_of_a_row_with_a_mark_of_secrecy_nothing_stays_but_that_it_was_refused(desk: Desk) -> None:
    run = tried(desk.clerk, {"标题": "机密★10年 某事", "正文": "机密★10年"})

    row = row_of(run)
    assert (row.outcome, row.title, row.values) == ("refused", "", {})
    assert Deed.objects.filter(act="catalogue.refuse_secret", key=str(run.pk)).exists()
    with pytest.raises(pending.Gone):
        pending.read(run.table)


def test_a_run_that_was_stopped_goes_on_where_it_was_and_enters_no_row_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "BATCH", 2)
    run = tried(desk.clerk, *({"标题": f"第{n}件"} for n in range(5)))
    agree(run, by=desk.clerk, at=NOW)

    enter(run, by=desk.clerk, now=now, tell=lambda _: work.ask_to_stop(run))
    assert Edition.objects.count() == 2

    enter(run, by=desk.clerk, now=now)
    enter(run, by=desk.clerk, now=now)
    assert sorted(Edition.objects.values_list("title", flat=True)) == [f"第{n}件" for n in range(5)]


@pytest.mark.parametrize("after", range(1, 9))
def test_a_process_that_dies_anywhere_leaves_a_run_that_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """As with kill -9: no cleaning up, the run still held by who is no more."""
    monkeypatch.setattr(entering, "BATCH", 2)
    rows = [{"标题": f"第{n}件", "附件": "表.csv；说明.txt"} for n in range(3)]
    run = tried(desk.clerk, *rows, source=files_of(表__csv=b"a,b\n", 说明__txt=b"x"))
    agree(run, by=desk.clerk, at=NOW)
    left = [after]

    class Dead(BaseException):
        pass

    def dying(*given: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            raise Dead
        return work.go_on(*given)

    monkeypatch.setattr(entering, "go_on", dying)
    try:
        enter(run, by=desk.clerk, now=now)
    except Dead:
        ImportRun.objects.filter(pk=run.pk).update(worker="dead", beat_at=NOW)
        with pytest.raises(OutOfTurn, match="正在录入"):
            enter(run, by=desk.clerk, now=now)

    enter(run, by=desk.clerk, now=lambda: NOW + SILENCE + timedelta(seconds=1))

    assert not run.rows.filter(entered_at=None).exists()
    assert Edition.objects.count() == 3
    assert Attachment.objects.count() == 6


def test_a_dry_run_that_broke_off_goes_on_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "BATCH", 2)
    run = open_run(
        data=a_table(*({"标题": f"第{n}件"} for n in range(5))), name="目录.csv", by=desk.clerk, at=NOW
    )

    check(run, by=desk.clerk, now=now, tell=lambda _: work.ask_to_stop(run))
    assert (run.rows.count(), run.checked_at) == (2, None)

    check(run, by=desk.clerk, now=now)
    assert (run.rows.count(), run.total, run.checked_at) == (5, 5, NOW)


def test_one_row_that_fails_when_entered_stops_no_other(desk: Desk) -> None:
    run = tried(desk.clerk, {"索引号": "A-1/2020-00001"}, {"标题": "二"})
    entered(desk.clerk, {"索引号": "A-1/2020-00001", "标题": "抢先的"})

    enter(agree(run, by=desk.clerk, at=NOW), by=desk.clerk, now=now)

    assert "已经用过" in row_of(run).failure
    assert row_of(run, 1).entered_at is not None


def test_files_come_out_of_a_zip_by_path_or_by_name(desk: Desk) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("甲/表.csv", b"a,b\n")
        archive.writestr("乙/表.csv", b"c,d\n")
        archive.writestr("乙/说明.txt", "说明")
        archive.writestr("病毒.exe", b"MZ")

    run = tried(
        desk.clerk,
        {"附件": "甲/表.csv"},
        {"附件": "说明.txt", "标题": "二"},
        {"附件": "表.csv", "标题": "三"},
        {"附件": "病毒.exe", "标题": "四"},
        archive=out.getvalue(),
    )

    assert [row.outcome for row in run.rows.all()] == ["new", "new", "refused", "refused"]
    assert "请写明所在的文件夹" in reasons(run, 2)
    assert "不能上传" in reasons(run, 3)


def test_the_report_names_row_column_and_reason_and_runs_no_formula(desk: Desk) -> None:
    run = tried(desk.clerk, {"标题": "=HYPERLINK(1)", "成文日期": "去年"}, {"标题": "好的"})

    lines = report.refused(run).decode("utf-8-sig").splitlines()

    assert lines[0] == "行,标题,结果,列,原因"
    assert lines[1].startswith("2,'=HYPERLINK(1),不能导入,成文日期,“去年”不是日期")
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        ("甲,乙\n1,2\n".encode(), "缺少“标题”"),
        ("标题,名称,类别\n1,2,3\n".encode(), "同一项"),
        (b"\xff\xfe\x00\xd8\x00", "编码"),
        ("<!DOCTYPE html><html><body>标题,类别</body></html>".encode(), "缺少“标题”"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(desk: Desk, data: bytes, says: str) -> None:
    with pytest.raises(WrongFields, match=says):
        open_run(data=data, name="目录.csv", by=desk.clerk, at=NOW)


def test_too_many_rows_are_said_to_be_too_many(desk: Desk) -> None:
    run = open_run(data=a_table({}, {"标题": "二"}, {"标题": "三"}), name="a.csv", by=desk.clerk, at=NOW)

    with override_settings(GONGKAI_IMPORT_ROWS=2), pytest.raises(WrongFields, match="超过2行"):
        check(run, by=desk.clerk, now=now)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_is_a_table_that_can_be_read_back(form: str) -> None:
    read = table.read(table.template(form), f"模板.{form}")

    (row,) = read.rows
    assert (read.ignored, row.cells["category"]) == ((), "行政规范性文件")


def test_only_who_drafts_imports(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        open_run(data=a_table({}), name="a.csv", by=desk.leader, at=NOW)
    assert not ImportRow.objects.exists()


def test_the_commands_try_a_table_and_then_enter_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("gongkai.service.config.door.open_service", lambda: None)
    file, folder, out = tmp_path / "目录.csv", tmp_path / "附件", tmp_path / "报告.csv"
    file.write_bytes(a_table({"附件": "甲.csv"}, {"标题": "坏的", "成文日期": "去年"}))
    folder.mkdir()
    (folder / "甲.csv").write_bytes(b"a,b\n")
    given = ["--organ", desk.organ.code, "--by", desk.clerk.person.username, "--files", str(folder)]

    status = main(["documents", "import", str(file), *given, "--dry-run", "--report", str(out)])

    told = capsys.readouterr()
    assert (status, Edition.objects.count()) == (1, 0)
    assert "新增1" in told.out
    assert "不能导入1" in told.out
    assert "第3行“成文日期”" in told.err
    assert "去年" in out.read_text("utf-8-sig")
    number = ImportRun.objects.get().pk
    assert main(["documents", "resume", str(number)]) == 1
    assert Edition.objects.get().attachments.get().name == "甲.csv"
    assert main(["documents", "import", str(file), "--organ", desk.organ.code, "--by", "nobody"]) == 2
    assert "没有可以起草信息的任职" in capsys.readouterr().err
