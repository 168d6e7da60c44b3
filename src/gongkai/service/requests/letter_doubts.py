"""What the pre-flight asks of the letter itself: that somebody is named to go to against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from gongkai.service.organs.said import said
from gongkai.service.requests import lettering
from gongkai.service.requests.grounds import PUBLIC_ALREADY
from gongkai.service.requests.letter_remedies import against, bodies_of
from gongkai.service.requests.models import Case, Decision, Letter, Paper
from gongkai.service.requests.together import decisions_of
from gongkai.statute.errors import StatuteError

CODES = ("file_lacking", "remedies_missing", "remedies_note", "file_left_out")
NOTES = frozenset(
    {"remedies_note", "file_left_out"}
)  # for who signs to know: nothing is wrong with the letter

Found = Iterator[tuple[str, str, str]]


def of_remedies(letter: Letter, on: date) -> Found:
    """Yield that nobody is named to reconsider (复议法 23(2), 24), and what the desk should know of remedies
    and no letter says: outcomes of which no court takes a suit (B12).
    """
    template = lettering.template_for(letter, on)
    if not template.has_remedies:
        return
    if not bodies_of(letter.case.organ, on):
        yield (
            "remedies_missing",
            _(
                "不知道由谁复议：本机关没有登记行政复议机关，上级也不是人民政府。"
                "请系统管理员在“机关”页本机关的资料里填写“行政复议机关”。"
            ),
            "复议法24",
        )
        return
    try:
        found = against(letter, template, on)
    except StatuteError:  # what it lacks says why
        return
    for says in dict.fromkeys(says for _number, each in found for says in each.desk[:-1]):
        yield "remedies_note", _("救济提示：%(says)s") % {"says": said(says)}, "条例51"


def of_files(letter: Letter) -> Found:
    """Yield that a partial disclosure goes without its file: in the case is not enough (条例37). Of a joint
    reply every partial disclosure has its own.
    """
    found = decisions_of(letter)
    for case, decision in found:
        code, says, article = _lacks_file(letter, case, decision)
        if code:
            if len(found) > 1:
                says = _("%(number)s：%(says)s") % {"number": case.number, "says": says}
            yield code, says, article


def _lacks_file(letter: Letter, case: Case, decision: Decision) -> tuple[str, str, str]:
    if letter.files.filter(case=case).exists():
        return "", "", ""
    if decision.outcome == "partial_disclosure":
        return "file_lacking", _("部分公开的，应当附上区分处理后的文件。"), "条例37"
    gives = decision.outcome == "full_disclosure" and decision.article != PUBLIC_ALREADY
    if gives and case.papers.filter(kind=Paper.Kind.RELEASE, erased_at=None).exists():
        return "file_left_out", _("案卷里有拟提供的文件，没有附在这份文书上。"), "条例36(2)"
    return "", "", ""
