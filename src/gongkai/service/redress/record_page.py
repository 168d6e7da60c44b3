"""All that the pages of a rectification show: where it stands, its last day, its letter, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.clearance import policy as reviewing
from gongkai.service.organs.policy import Power, acts_for, has
from gongkai.service.organs.said import said
from gongkai.service.redress import pressing
from gongkai.service.redress.pressing import Pressing
from gongkai.service.redress.record_review import Reviewed, reviewed
from gongkai.service.redress.records import RecordPaper, RecordReveal, RecordStep, Rectification
from gongkai.service.redress.rectifying import DECIDED, Stands, due
from gongkai.service.redress.words import RECORD_STEPS
from gongkai.service.requests import masking, policy
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.letter_page import shown
from gongkai.statute.errors import StatuteError
from gongkai.statute.limits import Due
from gongkai.statute.trace import day_in_words

Words = str | Promise
CONSENTED = (*DECIDED, RecordStep.Kind.ANNULLED, RecordStep.Kind.ANNUL_DECLINED)


def power_for(key: str) -> Power:
    """Return the power that a step takes: who may consent decides, who handles does the rest."""
    return Power.CONSENT if key in CONSENTED else Power.HANDLE


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as the page shows it."""

    step: RecordStep
    what: Words
    is_gone: bool
    of: str  # what an annulment is of


class RecordPage:
    """A rectification on a day, for a post."""

    def __init__(self, row: Rectification, who: Visit) -> None:
        self.row, self.who, self.law = row, who, law_here()

    @cached_property
    def steps(self) -> list[RecordStep]:
        """Every step as it was entered."""
        if "steps" in getattr(self.row, "_prefetched_objects_cache", {}):
            return list(self.row.steps.all())
        return list(self.row.steps.select_related("by__person", "said").order_by("place"))

    @cached_property
    def reviewed(self) -> Reviewed:
        """Its letter and the review of it."""
        return reviewed(self.row, self.steps, self.who.on)

    @property
    def stands(self) -> Stands:
        """Where it stands."""
        return self.reviewed.stands

    @property
    def state(self) -> Words:
        """Where it stands in words, with the review of its letter."""
        found = self.reviewed
        if found.is_bound and found.review is not None:
            return _("已决定，告知书%(review)s") % {"review": found.review.says}
        return self.stands.says

    @cached_property
    def due(self) -> Due | None:
        """By when it should be dealt with (reading L-0039); None where no law or calendar says so."""
        try:
            return due(self.row, self.law)
        except StatuteError:
            return None

    @property
    def due_in_words(self) -> str:
        """The last day in words, "" where there is none."""
        return said(day_in_words(self.due.day, self.law.calendar)) if self.due else ""

    @cached_property
    def pressing(self) -> Pressing:
        """How pressing it is, as the lists of the desk say it."""
        if not self.stands.is_open or self.due is None:
            return Pressing("later" if self.stands.is_open else "ended", str(self.stands.says))
        return pressing.owed(self.due.day, self.who.on, self.law, _("办结并告知"), self.due.provisional)

    @property
    def shown(self) -> list[ShownStep]:
        """The steps in the order in which they were entered, annulled ones struck out."""
        labels = {step.place: str(RECORD_STEPS[step.kind]) for step in self.steps} | {0: _("这件申请的登记")}
        gone = self.stands.gone
        return [
            ShownStep(
                step,
                RECORD_STEPS[step.kind],
                step.place in gone,
                labels[step.annuls] if step.annuls is not None else "",
            )
            for step in self.steps
        ]

    @property
    def is_void(self) -> bool:
        """Whether its registration was annulled."""
        return self.stands.state == "void"

    @property
    def seen(self) -> int:
        """How many steps the reader has before her: what her forms carry."""
        return len(self.steps)

    @property
    def annullable(self) -> list[tuple[int, str]]:
        """What may be annulled, in words."""
        labels = {step.place: str(RECORD_STEPS[step.kind]) for step in self.steps} | {0: _("这件申请的登记")}
        return [(place, labels[place]) for place in self.stands.annullable]

    @property
    def asked(self) -> ShownStep | None:
        """The annulment that waits for an answer."""
        asked = self.stands.asked
        return next((each for each in self.shown if each.step is asked), None) if asked else None

    @property
    def nexts(self) -> list[tuple[str, Words]]:
        """The steps this post may enter now, the letter once it passed its review."""
        found = self.stands
        if found.asked is not None:
            if found.asked.by.person_id == self.who.post.person_id:
                return []
            keys: list[str] = [RecordStep.Kind.ANNULLED, RecordStep.Kind.ANNUL_DECLINED]
        else:
            keys = [key for key in found.next if key != RecordStep.Kind.TOLD or self.reviewed.is_cleared]
        return [(key, RECORD_STEPS[key]) for key in keys if self.may(power_for(key))]

    @property
    def may_ask_annulment(self) -> bool:
        """Whether the post may ask for an entry to be annulled."""
        return self.may(Power.HANDLE) and self.stands.asked is None and bool(self.stands.annullable)

    @property
    def may_submit(self) -> bool:
        """Whether the post may put the letter forward."""
        return self.may(Power.HANDLE) and self.reviewed.may_be_submitted and not self.reviewed.lacks

    @property
    def may_speak(self) -> bool:
        """Whether the next word of the review is the reader's."""
        found = self.reviewed
        return (
            found.review is not None
            and found.is_bound
            and reviewing.is_waiting_for(self.who.post, found.review, self.who.on)
        )

    @property
    def letter(self) -> SafeString:
        """The words of the letter as they would be today, for who may read who asked."""
        if self.reviewed.written is None or not self.sees_names:
            return SafeString("")
        return shown(self.reviewed.written)

    def may(self, power: Power) -> bool:
        """Whether the post has a power over this organ's matters."""
        return has(self.who.post, power) and acts_for(self.who.post, self.row.organ, self.who.on)

    @property
    def may_handle(self) -> bool:
        """Whether the post handles it."""
        return self.may(Power.HANDLE)

    @property
    def may_erase(self) -> bool:
        """Whether the post may erase who asked."""
        return not self.stands.is_open and self.row.erased_at is None and self.may(Power.CONSENT)

    @cached_property
    def sees_names(self) -> bool:
        """Whether the post reads who asked and what."""
        return policy.sees_names(self.who.post, self.row.organ, self.who.on)

    @cached_property
    def sees_contacts(self) -> bool:
        """Whether the post reads how to reach who asked, and opens the letter."""
        return policy.sees_contacts(self.who.post, self.row.organ, self.who.on)

    @property
    def name(self) -> str:
        """Who asked, masked for who may not read it."""
        return self.row.name if self.sees_names else masking.name(self.row.name)

    @property
    def contact(self) -> str:
        """How to reach her, hidden from who may not read it."""
        return self.row.contact if self.sees_contacts else masking.hidden(self.row.contact)

    @cached_property
    def papers(self) -> list[RecordPaper]:
        """Its sealed papers."""
        return list(self.row.papers.order_by("pk"))

    @property
    def history(self) -> list[RecordReveal] | None:
        """Who opened which paper and what for, for who may consent; None for the others."""
        if not self.may(Power.CONSENT):
            return None
        rows = RecordReveal.objects.filter(paper__rectification=self.row)
        return list(rows.select_related("by__person").order_by("-pk"))
