"""The figures on the desk: the official form, each number a link to its list, closed and restated there."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.facts import Fault, Needs
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Allotment, Closing, Step
from gongkai.service.annual.templatetags.annual_desk import cases_behind
from gongkai.service.organs.models import Deed, Duty, Organ
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.models import Party, Standing
from tests.service.cases import Bureau
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.reporting import JANUARY, asked, contested, declare, facts_of
from tests.service.test_annual_closing import closed
from tests.service.test_annual_facts import heirs

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def page(
    client: Client, name: str, bureau: Bureau, *args: object, year: int = 2024, query: str = ""
) -> html.HtmlElement:
    answer = client.get(reverse(name, args=[bureau.organ.code, year, *args]) + query)
    assert answer.status_code == 200, answer.content.decode()
    return html.document_fromstring(answer.content.decode())


def a_year(bureau: Bureau) -> None:
    asked(bureau, "2023-12-20", "2024-01-10", name="王五")
    asked(bureau, "2024-03-04", "2024-03-20", "not_held", requester_class="business", name="赵六")
    asked(bureau, "2024-12-20", name="钱七")
    declare(bureau, "T2.xzxk.decisions", 12, year=2024)


def test_every_number_of_the_form_opens_a_list_as_long_as_it_is(bureau: Bureau, client: Client) -> None:
    a_year(bureau)
    sign_in(client, bureau.clerk)
    shown = page(client, "desk-annual-figures", bureau)
    assert len(shown.xpath("//table")) == 3
    links = shown.xpath("//td[@id]/a")
    assert len(links) > 150
    for link in links:
        address = link.getparent().get("id")
        opened = client.get(link.get("href"))
        number = int(link.text)
        if address == "T2.xzxk.decisions":
            assert "行政审批系统统计" in opened.content.decode()
        elif opened.context["is_sum"]:
            assert sum(int(others[0]) for _, _, others in opened.context["rows"]) == number
        else:
            assert opened.context["page"].paginator.count == number, address


def test_the_list_of_a_cell_has_no_names_on_the_page_and_in_the_file(bureau: Bureau, client: Client) -> None:
    a_year(bureau)
    sign_in(client, bureau.clerk)
    shown = page(client, "desk-annual-cell", bureau, "T3.R1.C2")
    text = shown.text_content()
    assert "赵六" not in text
    assert "本机关不掌握" in text
    address = reverse("desk-annual-cell-export", args=[bureau.organ.code, 2024, "T3.R1.C2", "csv"])
    lines = list(csv.reader(io.StringIO(b"".join(client.get(address).streaming_content).decode("utf-8-sig"))))
    assert len(lines) == 2
    assert "赵六" not in str(lines)
    book = client.get(address.replace(".csv", ".xlsx"))
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert Deed.objects.filter(act="annual.exported").count() == 2


def test_a_year_is_closed_and_restated_on_its_page(bureau: Bureau, client: Client) -> None:
    a_year(bureau)
    sign_in(client, bureau.clerk)
    address = reverse("desk-annual-close", args=[bureau.organ.code, 2024])
    form = html.document_fromstring(client.get(address).content.decode())
    seen = form.xpath("//input[@name='seen']/@value")
    assert client.post(address, {"seen": seen[0] if seen else ""}).status_code == 302
    declare(bureau, "T2.xzcf.decisions", 3, year=2024)
    changes = page(client, "desk-annual-changes", bureau).text_content()
    assert "有1项与核定时不同" in changes
    again = client.post(address, {"seen": "1.0.0.", "reason": ""})
    assert again.context["form"].errors["reason"]
    assert client.post(address, {"seen": "1.0.0.", "reason": "补报行政处罚"}).status_code == 302
    assert [c.number for c in Closing.objects.all()] == [2, 1]
    assert "补报行政处罚" in page(client, "desk-annual-figures", bureau).text_content()
    old = page(client, "desk-annual-cell", bureau, "T2.xzcf.decisions", query="?closing=1").text_content()
    assert "空白不是0" in old


def test_what_keeps_the_year_open_is_said_with_its_things(bureau: Bureau, client: Client) -> None:
    declare(bureau, "T2.xzxk.decisions", 1, 1, year=2024)
    sign_in(client, bureau.clerk)
    for name in ("desk-annual-figures", "desk-annual-close"):
        shown = page(client, name, bureau)
        assert "缺2月" in shown.text_content()
    assert shown.xpath("//main//button") == []


def test_what_may_belong_to_the_year_is_told_and_keeps_it_from_nothing(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received("2025-12-30", channel="ordinary_mail")
    sign_in(client, bureau.clerk)
    for name in ("desk-annual-figures", "desk-annual-close"):
        shown = page(client, name, bureau, year=2025)
        assert "1件申请收到之日尚未确认" in shown.text_content()
        assert reverse("desk-case", args=[case.pk]) in [a.get("href") for a in shown.xpath("//main//a")]
    assert shown.xpath("//main//button")


def things(shown: html.HtmlElement) -> list[tuple[str, str]]:
    """Return what the lists of faults name: the words, and where they lead, if anywhere."""
    found = shown.xpath("//ul[@class='things']/li")
    return [("".join(li.xpath("./*[1]//text()")), "".join(li.xpath("./*[1]/@href"))) for li in found]


def test_faults_name_requests_and_proceedings_as_people_know_them(bureau: Bureau, client: Client) -> None:
    classless, other = asked(bureau, "2025-03-03"), asked(bureau, "2025-03-04", "2025-03-20")
    Party.objects.filter(case=classless).update(requester_class="")
    Standing.objects.update(counted_by="")
    sign_in(client, bureau.clerk)
    shown = page(client, "desk-annual-figures", bureau, year=2025)
    assert things(shown)[0] == (classless.number, reverse("desk-case", args=[classless.pk]))
    assert reverse("desk-case-class", args=[classless.pk]) in html.tostring(shown, encoding="unicode")
    Party.objects.filter(case=classless).update(requester_class="natural_person")
    Standing.objects.update(counted_by="")
    own = contested(bureau, other, "2025-05-06", "2025-06-10", number="青政复〔2025〕7号")
    nameless = contested(bureau, other, "2025-05-06", "2025-06-10", kind="direct_suit", body="青山区人民法院")

    heir, _ = heirs(bureau.organ, keeper=False)
    client.logout()
    sign_in(client, heir.clerk)
    found = things(page(client, "desk-annual-figures", heir, year=2025))

    of_cases = [(each.number, reverse("desk-case", args=[each.pk])) for each in (classless, other)]
    assert found == [
        *sorted(of_cases),
        ("行政复议（青政复〔2025〕7号）", reverse("desk-proceeding", args=[own.pk])),
        (f"{nameless.get_kind_display()}（{other.number}）", reverse("desk-proceeding", args=[nameless.pk])),
    ]


def test_a_request_that_the_reader_may_not_open_is_named_and_leads_nowhere(bureau: Bureau) -> None:
    case = asked(Bureau("wushan-danganju", "乌山区档案局"), "2025-03-03")
    who = Visit(bureau.clerk, JANUARY, JANUARY.date())
    assert cases_behind(Fault(Needs.CASE, "", cases=(case.pk,)), who) == [(case.pk, case.number, False)]


def test_the_authority_sees_what_was_submitted_and_not_before(bureau: Bureau, client: Client) -> None:
    county = an_organ("qingshan-qu", "青山区人民政府", kind="county")
    Organ.objects.filter(pk=bureau.organ.pk).update(supervisor=county)
    a_year(bureau)
    closing = closed(bureau, year=2024)
    sign_in(client, a_post(county, Duty.SUPERVISOR))
    figures = reverse("desk-annual-figures", args=[bureau.organ.code, 2024])
    assert client.get(figures).status_code == 404
    version = make_version(filing_of(bureau.organ, 2024), by=bureau.clerk, at=JANUARY)
    Step.objects.create(
        version=version, place=1, kind="submitted", on=JANUARY.date(), by=bureau.clerk, at=JANUARY
    )
    shown = page(client, "desk-annual-figures", bureau)
    assert shown.xpath("//td[@id='T3.R1.C7']")[0].text_content() == "2"
    assert "赵六" not in page(client, "desk-annual-cell", bureau, "T3.R1.C2").text_content()
    assert client.get(f"{figures}?closing=now").status_code == 404
    assert client.get(f"{figures}?closing={closing.number}").status_code == 200


def test_what_a_split_left_is_given_on_its_page(bureau: Bureau, client: Client) -> None:
    case = asked(bureau, "2025-03-03")
    first, second = heirs(bureau.organ, keeper=False)
    sign_in(client, first.clerk)
    address = reverse("desk-annual-allotment", args=[first.organ.code, 2025])
    loose = contested(bureau, None, "2025-05-06", over="publication")
    given = client.get(address).content.decode()
    assert all(words in given for words in (case.number, case.wish.description[:40], loose.body))
    refused = client.post(address, {"cases": [case.pk], "to": second.organ.pk, "basis": ""})
    assert refused.context["form"].errors["basis"]
    given = client.post(address, {"cases": [case.pk], "to": second.organ.pk, "basis": "移交清单"})
    assert given.status_code == 302
    assert Allotment.objects.get().to == second.organ
    client.post(address, {"proceedings": [loose.pk], "to": second.organ.pk, "basis": "移交清单"})
    assert "没有须划分的" in client.get(address).content.decode()


def test_what_the_keeper_of_a_split_has_is_given_by_its_numbers(bureau: Bureau, client: Client) -> None:
    case, own = asked(bureau, "2025-03-03"), asked(bureau, "2025-03-03")
    loose = contested(bureau, None, "2025-05-06", over="publication")
    first, second = heirs(bureau.organ, keeper=True)
    sign_in(client, first.clerk)
    address = reverse("desk-annual-allotment", args=[first.organ.code, 2025])
    figures = page(client, "desk-annual-figures", first, year=2025)
    assert address in [a.get("href") for a in figures.xpath("//main//a")]
    asked_ = {"to": second.organ.pk, "basis": "移交清单"}
    stranger = asked(Bureau("kong-ju", "空局"), "2025-03-03")
    elsewhere = client.post(address, {**asked_, "numbers": stranger.number})
    assert f"原机关没有编号是{stranger.number}的申请" in elsewhere.context["form"].errors["numbers"][0]
    refused = client.post(address, {**asked_, "numbers": f"{case.number}\n没有这一件"})
    assert "没有这一件" in refused.context["form"].errors["numbers"][0]
    assert not Allotment.objects.exists()
    given = {**asked_, "numbers": f" {case.number}\r\n\r\n{case.number}", "proceedings": [loose.pk]}
    assert client.post(address, given).status_code == 302
    assert list(Allotment.objects.values_list("case", "proceeding")) == [(case.pk, None), (None, loose.pk)]
    assert [line.case for line in facts_of(first.organ).lines] == [own.pk]
    assert "没有须划分的" in client.get(address).content.decode()
    sign_in(client, second.clerk)
    theirs = page(client, "desk-annual-figures", second, year=2025)
    assert not any("allot" in a.get("href", "") for a in theirs.xpath("//main//a"))


def test_a_cell_there_is_not_and_a_year_without_a_form_are_not_there(bureau: Bureau, client: Client) -> None:
    sign_in(client, bureau.clerk)
    for year, address in ((2024, "T3.R9.C1"), (2018, "T3.R1.C1"), (2999, "T3.R1.C1")):
        assert (
            client.get(reverse("desk-annual-cell", args=[bureau.organ.code, year, address])).status_code
            == 404
        )
