"""Children named in a text, by the words beside the name or by their age: never certain, always asked.

Of a person under fourteen everything is sensitive personal information (个人信息保护法第二十八条); the name
of any pupil is asked about. A name is told by its family name: a rule that knows no dictionary of names finds
too many rather than too few, and a reviewer answers each.
"""

from __future__ import annotations

import re

SENSITIVE_UNDER = 14  # years

_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
# Family names that begin common words, or whose bearers are fewer than those words after 学生 or 儿童.
_ALSO_WORDS = "高何许任程金石夏方白江段史毛万钱严武向周田钟范雷龙余叶马林黄孔丁曾于陆顾熊贺龚汤付"
_SURE = "".join(name for name in _FAMILY if name not in _ALSO_WORDS)
_TWO = "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|端木"
_GIVEN = r"(?!某)[\u4e00-\u9fff](?![某XＸ*])"
_NAME = rf"(?P<name>(?:{_TWO}|[{_FAMILY}]){_GIVEN}[\u4e00-\u9fff]?(?<!某))"
_SURE_NAME = rf"(?P<name>(?:{_TWO}|[{_SURE}]){_GIVEN}[\u4e00-\u9fff]?(?<!某))"
_AGE = r"(?P<age>[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s?(?:周)?岁"
_SEX = r"(?:男|女)(?:孩|童|生)?"
_CHILD = "小学生|初中生|中学生|学生|幼儿|儿童|未成年人|男童|女童|男孩|女孩|患儿|孤儿|弃婴|婴儿|孩子|小朋友"
_BEFORE_AGE = r"(?:今年|现年|年仅|年龄|刚满|时年|才)?\s?:?\s?"
_RULES = (
    # 张小明（8岁）、张小明（男，8岁）、张小明，男，8周岁、张小明今年8岁
    re.compile(rf"{_NAME}\s?[(，,、]?\s?(?:{_SEX}\s?[，,、]\s?)?{_BEFORE_AGE}{_AGE}(?!以|及|至|-|~)"),
    # 8岁的张小明、8岁男童张小明
    re.compile(rf"{_AGE}(?:的(?:{_CHILD})?|{_CHILD}){_NAME}"),
)
# 学生张小明（、学生李四就读于
_BESIDE = re.compile(
    rf"(?:{_CHILD})\s?[:“\"]?{_SURE_NAME}(?=[”\"]?(?:[(，,、。;:\s]|同学|等[0-9一二三四五六七八九十]|就读|系|$))"
)
_TENS = {char: value for value, char in enumerate("一二三四五六七八九", 1)}


def child_in(line: str) -> tuple[int, int] | None:
    """Return where a plain text (`plain.plain`) names a child, by name and age or by the word beside it."""
    for rule in _RULES:
        for found in rule.finditer(line):
            if age_of(found.group("age")) < SENSITIVE_UNDER:
                return found.span()
    beside = _BESIDE.search(line)
    return beside.span() if beside else None


def age_of(words: str) -> int:
    """Return an age written in digits or as 八、十、十二; one that is not a number is taken for a grown-up's.

    >>> age_of("8"), age_of("十二"), age_of("二十"), age_of("一二三")
    (8, 12, 20, 99)
    """
    if words.isascii():
        return int(words)
    tens, ten, units = words.rpartition("十")
    if not ten:
        return _TENS.get(words, 99)
    if (tens and tens not in _TENS) or (units and units not in _TENS):
        return 99
    return 10 * _TENS.get(tens, 1) + _TENS.get(units, 0)
