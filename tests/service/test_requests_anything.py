"""Whatever is done with a request in whatever order: the ledger says what the statute says, or nothing.

A model of one request keeps its own list of what was entered. Before each step the statute is asked about
that list; the action has to agree with it, a refused one leaves everything as it was, and after every step
ledger, index, chain and clock are those of the list. `GONGKAI_VARIETY=20` tries twenty times as much, anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed
from gongkai.service.requests import ledger, used_up
from gongkai.service.requests.actions import split as splitting
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.answer import answer, mark_delivered, mark_sent
from gongkai.service.requests.actions.archive import archive
from gongkai.service.requests.actions.ask_correction import ask_correction
from gongkai.service.requests.actions.ask_reasons import ask_reasons, give_reasons
from gongkai.service.requests.actions.charge import pay, propose_fee
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.consent import consent, decline, take_back
from gongkai.service.requests.actions.consult import EVENTS, consult, letter_delivered
from gongkai.service.requests.actions.correct import correct
from gongkai.service.requests.actions.entering import ASK_WHY, REFUSED
from gongkai.service.requests.actions.hear import confirm_silence, hear
from gongkai.service.requests.actions.join import join
from gongkai.service.requests.actions.lapse import confirm_correction_lapse, confirm_fee_lapse
from gongkai.service.requests.actions.order_redo import order_redo
from gongkai.service.requests.actions.pass_on import pass_on
from gongkai.service.requests.actions.propose import (
    propose_annulment,
    propose_extension,
    propose_later_reply,
    propose_revocation,
)
from gongkai.service.requests.actions.supplement import lacking, supplement
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.intake import Who
from gongkai.service.requests.models import Case, Party, Proposal, Standing, Wish
from gongkai.service.requests.moves import moves
from gongkai.service.requests.proposing import TOLD, unanswered, untold
from gongkai.service.requests.verifying import verify
from gongkai.statute import clock, events
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.fold import in_force
from tests.report.variety.effort import FACTOR
from tests.service.cases import Bureau
from tests.service.requests_acts import choose

BEGIN = date(2025, 3, 3)
LATE = st.sampled_from([0, 0, 0, 0, 1, 4])  # how many days before it is entered it happened
WHY = st.sampled_from(["", "确有必要，已经核对", "确有必要，已经核对"])
CONSULTED = frozenset({"third_party_consulted", "co_producer_consulted", "other_organ_consulted"})
ENDS = frozenset(
    {"answered", "passed_on", "withdrawn", "correction_lapsed", "fee_lapsed", "sent", "delivered"}
)
UNASKED = frozenset({"joined", "split", "redo_ordered", "entry_annulled"})  # possible at all times, or nearly
KINDS_PROPOSED = ("extended", "later_reply_set", "fee_noticed", "entry_annulled", "reply_revoked")
STEPS = [
    *(["a_possible_move"] * 60 + ["time_passes"] * 14),
    *("proposed", "proposed", "answered_proposal", "answered_proposal", "told", "supplemented", "archived"),
    *(kind for kind in events.KINDS if kind not in ("received", *(k.kind for k in TOLD), "entry_annulled")),
    "consulted_again",
]


def everything() -> dict[str, int]:
    """Count the rows of the room, and of the log."""
    found = {model.__name__: model.objects.count() for model in apps.get_app_config("requests").get_models()}
    return {**found, "Deed": Deed.objects.count()}


class Handling(RuleBasedStateMachine):
    """One request, and everybody who handles it."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        assert verify() is None
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(channel=st.sampled_from(["in_person", "in_person", "registered_mail", "fax", "online"]))
    def received(self, channel: str) -> None:
        self.today, self.minutes = BEGIN, 0
        self.bureau = Bureau()
        self.case: Case = self.bureau.received(BEGIN.isoformat(), channel, self.now())
        self.entered: list[Event] = list(ledger.events_of(self.case))

    def now(self) -> datetime:
        self.minutes += 1
        return timezone.make_aware(datetime.combine(self.today, time(8))) + timedelta(minutes=self.minutes)

    # What a step is.

    def enters(self, event: Event, act: Callable[..., Any], unless: str = "", **facts: Any) -> None:
        """Do what enters one event, and see that it did exactly if the statute has a place for it.

        `unless` is why the desk does not do it though the statute has: an extension that is used up.
        """
        place = len(self.entered) + 1
        stands = ledger.entered(event, place, self.today)
        refused = event.on > self.today or bool(unless)
        told = False
        try:
            found = clock.read([*self.entered, stands], law_here())
        except StatuteError:
            refused = True
        else:
            codes = {finding.code for finding in found.findings if finding.entry == place}
            told = bool(codes & ASK_WHY) and not facts.get("although")
            refused = refused or bool(codes & REFUSED)
        if self.does(act, **facts):
            assert not refused, stands
            assert not told, stands
            self.entered.append(stands)
        else:
            assert refused or told, (stands, self.why)

    def does(self, act: Callable[..., Any], **facts: Any) -> bool:
        """Do something; whether it was done. What is refused leaves everything as it was."""
        before, wish = everything(), Wish.objects.get(case=self.case).description
        try:
            with transaction.atomic():
                act(**facts)
        except CannotDo as refusal:
            self.why = str(refusal)
            assert self.why.strip()
            assert everything() == before
            assert Wish.objects.get(case=self.case).description == wish
            return False
        return True

    def given(self, late: int = 0) -> dict[str, Any]:
        on = self.today - timedelta(days=late)
        return {"on": on, "by": self.bureau.clerk, "at": self.now()}

    # The steps, named as the events they enter; `n` chooses among what there is to choose.

    @rule(step=st.sampled_from(STEPS), n=st.integers(0, 999), late=LATE, why=WHY)
    def something_is_done(self, step: str, n: int, late: int, why: str) -> None:
        getattr(self, step)(n, late, why)

    def time_passes(self, n: int, late: int, why: str) -> None:  # noqa: ARG002 - all steps are called alike
        self.today += timedelta(days=n % 16 + 1)

    def a_possible_move(self, n: int, late: int, why: str) -> None:  # noqa: ARG002 - all are called alike
        """Do one of what the page offers; every fifth time it may be an end."""
        offered = [
            move
            for move in moves(self.case, self.today)
            if move.possible and move.key not in UNASKED and (n % 5 == 0 or move.key not in ENDS)
        ]
        done = [event.kind for event in self.entered]
        rarest = min((done.count(move.key) for move in offered), default=0)
        if (n + self.minutes) % 3:  # mostly what was done least yet
            offered = [move for move in offered if done.count(move.key) == rarest]
        if not offered:
            return
        before = len(self.entered)
        move = offered[(n + 7 * self.minutes) % len(offered)]  # small numbers are drawn most often
        if move.proposed:
            self._through(move.key, n)
            return
        getattr(self, move.key)(n, 0, why, whom=move.whom)
        # A letter that arrived the same day may reach back before another day was set for the reply.
        assert not why or move.key in CONSULTED or len(self.entered) == before + 1, move

    def receipt_confirmed(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given, by = self.given(late), self.bureau.clerk
        event = events.ReceiptConfirmed(on=given["on"], by_whom=f"{by.organ}{by.title}", means="电话")
        self.enters(event, contact, case=self.case, means="电话", reached=True, **given)

    def correction_asked(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given(late)
        until = given["on"] + timedelta(days=(10, 20, 40, -1 if not why else 3)[n % 4])
        event = events.CorrectionAsked(on=given["on"], by=until, items="写明年度")
        facts = {"case": self.case, "items": "写明年度", "correct_by": until, "although": why, **given}
        self.enters(event, ask_correction, **facts)

    def corrected(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given, words = self.given(late), f"第{self.minutes}次写明的内容"
        channel = ("in_person", "online", None)[n % 3]
        event = events.Corrected(on=given["on"], channel=channel)
        before = len(self.entered)
        self.enters(event, correct, case=self.case, channel=channel, wish={"description": words}, **given)
        wish = Wish.objects.get(case=self.case)
        assert (wish.description == words) == (len(self.entered) > before)

    def correction_lapsed(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        self._lapses(events.CorrectionLapsed, confirm_correction_lapse)

    def fee_lapsed(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        self._lapses(events.FeeLapsed, confirm_fee_lapse)

    def _lapses(
        self, kind: type[events.CorrectionLapsed | events.FeeLapsed], act: Callable[..., Any]
    ) -> None:
        given = self.given()
        event = kind(on=given["on"], confirmed_by=f"{self.bureau.organ}{self.bureau.clerk.title}")
        self.enters(event, act, case=self.case, says="没有正当理由", **given)

    def reasons_asked(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given(late)
        self.enters(
            events.ReasonsAsked(on=given["on"]), ask_reasons, case=self.case, says="本月第41件", **given
        )

    def reasons_given(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given(late)
        self.enters(
            events.ReasonsGiven(on=given["on"]), give_reasons, case=self.case, says="为了论文", **given
        )

    def third_party_consulted(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        self._consult("third_party", n, late, why)

    def co_producer_consulted(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        self._consult("co_producer", n, late, why)

    def other_organ_consulted(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        self._consult("other_organ", n, late, why)

    def consulted_again(self, n: int, late: int, why: str) -> None:
        if party := self._party(n):
            self._consult(party.role, n, late, why, party)

    def _consult(self, role: str, n: int, late: int, why: str, party: Party | None = None) -> None:
        given = self.given(late)
        if party is None:
            who = Who(name="李四")
            party = add_party(self.case, role=role, who=who, by=given["by"], at=given["at"])
        arrived = self.today if n % 2 else None
        event = EVENTS[role](on=given["on"], whom=party.key, delivered=arrived)
        facts = {"case": self.case, "party": party, "delivered": arrived, "although": why, **given}
        self.enters(event, consult, **facts)

    def letter_delivered(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        if party := self._party(n, whom):
            given = self.given(late)
            event = events.LetterDelivered(on=given["on"], whom=party.key)
            self.enters(event, letter_delivered, case=self.case, party=party, **given)

    def opinion_received(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        if party := self._party(n, whom):
            given, agrees = self.given(late), (True, False, None)[n % 3]
            event = events.OpinionReceived(on=given["on"], whom=party.key, agrees=agrees, reasons="理由")
            facts = {"party": party, "agrees": agrees, "reasons": "理由", **given}
            self.enters(event, hear, case=self.case, **facts)

    def opinion_lapsed(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        if party := self._party(n, whom):
            given = self.given(late)
            event = events.OpinionLapsed(on=given["on"], whom=party.key)
            self.enters(event, confirm_silence, case=self.case, party=party, **given)

    def _party(self, n: int, whom: str = "") -> Party | None:
        known = Party.objects.filter(case=self.case, role__in=EVENTS)
        rows = list(known.filter(key=whom) if whom else known)
        return rows[n % len(rows)] if rows else None

    def proposed(self, n: int, late: int, why: str) -> None:  # noqa: ARG002
        self._propose(KINDS_PROPOSED[n % len(KINDS_PROPOSED)], n, why)

    def _propose(self, kind: str, n: int, why: str) -> None:
        facts: dict[str, Any] = {"case": self.case, **self._by()}
        if kind == "entry_annulled":
            place = len(self.entered) - n % len(self.entered)
            self.does(propose_annulment, place=place, reason="登记有误", **facts)
        elif kind == "extended":
            self.does(propose_extension, days=n % 23, says="需要时间", **facts)
        elif kind == "later_reply_set":
            until = self.today + timedelta(days=n % 99)
            self.does(propose_later_reply, until=until, says="数量很大", although=why, **facts)
        elif kind == "reply_revoked":
            self.does(propose_revocation, says="又检索到信息", **facts)
        else:
            given = {"standard": "pages", "pages": 30 + n % 200, "says": "数量很大", "although": why}
            self.does(propose_fee, **given, **facts)

    def _through(self, kind: str, n: int) -> None:
        """Propose something, let the head consent, and tell the requester."""
        self._propose(kind, n, "确有必要，已经核对")
        for waiting in [each for each in unanswered(self.case) if each.kind == kind]:
            self._answer(waiting, "consent")
        for place, waiting in enumerate(untold(self.case)):
            if waiting.kind == kind:
                self.told(place, 0, "确有必要，已经核对")

    def answered_proposal(self, n: int, late: int, why: str) -> None:  # noqa: ARG002
        if waiting := unanswered(self.case):
            what = ("consent", "consent", "decline", "take_back")[n // 7 % 4]
            self._answer(waiting[n % len(waiting)], what)

    def _answer(self, proposal: Proposal, what: str) -> None:
        head = {"by": self.bureau.head, "at": self.now()}
        if what == "decline":
            assert self.does(decline, proposal=proposal, says="不必要的", **head)
        elif what == "take_back":
            assert self.does(take_back, proposal=proposal, **self._by())
        elif proposal.kind == events.EntryAnnulled.kind:
            annuls = proposal.event["particulars"]["annuls"]
            event = events.EntryAnnulled(on=self.today, annuls=annuls, reason=proposal.says)
            self.enters(event, consent, proposal=proposal, **head)
        else:
            self.does(consent, proposal=proposal, **head)

    def told(self, n: int, late: int, why: str) -> None:  # noqa: ARG002
        waiting = untold(self.case)
        if not waiting:
            return
        proposal, given = waiting[n % len(waiting)], self.given()
        fee = proposal.kind == events.FeeNoticed.kind
        arrived = self.today if n % 2 and fee else None
        particulars = proposal.event["particulars"]
        event: Event
        if proposal.kind == events.Extended.kind:
            by = f"{self.bureau.organ}{self.bureau.head.title}"
            event = events.Extended(
                on=proposal.consent.on, days=particulars["days"], consented_by=by, notified=self.today
            )
        elif proposal.kind == events.ReplyRevoked.kind:
            by = f"{self.bureau.organ}{self.bureau.head.title}"
            event = events.ReplyRevoked(on=self.today, reason=proposal.says, consented_by=by)
        elif fee:
            event = events.FeeNoticed(on=self.today, delivered=arrived, yuan=particulars["yuan"])
        else:
            until = date.fromisoformat(particulars["until"])
            event = events.LaterReplySet(on=self.today, until=until)
        spent = used_up.why(self.case, proposal, given["on"])
        self.enters(event, tell, spent, proposal=proposal, delivered=arrived, although=why, **given)

    def fee_paid(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given(late)
        self.enters(events.FeePaid(on=given["on"]), pay, case=self.case, although=why, **given)

    def supplemented(self, n: int, late: int, why: str) -> None:  # noqa: ARG002
        open_ones = [(place, event) for place, event in in_force(self.entered) if lacking(event)]
        if not open_ones:
            return
        place, event = open_ones[n % len(open_ones)]
        name = next(iter(lacking(event)))
        is_day = name in ("by", "notified", "delivered", "served", "until")
        facts: dict[str, Any] = {name: self.today if is_day else "邮件记录"}
        if not self.does(supplement, case=self.case, place=place, facts=facts, **self._by()):
            return
        reason = ledger.events_of(self.case)[-2].reason  # how it is worded is the action's
        annulled = events.EntryAnnulled(on=self.today, annuls=place, reason=reason)
        last = len(self.entered)
        self.entered.append(ledger.entered(annulled, last + 1, self.today))
        self.entered.append(ledger.entered(dataclasses.replace(event, **facts), last + 2, self.today))

    def _by(self) -> dict[str, Any]:
        return {"by": self.bureau.clerk, "at": self.now()}

    def passed_on(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given()
        event = events.PassedOn(on=given["on"])
        self.enters(event, pass_on, case=self.case, reasons="不属于本机关", **given)

    def withdrawn(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given()
        self.enters(events.Withdrawn(on=given["on"]), withdraw, case=self.case, says="书面撤回", **given)

    def answered(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given()
        event = events.Answered(on=given["on"], outcome="full_disclosure")
        self.enters(event, answer, case=self.case, outcome="full_disclosure", **given)

    def sent(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given(late)
        event = events.Sent(on=given["on"], means="邮寄")
        self.enters(event, mark_sent, case=self.case, means="邮寄", **given)

    def delivered(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given(late)
        self.enters(events.Delivered(on=given["on"]), mark_delivered, case=self.case, **given)

    def redo_ordered(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given, by = self.given(), ("court", "reconsideration")[n % 2]
        until = self.today + timedelta(days=30) if n % 3 == 0 else None
        event = events.RedoOrdered(on=given["on"], by=by, until=until)
        self.enters(event, order_redo, case=self.case, ordered_by=by, until=until, **given)

    def joined(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given = self.given()
        with transaction.atomic():
            other = self.bureau.received(self.today.isoformat(), moment=self.now())
        event = events.Joined(on=given["on"], requests=(other.number,))
        self.enters(event, join, cases=[self.case, other], says="同一申请人的", **given)

    def split(self, n: int, late: int, why: str, whom: str = "") -> None:  # noqa: ARG002
        given, before = self.given(late), set(Case.objects.values_list("pk", flat=True))
        if not self.does(
            splitting.split, case=self.case, parts=["合同", "发票"], says="两件不同的事", **given
        ):
            return
        part = Case.objects.exclude(pk__in=before).get()
        event = events.Split(on=given["on"], requests=(self.case.number, part.number))
        self.entered.append(ledger.entered(event, len(self.entered) + 1, self.today))
        whole, found = clock.read(self.entered, law_here()), ledger.clock_of(part)
        assert (found.due, found.halted, found.received_on) == (whole.due, whole.halted, whole.received_on)

    def archived(self, n: int, late: int, why: str) -> None:  # noqa: ARG002
        ended = clock.read(self.entered, law_here()).standing(self.today).state == "ended"
        archived = Standing.objects.get(case=self.case).archived_on is not None
        assert self.does(archive, case=self.case, **self._by()) == (ended and not archived)

    # What holds after every step.

    @invariant()
    def the_ledger_is_what_was_entered(self) -> None:
        if not hasattr(self, "entered"):
            return
        assert list(ledger.events_of(self.case)) == self.entered

    @invariant()
    def the_index_and_the_moves_are_those_of_the_clock(self) -> None:
        if not hasattr(self, "entered"):
            return
        found = clock.read(self.entered, law_here())
        stands = Standing.objects.get(case=self.case)
        recorded = self.entered[-1].recorded or self.entered[-1].on
        assert (stands.due, stands.entries) == (found.due, len(self.entered))
        assert stands.state == found.standing(recorded).state
        known = {(move.key, move.whom): move for move in moves(self.case, self.today)}
        ended = found.ending is not None and self.today >= found.ending.on
        assert not (ended and known["answered", ""].possible)
        # On the day of an order to redo or a revocation, what is sent is still the earlier reply.
        again = (events.RedoOrdered, events.ReplyRevoked)
        redone = any(isinstance(e, again) and e.on == self.today for e in self.entered)
        assert redone or known["sent", ""].possible == ended
        assert {move.key for move in known.values()} == set(events.KINDS)
        assert all(move.possible == (not move.why) for move in known.values())


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order_the_ledger_says_what_the_statute_says(
    settings: Any, tmp_path: Path
) -> None:
    settings.GONGKAI_DATA = tmp_path
    choose(tmp_path, fees_in_use="on")
    run_state_machine_as_test(Handling, settings=EFFORT)


EFFORT = settings(
    max_examples=12 * FACTOR,
    stateful_step_count=40,
    deadline=None,
    derandomize=FACTOR == 1,
    database=None,
    phases=[Phase.generate] if FACTOR == 1 else [Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
