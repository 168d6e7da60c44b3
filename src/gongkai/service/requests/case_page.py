"""All that the page of a request shows, fetched once and computed from its ledger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.papers.letters import template_of
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.policy import in_force
from gongkai.service.organs.queries import posts_in_force
from gongkai.service.organs.said import said
from gongkai.service.requests import (
    closing,
    handed_down,
    index,
    masking,
    objections,
    policy,
    proposing,
    reclassing,
    timeline,
    together,
    urgency,
    used_up,
)
from gongkai.service.requests.branches import Branch, branches
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.closing import OwedLetter
from gongkai.service.requests.hands import Hands
from gongkai.service.requests.happenings import UnknownHappening, untold
from gongkai.service.requests.intake import MEDIA, WAYS
from gongkai.service.requests.models import (
    Assignment,
    Case,
    Entry,
    Letter,
    Note,
    Paper,
    Party,
    Proposal,
    Standing,
)
from gongkai.service.requests.objections import Objected
from gongkai.service.requests.timeline import Item
from gongkai.service.requests.urgency import Urgency
from gongkai.service.requests.words import (
    CLASSES,
    PAPERS,
    PROPOSED,
    ROLES,
    STATES,
    WAITING,
    ending_in_words,
)
from gongkai.service.requests.worklist import FOLLOWS, of_post
from gongkai.statute import clock
from gongkai.statute.clock import Clock
from gongkai.statute.clock import Standing as Stands
from gongkai.statute.errors import NoRule, StatuteError
from gongkai.statute.events import Event, Joined, OpinionReceived
from gongkai.statute.trace import day_in_words

Words = str | Promise
_KEY = re.compile(r"(?<![A-Za-z0-9])[ACORT]\d+(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Person:
    """A party as the page shows it: what this post may not read is masked."""

    party: Party
    name: str
    contacts: list[tuple[Words, str]]
    identity: str
    doubtful: str

    @property
    def role(self) -> Words:
        """In which part it stands in the case."""
        return ROLES[self.party.role]

    @property
    def of_class(self) -> Words:
        """The class of a requester."""
        return CLASSES.get(self.party.requester_class, "")

    @property
    def is_masked(self) -> bool:
        """Whether something is hidden from the reader."""
        return any("*" in value for _label, value in self.contacts) or "*" in self.name


class CasePage:
    """A request on a day, for a post."""

    def __init__(self, case: Case, who: Visit) -> None:
        self.case, self.who = case, who
        self.law = law_here()
        self.sees_names = policy.sees_names(who.post, case.organ, who.on)
        self.sees_contacts = policy.sees_contacts(who.post, case.organ, who.on)
        self.hands = Hands(who.post)
        self.unreadable = ""
        self.clock: Clock | None = None
        self.events: list[Event] = []
        try:
            events = timeline.read(self.entries)
            # Who reads no names reads no text either in which somebody may have written one.
            self.events = events if self.sees_names else [untold(event) for event in events]
            self.clock = clock.read(self.events, self.law)
        except (StatuteError, UnknownHappening) as fault:
            self.unreadable = said(str(fault))
        self._mend()

    # What it fetches.

    @cached_property
    def entries(self) -> list[Entry]:
        """The ledger with its texts."""
        return list(self.case.entries.select_related("said").order_by("place"))

    @cached_property
    def parties(self) -> list[Party]:
        """Everybody it concerns."""
        rows = list(self.case.parties.select_related("identity", "organ").order_by("pk"))
        for row in rows:
            row.case = self.case
        return rows

    @property
    def requester(self) -> Party | None:
        """Who asked."""
        return next((row for row in self.parties if row.role == Party.Role.REQUESTER), None)

    @cached_property
    def papers(self) -> list[Paper]:
        """Its files; those that identify somebody are not opened here."""
        of = handed_down.papers(self.case) if self._is_part else self.case.papers
        return list(of.filter(erased_at=None).order_by("-case_id", "pk"))

    @property
    def _is_part(self) -> bool:
        """Whether it was split off, and has what came in for the whole; so it is asked where no door says."""
        return getattr(self.case, "is_part", True)

    @cached_property
    def notes(self) -> list[Note]:
        """What colleagues noted."""
        return self.hands.put(self.case.notes.order_by("pk"), "by")

    @cached_property
    def assignments(self) -> list[Assignment]:
        """To whom it was given, the newest last."""
        return self.hands.put(self.case.assignments.order_by("pk"), "by", "to")

    @cached_property
    def letters(self) -> list[Letter]:
        """Its letters, without those that were discarded."""
        # Whoever was joined has it in the ledger, be it annulled: without, no other request's draft is meant.
        is_joined = any(row.kind == Joined.kind for row in self.entries)
        all_of = together.letters_of if is_joined else together.letters_to
        issued = all_of(self.case).filter(discarded_at=None).select_related("entry")
        rows = self.hands.put(issued, "issued_by")
        parties = {party.pk: party for party in self.parties}
        for row in rows:
            if row.to_id in parties:
                row.to = parties[row.to_id]
        return rows

    @property
    def reply(self) -> Letter | None:
        """The letter that tells the decision, once it was issued: the newest."""
        issued = [
            row for row in self.letters if row.number and (row.decision_id or row.kind == together.JOINT)
        ]
        return issued[-1] if issued else None

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What was proposed and answered."""
        wanted = Q(case=self.case)
        if self._is_part:  # of which class who asked is, is corrected in the file of the whole
            wanted |= Q(pk__in=reclassing.proposals_of(self.case))
        of = Proposal.objects.filter(wanted).select_related("consent", "carried_out")
        rows = self.hands.put(of.order_by("pk"), "by")
        self.hands.put((row.consent for row in rows if hasattr(row, "consent")), "by")
        return rows

    @property
    def unanswered(self) -> list[tuple[Proposal, Words]]:
        """What waits for consent."""
        return [(row, PROPOSED[row.kind]) for row in self.proposals if not hasattr(row, "consent")]

    @property
    def untold(self) -> list[tuple[Proposal, Words]]:
        """What was consented to and has no effect before the requester is told; what is to be told."""
        return [(row, PROPOSED[row.kind]) for row, why in self._consented if not why]

    @property
    def used_up(self) -> list[tuple[Proposal, Words, str]]:
        """What was consented to and gives no more days, each with why it is not told."""
        return [(row, PROPOSED[row.kind], why) for row, why in self._consented if why]

    @cached_property
    def _consented(self) -> list[tuple[Proposal, str]]:
        rows = proposing.untold_among(self.proposals)
        return [(row, used_up.why(self.case, row, self.who.on)) for row in rows]

    @property
    def files(self) -> list[tuple[Paper, Words, bool]]:
        """Its papers, each with what it is and whether this post opens it."""
        for paper in self.papers:
            paper.case = self.case
        return [
            (paper, PAPERS[paper.kind], policy.opens(self.who.post, paper, self.who.on))
            for paper in self.papers
        ]

    @property
    def written(self) -> list[tuple[Letter, str, str]]:
        """Its letters with what they are called and to whom they go, as this post reads it."""
        return [
            (row, _called(row.kind, self.who.on), self.names.get(row.to.key, "") if row.to else "")
            for row in self.letters
        ]

    @property
    def objected(self) -> list[Objected]:
        """The third parties that object, each with what was decided on it."""
        asked = any(isinstance(event, OpinionReceived) and event.agrees is False for event in self.events)
        return objections.among(self.events, self.entries, self.parties) if asked else []

    @property
    def may_be_archived(self) -> bool:
        """Whether nothing is owed any more and it is not in the archive yet."""
        ended = self.stands is not None and self.stands.state == "ended"
        return ended and self.archived_on is None

    # What it says.

    @property
    def seen(self) -> int:
        """How many entries the reader has before her: what her forms carry."""
        return len(self.entries)

    @cached_property
    def stands(self) -> Stands | None:
        """Where it stands today; None where the ledger cannot be read."""
        return self.clock.standing(self.who.on) if self.clock else None

    @property
    def ended(self) -> tuple[Words, date] | None:
        """How and when it ended; None while it is open, and while an order to answer anew runs."""
        ending = self.clock.ending if self.clock else None
        if ending is None or self.stands is None or self.stands.state != "ended":
            return None
        return ending_in_words(ending.event, ending.outcome), ending.on

    @property
    def state(self) -> Words:
        """The state in words."""
        return STATES[self.stands.state] if self.stands else STATES[index.UNREADABLE]

    @cached_property
    def urgency(self) -> Urgency:
        """How pressing it is."""
        return urgency.of(self.stands) if self.stands else urgency.unreadable(self.unreadable)

    @property
    def due_in_words(self) -> str:
        """The last day for the reply with its weekday, "" where there is none yet."""
        due = self.clock.due if self.clock else None
        return said(day_in_words(due, self.law.calendar)) if due else ""

    @property
    def trace(self) -> list[str]:
        """Why the last day is that day: the sentences of the statute."""
        if self.clock is None:
            return []
        return [self._named(said(line.says(self.law.calendar))) for line in self.clock.trace]

    @property
    def findings(self) -> list[str]:
        """What the statute says a person should look at."""
        return [self._named(said(finding.says)) for finding in self.stands.findings] if self.stands else []

    @property
    def readings(self) -> list[tuple[str, str, str]]:
        """The readings the date rests on: number, title, what was chosen."""
        if self.clock is None:
            return []
        by_number = {reading.number: reading for reading in self.law.readings.all.values()}
        return [
            (number, said(by_number[number].title), said(by_number[number].says(value)))
            for number, value in self.clock.readings.items()
        ]

    @property
    def holds(self) -> list[tuple[Words, str]]:
        """What holds it now, in sentences: whose move it is, and the names of who is waited for."""
        stands = self.stands
        if stands is None:
            return [(_("这件申请的记录按现行规则不能读出，期限不能计算。"), self.unreadable)]
        if stands.state == "ended":
            return [(_("已经办结，没有未办的事项。"), "")]
        found: list[tuple[Words, str]] = []
        if stands.state == "receipt_awaited":
            says = _("等本机关与申请人确认收到：双方确认之日才是收到申请之日，期限自那时起算。")
            found.append((says, ""))
        elif self.owed_letter is not None:
            says = _("还欠申请人告知文书：%(why)s。文书发出以前不能归档。")
            found.append((says % {"why": self.owed_letter.why}, self.owed_letter.name))
        elif stands.state == "answered":
            found.append((_("答复已经作出，等本机关发出：在期限内发出的才算按时答复。"), ""))
        elif stands.waiting_for and stands.waiting_for != "organ":
            whom = "、".join(self.names.get(key, key) for key in stands.whom)
            found.append((_("等%(who)s。") % {"who": WAITING[stands.waiting_for]}, whom))
        else:
            found.append((_("等本机关办理。"), ""))
        if self.unanswered:
            found.append((_("有报请同意的事项还没有答复。"), ""))
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """The parties by their keys, as this post reads them."""
        return {party.key: self._name(party) or party.key for party in self.parties}

    @property
    def items(self) -> list[Item]:
        """The timeline."""
        tells = self.sees_names
        self.hands.put(self.entries, "by")
        of = handed_down.contacts(self.case) if self._is_part else self.case.contacts
        contacts = self.hands.put(of.order_by("pk"), "by")
        office = [
            *timeline.contacts(contacts, tells=tells),
            *timeline.assignments(self.assignments, tells=tells),
            *timeline.proposals(self.proposals, tells=tells),
            *timeline.letters(self.letters),
        ]
        return timeline.items(self.entries, self.clock, self.names, self.law, office, tells=tells)

    @cached_property
    def owed_letter(self) -> OwedLetter | None:
        """The letter still owed where the request ended without a reply, or its reply was revoked."""
        if self.clock is None or self.stands is None or self.stands.state not in ("untold", "redo"):
            return None
        return closing.owed_letter(self.case, self.clock, self.who.on, self.letters)

    @property
    def branches(self) -> list[Branch]:
        """What runs beside it."""
        if self.stands is None:
            return []
        return branches(self.stands, self.names, self.assignment, self.proposals)

    @property
    def people(self) -> list[Person]:
        """The requester, the agent, those consulted."""
        return [self._person(party) for party in self.parties]

    @property
    def asked(self) -> list[tuple[Words, Words]]:
        """Form, way and purpose that were asked for; the description stands by itself."""
        wish = getattr(self.case, "wish", None)
        if wish is None or wish.erased_at:
            return []
        return [
            (_("所需信息的形式"), MEDIA.get(wish.medium) or _("没有写明")),
            (_("获取信息的方式"), WAYS.get(wish.way) or _("没有写明")),
            (_("用途"), wish.purpose or _("没有填写（不要求填写）")),
        ]

    @property
    def channel(self) -> str:
        """How it came in."""
        return said(self.law.channel(self.case.channel, timezone.localdate(self.case.opened_at)).name)

    # Who handles it.

    @property
    def assignment(self) -> Assignment | None:
        """To whom it was given last."""
        return self.assignments[-1] if self.assignments else None

    @property
    def handler_is_gone(self) -> bool:
        """Whether the post it was given to is no longer in force."""
        given = self.assignment
        return bool(given and given.to and not in_force(given.to, self.who.on))

    @property
    def is_mine(self) -> bool:
        """Whether it was given to the reader, or to whom she stands in for."""
        given = self.assignment
        return bool(given and given.to_id in of_post(self.who.post))

    @property
    def stand_ins(self) -> str:
        """Who stands in today for the person it was given to."""
        given = self.assignment
        if given is None or given.to is None:
            return ""
        rows = posts_in_force(self.who.on).filter(deputy_of=given.to)
        return "、".join(str(post.person) for post in rows)

    def _named(self, sentence: str) -> str:
        """A sentence of the statute with the names of the parties for their keys, as this post reads them."""
        return _KEY.sub(lambda found: self.names.get(found[0], found[0]), sentence)

    def _name(self, party: Party) -> str:
        name = party.name or (str(party.organ) if party.organ else "")
        return name if self.sees_names else masking.name(name)

    def _person(self, party: Party) -> Person:
        clear = self.sees_contacts
        fields: Sequence[tuple[Words, str, str]] = (
            (_("联系人"), party.contact_person, masking.name(party.contact_person)),
            (_("法定代表人或者负责人"), party.legal_representative, masking.name(party.legal_representative)),
            (_("电话"), party.phone, masking.contact(party.phone)),
            (_("电子邮箱"), party.email, masking.contact(party.email)),
            (_("传真"), party.fax, masking.contact(party.fax)),
            (_("通信地址"), party.address, masking.hidden(party.address)),
            (_("邮政编码"), party.postcode, masking.hidden(party.postcode)),
        )
        identity = getattr(party, "identity", None)
        return Person(
            party,
            self._name(party),
            [(label, value if clear else masked) for label, value, masked in fields if value],
            identity.masked if identity and not identity.erased_at else "",
            said(identity.doubtful) if identity and clear else "",
        )

    def _mend(self) -> None:
        """Bring the index row up where it says something else than the ledger."""
        row: Standing | None = getattr(self.case, "indexed", None)
        self.archived_on = row.archived_on if row else None
        fresh = Standing(case=self.case, organ=self.case.organ, entries=len(self.entries))
        if self.clock is not None:
            index.fill(fresh, self.clock, self.who.on)
        else:
            fresh.state = index.UNREADABLE
        if row is None or any(getattr(row, name) != getattr(fresh, name) for name in FOLLOWS):
            index.refresh(self.case, self.who.on)


def _called(kind: str, on: date) -> str:
    try:
        return template_of(kind, on).name
    except (KeyError, NoRule):
        return kind
