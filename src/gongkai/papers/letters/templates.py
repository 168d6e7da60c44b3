"""The kinds of letters: what each rests on, says, must say, and which of its words a clerk may change.

A kind is a file of dated blocks in `data/`; a changed letter is a new block, the old one is closed with
`until` and never edited, so that an old letter can be composed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast, get_args

from gongkai.papers.errors import PaperError
from gongkai.papers.letters.fields import FIELDS
from gongkai.papers.letters.letter import To
from gongkai.papers.letters.wording import Piece, Place, places, template
from gongkai.statute import dated
from gongkai.statute.dated import Force
from gongkai.statute.entry import Entry, toml
from gongkai.statute.errors import NoRule, StatuteError, UnsoundLaw

DATA = Path(__file__).parent / "data"
PARTS = "parts.toml"  # paragraphs that several kinds share
LISTS = ("corrections", "redactions", "searches", "transfers", "joined", "decision")

# What every letter carries by being a letter; the other mandatory elements stand in its parts.
FRAME = (
    "标题",
    "文号",
    "受文者",
    "申请人姓名（名称）",
    "发文机关",
    "答复主体",
    "日期及印章",
    "答复日期及印章",
    "日期",
)
# 答复规范五: the nine mandatory elements of a decision.
DECISION = (
    "标题", "文号", "申请人姓名（名称）", "申请事实", "法律依据", "处理决定", "申请人复议诉讼的权利和期限",
    "答复主体", "答复日期及印章",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: labels and values in turn, or one text over the whole width."""

    cells: tuple[tuple[Piece, ...], ...]
    lines: int = 1
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, a sheet or a list of a letter.

    A paragraph that `is_editable` may be rewritten, as long as it still says each of `must_say`. `elements`
    are the mandatory elements it carries, `article` why it must be there.
    """

    key: str
    name: str = ""  # what people call a paragraph that they may rewrite
    says: tuple[Piece, ...] = ()
    text: str = ""  # `says` as it stands in the data
    rows: tuple[Row, ...] = ()
    listed: str = ""
    is_editable: bool = False
    must_say: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    article: str = ""

    def places(self, *, optional: bool = True) -> tuple[Place, ...]:
        """Return the places that are filled here, of sheets too; a sheet's may all stay empty."""
        found = list(places(self.says, optional=optional))
        for row in self.rows:
            for cell in row.cells:
                found += places(cell, optional=optional)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of letter as it stands for a time.

    `outcome` and `grounds` are set for decisions; `event` is the event of `statute.events` that it tells of;
    `needs` are places that must be filled though no paragraph asks for them, `ahead` those whose day may not
    lie before the letter's own; `which` are the kinds among which the ground makes choose (人事管理 …).
    """

    key: str
    name: str
    title: str
    to: To
    addressee: str  # the place that names it, "" for a sheet that goes to nobody
    outcome: str
    grounds: tuple[str, ...]
    event: str
    has_number: bool
    has_remedies: bool
    is_sealed: bool
    is_sheet: bool
    elements: tuple[str, ...]
    needs: tuple[str, ...]
    ahead: tuple[str, ...]
    which: tuple[str, ...]
    parts: tuple[Part, ...]
    instead: tuple[tuple[str, str], ...]  # how the sentences on remedies speak here: 本告知书 for 本答复
    source: str
    force: Force

    @property
    def is_decision(self) -> bool:
        """Whether it ends a request with an outcome of `statute.outcomes`."""
        return bool(self.outcome)

    @property
    def editable(self) -> tuple[Part, ...]:
        """Return the paragraphs a clerk may rewrite."""
        return tuple(part for part in self.parts if part.is_editable)


@cache
def _all() -> Mapping[str, tuple[Template, ...]]:
    shared = _shared()
    found: dict[str, tuple[Template, ...]] = {}
    for file in sorted(DATA.glob("*.toml")):
        if file.name == PARTS:
            continue
        entry = toml(file)
        made = [_template(file.stem, block, shared) for block in entry.entries("letter")]
        entry.done()
        if not made:
            raise UnsoundLaw(f"{file.name}：没有 letter。")
        dated.refuse_overlap(made, file.name)
        found[file.stem] = tuple(made)
    return found


def _shared() -> Mapping[str, Part]:
    file = toml(DATA / PARTS)
    parts = [_part(entry, {}) for entry in file.entries("parts")]
    file.done()
    return {part.key: part for part in parts}


def _template(key: str, entry: Entry, shared: Mapping[str, Part]) -> Template:
    outcome, to = entry.text("outcome", ""), entry.text("to")
    found = Template(
        key=key,
        name=entry.text("name"),
        title=entry.text("title"),
        to=cast(To, to),
        addressee=entry.text("addressee", "申请人" if to == "requester" else ""),
        outcome=outcome,
        grounds=entry.texts("grounds"),
        event=entry.text("event", ""),
        has_number=_yes(entry, "number", "yes" if outcome else "no"),
        has_remedies=_yes(entry, "remedies", "yes" if outcome else "no"),
        is_sealed=_yes(entry, "seal", "yes"),
        is_sheet=_yes(entry, "sheet", "no"),
        elements=(*(DECISION if outcome else ()), *entry.texts("elements")),
        needs=entry.texts("needs"),
        ahead=entry.texts("ahead"),
        which=entry.texts("which"),
        parts=tuple(_part(part, shared) for part in entry.entries("parts")),
        instead=tuple(_instead(words) for words in entry.entries("instead")),
        source=entry.text("source"),
        force=dated.force(entry),
    )
    entry.done()
    _refuse_unsound(found, entry.where)
    return found


def _instead(entry: Entry) -> tuple[str, str]:
    found = entry.text("of"), entry.text("says")
    entry.done()
    return found


def _yes(entry: Entry, key: str, default: str) -> bool:
    answer = entry.text(key, default)
    if answer not in ("yes", "no"):
        raise UnsoundLaw(f"{entry.where}：{key} 只能是 yes 或者 no。")
    return answer == "yes"


def _part(entry: Entry, shared: Mapping[str, Part]) -> Part:
    if used := entry.text("use", ""):
        entry.done()
        if used not in shared:
            raise UnsoundLaw(f"{entry.where}：{PARTS}里没有“{used}”这一段。")
        return shared[used]
    text = entry.text("says", "")
    try:
        part = Part(
            key=entry.text("key"),
            name=entry.text("name", ""),
            says=template(text, entry.where),
            text=text,
            rows=tuple(_row(row) for row in entry.entries("rows")),
            listed=entry.text("list", ""),
            is_editable=_yes(entry, "editable", "no"),
            must_say=entry.texts("must_say"),
            elements=entry.texts("elements"),
            article=entry.text("article", ""),
        )
    except PaperError as fault:
        raise UnsoundLaw(str(fault)) from fault
    entry.done()
    if [bool(part.says), bool(part.rows), bool(part.listed)].count(True) != 1:
        raise UnsoundLaw(f"{entry.where}：says、rows、list 须有且只有一项。")
    if part.listed and part.listed not in LISTS:
        raise UnsoundLaw(f"{entry.where}：没有“{part.listed}”这种清单。")
    named = {place.name for place in part.places()}
    if unknown := [place.name for place in part.places() if not place.cites and place.name not in FIELDS]:
        raise UnsoundLaw(f"{entry.where}：没有“{unknown[0]}”这一事项。")
    if lost := set(part.must_say) - named:
        raise UnsoundLaw(f"{entry.where}：must_say 的“{sorted(lost)[0]}”不在这一段里。")
    if bool(part.name) != part.is_editable:
        raise UnsoundLaw(f"{entry.where}：可以改写的一段须有 name，其他的不需要。")
    if part.must_say and not part.is_editable:
        raise UnsoundLaw(f"{entry.where}：不能改写的一段不需要 must_say。")
    return part


def _row(entry: Entry) -> Row:
    cells = tuple(template(cell, entry.where) for cell in entry.texts("cells"))
    row = Row(cells, entry.number("lines", 1), entry.text("sign", ""))
    entry.done()
    if len(cells) not in (1, 2, 4):
        raise UnsoundLaw(f"{entry.where}：一行应有一、二或者四格。")
    return row


def _refuse_unsound(found: Template, where: str) -> None:
    """Raise UnsoundLaw where a letter would not carry what it must, or names what there is not."""
    if found.to not in get_args(To) or bool(found.outcome) != bool(found.grounds):
        raise UnsoundLaw(f"{where}：to 或者 grounds 不对。")
    named = (*found.needs, *found.ahead, *((found.addressee,) if found.addressee else ()))
    if unknown := [name for name in named if name not in FIELDS]:
        raise UnsoundLaw(f"{where}：没有“{unknown[0]}”这一事项。")
    carried = {element for part in found.parts for element in part.elements} | set(FRAME)
    if absent := [element for element in found.elements if element not in carried]:
        raise UnsoundLaw(f"{where}：没有一段写明“{absent[0]}”。")
    keys = [part.key for part in found.parts]
    if len(set(keys)) != len(keys):
        raise UnsoundLaw(f"{where}：有两段同名。")
    if found.has_remedies != any(
        "救济途径" in [place.name for place in part.places()] for part in found.parts
    ):
        raise UnsoundLaw(f"{where}：remedies 与各段不符。")


def kinds() -> Mapping[str, Template]:
    """Return every kind of letter by key, as it stands now; UnsoundLaw if the data are not in order."""
    return {key: blocks[-1] for key, blocks in _all().items()}


def template_of(kind: str, day: date) -> Template:
    """Return a kind of letter as it stands on `day`; NoRule for an unknown kind or a day without one."""
    blocks = _all().get(kind)
    if blocks is None:
        raise NoRule(f"没有“{kind}”这种文书；现有：{_names(kinds().values())}。")
    return dated.on(blocks, day, f"“{blocks[-1].name}”")


def _names(templates: Iterable[Template]) -> str:
    return "、".join(f"{one.key}（{one.name}）" for one in templates)


def kind_for(outcome: str, article: str, day: date) -> str:
    """Return the kind of letter for an outcome on a ground (条例36(4)); NoRule if there is none on `day`."""
    blocks: Sequence[Template] = [
        one for versions in _all().values() for one in versions if one.outcome == outcome
    ]
    for one in blocks:
        if article in one.grounds and one.force.covers(day):
            return one.key
    known = "、".join(ground for one in blocks for ground in one.grounds)
    raise NoRule(
        f"{dated.chinese_day(day)}没有以“{outcome}”、依据{article}答复的文书"
        + (f"；这一结果现有的依据：{known}。" if known else "。")
    )


__all__ = ["DATA", "Part", "Row", "StatuteError", "Template", "kind_for", "kinds", "template_of"]
