"""How labels are really worded: misprints, other numbering, halves lost, letters set apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Change = Callable[[str], str]

REPLACEMENTS: dict[str, tuple[str, str]] = {
    "钩稽": ("勾稽", "钩稽"),
    "note lost": ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", ""),
    "三类内容": ("5.属于三类内部事务信息", "5.属于三类内容事务信息"),
    "止公开": ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
    "情况": ("只计这一情形", "只计这一情况"),
    "部分公开": ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）部分公开"),
    "shortened": ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1.逾期不补正"),
    "shortened too": (
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "2.逾期不缴费",
    ),
    "总 计": ("总计", "总 计"),
    "其他": ("（六）其他处理", "（六）其他"),
    "现行有效件": ("现行有效件数", "现行有效件"),
    "历史累计": ("现行有效件数", "现行有效件数 (历史累计)"),
    "增减": ("本年增/减", "本年增减"),
    "制作 space": ("本年新制作数量", "本年新 制作数量"),
    "quotes": ("“三安全一稳定”", "三安全一稳定"),
    "straight quotes": ("“三安全一稳定”", '"三安全一稳定"'),
    "复议 note": ("尚未审结", "尚未审结（含上年度结转）"),
    "规章 note": ("规章", "规章(设区的市级以上人民政府应提供)"),
}


def replaced(name: str) -> Change:
    """One of the known misprints, wherever the words stand."""
    old, new = REPLACEMENTS[name]
    if name == "规章 note":
        return lambda text: new if text == old else text
    return lambda text: text.replace(old, new)


def other_kind_name(text: str) -> str:
    """规范性文件 ↔ 行政规范性文件."""
    return {"规范性文件": "行政规范性文件", "行政规范性文件": "规范性文件"}.get(text, text)


def halves_lost(text: str) -> str:
    """`本年新` and `本年新`: what followed a <br> is gone."""
    return re.sub(r"^本年新(制作|公开)数量$", "本年新", text)


NUMBERING: dict[str, Change] = {
    "1、": lambda t: re.sub(r"^(\d)\.", r"\1、", t),
    "1．": lambda t: re.sub(r"^(\d)\.", r"\1．", t),
    "1": lambda t: re.sub(r"^(\d)\.", r"\1 ", t),
    "none": lambda t: re.sub(r"^\d\.", "", t),
    "(一)": lambda t: t.replace("（", "(").replace("）", ")"),
    "﹝一﹞": lambda t: re.sub(r"（([一二三四五六七八九])）", r"﹝\1﹞", t),
    "〔一〕": lambda t: re.sub(r"（([一二三四五六七八九])）", r"〔\1〕", t),
    "条(一)项": lambda t: t.replace("第二十条第（", "第二十条（"),
    "条 第": lambda t: t.replace("第二十条第", "第二十条 第"),
}


def spaced(die: Random) -> Change:
    """White space of several kinds somewhere inside the words: `三 、本 年 度办 理 结果`."""

    def change(text: str) -> str:
        gaps = (" ", "\xa0", "\u3000", "  ")
        return "".join(c + (die.choice(gaps) if c > "\u4e00" and die.random() < 0.25 else "") for c in text)

    return change


def misprints(die: Random, count: int = 3) -> Change:
    """Several known changes at once."""
    chosen = [replaced(name) for name in die.sample(sorted(REPLACEMENTS), k=count)]
    chosen.append(NUMBERING[die.choice(sorted(NUMBERING))])

    def change(text: str) -> str:
        for one in chosen:
            text = one(text)
        return text

    return change
