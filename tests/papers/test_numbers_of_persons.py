"""Numbers of persons are found by their checksums, and never told in full."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from gongkai.papers.scan import Certainty, HitKind, Part, ScanSettings, scan
from gongkai.papers.scan.numbers import numbers


def resident(place: str = "110101", born: str = "19000101", order: str = "001") -> str:
    """A number with a right checksum, of somebody plainly invented: born on the first day of 1900."""
    start = f"{place}{born}{order}"
    return start + ric.calc_check_digit(f"{start}0")


def card(start: str = "62220000000000000") -> str:
    """A number with a right last digit that no bank has given out."""
    return start + luhn.calc_check_digit(start)


MOBILE = "1380000" + "0000"


def kinds(text: str, before: str = "") -> list[HitKind]:
    """Return the kinds of hit in a text."""
    return [hit.kind for hit in scan([Part("正文", text)])]


def wide(text: str) -> str:
    """The text in full-width digits."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() or c == "X" else c for c in text)


WAYS = {
    "plain": lambda n: n,
    "in a sentence": lambda n: f"张三（身份证号{n}）申请",
    "full width": wide,
    "grouped": lambda n: f"{n[:6]} {n[6:14]} {n[14:]}",
    "full-width spaces": lambda n: f"{n[:6]}　{n[6:14]}　{n[14:]}",
    "hyphens": lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}",
    "boxes": lambda n: " ".join(n),
    "invisible": lambda n: f"{n[:9]}\u200b{n[9:]}",
    "after a year": lambda n: f"2024 {n}",
    "beside letters": lambda n: f"No{n}号",
    "over a line": lambda n: f"号码{n[:8]}\n{n[8:]}。",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_resident_number_is_found_however_it_is_written(way):
    number = resident()

    found = scan([Part("正文", WAYS[way](number))])

    assert [hit.kind for hit in found] == [HitKind.RESIDENT_ID]
    assert found[0].certainty is Certainty.CERTAIN
    assert number not in re.sub(r"\D", "", found[0].excerpt)
    assert number[6:14] not in found[0].excerpt


def test_a_resident_number_that_ends_in_x_is_found_in_every_case():
    number = next(n for order in range(1000) if (n := resident(order=f"{order:03}")).endswith("X"))

    assert all(kinds(n) == [HitKind.RESIDENT_ID] for n in (number, number.lower(), wide(number)))


def test_a_resident_number_of_an_unknown_place_is_likely():
    assert scan([Part("正文", resident(place="999999"))])[0].certainty is Certainty.LIKELY


def wrong(number: str) -> str:
    """The number with a wrong last digit."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


@pytest.mark.parametrize(
    "text",
    [
        wrong(resident()),
        resident(born="19001301")[:17] + "0",
        f"9{resident()}",
        f"{resident()}0",
        f"0.{resident()}",
        f"12-{resident()[:6]}-{resident()[6:]}",
        " ".join(resident()[n : n + 2] for n in range(0, 18, 2)),
        "110101********0012",
        "0591-12345678",
        "（0591）1234567",
        "文号〔2024〕110101号",
        "2024年1月1日至2024年12月31日，投资12345678901234567890元",
        "91350100000000000X",
    ],
)
def test_what_is_no_resident_number_is_not_found(text):
    assert HitKind.RESIDENT_ID not in kinds(text)


def test_a_column_of_digits_is_no_number():
    assert list(numbers("\n".join(resident()), "", ScanSettings())) == []


def test_a_number_named_as_resident_number_is_asked_about_even_with_a_wrong_digit():
    found = scan([Part("正文", f"身份证号：{wrong(resident())}")])

    assert [(hit.kind, hit.certainty) for hit in found] == [(HitKind.RESIDENT_ID, Certainty.POSSIBLE)]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [("身份证：110101000101001", Certainty.LIKELY), ("编号110101000101001", Certainty.POSSIBLE)],
)
def test_an_old_resident_number_is_never_certain(text, certainty):
    assert [(h.kind, h.certainty) for h in scan([Part("正文", text)])] == [(HitKind.RESIDENT_ID, certainty)]


@pytest.mark.parametrize("text", ["编号110101001301001", "编号999999000101001", "1101010001010011"])
def test_fifteen_digits_without_a_day_or_a_place_are_no_resident_number(text):
    assert HitKind.RESIDENT_ID not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        card(),
        card("622200000000000000"),
        card("621200000000000"),
        f"卡号{wide(card())}",
        f"{card('621200000000000')[:4]} {card('621200000000000')[4:8]} {card('621200000000000')[8:12]} "
        f"{card('621200000000000')[12:]}",
        card("955880000000000001"),
    ],
)
def test_a_bank_card_is_found_and_masked(text):
    found = scan([Part("正文", text)])

    assert [hit.kind for hit in found] == [HitKind.BANK_CARD]
    assert "********" in found[0].excerpt


@pytest.mark.parametrize(
    "text",
    [wrong(card()), card("1222000000000000"), f"1{card()}", f"{card()}1", "项目代码2020-350128-48-03-012345"],
)
def test_what_is_no_bank_card_is_not_found(text):
    assert HitKind.BANK_CARD not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        MOBILE,
        f"手机：{MOBILE}。",
        f"+86 {MOBILE}",
        f"86-{MOBILE}",
        f"0086{MOBILE}",
        "138-0000-0000",
        "138 0000 0000",
        wide(MOBILE),
        f"联系人张三{MOBILE}，李四",
    ],
)
def test_a_mobile_number_is_found_and_masked(text):
    found = scan([Part("正文", text)])

    assert [hit.kind for hit in found] == [HitKind.MOBILE]
    assert "138****0000" in found[0].excerpt


@pytest.mark.parametrize(
    "text",
    [
        f"1{MOBILE}",
        f"{MOBILE}1",
        f"0.{MOBILE}",
        f"{MOBILE}.55",
        f"{MOBILE}元",
        f"{MOBILE} 万元",
        "12800000000",
        "0591-87654321",
        "010-12345678",
        "400-800-1234",
        "12345",
        "1 3 8 0 0 0 0 0 0 0 0",
    ],
)
def test_what_is_no_mobile_number_is_not_found(text):
    assert kinds(text) == []


def test_a_number_that_is_public_on_purpose_is_left_alone():
    public = ScanSettings(public_numbers=frozenset({MOBILE}))

    assert scan([Part("正文", f"值班手机+86 138-0000-0000，{MOBILE}")], public) == []


def test_a_kind_that_is_switched_off_is_not_looked_for():
    assert scan([Part("正文", MOBILE)], ScanSettings(kinds=frozenset({HitKind.RESIDENT_ID}))) == []


def test_several_persons_in_one_line_are_several_hits_and_no_excerpt_tells_another():
    first, second = resident(), resident(order="003")

    found = scan([Part("正文", f"张三{first}李四{second}电话{MOBILE}")])

    assert [hit.kind for hit in found] == [HitKind.RESIDENT_ID, HitKind.RESIDENT_ID, HitKind.MOBILE]
    assert len({hit.key for hit in found}) == 3
    assert not any(n in hit.excerpt for hit in found for n in (first, second, MOBILE))


def test_an_excerpt_does_not_end_in_half_of_another_number():
    number = resident()

    found = scan([Part("正文", f"{number}的联系电话是{MOBILE}，另外一个是{number}")])

    told = next(hit.excerpt for hit in found if hit.kind is HitKind.MOBILE)
    assert not re.search(r"[0-9]{5}", told)


def test_a_key_holds_on_a_second_scan_and_not_for_another_text():
    text = f"张三{MOBILE}"

    first, second = scan([Part("正文", text)]), scan([Part("正文", text)])
    other = scan([Part("正文", f"{text}。")])

    assert first == second
    assert first[0].key != other[0].key
    assert not set(re.findall(r"\d{7,}", first[0].key)) & {MOBILE}


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="0123456789Xx -　张身份证：０１\n\u200b", max_size=60),
    st.sampled_from([resident(), card(), MOBILE]),
    st.text(alphabet="0123456789 -。李\n", max_size=30),
)
def test_no_excerpt_ever_tells_a_number(before, number, after):
    for hit in scan([Part("正文", before + number + after)]):
        digits = re.sub(r"[^0-9Xx*一-龥：。…]", "", hit.excerpt)
        assert number not in digits
        assert not re.search(r"[0-9]{11}", digits)


@settings(max_examples=100, deadline=None)
@given(st.dates().filter(lambda d: d.year >= 1900 and d.year <= 2099), st.integers(0, 999))
def test_every_right_number_is_found(born, order):
    number = resident(born=born.strftime("%Y%m%d"), order=f"{order:03}")

    assert kinds(f"证件{number}号") == [HitKind.RESIDENT_ID]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("住址：演示省演示市演示区演示路1号", HitKind.ADDRESS),
        ("张三，家住演示县演示镇演示村", HitKind.ADDRESS),
        ("演示小区3号楼2单元501室", HitKind.ADDRESS),
        ("学生姓名：张小三", HitKind.MINOR),
        ("车牌号闽A1234D", HitKind.PLATE),
    ],
)
def test_homes_children_and_plates_are_asked_about(text, kind):
    found = scan([Part("正文", text)])

    assert [(hit.kind, hit.certainty) for hit in found] == [(kind, Certainty.POSSIBLE)]


@pytest.mark.parametrize(
    "text",
    [
        "办公地址：演示市演示区演示路1号演示大厦3号楼501室",
        "受理地址：演示县政务服务中心",
        "加强未成年人保护工作。",
        "学生资助政策",
        "京津冀协同发展",
        "本机关地址：演示省演示市",
    ],
)
def test_offices_and_policies_are_not_asked_about(text):
    assert kinds(text) == []
