"""Requests of the demonstration answered as the desk answers: decided, reviewed, numbered, delivered.

A few of each kind, for every letter is set in type; the rest was answered on paper (`asking`). The files and
searches are as invented as the requests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from gongkai.service.clearance.models import Opinion
from gongkai.service.demonstration.made import file_of
from gongkai.service.demonstration.people import post_of
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.decide import decide
from gongkai.service.requests.actions.draft_letter import draft_reply
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.record_search import record_search
from gongkai.service.requests.actions.review_letter import answer, speak, submit
from gongkai.service.requests.actions.send_letter import deliver, send
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.letter_state import where
from gongkai.service.requests.models import Dispatch, Letter, Paper

if TYPE_CHECKING:
    from gongkai.service.demonstration.asking import Story

MINUTE = timedelta(minutes=1)
OURS = {"clear": "yes", "nature": "information", "repeated": "no", "ours": "yes", "special": "no"}
FOUND = {**OURS, "exists": "ready", "public": "no", "forbidden": "none", "third_party": "none"}


def _at(story: Story, minutes: int) -> datetime:
    """A moment of the afternoon of the day reached: what is done with a letter comes one after the other."""
    return timezone.make_aware(datetime.combine(story.day, time(14, 0))) + minutes * MINUTE


def _replied(
    story: Story,
    considered: Mapping[str, str],
    reasons: str,
    *,
    given: Mapping[str, str] | None = None,
    withheld: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Decide, let every level read the reply, give it its number, post it, and let it arrive."""
    decision = decide(
        story.case,
        considered=considered,
        reasons=reasons,
        given=given or {},
        withheld=withheld,
        by=story.clerk,
        at=_at(story, 0),
    )
    letter = draft_reply(decision, by=story.clerk, at=_at(story, 5))
    _reviewed(letter, story)
    letter = issue(letter, by=story.clerk, at=_at(story, 60))
    address, tracking = "虚构区样例路88号", f"XA{letter.pk:09}CN"
    sending = send(
        letter,
        means=Dispatch.Means.POST,
        on=story.day,
        address=address,
        carrier="china_post",
        tracking=tracking,
        by=story.clerk,
        at=_at(story, 90),
    )
    story.after(2)
    deliver(sending.dispatch, on=story.day, says="本人签收", by=story.clerk, at=_at(story, 0))


def _reviewed(letter: Letter, story: Story) -> None:
    """Let every level pass the letter: the clerk the first, others those above."""
    review = submit(letter, by=story.clerk, at=_at(story, 10))
    for place, level in enumerate(review.levels):
        moment = _at(story, 20 + 10 * place)
        by = story.clerk if place == 0 else post_of(story.case.organ, *level["duties"])
        if place:
            for hit in review.hits.filter(answer__isnull=True):
                answer(letter, hit, reason="经核对，可以提供。", by=by, at=moment)
        digest = where(letter, story.day).digest
        speak(letter, verdict=Opinion.Verdict.PASS, digest=digest, by=by, at=moment)


def _with_file(story: Story, form: str, name: str) -> None:
    upload = Upload(name, file_of(form), Paper.Kind.RELEASE)
    add_papers(story.case, [upload], by=story.clerk, at=story.at)


def _provided(story: Story) -> None:
    """Disclosed whole, with its file."""
    story.after(6)
    _with_file(story, "accounts", "收入支出决算总表（演示）.xlsx")
    _replied(story, {**FOUND, "discretionary": "none"}, "属于可以公开的政府信息。")


def _in_part(story: Story) -> None:
    """Disclosed in part: what was said while it was deliberated is kept back."""
    story.after(11)
    _with_file(story, "application", "技术改造补助申请表（区分处理，演示）.docx")
    considered = {**FOUND, "discretionary": "deliberative", "separable": "yes"}
    part = {
        "what": "评审会上的讨论意见",
        "outcome": "refused_deliberative",
        "reason": "属于形成决定以前的讨论记录",
        "strings": ["评审讨论意见"],
    }
    _replied(story, considered, "其余内容属于可以公开的政府信息。", withheld=[part])


def _not_held(story: Story) -> None:
    """Searched for, and not there."""
    story.after(5)
    record_search(
        story.case,
        on=story.day,
        where="局档案室、协同办公系统",
        words=story.case.wish.description[:12],
        by_whom="档案室 李四",
        found=False,
        says="没有检索到",
        by=story.clerk,
        at=story.at,
    )
    story.after(3)
    _replied(story, {**OURS, "exists": "none"}, "经检索，本机关没有制作或者获取该信息。")


def _refused(ground: str, reasons: str, given: Mapping[str, str]) -> Callable[[Story], None]:
    """Refused whole on a ground of article 16, for nothing of it can be separated."""

    def tell_it(story: Story) -> None:
        story.after(9)
        considered = {**FOUND, "discretionary": ground, "separable": "no"}
        _replied(story, considered, reasons, given=given)

    return tell_it


_DELIBERATED = _refused(
    "deliberative", "属于讨论记录，公开会影响会上充分发表意见。", {"which_deliberative": "讨论记录"}
)
# What was asked, working days ago, and how it was answered: always the same ones, the longest ago first;
# not so long ago that reconsideration could not be applied for any more.
ANSWERED: tuple[tuple[int, str, Callable[[Story], None]], ...] = (
    (48, "2025年技术改造补助办法修订的会议记录", _DELIBERATED),
    (46, "2024年度部门决算的收入支出总表", _provided),
    (44, "2023年关停小化工企业的安置方案", _not_held),
    (42, "技术改造补助申请材料和评审意见", _in_part),
    (40, "园区扩建方案讨论会的会议记录", _DELIBERATED),
    (38, "民用爆炸物品生产企业2022年检查台账", _not_held),
)
