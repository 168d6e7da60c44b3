"""To whom an organ reports, and who judges it there: one rule for register, doors, desk and sum."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.annual import listed, submitted
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.remind_reporters import remind
from gongkai.service.annual.actions.submission_key import issue_key
from gongkai.service.annual.desk import due
from gongkai.service.annual.doors import NotHere, filing_for, organ_for, version_for
from gongkai.service.annual.judges import authorities_here
from gongkai.service.annual.models import Filing, Reminded, Reporter
from gongkai.service.annual.policy import check_can_register, is_looked_after
from gongkai.service.annual.register import reporters
from gongkai.service.annual.summing import pieces_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty, Organ
from gongkai.service.organs.policy import NotAllowed
from tests.service.annual_children import Child, County
from tests.service.cases import at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.reporting import became

pytestmark = pytest.mark.django_db

SENT, JUDGED, DAY = at("2026-01-20"), at("2026-01-21"), date(2026, 1, 21)


class Line:
    """An organ of the county that reports to the authority of its own line since 2025."""

    def __init__(self) -> None:
        self.county, self.line = County(), County("line", "市局")
        self.child: Child = self.county.child("a-ju", "甲局")
        self.row: Reporter = self.county.register(self.child.organ, to=self.line.organ)


@pytest.fixture
def line() -> Line:
    return Line()


def test_who_an_organ_reports_to_judges_it_and_the_local_government_does_not(line: Line) -> None:
    version = line.child.filed(SENT)

    with pytest.raises(NotAllowed, match="不由青山区人民政府审核"):
        accept(version.filing, by=line.county.supervisor, at=JUDGED)
    with pytest.raises(NotAllowed, match="不由青山区人民政府审核"):
        send_back(version.filing, by=line.county.supervisor, at=JUDGED, says="数据不符。")
    accept(version.filing, by=line.line.supervisor, at=JUDGED)

    assert [piece.row.organ for piece in pieces_of(line.line.organ, 2025, DAY).pieces] == [line.child.organ]
    assert line.child.organ not in [
        row.organ for row in pieces_of(line.county.organ, 2025, DAY).register.rows
    ]


def test_what_was_submitted_is_seen_and_waits_where_it_was_sent_and_nowhere_else(line: Line) -> None:
    version = line.child.filed(SENT)
    county, over = line.county.supervisor, line.line.supervisor

    assert filing_for(over, version.filing_id, DAY) == version.filing
    assert version_for(over, version.pk, DAY) == version
    assert organ_for(over, "a-ju", 2025, DAY) == line.child.organ
    for door in (
        lambda: filing_for(county, version.filing_id, DAY),
        lambda: version_for(county, version.pk, DAY),
        lambda: organ_for(county, "a-ju", 2025, DAY),
    ):
        with pytest.raises(NotHere):
            door()
    assert [row.filing for row in listed.submitted_to(over, DAY)] == [version.filing]
    assert listed.submitted_to(county, DAY) == []
    assert [row.organ for row in submitted.submitted_to(over, Filing.Scope.OWN, DAY)] == [line.child.organ]
    assert submitted.submitted_to(county, Filing.Scope.OWN, DAY) == []
    assert [str(each.says) for each in due(over, JUDGED)] == ["审核甲局的2025年度报告"]
    assert list(due(county, JUDGED)) == []


def test_the_year_before_the_entry_is_judged_where_it_was(line: Line) -> None:
    assert organ_for(line.county.supervisor, "a-ju", 2024, DAY) == line.child.organ
    with pytest.raises(NotHere):
        organ_for(line.line.supervisor, "a-ju", 2024, DAY)


def test_the_authority_above_the_line_and_who_came_after_it_judge_as_well(line: Line) -> None:
    above = County("province", "省局")
    Organ.objects.filter(pk=line.line.organ.pk).update(supervisor=above.organ)
    after = County("line-2", "新市局")

    became("renamed", [line.line.organ], [after.organ], "2026-01-10")

    for post in (above.supervisor, after.supervisor):
        assert organ_for(post, "a-ju", 2025, DAY) == line.child.organ
    assert authorities_here(line.child.organ, 2025, DAY) >= {after.organ.pk, above.organ.pk}
    assert line.county.organ.pk not in authorities_here(line.child.organ, 2025, DAY)


def test_an_organ_without_anybody_here_is_looked_after_by_whom_it_reports_to(line: Line) -> None:
    far = an_organ("far", "远局")
    Organ.objects.filter(pk=far.pk).update(supervisor=line.county.organ)
    far.refresh_from_db()
    line.county.register(far, to=line.line.organ)

    assert is_looked_after(line.line.supervisor, far, 2025, DAY)
    assert not is_looked_after(line.county.supervisor, far, 2025, DAY)
    assert is_looked_after(line.county.supervisor, far, 2024, DAY)
    issue_key(far, label="系统", by=line.line.supervisor, at=JUDGED)


def test_an_entry_can_be_set_right_by_either_authority_and_by_nobody_else(line: Line) -> None:
    for post in (line.county.supervisor, line.line.supervisor):
        check_can_register(post, line.child.organ, 2025, DAY)
    with pytest.raises(NotAllowed):
        check_can_register(line.line.supervisor, line.child.organ, 2024, DAY)
    with pytest.raises(NotAllowed):
        check_can_register(a_post(an_organ("b", "别处"), Duty.SUPERVISOR), line.child.organ, 2025, DAY)


def test_one_organ_that_may_not_be_reminded_keeps_no_other_from_it(line: Line, client: Client) -> None:
    other = line.county.child("b-ju", "乙局")
    line.county.register(other.organ)
    rows = reporters(line.county.organ, 2025, DAY).owing + reporters(line.line.organ, 2025, DAY).owing
    assert {row.organ.name for row in rows} == {"甲局", "乙局"}

    found = remind(rows, by=line.county.supervisor, at=JUDGED)

    assert [told.organ for told in found.told] == [other.organ]
    assert [(organ.name, why) for organ, why in found.refused] == [
        ("甲局", "甲局的报告不由青山区人民政府审核。")
    ]
    with pytest.raises(CannotDo, match="甲局的报告不由青山区人民政府审核"):
        remind([row for row in rows if row.organ.name == "甲局"], by=line.county.supervisor, at=JUDGED)
    sign_in(client, line.line.supervisor)
    client.post(reverse("desk-annual-remind"), {"year": "2025", "organ": ""})
    assert Reminded.objects.filter(organ=line.child.organ).count() == 1


def test_to_whom_an_organ_reports_is_entered_on_its_page_and_stays_when_the_rest_is_changed(
    client: Client, line: Line
) -> None:
    other = line.county.child("b-ju", "乙局")
    sign_in(client, line.county.supervisor)
    page = reverse("desk-annual-reporter", args=["b-ju"])
    given = {"since": "2025", "kind": "organ", "basis": "“三定”规定", "under": ""}
    given |= dict.fromkeys(("administrative", "external", "independent"), "yes")

    answer = client.post(page, {**given, "to": line.line.organ.pk})

    assert answer.status_code == 302
    assert Reporter.objects.get(organ=other.organ).to == line.line.organ
    assert f'<option value="{line.line.organ.pk}" selected>' in client.get(page).content.decode()
    client.post(page, {**given, "to": ""})
    assert Reporter.objects.filter(organ=other.organ).first().to == line.county.organ  # type: ignore[union-attr]
