"""The throw-away cluster: there while it is needed, nowhere else, and gone afterwards."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from tests.components import require
from tests.postgresql import main, throw_away_cluster


def folder_of(url: str) -> Path:
    """Return the folder of the cluster's socket."""
    return Path(unquote(urlsplit(url).netloc.rpartition("@")[2]))


def test_the_cluster_answers_in_utf8_and_on_no_network_address(postgresql):
    with psycopg.connect(postgresql) as connection:
        told = connection.execute(
            "select current_setting('server_encoding'), current_setting('listen_addresses'), length('公开')"
        ).fetchone()

    assert told == ("UTF8", "", 2)


def test_nothing_of_the_cluster_is_left_even_after_a_fault():
    require("postgresql")

    with pytest.raises(ZeroDivisionError), throw_away_cluster() as url:
        assert folder_of(url).is_dir()
        raise ZeroDivisionError

    assert not folder_of(url).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_command_is_given_the_address_and_its_exit_status_is_handed_on(capfd):
    require("postgresql")

    status = main([sys.executable, "-c", "import os; print(os.environ['GONGKAI_DATABASE']); exit(7)"])

    assert status == 7
    assert capfd.readouterr().out.startswith("postgresql://gongkai@%2Ftmp%2Fgongkai-pg-")


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 1)])
def test_without_postgresql_the_command_is_not_run_and_fails_only_where_all_is_required(
    monkeypatch, tmp_path, capsys, required, status
):
    monkeypatch.setattr("tests.postgresql.found", lambda name: None)
    monkeypatch.setenv("GONGKAI_REQUIRE_ALL", required)
    monkeypatch.setenv("GONGKAI_LACKING", str(tmp_path / "account"))

    assert main([sys.executable, "-c", "raise SystemExit(9)"]) == status

    assert "postgresql (Debian: postgresql)" in capsys.readouterr().err
    assert "postgresql" in (tmp_path / "account").read_text("utf-8")
