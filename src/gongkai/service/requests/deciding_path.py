"""The way to a decision as its page shows it: what was answered, what is asked now, what is still missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gongkai.papers.letters import kind_for, template_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.said import said
from gongkai.service.requests import grounds, proofs
from gongkai.service.requests.actions.decide import EXEMPT, Chosen, choose
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.models import Decision
from gongkai.service.requests.words import OUTCOMES
from gongkai.statute import outcomes
from gongkai.statute.articles import articles
from gongkai.statute.citation import words
from gongkai.statute.deciding import ACTS, WITHHELD, Answer, Step, Way, article_of, steps, way
from gongkai.statute.errors import OutOfTurn, StatuteError

Words = str | Promise
_ARTICLE = re.compile(r"^条例(\d+)")
# What is listed on the page itself, and never typed as words.
LISTED = frozenset({"redactions", "withheld_ground"})
# Where what the file lacks is brought about.
_MENDS = {
    "search_record": "search",
    "consultation": "third_party_consulted",
    "correction_history": "correction_asked",
    "reasons_assessed": "reasons_asked",
}
_FIRST = {
    "ask_correction": "correction",
    "ask_reasons": "reasons",
    "consult_third_party": "third_party_consultation",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """An article as people read it, with the page on it (None for what is no article of the Regulations)."""

    says: str
    url: str
    title: str = ""
    help: str = ""


def cited(citation: str) -> Cited:
    """Return a citation with its page and what the article says, in our own words."""
    found = _ARTICLE.match(citation)
    known = articles().get(int(found[1])) if found else None
    if known is None:
        return Cited(said(words(citation)), "")
    return Cited(said(words(citation)), reverse("article", args=[known.number]), known.title, known.words)


@dataclass(frozen=True, slots=True)
class Lack:
    """What an ending needs and the file does not prove: in words, and where it is mended."""

    says: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer as it may be chosen, or why it may not."""

    answer: Answer
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A question that was answered, and where the answer is changed."""

    step: Step
    answer: Answer
    article: Cited
    url: str


@dataclass(frozen=True, slots=True)
class Need:
    """What the ending needs: proven by the file (`proof`), to be written, or missing (`lack`)."""

    key: str
    says: str
    proof: str
    is_written: bool
    lack: Lack | None
    choices: tuple[str, ...] = ()


@dataclass
class Path:
    """The way of a case under the answers given so far. `fault` says which answer was none."""

    page: CasePage
    given: dict[str, str]
    fault: str = ""

    @cached_property
    def way(self) -> Way:
        """How far the answers lead; an answer that its question does not have is dropped."""
        try:
            return way(self.given, self.page.who.on)
        except OutOfTurn as refusal:
            self.fault = said(str(refusal))
            for key, blocks in steps().items():
                known = {answer.key for block in blocks for answer in block.answers}
                if self.given.get(key, "") not in known:
                    self.given.pop(key, None)
            return way(self.given, self.page.who.on)

    @property
    def asked(self) -> list[Said]:
        """The questions answered, each with the address at which it is asked again."""
        return [
            Said(step, answer, cited(step.force.article), self.url(without=step.key))
            for step, answer in self.way.asked
        ]

    @property
    def answers(self) -> dict[str, str]:
        """The answers that the way comes by."""
        return {step.key: answer.key for step, answer in self.way.asked}

    @property
    def kept(self) -> dict[str, str]:
        """All that was answered but the question asked now: what its form carries."""
        now = self.way.step.key if self.way.step else ""
        return {key: value for key, value in self.given.items() if key != now}

    def url(self, name: str = "desk-case-decide", without: str = "") -> str:
        """The address of a page of this case with the answers kept."""
        kept = {key: value for key, value in self.given.items() if key != without}
        query = f"?{urlencode(kept)}" if kept else "?anew=1"
        return reverse(name, args=[self.page.case.pk]) + query

    @property
    def article(self) -> Cited | None:
        """The article of the question asked now."""
        return cited(self.way.step.force.article) if self.way.step else None

    @property
    def choices(self) -> list[Choice]:
        """The answers to the question asked now: what its ending needs and the file lacks, forbids it."""
        if self.way.step is None:
            return []
        return [Choice(answer, tuple(self._lacks_of(answer))) for answer in self.way.step.answers]

    def _lacks_of(self, answer: Answer) -> list[Lack]:
        on = self.page.who.on
        outcome, article = answer.ends, answer.ground
        if self.way.step is not None and self.way.step.key == "third_party" and self.page.clock is not None:
            against = grounds.against_answer(self.page.case, self.page.clock, answer.key)
            if against:
                return [Lack(says, "") for says in against]
        if answer.exempts or outcome == WITHHELD:
            outcome = answer.exempts or self.way.withheld
            article = article_of(outcome, on)
        if not outcome:
            return []
        return [
            self._lack(need)
            for need in outcomes.ground(outcome, article, on).needs
            if need in proofs.ONLY_BY_FILE - LISTED and need not in self.proven
        ]

    def _lack(self, need: str) -> Lack:
        key = _MENDS.get(need, "")
        if key == "search":
            url = self.url("desk-case-search")
        else:
            url = reverse("desk-case-step", args=[self.page.case.pk, key]) if key else ""
        return Lack(said(outcomes.tree().needs[need]), url)

    @cached_property
    def proven(self) -> dict[str, str]:
        """What the file proves, each with the sentence by what."""
        clock = self.page.clock
        return proofs.proven(self.page.case, clock, self.page.who.on) if clock else {}

    @property
    def proofs(self) -> list[tuple[str, str]]:
        """What the file proves, in words."""
        return [(said(outcomes.tree().needs[need]), says) for need, says in self.proven.items()]

    @property
    def first(self) -> tuple[str, str] | None:
        """What has to be done before anything is decided: in words, and where."""
        if not self.way.do:
            return None
        url = reverse("desk-letter-new", args=[self.page.case.pk, _FIRST[self.way.do]])
        return said(ACTS[self.way.do]), url

    @cached_property
    def chosen(self) -> Chosen | None:
        """The outcome that the answers lead to, None on the way there."""
        if self.way.step is not None or self.way.do:
            return None
        received = self.page.clock.received_on if self.page.clock else None
        try:
            return choose(self.answers, received or self.page.who.on, self.page.who.on)
        except (CannotDo, StatuteError) as refusal:
            self.fault = said(str(refusal))
            return None

    @property
    def outcome(self) -> Words:
        """The name of the outcome."""
        return OUTCOMES[self.chosen.outcome] if self.chosen else ""

    @property
    def ground(self) -> Cited | None:
        """The article of the outcome."""
        return cited(self.chosen.article) if self.chosen else None

    @property
    def is_partial(self) -> bool:
        """Whether the rest is disclosed: what is kept back is listed."""
        return bool(self.chosen and self.chosen.outcome == "partial_disclosure")

    @cached_property
    def needs(self) -> list[Need]:
        """What the ending needs, but what is listed by itself."""
        if self.chosen is None:
            return []
        on = self.page.who.on
        found = []
        for need in outcomes.ground(self.chosen.outcome, self.chosen.article, on).needs:
            if need in LISTED:
                continue
            proof, only = self.proven.get(need, ""), need in proofs.ONLY_BY_FILE
            found.append(
                Need(
                    key=need,
                    says=said(outcomes.tree().needs[need]),
                    proof=proof,
                    is_written=not only,
                    lack=self._lack(need) if only and not proof else None,
                    choices=self._which() if need.startswith("which_") else (),
                )
            )
        return found

    @property
    def lacks(self) -> list[Lack]:
        """What only the file can prove and does not: the ending cannot be chosen."""
        return [need.lack for need in self.needs if need.lack]

    def _which(self) -> tuple[str, ...]:
        assert self.chosen is not None  # noqa: S101 - only asked where there is an ending
        on = self.page.who.on
        return template_of(kind_for(self.chosen.outcome, self.chosen.article, on), on).which


def exempt_choices() -> list[tuple[str, Words]]:
    """The grounds by which a part may be kept back, for a list to choose from."""
    return [("", _("（请选择）")), *((key, OUTCOMES[key]) for key in dict.fromkeys(EXEMPT))]


def last_decision(page: CasePage) -> Decision | None:
    """The newest decision drafted for a case."""
    found: Decision | None = page.case.decisions.select_related("by__person").order_by("-pk").first()
    return found
