"""When the database is gone the pages say so; nothing looks as if it had not been published."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from tests.service.test_pages import ALL_PAGES, page, text


@pytest.mark.parametrize("url", ALL_PAGES)
def test_without_the_database_every_page_is_a_503_that_says_so(client: Client, url: str):
    gone = mock.patch.object(connection, "cursor", side_effect=OperationalError("no database"))
    for address, words in ((url, "这不表示所找的信息没有公开"), (f"/en{url}", "does not mean")):
        with gone:
            shown = page(client, address, 503)
        assert words in text(shown.xpath("//main")[0])


def test_a_503_is_not_kept_and_says_when_to_come_back(client: Client):
    with mock.patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        response = client.get("/")

    assert response["Cache-Control"] == "no-store"
    assert int(response["Retry-After"]) > 0


@pytest.mark.django_db
def test_a_database_without_tables_is_a_503(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE organs_organ RENAME TO elsewhere")

    assert client.get("/").status_code == 503


def test_a_fault_of_ours_is_a_500_that_helps(client: Client):
    client.raise_request_exception = False
    with mock.patch("gongkai.service.portal.views.disclosing_organs", side_effect=RuntimeError("a fault")):
        shown = page(client, "/", 500)

    assert "故障已经记录" in text(shown.xpath("//main")[0])
    assert "a fault" not in text(shown)
