"""Reports of organs that are not here: files read whole or refused, other systems with their keys."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import jsonschema_rs
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.utils import OperationalError
from django.test import Client

from gongkai.report import interchange
from gongkai.report.loader import edition_for
from gongkai.report.model import Cell, Status
from gongkai.report.write import write
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.receive_report import read_file, receive_report
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.submission_key import issue_key, revoke_key
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import SubmissionKey, Version
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty, Organ
from gongkai.service.organs.policy import NotAllowed
from tests.service.annual_children import County, Far, explain_all
from tests.service.cases import at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.filings import a_report, as_json, pass_all
from tests.service.reporting import asked, became

pytestmark = pytest.mark.django_db

THEN = at("2026-01-20")
URL = "/api/v1/annual/reports"
HALF_A_SIGN = as_json(a_report(words="无HALF。")).replace(b"HALF", b"\\ud800")


@pytest.fixture
def county() -> Far:
    return Far()


def take(county: Far, data: bytes, name: str = "report.json", **facts: Any) -> Version:
    given = {"source": data, "name": name, "by": county.supervisor, "at": THEN, **facts}
    return receive_report(county.far, 2025, read_file(data, name), **given)


def upload_of(county: Far) -> str:
    """Return the address of the page on which the authority hands in a file of its report."""
    return f"/desk/annual/register/organs/{county.far.code}/upload/?year=2025"


@pytest.mark.parametrize("form", ["json", "docx", "xlsx", "html"])
def test_a_file_of_any_format_is_taken_with_every_cell(county: Far, form: str) -> None:
    report = a_report(count=3)
    version = take(county, write(report, form), f"报告.{form}")
    assert (version.origin, stands(version.filing).stage) == ("uploaded", Stage.SUBMITTED)
    kept = interchange.from_json(interchange.loads(version.content))
    assert kept.values() == report.values()


def test_what_is_read_only_in_part_is_refused_with_the_cells_it_lacks(county: Far) -> None:
    data = json.loads(as_json(a_report()))
    del data["cells"]["T3.R1.C1"]
    with pytest.raises(CannotDo, match="有1格没有读出数"):
        take(county, json.dumps(data).encode())
    assert not Version.objects.exists()


def test_a_file_of_another_organ_or_another_year_is_refused(county: Far) -> None:
    with pytest.raises(CannotDo, match="这是“近郊局”的报告，不是远郊局的"):
        take(county, as_json(a_report("近郊局")))
    with pytest.raises(CannotDo, match="这是2024年度的报告，不是2025年度的"):
        take(county, as_json(a_report(year=2024)))


def test_a_stranger_takes_in_nothing(county: Far) -> None:
    stranger = a_post(an_organ("elsewhere", "别处"), Duty.SUPERVISOR)
    with pytest.raises(NotAllowed):
        take(county, as_json(a_report()), by=stranger)


def test_it_is_explained_accepted_and_published_by_the_authority_and_a_change_is_another_version(
    county: Far,
) -> None:
    version = take(county, as_json(a_report()))
    with pytest.raises(CannotDo, match="还在审核"):
        take(county, as_json(a_report(count=1)))
    explain_all(version, county.supervisor, county.second)
    accept(version.filing, by=county.supervisor, at=THEN)
    send_to_review(version, by=county.supervisor, at=THEN)
    pass_all(version, county.levels, THEN)
    publish(version.filing, by=county.supervisor, at=THEN)
    with pytest.raises(CannotDo, match="更正了什么"):
        take(county, as_json(a_report(count=1)))
    anew = take(county, as_json(a_report(count=1)), note="更正新收件数。")
    assert (anew.number, stands(anew.filing).is_amendment) == (2, True)


def test_the_page_shows_what_was_read_before_anything_is_handed_in(county: Far, client: Client) -> None:
    url = upload_of(county)
    sign_in(client, county.supervisor)
    wrong = SimpleUploadedFile("a.json", as_json(a_report("近郊局")))
    page = client.post(url, {"file": wrong, "do": "submit"}).content.decode()
    assert "这是“近郊局”的报告" in page
    right = SimpleUploadedFile("a.json", as_json(a_report()))
    page = client.post(url, {"file": right, "do": "read"}).content.decode()
    assert "可以报送" in page
    assert not Version.objects.exists()
    client.post(url, {"file": SimpleUploadedFile("a.json", as_json(a_report())), "do": "submit"})
    assert Version.objects.count() == 1


def send(client: Client, data: bytes, secret: str, key: str = "2025-1", query: str = "") -> Any:
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
    return client.post(URL + query, data, content_type="application/json", headers=headers)


def test_of_a_government_it_is_said_which_of_its_two_reports_a_file_is(county: Far, client: Client) -> None:
    town = an_organ("lin-xian", "邻县人民政府", kind="county")
    Organ.objects.filter(pk=town.pk).update(supervisor=county.organ)
    town.refresh_from_db()
    data = as_json(a_report("邻县人民政府"))
    url = "/desk/annual/register/organs/lin-xian/upload/?year=2025"
    sign_in(client, county.supervisor)

    def hand_in(**said: str) -> None:
        client.post(url, {"file": SimpleUploadedFile("a.json", data), "do": "submit", **said})

    hand_in()
    assert not Version.objects.exists()
    hand_in(scope="own")
    assert [version.filing.scope for version in Version.objects.all()] == ["own"]
    hand_in(scope="aggregate")
    assert {version.filing.scope for version in Version.objects.all()} == {"own", "aggregate"}

    _row, secret = issue_key(town, label="县平台", by=county.supervisor, at=THEN)
    assert send(client, data, secret, "k1", "?scope=both").status_code == 422
    _row, far_secret = issue_key(county.far, label="远郊局平台", by=county.supervisor, at=THEN)
    assert send(client, as_json(a_report()), far_secret, "k2", "?scope=aggregate").status_code == 422
    assert send(client, as_json(a_report()), far_secret, "k3", "?scope=own").status_code == 201


def test_a_system_sends_with_its_key_and_the_same_twice_is_one(county: Far, client: Client) -> None:
    _row, secret = issue_key(county.far, label="远郊局平台", by=county.supervisor, at=THEN)
    data = as_json(a_report(count=2))
    first, second = send(client, data, secret), send(client, data, secret)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Version.objects.get().origin == "sent"
    other = send(client, as_json(a_report(count=3)), secret)
    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json")


def test_findings_are_in_the_answer(county: Far, client: Client) -> None:
    _row, secret = issue_key(county.far, label="远郊局平台", by=county.supervisor, at=THEN)
    broken = a_report(**{"T3.R1.C1": Cell(1), "T3.R1.C7": Cell(1)})
    answer = send(client, as_json(broken), secret).json()
    assert "N1" in {each["rule"] for each in answer["findings"]}
    with pytest.raises(CannotDo, match="N1"):
        accept(Version.objects.get().filing, by=county.supervisor, at=THEN)
    send_back(Version.objects.get().filing, by=county.supervisor, at=THEN, says="表三不平。")
    assert send(client, as_json(a_report()), secret, "2025-2").status_code == 201


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"{", 422), (HALF_A_SIGN, 422), (b"\xff", 422), (b"[]", 422), (as_json(a_report("近郊局")), 422)],
)
def test_what_is_no_report_of_that_organ_is_refused_with_why(
    county: Far, client: Client, data: bytes, status: int
) -> None:
    _row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)
    answer = send(client, data, secret)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert not Version.objects.exists()


def test_without_a_key_or_with_a_revoked_one_nothing_is_taken(county: Far, client: Client) -> None:
    row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)
    assert secret not in str(SubmissionKey.objects.values_list().get(pk=row.pk))
    assert send(client, as_json(a_report()), "wrong").status_code == 401
    assert send(client, as_json(a_report()), secret, "").status_code == 422
    revoke_key(row, by=county.supervisor, at=THEN)
    assert send(client, as_json(a_report()), secret).status_code == 401
    assert client.get(URL).status_code == 405
    assert not Version.objects.exists()


def test_the_secret_is_shown_once(county: Far, client: Client) -> None:
    sign_in(client, county.supervisor)
    url = "/desk/annual/register/keys/"
    page = client.post(url, {"organ": county.far.pk, "label": "平台"}).content.decode()
    assert "<code>" in page
    assert "<code>" not in client.get(url).content.decode()


def test_the_schema_knows_every_cell_of_every_form(client: Client) -> None:
    schema = client.get("/api/v1/annual/report.schema.json").json()
    for form, each in zip(("2019", "2021"), schema["oneOf"], strict=True):
        assert each["properties"]["edition"] == {"const": form}
    assert set(edition_for(2025).places) <= set(schema["oneOf"][1]["properties"]["cells"]["properties"])


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"T3.R1.C1": Cell(5, unit="件"), "T3.R1.C7": Cell(5, unit="件")}, "a count with a unit"),
        ({"T4.V.A_upheld": Cell(7, unit="万")}, "a count in ten thousands"),
        ({"T3.R1.C7": Cell(None, Status.NA)}, "an inquiry that does not apply"),
        ({"T2.xzsyxsf.amount_wan": Cell(3, unit="册")}, "money that is counted in copies"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_report_is_filed_of_which_an_identity_cannot_be_computed(county: Far, cells: dict, what: str):
    with pytest.raises(CannotDo, match="不是可以核对的数"):
        take(county, as_json(a_report(count=1, **cells)))

    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (-3, "不得为负数"),
        (Decimal("2.5"), "应当是整数"),
        (10**15, "1格的数超过15位：.*行政许可"),
        (10**400, "1格的数超过15位"),
    ],
)
def test_a_number_that_can_stand_in_no_report_is_not_taken(
    county: Far, client: Client, number: Decimal, says: str
):
    data = as_json(a_report(**{"T2.xzxk.decisions": Cell(number)}))

    with pytest.raises(CannotDo, match=says):
        take(county, data)

    sign_in(client, county.supervisor)
    page = client.post(upload_of(county), {"file": SimpleUploadedFile("a.json", data), "do": "read"})
    assert "可以报送" not in page.content.decode()


def test_the_largest_number_is_taken(county: Far):
    largest = a_report(**{"T2.xzxk.decisions": Cell(10**15 - 1)})

    assert take(county, as_json(largest)).number == 1


def test_of_tables_that_do_not_add_up_the_page_does_not_say_they_can_be_filed(county: Far, client: Client):
    broken = as_json(a_report(**{"T3.R1.C1": Cell(1), "T3.R1.C7": Cell(1)}))
    sign_in(client, county.supervisor)

    page = client.post(upload_of(county), {"file": SimpleUploadedFile("a.json", broken), "do": "read"})

    assert "只能退回" in page.content.decode()
    assert "<li>N1 " in page.content.decode()
    assert "可以报送" not in page.content.decode()


def test_what_an_organ_has_no_power_to_make_does_not_apply_and_is_filed(county: Far):
    without = {f"T2.gz.{column}": Cell(None, Status.NA) for column in ("made", "repealed", "in_force")}

    assert all(
        each.finding.rule != "B2" for each in verdicts_of(take(county, as_json(a_report(count=1, **without))))
    )


def test_a_report_is_entered_under_the_title_of_the_form_whatever_its_file_says(county: Far):
    named = replace(a_report(), title="近郊局2019年政府信息公开工作年度报告")

    version = take(county, as_json(named))

    assert (
        interchange.from_json(interchange.loads(version.content)).title
        == "远郊局2025年政府信息公开工作年度报告"
    )


def test_tables_without_a_word_in_their_sections_are_no_report(county: Far):
    with pytest.raises(CannotDo, match="六、其他需要报告的事项没有读出文字"):
        take(county, as_json(replace(a_report(), sections=[])))


def test_an_organ_whose_requests_are_here_cannot_change_its_cells_by_a_file(county: Far):
    child = county.child("qingshan-dangan", "青山区档案局")
    asked(child, "2025-03-03", "2025-03-20")
    data = as_json(a_report("青山区档案局"))

    for by in (child.clerk, county.supervisor):
        with pytest.raises(CannotDo, match="不能用文件改数"):
            receive_report(
                child.organ, 2025, read_file(data, "r.json"), source=data, name="r.json", by=by, at=THEN
            )

    assert not Version.objects.exists()


def test_over_a_report_that_somebody_writes_here_the_authority_hands_in_no_file(county: Far, client: Client):
    child = county.child("jia-ju", "甲局")
    data = as_json(a_report("甲局", count=5))
    sign_in(client, county.supervisor)
    url = "/desk/annual/register/organs/jia-ju/upload/?year=2025"

    for do in ("read", "submit"):
        page = client.post(url, {"file": SimpleUploadedFile("a.json", data), "do": do}).content.decode()
        assert "甲局有人在本平台编制年度报告" in page
        assert "可以报送" not in page
    with pytest.raises(CannotDo, match="不收代传的文件"):
        receive_report(
            child.organ, 2025, read_file(data, "r.json"), source=data, name="r.json", by=county.supervisor,
            at=THEN,
        )  # fmt: skip
    assert not Version.objects.exists()


def test_figures_settled_here_are_not_replaced_by_a_file(county: Far):
    child = county.child("qingshan-dangan", "青山区档案局")
    child.drafted(2025)
    data = as_json(a_report("青山区档案局", count=1))

    with pytest.raises(CannotDo, match="不能用文件改数"):
        receive_report(
            child.organ, 2025, read_file(data, "r.json"), source=data, name="r.json", by=child.clerk, at=THEN
        )


def test_the_main_description_tells_how_to_send_and_what_is_answered(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    operation = described["paths"][URL]["post"]
    identifier, scope = operation["parameters"]
    assert (scope["name"], scope["required"]) == ("scope", False)
    assert scope["schema"]["enum"] == ["own", "aggregate"]
    assert (identifier["name"], identifier["required"]) == ("Idempotency-Key", True)
    assert set(operation["responses"]) == {"200", "201", "401", "409", "413", "422", "429", "503"}
    scheme = described["components"]["securitySchemes"][next(iter(operation["security"][0]))]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    schema = client.get("/api/v1/annual/report.schema.json").json()
    shown = described["components"]["schemas"]["AnnualReport"]
    assert shown == {key: value for key, value in schema.items() if not key.startswith("$")}


def test_what_is_taken_is_what_the_schema_describes(county: Far, client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    jsonschema_rs.validate(described["AnnualReport"], json.loads(as_json(a_report())))
    _row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)
    jsonschema_rs.validate(described["AnnualReceipt"], send(client, as_json(a_report()), secret).json())


def test_so_many_a_minute_are_taken_of_one_address_and_no_more(
    county: Far, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.GONGKAI_API_RATE = 3
    clock = SimpleNamespace(time=lambda: 60_000_000.0 * 60 + 1)
    monkeypatch.setattr("gongkai.service.organs.visitors.time", clock)
    _row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)
    headers = {"Authorization": "Bearer guessed", "Idempotency-Key": "1"}

    def sent(address: str, **given: str) -> Any:
        return client.post(
            URL, as_json(a_report()), "application/json", headers={**headers, **given}, REMOTE_ADDR=address
        )

    guesses = [sent("203.0.113.9").status_code for _ in range(3)]
    assert guesses == [401, 401, 401]
    refused = sent("203.0.113.9", Authorization=f"Bearer {secret}")  # guessing keys is counted as well
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert refused["Retry-After"] == "60"
    assert not Version.objects.exists()
    assert sent("203.0.113.10", Authorization=f"Bearer {secret}").status_code == 201
    clock.time = lambda: 60_000_001.0 * 60
    assert sent("203.0.113.9", Authorization=f"Bearer {secret}").status_code == 200


def test_the_same_key_gets_the_same_answer_also_when_the_report_was_judged(
    county: Far, client: Client
) -> None:
    _row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)
    first = send(client, as_json(a_report()), secret)
    version = Version.objects.get()
    explain_all(version, county.supervisor, county.second)
    accept(version.filing, by=county.supervisor, at=THEN)
    again = send(client, as_json(a_report()), secret)
    assert (again.status_code, again.json()) == (200, first.json())
    other = send(client, as_json(a_report(count=1)), secret, "2025-2")
    assert (other.status_code, other.json()["version"]) == (201, 2)


def test_a_key_of_one_organ_takes_nothing_for_another(county: Far, client: Client) -> None:
    near = an_organ("near-ju", "近郊局", parent="qingshan")
    Organ.objects.filter(pk=near.pk).update(supervisor=county.organ)
    near.refresh_from_db()
    _row, secret = issue_key(near, label="平台", by=county.supervisor, at=THEN)
    answer = send(client, as_json(a_report()), secret)
    assert answer.status_code == 422
    assert answer.json()["errors"]["report"] == ["这是“远郊局”的报告，不是近郊局的。请选对机关后再传。"]


def test_what_is_too_large_is_refused_before_it_is_read(county: Far, client: Client) -> None:
    _row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)
    assert send(client, b" " * (2 * 1024 * 1024 + 1), secret).status_code == 413


def test_a_database_out_of_reach_is_a_problem_and_the_same_may_be_sent_again(
    county: Far, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)

    def down(_secret: str) -> None:
        raise OperationalError("down")

    with monkeypatch.context() as patched:
        patched.setattr("gongkai.service.api.sending.key_of", down)
        answer = send(client, as_json(a_report()), secret)
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"]
    assert send(client, as_json(a_report()), secret).status_code == 201


def test_a_year_that_is_not_over_is_not_received(county: Far):
    with pytest.raises(CannotDo, match="还没有结束"):
        take(county, as_json(a_report()), at=at("2025-12-31"))


def test_the_last_year_that_can_be_written_is_not_over_either(county: Far, client: Client):
    _row, secret = issue_key(county.far, label="平台", by=county.supervisor, at=THEN)

    answer = send(client, as_json(replace(a_report(), year=9999)), secret)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert "9999年还没有结束" in answer.json()["detail"]


def test_what_an_organ_did_that_was_merged_within_the_year_is_in_the_report_of_the_one_after_it(county: Far):
    new = an_organ("new-ju", "新局", parent="qingshan", supervisor="qingshan")
    became("merged", [county.far], [new], "2025-07-01")

    with pytest.raises(CannotDo, match="由承接它的机关报告"):
        take(county, as_json(a_report(count=1)))


def test_an_organ_whose_work_is_in_the_report_of_another_hands_in_none_of_its_own(county: Far):
    other = county.child("jia-ju", "甲局")
    county.register(county.far, independent=False, under=other.organ)

    with pytest.raises(CannotDo, match="不单独报送，它的工作写入甲局的报告"):
        take(county, as_json(a_report()))

    county.register(county.far)
    assert take(county, as_json(a_report())).filing.organ == county.far


def test_what_a_sender_claims_to_have_found_is_not_kept_and_sections_have_the_titles_of_the_form(county: Far):
    data = json.loads(as_json(a_report()))
    data["findings"] = [{"rule": "核验", "severity": "not_assessed", "message": "经上级核验，全部属实"}]
    data["prose"] = {"received": 40}
    data["sections"][0]["title"] = "一、全国先进单位"

    version = take(county, json.dumps(data).encode())

    kept = interchange.from_json(interchange.loads(version.content))
    assert (kept.findings, kept.prose) == ([], {})
    assert kept.sections[0].title == "一、总体情况"
    assert "全部属实" not in version.findings + version.content


@pytest.mark.parametrize("numbers", [(1, 2, 3, 4, 5, 6, 77), (1, 2, 3, 4, 5, 5, 6), (2, 1, 3, 4, 5, 6)])
def test_a_report_has_the_six_sections_of_the_form_each_once(county: Far, numbers: tuple[int, ...]):
    report = a_report()
    told = {section.number: section for section in report.sections}
    report.sections = [replace(told.get(number, told[1]), number=number) for number in numbers]

    with pytest.raises(CannotDo, match="每个部分一次"):
        take(county, as_json(report))


def test_no_sum_comes_from_elsewhere_beside_a_report_that_it_adds_up(client: Client) -> None:
    county = County()
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    _row, secret = issue_key(county.organ, label="区平台", by=county.supervisor, at=THEN)
    data = as_json(a_report(county.organ.name, 2025, 50, "全区工作平稳。"))
    child.drafted_whole()  # not submitted yet: it will be of the sum all the same
    refused = send(client, data, secret, "k1", "?scope=aggregate")
    assert refused.status_code == 422
    assert "甲局" in refused.content.decode() and "在本平台汇总" in refused.content.decode()
    assert not Version.objects.filter(filing__organ=county.organ).exists()


def test_a_sum_comes_from_elsewhere_where_nothing_of_it_is_here(client: Client) -> None:
    county = County()
    county.register(county.child("a-ju", "甲局").organ)
    _row, secret = issue_key(county.organ, label="区平台", by=county.supervisor, at=THEN)
    data = as_json(a_report(county.organ.name, 2025, 50, "全区工作平稳。"))
    assert send(client, data, secret, "k1", "?scope=aggregate").status_code == 201
