"""Everything that can happen to a request and that the law gives an effect.

Each event has the day that counts in law (`on`), the number of its entry in the file, and, where it
was entered later, the day it was `recorded`. A new kind of event is a new class here, a member of
`Event`, and a `case` in the clock: the type checker finds the place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class _Entered:
    """What all events have in common."""

    kind: ClassVar[str]
    name: ClassVar[str]
    article: ClassVar[str]
    rank: ClassVar[float]  # among events of one legal day: the order in which procedure takes them

    on: date
    recorded: date | None = None
    entry: int = 0  # the number of the entry in the file, from 1; 0 until it is entered


@dataclass(frozen=True, kw_only=True)
class Received(_Entered):
    """收到申请: the request reached the organ (条例29, 31)."""

    kind = "received"
    name = "收到申请"
    rank = 0
    article = "条例31"

    channel: str | None = None
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptConfirmed(_Entered):
    """双方确认收到: fixes the day of receipt where the channel asks for it (条例31(2), 31(3))."""

    kind = "receipt_confirmed"
    name = "确认收到"
    rank = 1
    article = "条例31"

    by_whom: str = ""
    means: str = ""


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(_Entered):
    """告知补正: what to correct, by when, and what follows if not (条例30)."""

    kind = "correction_asked"
    name = "告知补正"
    rank = 2
    article = "条例30"

    by: date | None = None  # the last day set for correcting
    items: str = ""


@dataclass(frozen=True, kw_only=True)
class Corrected(_Entered):
    """收到补正材料 (条例30)."""

    kind = "corrected"
    name = "收到补正"
    rank = 3
    article = "条例30"

    channel: str | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectionLapsed(_Entered):
    """逾期不补正、视为放弃: a person has found that there is no good reason (条例30)."""

    kind = "correction_lapsed"
    name = "逾期不补正，视为放弃申请"
    rank = 20
    article = "条例30"

    confirmed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class ReasonsAsked(_Entered):
    """要求说明理由: number or frequency is clearly beyond reason (条例35)."""

    kind = "reasons_asked"
    name = "要求说明理由"
    rank = 4
    article = "条例35"


@dataclass(frozen=True, kw_only=True)
class ReasonsGiven(_Entered):
    """申请人说明理由 (条例35)."""

    kind = "reasons_given"
    name = "申请人说明理由"
    rank = 5
    article = "条例35"


@dataclass(frozen=True, kw_only=True)
class LaterReplySet(_Entered):
    """确定延迟答复的合理期限并告知申请人 (条例35)."""

    kind = "later_reply_set"
    name = "另定答复日期"
    rank = 12
    article = "条例35"

    until: date


@dataclass(frozen=True, kw_only=True)
class ThirdPartyConsulted(_Entered):
    """征求第三方意见: the letter was sent (条例32)."""

    kind = "third_party_consulted"
    name = "征求第三方意见"
    rank = 6
    article = "条例32"

    whom: str
    delivered: date | None = None  # when the letter reached them, once known


@dataclass(frozen=True, kw_only=True)
class CoProducerConsulted(_Entered):
    """牵头机关征求共同制作机关意见 (条例34)."""

    kind = "co_producer_consulted"
    name = "征求共同制作机关意见"
    rank = 6
    article = "条例34"

    whom: str
    delivered: date | None = None


@dataclass(frozen=True, kw_only=True)
class OtherOrganConsulted(_Entered):
    """征求其他机关意见 (条例33(3))."""

    kind = "other_organ_consulted"
    name = "征求其他机关意见"
    rank = 6
    article = "条例33(3)"

    whom: str
    delivered: date | None = None


@dataclass(frozen=True, kw_only=True)
class LetterDelivered(_Entered):
    """征求意见书送达: learnt after the letter was entered (条例32, 34)."""

    kind = "letter_delivered"
    name = "征求意见书送达"
    rank = 7
    article = "条例32"

    whom: str


@dataclass(frozen=True, kw_only=True)
class OpinionReceived(_Entered):
    """收到意见 (条例32, 34)."""

    kind = "opinion_received"
    name = "收到意见"
    rank = 8
    article = "条例32"

    whom: str
    agrees: bool | None = None
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class OpinionLapsed(_Entered):
    """逾期未提出意见: a person records that no answer came (条例32, 34)."""

    kind = "opinion_lapsed"
    name = "逾期未提出意见"
    rank = 9
    article = "条例32"

    whom: str


@dataclass(frozen=True, kw_only=True)
class Extended(_Entered):
    """延长答复期限: consent of the head of the disclosure office and notice to the requester (条例33(2))."""

    kind = "extended"
    name = "延长答复期限"
    rank = 10
    article = "条例33(2)"

    days: int
    consented_by: str = ""
    notified: date | None = None


@dataclass(frozen=True, kw_only=True)
class FeeNoticed(_Entered):
    """发出收费通知 (条例42; 109号)."""

    kind = "fee_noticed"
    name = "发出收费通知"
    rank = 13
    article = "条例42"

    delivered: date | None = None
    yuan: int | None = None


@dataclass(frozen=True, kw_only=True)
class FeePaid(_Entered):
    """申请人缴费 (109号)."""

    kind = "fee_paid"
    name = "申请人缴费"
    rank = 14
    article = "条例42"


@dataclass(frozen=True, kw_only=True)
class FeeLapsed(_Entered):
    """逾期不缴费、视为放弃: a person has found it (109号)."""

    kind = "fee_lapsed"
    name = "逾期不缴费，视为放弃申请"
    rank = 20
    article = "条例42"

    confirmed_by: str = ""


@dataclass(frozen=True, kw_only=True)
class PassedOn(_Entered):
    """不属于本机关，告知申请人向有关机关提出或者转送 (条例36(5))."""

    kind = "passed_on"
    name = "告知其他机关或者转送"
    rank = 20
    article = "条例36(5)"

    to: str = ""  # 条例36(5): the competent organ, where it can be determined


@dataclass(frozen=True, kw_only=True)
class Joined(_Entered):
    """与其他申请合并答复: each keeps an ending of its own (法释〔2025〕8号 14(3))."""

    kind = "joined"
    name = "合并答复"
    rank = 15
    article = "法释〔2025〕8号 14(3)"

    requests: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Split(_Entered):
    """按一事一申请拆分 (109号; reading L-0025)."""

    kind = "split"
    name = "拆分申请"
    rank = 15
    article = "109号"

    requests: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Withdrawn(_Entered):
    """申请人撤回申请."""

    kind = "withdrawn"
    name = "申请人撤回申请"
    rank = 21
    article = "条例27"


@dataclass(frozen=True, kw_only=True)
class Answered(_Entered):
    """作出答复 (条例33, 36)."""

    kind = "answered"
    name = "作出答复"
    rank = 22
    article = "条例33"

    outcome: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sent(_Entered):
    """发出答复: by mail the day of posting counts (235号)."""

    kind = "sent"
    name = "发出答复"
    rank = 23
    article = "235号"

    means: str = ""


@dataclass(frozen=True, kw_only=True)
class Delivered(_Entered):
    """答复送达 (235号)."""

    kind = "delivered"
    name = "答复送达"
    rank = 24
    article = "235号"


@dataclass(frozen=True, kw_only=True)
class RedoOrdered(_Entered):
    """责令重新答复: a duty with its own clock (法释〔2025〕8号 11; 复议法64, 65)."""

    kind = "redo_ordered"
    name = "责令重新答复"
    rank = 0.5  # what else happens that day is done in obedience to it
    article = "法释〔2025〕8号 11"

    by: str = ""
    served: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyRevoked(_Entered):
    """撤销原答复: the organ takes back a reply that left, and answers again (条例33; reading L-0038)."""

    kind = "reply_revoked"
    name = "撤销原答复"
    rank = 0.5  # what else happens that day is done after it, as with an order to redo
    article = "条例33"

    reason: str = ""
    consented_by: str = ""


@dataclass(frozen=True, kw_only=True)
class EntryAnnulled(_Entered):
    """撤销有误的记录: the entry named has no effect from the beginning."""

    kind = "entry_annulled"
    name = "撤销有误的记录"
    rank = 30
    article = "条例45"

    annuls: int
    reason: str


Event = (
    Received
    | ReceiptConfirmed
    | CorrectionAsked
    | Corrected
    | CorrectionLapsed
    | ReasonsAsked
    | ReasonsGiven
    | LaterReplySet
    | ThirdPartyConsulted
    | CoProducerConsulted
    | OtherOrganConsulted
    | LetterDelivered
    | OpinionReceived
    | OpinionLapsed
    | Extended
    | FeeNoticed
    | FeePaid
    | FeeLapsed
    | PassedOn
    | Joined
    | Split
    | Withdrawn
    | Answered
    | Sent
    | Delivered
    | RedoOrdered
    | ReplyRevoked
    | EntryAnnulled
)

KINDS: dict[str, type[Event]] = {
    kind.kind: kind
    for kind in (
        Received,
        ReceiptConfirmed,
        CorrectionAsked,
        Corrected,
        CorrectionLapsed,
        ReasonsAsked,
        ReasonsGiven,
        LaterReplySet,
        ThirdPartyConsulted,
        CoProducerConsulted,
        OtherOrganConsulted,
        LetterDelivered,
        OpinionReceived,
        OpinionLapsed,
        Extended,
        FeeNoticed,
        FeePaid,
        FeeLapsed,
        PassedOn,
        Joined,
        Split,
        Withdrawn,
        Answered,
        Sent,
        Delivered,
        RedoOrdered,
        ReplyRevoked,
        EntryAnnulled,
    )
}
