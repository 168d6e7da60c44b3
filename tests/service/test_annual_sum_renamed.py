"""The sum of a year after its government was renamed or merged: filed in the name of the end of that year."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from gongkai.service.annual import owed, owing, summing
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.judged_elsewhere import judged_elsewhere
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.central import central
from gongkai.service.annual.models import Filing
from gongkai.service.annual.register import State, reporters
from gongkai.service.annual.standing import stands
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Organ, Post
from tests.service.annual_children import WORDS, Child, County, explain_all
from tests.service.cases import at
from tests.service.clicking import Clicking
from tests.service.desk import sign_in
from tests.service.filings import pass_all
from tests.service.reporting import became

pytestmark = pytest.mark.django_db
ONE = {"T3.R1.C1": 1, "T3.R1.C7": 1, "T3.R3_1.C1": 1, "T3.R3_1.C7": 1, "T3.R3_7.C1": 1, "T3.R3_7.C7": 1}
TWO = dict.fromkeys(ONE, 2)
T, FEB, MARCH, JUNE = at("2026-01-20"), at("2026-02-10"), at("2026-03-03"), at("2026-06-10")
TITLES = {1: "一、总体情况", 5: "五、存在的主要问题及改进情况", 6: "六、其他需要报告的事项"}
PAGE = "/desk/annual/register/sum/?year=2025"


def a_city(*counties: County) -> County:
    """Return a city under which these counties are."""
    city = County("shi", "样例市人民政府")
    Organ.objects.filter(pk=city.organ.pk).update(kind="prefecture")
    city.organ.refresh_from_db()
    for county in counties:
        Organ.objects.filter(pk=county.organ.pk).update(supervisor=city.organ, parent=city.organ)
        county.organ.refresh_from_db()
    return city


def follows(new: County, *old: County, on: str = "2026-01-05") -> None:
    """Let counties become a new one on a day; its posts begin then."""
    became("renamed" if len(old) == 1 else "merged", [each.organ for each in old], [new.organ], on)
    for name in ("supervisor", "clerk", "head", "leader", "reviewer"):
        getattr(new, name).refresh_from_db()


def accepted(child: Child, by: Post, cells: dict[str, int] = ONE) -> None:
    """Let the report of an organ be submitted and accepted."""
    accept(child.filed(T, cells).filing, by=by, at=T)


def renamed(*, moved: bool = False) -> tuple[County, County, County, Child]:
    """Return a city, its county, the district that became in January, and one that reports to it."""
    old, new = County("dong-xian", "东山县人民政府"), County("dong-qu", "东山区人民政府")
    city = a_city(old, new)
    city.register(old.organ, kind="government_office_own", since=2024)
    child = old.child("jia-ju", "甲局")
    follows(new, old)
    if moved:  # the administrator has entered the new authority by then, and it enters who reports to it
        Organ.objects.filter(pk=child.organ.pk).update(supervisor=new.organ, parent=new.organ)
        child.organ.refresh_from_db()
    new.register(child.organ, at=at("2026-01-10"))
    accepted(child, new.supervisor)
    return city, old, new, child


def lines(post: Post, day: str) -> list[Due]:
    """Return what of a sum a post is told on a day."""
    return [line for line in owed.due(post, at(day)) if "汇总" in str(line.says)]


def sums() -> list[tuple[str, int]]:
    """Return in whose name there is a sum of 2025, with how many versions."""
    rows = Filing.objects.filter(scope="aggregate", year=2025).order_by("organ__code")
    return [(each.organ.name, each.versions.count()) for each in rows.select_related("organ")]


@pytest.mark.parametrize("moved", [False, True])
def test_the_desk_mail_and_calendar_ask_for_the_sum_in_the_name_of_then(moved: bool) -> None:
    _city, old, new, _child = renamed(moved=moved)
    [line] = lines(new.clerk, "2026-02-01")
    assert line.says == "汇总东山县人民政府的2025年度报告（1份已审核通过）"
    assert line.url == f"{PAGE}&organ=dong-xian"
    organs = {old.organ.pk, new.organ.pk}
    told = [term for term in owing.terms(law_here(), date(2026, 2, 15), organs) if "汇总" in term.number]
    assert [term.organ for term in told] == [old.organ.pk]


@pytest.mark.parametrize("moved", [False, True])
def test_the_sum_of_a_county_renamed_in_january_goes_its_way_by_the_links_of_the_pages(
    client: Client, moved: bool
) -> None:
    city, old, new, _child = renamed(moved=moved)
    sign_in(client, new.clerk)
    desk = Clicking(client, "/desk/annual/register/?year=2025").follow("汇总")
    assert "东山县人民政府 2025年度" in desk.text and "仍以年底时的机关的名义" in desk.text
    desk.send("汇总").follow("报告的文字")
    for section, words in WORDS.items():
        desk.follow(TITLES[section]).send("保存", text=words).follow("2025年度汇总报告的文字")
    desk.follow("汇总报告").follow("打开这份报告").follow("另成一稿").send("成稿")
    assert sums() == [("东山县人民政府", 2)]
    filing = Filing.objects.get(scope="aggregate")
    version = stands(filing).version
    assert version is not None and WORDS[1] in version.content
    explain_all(version, new.clerk, new.head)
    desk.open(desk.url).follow("送审").send("送审")
    pass_all(version, (new.clerk, new.reviewer, new.leader), FEB)
    desk.open(desk.url).follow("报送主管部门").send("报送主管部门")
    sign_in(client, city.supervisor)
    above = Clicking(client, "/desk/annual/register/?year=2025").follow("东山县人民政府")
    above.follow("审核通过").send("审核通过")
    sign_in(client, new.clerk)
    desk.open(desk.url).follow("今天公布").send("今天公布")
    [row] = [row for row in reporters(city.organ, 2025, date(2026, 12, 1)).rows if not row.is_own]
    assert (row.organ, row.scope, row.state) == (old.organ, "aggregate", State.PUBLISHED)
    [public] = [line for line in central(city.organ, 2025, date(2026, 12, 1)).reporting if line.is_sum]
    assert public.filed is not None and public.organ == old.organ
    total = aggregate(city.organ, 2025, by=city.clerk, at=at("2026-12-01"))
    assert summing.organs_of(total) == [old.organ]
    assert summing.kept(total.content).values()["T3.R1.C7"] == 1


def test_no_sum_of_last_year_is_made_in_the_new_name(client: Client) -> None:
    _city, _old, new, _child = renamed()
    with pytest.raises(CannotDo, match="以东山县人民政府的名义编制"):
        aggregate(new.organ, 2025, by=new.clerk, at=FEB)
    assert sums() == []
    sign_in(client, new.clerk)
    assert client.get(f"{PAGE}&organ=dong-qu").status_code == 404
    assert client.get(f"{PAGE}&organ=shi").status_code == 404, "another's"
    assert client.post(f"{PAGE}&organ=shi", {}).status_code == 404
    assert Clicking(client, "/desk/annual/register/sum/?year=2026").text.count("东山区人民政府 2026年度") == 1


def test_two_counties_that_merged_have_a_sum_each_of_their_own_organs(client: Client) -> None:
    one, other, new = County("a-xian", "甲县"), County("b-xian", "乙县"), County("xin-qu", "新区")
    a_city(one, other, new)
    first, second = one.child("a-ju", "甲县局"), other.child("b-ju", "乙县局")
    one.register(first.organ, since=2024)
    other.register(second.organ, since=2024)
    follows(new, one, other)
    accepted(first, new.supervisor)
    accepted(second, new.supervisor, TWO)
    assert [str(line.says) for line in lines(new.clerk, "2026-02-01")] == [
        "汇总甲县的2025年度报告（1份已审核通过）",
        "汇总乙县的2025年度报告（1份已审核通过）",
    ]
    sign_in(client, new.clerk)
    desk = Clicking(client, PAGE).send("汇总")
    desk.follow("乙县").send("汇总")
    assert sums() == [("甲县", 1), ("乙县", 1)]
    found = {each.organ.name: stands(each).version for each in Filing.objects.filter(scope="aggregate")}
    says = {name: summing.kept(made.content).values()["T3.R1.C7"] for name, made in found.items() if made}
    assert says == {"甲县": 1, "乙县": 2}


def test_an_older_sum_is_set_right_in_its_own_filing_after_a_renaming(client: Client) -> None:
    old, new = County(), County("xin-qingshan", "新青山区人民政府")
    child = old.child("jia-ju", "甲局")
    old.register(child.organ, since=2024)
    accepted(child, old.supervisor)
    publish(child.filing(), by=child.clerk, at=T)
    version = old.whole(aggregate(old.organ, 2025, by=old.clerk, at=FEB), FEB)
    filing = version.filing
    submit(filing, by=old.clerk, at=FEB)
    said = {"authority": "样例市人民政府", "reference": "1号", "day": FEB.date()}
    judged_elsewhere(filing, accepts=True, by=old.leader, at=FEB, **said)
    publish(filing, by=old.clerk, at=FEB)
    follows(new, old, on="2026-05-01")
    amended = child.drafted(2025, TWO, note="更正")
    explain_all(amended, child.clerk, child.head)
    child.cleared(amended, JUNE)
    submit(amended.filing, by=child.clerk, at=JUNE)
    accept(amended.filing, by=new.supervisor, at=JUNE)
    publish(amended.filing, by=child.clerk, at=JUNE)
    [line] = lines(new.supervisor, "2026-06-10")
    assert "请更正汇总报告" in str(line.says) and line.url == f"{PAGE}&organ=qingshan"
    sign_in(client, new.clerk)
    assert Clicking(client, f"/desk/annual/{filing.pk}/").follow("汇总报告").url == line.url
    desk = Clicking(client, line.url).send("重新汇总", note="更正甲局的数")
    assert sums() == [("青山区人民政府", 3)]
    made = stands(filing).version
    assert made is not None and made.note == "更正甲局的数"
    assert summing.kept(made.content).values()["T3.R1.C7"] == 2
    explain_all(made, new.clerk, new.head, "2026-06-10")
    desk.follow("打开这份报告").follow("送审").send("送审")
    pass_all(made, (new.clerk, new.reviewer, new.leader), JUNE)
    desk.open(desk.url).follow("报送主管部门").send("报送主管部门")
    sign_in(client, new.head)
    above = {"authority": "样例市人民政府", "reference": "2号", "accepts": "yes"}
    desk.open(desk.url).follow("汇总报告").follow("登记上级的审核结果").send("登记", **above)
    sign_in(client, new.clerk)
    desk.open(desk.url).follow("今天公布").send("今天公布")
    assert [each.number for each in filing.reports.order_by("number")] == [1, 2]
    public = Clicking(client, "/organs/qingshan/reports/2025/aggregate/")
    assert "更正甲局的数" in public.text


def test_a_county_that_took_another_in_owes_its_own_sum_and_that_of_the_other(client: Client) -> None:
    own, other = County("a-xian", "甲县"), County("b-xian", "乙县")
    a_city(own, other)
    first, second = own.child("a-ju", "甲县局"), other.child("b-ju", "乙县局")
    own.register(first.organ, since=2024)
    other.register(second.organ, since=2024)
    Post.objects.filter(organ=own.organ).update(since=date(2020, 1, 1))  # it was there long before
    became("merged", [other.organ], [own.organ], "2026-01-05", there=True)
    assert [line.url for line in lines(own.clerk, "2026-02-01")] == [
        f"{PAGE}&organ=a-xian",
        f"{PAGE}&organ=b-xian",
    ]
    accepted(second, own.supervisor)
    sign_in(client, own.clerk)
    desk = Clicking(client, PAGE)
    assert "甲县 2025年度" in desk.text
    desk.follow("乙县").send("汇总")
    assert sums() == [("乙县", 1)]


def test_a_sum_filed_before_the_renaming_was_entered_late_is_still_there(client: Client) -> None:
    old, new = County("dong-xian", "东山县人民政府"), County("dong-qu", "东山区人民政府")
    a_city(old, new)
    child = old.child("jia-ju", "甲局")
    old.register(child.organ, since=2024)
    accepted(child, old.supervisor)
    made = aggregate(old.organ, 2025, by=old.clerk, at=at("2026-01-21"))
    follows(new, old, on="2025-12-20")
    sign_in(client, new.clerk)
    desk = Clicking(client, f"/desk/annual/{made.filing_id}/").follow("汇总报告")
    assert "东山县人民政府 2025年度" in desk.text
    desk.follow("东山区人民政府")
    assert "东山区人民政府 2025年度" in desk.text
    asked = f"{PAGE}&organ=dong-qu"
    assert asked in {line.url for line in lines(new.clerk, "2026-02-01")}
    organs = {old.organ.pk, new.organ.pk}
    told = [term for term in owing.terms(law_here(), date(2026, 2, 15), organs) if "汇总" in term.number]
    assert new.organ.pk in {term.organ for term in told}


def test_a_late_report_of_one_that_is_entered_under_the_new_name_is_told(client: Client) -> None:
    _city, old, new, _child = renamed(moved=True)
    late = old.child("yi-ju", "乙局")
    Organ.objects.filter(pk=late.organ.pk).update(supervisor=new.organ)
    late.organ.refresh_from_db()
    new.register(late.organ, at=at("2026-01-10"))
    version = new.whole(aggregate(old.organ, 2025, by=new.clerk, at=FEB), FEB)
    assert "乙局" in summing.lacking_in(version)
    submit(version.filing, by=new.clerk, at=FEB)
    accept(late.filed(FEB).filing, by=new.supervisor, at=FEB)
    [line] = lines(new.supervisor, "2026-03-03")
    assert "乙局的报告已经审核通过，没有计入汇总" in str(line.says) and line.url == f"{PAGE}&organ=dong-xian"
