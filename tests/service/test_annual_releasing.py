"""Nothing of a report is published before the same review before release, whoever wrote it (条例17)."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.report.model import Indicator, Report
from gongkai.service.annual import identities
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.plan import plan
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.receive_report import read_file, receive_report
from gongkai.service.annual.actions.review_version import answer, hold_back, send_to_review, speak
from gongkai.service.annual.actions.submission_key import issue_key
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import Explanation, FiledReport, ReviewedWords, Version
from gongkai.service.annual.owed import due
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.catalogue.scanning import SecrecyMarked
from gongkai.service.clearance.models import Hit, Review
from gongkai.service.clearance.refusals import NotCleared, OutOfTurn, WrongFields
from gongkai.service.organs.models import Deed, Duty, Post
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.organs.records import Immutable
from tests.service.annual_children import Far, explain_all
from tests.service.cases import a_who, at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.filings import Reporting, a_report, as_json, explain_the_first_year, pass_all

pytestmark = pytest.mark.django_db

THEN = at("2026-01-20")
PHONE = "13812345678"


@pytest.fixture
def county() -> Far:
    return Far()


def taken(county: Far, report: Report, **facts: Any) -> Version:
    """Return a received report that balances and whose comparisons are explained."""
    data = as_json(report)
    given = {"source": data, "name": "报告.json", "by": county.supervisor, "at": THEN, **facts}
    version = receive_report(county.far, 2025, read_file(data, "报告.json"), **given)
    explain_all(version, county.supervisor, county.second)
    return version


def reviewed(county: Far, version: Version) -> None:
    send_to_review(version, by=county.supervisor, at=THEN)
    pass_all(version, county.levels, THEN)


# What was received


def test_what_was_received_and_accepted_is_not_published_before_its_review(county: Far) -> None:
    filing = taken(county, a_report()).filing
    accept(filing, by=county.supervisor, at=THEN)
    with pytest.raises(NotCleared, match="尚未送审"):
        publish(filing, by=county.supervisor, at=THEN)
    with pytest.raises(NotCleared, match="尚未送审"):
        plan(filing, at("2026-01-28").date(), by=county.supervisor, at=THEN)
    assert not FiledReport.objects.exists()


def test_a_report_sent_by_another_system_is_reviewed_like_an_upload(county: Far, client: Client) -> None:
    _row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "1"}
    url = reverse("v1-annual-send")
    client.post(url, as_json(a_report()), content_type="application/json", headers=headers)
    version = Version.objects.get()
    explain_all(version, county.supervisor, county.second)
    accept(version.filing, by=county.supervisor, at=THEN)
    with pytest.raises(NotCleared):
        publish(version.filing, by=county.supervisor, at=THEN)
    reviewed(county, version)
    assert publish(version.filing, by=county.supervisor, at=THEN).version == version


def test_the_review_is_the_authoritys_and_may_come_before_the_acceptance(county: Far) -> None:
    version = taken(county, a_report())
    reviewed(county, version)
    review = Review.objects.get()
    assert (review.organ, review.digest == version.digest) == (county.organ, False)  # its words are bound too
    assert stands(version.filing).stage is Stage.SUBMITTED
    with pytest.raises(OutOfTurn, match="审查通过"):
        send_to_review(version, by=county.supervisor, at=THEN)
    accept(version.filing, by=county.supervisor, at=THEN)
    publish(version.filing, by=county.supervisor, at=THEN)


def test_personal_data_in_a_received_report_is_found_and_answered_by_somebody_else(county: Far) -> None:
    version = taken(county, a_report(words=f"联系人李四，电话{PHONE}。"))
    send_to_review(version, by=county.supervisor, at=THEN)
    hits = list(Hit.objects.order_by("pk"))
    assert hits
    assert PHONE not in "".join(f"{hit.excerpt}{hit.says}{hit.place}" for hit in hits)
    digest = hits[0].review.digest
    with pytest.raises(NotAllowed):
        answer(version, hits[0], reason="可以公开", by=county.supervisor, at=THEN)
    with pytest.raises(OutOfTurn, match="没有答复"):
        speak(version, verdict="pass", digest=digest, by=county.clerk, at=THEN)
    for hit in hits:
        answer(version, hit, reason="是对外公布的咨询电话。", by=county.clerk, at=THEN)
    speak(version, verdict="pass", digest=digest, by=county.clerk, at=THEN)


def test_what_no_page_prints_of_a_received_report_is_looked_through_too(county: Far) -> None:
    report = a_report()
    odd = dataclasses.replace(report, indicators=[Indicator(f"附：{PHONE}", None, 1)])
    version = taken(county, odd)
    send_to_review(version, by=county.supervisor, at=THEN)
    assert [hit.part for hit in Hit.objects.all()] == ["标题、单位等其他文字"]


def test_who_took_it_in_does_not_approve_it(county: Far) -> None:
    leader = a_post(county.organ, Duty.LEADER, county.supervisor.person)
    version = taken(county, a_report())
    send_to_review(version, by=county.supervisor, at=THEN)
    pass_all(version, (county.clerk, county.reviewer), THEN)
    with pytest.raises(NotAllowed):
        speak(version, verdict="pass", digest=Review.objects.get().digest, by=leader, at=THEN)


def test_a_received_report_that_changes_is_reviewed_anew(county: Far) -> None:
    first = taken(county, a_report())
    reviewed(county, first)
    accept(first.filing, by=county.supervisor, at=THEN)
    second = taken(county, a_report(words="本年度没有其他事项。"))
    accept(second.filing, by=county.supervisor, at=THEN)
    with pytest.raises(NotCleared, match="尚未送审"):
        publish(second.filing, by=county.supervisor, at=THEN)
    with pytest.raises(OutOfTurn, match="又有新稿"):
        send_to_review(first, by=county.supervisor, at=THEN)


def test_what_a_reviewer_refused_is_not_published_though_it_was_accepted(county: Far) -> None:
    version = taken(county, a_report())
    accept(version.filing, by=county.supervisor, at=THEN)
    review = send_to_review(version, by=county.supervisor, at=THEN)
    speak(version, verdict="withhold", digest=review.digest, by=county.clerk, at=THEN, says="有人名。")
    with pytest.raises(NotCleared, match="不予公开"):
        publish(version.filing, by=county.supervisor, at=THEN)


def test_nobody_speaks_any_more_of_what_was_returned_to_its_organ(county: Far) -> None:
    version = taken(county, a_report())
    review = send_to_review(version, by=county.supervisor, at=THEN)
    assert any("远郊局" in str(each.says) for each in due(county.clerk, THEN))
    send_back(version.filing, by=county.supervisor, at=THEN, says="请核对。")
    assert not any("远郊局" in str(each.says) for each in due(county.clerk, THEN))
    with pytest.raises(OutOfTurn):
        speak(version, verdict="pass", digest=review.digest, by=county.clerk, at=THEN)


def test_the_authority_is_told_what_it_still_has_to_do(county: Far) -> None:
    def told() -> str:
        return " ".join(str(each.says) for each in due(county.supervisor, THEN))

    version = taken(county, a_report())
    accept(version.filing, by=county.supervisor, at=THEN)
    assert "将远郊局的2025年度报告送公开前审查" in told()
    reviewed(county, version)
    assert "公布远郊局的2025年度报告" in told()
    publish(version.filing, by=county.supervisor, at=THEN)
    assert "远郊局" not in told()


def test_a_mark_of_secrecy_is_refused_nothing_of_it_is_kept_and_it_is_in_the_log(county: Far) -> None:
    with pytest.raises(SecrecyMarked):
        taken(county, a_report(words="机密★5年"))
    assert not Version.objects.exists()
    assert Deed.objects.filter(act="annual.refuse_secret", key=county.far.code).count() == 1


def test_the_file_that_came_is_not_what_is_published(county: Far, client: Client) -> None:
    data = json.dumps(json.loads(as_json(a_report())), ensure_ascii=False, indent=7).encode()
    version = receive_report(
        county.far, 2025, read_file(data, "a.json"), source=data, name="李四的稿.json",
        by=county.supervisor, at=THEN,
    )  # fmt: skip
    explain_all(version, county.supervisor, county.second)
    accept(version.filing, by=county.supervisor, at=THEN)
    reviewed(county, version)
    filed = publish(version.filing, by=county.supervisor, at=THEN)
    assert bytes(filed.source) != data
    page = client.get(reverse("report", args=[county.far.code, 2025])).content.decode()
    assert "李四" not in page + filed.source_name


# The desk of the authority


def test_the_authority_reviews_and_publishes_on_its_own_pages(county: Far, client: Client) -> None:
    version = taken(county, a_report(words=f"电话{PHONE}"))
    filing, review_page = version.filing, reverse("desk-annual-review", args=[version.pk])

    def act(key: str, by: Post) -> None:
        url = reverse("desk-annual-judge", args=[filing.pk, key])
        sign_in(client, by).post(url, {"seen": stands(filing).seen})

    assert sign_in(client, county.clerk).get(review_page).status_code == 404  # not hers before it is sent
    act("accept", county.supervisor)
    act("publish", county.supervisor)
    assert stands(filing).stage is Stage.ACCEPTED
    act("review", county.supervisor)
    review = Review.objects.get()
    clerk = sign_in(client, county.clerk)
    for hit in review.hits.all():
        clerk.post(review_page, {"do": "answer", "hit": hit.pk, "reason": "是咨询电话。"})
    for post in county.levels:
        opinion = {"do": "opinion", "verdict": "pass", "digest": review.digest}
        page = sign_in(client, post).post(review_page, opinion, follow=True)
        assert page.status_code == 200
    act("publish", county.supervisor)
    assert stands(filing).stage is Stage.PUBLISHED


def test_the_review_is_not_there_for_another_organ(county: Far, client: Client) -> None:
    version = taken(county, a_report())
    send_to_review(version, by=county.supervisor, at=THEN)
    url = reverse("desk-annual-review", args=[version.pk])
    stranger = a_post(an_organ("elsewhere", "别处"), Duty.REVIEWER)
    assert sign_in(client, stranger).get(url).status_code == 404
    for post in (county.reviewer, county.leader, county.supervisor):
        assert sign_in(client, post).get(url).status_code == 200
        assert client.get(reverse("desk-annual-version", args=[version.pk])).status_code == 200
    assert sign_in(client, county.reviewer).get(
        reverse("desk-annual-filing", args=[version.filing_id])
    ).status_code == 404  # fmt: skip


def test_an_authority_does_for_an_organ_with_people_here_only_what_is_its_own(
    county: Far, client: Client
) -> None:
    version = taken(county, a_report())
    accept(version.filing, by=county.supervisor, at=THEN)
    a_post(county.far, Duty.CLERK)
    url = reverse("desk-annual-judge", args=[version.filing_id, "publish"])
    assert sign_in(client, county.supervisor).get(url).status_code == 404
    with pytest.raises(NotAllowed):
        send_to_review(version, by=county.supervisor, at=THEN)


def test_an_authority_explains_for_an_organ_it_looks_after_on_its_pages(county: Far, client: Client) -> None:
    data = as_json(a_report())
    version = receive_report(
        county.far, 2025, read_file(data, "a.json"), source=data, name="a.json", by=county.supervisor, at=THEN
    )
    verdict = next(v for v in verdicts_of(version) if v.blocks)
    url = reverse("desk-annual-explain", args=[version.pk])
    url += f"?rule={verdict.finding.rule}&place={verdict.address}"
    sign_in(client, county.supervisor).post(url, {"kind": "other", "says": "首次报送。"})
    said = Explanation.objects.get()
    sign_in(client, county.second).post(
        reverse("desk-annual-answer", args=[said.pk]), {"approves": "yes", "says": ""}
    )
    said.refresh_from_db()
    assert said.answer.approves
    assert sign_in(client, county.clerk).get(url).status_code == 404


def test_where_an_authority_has_one_supervisor_its_leader_agrees_to_what_she_explains(
    county: Far, client: Client
) -> None:
    county.second.delete()
    data = as_json(a_report())
    given = {"source": data, "name": "a.json", "by": county.supervisor, "at": THEN}
    version = receive_report(county.far, 2025, read_file(data, "a.json"), **given)
    explain_all(version, county.supervisor, county.leader)
    other = Far("other", "另一县", "far-2", "另一远郊局")
    sign_in(client, county.leader)

    accept(version.filing, by=county.supervisor, at=THEN)

    assert client.get(reverse("desk-annual-filing", args=[version.filing_id])).status_code == 200
    assert client.get(reverse("desk-annual-version", args=[version.pk])).status_code == 200
    sign_in(client, other.leader)
    assert client.get(reverse("desk-annual-filing", args=[version.filing_id])).status_code == 404


def test_an_explanation_for_an_organ_looked_after_waits_on_the_desks_of_the_leader_and_head_of_its_authority(
    county: Far, client: Client
) -> None:
    data = as_json(a_report())
    given = {"source": data, "name": "a.json", "by": county.supervisor, "at": THEN}
    version = receive_report(county.far, 2025, read_file(data, "a.json"), **given)
    verdict = next(v for v in verdicts_of(version) if v.blocks)
    explain(
        version, rule=verdict.finding.rule, address=verdict.address, kind="other", amount=verdict.missing,
        says="首次报送。", by=county.supervisor, at=THEN,
    )  # fmt: skip
    for post in (county.leader, county.head, county.second):
        assert "答复远郊局的2025年度报告的说明（X1）" in [str(line.says) for line in due(post, THEN)]
    for post in (county.clerk, county.reviewer, county.supervisor):
        assert "答复远郊局的2025年度报告的说明（X1）" not in [str(line.says) for line in due(post, THEN)]
    a_post(county.far, Duty.CLERK)
    assert "答复远郊局的2025年度报告的说明（X1）" not in [str(line.says) for line in due(county.leader, THEN)]


# The words of explanations


OPENED = {"T3.R2.C1": 1, "T3.R2.C7": 1, "T3.R4.C1": 1, "T3.R4.C7": 1}
NEXT = at("2026-01-08")


@pytest.fixture
def bureau() -> Reporting:
    """Return a bureau with last year's report of zeros public."""
    found = Reporting()
    last = found.drafted(2024)
    explain_the_first_year(found, last)
    found.accepted(last, at("2025-01-08"))
    publish(last.filing, by=found.clerk, at=at("2025-01-08"))
    return found


def explained(bureau: Reporting, says: str, **facts: Any) -> Version:
    """Return a version whose opening differs by one, explained in these words."""
    version = bureau.drafted(cells=OPENED)
    for verdict in verdicts_of(version):
        if verdict.finding.rule == "X1":
            own = explain(
                version,
                rule="X1",
                address=verdict.address,
                kind="registered_late",
                amount=verdict.difference,
                says=says,
                by=bureau.clerk,
                at=NEXT,
                **facts,
            )
            answer_explanation(own, approves=True, by=bureau.head, at=NEXT)
    return version


def words_in_public(filed: FiledReport) -> set[str]:
    return {words for line in identities.lines(filed) for words in line.words}


def filed_of(bureau: Reporting, version: Version) -> FiledReport:
    """Take a version on from where its review stands until it is public."""
    review = stands(version.filing).review
    assert review is not None and review.level is not None
    pass_all(version, (bureau.clerk, bureau.reviewer, bureau.leader)[review.level :], NEXT)
    submit(version.filing, by=bureau.clerk, at=NEXT)
    accept(version.filing, by=bureau.supervisor, at=NEXT)
    return publish(version.filing, by=bureau.clerk, at=NEXT)


def test_the_words_of_an_explanation_are_reviewed_with_the_version_and_published(
    bureau: Reporting, client: Client
) -> None:
    version = explained(bureau, "上年度漏登一件。")
    send_to_review(version, by=bureau.clerk, at=NEXT)
    page = sign_in(client, bureau.reviewer).get(reverse("desk-annual-review", args=[version.pk]))
    assert page.content.decode().count("上年度漏登一件。") == 1  # said of two columns, shown once
    filed = filed_of(bureau, version)
    assert words_in_public(filed) == {"上年度漏登一件。"}
    for url in (
        reverse("report", args=[bureau.organ.code, 2025]),
        reverse("reports", args=[bureau.organ.code]),
    ):
        assert "上年度漏登一件。" in client.get(url).content.decode()
    api = client.get(f"/api/v1/reports/{bureau.organ.code}/2025").json()
    assert {words for line in api["identities"] for words in line["explanation_words"]} == {
        "上年度漏登一件。"
    }


def test_numbers_and_names_of_requesters_are_covered_in_an_explanation(bureau: Reporting) -> None:
    case = bureau.received("2026-01-05", requester=a_who(name="欧阳测试"))
    says = f"欧阳测试（电话{PHONE}）的一件补登。"
    version = explained(bureau, says, cases=[case.pk])
    send_to_review(version, by=bureau.clerk, at=NEXT)
    (words,) = {each.says for each in ReviewedWords.objects.filter(explanation__closing=version.closing)}
    assert "欧阳测试" not in words
    assert PHONE not in words
    assert "的一件补登。" in words
    assert words_in_public(filed_of(bureau, version)) == {words}


def test_an_address_in_an_explanation_is_found_and_waits_for_a_reviewers_answer(bureau: Reporting) -> None:
    version = explained(bureau, "青山区解放路12号3栋2单元501室住户的一件补登。")
    send_to_review(version, by=bureau.clerk, at=NEXT)
    assert {hit.part for hit in Hit.objects.all()} == {"不符的说明（X1）"}


def test_words_that_a_reviewer_holds_back_stay_unpublished_and_the_kind_is_told(
    bureau: Reporting, client: Client
) -> None:
    version = explained(bureau, "因张某投诉补登。")
    send_to_review(version, by=bureau.clerk, at=NEXT)
    words = ReviewedWords.objects.first()
    assert words is not None
    with pytest.raises(NotAllowed):  # it is the first level's turn
        hold_back(version, words, reason="涉及个人", by=bureau.leader, at=NEXT)
    with pytest.raises(WrongFields, match="为什么不公开"):
        hold_back(version, words, reason=" ", by=bureau.clerk, at=NEXT)
    pass_all(version, (bureau.clerk,), NEXT)
    url = reverse("desk-annual-review", args=[version.pk])
    sign_in(client, bureau.reviewer).post(url, {"do": "hold", "words": words.pk, "reason": "涉及个人"})
    with pytest.raises(OutOfTurn, match="已经定为不公开"):
        hold_back(version, words, reason="涉及个人", by=bureau.reviewer, at=NEXT)
    filed = filed_of(bureau, version)
    assert words_in_public(filed) == {""}
    page = client.get(reverse("report", args=[bureau.organ.code, 2025])).content.decode()
    assert "上年度事项补登" in page
    assert "张某" not in page


def test_what_is_explained_after_the_review_began_is_published_by_kind_alone(bureau: Reporting) -> None:
    version = explained(bureau, "上年度漏登一件。")
    send_to_review(version, by=bureau.clerk, at=NEXT)
    late = Explanation.objects.create(
        closing=version.closing,
        rule="X1",
        address=Explanation.objects.filter(closing=version.closing).first().address,  # type: ignore[union-attr]
        kind="other",
        amount=1,
        says="事后补充的话。",
        by=bureau.clerk,
        at=NEXT,
    )
    answer_explanation(late, approves=True, by=bureau.head, at=NEXT)
    pass_all(version, (bureau.clerk, bureau.reviewer, bureau.leader), NEXT)
    found = identities.explained(FiledReport(version=version))
    assert {words for said in found.values() for _each, words in said} == {"上年度漏登一件。", ""}


def test_who_wrote_an_explanation_approves_neither_it_nor_the_report(bureau: Reporting) -> None:
    version = bureau.drafted(cells=OPENED)
    for verdict in verdicts_of(version):
        if verdict.finding.rule == "X1":
            own = explain(
                version, rule="X1", address=verdict.address, kind="other", amount=verdict.difference,
                says="补登。", by=bureau.head, at=NEXT,
            )  # fmt: skip
            answer_explanation(own, approves=True, by=bureau.leader, at=NEXT)
    review = send_to_review(version, by=bureau.clerk, at=NEXT)
    assert bureau.head.person_id in review.drafted_by
    pass_all(version, (bureau.clerk,), NEXT)
    with pytest.raises(NotAllowed):
        speak(version, verdict="pass", digest=review.digest, by=bureau.head, at=NEXT)


def test_an_opinion_on_other_words_is_refused(bureau: Reporting) -> None:
    version = explained(bureau, "上年度漏登一件。")
    send_to_review(version, by=bureau.clerk, at=NEXT)
    with pytest.raises(OutOfTurn, match="不是现在送审的这一稿"):
        speak(version, verdict="pass", digest=version.digest, by=bureau.clerk, at=NEXT)


def test_words_that_were_reviewed_are_never_changed(bureau: Reporting) -> None:
    version = explained(bureau, "上年度漏登一件。")
    send_to_review(version, by=bureau.clerk, at=NEXT)
    words = ReviewedWords.objects.first()
    assert words is not None
    words.says = "改过"
    with pytest.raises(Immutable):
        words.save()
