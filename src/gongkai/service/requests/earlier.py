"""The earlier reply that a repeated request is sent back to (条例36(6)): whose, whether it stands, its day.

A reply is known by its number. One of before this system is in no register: whoever decides says so with the
words of BEFORE, and who signs is told to look at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from gongkai.papers.numbers import dates_in
from gongkai.service.requests import ledger
from gongkai.service.requests.models import Case, Letter
from gongkai.service.requests.resemblance import of_requester, words_of
from gongkai.statute.fold import in_force

BEFORE = "系统启用前"
ARTICLE = "条例36(6)"
_SET_ASIDE = ("redo_ordered", "reply_revoked")
# What stands beside the number of a reply of before this system.
_REMARK = re.compile(rf"[（(][^（）()]*{BEFORE}[^（）()]*[）)]|{BEFORE}(?:作出)?的?")
Fault = tuple[str, str, str]  # the code of the pre-flight, what it says, the article


def contradictions(case: Case, earlier: str) -> Iterator[Fault]:
    """Yield why the words for an earlier reply cannot be: not of this requester, or set aside since."""
    if BEFORE in earlier:
        return
    letter = known(case, earlier)
    if letter is None:
        says = _(
            "没有查到本机关以该文号对这一申请人作出的答复，请核对文号；"
            "原答复在系统启用以前作出的，请注明“%(words)s”和答复的日期，例如"
            "“×档〔2019〕3号（%(words)s，2019年3月5日）”。"
        ) % {"words": BEFORE}
        yield "reply_unknown", says, ARTICLE
    elif is_set_aside(letter):
        says = _("原答复%(number)s已经撤销，或者已被责令重新答复，不能再作为重复申请的原答复。")
        yield "reply_set_aside", says % {"number": letter.number}, ARTICLE


def doubts(case: Case, earlier: str, printed: date | None) -> Iterator[Fault]:
    """Yield what whoever signs should look at; `printed` is the day the letter gives the earlier reply."""
    if BEFORE in earlier:
        says = _("原答复是系统启用以前作出的，登记里没有，请核对原件的文号、日期和内容。")
        yield "reply_unregistered", says, ARTICLE
        return
    letter = known(case, earlier)
    if letter is None:
        return
    if printed is not None and printed != letter.issued_on:
        says = _("文书写的原答复日期是%(printed)s，该文号的答复作出于%(day)s，请改正。")
        days = {"printed": printed, "day": letter.issued_on}
        yield "reply_day_wrong", says % days, ARTICLE
    if not words_of(case.wish.description) & words_of(letter.case.wish.description):
        says = _("这件申请和原答复所答的申请没有相同的词，请核对是不是同一内容。")
        yield "reply_elsewhere", says, ARTICLE


def printed(case: Case, earlier: str) -> tuple[str | None, date | None]:
    """Return how a letter calls the earlier reply: its number and day as the register has them.

    One of before this system is called as whoever decided wrote it, without the remark that it is; its day is
    the one written beside it. None for what is not written, or not plainly: the letter asks for it.
    """
    letter = known(case, earlier) if BEFORE not in earlier else None
    if letter is not None:
        return letter.number, letter.issued_on
    dates = dates_in(earlier)
    days = {found.day for found in dates}
    number = _REMARK.sub("", earlier)
    for found in dates:
        number = number.replace(found.words, "")
    return number.strip(" ，,、。；：") or None, days.pop() if len(days) == 1 else None


def known(case: Case, earlier: str) -> Letter | None:
    """Return the reply of that number which this organ gave this requester, None if there is none."""
    replies = Letter.objects.filter(case__in=of_requester(case), entry__kind="answered").exclude(number=None)
    for letter in replies.select_related("case__wish", "entry").order_by("-pk"):
        if letter.number and letter.number in earlier:
            return letter
    return None


def is_set_aside(letter: Letter) -> bool:
    """Say whether a reply was revoked, or its request ordered to be answered anew, after it was given."""
    entry = letter.entry
    if entry is None:
        return False
    events = [(place, event.kind) for place, event in in_force(ledger.events_of(letter.case))]
    places = [place for place, _kind in events]
    if entry.place not in places:
        return True  # it was annulled
    return any(kind in _SET_ASIDE for place, kind in events if place > entry.place)
