"""How a request comes in: once, with its number, its day of receipt by the channel, and sealed papers."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.storage import storages

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import codes, keeping, ledger, vault
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.receive import receive
from gongkai.service.requests.intake import Application, Who
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Contact, Identity, Paper, Reveal, Series, Standing
from tests.service.cases import NOT_AN_ID, Bureau, a_who, an_application, at

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "0500017a5eab3f0000000049454e44ae426082"
)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def _online(bureau: Bureau, application: Application | None = None, **facts: object):
    given = {"channel": "online", "arrived": date(2026, 3, 2), "by": None, "at": at("2026-03-02"), **facts}
    return receive(bureau.organ, application or an_application(), **given)


def test_numbers_run_on_without_gaps_also_after_a_registration_that_failed(bureau: Bureau) -> None:
    first = _online(bureau).case.number
    with pytest.raises(CannotDo):
        _online(bureau, channel="pigeon")
    second = _online(bureau).case.number
    assert (first[-5:], second[-5:]) == ("-0001", "-0002")
    assert Series.objects.get().last == 2


def test_a_form_sent_twice_is_registered_once(bureau: Bureau) -> None:
    first = _online(bureau, submission="a" * 32)
    again = _online(bureau, submission="a" * 32)
    assert again.case == first.case
    assert (again.code, again.again) == (first.code, True)
    assert Case.objects.count() == 1


def test_what_is_kept_of_a_form_does_not_lead_to_its_code(bureau: Bureau) -> None:
    case = _online(bureau, submission="a" * 32).case
    assert case.submission != "a" * 32
    assert codes.is_right(codes.of_form("a" * 32), case.code_digest)
    assert not codes.is_right(codes.of_form(case.submission), case.code_digest)


def test_a_form_found_again_after_an_hour_tells_no_code(bureau: Bureau) -> None:
    _online(bureau, submission="a" * 32)
    again = _online(bureau, submission="a" * 32, at=at("2026-03-02", "10:31"))
    assert (again.code, again.again) == (None, True)


def test_an_online_form_that_is_not_whole_is_told_every_field_at_once(bureau: Bureau) -> None:
    with pytest.raises(CannotDo) as refusal:
        _online(bureau, Application(requester=Who(), description=" "))
    assert set(refusal.value.faults) == {
        "name",
        "identity_number",
        "phone",
        "description",
        "medium",
        "way",
    }
    assert Case.objects.count() == 0


def test_a_letter_that_lacks_nearly_everything_is_registered_all_the_same(bureau: Bureau) -> None:
    bare = Application(requester=Who(name="李四"), description="想看文件")
    found = receive(
        bureau.organ,
        bare,
        channel="ordinary_mail",
        arrived=date(2026, 3, 2),
        by=bureau.clerk,
        at=at("2026-03-02"),
    )
    assert Standing.objects.get(case=found.case).state == "receipt_awaited"


def test_the_day_both_sides_confirm_is_the_day_of_receipt_of_an_online_request(bureau: Bureau) -> None:
    case = _online(bureau).case
    by, moment = bureau.clerk, at("2026-03-04")
    contact(case, on=date(2026, 3, 3), means="电话", reached=False, says="无人接听", by=by, at=moment)
    assert ledger.clock_of(case).received_on is None
    contact(case, on=date(2026, 3, 4), means="电话", reached=True, by=by, at=moment)
    assert ledger.clock_of(case).received_on == date(2026, 3, 4)
    assert Contact.objects.filter(case=case).count() == 2


def test_an_identity_number_is_sealed_masked_and_read_only_on_a_purpose_that_is_logged(
    bureau: Bureau,
) -> None:
    case = bureau.received()
    identity = Identity.objects.get(party__case=case)
    assert NOT_AN_ID not in identity.sealed
    assert identity.masked == "990*************11"
    assert "校验规则" in identity.doubtful
    with pytest.raises(CannotDo, match="目的"):
        vault.reveal(identity, purpose=" ", by=bureau.clerk, at=at("2026-03-02"))
    assert Reveal.objects.count() == 0
    found = vault.reveal(identity, purpose="核对邮寄收件人", by=bureau.clerk, at=at("2026-03-02"))
    assert found == NOT_AN_ID
    assert Reveal.objects.get().purpose == "核对邮寄收件人"


def test_who_reviews_but_does_not_handle_requests_cannot_read_an_identity_number(bureau: Bureau) -> None:
    identity = Identity.objects.get(party__case=bureau.received())
    with pytest.raises(NotAllowed):
        vault.reveal(identity, purpose="想看一看号码", by=bureau.reviewer, at=at("2026-03-02"))


def test_the_same_number_has_the_same_digest_in_one_organ_and_another_in_the_next(bureau: Bureau) -> None:
    one = vault.digest(bureau.organ.pk, "id_card", NOT_AN_ID)
    assert one == vault.digest(bureau.organ.pk, "id_card", f" {NOT_AN_ID[:6]} {NOT_AN_ID[6:]} ")
    assert one != vault.digest(bureau.organ.pk + 1, "id_card", NOT_AN_ID)


def test_a_picture_of_an_identity_card_lies_sealed_on_the_disk_and_is_gone_when_erased(
    bureau: Bureau,
) -> None:
    files = (Upload("证件.png", PNG, "identity"), Upload("说明.txt", "所需文件".encode()))
    case = _online(bureau, an_application(files=files)).case
    card, note = Paper.objects.filter(case=case).order_by("pk")
    path = f"{card.stored_as[:2]}/{card.stored_as}"
    with storages["cases"].open(path) as stored:
        assert PNG not in stored.read()
    assert keeping.read(card) == PNG
    assert (card.is_sealed, note.is_sealed) == (True, False)
    keeping.erase(card, at("2026-03-03"))
    assert not storages["cases"].exists(path)
    assert Paper.objects.get(pk=card.pk).name == ""


def test_fifty_files_are_refused_with_how_many_are_allowed_and_nothing_is_registered(bureau: Bureau) -> None:
    files = tuple(Upload(f"{n}.txt", b"x") for n in range(50))
    with pytest.raises(CannotDo, match="最多附20个"):
        _online(bureau, an_application(files=files))
    assert Case.objects.count() == 0


def test_an_arrival_still_to_come_is_refused(bureau: Bureau) -> None:
    with pytest.raises(CannotDo, match="还没有到"):
        _online(bureau, arrived=date(2026, 3, 9))


def test_the_class_of_a_requester_is_that_of_the_requester_not_of_the_agent(bureau: Bureau) -> None:
    application = an_application(agent=Who(name="王五", requester_class="legal_service"))
    case = _online(bureau, application).case
    assert Standing.objects.get(case=case).requester_class == a_who().requester_class
