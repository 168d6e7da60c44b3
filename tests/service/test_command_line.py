"""`gongkai annual import`, `organs load` and `service …` as an officer types them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.cli import main
from gongkai.report.write import write
from gongkai.service.annual.actions.import_report import Imported
from gongkai.service.annual.demo import load
from gongkai.service.annual.models import FiledReport
from gongkai.service.annual.queries import report_of, rules_named
from gongkai.service.organs.models import Organ, Website
from tests.components import REPOSITORY
from tests.service.conftest import NOW, a_report

Capture = pytest.CaptureFixture[str]
IMPORT = ["annual", "import"]
FOR = ["--organ", "qingshan-danganju", "--year", "2024"]


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """A function that writes a report to a file and returns its name."""

    def put(**cells: int) -> str:
        (tmp_path / "报告.json").write_bytes(write(a_report(**cells), "json"))
        return str(tmp_path / "报告.json")

    return put


def test_a_balanced_report_is_imported_with_exit_status_0(
    organ: Organ, file: Callable[..., str], capsys: Capture
):
    assert main([*IMPORT, file(), *FOR, "--by", "李四"]) == 0

    said = capsys.readouterr().out
    assert "已导入，第1版，2025-01-20发布" in said
    assert "勾稽关系全部平衡" in said
    assert FiledReport.objects.get().imported_by == "李四"


def test_findings_are_printed_and_errors_give_exit_status_1(
    organ: Organ, file: Callable[..., str], capsys: Capture
):
    assert main([*IMPORT, file(T3__R1__C1=5), *FOR]) == 1

    said = capsys.readouterr().out
    assert "N1" in said and "5 ≠ 1" in said
    assert "全部平衡" not in said
    assert FiledReport.objects.count() == 1


def test_the_time_of_publication_can_be_given(organ: Organ, file: Callable[..., str]):
    assert main([*IMPORT, file(), *FOR, "--published", "2025-01-31 17:55"]) == 0

    assert str(FiledReport.objects.get().published_time) == "17:55:00"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.html", *FOR], "打不开"),
        ([__file__, *FOR], "没有导入"),
        (
            ["{file}", "--organ", "nobody", "--year", "2024"],
            "已录入的机关：qingshan-danganju",
        ),
        (["{file}", "--organ", "qingshan-danganju", "--year", "2023"], "--accept-year"),
    ],
)
def test_what_is_refused_is_explained_with_exit_status_2(
    organ: Organ, file: Callable[..., str], capsys: Capture, arguments: list[str], says: str
):
    given = [argument.replace("{file}", file()) for argument in arguments]

    assert main([*IMPORT, *given]) == 2
    assert says in capsys.readouterr().err
    assert not FiledReport.objects.exists()


def test_a_date_that_is_none_is_refused(organ: Organ, file: Callable[..., str], capsys: Capture):
    with pytest.raises(SystemExit) as stopped:
        main([*IMPORT, file(), *FOR, "--published", "2025-13-01"])

    assert stopped.value.code == 2
    assert "不是日期" in capsys.readouterr().err


@pytest.mark.django_db
def test_organs_are_loaded_from_a_file_all_or_none(tmp_path: Path, capsys: Capture):
    listed = tmp_path / "organs.toml"
    good = '[[organs]]\ncode = "a"\nname = "甲区人民政府"\nkind = "county"\n'
    listed.write_text(
        f'{good}[[organs]]\ncode = "b"\nname = "乙局"\nkind = "department"\nparent = "c"\n', "utf-8"
    )

    assert main(["organs", "load", str(listed)]) == 2
    assert "所属人民政府“c”尚未录入" in capsys.readouterr().err
    assert not Organ.objects.exists()

    listed.write_text(good, "utf-8")
    assert main(["organs", "load", str(listed)]) == 0
    assert main(["organs", "load", str(listed)]) == 0
    assert "没有变化" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('code = "A B"\nname = "甲"\nkind = "county"', "code"),
        ('code = "a"\nname = "甲"\nkind = "bureau"', "kind"),
        ('code = "a"\nname = "甲"\nkind = "county"\ntelephone = "1"', "不认识的项目：telephone"),
        ("code = ", "不是有效的TOML"),
    ],
)
def test_an_organ_that_does_not_hold_together_is_refused_by_field(
    tmp_path: Path, capsys: Capture, entry: str, says: str
):
    listed = tmp_path / "organs.toml"
    listed.write_text(f"[[organs]]\n{entry}\n", "utf-8")

    assert main(["organs", "load", str(listed)]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.django_db
def test_the_demonstration_is_the_real_report_with_every_cell():
    first: list[Imported] = list(load(NOW))
    again = list(load(NOW))

    assert [done.new for done in first + again] == [True, False]
    filed = FiledReport.objects.get()
    report = report_of(filed)
    numbers = {address: number for address, number in report.values().items() if number}
    assert len(report.values()) == 198
    assert numbers == {
        "T2.gfxwj.disclosed_total": 1,
        "T2.xzxk.prev": 3,
        "T2.qtdwglfw.prev": 1,
        "T2.qtdwglfw.delta": 1,
        "T2.xzcf.prev": 17,
    }
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert len(rules_named(report)) == 10
    assert f"{filed.published_on} {filed.published_time}" == "2021-01-15 17:55:00"
    assert Website.objects.get().identification_code == "4502050001"


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `gongkai` in a process of its own on a data folder, with SQLite unless told otherwise."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_"))}
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *arguments],
        env={**clean, "PYTHONPATH": str(REPOSITORY / "src"), "GONGKAI_DATA": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_without_a_database_the_import_says_how_to_make_one_and_makes_none(tmp_path: Path):
    done = run(tmp_path / "data", *IMPORT, __file__, *FOR)

    assert done.returncode == 2
    assert "gongkai service prepare" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_prepare_makes_a_data_folder_once_and_keeps_its_key_to_the_owner(tmp_path: Path):
    data = tmp_path / "data"
    assert run(data, "service", "prepare").returncode == 0
    key = (data / "secret-key").read_text("ascii")
    assert run(data, "service", "prepare").returncode == 0

    assert (data / "secret-key").read_text("ascii") == key
    assert len(key) > 50
    for private in ("secret-key", "gongkai.sqlite3"):
        assert (data / private).stat().st_mode & 0o077 == 0
    assert list((data / "static/portal").glob("portal.*.css"))


def test_a_database_that_is_behind_is_not_used(tmp_path: Path):
    (tmp_path / "gongkai.sqlite3").touch()
    done = run(tmp_path, "service", "serve", "--port", "8000" if port_is_free(8000) else "8999")

    assert done.returncode == 2
    assert "变更未执行" in done.stderr


@pytest.mark.parametrize("address", ["mysql://x/y", "postgresql://127.0.0.1:1/none"])
def test_a_database_address_that_leads_nowhere_is_explained(tmp_path: Path, address: str):
    done = run(tmp_path, *IMPORT, __file__, *FOR, GONGKAI_DATABASE=address)

    assert done.returncode == 2
    assert "GONGKAI_DATABASE" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(tmp_path / "data", "service", "demo", "--port", str(port))

    assert done.returncode == 2
    assert f"端口{port}已被别的程序占用" in done.stderr
    assert not (tmp_path / "data").exists()


def port_is_free(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0
