"""The way of an annual report: closed, put together, reviewed, submitted, judged, published, set right."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from gongkai.report.loader import editions
from gongkai.report.model import Finding, Severity
from gongkai.service.annual import kinds, owed, queries
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.review_version import send_to_review, speak
from gongkai.service.annual.actions.source_number import source_number
from gongkai.service.annual.actions.submit import submit, take_back
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.checking import difference_of
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.filings import Overtaken, filing_of
from gongkai.service.annual.models import Version
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.annual.ways import ways
from gongkai.service.clearance.refusals import NotCleared
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty, Post
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.organs.records import Immutable
from tests.service.annual_children import County
from tests.service.cases import at
from tests.service.desk import a_post, sign_in
from tests.service.filings import Reporting, explain_the_first_year

pytestmark = pytest.mark.django_db

NEXT = at("2026-01-08")
OPENED = {
    "T3.R2.C1": 1,
    "T3.R2.C7": 1,
    "T3.R4.C1": 1,
    "T3.R4.C7": 1,
}  # nothing was carried out


@pytest.fixture
def bureau() -> Reporting:
    """Return a bureau with last year's report of zeros public, so that the years can be compared."""
    found = Reporting()
    last = found.drafted(2024)
    nothing = at("2025-01-08")
    explain_the_first_year(found, last)
    found.accepted(last, nothing)
    publish(last.filing, by=found.clerk, at=nothing)
    return found


def test_a_report_goes_its_way_from_the_closing_to_the_column_of_annual_reports(bureau: Reporting) -> None:
    filing = bureau.filing()
    assert stands(filing).stage is Stage.OPEN
    version = bureau.drafted()
    assert stands(filing).stage is Stage.DRAFTED
    bureau.cleared(version, NEXT)
    assert stands(filing).stage is Stage.CLEARED
    submit(filing, by=bureau.clerk, at=NEXT)
    assert stands(filing).stage is Stage.SUBMITTED
    accept(filing, by=bureau.supervisor, at=NEXT)
    filed = publish(filing, by=bureau.clerk, at=NEXT)
    assert stands(filing).stage is Stage.PUBLISHED
    assert [row.pk for row in queries.editions(bureau.organ, 2025)] == [filed.pk]
    assert queries.report_of(filed).section(1).text.startswith("2025年")  # type: ignore[union-attr]
    assert filed.published_on.isoformat() == "2026-01-08"


def test_what_was_not_reviewed_is_neither_submitted_nor_published(bureau: Reporting) -> None:
    version = bureau.drafted()
    with pytest.raises(CannotDo, match="已成稿，待送审"):
        submit(version.filing, by=bureau.clerk, at=NEXT)
    send_to_review(version, by=bureau.clerk, at=NEXT)
    with pytest.raises(CannotDo, match="审查中"):
        submit(version.filing, by=bureau.clerk, at=NEXT)
    with pytest.raises(CannotDo):
        publish(version.filing, by=bureau.clerk, at=NEXT)


def test_a_version_put_together_after_the_review_needs_its_own(bureau: Reporting) -> None:
    filing = bureau.cleared(bureau.drafted(), NEXT).filing
    write_section(filing, 5, "主要问题是人手不足。", by=bureau.clerk, at=NEXT)
    make_version(filing, by=bureau.clerk, at=NEXT)
    assert stands(filing).stage is Stage.DRAFTED
    with pytest.raises((CannotDo, NotCleared)):
        submit(filing, by=bureau.clerk, at=NEXT)


def test_sums_that_do_not_hold_are_never_explained_and_never_filed(bureau: Reporting) -> None:
    version = bureau.drafted(
        cells={"T3.R1.C1": 1, "T3.R1.C7": 1}
    )  # received, and neither ended nor carried out
    with pytest.raises(CannotDo, match="N1"):
        send_to_review(version, by=bureau.clerk, at=NEXT)
    with pytest.raises(CannotDo, match="没有例外"):
        explain(
            version,
            rule="N1",
            address="T3.R1.C1",
            kind="other",
            amount=Decimal(1),
            says="漏登",
            by=bureau.clerk,
            at=NEXT,
        )


def test_an_opening_that_differs_from_last_years_closing_is_filed_once_somebody_else_agreed_why(
    bureau: Reporting,
) -> None:
    version = bureau.drafted(cells=OPENED)
    with pytest.raises(CannotDo, match="X1"):
        send_to_review(version, by=bureau.clerk, at=NEXT)
    said = {
        "rule": "X1",
        "kind": "registered_late",
        "says": "上年度漏登一件，2026年1月补登。",
        "by": bureau.clerk,
    }
    places = [v for v in verdicts_of(version) if v.finding.rule == "X1"]
    assert {v.difference for v in places} == {Decimal(1)}
    for place in places:
        with pytest.raises(CannotDo, match="还没有说明的差额"):
            explain(version, address=place.address, amount=Decimal(2), at=NEXT, **said)  # type: ignore[arg-type]
        own = explain(version, address=place.address, amount=Decimal(1), at=NEXT, **said)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed):
            answer_explanation(own, approves=True, by=bureau.clerk, at=NEXT)
        with pytest.raises(CannotDo, match="X1"):
            send_to_review(version, by=bureau.clerk, at=NEXT)
        answer_explanation(own, approves=True, by=bureau.head, at=NEXT)
    send_to_review(version, by=bureau.clerk, at=NEXT)


def test_a_share_is_explained_whole_and_a_count_never_by_halves_nor_with_things_that_are_not_there(
    bureau: Reporting,
) -> None:
    version = bureau.drafted(cells=OPENED)
    place = next(v for v in verdicts_of(version) if v.finding.rule == "X1" and v.address == "T3.R2.C1")
    said = {"rule": "X1", "address": place.address, "kind": "other", "says": "补登。", "by": bureau.clerk}
    with pytest.raises(CannotDo, match="没有半件"):
        explain(version, amount=Decimal("0.5"), at=NEXT, **said)  # type: ignore[arg-type]
    with pytest.raises(CannotDo, match="申请中有的不存在"):
        explain(version, amount=Decimal(1), cases=[987654], at=NEXT, **said)  # type: ignore[arg-type]
    with pytest.raises(CannotDo, match="机关中有的不存在"):
        explain(version, amount=Decimal(1), organs=[987654], at=NEXT, **said)  # type: ignore[arg-type]
    share = Finding("P3", Severity.WARN, "其他处理占比高", ("T3.R3_6_3.C7",), 10, 20)
    assert difference_of(share) is None
    assert difference_of(place.finding) == 1


def test_a_stock_of_2019_that_falls_below_zero_is_asked_about() -> None:
    bureau = Reporting("lao-ju", "老局")
    version = bureau.drafted(2019, {"T2.xzxk.prev": 10, "T2.xzxk.delta": -12, "T2.xzcf.prev": 2})
    (told,) = [each for each in verdicts_of(version) if each.finding.rule == "P11"]
    assert told.blocks and told.may_be_explained and told.difference is None
    assert "加本年增/减为-2" in told.finding.message
    assert told.finding.cells == ("T2.xzxk.prev", "T2.xzxk.delta")


def test_an_explanation_says_nothing_of_another_closing(bureau: Reporting) -> None:
    version = bureau.drafted(cells=OPENED)
    for each in verdicts_of(version):
        if each.finding.rule == "X1":
            own = explain(
                version,
                rule="X1",
                address=each.address,
                kind="other",
                amount=each.difference,
                says="补登",
                by=bureau.clerk,
                at=NEXT,
            )
            answer_explanation(own, approves=True, by=bureau.head, at=NEXT)
    bureau.closed(cells={**OPENED, "T2.gfxwj.made": 1, "T2.gfxwj.in_force": 1})
    with pytest.raises(CannotDo, match="重新核定"):
        send_to_review(version, by=bureau.clerk, at=NEXT)
    anew = make_version(version.filing, by=bureau.clerk, at=NEXT)
    assert any(each.blocks for each in verdicts_of(anew) if each.finding.rule == "X1")


def test_a_report_without_a_word_in_a_section_is_not_sent_to_review(bureau: Reporting) -> None:
    bureau.drafted()
    write_section(bureau.filing(), 5, " ", by=bureau.clerk, at=NEXT)
    version = bureau.drafted_again(NEXT)
    with pytest.raises(CannotDo, match="“五、存在的主要问题及改进情况”没有文字"):
        send_to_review(version, by=bureau.clerk, at=NEXT)


def test_the_authority_returns_with_reasons_and_the_organ_mends_it(
    bureau: Reporting,
) -> None:
    version = bureau.cleared(bureau.drafted(), NEXT)
    filing = version.filing
    submit(filing, by=bureau.clerk, at=NEXT)
    with pytest.raises(NotAllowed):
        send_back(filing, by=bureau.leader, at=NEXT, says="自己退回")
    with pytest.raises(CannotDo, match="写明理由"):
        send_back(filing, by=bureau.supervisor, at=NEXT, says=" ")
    send_back(filing, by=bureau.supervisor, at=NEXT, says="第五部分过于笼统。")
    assert stands(filing).stage is Stage.RETURNED
    with pytest.raises(CannotDo):
        publish(filing, by=bureau.clerk, at=NEXT)
    words = "2025年有3件答复超过15个工作日"
    write_section(filing, 5, f"{words}。将按周催办。", by=bureau.clerk, at=NEXT)
    source_number(filing, 5, context=words, number="3", source="办理台账", by=bureau.clerk, at=NEXT)
    bureau.accepted(make_version(filing, by=bureau.clerk, at=NEXT), NEXT)
    assert stands(filing).stage is Stage.ACCEPTED


def test_a_submitted_report_can_be_taken_back_until_it_is_judged(bureau: Reporting) -> None:
    filing = bureau.cleared(bureau.drafted(), NEXT).filing
    submit(filing, by=bureau.clerk, at=NEXT)
    take_back(filing, by=bureau.clerk, at=NEXT, says="发现一处错字")
    assert stands(filing).stage is Stage.CLEARED
    with pytest.raises(CannotDo):
        accept(filing, by=bureau.supervisor, at=NEXT)


def test_what_is_public_is_set_right_by_another_edition_with_a_visible_note(bureau: Reporting) -> None:
    version = bureau.accepted(bureau.drafted(), NEXT)
    publish(version.filing, by=bureau.clerk, at=NEXT)
    bureau.closed(cells={"T2.gfxwj.made": 1, "T2.gfxwj.in_force": 1})
    with pytest.raises(CannotDo, match="更正了什么"):
        make_version(version.filing, by=bureau.clerk, at=NEXT)
    note = "更正行政规范性文件制发件数。"
    anew = make_version(version.filing, by=bureau.clerk, at=NEXT, note=note)
    assert stands(version.filing).is_amendment
    publish(bureau.accepted(anew, NEXT).filing, by=bureau.clerk, at=NEXT)
    editions = queries.editions(bureau.organ, 2025)
    assert [(row.number, row.note) for row in editions] == [(2, note), (1, "")]


def test_the_page_makes_the_next_step_its_first_button_once_nothing_is_unsolved(
    bureau: Reporting, client: Client
) -> None:
    wrong = bureau.drafted(cells={**OPENED, "T3.R1.C1": 1})
    url = f"/desk/annual/{wrong.filing_id}/"
    sign_in(client, bureau.clerk)
    assert (first(client, url), marks(client, url)[:4]) == ([], ["done", "done", "fault", "later"])
    assert "没有通过" in client.get(url).content.decode()
    bureau.drafted()
    assert (first(client, url), marks(client, url)[:4]) == (["送审"], ["done", "done", "done", "now"])


def first(client: Client, url: str) -> list[str]:
    """Return the words on the button that stands out among the next steps."""
    page = html.fromstring(client.get(url).content.decode())
    return [
        str(each.text_content()).strip()
        for each in page.xpath('//ul[@class="buttons moves"]//a[@class="button primary"]')
    ]


def marks(client: Client, url: str) -> list[str]:
    """Return how each step of the way stands."""
    page = html.fromstring(client.get(url).content.decode())
    return [str(each.get("class")) for each in page.xpath('//ol[@class="way"]/li')]


def test_the_second_of_two_who_file_at_once_is_told(bureau: Reporting) -> None:
    filing = bureau.drafted().filing
    seen = stands(filing).seen
    send_to_review(stands(filing).version, by=bureau.clerk, at=NEXT, seen=seen)  # type: ignore[arg-type]
    with pytest.raises(Overtaken):
        make_version(filing, by=bureau.head, at=NEXT, seen=seen)
    text = filing.texts.filter(section=5).latest("pk")
    write_section(filing, 5, "甲写的。", by=bureau.clerk, at=NEXT, seen=text.pk)
    with pytest.raises(Overtaken):
        write_section(filing, 5, "乙写的。", by=bureau.head, at=NEXT, seen=text.pk)


def test_nobody_who_wrote_in_it_passes_the_last_level(bureau: Reporting) -> None:
    version = bureau.drafted()
    write_section(version.filing, 5, "负责人写的一句。", by=bureau.head, at=NEXT)
    version = make_version(version.filing, by=bureau.clerk, at=NEXT)
    send_to_review(version, by=bureau.clerk, at=NEXT)
    speak(version, verdict="pass", digest=version.digest, by=bureau.clerk, at=NEXT)
    speak(version, verdict="pass", digest=version.digest, by=bureau.reviewer, at=NEXT)
    with pytest.raises(NotAllowed):
        speak(version, verdict="pass", digest=version.digest, by=bureau.head, at=NEXT)


def test_a_version_a_step_and_a_closing_are_never_changed(bureau: Reporting) -> None:
    version = bureau.drafted()
    version.note = "改过"
    with pytest.raises(Immutable):
        version.save()
    with pytest.raises(Immutable):
        Version.objects.all().delete()


def test_a_year_without_a_form_has_no_filing(bureau: Reporting) -> None:
    with pytest.raises(CannotDo, match="2017年度没有可用的报告格式"):
        filing_of(bureau.organ, 2017)


def test_kinds_of_reporters_are_called_as_the_editions_call_them() -> None:
    for form in editions():
        for kind in form.kinds:
            assert str(kinds.name_of(kind)) == kind.who
            assert kind.key in kinds.NAMES


def test_an_organ_whose_work_is_in_the_report_of_another_neither_submits_nor_publishes_its_own() -> None:
    county = County()
    child, other = county.child("a-zhan", "甲站"), county.child("b-ju", "乙局")
    version = child.cleared(child.drafted_whole(), NEXT)
    county.register(child.organ, independent=False, under=other.organ)

    with pytest.raises(CannotDo, match="不单独报送，它的工作写入乙局的报告"):
        submit(version.filing, by=child.clerk, at=NEXT)
    (way,) = (
        way for way in ways(stands(version.filing), child.clerk, NEXT.date(), own=True) if way.key == "submit"
    )
    assert "不单独报送" in way.why and not way.url
    assert list(owed.due(child.clerk, NEXT)) == []

    county.register(child.organ)
    submit(version.filing, by=child.clerk, at=NEXT)
    accept(version.filing, by=county.supervisor, at=NEXT)
    county.register(child.organ, external=False, under=other.organ)
    with pytest.raises(CannotDo, match="不单独报送"):
        publish(version.filing, by=child.clerk, at=NEXT)


def test_what_comes_next_is_the_first_button_of_the_page(client: Client) -> None:
    county = County()
    child = county.child("a-ju", "甲局")
    version = child.drafted_whole()
    page = reverse("desk-annual-filing", args=[version.filing_id])

    def primary(post: Post) -> list[str]:
        html = sign_in(client, post).get(page).content.decode()
        moves = html.partition('id="moves"')[2].partition("</section>")[0]
        return re.findall(r'class="button primary" href="[^"]*/([a-z-]+)/"', moves)

    assert primary(child.clerk) == ["review"]
    child.cleared(version, NEXT)
    assert primary(child.clerk) == ["submit"]
    submit(version.filing, by=child.clerk, at=NEXT)
    assert primary(county.supervisor) == ["accept"]


def test_who_submitted_a_report_does_not_accept_it_in_another_post_of_hers() -> None:
    county = County()
    child = county.child("qingshan-dangan", "青山区档案局")
    version = child.filed(NEXT)
    same = a_post(county.organ, Duty.SUPERVISOR, child.clerk.person)

    with pytest.raises(NotAllowed, match="另一位同志审核"):
        accept(version.filing, by=same, at=NEXT)
    assert "另一位同志" in next(
        way.why for way in ways(stands(version.filing), same, NEXT.date(), own=False) if way.key == "accept"
    )

    assert accept(version.filing, by=county.supervisor, at=NEXT).kind == "accepted"
