"""Numbers of persons are found by their checksums, and never told in full."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from gongkai.papers.intake import Kind
from gongkai.papers.scan import Certainty, HitKind, Part, ScanSettings, scan
from gongkai.papers.scan.numbers import numbers
from tests.papers.making import docx, paragraph, worksheet, xlsx


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
        "学生张小明（8岁）就读于演示小学。",
        "张小明（男，8岁）",
        "患者李小四，女，6周岁，住院",
        "欧阳小明今年十二岁。",
        "对8岁的张小明给予救助",
        "救助11岁男童王小五",
        "学生张小三，家庭困难。",
        "幼儿李四同学",
        "未成年人张三（化名除外）",
        "１３岁学生赵六",
    ],
)
def test_a_child_named_beside_its_age_or_its_school_is_asked_about(text):
    (hit,) = scan([Part("正文", text)])

    assert (hit.kind, hit.certainty) == (HitKind.MINOR, Certainty.POSSIBLE)


@pytest.mark.parametrize(
    "text",
    [
        "张三（45岁）",
        "李四，男，14周岁",
        "张某（8岁）、张某某（9岁）",
        "年满6周岁的儿童应当入学。",
        "适龄儿童（6岁）",
        "3岁左右的幼儿",
        "6岁以下儿童和学生安全、学生管理、学生高考、儿童关爱",
        "小学生、中学生任务",
        "学生王某，男",
        "凭护照办理，电话88886666",
        "产品编号E12345678",
        "通行证由公安机关签发，共12345678份",
    ],
)
def test_ages_pupils_and_passports_in_general_are_not_asked_about(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("护照号：E00000001", "E00000001"),
        ("持中国护照（G 00000001）入境", "G00000001"),
        ("护照EA0000001", "EA0000001"),
        ("Passport No. DE0000001", "DE0000001"),
        ("港澳通行证号码：C00000001", "C00000001"),
        ("来往内地通行证H0000000101", "H0000000101"),
    ],
)
def test_the_number_of_a_passport_is_found_where_it_is_named_and_never_told_in_full(text, number):
    (hit,) = scan([Part("正文", text)])

    assert hit.kind is HitKind.PASSPORT
    assert hit.excerpt.startswith(number[:2]) and number not in hit.excerpt and "*" in hit.excerpt


def test_a_passport_is_named_by_the_cell_beside_it():
    (hit,) = scan(
        [Part("表.xlsx", data=xlsx({"表": worksheet([["护照号码", "E00000001"]])}), kind=Kind.XLSX)]
    )

    assert hit.kind is HitKind.PASSPORT


ANOTHER = "".join(("138", "0000", "1234"))  # of nobody: the first of its hundred thousand
PARTS = (ANOTHER[:3], ANOTHER[3:7], ANOTHER[7:])


@pytest.mark.parametrize(
    "text",
    [
        ".".join(PARTS),
        "  ".join(PARTS),
        "·".join(PARTS),
        "_".join(PARTS),
        f"{ANOTHER[:6]} {ANOTHER[6:]}",
        f"{ANOTHER[:5]}-{ANOTHER[5:]}",
        f"0{ANOTHER}",
        f"{ANOTHER[:5]}\n{ANOTHER[5:]}",
        f"联系电话：{ANOTHER[:5]}\n{ANOTHER[5:]}。",
        f"联系人{ANOTHER[:9]}\n{ANOTHER[9:]}。",
        f"手机：{' '.join(ANOTHER)}",
        f"电话{ANOTHER}.5",
        f"{ANOTHER}.2.李四",
        f"1.{ANOTHER}张三",
    ],
)
def test_a_mobile_number_is_found_with_the_signs_people_type(text):
    found = scan([Part("正文", text)])

    assert [hit.kind for hit in found] == [HitKind.MOBILE]
    assert ANOTHER[3:7] not in found[0].excerpt


@pytest.mark.parametrize(
    "write",
    [
        lambda n: f"1.{n}",
        lambda n: f"12.{n}",
        lambda n: "  ".join((n[:6], n[6:14], n[14:])),
        lambda n: "·".join((n[:6], n[6:14], n[14:])),
        lambda n: ".".join((n[:6], n[6:14], n[14:])),
        lambda n: "_".join((n[:6], n[6:14], n[14:])),
        lambda n: "\t".join(n),
        lambda n: "\t".join(("张三", n[:6], n[6:14], n[14:])),
        lambda n: f"张三,{n[:6]},{n[6:14]},{n[14:]}",
        lambda n: f"号码{n[:6]} {n[6:8]}\n{n[8:14]} {n[14:]}。",
    ],
)
def test_a_resident_number_is_found_with_the_signs_people_type(write):
    number = resident()

    found = scan([Part("正文", write(number))])

    assert [(hit.kind, hit.certainty) for hit in found] == [(HitKind.RESIDENT_ID, Certainty.CERTAIN)]
    assert number[6:14] not in found[0].excerpt


def test_numbers_glued_together_are_each_found():
    one, two = resident(), resident(order="003")

    assert kinds(one + two) == [HitKind.RESIDENT_ID] * 2
    assert kinds(one + ANOTHER) == [HitKind.RESIDENT_ID, HitKind.MOBILE]
    assert kinds(ANOTHER + two) == [HitKind.MOBILE, HitKind.RESIDENT_ID]
    assert kinds(f"电话{MOBILE}{ANOTHER}") == [HitKind.MOBILE] * 2
    assert kinds(one + wrong(two)) == []


def test_a_card_grouped_by_two_spaces_is_found():
    number = card()

    assert kinds("  ".join(number[n : n + 4] for n in range(0, 18, 4))) == [HitKind.BANK_CARD]


def table(rows: list[list[str]], kind: str) -> list[HitKind]:
    """Return the kinds of hit in a Word or Excel file that holds this table."""
    if kind == "docx":
        whole = "".join(
            f"<w:tr>{''.join(f'<w:tc>{paragraph(text)}</w:tc>' for text in row)}</w:tr>" for row in rows
        )
        data = docx(f"<w:tbl>{whole}</w:tbl>")
    else:
        data = xlsx({"表": worksheet(rows)})
    return [hit.kind for hit in scan([Part(f"表.{kind}", data=data, kind=Kind(kind))])]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_number_spread_over_the_cells_of_a_row_is_found(kind):
    number, bank = resident(), card()

    assert table([[*number]], kind) == [HitKind.RESIDENT_ID]
    assert table([["1", "张三", "身份证号", *number]], kind) == [HitKind.RESIDENT_ID]
    assert table([[number[:6], number[6:14], number[14:]]], kind) == [HitKind.RESIDENT_ID]
    assert table([["电话", *ANOTHER]], kind) == [HitKind.MOBILE]
    assert table([["手机", *PARTS]], kind) == [HitKind.MOBILE]
    assert table([["账号", *bank]], kind) == [HitKind.BANK_CARD]
    assert table([[*number[:9]], [*number[9:]]], kind) == []


def test_no_find_in_cells_tells_the_number():
    number = resident()
    data = docx(f"<w:tbl><w:tr>{''.join(f'<w:tc>{paragraph(d)}</w:tc>' for d in number)}</w:tr></w:tbl>")

    (hit,) = scan([Part("表", data=data, kind=Kind.DOCX)])

    assert hit.place == "表1第1行第1列起的18格"
    assert "*" * 8 in hit.excerpt


ORDINARY = [
    "演示发〔2024〕12号",
    "2024年12月31日至2025年12月31日，共366天",
    "2024-12-31 09:30:00  2025-01-01 18:00:00",
    "电话：0591-87654321  0591-87654322  传真：0591-87654323",
    "值班电话 0591 87654321，邮编 350001",
    "投资13807.72万元、12345.67万元，合计26153.39万元",
    "合计 13807 721234",
    "工业 138 2772 1234 5678",
    "1 3 0 0 0 0 0 0 0 0 0",
    "1\t3\t8\t0\t0\t0\t0\t1\t0\t0\t0",
    "138,2772,1234",
    "13,807,721,234.56元",
    "13807721234.56",
    "13807\n721234\n99120\n88765",
    "统一社会信用代码 91350100MA00000000",
    "项目代码：2020-350128-48-03-012345",
    "合同编号GX-2024-13800-123456-7",
    "第 12 页 共 138 页",
    "ISBN 978-7-5000-0000-0",
    "12800000000001234567890123",
    "0.13807721234 0.45021990030712",
    "1.1 1.2 1.3 13.8 77.2 12.34",
    "100.00 200.00 300.00 400.00 500.00 600.00",
    "4123 5234 6345 7456 8567 9678",
    "同比增长13.8%，0772项，1234户",
    "192.168.138.0 255.255.255.0",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_official_text_holds_no_number_of_a_person(text):
    assert kinds(text) == []


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_table_of_figures_holds_no_number_of_a_person(kind):
    made = random.Random(711)  # noqa: S311 - figures, no secrets
    figures = [[str(made.randint(0, 10 ** made.randint(1, 7))) for _ in range(14)] for _ in range(300)]

    assert table([["项目", *"一二三四五六七八九十"], *figures], kind) == []


def test_the_lines_of_a_printed_table_of_figures_hold_hardly_a_number_of_a_person():
    made = random.Random(711)  # noqa: S311 - figures, no secrets
    lines = [" ".join(str(made.randint(0, 10 ** made.randint(1, 7))) for _ in range(9)) for _ in range(3000)]

    assert len(kinds("\n".join(lines))) <= 2


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
