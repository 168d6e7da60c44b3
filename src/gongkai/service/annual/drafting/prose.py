"""The words of a report drafted from its figures and the records of the year, in data/prose.toml's sentences.

Nothing is said that no figure, no record of the year says: without a recorded problem section 五 stays empty,
and that there was nothing to clarify is written only if somebody recorded that there was nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatch
from functools import cache
from importlib.resources import files

from gongkai.report.edition import Edition
from gongkai.report.loader import edition
from gongkai.report.model import Cell, Number
from gongkai.service.annual.composing import PREAMBLE, cells_of
from gongkai.service.annual.drafting import records as recorded
from gongkai.service.annual.drafting.records import Records
from gongkai.service.annual.models import Closing, Filing, Occasion
from gongkai.service.organs.models import Organ

DRAFTED = (PREAMBLE, 1, 5, 6)
MOST_COLUMNS = 5  # named in a sentence; the rest are in the total
OUTCOMES = (
    ("予以公开", "T3.R3_1.C7"),
    ("部分公开", "T3.R3_2.C7"),
    ("不予公开", "T3.R3_3_*.C7"),
    ("无法提供", "T3.R3_4_*.C7"),
    ("不予处理", "T3.R3_5_*.C7"),
    ("其他处理", "T3.R3_6*.C7"),
)
RESULTS = (("结果维持", "upheld"), ("结果纠正", "corrected"), ("其他结果", "other"))
DECISIONS = (
    ("行政许可", "T2.xzxk.decisions"),
    ("行政处罚", "T2.xzcf.decisions"),
    ("行政强制", "T2.xzqz.decisions"),
)
GOVERNMENTS = frozenset({Organ.Kind.PROVINCE, Organ.Kind.PREFECTURE, Organ.Kind.COUNTY, Organ.Kind.TOWNSHIP})
OF_GOVERNMENTS = (  # 30号 一（一）, 条例46、47: what a government tells of beside
    (Occasion.Kind.ASSESSMENT, "政府信息公开工作考核情况"),
    (Occasion.Kind.EVALUATION, "社会评议情况"),
    (Occasion.Kind.ACCOUNTABILITY, "有无责任追究及其结果"),
)
ORDER = "一二三四五六七八九十"
Kind = Occasion.Kind


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a draft, with the cells it tells."""

    text: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted section; `lacks` says what has to be recorded before more can be drafted."""

    paragraphs: tuple[Paragraph, ...]
    lacks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole of it."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


def draft(filing: Filing, closing: Closing, found: Records | None = None) -> dict[int, Draft]:
    """Return the drafts of the preamble (0) and the sections that are words, from a closing's cells."""
    return tell(filing, edition(closing.form), cells_of(closing), found or recorded.records(filing))


def tell(filing: Filing, form: Edition, cells: Mapping[str, Cell], found: Records) -> dict[int, Draft]:
    """Return the drafts of the words that these cells and records give."""
    teller = _Teller(filing, form, cells, found)
    return {PREAMBLE: teller.preamble(), 1: teller.general(), 5: teller.problems(), 6: teller.others()}


class _Teller:
    """Tells of one year: every sentence adds the cells it told."""

    def __init__(self, filing: Filing, form: Edition, cells: Mapping[str, Cell], found: Records) -> None:
        self.filing, self.form, self.cells, self.found = filing, form, cells, found
        self.told: list[str] = []

    def preamble(self) -> Draft:
        contact = "；".join(recorded.contacts(self.filing.organ))
        text = self._say("basis") + (self._say("contact", 联系方式=contact) if contact else "")
        return Draft((Paragraph(text),))

    def general(self) -> Draft:
        opening = Paragraph(self._say("opening"))
        said = [
            self._paragraph("head_disclosing", self._disclosing()),
            self._paragraph("head_requests", self._requests()),
            self._paragraph("head_management", self._management()),
            self._paragraph("head_platform", self._happened(Kind.PLATFORM)),
            self._paragraph("head_supervision", self._supervision()),
        ]
        lacks = [
            lack
            for lack, is_lacking in (
                ("没有登记政府信息管理方面的工作。", not self.found.of(Kind.MANAGEMENT)),
                ("没有登记平台建设方面的工作。", not self.found.of(Kind.PLATFORM)),
                ("没有登记培训、会议等监督保障方面的工作。", not self.found.of(Kind.TRAINING, Kind.MEETING)),
                ("没有登记有无需要澄清的虚假或者不完整信息。", self._says_nothing_of(Kind.CLARIFICATION)),
                (
                    f"登记有{self.found.contests}件因政府信息公开工作引起的复议、诉讼，不在表四中，"
                    "没有写没有被申请复议、被提起诉讼。请核对是否已受理、何时受理。",
                    bool(self.found.contests) and self._sum(("T4.V.*_total",)) == 0,
                ),
                (
                    f"有{self.found.unconfirmed}件申请收到之日尚未确认，不在任何一格，没有写全年没有收到申请。",
                    bool(self.found.unconfirmed) and not self._number("T3.R1.C7"),
                ),
            )
            if is_lacking
        ]
        if self.filing.organ.kind in GOVERNMENTS:
            lacks += [f"没有登记{words}。" for kind, words in OF_GOVERNMENTS if self._says_nothing_of(kind)]
        told = [each for each in said if each.text]  # numbered as they come: none is missing between
        numbered = [Paragraph(f"（{ORDER[n]}）{each.text}", each.cells) for n, each in enumerate(told)]
        return Draft((opening, *numbered), tuple(lacks))

    def problems(self) -> Draft:
        parts = []
        for key, kind, place in (
            ("problems", Kind.PROBLEM, "问题"),
            ("improvements", Kind.IMPROVEMENT, "改进"),
        ):
            if rows := self.found.of(kind):
                parts.append(
                    Paragraph(self._say(key, **{place: _numbered(recorded.told(row) for row in rows)}))
                )
        lacks = []
        if not self.found.of(Kind.PROBLEM):
            lacks.append("没有登记存在的问题；这一部分不能由数据拟出。")
        if not self.found.of(Kind.IMPROVEMENT):
            lacks.append("没有登记改进措施。")
        return Draft(tuple(parts), tuple(lacks))

    def others(self) -> Draft:
        fees = self.found.fees
        given = {"通知": fees.notices, "总金额": fees.noticed_yuan, "收取": fees.paid_yuan}
        parts = [self._say("fees", **given) if fees.notices or fees.paid_yuan else self._say("no_fees")]
        parts += self._happened(Kind.OTHER)
        if self.found.none_of(Kind.OTHER):
            parts.append(self._say("nothing_else"))
        lacks = ["没有登记有无其他需要报告的事项。"] if self._says_nothing_of(Kind.OTHER) else []
        return Draft(tuple(Paragraph(text) for text in parts if text), tuple(lacks))

    def _disclosing(self) -> Iterator[str]:
        if self.found.documents:
            named = [recorded.in_column(*each) for each in self.found.columns[:MOST_COLUMNS]]
            columns = f"，其中{'、'.join(named)}" if len(self.found.columns) > 1 else ""
            yield self._say("documents", 信息=self.found.documents, 栏目=columns)
        yield from self._norms()
        some = [(name, n) for name, address in DECISIONS if (n := self._number(address))]
        if some:
            yield self._say("decisions", 决定="、".join(f"{name}决定{n}件" for name, n in some))
        none = [name for name, address in DECISIONS if self._number(address) == 0]
        if none:
            yield self._say("no_decisions", 决定="、".join(none))
        if amount := self._number("T2.xzsyxsf.amount_wan"):
            yield self._say("charges", 金额=amount)
        yield from self._happened(Kind.EXPLANATION)

    def _norms(self) -> Iterator[str]:
        columns = {"制发": ("made", "made_new"), "废止": ("repealed",), "有效": ("in_force",)}
        columns |= {"新公开": ("disclosed_new",), "总数": ("disclosed_total",)}
        for key, row in (("rules", "gz"), ("norms", "gfxwj")):
            given = {
                place: number
                for place, codes in columns.items()
                for code in codes
                if (number := self._number(f"T2.{row}.{code}")) is not None
            }
            if any(given.values()):
                yield self._say(key, **given)

    def _requests(self) -> Iterator[str]:
        new, brought = self._number("T3.R1.C7"), self._number("T3.R2.C7")
        if new is None or brought is None:
            return
        if new:
            people = (
                ("自然人", ("T3.R1.C1",)),
                ("法人或者其他组织", tuple(f"T3.R1.C{n}" for n in range(2, 7))),
            )
            who = self._parts(people)
            yield self._say("received" if brought else "received_only", 新收=new, 申请人=who, 结转=brought)
        elif not self.found.unconfirmed:  # what came in and is not confirmed was not "nothing"
            yield self._say("carried_only" if brought else "none_received", 结转=brought)
        if done := self._number("T3.R3_7.C7"):
            yield self._say("handled", 办结=done, 结果=self._parts((n, (a,)) for n, a in OUTCOMES))
        if left := self._number("T3.R4.C7"):
            yield self._say("carried_out", 结转=left)
        yield from self._contests()

    def _contests(self) -> Iterator[str]:
        reviews = self._sum(("T4.V.A_total",))
        suits = self._sum(("T4.V.B_total", "T4.V.C_total"))
        if reviews == 0 and suits == 0 and not self.found.contests:
            yield self._say("no_contests")
        for key, total, blocks in (("reconsideration", reviews, "A"), ("litigation", suits, "BC")):
            if total:  # what was decided or open in the year, not what was applied for in it
                parts = [(name, tuple(f"T4.V.{b}_{code}" for b in blocks)) for name, code in RESULTS]
                done = self._sum(address for _, addresses in parts for address in addresses)
                left = self._sum(f"T4.V.{b}_pending" for b in blocks)
                yield self._say(key, 审结=done, 结果=self._parts(parts), 未结=left)

    def _management(self) -> Iterator[str]:
        yield from self._happened(Kind.MANAGEMENT, Kind.CLARIFICATION)
        if self.found.none_of(Kind.CLARIFICATION):
            yield self._say("nothing_to_clarify")

    def _supervision(self) -> Iterator[str]:
        yield from self._happened(Kind.MEETING, Kind.TRAINING)
        if self.filing.organ.kind in GOVERNMENTS:
            yield from self._happened(Kind.ASSESSMENT, Kind.EVALUATION, Kind.ACCOUNTABILITY)
            if self.found.none_of(Kind.ACCOUNTABILITY):
                yield self._say("nobody_answered")

    def _happened(self, *kinds: str) -> list[str]:
        return [f"{row.on.month}月，{recorded.told(row)}。" for row in self.found.of(*kinds)]

    def _says_nothing_of(self, kind: str) -> bool:
        return not self.found.of(kind) and not self.found.none_of(kind)

    def _paragraph(self, head: str, sentences: Iterable[str]) -> Paragraph:
        before = len(self.told)
        text = "".join(sentences)
        return Paragraph(f"{self._say(head)}{text}" if text else "", tuple(dict.fromkeys(self.told[before:])))

    def _parts(self, parts: Iterable[tuple[str, tuple[str, ...]]]) -> str:
        said = [f"{name}{n}件" for name, addresses in parts if (n := self._sum(addresses))]
        return f"，其中{'、'.join(said)}" if said else ""

    def _sum(self, terms: Iterable[str]) -> Number | None:
        numbers = [self._number(a) for term in terms for a in self.form.places if fnmatch(a, term)]
        known = [number for number in numbers if number is not None]
        return sum(known) if known and len(known) == len(numbers) else None

    def _number(self, address: str) -> Number | None:
        cell = self.cells.get(address)
        if cell is None or cell.value is None:
            return None
        self.told.append(address)
        return cell.value

    def _say(self, key: str, **given: object) -> str:
        words = _sentence(key, self.filing.year)
        if words is None:
            return ""
        plain = {name: _plain(value) for name, value in given.items()}
        return words.format(年=self.filing.year, 机关=self.filing.organ.name, **plain)


@cache
def _sentences() -> tuple[dict[str, object], ...]:
    data = files("gongkai.service.annual.drafting").joinpath("data/prose.toml").read_text("utf-8")
    return tuple(tomllib.loads(data)["sentences"])


def _sentence(key: str, year: int) -> str | None:
    """Return the words of a sentence in a report year; None where no rule asks for it then."""
    for row in _sentences():
        if row["key"] == key and int(str(row["from"])) <= year <= int(str(row.get("until", year))):
            return str(row["says"])
    return None


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _numbered(items: Iterable[str]) -> str:
    found = list(items)
    if len(found) == 1:
        return found[0]
    return "；".join(f"{ORDER[n]}是{words}" if n < len(ORDER) else words for n, words in enumerate(found))
