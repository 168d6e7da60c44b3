"""What a letter is written from: plain values that the desk gathers, None or empty where there are none.

Nothing here decides anything. Dates that the law computes (a due date, the last day for paying) come in as
facts, because they need the calendar and the events of the case; periods that stand in the law (fifteen
working days for a third party) are read from its data when the letter is composed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# How a letter speaks to whom it goes: a person, an organisation or organ, several.
ADDRESSED = ("您", "贵单位", "你们")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organ:
    """An organ as its letters name it; `office` is its 政府信息公开工作机构 (条例4)."""

    name: str
    office: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""

    @property
    def contact(self) -> str:
        """Return how to reach it in one line, "" where nothing is known."""
        parts = (
            ("地址：", self.address),
            ("邮政编码：", self.postcode),
            ("电话：", self.phone),
            ("电子邮箱：", self.email),
        )
        return "，".join(f"{label}{value}" for label, value in parts if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search for what was asked: where, with which words, by whom, when, and what came of it."""

    where: str
    words: str
    by: str
    on: date
    found: str = "未检索到所申请公开的政府信息"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One thing kept back in a partial disclosure: what, on which ground (条例15), and why."""

    what: str
    ground: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """An information processing fee: the standard, its sum line by line, how and until when it is paid."""

    standard: str
    sums: tuple[str, ...]
    yuan: int
    how: str
    pay_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """One published document handed to an archive, a library or a service place (条例25)."""

    title: str
    number: str = ""
    made_on: date | None = None
    published_on: date | None = None
    copies: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a letter may say; which of it a kind of letter needs, `lacking` tells.

    The names of what an outcome needs are those of `statute/data/outcomes.toml`. `joined` are the requests
    that one letter answers together, each with its own number, day, content and, where they differ, outcome.
    """

    organ: Organ | None = None
    number: str | None = None  # 文号
    requesters: tuple[str, ...] = ()
    addressed: str | None = None  # one of ADDRESSED: how the requester is spoken to
    request_number: str | None = None
    submitted_on: date | None = None  # when it came, before the day of receipt is settled (条例31)
    received_on: date | None = None
    redo_basis: str | None = None  # the ruling or judgment in obedience to which it is answered again
    revoked_reply: str | None = None  # the reply that this letter revokes, or in whose place it stands
    revoked_on: date | None = None  # when it was revoked already
    revoked_because: str | None = None
    request_content: str | None = None
    channel: str | None = None  # its name: 互联网渠道
    due: date | None = None
    outcome: str | None = None
    articles: tuple[str, ...] = ()  # the grounds, as the project cites: 条例36(4)
    reasons: str | None = None
    remedies: tuple[str, ...] = ()  # statute.remedies.remedy(…).letter
    attachments: tuple[str, ...] = ()
    delivery: str | None = None  # 邮寄, 电子邮件, 当面领取
    notes: tuple[str, ...] = ()  # 附注, below the date
    copies: tuple[str, ...] = ()  # 抄送

    # what the outcomes need (statute/data/outcomes.toml)
    where_published: str | None = None
    the_information: str | None = None
    redactions: tuple[Redaction, ...] = ()
    secrecy_evidence: str | None = None
    prohibiting_law: str | None = None
    risk_assessment: str | None = None
    consultation: str | None = None
    public_interest_test: str | None = None
    despite_objection: str | None = None  # why it is disclosed though a third party objects (条例32)
    objection_holds: bool = (
        True  # its reasons hold, and a grave public interest outweighs them; else they do not
    )
    which: str | None = None  # which of the kinds that the ground names: 人事管理, 过程稿, 商业秘密
    case_file: str | None = None
    special_law: str | None = None
    counter: str | None = None
    searches: tuple[Search, ...] = ()
    other_organ: Organ | None = None
    no_ready_information: str | None = None
    petition_channel: str | None = None
    earlier_number: str | None = None
    earlier_on: date | None = None
    where_to_get: str | None = None
    reasons_assessed: str | None = None
    earlier_copy: str | None = None
    correction_lapse: str | None = None
    fee_lapse: str | None = None
    note: str | None = None

    # correction (条例30), reasons and a later reply (条例35), extension (条例33)
    correction_items: tuple[str, ...] = ()
    correction_asked_on: date | None = None
    correct_by: date | None = None
    corrected_on: date | None = None
    frequency: str | None = None  # 2026年11月1日至20日共提交46件
    reasons_asked_on: date | None = None
    reasons_by: date | None = None
    extension_days: int | None = None
    extended_to: date | None = None
    later_until: date | None = None

    # consultation (条例32, 34), help of another organ, fee
    third_party: str | None = None
    third_party_addressed: str | None = None
    consulted_information: str | None = None  # told to others, so without the requester
    consulted_on: date | None = None
    opinion: str | None = None
    help_asked: str | None = None
    help_by: date | None = None
    fee: Fee | None = None
    fee_number: str | None = None
    fee_noticed_on: date | None = None

    # sheets: registration, approval, review, transfer, service
    requester_class: str | None = None
    identity_document: str | None = None
    masked_identity: str | None = None  # only ever masked: 1101**********1234
    requester_contact: str | None = None
    agent: str | None = None
    form_wanted: str | None = None  # in what form and way the information is wanted (条例29)
    query_code: str | None = None
    materials: tuple[str, ...] = ()
    handler: str | None = None
    decision_proposed: str | None = None
    reviewed_title: str | None = None
    reviewed_number: str | None = None
    reviewed_summary: str | None = None
    review_doubt: str | None = None
    receiving: str | None = None  # who receives what is handed over
    transferred: tuple[Transferred, ...] = ()
    served: tuple[str, ...] = ()  # the papers that are served, each with its number
    serve_at: str | None = None

    # rectification of a record (条例41)
    record: str | None = None
    evidence: str | None = None
    corrected_to: str | None = None
    passed_on: str | None = None

    joined: tuple[Facts, ...] = ()
