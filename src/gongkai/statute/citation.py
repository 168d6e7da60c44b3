"""How the project cites the law, and how people read it: `条例33(3)` is 《条例》第三十三条第三款.

The number in brackets is the paragraph; where an article is one numbered list it is the item.
"""

from __future__ import annotations

import re
from functools import cache

REGULATIONS = "条例"
_NAMES = {
    "条例": "《条例》",
    "2008年条例": "2008年《条例》",
    "复议法": "《行政复议法》",
    "行诉法": "《行政诉讼法》",
    "民诉法": "《民事诉讼法》",
    "预算法": "《预算法》",
    "行政处罚法": "《行政处罚法》",
    "放假办法": "《全国年节及纪念日放假办法》",
    "109号": "国办函〔2020〕109号",
    "207号": "国办公开办函〔2015〕207号",
    "207号（参照）": "当时没有规定，参照后来的国办公开办函〔2015〕207号推定",
    "235号": "国办公开办函〔2016〕235号",
    "30号": "国办公开办函〔2021〕30号",
    "60号": "国办公开办函〔2019〕60号",
}
# Articles that consist of one numbered list, so that (1) is an item and not a paragraph.
_LISTS = {
    ("条例", 20),
    ("条例", 31),
    ("条例", 36),
    ("条例", 50),
    ("2008年条例", 21),
    ("法释〔2025〕8号", 1),
}
_PLACE = re.compile(r"(\d+)((?:\(\d+\))*)$")
_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """Return a number below one hundred in Chinese: 33 → 三十三."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


@cache
def words(citation: str) -> str:
    """Return a citation as people read it: 条例29、31(1) → 《条例》第二十九条、第三十一条第一项.

    A citation that is not of that form (答复规范一（二）) is returned as it stands.
    """
    first, *more = citation.split("、")
    match = re.match(r"(.*?号|[^0-9（]*?|2008年条例)\s*(\d+(?:\(\d+\))*)$", first)
    if match is None:
        return _NAMES.get(citation, citation)
    law, place = match.groups()
    law = law.strip()
    return _NAMES.get(law, law) + "、".join(_place(law, part) for part in (place, *more))


def _place(law: str, place: str) -> str:
    match = _PLACE.match(place)
    if match is None:
        return place
    article = int(match[1])
    steps = [int(step) for step in re.findall(r"\d+", match[2])]
    units = ["项"] if (law, article) in _LISTS else ["款", "项"]
    return f"第{numeral(article)}条" + "".join(
        f"第{numeral(step)}{unit}" for step, unit in zip(steps, units, strict=False)
    )


def articles(citation: str) -> tuple[int, ...]:
    """Return the articles of the present Regulations that a citation names: 条例29、31(1) → 29, 31."""
    first, *more = citation.split("、")
    if not re.match(r"条例\d", first):
        return ()
    found = []
    for part in (first.removeprefix(REGULATIONS), *more):
        if (match := re.match(r"\d+", part)) is None:
            break
        found.append(int(match[0]))
    return tuple(found)
