"""What the pages of a letter show: where it stands, what speaks against it, its words, what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import Letter as Written
from gongkai.papers.letters import Template, to_html
from gongkai.papers.word import shown_docx
from gongkai.service.clearance import policy as reviewing
from gongkai.service.organs.policy import Power, acts_for, has
from gongkai.service.requests import keeping, letter_words, lettering, policy, preflight
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.deciding_path import Cited, cited
from gongkai.service.requests.letter_state import State, Where, where
from gongkai.service.requests.models import Dispatch, Letter
from gongkai.service.requests.preflight import Doubt
from gongkai.statute.errors import StatuteError

_OPEN = (State.DRAFT, State.RETURNED, State.WITHHELD, State.IN_REVIEW, State.REFERRED, State.CLEARED)


@dataclass(frozen=True, slots=True)
class Told:
    """A doubt of the pre-flight with the page of its article."""

    doubt: Doubt
    article: Cited


class LetterPage:
    """A letter on a day, for a post."""

    def __init__(self, letter: Letter, who: Visit) -> None:
        self.letter, self.who = letter, who
        self.case = letter.case

    @cached_property
    def where(self) -> Where:
        """Where it stands."""
        return where(self.letter, self.who.on)

    @cached_property
    def template(self) -> Template:
        """Its kind: as it was when it was issued."""
        return lettering.template_for(self.letter, self.letter.issued_on or self.who.on)

    @property
    def state(self) -> str:
        """Its state in words."""
        return letter_words.state(self.where)

    @property
    def look(self) -> str:
        """How the badge of its state looks."""
        return letter_words.look(self.where)

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.where.state in _OPEN

    @property
    def is_issued(self) -> bool:
        """Whether it has its day and its files."""
        return self.letter.issued_on is not None

    @cached_property
    def doubts(self) -> list[Told]:
        """What speaks against signing it now, the blocking first; nothing once it is issued."""
        if not self.is_open:
            return []
        return [Told(doubt, cited(doubt.article)) for doubt in preflight.doubts(self.letter, self.who.on)]

    @property
    def blocks(self) -> bool:
        """Whether something forbids to put it forward; that it has changed since its review does not."""
        return any(told.doubt.blocks and told.doubt.code != preflight.CHANGED for told in self.doubts)

    @cached_property
    def written(self) -> Written | None:
        """Its words as they would be today; None while it lacks something, or is issued or put aside."""
        if not self.is_open:
            return None
        try:
            return lettering.written(self.letter, self.who.on)
        except (PaperError, StatuteError):
            return None

    @property
    def shown(self) -> SafeString:
        """Its words as a page: as they would be today; once it is issued, as its file has them."""
        if not self.sees_names:
            return SafeString("")
        if self.is_issued:
            return as_issued(self.letter)
        return SafeString("") if self.written is None else shown(self.written)

    @cached_property
    def sees_names(self) -> bool:
        """Whether the post reads who asked: a supervisor does not, nor what a letter says."""
        return policy.sees_names(self.who.post, self.case.organ, self.who.on)

    @property
    def is_own(self) -> bool:
        """Whether the post acts for the organ."""
        return acts_for(self.who.post, self.case.organ, self.who.on)

    @property
    def may_handle(self) -> bool:
        """Whether the post drafts, issues and sends letters here."""
        return self.is_own and has(self.who.post, Power.HANDLE)

    @property
    def may_submit(self) -> bool:
        """Whether it waits for its approval to be opened."""
        waits = self.where.state in (State.DRAFT, State.RETURNED, State.WITHHELD)
        return self.may_handle and self.template.has_number and waits

    @property
    def may_issue(self) -> bool:
        """Whether it may be issued: approved, or a sheet that needs none."""
        ready = State.CLEARED if self.template.has_number else State.DRAFT
        return self.may_handle and self.where.state is ready and not self.blocks

    @property
    def may_send(self) -> bool:
        """Whether it may leave."""
        return (
            self.may_handle
            and self.is_issued
            and self.letter.discarded_at is None
            and self.letter.to_id is not None
            and self.where.state is not State.REVOKED
        )

    @property
    def may_speak(self) -> bool:
        """Whether the next word of its review is the reader's."""
        review = self.where.review
        if review is None or not self.where.is_bound or not self.is_open:
            return False
        return reviewing.is_waiting_for(self.who.post, review, self.who.on)

    @property
    def dispatches(self) -> Iterable[tuple[Dispatch, str]]:
        """How it left, each time."""
        rows = self.letter.dispatches.select_related("by__person", "proof").order_by("pk")
        return [(row, str(letter_words.MEANS[row.means])) for row in rows]

    @property
    def files(self) -> list[tuple[str, str]]:
        """What goes with it: name and address on the desk."""
        rows = self.letter.files.order_by("pk")
        return [
            (paper.name, reverse("desk-paper", args=[paper.pk])) for paper in rows if paper.erased_at is None
        ]


def shown(words: Written) -> SafeString:
    """Return the words of a letter for a page of the desk; its title is no heading of that page."""
    html = to_html(words).replace("<h1 ", "<p ").replace("</h1>", "</p>")
    return mark_safe(html)  # noqa: S308 - escaped by papers.letters


def as_issued(letter: Letter) -> SafeString:
    """Return the words of a letter as the file that was issued has them, whatever the case says by now.

    "" where the file cannot be read: the page leads to the download, which says what is wrong with it.
    """
    if not letter.docx:
        return SafeString("")
    try:
        html = shown_docx(keeping.stored(letter.docx))
    except (OSError, PaperError):
        return SafeString("")
    article = f'<article class="letter as-issued" lang="zh-CN">{html}</article>'
    return mark_safe(article)  # noqa: S308 - cleaned by papers.html


def name_of(letter: Letter, on: date) -> str:
    """Return what a kind of letter is called."""
    try:
        return lettering.template_for(letter, letter.issued_on or on).name
    except StatuteError:
        return letter.kind
