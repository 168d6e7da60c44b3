"""P5: who ends requests for unpaid fees says how many fee notices were issued."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.report.check.matter import Matter, not_assessed
from gongkai.report.model import Finding, Severity
from gongkai.report.sums import Sum

CELL = "T3.R3_6_2.C7"
SECTION = 6

COUNT = r"(\d{1,3}(?:,\d{3})+|\d{1,9}|[〇零一二两三四五六七八九十百千]{1,9})"
NOTICE = r"(?:收费|缴费|缴款|缴纳|处理费)[^,。;；，]{0,12}?通知[书单]?"
STATES = (
    re.compile(
        rf"{NOTICE}(?:的)?(?:件数|份数|数量)?(?:共计?|合计|总计|分别|为|是|有|:|计){{0,3}}{COUNT}[件份次个起]"
    ),
    re.compile(rf"{COUNT}[件份次个起](?:信息处理费|信息公开)?{NOTICE}"),
)
NONE_ISSUED = re.compile(
    rf"(?:没有|未|无|尚未|均未)(?:发生|发出|发送|制发|出具|下达)[^,。;；，]{{0,16}}?{NOTICE}"
)


def p5(matter: Matter) -> Iterator[Finding]:
    """申请人逾期不缴费而不再处理的，第六部分应当写明发出收费通知的件数，且不少于不再处理的件数。

    Source: 国办函〔2020〕109号 and 国办公开办函〔2021〕30号 一（六）: 第六部分报告发出收费通知的件数和
    总金额、实际收取的总金额. To state only what was collected, or that nothing was, is not enough.
    """
    says = "因逾期不缴费不再处理的，第六部分写明发出收费通知的件数"
    if not matter.has(CELL):
        return  # the 2019 form has no such row
    if "R3_6" in matter.folded:
        if not matter.sum("T3.R3_6.C7").meets(Sum()) or not matter.sum("T3.R3_6.C7").is_known:
            yield not_assessed("P5", says, "（六）其他处理印为一行，不知其中有几件是逾期不缴费的")
        return
    ended = matter.sum(CELL)
    if ended.is_known and ended.known <= 0:
        return
    if ended.known <= 0:
        yield not_assessed("P5", says, "不再处理的件数空白或不能确定", cells=(CELL,))
        return
    section = matter.report.section(SECTION)
    if section is None and not matter.report.sections:
        yield not_assessed("P5", says, "没有读到报告的正文", cells=(CELL,))
        return
    stated = notices_stated(section.text if section else "")
    if stated is None:
        fault = f"有{ended}件因逾期不缴费不再处理，第六部分没有写明发出收费通知的件数"
    elif stated < ended.known:
        fault = f"第六部分写明的收费通知件数少于因逾期不缴费不再处理的件数（{stated} ＜ {ended}）"
    else:
        return
    yield Finding(
        "P5",
        Severity.WARN,
        fault,
        (CELL,),
        stated,
        ended.known,
        hint="在第六部分写明：发出收费通知的件数和总金额、实际收取的总金额。",
    )


def notices_stated(text: str) -> int | None:
    """Return how many fee notices the text says were issued; None if it does not say.

    >>> notices_stated("全年发出收费通知12件，总金额600元，实际收取400元。")
    12
    >>> notices_stated("全年实际收取信息处理费共计400元。") is None
    True
    """
    # Imported only here: with it comes the whole reader.
    from gongkai.report.read.numerals import chinese_number, to_halfwidth

    text = re.sub(r"[\s《》“”\"]", "", to_halfwidth(text))
    if NONE_ISSUED.search(text):
        return 0
    for pattern in STATES:
        if found := pattern.search(text):
            return chinese_number(found[1])
    return None
