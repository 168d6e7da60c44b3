"""The log of deeds: everything done is there, and nothing of it is ever changed."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import Error, connection, transaction
from django.test import Client

from gongkai.service.organs import actions, desk, doors
from gongkai.service.organs.actions.add_person import add_person
from gongkai.service.organs.actions.appoint import appoint
from gongkai.service.organs.actions.reset_password import reset_password
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Deed, Duty, Organ, Post
from tests.service.desk import a_person, a_post, an_organ, sign_in

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def deed(organ: Organ) -> Deed:
    return record("organs.appoint", by=a_post(organ), at=AT, kind="post", key=7, since=date(2026, 3, 2))


def test_a_deed_says_who_in_which_post_when_what_and_to_which_object(organ: Organ, deed: Deed):
    post = Post.objects.get()

    assert (deed.person, deed.post, deed.organ, deed.at) == (post.person, post, organ, AT)
    assert (deed.act, deed.kind, deed.key) == ("organs.appoint", "post", "7")
    assert deed.particulars == {"since": "2026-03-02"}


def test_a_deed_is_not_saved_again_or_deleted(deed: Deed):
    deed.act = "organs.nothing"
    with pytest.raises(TypeError, match="never changed"):
        deed.save()
    with pytest.raises(TypeError, match="never changed"):
        deed.delete()


def test_the_database_itself_refuses_to_change_or_delete_one(deed: Deed):
    for act in (lambda: Deed.objects.update(act="x"), lambda: Deed.objects.all().delete()):
        with pytest.raises(Error, match="never changed or deleted"), transaction.atomic():
            act()
    for statement in ("UPDATE organs_deed SET act = 'x'", "DELETE FROM organs_deed"):
        with pytest.raises(Error, match="never changed or deleted"), transaction.atomic():
            connection.cursor().execute(statement)

    assert Deed.objects.get(pk=deed.pk).act == "organs.appoint"


def test_postgresql_refuses_to_empty_the_table(deed: Deed):
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # else it refuses for another reason
        with pytest.raises(Error, match="never changed or deleted"), transaction.atomic():
            connection.cursor().execute("TRUNCATE organs_deed")
    assert Deed.objects.exists()


def test_an_action_that_fails_leaves_no_deed(organ: Organ):
    before = Deed.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        add_person("lisi", "李四", by=None, at=AT)
        raise ZeroDivisionError

    assert Deed.objects.count() == before


def test_the_log_knows_people_by_their_keys_alone(organ: Organ):
    person, password = add_person("lisi", "李四", by=None, at=AT)
    appoint(person, organ, Duty.CLERK, since=date(2026, 3, 2), by=None, at=AT)
    again = reset_password(person, by=None, at=AT)

    kept = str(list(Deed.objects.values()))
    for secret in ("lisi", "李四", password, again):
        assert secret not in kept


def test_every_action_of_this_room_is_recorded_and_has_its_words():
    """Each public function of actions/ that takes the time of the deed calls `record`, or one that does."""
    folder = Path(inspect.getfile(actions)).parent
    acts = set()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.startswith("organs.")
            ):
                acts.add(node.value)

    views = {"organs.sign_out", "organs.address_locked"}  # by the views of signing in, and the lock itself
    assert acts | views == set(desk.ACTS)


def test_the_auditor_of_an_organ_reads_what_concerns_it_and_those_below(organ: Organ):
    county = organ.parent
    assert county is not None
    elsewhere = an_organ("other", "别处")
    auditor, above = a_post(organ, Duty.AUDIT_ADMIN), a_post(county, Duty.AUDIT_ADMIN)
    for post in (a_post(organ), a_post(county), a_post(elsewhere)):
        record("organs.sign_in", by=post.person, at=AT, kind="person", key=post.person_id)
        record("x.y", by=post, at=AT, kind="x", key=post.pk)
    record("organs.add_person", by=None, at=AT, kind="person", key=1)

    def read(post: Post) -> set[str]:
        return {
            deed.person.username if deed.person else deed.act
            for deed in doors.readable_deeds(post, AT.date())
            if deed.act != "organs.establish"
        }

    assert read(auditor) == {"qingshan-danganju-clerk"}
    assert read(above) == {"qingshan-danganju-clerk", "qingshan-clerk", "organs.add_person"}


def test_the_page_of_the_log_is_narrowed_by_day_person_act_and_object(client: Client, organ: Organ):
    sign_in(client, a_post(organ, Duty.AUDIT_ADMIN))
    clerk = a_post(organ, Duty.CLERK, a_person())
    for day in (1, 2, 3):
        record("organs.appoint", by=clerk, at=AT.replace(day=day), kind="post", key=100 + day)

    def shown(**asked: str) -> list[int]:
        page = client.get("/desk/log/", asked).content.decode()
        return [day for day in (1, 2, 3) if f"post {100 + day}<" in page]

    assert shown() == [1, 2, 3]
    assert shown(since="2026-03-02") == [2, 3]
    assert shown(until="2026-03-02") == [1, 2]
    assert shown(person="zhangsan", key="102") == [2]
    assert shown(person="lisi") == []
    assert shown(act="organs.end_post") == []
    assert shown(organ=organ.code, key="post 103") == [3]


def test_a_day_that_is_none_is_told_at_its_field(client: Client, organ: Organ):
    sign_in(client, a_post(organ, Duty.AUDIT_ADMIN))

    page = client.get("/desk/log/", {"since": "2026-02-30"}).content.decode()

    assert 'id="id_since_error"' in page
