"""Reports over which no authority is here: a government's own goes to the public, others judged elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client

from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.plan import plan
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.annual.nightly import publish_planned
from gongkai.service.annual.owed import due
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ
from tests.service.annual_children import County, explain_all
from tests.service.cases import at
from tests.service.clicking import Clicking
from tests.service.desk import an_organ, sign_in
from tests.service.filings import WORDS, Reporting, a_closing, pass_all

pytestmark = pytest.mark.django_db
THEN = at("2026-01-20")


def cleared(county: County) -> Filing:
    """Return the report of a county's own work, cleared."""
    filing = filing_of(county.organ, 2025)
    a_closing(filing, county.clerk)
    for section, words in WORDS.items():
        write_section(filing, section, words.format(year=2025, last=2024), by=county.clerk, at=THEN)
    version = make_version(filing, by=county.clerk, at=THEN)
    explain_all(version, county.clerk, county.head)
    send_to_review(version, by=county.clerk, at=THEN)
    pass_all(version, (county.clerk, county.reviewer, county.leader), THEN)
    return filing


def first_button(page: Clicking) -> str:
    """Return the words of what the page offers first."""
    return " ".join(page.page.xpath("//a[contains(@class, 'primary')]")[0].text_content().split())


def test_a_governments_own_report_is_published_once_it_is_cleared(client: Client) -> None:
    county = County()
    filing = cleared(county)
    sign_in(client, county.clerk)
    page = Clicking(client, f"/desk/annual/{filing.pk}/")
    assert first_button(page) == "今天公布"
    assert "主管部门审核" not in page.page.xpath("string(//ol[@class='way'])")
    page.follow("今天公布").send("今天公布")
    assert FiledReport.objects.get(filing=filing).version == stands(filing).version


def test_wherever_it_is_shown_it_waits_for_its_publication_and_for_no_submission(client: Client) -> None:
    county = County()
    filing = cleared(county)
    version = stands(filing).version
    assert version is not None
    sign_in(client, county.clerk)
    pages = ["", f"{filing.pk}/", f"{filing.pk}/acts/publish/", f"{filing.pk}/acts/submit/"]
    pages += [f"versions/{version.pk}/", f"versions/{version.pk}/review/"]
    for page in pages:
        text = client.get(f"/desk/annual/{page}").content.decode()
        assert "审查通过，待公布" in text, page
        assert "待报送" not in text, page
    assert "没有主管部门审核" in client.get(f"/desk/annual/{filing.pk}/acts/publish/").content.decode()
    [line] = [each for each in due(county.clerk, THEN) if "2025年度报告" in str(each.says)]
    assert line.says == "2025年度报告：审查通过，待公布"


def test_a_report_that_an_authority_judges_waits_for_its_submission(client: Client) -> None:
    bureau = Reporting()
    version = bureau.drafted(2024)
    explain_all(version, bureau.clerk, bureau.head)
    filing = bureau.cleared(version, THEN).filing
    sign_in(client, bureau.clerk)
    for page in ("", f"{filing.pk}/", f"{filing.pk}/acts/publish/", f"versions/{version.pk}/"):
        assert "审查通过，待报送" in client.get(f"/desk/annual/{page}").content.decode(), page


def test_a_governments_own_report_becomes_public_on_the_day_chosen_for_it() -> None:
    filing = cleared(county := County())
    plan(filing, at("2026-01-25").date(), by=county.clerk, at=THEN)
    assert publish_planned(at("2026-01-24")) == 0
    assert publish_planned(at("2026-01-25")) == 1
    assert stands(filing).stage is Stage.PUBLISHED


def test_where_an_authority_over_it_is_here_a_cleared_report_is_not_published_without_it() -> None:
    county = County()
    city = an_organ("qingcheng", "青城市人民政府", kind="prefecture")
    Organ.objects.filter(pk=county.organ.pk).update(supervisor=city)
    county.organ.refresh_from_db()
    filing = cleared(county)
    with pytest.raises(CannotDo, match="不能公布报告"):
        publish(filing, by=county.clerk, at=THEN)


def test_of_an_organ_alone_here_what_its_authority_said_is_entered_on_the_page_of_the_report(
    client: Client,
) -> None:
    bureau = Reporting()
    Organ.objects.filter(pk=bureau.organ.pk).update(supervisor=None)
    bureau.organ.refresh_from_db()
    version = bureau.drafted(2025)
    explain_all(version, bureau.clerk, bureau.head)
    filing = bureau.cleared(version, THEN).filing
    with pytest.raises(CannotDo, match="不能公布报告"):
        publish(filing, by=bureau.clerk, at=THEN)
    sign_in(client, bureau.clerk)
    page = Clicking(client, f"/desk/annual/{filing.pk}/")
    assert first_button(page) == "报送主管部门"
    page.follow("报送主管部门").send("报送主管部门")
    sign_in(client, bureau.head)
    page.open(page.url)
    assert first_button(page) == "登记上级的审核结果"
    said = {"authority": "青山区人民政府办公室", "reference": "青政办〔2026〕1号", "accepts": "yes"}
    page.follow("登记上级的审核结果").send("登记", **said)
    assert stands(filing).stage is Stage.ACCEPTED
    sign_in(client, bureau.clerk)
    page.open(page.url).follow("今天公布").send("今天公布")
    assert FiledReport.objects.filter(filing=filing).exists()


def test_what_an_authority_here_judges_is_not_entered_by_the_organ_itself(client: Client) -> None:
    bureau = Reporting()
    version = bureau.drafted(2025)
    explain_all(version, bureau.clerk, bureau.head)
    filing = bureau.cleared(version, THEN).filing
    sign_in(client, bureau.clerk)
    page = Clicking(client, f"/desk/annual/{filing.pk}/")
    page.follow("报送主管部门").send("报送主管部门")
    sign_in(client, bureau.head)
    assert "登记上级的审核结果" not in page.open(page.url).text
