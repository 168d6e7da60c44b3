"""The day of receipt: what fixes it for each channel, and which requests still wait for it.

条例31: in person, the day of submission; by mail that is signed for, the day of signature; by
ordinary mail, the day of confirmation with the requester, who is contacted on the day of receipt;
by internet or fax, the day both sides confirm. An oral request (条例29) is filled in by the office.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gongkai.statute.errors import OutOfTurn
from gongkai.statute.law import Law


@dataclass(frozen=True)
class Receipt:
    """The day of receipt of a request, and on what it rests; `day` is None while it is not fixed."""

    day: date | None
    channel: str
    article: str
    evidence: str


def is_fixed_by_arrival(channel: str, arrived: date, law: Law) -> bool:
    """Return whether the day of arrival is the day of receipt for a channel (条例31).

    E-mail is a channel of the internet, and both sides confirm; an installation may keep the day
    on which its mail system received it (reading L-0008). Raises NoRule for an unknown channel.
    """
    if channel == "email" and law.reads("email_receipt", arrived) == "system_receipt":
        return True
    return law.channel(channel, arrived).fixed_by == "arrival"


def day_of_receipt(channel: str, arrived: date, confirmed: date | None, law: Law) -> Receipt:
    """Return the day of receipt for a request that arrived by `channel` (条例31).

    `confirmed` is the day on which both sides confirmed, None if they have not yet. Raises NoRule
    for an unknown channel, OutOfTurn for a confirmation before arrival.
    """
    rule = law.channel(channel, arrived)
    if confirmed is not None and confirmed < arrived:
        raise OutOfTurn(f"确认之日{confirmed}早于申请到达之日{arrived}（《条例》第三十一条）；请核对日期。")
    day = arrived if is_fixed_by_arrival(channel, arrived, law) else confirmed
    return Receipt(day, channel, rule.force.article, rule.evidence)


@dataclass(frozen=True)
class Waiting:
    """A request whose day of receipt is not fixed yet."""

    request: str
    arrived: date
    channel: str
    to_do: str


def unconfirmed(requests: Iterable[tuple[str, str, date, date | None]], law: Law) -> list[Waiting]:
    """Return the queue of requests whose day of receipt is not fixed, the longest waiting first.

    Each request is (its number, channel, day of arrival, day of confirmation or None). For ordinary
    mail the organ contacts the requester on the day of arrival (条例31(2)).
    """
    waiting = []
    for request, channel, arrived, confirmed in requests:
        if day_of_receipt(channel, arrived, confirmed, law).day is None:
            name = law.channel(channel, arrived).name
            waiting.append(
                Waiting(
                    request,
                    arrived,
                    channel,
                    f"{name}：请与申请人联系，双方确认收到之日并记明何人、何时、何种方式。",
                )
            )
    return sorted(waiting, key=lambda item: (item.arrived, item.request))
