"""What the desk calls the states of letters and the ways they are sent, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.requests.letter_state import State, Where
from gongkai.service.requests.models import Dispatch

Words = str | Promise

STATES: Mapping[State, tuple[Words, str]] = {
    State.DRAFT: (gettext_lazy("拟稿中"), "plain"),
    State.IN_REVIEW: (gettext_lazy("审批中"), "warn"),
    State.REFERRED: (gettext_lazy("已报请确定"), "warn"),
    State.RETURNED: (gettext_lazy("已退回修改"), "bad"),
    State.WITHHELD: (gettext_lazy("不同意发出"), "bad"),
    State.CLEARED: (gettext_lazy("审批通过，待编号发出"), "good"),
    State.ISSUED: (gettext_lazy("已编号，待送达"), "warn"),
    State.SENT: (gettext_lazy("已发出"), "good"),
    State.DELIVERED: (gettext_lazy("已送达"), "good"),
    State.DISCARDED: (gettext_lazy("已作废"), "plain"),
    State.REVOKED: (gettext_lazy("已撤销"), "bad"),
}
MEANS: Mapping[str, Words] = {
    Dispatch.Means.PORTAL: gettext_lazy("网上下载"),
    Dispatch.Means.EMAIL: gettext_lazy("电子邮件"),
    Dispatch.Means.POST: gettext_lazy("邮寄（邮政企业）"),
    Dispatch.Means.IN_PERSON: gettext_lazy("当面送达"),
    Dispatch.Means.ENTRUSTED: gettext_lazy("委托送达"),
    Dispatch.Means.FAX: gettext_lazy("传真"),
}


def state(where: Where) -> str:
    """Return the state of a letter in words, in approval with the level whose turn it is."""
    words = str(STATES[where.state][0])
    review = where.review
    if where.state is State.IN_REVIEW and review is not None and review.level is not None:
        level = review.levels[review.level].words
        return _("%(state)s（%(level)s）") % {"state": words, "level": level}
    return words


def look(where: Where) -> str:
    """Return how the badge of the state looks."""
    return STATES[where.state][1]
