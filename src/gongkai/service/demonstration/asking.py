"""The invented requests of the fictitious district: some hundred answered ones, and a desk full of open ones.

Everything goes in through the actions that officers use. Days are counted in working days back from the
moment of loading, so that something is due today whenever the demonstration is first started. Most of what
is answered was answered on paper, as on a desk that has only begun to write its letters here; some of it has
its decision, search and letter (`answering`).
"""

from __future__ import annotations

import os
import random
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from importlib.resources import files
from typing import Any

from django.utils import timezone
from stdnum.cn import ric, uscc

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.demonstration.answering import ANSWERED
from gongkai.service.demonstration.people import post_of
from gongkai.service.organs.models import Duty, Organ, Post
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.ask_correction import ask_correction
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.consult import consult
from gongkai.service.requests.actions.correct import correct
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.hear import hear
from gongkai.service.requests.actions.propose import propose_extension
from gongkai.service.requests.actions.receive import receive
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.intake import Application, Who
from gongkai.service.requests.models import Case, Party
from gongkai.statute.events import Answered, Delivered, PassedOn, Sent, Withdrawn

USUAL = 300  # requests; GONGKAI_DEMO_REQUESTS says otherwise
BUREAU = "xugou-gongxinju"


@dataclass(slots=True)
class Story:
    """One request on its way: who handles it, and which working day of its life it is."""

    case: Case
    clerk: Post
    day: date  # the legal day reached
    now: datetime
    rest: random.Random = field(repr=False)

    def after(self, working_days: int) -> None:
        """Let working days pass; never beyond the day of loading."""
        last = timezone.localdate(self.now)
        self.day = min(law_here().calendar.after(self.day, working_days), last)

    @property
    def at(self) -> datetime:
        """A moment of office hours on the day reached; on the day of loading, a little while ago."""
        moment = timezone.make_aware(datetime.combine(self.day, time(10, self.rest.randrange(60))))
        return min(moment, self.now)

    def answer(self, outcome: str, means: str = "post") -> None:
        """Answer on paper, post it the day after, and let it arrive."""
        enter(self.case, Answered(on=self.day, outcome=outcome), by=self.clerk, at=self.at)
        enter(self.case, Sent(on=self.day, means=means), by=self.clerk, at=self.at)
        self.after(2)
        enter(self.case, Delivered(on=self.day), by=self.clerk, at=self.at)


def load(now: datetime, count: int | None = None) -> int:
    """Enter the requests of the district; return how many. The caller has seen that there are none yet."""
    count = int(os.environ.get("GONGKAI_DEMO_REQUESTS") or USUAL) if count is None else count
    rest = random.Random(20260301)  # noqa: S311 - the same stories at every first start
    data = tomllib.loads(
        files("gongkai.service.demonstration").joinpath("data/wishes.toml").read_text("utf-8")
    )
    open_ones = _OPEN[:count]
    answered = ANSWERED[: count - len(open_ones)]
    on_paper = count - len(open_ones) - len(answered)
    past: list[tuple[int, int]] = [
        *((days, -1) for days in _days_of_the_past(rest, on_paper)),
        *((days, place) for place, (days, _wish, _tell_it) in enumerate(answered)),
    ]
    for place, (days_ago, by_letter) in enumerate(sorted(past, reverse=True)):
        if by_letter >= 0:
            _days, wish, reply = answered[by_letter]
            reply(_begun(BUREAU, data, days_ago, now, rest, "in_person", wish))
            continue
        organ = BUREAU if place % 2 else rest.choice(list(data["wishes"]))
        _past(_begun(organ, data, days_ago, now, rest), rest)
    for days_ago, channel, tell_it in open_ones:
        story = _begun(BUREAU, data, days_ago, now, rest, channel)
        tell_it(story)
    return count


def _days_of_the_past(rest: random.Random, count: int) -> list[int]:
    """Working days ago, the longest first: numbers are given in the order in which requests came in."""
    return sorted((rest.randrange(45, 420) for _ in range(count)), reverse=True)


def _begun(
    organ_code: str,
    data: Mapping[str, Any],
    days_ago: int,
    now: datetime,
    rest: random.Random,
    channel: str | None = None,
    wish: str = "",
) -> Story:
    organ = Organ.objects.get(code=organ_code)
    clerk = post_of(organ, Duty.CLERK)
    day = _ago(days_ago, now)
    channel = channel or rest.choice(["in_person", "registered_mail", "registered_mail", "online", "email"])
    application = Application(
        requester=_who(data["requesters"], rest),
        description=wish or rest.choice(data["wishes"][organ_code]),
        medium="electronic",
        way="email",
    )
    moment = min(timezone.make_aware(datetime.combine(day, time(9, rest.randrange(60)))), now)
    by = None if channel == "online" else clerk
    case = receive(organ, application, channel=channel, arrived=day, by=by, at=moment).case
    return Story(case, clerk, day, now, rest)


def _past(story: Story, rest: random.Random) -> None:
    """Let a request go its way to the end, as requests mostly do."""
    if story.case.channel in ("online", "email"):
        _confirmed(story)
    chosen = rest.choices(list(_PAST), weights=[weight for weight, _ in _PAST.values()])[0]
    _PAST[chosen][1](story)


def _confirmed(story: Story) -> None:
    story.after(story.rest.randrange(2))
    contact(
        story.case,
        on=story.day,
        means="电话",
        reached=True,
        says="本人接听，确认收到",
        by=story.clerk,
        at=story.at,
    )


def _ends(outcome: str, first: int = 3, last: int = 18) -> Callable[[Story], None]:
    def tell_it(story: Story) -> None:
        story.after(story.rest.randrange(first, last))
        story.answer(outcome)

    return tell_it


def _corrected(story: Story) -> None:
    _asked_to_correct(story)
    story.after(4)
    clearer = {"description": f"2025年度：{story.case.wish.description}"}
    correct(story.case, on=story.day, by=story.clerk, at=story.at, channel="in_person", wish=clearer)
    story.after(9)
    story.answer("full_disclosure")


def _asked_to_correct(story: Story) -> None:
    story.after(3)
    by = law_here().calendar.after(story.day, 15)
    items = "请写明所需信息的年度和文件名称"
    ask_correction(story.case, items=items, correct_by=by, on=story.day, by=story.clerk, at=story.at)


def _third_party(story: Story) -> None:
    party = _consulted(story)
    story.after(6)
    hear(
        story.case,
        party,
        on=story.day,
        agrees=False,
        reasons="涉及商业秘密，不同意公开",
        by=story.clerk,
        at=story.at,
    )
    story.after(5)
    story.answer("refused_third_party")


def _consulted(story: Story) -> Party:
    story.after(4)
    who = Who(
        name="乙样例纺织有限公司", phone="000-0000077", address="虚构区样例路77号", requester_class="business"
    )
    party = add_party(story.case, role=Party.Role.THIRD_PARTY, who=who, by=story.clerk, at=story.at)
    on = story.day
    consult(story.case, party, on=on, delivered=on, by=story.clerk, at=story.at)
    return party


def _extended(story: Story) -> None:
    _extension_proposed(story)
    proposal = story.case.proposals.get()
    head = post_of(story.case.organ, Duty.OFFICE_HEAD, Duty.LEADER)
    consent(proposal, by=head, at=story.at, says="同意")
    tell(proposal, on=story.day, by=story.clerk, at=story.at)
    story.after(12)
    story.answer("partial_disclosure")


def _extension_proposed(story: Story) -> None:
    story.after(14)
    says = "涉及多个科室的档案，检索和区分处理需要时间"
    propose_extension(story.case, days=10, says=says, by=story.clerk, at=story.at)


def _passed_on(story: Story) -> None:
    story.after(5)
    enter(story.case, PassedOn(on=story.day, to="虚构区住房和城乡建设局"), by=story.clerk, at=story.at)
    enter(story.case, Sent(on=story.day, means="post"), by=story.clerk, at=story.at)


def _withdrawn(story: Story) -> None:
    story.after(4)
    enter(story.case, Withdrawn(on=story.day), by=story.clerk, at=story.at)


def _left(story: Story) -> None:
    """Nothing happened since it came in."""


def _unreached(story: Story) -> None:
    contact(
        story.case, on=story.day, means="电话", reached=False, says="无人接听", by=story.clerk, at=story.at
    )


_PAST: Mapping[str, tuple[int, Callable[[Story], None]]] = {
    "granted": (36, _ends("full_disclosure")),
    "partial": (9, _ends("partial_disclosure", 8)),
    "not_held": (12, _ends("not_held")),
    "elsewhere": (7, _passed_on),
    "creation": (4, _ends("requires_creation")),
    "internal": (3, _ends("refused_internal_affairs")),
    "deliberative": (4, _ends("refused_deliberative")),
    "file": (3, _ends("refused_enforcement_file")),
    "stability": (1, _ends("refused_security_stability")),
    "query": (3, _ends("register_query")),
    "petition": (5, _ends("petition_or_complaint")),
    "duplicate": (2, _ends("duplicate")),
    "corrected": (4, _corrected),
    "third_party": (3, _third_party),
    "extended": (3, _extended),
    "late": (2, _ends("full_disclosure", 22, 27)),
    "withdrawn": (2, _withdrawn),
}
# What lies on the desk of the bureau: working days ago, channel, what has happened since.
_OPEN: tuple[tuple[int, str, Callable[[Story], object]], ...] = (
    (23, "in_person", _left),  # overdue
    (20, "in_person", _left),  # due today
    (18, "registered_mail", _left),  # due in two days
    (17, "in_person", _extension_proposed),
    (15, "registered_mail", _consulted),
    (12, "in_person", _asked_to_correct),
    (9, "registered_mail", _left),
    (6, "in_person", _consulted),
    (5, "in_person", _asked_to_correct),
    (3, "registered_mail", _left),
    (2, "ordinary_mail", _unreached),
    (1, "online", _left),
    (1, "in_person", _left),
    (0, "online", _left),
    (0, "fax", _left),
)


def _ago(working_days: int, now: datetime) -> date:
    calendar = law_here().calendar
    today = calendar.on_or_before(timezone.localdate(now))
    return calendar.day_at(calendar.place(today) - working_days)


def _who(requesters: Mapping[str, Any], rest: random.Random) -> Who:
    contact_facts = {"phone": "000-0000088", "email": "someone@example.com", "address": "虚构区样例路88号"}
    if rest.random() < 0.8:
        name = rest.choice(requesters["people"])
        number = _not_valid(f"99010119900101{requesters['people'].index(name) + 1:03}", ric.is_valid)
        return Who(name=name, identity_number=number, **contact_facts)
    place = rest.randrange(len(requesters["organisations"]))
    chosen = requesters["organisations"][place]
    return Who(
        name=chosen["name"],
        requester_class=chosen["class"],
        legal_representative="张三",
        contact_person="李四",
        identity_kind="uscc",
        identity_number=_not_valid(f"91990000MA000000{place + 1}", uscc.is_valid),
        **contact_facts,
    )


def _not_valid(digits: str, is_valid: Callable[[str], bool]) -> str:
    """Return a number of its own that cannot be anybody's: no such region, and a checksum that fails."""
    return next(made for last in "0123456789" if not is_valid(made := f"{digits}{last}"))
