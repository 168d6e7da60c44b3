"""The sum of the reports below: exactly its parts, for whom it stands, when it is stale, where it goes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from gongkai.report import interchange
from gongkai.report.loader import edition_for
from gongkai.report.model import Cell, Status
from gongkai.report.naming import cell_name
from gongkai.report.read.report import read_bytes
from gongkai.report.write import write
from gongkai.service.annual import checking, composing, summing
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.import_report import import_report
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.judged_elsewhere import judged_elsewhere
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.checking import blocking
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import Noticed, Version
from gongkai.service.annual.noticing import look
from gongkai.service.annual.owed import due
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty, Organ, Post
from gongkai.service.organs.policy import NotAllowed
from tests.service.annual_children import County
from tests.service.cases import at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.filings import a_report
from tests.service.histories import norms
from tests.service.reporting import asked

pytestmark = pytest.mark.django_db

THEN, LATER = at("2026-01-20"), at("2026-02-10")
ONE = {"T3.R1.C1": 1, "T3.R1.C7": 1, "T3.R3_1.C1": 1, "T3.R3_1.C7": 1, "T3.R3_7.C1": 1, "T3.R3_7.C7": 1}
SEVEN = {address: 7 * number for address, number in ONE.items()}


@pytest.fixture
def county() -> County:
    """Return a county under which two organs' reports were accepted."""
    found = County()
    for code, name, cells in (("a-ju", "甲局", ONE), ("b-ju", "乙局", SEVEN)):
        child = found.child(code, name)
        found.register(child.organ)
        accept(child.filed(THEN, cells).filing, by=found.supervisor, at=THEN)
        found.children[code] = child
    return found


def summed(county: County) -> Version:
    return aggregate(county.organ, 2025, by=county.clerk, at=LATER)


def values(version: Version) -> dict[str, int]:
    return {a: c.value for a, c in composing.report_of(version).cells.items() if c.value}  # type: ignore[misc]


def test_the_sum_is_exactly_of_its_parts_and_every_identity_holds_over_them(county: County) -> None:
    version = summed(county)
    assert values(version) == dict.fromkeys(ONE, 8)
    assert version.parts.count() == 2
    assert version.origin == Version.Origin.SUMMED
    found = {each.finding.rule for each in blocking(verdicts_of(version))}
    assert not found & {"N1", "A1", "A2", "A3", "A4", "A5", "G1", "B1"}


def test_a_sum_whose_part_says_another_number_breaks_g1(county: County) -> None:
    version = summed(county)
    report = composing.report_of(version)
    children = [summing.report_of(part) for part in summing.parts_of(version)]
    children[0].cells = {**children[0].cells, "T3.R1.C1": Cell(2)}
    found = checking.findings(report, version.filing, None, children)
    assert "G1" in {each.rule for each in found}


def test_who_is_missing_is_listed_with_why(county: County) -> None:
    late, waiting, unknown = (county.child(f"{k}-suo", f"{k}所") for k in ("late", "waiting", "unknown"))
    for child in (late, waiting):
        county.register(child.organ)
    waiting.filed(THEN, ONE)
    now = summing.pieces_of(county.organ, 2025, date(2026, 2, 10))
    assert {piece.row.organ.name for piece in now.pieces} == {"甲局", "乙局"}
    assert {each.row.organ.name: str(each.why) for each in now.missing} == {
        "late所": "逾期未报",
        "waiting所": "已报送，还没有审核通过",
        "青山区人民政府": "逾期未报",
    }
    assert now.register.unregistered == [unknown.organ]


def test_for_every_report_that_lacks_the_authority_says_why_and_another_person_agrees(county: County) -> None:
    late = county.child("late-suo", "迟报所")
    county.register(late.organ)
    version = summed(county)
    lacks = [v for v in verdicts_of(version) if v.finding.rule == "G2"]
    assert [v.finding.message for v in lacks] == [
        "迟报所须编制2025年度报告，没有计入汇总",
        "青山区人民政府须编制2025年度报告，没有计入汇总",
    ]
    with pytest.raises(CannotDo, match="G2：迟报所须编制2025年度报告，没有计入汇总"):
        send_to_review(version, by=county.clerk, at=LATER)

    said = explain(
        version, rule="G2", address=lacks[0].address, kind="other", amount=None, says="逾期未报，已催报。",
        by=county.clerk, at=LATER,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        answer_explanation(said, approves=True, by=county.clerk, at=LATER)
    assert lacks[0].address in {each.address for each in blocking(verdicts_of(version))}
    answer_explanation(said, approves=True, by=county.head, at=LATER)
    assert lacks[0].address not in {each.address for each in blocking(verdicts_of(version))}
    county.whole(version, LATER)


def test_every_file_of_a_sum_names_whose_reports_it_is_made_of_and_whose_it_lacks(county: County) -> None:
    late = county.child("late-suo", "迟报所")
    county.register(late.organ)
    report = composing.report_of(summed(county))
    for form in ("html", "docx", "pdf", "xlsx", "json"):
        again = read_bytes(write(report, form), f"report.{form}")
        words = "".join(again.preamble.split())
        assert "本报告为汇总报告，各表是下列机关报告中同一格之和：甲局、乙局。" in words, form
        assert "须编制报告而没有计入的机关：迟报所、青山区人民政府。" in words, form


def test_a_sum_is_stale_once_another_organ_lacks_in_it(county: County) -> None:
    version = summed(county)
    assert summing.stale(version) == []
    county.register(county.child("c-ju", "丙局").organ)
    assert summing.stale(version) == ["没有计入的机关与汇总时的不同。"]
    assert summing.stale(summed(county)) == []


def test_a_report_returned_after_the_sum_was_built_makes_it_stale_and_it_goes_no_further(
    county: County,
) -> None:
    version = summed(county)
    assert summing.stale(version) == []
    send_back(county.children["a-ju"].filing(), by=county.supervisor, at=LATER, says="第三项漏计一件。")
    assert summing.stale(version) == ["甲局的报告已被退回，汇总里仍有它的数。"]
    with pytest.raises(CannotDo, match="汇总已过期：甲局"):
        send_to_review(version, by=county.clerk, at=LATER)
    anew = summed(county)
    assert summing.stale(anew) == []
    assert values(anew) == SEVEN


def test_a_report_accepted_after_the_sum_was_built_makes_it_stale(county: County) -> None:
    version = summed(county)
    child = county.child("c-ju", "丙局")
    county.register(child.organ)
    accept(child.filed(LATER, ONE).filing, by=county.supervisor, at=LATER)
    assert summing.stale(version) == ["丙局的报告已经审核通过，没有计入汇总。"]


def test_an_amendment_makes_the_sum_stale_and_becoming_public_does_not(county: County) -> None:
    version, child = summed(county), county.children["a-ju"]
    publish(child.filing(), by=child.clerk, at=LATER)
    assert summing.stale(version) == []
    child.closed(2025, SEVEN)
    anew = make_version(child.filing(), by=child.clerk, at=LATER, note="更正新收件数。")
    child.explained(anew)
    assert summing.stale(version) == []  # the public edition stands until the amendment is accepted
    child.accepted(anew, LATER)
    assert summing.stale(version) == ["甲局的报告已有更正，汇总用的是更正以前的。"]


def test_the_same_sum_of_another_report_is_another_version(county: County) -> None:
    version = summed(county)
    with pytest.raises(CannotDo, match="完全相同"):
        summed(county)
    child = county.children["a-ju"]
    send_back(child.filing(), by=county.supervisor, at=LATER, says="第五部分过于笼统。")
    write_section(child.filing(), 5, "答复平均用时12天。将逐月核对。", by=child.clerk, at=LATER)
    anew = make_version(child.filing(), by=child.clerk, at=LATER)
    child.explained(anew)
    child.accepted(anew, LATER)
    assert values(summed(county)) == values(version)


def test_words_written_later_keep_the_parts(county: County) -> None:
    version = summed(county)
    write_section(version.filing, 1, "全区2025年公开工作平稳。", by=county.clerk, at=LATER)
    anew = make_version(version.filing, by=county.clerk, at=LATER)
    assert anew.parts.count() == 2
    assert summing.stale(anew) == []


def test_nothing_accepted_is_nothing_to_sum() -> None:
    county = County()
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    child.filed(THEN, ONE)
    with pytest.raises(CannotDo, match="无从汇总"):
        summed(county)


def test_the_aggregate_goes_the_same_way_and_its_acceptance_elsewhere_is_entered_with_its_reference(
    county: County,
) -> None:
    version = county.whole(summed(county), LATER)
    filing = version.filing
    submit(filing, by=county.clerk, at=LATER)
    with pytest.raises(CannotDo, match="文号"):
        judged_elsewhere(
            filing,
            accepts=True,
            authority="青山市",
            reference=" ",
            day=LATER.date(),
            by=county.leader,
            at=LATER,
        )
    judged_elsewhere(
        filing,
        accepts=True,
        authority="青山市人民政府办公室",
        reference="青政办函〔2026〕3号",
        day=LATER.date(),
        by=county.leader,
        at=LATER,
    )
    assert stands(filing).stage is Stage.ACCEPTED
    filed = publish(filing, by=county.clerk, at=LATER)
    assert filed.filing.scope == "aggregate"
    assert stands(filing).stage is Stage.PUBLISHED


def accepted_above(county: County) -> tuple[Version, Version]:
    """Return the sum of a county, accepted by the prefecture, and the prefecture's own."""
    city = County("qingshi", "青市人民政府")
    Organ.objects.filter(pk=city.organ.pk).update(kind="prefecture")
    Organ.objects.filter(pk=county.organ.pk).update(supervisor=city.organ)
    city.register(county.organ, kind="government_office_own")
    version = county.whole(summed(county), LATER)
    submit(version.filing, by=county.clerk, at=LATER)
    accept(version.filing, by=city.supervisor, at=LATER)
    return version, aggregate(city.organ, 2025, by=city.clerk, at=LATER)


def test_a_sum_of_sums_is_stale_once_a_report_in_one_of_them_was_returned(county: County) -> None:
    _version, total = accepted_above(county)
    assert summing.stale(total) == []
    send_back(county.children["a-ju"].filing(), by=county.supervisor, at=LATER, says="漏计一件。")
    assert summing.stale(total) == ["青山区人民政府的汇总报告已过期：甲局的报告已被退回，汇总里仍有它的数。"]


def test_of_a_sum_of_sums_it_is_told_that_a_report_in_one_of_them_was_amended(county: County) -> None:
    version, total = accepted_above(county)
    child, day = county.children["a-ju"], date(2026, 2, 12)
    publish(child.filing(), by=child.clerk, at=LATER)
    publish(version.filing, by=county.clerk, at=LATER)
    assert summing.amended_since(total, LATER.date()) == []
    child.closed(2025, SEVEN)
    anew = make_version(child.filing(), by=child.clerk, at=at("2026-02-11"), note="更正新收件数。")
    child.explained(anew)
    child.accepted(anew, at("2026-02-11"))
    publish(child.filing(), by=child.clerk, at=at("2026-02-12"))
    assert summing.amended_since(total, LATER.date()) == [(child.organ, day)]
    assert summing.stale(total) == []  # the public sum stands until it is amended itself


def lacking(post: Post) -> list[str]:
    """Return what a desk says of reports that are in no sum."""
    return [str(line.says) for line in due(post, at("2026-02-13")) if "没有计入汇总" in str(line.says)]


def test_a_report_accepted_after_the_sum_was_submitted_is_told_to_who_sums_and_who_supervises(
    county: County, client: Client
) -> None:
    """统得出、报得准: the public sum lacks it until it is added up again."""
    late = county.child("late-ju", "迟报局")
    county.register(late.organ)
    version = county.whole(summed(county), LATER)
    submit(version.filing, by=county.clerk, at=LATER)
    waiting = late.filed(at("2026-02-12"), ONE)
    assert lacking(county.clerk) == lacking(county.supervisor) == [], "it is not accepted"
    accept(waiting.filing, by=county.supervisor, at=at("2026-02-12"))

    submitted = "2025年度汇总报告报送以后，迟报局的报告已经审核通过，没有计入汇总"
    assert lacking(county.clerk) == lacking(county.supervisor) == [submitted]
    assert lacking(late.clerk) == lacking(county.reviewer) == []

    [line] = [each for each in due(county.clerk, at("2026-02-13")) if str(each.says) == submitted]
    assert "迟报局的报告已经审核通过，没有计入汇总" in (
        sign_in(client, county.clerk).get(line.url).content.decode()
    )

    send_back(late.filing(), by=county.supervisor, at=at("2026-02-12"), says="漏计一件。")
    assert lacking(county.clerk) == [], "there is nothing to add"


def test_a_public_sum_lacks_the_late_report_until_it_is_added_up_again(county: County) -> None:
    late = county.child("late-ju", "迟报局")
    county.register(late.organ)
    version = county.whole(summed(county), LATER)
    publish_sum(county, version)
    w = late.filed(at("2026-02-12"), ONE)
    accept(w.filing, by=county.supervisor, at=at("2026-02-12"))
    publish(w.filing, by=late.clerk, at=at("2026-02-12"))

    public = "2025年度汇总报告公布以后，迟报局的报告已经审核通过，没有计入汇总"
    assert lacking(county.clerk) == lacking(county.supervisor) == [public]
    anew = aggregate(county.organ, 2025, by=county.clerk, at=at("2026-02-13"), note="补入迟报局的报告")
    assert late.organ in summing.organs_of(anew)
    assert lacking(county.clerk) == lacking(county.supervisor) == []


def test_of_many_reports_that_a_sum_lacks_some_are_named_and_all_are_counted(county: County) -> None:
    children = [county.child(f"late-{n}", f"迟报{n}局") for n in range(6)]
    for child in children:
        county.register(child.organ)
    publish_sum(county, county.whole(summed(county), LATER))
    for child in children:
        accept(child.filed(at("2026-02-12"), ONE).filing, by=county.supervisor, at=at("2026-02-12"))
    names = "、".join(f"迟报{n}局" for n in range(5))
    says = f"2025年度汇总报告公布以后，{names}等6个机关的报告已经审核通过，没有计入汇总"
    assert lacking(county.supervisor) == [says]


def publish_sum(county: County, version: Version) -> None:
    """Let the sum of a county whose authority is elsewhere go its whole way."""
    submit(version.filing, by=county.clerk, at=LATER)
    judged_elsewhere(
        version.filing, accepts=True, authority="青山市人民政府办公室", reference="1号", day=LATER.date(),
        by=county.leader, at=LATER,
    )  # fmt: skip
    publish(version.filing, by=county.clerk, at=LATER)


def test_last_years_sum_that_comes_later_and_differs_is_told_to_the_county_and_the_prefecture(
    county: County,
) -> None:
    version, total = accepted_above(county)
    publish(version.filing, by=county.clerk, at=LATER)
    last = a_report(county.organ.name, 2024)
    last.cells |= {f"T3.{row}.{column}": Cell(5) for row in ("R1", "R4") for column in ("C1", "C7")}
    given = {"organ": county.organ, "year": 2024, "name": "x.json", "by": "张三", "scope": "aggregate"}
    given |= {"published_on": date(2025, 3, 20), "at": at("2026-02-12")}
    import_report(data=write(last, "json"), **given)
    city = Post.objects.get(organ=total.filing.organ, duty=Duty.SUPERVISOR)
    for post, says in (
        (county.clerk, "2025年度汇总报告公布以后，上一年度的报告有变，2处与它不再相符"),
        (city, "青山区人民政府的2025年度汇总报告与上一年度的报告不再相符（2处）"),
    ):
        assert says not in [line.says for line in due(post, at("2026-02-13"))]
        assert look(at("2026-02-13", "00:20")) == 1
        assert says in [line.says for line in due(post, at("2026-02-13"))]
        Noticed.objects.all().delete()


def test_county_sums_are_summed_by_the_prefecture(county: County) -> None:
    city = County("qingshi", "青市人民政府")
    Organ.objects.filter(pk=city.organ.pk).update(kind="prefecture")
    Organ.objects.filter(pk=county.organ.pk).update(supervisor=city.organ)
    bureau = city.child("shi-ju", "市局")
    for organ, kind in ((county.organ, "government_office_own"), (bureau.organ, "organ")):
        city.register(organ, kind=kind)
    accept(bureau.filed(THEN, ONE).filing, by=city.supervisor, at=THEN)
    version = county.whole(summed(county), LATER)
    submit(version.filing, by=county.clerk, at=LATER)
    with pytest.raises(CannotDo, match="本平台上的主管部门"):
        judged_elsewhere(
            version.filing,
            accepts=True,
            authority="青市",
            reference="1号",
            day=LATER.date(),
            by=county.leader,
            at=LATER,
        )
    accept(version.filing, by=city.supervisor, at=LATER)
    total = aggregate(city.organ, 2025, by=city.clerk, at=LATER)
    assert values(total) == dict.fromkeys(ONE, 9)
    assert [organ.name for organ in summing.organs_of(total)] == ["青山区人民政府", "市局"]


def test_the_page_of_the_sum_says_for_whom_and_that_it_is_stale(county: County, client) -> None:  # type: ignore[no-untyped-def]
    url = "/desk/annual/register/sum/?year=2025"
    sign_in(client, county.clerk).post(url)
    assert Version.objects.get(filing__scope="aggregate").parts.count() == 2
    page = client.get(url).content.decode()
    assert "就是第1稿汇总的这些报告" in page
    assert page.count("乙局") == 1
    send_back(county.children["a-ju"].filing(), by=county.supervisor, at=LATER, says="漏计。")
    page = client.get(url).content.decode()
    assert "甲局的报告已被退回" in page
    assert "现在可以汇总的有1份" in page
    assert page.count("乙局") == 2


def test_what_is_kept_is_read_quickly_and_to_the_same_cells(county: County) -> None:
    version = summed(county)
    quick, whole = summing.kept(version.content), composing.report_of(version)
    assert quick.cells == whole.cells
    assert set(quick.cells) == set(edition_for(2025).places)
    assert (quick.organ, quick.year, quick.sections) == (whole.organ, whole.year, whole.sections)


def differing(county: County, client: Client) -> list[list[str]]:
    """Return the rows of the table of differences on the page of the sum."""
    shown = html.fromstring(
        sign_in(client, county.clerk).get("/desk/annual/register/sum/?year=2025").content.decode()
    )
    rows = shown.xpath("//section[@aria-labelledby='differences']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_the_page_tells_cell_by_cell_where_the_reports_and_the_cases_here_differ(
    county: County, client: Client
) -> None:
    assert differing(county, client) == []  # nobody's cases are here
    asked(county.children["a-ju"], "2025-03-03", "2025-03-20", "partial_disclosure")
    form = edition_for(2025)
    # One request of a natural person either way: only how it ended is another.
    assert differing(county, client) == [
        [cell_name(form.places["T3.R3_1.C1"]), "1", "0", "甲局 报1，本平台0"],
        [cell_name(form.places["T3.R3_1.C7"]), "1", "0", "甲局 报1，本平台0"],
        [cell_name(form.places["T3.R3_2.C1"]), "0", "1", "甲局 报0，本平台1"],
        [cell_name(form.places["T3.R3_2.C7"]), "0", "1", "甲局 报0，本平台1"],
    ]
    for n in range(2):
        asked(county.children["b-ju"], f"2025-04-0{n + 1}", "2025-04-20")
    received = next(row for row in differing(county, client) if row[0] == cell_name(form.places["T3.R1.C1"]))
    assert received[1:] == ["7", "2", "乙局 报7，本平台2"]  # of those alone that differ


def test_where_the_library_has_other_norms_than_a_report_the_page_tells_it(
    county: County, client: Client
) -> None:
    child = county.children["b-ju"]
    norms(child.organ, child.clerk, date(2024, 5, 8), date(2024, 5, 9), 3)
    name = cell_name(edition_for(2025).places["T2.gfxwj.in_force"])
    assert differing(county, client) == [[name, "0", "3", "乙局 报0，本平台3"]]  # and none of its requests


def test_a_sum_below_is_followed_down_to_the_reports_of_single_organs(county: County, client: Client) -> None:
    asked(county.children["a-ju"], "2025-03-03", "2025-03-20", "partial_disclosure")
    city = an_organ("shi", "青山市人民政府", kind="prefecture")
    Organ.objects.filter(pk=county.organ.pk).update(supervisor=city)
    county.organ.refresh_from_db()
    supervisor, clerk = a_post(city, Duty.SUPERVISOR), a_post(city, Duty.CLERK)
    county.register(county.organ, by=supervisor, to=city)  # it files the sum upwards
    version = county.whole(summed(county), LATER)
    submit(version.filing, by=county.clerk, at=LATER)
    accept(version.filing, by=supervisor, at=LATER)
    now = summing.pieces_of(city, 2025, LATER.date())
    found = {each.address: each.organs for each in summing.differences(now.pieces, 2025, LATER)}
    assert found["T3.R3_1.C1"] == ((county.children["a-ju"].organ, 1, 0),)
    shown = sign_in(client, clerk).get("/desk/annual/register/sum/?year=2025").content.decode()
    assert "报1，本平台0" in shown


def test_blank_and_not_applicable_cells_are_kept_as_they_are(county: County) -> None:
    version = summed(county)
    report = composing.report_of(version)
    report.cells["T2.gz.made"] = Cell(status=Status.NA)
    report.cells["T2.xzcf.decisions"] = Cell(status=Status.BLANK)
    report.cells["T2.xzsyxsf.amount_wan"] = Cell(Decimal("1.25"))
    content = composing.content_of(report)
    quick = summing.kept(content)
    assert quick.cells == interchange.from_json(interchange.loads(content)).cells
    assert (quick.cells["T2.gz.made"].status, quick.cells["T2.xzcf.decisions"].status) == (
        Status.NA,
        Status.BLANK,
    )
    report.cells["T2.gz.made"] = Cell(status=Status.AMBIGUOUS, candidates=(3, 30))
    content = composing.content_of(report)
    assert summing.kept(content).cells == interchange.from_json(interchange.loads(content)).cells


def test_a_sum_of_more_reports_asks_no_more(county: County) -> None:
    def queries_asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            now = summing.pieces_of(county.organ, 2025, date(2026, 2, 10))
            assert len(summing.reports_of(now.pieces)) == len(county.children)
            summing.differences(now.pieces, 2025, LATER)
        return len(queries)

    publish(county.children["a-ju"].filing(), by=county.children["a-ju"].clerk, at=LATER)
    before = queries_asked()
    for code, name in (("c-ju", "丙局"), ("d-ju", "丁局"), ("e-ju", "戊局")):
        child = county.children[code] = county.child(code, name)
        county.register(child.organ)
        accept(child.filed(LATER, ONE).filing, by=county.supervisor, at=LATER)
    publish(county.children["c-ju"].filing(), by=county.children["c-ju"].clerk, at=LATER)
    assert queries_asked() == before
