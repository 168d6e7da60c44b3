"""The way to the ending of a request, a question at a time: 补不补, 该不该, 有没有, 给不给 (答复规范).

Articles 14 to 16 and 36 to 39 in the order in which they have to be asked: what may not be disclosed before
what need not be, and separation (条例37) before anything is refused whole. The steps are dated data
(decision_path.toml); the officer answers, the law leads, and nobody chooses an ending out of its turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.dated import Force
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, OutOfTurn, UnsoundLaw
from gongkai.statute.outcomes import ground as ground_of
from gongkai.statute.outcomes import tree
from gongkai.statute.unprovided import matters

FIRST = "clear"
WITHHELD = "withheld"  # ends with the outcome by which an earlier answer exempted the content
ACTS = {
    "ask_correction": "先告知补正",
    "ask_reasons": "先要求申请人说明理由",
    "consult_third_party": "先书面征求第三方的意见",
}


@dataclass(frozen=True)
class Answer:
    """One answer to a step, and where it leads: exactly one of `to`, `ends`, `do`, `matter`."""

    key: str
    says: str
    to: str
    ends: str
    ground: str
    do: str
    matter: str
    exempts: str


@dataclass(frozen=True)
class Step:
    """One question of the way."""

    key: str
    stage: str
    asks: str
    answers: tuple[Answer, ...]
    force: Force


@dataclass(frozen=True)
class Way:
    """How far the answers have led.

    `asked` are the steps answered, with the answer; `step` the next question, None at the end. At the end
    there is one of these: `outcome` with `article` (and `withheld`, the outcome whose ground the part kept
    back has), `do` (a key of ACTS: what has to be done first), `matter` (content no ending speaks of).
    """

    asked: tuple[tuple[Step, Answer], ...]
    step: Step | None
    outcome: str = ""
    article: str = ""
    withheld: str = ""
    do: str = ""
    matter: str = ""


@cache
def steps() -> Mapping[str, tuple[Step, ...]]:
    """Return every step by key, in the order of the way; UnsoundLaw if an answer leads nowhere or back."""
    found = dated.blocks("decision_path.toml", _step)
    places = {key: place for place, key in enumerate(found)}
    for key, blocks in found.items():
        for answer in (answer for block in blocks for answer in block.answers):
            if answer.to and places.get(answer.to, -1) <= places[key]:
                raise UnsoundLaw(f"decision_path.toml·{key}：“{answer.key}”没有通往后面的一步。")
    return found


def _step(key: str, entry: Entry) -> Step:
    step = Step(
        key=key,
        stage=entry.text("stage"),
        asks=entry.text("asks"),
        answers=tuple(_answer(answer) for answer in entry.entries("answers")),
        force=dated.force(entry),
    )
    entry.done()
    for answer in step.answers:
        if answer.ends and answer.ends != WITHHELD:
            _refuse_unknown(answer.ends, answer.ground, step.force.since, entry.where)
        if answer.exempts:
            _refuse_unknown(
                answer.exempts, article_of(answer.exempts, step.force.since), step.force.since, key
            )
    return step


def _answer(entry: Entry) -> Answer:
    answer = Answer(
        key=entry.text("key"),
        says=entry.text("says"),
        to=entry.text("to", ""),
        ends=entry.text("ends", ""),
        ground=entry.text("ground", ""),
        do=entry.text("do", ""),
        matter=entry.text("matter", ""),
        exempts=entry.text("exempts", ""),
    )
    entry.done()
    leads = [answer.to, answer.ends, answer.do, answer.matter]
    if sum(bool(lead) for lead in leads) != 1 or (answer.do and answer.do not in ACTS):
        raise UnsoundLaw(f"{entry.where}：一个答案应当有且只有一个去处。")
    if answer.matter and answer.matter not in matters():
        raise UnsoundLaw(f"{entry.where}：没有“{answer.matter}”这一情形。")
    return answer


def _refuse_unknown(outcome: str, article: str, day: date, where: str) -> None:
    try:
        ground_of(outcome, article, day)
    except NoRule as fault:
        raise UnsoundLaw(f"decision_path.toml·{where}：{fault}") from fault


def article_of(outcome: str, day: date) -> str:
    """Return the article of an outcome that has one ground alone; NoRule for another."""
    found = dated.on(tree().outcomes[outcome], day, outcome)
    if len(found.grounds) != 1:
        raise NoRule(f"“{found.name}”有{len(found.grounds)}种依据，请指明是哪一种。")
    return found.grounds[0].article


def way(answers: Mapping[str, str], day: date) -> Way:
    """Return how far these answers (step → answer) lead under the law of `day`.

    Answers to steps that the way does not come by are not looked at: whoever changes an early answer is
    led anew. Raises OutOfTurn for an answer its step does not have, NoRule before 2019-05-15.
    """
    asked: list[tuple[Step, Answer]] = []
    exempt = ""
    key = FIRST
    while True:
        step = dated.on(steps()[key], day, "办理结果的判断步骤")
        if key not in answers:
            return Way(tuple(asked), step, withheld=exempt)
        answer = next((each for each in step.answers if each.key == answers[key]), None)
        if answer is None:
            known = "、".join(each.says for each in step.answers)
            raise OutOfTurn(f"“{step.asks}”没有这样的回答；请在下列各项中选择：{known}。")
        asked.append((step, answer))
        exempt = answer.exempts or exempt
        if answer.to:
            key = answer.to
            continue
        if answer.ends == WITHHELD:
            return Way(tuple(asked), None, exempt, article_of(exempt, day), withheld=exempt)
        # What is withheld matters where something is: a request granted in whole withholds nothing.
        return Way(
            asked=tuple(asked),
            step=None,
            outcome=answer.ends,
            article=answer.ground,
            withheld=exempt,
            do=answer.do,
            matter=answer.matter,
        )
