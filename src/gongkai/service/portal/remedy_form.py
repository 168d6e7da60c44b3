"""The remedy calculator: what is asked, and who may be turned to until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.portal import words
from gongkai.service.portal.blanks import Blank, Option, Text
from gongkai.statute.citation import words as cited
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import NoCalendar, NoRule, StatuteError, UnsoundLaw
from gongkai.statute.law import Law
from gongkai.statute.outcomes import in_force
from gongkai.statute.remedies import (
    SILENCE,
    Bodies,
    Outer,
    Remedy,
    Ruling,
    final_ruling,
    organ_kinds,
    outer_limits,
    period_end,
    period_length,
    period_rule,
    reconsideration_bodies,
    remedy,
)

# What a partial disclosure keeps back, and the grounds that stand for it: the three articles go one way.
WITHHELD: dict[str, tuple[Text, tuple[str, ...]]] = {
    "exempt": (_("依照第十四条、第十五条或者第十六条不予公开的内容"), ()),
    "not_information": (_("不属于政府信息的内容（第三十七条）"), ("条例37",)),
    "both": (_("两种都有"), ("条例14", "条例15", "条例16", "条例37")),
}
OUTER: dict[str, Text] = {
    "untold_reconsideration": _("没有告知申请行政复议的权利、机关或者期限的，最迟在这一天申请行政复议"),
    "longest_reconsideration": _("无论何时知道，行政复议机关不受理这一天以后的申请"),
    "longest_suit": _("无论何时知道，人民法院不受理这一天以后的起诉"),
}


@dataclass(frozen=True)
class Way:
    """One remedy: what, before whom, until when, by what article."""

    name: Text
    before: Text
    until: date | None
    article: str
    provisional: bool = False
    period: Text = ""  # how long, where the day it runs from is not known yet; "" where the law sets none

    @property
    def basis(self) -> str:
        """The article as people read it."""
        return cited(self.article)


@dataclass(frozen=True)
class Limit:
    """One outer limit: what it bars, and by what article."""

    name: Text
    outer: Outer

    @property
    def basis(self) -> str:
        """The article as people read it."""
        return cited(self.outer.article)


class RemedyForm:
    """The form, read from the parameters of an address."""

    def __init__(self, query: Mapping[str, str], law: Law, today: date) -> None:
        self.law = law
        self.asked = any(query.get(key) for key in ("organ", "served")) or "organ" in query
        self.organ = Blank("organ", _("作出答复的是哪类机关"), "choice", query.get("organ", ""), True)
        self.organ.options = tuple(Option(key, words.ORGANS.get(key, name)) for key, name in organ_kinds())
        self.outcome = Blank("outcome", _("答复的结果"), "choice", query.get("outcome", ""), True)
        self.outcome.groups = _outcomes(today)
        self.withheld = Blank(
            "withheld", _("部分公开的，不予公开的是哪种内容"), "choice", query.get("withheld", "")
        )
        self.withheld.options = tuple(Option(key, name) for key, (name, _grounds) in WITHHELD.items())
        self.withheld.hint = _("只有部分公开才选；不选的，按第一种计算")
        self.decided = Blank("decided", _("答复的日期"), "date", query.get("decided", ""), True)
        self.decided.hint = _("逾期没有答复的，填写答复期限届满的那一天")
        self.served = Blank("served", _("收到答复的日期"), "date", query.get("served", ""))
        self.served.hint = _("逾期没有答复的，不填")
        self.reconsidered = Blank(
            "reconsidered", _("收到行政复议决定的日期（选填）"), "date", query.get("reconsidered", "")
        )
        self.reconsidered.hint = _("已经复议、仍然不服的，填写后算出最迟哪一天起诉")
        self.remedy: Remedy | None = None
        self.bodies: Bodies | None = None
        self.ruling: Ruling | None = None
        self.ways: tuple[Way, ...] = ()
        self.limits: tuple[Limit, ...] = ()
        if self.asked:
            self._compute()

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return self.organ, self.outcome, self.withheld, self.decided, self.served, self.reconsidered

    @property
    def is_silence(self) -> bool:
        return self.outcome.value == SILENCE

    def _compute(self) -> None:
        organ, outcome, withheld = self.organ.choice(), self.outcome.choice(), self.withheld.choice()
        calendar = self.law.calendar
        decided, served = self.decided.day(calendar), self.served.day(calendar)
        reconsidered = self.reconsidered.day(calendar)
        if outcome == SILENCE:
            served = decided
        elif served is None and not self.served.error:
            self.served.error = gettext("请填写日期。")
        if decided and served and served < decided:
            self.served.error = gettext("收到答复不能早于作出答复，请核对两个日期。")
        if any(blank.error for blank in self.blanks) or decided is None or served is None:
            return
        self.bodies = _bodies(organ, decided)
        names = self.bodies.in_letter if self.bodies else ("行政复议机关",)
        self.ruling = final_ruling(organ, decided)
        by = self.ruling.by if self.ruling else ""
        try:
            grounds = WITHHELD[withheld][1] if withheld and outcome == "partial_disclosure" else ()
            self.remedy = remedy(outcome, decided, served, names, self.law, ruling=by, withheld=grounds)
        except UnsoundLaw:
            raise
        except StatuteError as fault:
            # The day of the answer chooses the law; from its service the periods run.
            runs_from = self.decided if outcome == SILENCE else self.served
            named = chinese_day(decided) in str(fault)
            (runs_from if isinstance(fault, NoCalendar) or not named else self.decided).refuse(fault)
            return
        try:
            self.ways = tuple(self._ways(self.remedy, served, reconsidered))
        except UnsoundLaw:
            raise
        except StatuteError as fault:
            self.remedy = None
            self.reconsidered.refuse(fault)
            return
        if outcome != SILENCE:  # where there is no answer there is none that could tell anything
            self.limits = tuple(
                Limit(OUTER[outer.key], outer) for outer in outer_limits(decided, served, self.law)
            )

    def _ways(self, ways_of: Remedy, served: date, reconsidered: date | None) -> list[Way]:
        calendar = self.law.calendar
        before: Text = _("法律规定的行政复议机关")
        if self.bodies is not None:
            before = " / ".join(str(words.BODIES.get(body, body)) for body in self.bodies.bodies)
        found = [
            Way(
                _("申请行政复议"),
                before,
                ways_of.reconsider_by,
                period_rule("reconsideration", served).article,
                calendar.is_provisional(ways_of.reconsider_by),
            )
        ]
        if ways_of.sue_by is not None:
            found.append(
                Way(
                    _("直接提起行政诉讼"),
                    _("有管辖权的人民法院"),
                    ways_of.sue_by,
                    period_rule("direct_suit", served).article,
                    calendar.is_provisional(ways_of.sue_by),
                )
            )
        if ways_of.rest_sue_by is not None:
            found.append(
                Way(
                    _("只就其余部分（如所提供的内容与申请不符）直接提起行政诉讼"),
                    _("有管辖权的人民法院"),
                    ways_of.rest_sue_by,
                    ways_of.rest_article,
                    calendar.is_provisional(ways_of.rest_sue_by),
                )
            )
        until = None
        if reconsidered is not None:
            until = period_end("suit_after_reconsideration", reconsidered, self.law)
        found.append(
            Way(
                _("复议以后提起行政诉讼"),
                _("有管辖权的人民法院"),
                until,
                period_rule("suit_after_reconsideration", served).article,
                until is not None and calendar.is_provisional(until),
                period=_after_reconsideration(served),
            )
        )
        if self.ruling is not None:
            by = words.RULERS.get(self.ruling.by, self.ruling.by)
            found.append(Way(_("复议以后申请最终裁决"), by, None, self.ruling.force.article))
        found.append(Way(_("投诉、举报"), _("上一级行政机关或者政府信息公开工作主管部门"), None, "条例51"))
        return found

    @property
    def readings(self) -> list[tuple[str, str, str]]:
        """The readings used: number, title, and what is read."""
        if self.remedy is None:
            return []
        day = date.fromisoformat(self.decided.value)
        found = [r for r in self.law.readings.all.values() if r.number in self.remedy.readings]
        return [(r.number, r.title, r.says(self.law.reads(r.key, day))) for r in found]

    @property
    def article(self) -> str:
        """The article that decides whether reconsideration comes first, as people read it."""
        return cited(self.remedy.article) if self.remedy else ""


def _after_reconsideration(day: date) -> str:
    """Return how long a suit is open after reconsideration, by the law of a day."""
    count, unit = period_length("suit_after_reconsideration", day)
    if unit == "month":
        return gettext("自收到行政复议决定书之日起%(count)s个月") % {"count": count}
    return gettext("自收到行政复议决定书之日起%(count)s日") % {"count": count}


def _bodies(organ: str, decided: date) -> Bodies | None:
    """Return who reconsiders; None for a day before the rules stored here begin."""
    try:
        return reconsideration_bodies(organ, decided)
    except NoRule:
        return None


def _outcomes(today: date) -> tuple[tuple[Text, tuple[Option, ...]], ...]:
    """Return the outcomes of today by their class, after silence."""
    by_class: dict[str, list[Option]] = {}
    for outcome in in_force(today):
        option = Option(outcome.key, words.OUTCOMES.get(outcome.key, outcome.name))
        by_class.setdefault(outcome.kind, []).append(option)
    silence = (Option(SILENCE, _("逾期没有答复")),)
    grouped = tuple((words.CLASSES[kind], tuple(options)) for kind, options in by_class.items())
    return ((_("没有答复"), silence), *grouped)
