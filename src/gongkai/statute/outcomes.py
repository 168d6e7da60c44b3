"""The endings of a request: their ground, what each needs first, and which cannot stand together.

Which row of the annual report counts an outcome is data of the edition in `report/editions/`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.dated import Force
from gongkai.statute.entry import DATA, Entry, toml
from gongkai.statute.errors import NoRule, OutOfTurn, UnsoundLaw

CLASSES = {
    "grant": "予以公开",
    "partial": "部分公开",
    "refusal": "不予公开",
    "unable": "无法提供",
    "not_processed": "不予处理",
    "other": "其他处理",
}


@dataclass(frozen=True)
class Ground:
    """One ground of an outcome and the keys of what must be in the file before it is chosen."""

    article: str
    says: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """One ending of a request; a request has exactly one."""

    key: str
    name: str
    kind: str  # a key of CLASSES
    grounds: tuple[Ground, ...]
    force: Force


@dataclass(frozen=True)
class Conflict:
    """Two outcomes considered for the same content that the reviewer must decide between."""

    of: frozenset[str]
    against: frozenset[str]
    says: str


@dataclass(frozen=True)
class Tree:
    """All outcomes, what they may need, and their conflicts."""

    outcomes: Mapping[str, tuple[Outcome, ...]]
    needs: Mapping[str, str]
    conflicts: tuple[Conflict, ...]


@cache
def tree() -> Tree:
    """Return the outcomes of the package; UnsoundLaw if the data contradict themselves."""
    file = toml(DATA / "outcomes.toml")
    needs = {}
    for entry in file.entries("needs"):
        needs = {key: entry.text(key) for key in entry.keys()}  # noqa: SIM118
    conflicts = tuple(_conflict(entry) for entry in file.entries("conflicts"))
    outcomes: dict[str, tuple[Outcome, ...]] = {}
    for key in file.keys():  # noqa: SIM118
        made = [_outcome(key, entry, needs) for entry in file.entries(key)]
        dated.refuse_overlap(made, f"outcomes.toml·{key}")
        outcomes[key] = tuple(made)
    for conflict in conflicts:
        if unknown := (conflict.of | conflict.against) - set(outcomes):
            raise UnsoundLaw(f"outcomes.toml·conflicts：没有“{sorted(unknown)[0]}”这一结果。")
    return Tree(outcomes, needs, conflicts)


def _outcome(key: str, entry: Entry, needs: Mapping[str, str]) -> Outcome:
    outcome = Outcome(
        key=key,
        name=entry.text("name"),
        kind=entry.text("class"),
        grounds=tuple(_ground(ground, needs) for ground in entry.entries("grounds")),
        force=dated.force(entry),
    )
    entry.done()
    if outcome.kind not in CLASSES or not outcome.grounds:
        raise UnsoundLaw(f"{entry.where}：class 不对或者没有 grounds。")
    return outcome


def _ground(entry: Entry, needs: Mapping[str, str]) -> Ground:
    ground = Ground(entry.text("article"), entry.text("says"), entry.texts("needs"))
    entry.done()
    if unknown := set(ground.needs) - set(needs):
        raise UnsoundLaw(f"{entry.where}：没有“{sorted(unknown)[0]}”这一材料。")
    return ground


def _conflict(entry: Entry) -> Conflict:
    conflict = Conflict(frozenset(entry.texts("of")), frozenset(entry.texts("with")), entry.text("says"))
    entry.done()
    return conflict


def in_force(day: date) -> tuple[Outcome, ...]:
    """Return the outcomes a request may have on `day`, in the order of the report."""
    found = (dated.find(blocks, day) for blocks in tree().outcomes.values())
    return tuple(outcome for outcome in found if outcome is not None)


@cache
def first_day() -> date:
    """Return the first day on which any outcome stored here is in force."""
    return min(block.force.since for blocks in tree().outcomes.values() for block in blocks)


def outcomes_within(first: date, last: date | None) -> frozenset[str]:
    """Return the keys of the outcomes in force on any day from `first` to `last` (None: without end)."""
    return frozenset(
        key
        for key, blocks in tree().outcomes.items()
        for block in blocks
        if (last is None or block.force.since <= last)
        and (block.force.until is None or block.force.until >= first)
    )


def refuse_unknown(key: str, day: date) -> Outcome:
    """Return the outcome of that key if it is in force on `day`; NoRule with a sentence if not."""
    blocks = tree().outcomes.get(key)
    if blocks is None:
        known = "、".join(f"{outcome.key}（{outcome.name}）" for outcome in in_force(day)) or "无"
        raise NoRule(f"没有“{key}”这一办理结果（《条例》第三十六条）；当日可用的结果：{known}。")
    return dated.on(blocks, day, f"办理结果“{blocks[-1].name}”")


def ground(key: str, article: str, day: date) -> Ground:
    """Return the ground of an outcome by its article (条例36(4)); NoRule if it has none such."""
    outcome = refuse_unknown(key, day)
    for candidate in outcome.grounds:
        if candidate.article == article:
            return candidate
    known = "、".join(candidate.article for candidate in outcome.grounds)
    raise NoRule(f"“{outcome.name}”没有依据{article}的情形；可用：{known}。")


def missing(key: str, article: str, given: Collection[str], day: date) -> tuple[str, ...]:
    """Return, in words, what is still missing before an outcome may be chosen on a ground."""
    needs = tree().needs
    return tuple(needs[need] for need in ground(key, article, day).needs if need not in given)


def refuse_unready(key: str, article: str, given: Collection[str], day: date) -> None:
    """Raise OutOfTurn, naming what is missing, unless the outcome may be chosen."""
    if lacking := missing(key, article, given, day):
        name = refuse_unknown(key, day).name
        raise OutOfTurn(f"以“{name}”答复以前，还须备齐：{'；'.join(lacking)}。")


def conflicts(considered: Iterable[str]) -> tuple[Conflict, ...]:
    """Return the conflicts between outcomes considered for the same content."""
    chosen = frozenset(considered)
    return tuple(c for c in tree().conflicts if c.of & chosen and c.against & chosen)
