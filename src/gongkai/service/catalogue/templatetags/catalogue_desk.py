"""How the desk writes a state, a limit, a verdict."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.catalogue.desk_law import counted
from gongkai.service.catalogue.state import State, Where
from gongkai.service.organs.templatetags.desk_words import marked

register = template.Library()

STATES = {
    State.DRAFT: (_("草稿"), "plain"),
    State.IN_REVIEW: (_("审查中"), "warn"),
    State.RETURNED: (_("已退回修改"), "bad"),
    State.REFERRED: (_("已报请确定"), "warn"),
    State.WITHHELD: (_("不予公开"), "bad"),
    State.CLEARED: (_("审查通过，待发布"), "good"),
    State.SCHEDULED: (_("已定时发布"), "good"),
    State.PUBLISHED: (_("已发布"), "good"),
    State.SUPERSEDED: (_("已有新版"), "plain"),
    State.WITHDRAWN: (_("已撤下"), "plain"),
    State.DISCARDED: (_("已作废"), "plain"),
}


@register.filter
def state_badge(where: Where) -> SafeString:
    """Return the state of an edition as a badge; in review with the level, in the words of the organ."""
    words, look = STATES[where.state]
    if where.state is State.IN_REVIEW and where.review is not None and where.review.level is not None:
        level = marked(where.review.levels[where.review.level].words)
        return format_html(
            '<span class="badge {}">{}</span>',
            look,
            format_html(gettext("{state}（{level}）"), state=words, level=level),
        )
    return format_html('<span class="badge {}">{}</span>', look, words)


register.filter("counted", counted)


@register.filter
def as_json(value: Any) -> str:
    """Return a value as JSON, for an attribute that a script of ours reads."""
    return json.dumps(value, ensure_ascii=False)


@register.filter
def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"
