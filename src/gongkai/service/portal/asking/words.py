"""Where a request is, whose move it is, what happened: in the words of whoever asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongkai.service.requests.tracking import Mine, Step
from gongkai.statute import events as happenings
from gongkai.statute.events import Event
from gongkai.statute.outcomes import in_force


@dataclass(frozen=True, slots=True)
class Now:
    """Where it stands: in a word, whose move, and why; `tone` is open, yours, late or done."""

    state: str
    whose: str
    why: str
    tone: str


def now(mine: Mine) -> Now:
    """Return where a request stands, whose move it is, and why."""
    state, whose, why = _STATES.get(mine.state, _unreadable)(mine)
    tone = "yours" if mine.waiting_for == "requester" else "done" if mine.state == "ended" else "open"
    return Now(state, whose, why, "late" if mine.overdue_since and tone != "done" else tone)


def _unreadable(_mine: Mine) -> tuple[str, str, str]:
    return _("正在核对记录"), _("机关"), _("记录有待机关核对，期限暂时不能计算。请与机关联系。")


def _receipt_awaited(mine: Mine) -> tuple[str, str, str]:
    if any(isinstance(step.event, happenings.Corrected) for step in mine.steps):
        return (
            _("补正已提交，等待确认"),
            _("机关"),
            _("机关要与您确认收到补正；确认之日起，答复期限重新计算。"),
        )
    return (
        _("已提交，等待机关确认"),
        _("机关"),
        _(
            "机关要与您联系，双方确认之日为收到申请之日，答复期限自那一天起算（条例第三十一条）。请保持电话畅通。"
        ),
    )


def _running(_mine: Mine) -> tuple[str, str, str]:
    return _("办理中"), _("机关"), _("机关正在查找、审查您要的信息。")


def _redo(mine: Mine) -> tuple[str, str, str]:
    kinds = [step.event.kind for step in mine.steps if step.event.kind in ("redo_ordered", "reply_revoked")]
    if kinds and kinds[-1] == "reply_revoked":
        return _("重新答复中"), _("机关"), _("机关撤销了原来的答复，正在重新答复。")
    return _("重新答复中"), _("机关"), _("复议机关或者法院责令机关重新答复。")


def _consulting(mine: Mine) -> tuple[str, str, str]:
    if mine.waiting_for == "third_party":
        why = _(
            "您要的信息涉及第三方，机关正在书面征求其意见；征求意见的时间不计入期限（条例第三十二条、第三十三条）。"
        )
        return _("征求第三方意见"), _("第三方"), why
    why = _("机关正在征求其他机关的意见；征求意见的时间不计入期限（条例第三十三条、第三十四条）。")
    return _("征求其他机关意见"), _("其他机关"), why


def _awaiting_correction(mine: Mine) -> tuple[str, str, str]:
    if mine.waiting_for == "requester":
        return (
            _("请您补正"),
            _("您"),
            _(
                "机关认为申请内容不够明确。补正以后，答复期限重新计算；无正当理由逾期不补正的，视为放弃申请（条例第三十条）。"
            ),
        )
    return (
        _("补正期限已过"),
        _("机关"),
        _("没有在所定期限内收到您的补正。有正当理由的，请尽快补正并说明；是否视为放弃由机关决定。"),
    )


def _awaiting_payment(mine: Mine) -> tuple[str, str, str]:
    if mine.waiting_for == "requester":
        why = _("机关已发出收费通知。逾期不缴费的，视为放弃申请；缴费以后继续办理。")
        return _("请您缴费"), _("您"), why
    return _("缴费期限已过"), _("机关"), _("没有在期限内收到缴费；是否视为放弃由机关决定。")


def _answered(_mine: Mine) -> tuple[str, str, str]:
    return _("已作出答复，正在发出"), _("机关"), _("答复按您选择的方式发给您。")


def _untold(_mine: Mine) -> tuple[str, str, str]:
    return _("已有结果，告知文书正在发出"), _("机关"), _("机关要以书面告知您结果和理由；文书发出后才算办结。")


def _ended(mine: Mine) -> tuple[str, str, str]:
    if any(isinstance(step.event, happenings.Withdrawn) for step in mine.steps):
        return _("您已撤回"), "", _("申请已经撤回，不再办理。需要的，可以重新申请。")
    return _("已办结"), "", _("不服答复的，可以依法申请行政复议或者提起行政诉讼，期限见答复书。")


def _not_received(_mine: Mine) -> tuple[str, str, str]:
    return _("尚未收到申请"), _("机关"), ""


_STATES: dict[str, Callable[[Mine], tuple[str, str, str]]] = {
    "not_received": _not_received,
    "receipt_awaited": _receipt_awaited,
    "running": _running,
    "consulting": _consulting,
    "awaiting_correction": _awaiting_correction,
    "awaiting_payment": _awaiting_payment,
    "redo": _redo,
    "answered": _answered,
    "untold": _untold,
    "ended": _ended,
}


def happened(step: Step, mine: Mine) -> str:
    """Return one step of the timeline as a sentence."""
    event = step.event
    match event:
        case happenings.CorrectionAsked(by=by) if by is not None:
            return _("机关请您补正，至%(day)s") % {"day": by.isoformat()}
        case happenings.LaterReplySet(until=until):
            return _("机关另定答复日期：%(day)s") % {"day": until.isoformat()}
        case happenings.Extended(days=days):
            return _("答复期限延长%(days)s个工作日") % {"days": days}
        case happenings.FeeNoticed(yuan=yuan) if yuan is not None:
            return _("机关发出收费通知：%(yuan)s元") % {"yuan": yuan}
        case happenings.PassedOn() if mine.state == "untold":
            return _("机关认为不属于本机关负责，尚待书面告知您")
        case happenings.PassedOn(to=to) if to:
            return _("不属于本机关负责，告知您向%(organ)s提出，或者已经转送") % {"organ": to}
        case happenings.Answered() if mine.outcome and mine.decided_on == event.on:
            return _("机关作出答复：%(outcome)s") % {"outcome": outcome(mine)}
        case _:
            return _plainly(event)


def outcome(mine: Mine) -> str:
    """Return the ending of an answer that was sent, as the statute names it."""
    if not mine.outcome or mine.decided_on is None:
        return ""
    names = {found.key: found.name for found in in_force(mine.decided_on)}
    return names.get(mine.outcome, "")


def _plainly(event: Event) -> str:
    return {
        "received": _("申请到达机关"),
        "receipt_confirmed": _("机关与您确认收到"),
        "correction_asked": _("机关请您补正"),
        "corrected": _("机关收到您的补正"),
        "correction_lapsed": _("逾期没有补正，视为放弃申请"),
        "reasons_asked": _("机关请您说明理由：申请的数量、频次较多"),
        "reasons_given": _("您说明了理由"),
        "third_party_consulted": _("机关书面征求第三方的意见"),
        "co_producer_consulted": _("机关征求共同制作机关的意见"),
        "other_organ_consulted": _("机关征求其他机关的意见"),
        "letter_delivered": _("征求意见书送达"),
        "opinion_received": _("收到所征求的意见"),
        "opinion_lapsed": _("所征求的意见逾期没有提出"),
        "fee_noticed": _("机关发出收费通知"),
        "fee_paid": _("收到您的缴费"),
        "fee_lapsed": _("逾期没有缴费，视为放弃申请"),
        "passed_on": _("不属于本机关负责，已告知或者转送"),
        "joined": _("与其他申请合并答复"),
        "split": _("申请拆分办理"),
        "withdrawn": _("您撤回了申请"),
        "answered": _("机关作出答复"),
        "sent": _("答复已发出"),
        "delivered": _("答复已送达"),
        "redo_ordered": _("机关被责令重新答复"),
        "reply_revoked": _("机关撤销了原来的答复，将重新答复"),
        "entry_annulled": _("一条有误的记录已撤销"),
    }[event.kind]
