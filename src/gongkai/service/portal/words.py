"""Names of the law in the reader's language.

The Chinese is the law floor's own: a test holds each of these names to be that of its event, channel,
state, outcome or kind of organ. What stands here is only so that the English interface can say it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gongkai.service.requests.words import EVENTS as _EVENTS
from gongkai.service.requests.words import OUTCOMES as _OUTCOMES
from gongkai.service.requests.words import STATES as _STATES
from gongkai.service.requests.words import WAITING as WAITING

# The calculator does without these: a wrong entry is taken out, the delivery of a letter is a field
# of its consultation, and joining or splitting moves no date.
NOT_OFFERED = {"letter_delivered", "entry_annulled", "joined", "split"}
EVENTS = {kind: name for kind, name in _EVENTS.items() if kind not in NOT_OFFERED}

# What else a trace may name: events the calculator does without, and the opinion that has not come yet.
TRACED = {"opinion_awaited": _("尚未提出意见"), **{kind: _EVENTS[kind] for kind in sorted(NOT_OFFERED)}}

# What a line of the trace does to the term, for readers of English; the sentence below it is Chinese.
STEPS = {
    "day_of_receipt": _("收到申请之日确定"),
    "receipt_awaited": _("收到之日有待双方确认"),
    "reply_term": _("答复期限起算"),
    "restart": _("期限重新起算"),
    "pause": _("征求意见的时间不计入期限"),
    "extension": _("期限延长"),
    "later_date": _("另定答复日期"),
    "redo_term": _("重新答复的期限起算"),
}

# The order in which procedure takes them, as the list of events offers them.
GROUPS = (
    (_("收到与补正"), ("receipt_confirmed", "correction_asked", "corrected", "correction_lapsed")),
    (
        _("征求意见"),
        (
            "third_party_consulted",
            "co_producer_consulted",
            "other_organ_consulted",
            "opinion_received",
            "opinion_lapsed",
        ),
    ),
    (_("延长与另定日期"), ("extended", "reasons_asked", "reasons_given", "later_reply_set")),
    (_("信息处理费"), ("fee_noticed", "fee_paid", "fee_lapsed")),
    (
        _("办结及以后"),
        ("answered", "sent", "delivered", "passed_on", "withdrawn", "redo_ordered", "reply_revoked"),
    ),
)

CHANNELS = {
    "in_person": _("当面提交"),
    "oral": _("口头申请"),
    "registered_mail": _("挂号信、特快专递等需签收的邮寄"),
    "ordinary_mail": _("平常信函等无需签收的邮寄"),
    "online": _("互联网渠道"),
    "fax": _("传真"),
    "email": _("电子邮件"),
}

STATES = {state: name for state, name in _STATES.items() if state != "unreadable"}


CLASSES = {
    "grant": _("予以公开"),
    "partial": _("部分公开"),
    "refusal": _("不予公开"),
    "unable": _("无法提供"),
    "not_processed": _("不予处理"),
    "other": _("其他处理"),
}

OUTCOMES = {outcome: name for outcome, name in _OUTCOMES.items() if outcome}

ORGANS = {
    "department": _("县级以上地方人民政府工作部门"),
    "local_government": _("地方各级人民政府（省级人民政府除外）"),
    "dispatched_organ": _("地方人民政府依法设立的派出机关"),
    "field_office": _("部门依法设立、以自己的名义作出行为的派出机构"),
    "field_office_by_area": _("直辖市、设区的市人民政府部门按照行政区划设立的派出机构"),
    "authorised_body": _("法律、法规授权的组织"),
    "provincial_government": _("省、自治区、直辖市人民政府"),
    "state_council_department": _("国务院部门"),
    "vertical_line": _("海关、金融、外汇管理等实行垂直领导的行政机关，税务和国家安全机关"),
    "justice_bureau": _("履行行政复议机构职责的地方人民政府司法行政部门"),
}

# Who reconsiders, by the law's own words.
BODIES = {
    "本级人民政府": _("本级人民政府"),
    "上一级人民政府": _("上一级人民政府"),
    "设立该派出机关的人民政府": _("设立该派出机关的人民政府"),
    "设立该派出机构的部门的本级人民政府": _("设立该派出机构的部门的本级人民政府"),
    "派出机构所在地的人民政府": _("派出机构所在地的人民政府"),
    "直接管理该组织的人民政府，或者管理该组织的部门的本级人民政府": _(
        "直接管理该组织的人民政府，或者管理该组织的部门的本级人民政府"
    ),
    "作出行为的省级人民政府自身": _("作出行为的省级人民政府自身"),
    "作出行为的国务院部门自身": _("作出行为的国务院部门自身"),
    "上一级主管部门": _("上一级主管部门"),
    "上一级司法行政部门": _("上一级司法行政部门"),
}

RULERS = {"国务院": _("国务院")}  # who rules finally after reconsideration

# What each blank of an event asks for; those of an event itself come before the general ones.
BLANKS = {
    ("received", "on"): _("申请到达机关的日期"),
    ("received", "channel"): _("申请怎样提交"),
    ("receipt_confirmed", "on"): _("双方确认收到的日期"),
    ("receipt_confirmed", "by_whom"): _("由谁确认（选填）"),
    ("receipt_confirmed", "means"): _("以什么方式确认（选填）"),
    ("correction_asked", "on"): _("告知补正的日期"),
    ("correction_asked", "by"): _("要求最迟哪一天补正（选填）"),
    ("corrected", "on"): _("收到补正材料的日期"),
    ("corrected", "channel"): _("补正材料怎样提交（选填）"),
    ("correction_lapsed", "on"): _("认定放弃的日期"),
    ("reasons_asked", "on"): _("要求说明理由的日期"),
    ("reasons_given", "on"): _("申请人说明理由的日期"),
    ("later_reply_set", "on"): _("确定并告知的日期"),
    ("later_reply_set", "until"): _("定于最迟哪一天答复"),
    ("third_party_consulted", "on"): _("发出征求意见书的日期"),
    ("co_producer_consulted", "on"): _("发出征求意见书的日期"),
    ("other_organ_consulted", "on"): _("发出征求意见书的日期"),
    ("opinion_received", "on"): _("收到意见的日期"),
    ("opinion_received", "whom"): _("谁的意见"),
    ("opinion_lapsed", "on"): _("认定逾期的日期"),
    ("opinion_lapsed", "whom"): _("谁没有提出意见"),
    ("extended", "on"): _("同意延长的日期"),
    ("extended", "days"): _("延长多少个工作日"),
    ("extended", "consented_by"): _("已经政府信息公开工作机构负责人同意"),
    ("extended", "notified"): _("告知申请人的日期"),
    ("fee_noticed", "on"): _("发出收费通知的日期"),
    ("fee_noticed", "delivered"): _("申请人收到收费通知的日期"),
    ("fee_paid", "on"): _("缴费的日期"),
    ("fee_lapsed", "on"): _("认定放弃的日期"),
    ("passed_on", "on"): _("告知或者转送的日期"),
    ("passed_on", "to"): _("哪个机关"),
    ("withdrawn", "on"): _("撤回的日期"),
    ("answered", "on"): _("作出答复的日期"),
    ("answered", "outcome"): _("答复的结果（选填）"),
    ("sent", "on"): _("发出的日期（邮寄的，交邮之日）"),
    ("sent", "means"): _("以什么方式发出（选填）"),
    ("delivered", "on"): _("送达的日期"),
    ("redo_ordered", "on"): _("判决或者决定的日期"),
    ("redo_ordered", "by"): _("谁责令"),
    ("redo_ordered", "served"): _("送达机关的日期（选填）"),
    ("redo_ordered", "until"): _("所定的最后一天（没有写明的不填）"),
    ("reply_revoked", "on"): _("撤销原答复的日期"),
    ("", "whom"): _("征求谁的意见"),
    ("", "delivered"): _("对方收到征求意见书的日期（还不知道的不填）"),
    ("", "agrees"): _("是否同意公开"),
}

# What has no effect on the clock is not asked of the public: it would only end up in an address.
NOT_ASKED = {
    ("received", "evidence"),
    ("correction_asked", "items"),
    ("correction_lapsed", "confirmed_by"),
    ("opinion_received", "reasons"),
    ("fee_lapsed", "confirmed_by"),
    ("fee_noticed", "yuan"),
    ("reply_revoked", "reason"),
    ("reply_revoked", "consented_by"),
}

REDO_BY = {"court": _("人民法院"), "reconsideration": _("行政复议机关")}
