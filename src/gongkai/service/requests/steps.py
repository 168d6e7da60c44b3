"""The moves as pages: for each kind of event its form, and the action that it calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import moves, step_forms
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.ask_correction import ask_correction
from gongkai.service.requests.actions.ask_reasons import ask_reasons, give_reasons
from gongkai.service.requests.actions.charge import pay, propose_fee
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.consult import consult, letter_delivered
from gongkai.service.requests.actions.correct import correct
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
from gongkai.service.requests.actions.split import split
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.intake import Who
from gongkai.service.requests.models import Case, Paper, Party
from gongkai.service.requests.step_forms import Step, uploads
from gongkai.service.requests.words import EVENTS

Words = str | Promise
ENTER, DONE = gettext_lazy("登记"), gettext_lazy("已登记。")


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does it, when, on which case, and how much of it she had before her."""

    case: Case
    by: Post
    at: datetime
    seen: int

    def facts(self) -> dict[str, Any]:
        """Return what every action takes."""
        return {"by": self.by, "at": self.at, "seen": self.seen}


@dataclass(frozen=True, slots=True)
class Page:
    """How a move is entered: its form, what it does, a sentence on what follows."""

    form: type[Step]
    do: Callable[[Doing, dict[str, Any]], object]
    says: Words = ""
    more: Mapping[str, Any] = field(default_factory=dict)  # further arguments of the form
    button: Words = ENTER
    done: Words = DONE


def form_of(key: str, page: CasePage, data: Any = None, files: Any = None, whom: str = "") -> Step:
    """Return the form of a move for a case; `whom` is the party it begins with."""
    found = PAGES[key]
    more = dict(found.more)
    if key == "entry_annulled":
        more["choices"] = _annullable(page)
    if whom:
        more["initial"] = {"whom": whom}
    return found.form(page, data, files, **more)


def _annullable(page: CasePage) -> dict[int, str]:
    kinds = {row.place: row for row in page.entries}
    open_ = [place for place, why in moves.annullable(page.case, page.who.on, page.law).items() if not why]
    return {
        place: _("第%(place)s条 %(day)s %(what)s")
        % {"place": place, "day": kinds[place].on.isoformat(), "what": EVENTS[kinds[place].kind]}
        for place in open_
    }


def _confirm(doing: Doing, given: dict[str, Any]) -> object:
    return contact(doing.case, **{**given, "reached": given["reached"] == "yes"}, **doing.facts())


def _correct(doing: Doing, given: dict[str, Any]) -> object:
    number = given["identity_number"].strip()
    return correct(
        doing.case,
        on=given["on"],
        channel=given["channel"],
        wish={name: given[name] for name in ("description", "medium", "way")},
        who={name: given[name] for name in ("name", "phone", "email", "address")},
        identity=(given["identity_kind"], number) if number else None,
        files=uploads(given["files"], Paper.Kind.CORRECTION),
        **doing.facts(),
    )


def _consult(role: str) -> Callable[[Doing, dict[str, Any]], object]:
    @transaction.atomic
    def do(doing: Doing, given: dict[str, Any]) -> object:
        if given["party"] == "new":
            who = Who(**{name: given[name] for name in ("name", "contact_person", "phone", "address")})
            party = add_party(doing.case, role=role, who=who, by=doing.by, at=doing.at)
        else:
            party = _party(doing.case, given["party"])
        facts = {name: given[name] for name in ("on", "delivered", "although")}
        return consult(doing.case, party, **facts, **doing.facts())

    return do


def _delivered(doing: Doing, given: dict[str, Any]) -> object:
    return letter_delivered(doing.case, _party(doing.case, given["whom"]), on=given["on"], **doing.facts())


def _hear(doing: Doing, given: dict[str, Any]) -> object:
    return hear(
        doing.case,
        _party(doing.case, given["whom"]),
        on=given["on"],
        agrees={"yes": True, "no": False}.get(given["agrees"]),
        reasons=given["reasons"],
        files=uploads(given["files"], Paper.Kind.OPINION),
        **doing.facts(),
    )


def _silence(doing: Doing, given: dict[str, Any]) -> object:
    return confirm_silence(doing.case, _party(doing.case, given["whom"]), on=given["on"], **doing.facts())


def _annul(doing: Doing, given: dict[str, Any]) -> object:
    return propose_annulment(doing.case, place=int(given["place"]), reason=given["says"], **doing.facts())


def _join(doing: Doing, given: dict[str, Any]) -> object:
    """Join with the requests of these numbers; what is no number of the organ's is told by its line."""
    numbers = [line.strip() for line in given["numbers"].splitlines() if line.strip()]
    found = {case.number: case for case in Case.objects.filter(organ=doing.case.organ, number__in=numbers)}
    if unknown := [number for number in numbers if number not in found]:
        raise CannotDo({"numbers": [_("本机关没有这个登记号：%(number)s") % {"number": "、".join(unknown)}]})
    return join(
        [doing.case, *found.values()],
        says=given["says"],
        on=given["on"],
        by=doing.by,
        at=doing.at,
        seen={doing.case.pk: doing.seen},
    )


def _split(doing: Doing, given: dict[str, Any]) -> object:
    parts = [part.strip() for part in re.split(r"\n\s*\n", given["parts"].replace("\r", "")) if part.strip()]
    return split(doing.case, parts, says=given["says"], on=given["on"], **doing.facts())


def _plain(action: Callable[..., object]) -> Callable[[Doing, dict[str, Any]], object]:
    """An action that takes what the form has, by the same names."""

    def do(doing: Doing, given: dict[str, Any]) -> object:
        return action(doing.case, **given, **doing.facts())

    return do


def _with_files(action: Callable[..., object], kind: str) -> Callable[[Doing, dict[str, Any]], object]:
    def do(doing: Doing, given: dict[str, Any]) -> object:
        return action(doing.case, **{**given, "files": uploads(given["files"], kind)}, **doing.facts())

    return do


def _party(case: Case, key: str) -> Party:
    return Party.objects.get(case=case, key=key)


_CONSENT: dict[str, Any] = {
    "button": gettext_lazy("报请同意"),
    "done": gettext_lazy("已报请同意；同意并告知申请人以后才起作用。"),
}

_LAPSE = gettext_lazy("逾期本身不使申请结束：由您核实并认定以后，才视为放弃申请。")

PAGES: dict[str, Page] = {
    "receipt_confirmed": Page(
        step_forms.ConfirmReceipt,
        _confirm,
        gettext_lazy("每一次联系都记下来，没有联系上的也是证据；联系上、双方确认之日是收到申请之日。"),
    ),
    "correction_asked": Page(
        step_forms.AskCorrection,
        _plain(ask_correction),
        gettext_lazy(
            "补正告知一次说清要补什么、为什么、什么时候以前、不补正有什么后果。收到补正以后期限重新计算。"
        ),
    ),
    "corrected": Page(step_forms.Correct, _correct, gettext_lazy("只改补正了的；原来的内容随记录保存。")),
    "third_party_consulted": Page(
        step_forms.Consult,
        _consult(Party.Role.THIRD_PARTY),
        gettext_lazy("征求意见的时间不计入答复期限；第三方自收到征求意见书起15个工作日内提出意见。"),
        {"role": Party.Role.THIRD_PARTY},
    ),
    "co_producer_consulted": Page(
        step_forms.Consult,
        _consult(Party.Role.CO_PRODUCER),
        gettext_lazy("共同制作机关自收到之日起15个工作日内提出意见，逾期不提出的视为同意公开。"),
        {"role": Party.Role.CO_PRODUCER},
    ),
    "other_organ_consulted": Page(
        step_forms.Consult,
        _consult(Party.Role.OTHER_ORGAN),
        gettext_lazy("征求其他机关意见所需时间不计入答复期限。"),
        {"role": Party.Role.OTHER_ORGAN},
    ),
    "letter_delivered": Page(step_forms.Delivered, _delivered),
    "opinion_received": Page(step_forms.Opinion, _hear),
    "opinion_lapsed": Page(
        step_forms.OfWhom, _silence, gettext_lazy("您核实过对方在期限内没有提出意见；怎么办由本机关决定。")
    ),
    "extended": Page(
        step_forms.ProposeExtension,
        _plain(propose_extension),
        gettext_lazy("延长须经政府信息公开工作机构负责人同意，并且告知申请人；最多20个工作日。"),
        **_CONSENT,
    ),
    "later_reply_set": Page(
        step_forms.ProposeLater,
        _plain(propose_later_reply),
        gettext_lazy("申请人说明的理由合理、但不能在期限内答复的，可以确定延迟答复的合理期限并告知申请人。"),
        **_CONSENT,
    ),
    "correction_lapsed": Page(step_forms.Lapse, _plain(confirm_correction_lapse), _LAPSE),
    "fee_lapsed": Page(step_forms.Lapse, _plain(confirm_fee_lapse), _LAPSE),
    "reasons_asked": Page(
        step_forms.Says,
        _plain(ask_reasons),
        gettext_lazy("申请的数量、频次明显超过合理范围的，可以要求说明理由；是否超过由您认定。"),
    ),
    "reasons_given": Page(step_forms.SaysWithFiles, _with_files(give_reasons, Paper.Kind.EVIDENCE)),
    "fee_noticed": Page(
        step_forms.ProposeFee,
        _plain(propose_fee),
        gettext_lazy("按件、按量两种标准都会算出来，一件申请只能选一种；同意并发出收费通知以后才起作用。"),
        **_CONSENT,
    ),
    "fee_paid": Page(step_forms.Pay, _with_files(pay, Paper.Kind.PROOF)),
    "passed_on": Page(
        step_forms.PassOn,
        _plain(pass_on),
        gettext_lazy("告知申请人不属于本机关并说明理由，能够确定的写明负责公开的机关；本件到此办结。"),
    ),
    "joined": Page(
        step_forms.Join, _join, gettext_lazy("一份答复答几件申请；每件仍有自己的期限和结果，分别统计。")
    ),
    "split": Page(step_forms.Split, _split, gettext_lazy("拆出的各件与本件同日收到，期限相同。")),
    "withdrawn": Page(step_forms.SaysWithFiles, _with_files(withdraw, Paper.Kind.EVIDENCE)),
    "redo_ordered": Page(
        step_forms.Redo,
        _plain(order_redo),
        gettext_lazy("责令重新答复的判决或者复议决定：另起一个期限，本件重新办理。"),
    ),
    "reply_revoked": Page(
        step_forms.Revoke,
        _plain(propose_revocation),
        gettext_lazy(
            "答复已经发出而确有错误的，经同意以后撤销：可以在新的答复书里一并撤销并重新答复，"
            "也可以先发撤销决定书，再在期限内重新答复。表三不重复计算。"
        ),
        button=gettext_lazy("报请同意"),
        done=gettext_lazy("已报请同意；同意并告知申请人以后才起作用。"),
    ),
    "entry_annulled": Page(
        step_forms.Annul,
        _annul,
        button=gettext_lazy("报请同意"),
        done=gettext_lazy("已报请同意；同意以后这条记录自始不起作用。"),
    ),
}
