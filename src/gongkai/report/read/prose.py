"""The numbers that the prose of a report states, for comparing them with its tables (rule P1).

Precision before recall: a number is taken only where the sentence is about this organ's requests (or the
reconsiderations and suits that follow from them), this year, the whole year, and the total. What is a part
(其中), a comparison (较上年), an estimate (近150件), a statement of another year or contradicted by
another sentence, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.report.model import Section
from gongkai.report.read.flow import GRID
from gongkai.report.read.numerals import chinese_number, halfwidth_digits

KEYS = ("received", "closed", "carried_over", "reconsideration", "litigation")
"""本年新收 · 办结 · 结转下年度 · 行政复议 · 行政诉讼, the totals that P1 compares."""

_ITEMS = "(?:件|份|宗|条|项|个|起|例|次)"
_NUMBER = (
    r"(?<![\d.近约逾超过第零一二两三四五六七八九十百千万])"
    r"(?P<n>\d{1,9}|[零〇一二两三四五六七八九十百千]{1,8})"
)
_COUNT = rf"{_NUMBER}{_ITEMS}"
_TOTALLING = "(?:共计?|合计|总计|总数|数量|计|为|是|达到?|有)*+"

# What may stand between 收到 and 申请 without making it a part of the requests: a class of characters,
# so that matching is linear; whatever limits the requests (书面, 征地, 许可) has other characters.
_REQUEST = (
    "[的了各类种有关于涉及相公民自然人法其他它社会组织群众企业单位、和及或者与以提出交要求向我市区县镇乡街道局委办"
    "政府务信息开依申请事项案件表书数量总共计合为是达到本级机关方面新理处“”]{0,40}?"
)
_RECEIVE = "(?:收到|新收|受理|接到|接收到?|接受|收悉)(?:(?:并|和|及)(?:处理|办理|受理|答复))?了?"
_RECEIVED_OBJECT_FIRST = re.compile(f"{_RECEIVE}(?P<of>{_REQUEST}){_TOTALLING}{_COUNT}")
_RECEIVED_NUMBER_FIRST = re.compile(f"{_RECEIVE}{_TOTALLING}{_COUNT}(?P<of>{_REQUEST}申请(?:公开)?)")
_RECEIVED_NONE = re.compile(
    f"(?:未|没有|无|未曾)(?:收到|接到|受理|接收到?|接受|收悉)过?(?:任何)?(?P<of>{_REQUEST})(?:的?(?:情况|情形))?$"
    "|(?<!有)无(?P<of2>(?:政府)?(?:信息)?(?:公开)?依?申请(?:公开)?(?:政府)?(?:信息)?(?:公开)?(?:申请)?)"
    "(?:的?(?:事项|情况|情形|件))?$"
)
_A_KIND_OF_REQUEST = re.compile(
    "书面|当面|网[上络站]|信函|传真|邮[件寄政]|现场|窗口|口头|电话|在线|通过|微信|最多|较多|居前|复议|诉讼|逾期|重复|不予"
)
_ANOTHER_REQUEST = re.compile(
    "(?:许可|复议|救助|登记|补贴|专利|仲裁|认定|执行|审批|备案|查询|低保|保障)(?:的)?申请"
)

_CLOSED = re.compile(
    "(?P<how>.{0,4})(?:办结|答复|办复|办理完毕|办理完结|处理完毕)了?(?:政府|信息|公开|依|申请|的|案件)*+"
    f"{_TOTALLING}{_COUNT}(?!(?:为|是)?(?:不予|属于|部分|予以公开|无法|不存在|不属于))"
)
_CLOSED_NUMBER_FIRST = re.compile(
    f"{_COUNT}(?:申请)?(?:均|全部|都)?(?:已经?)?(?:按时|按期|依法|依规|及时|在法定期限内|在规定期限内)*+"
    "(?:予以)?(?:办结|答复|办复|办理完毕)(?!率)"
)
_CLOSED_PLAINLY = re.compile("^$|[共已均部法规时期及以内总成并年度区市县局府都了实计委办室厅]$")
_A_KIND_OF_CLOSING = re.compile("延期|逾期|未|口头|书面|电话|当场|当面|网上|公开|部分|同意|不予|提前")

_NEXT_YEAR = "(?:下一?年度?|次年|明年|(?P<y>20\\d\\d)年度?)"
_CARRIED_OVER = re.compile(
    f"(?:结转|顺延|延续|延至|转入)(?:至|到|入|延至)?{_NEXT_YEAR}(?:继续)?(?:办理|答复|处理)?(?:的|政府|信息|公开|申请|案件)*+"
    f"{_TOTALLING}{_COUNT}"
)
_CARRIED_OVER_NUMBER_FIRST = re.compile(
    f"{_COUNT}(?:政府|信息|公开|申请|案件)*+(?:待|将|需|已|按规定|依法|正在办理)*+"
    f"(?:结转|顺延|延|转)(?:至|到|入)*+{_NEXT_YEAR}"
)
_CARRIED_OVER_NONE = re.compile(
    f"(?:无|没有|未有)(?:政府|信息|公开|申请|案件|件)*+(?:结转|顺延)(?:至|到|入)?{_NEXT_YEAR}"
    "(?:继续)?(?:办理|答复|处理)?(?:的|申请|案件|事项|情况|件)*+$"
)

_BETWEEN = (
    "(?:的?案件|的?申请|事项|案|数量?|总数|情况|工作)?的?"
    f"(?:共计?|合计|总计|计|为|是|发生|受理|收到|办理|产生|引发|有)*+{_COUNT}"
)
_RESULT_BEHIND = "(?!(?:被|予以|均|全部)?(?:维持|纠正|纠错|撤销|驳回|败诉|胜诉|变更|尚未))"
_SUITS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    key: (
        re.compile(f"(?:{name}){_BETWEEN}{_RESULT_BEHIND}"),
        re.compile(
            f"{_COUNT}(?:因|关于|涉及|有关|针对|由)?(?:政府)?(?:信息)?(?:公开)?(?:工作)?(?:类|的|申请|而|引发|引起)*+(?:{name})"
            "(?!(?:维持|纠正|纠错|败诉|胜诉|结果|机关|决定|答复))"
        ),
    )
    for key, name in (
        ("reconsideration", "(?:行政)?复议"),
        ("litigation", "行政诉讼|行政应诉|诉讼案件|提起诉讼"),
    )
}
_BOTH = re.compile(
    "复议(?:案件|申请)?(?:、|和|与|及|以及|或者?)++(?:被)?(?:提起)?(?:行政)?(?:诉讼|应诉)的?(?:案件|事项|申请|情况|数量?)*+"
    f"(?P<each>各|分别为|均为|均|都是)?(?:共计?|为|是|发生|受理|收到|有)*+{_NUMBER}(?:{_ITEMS}|$)"
)
_SUITS_NONE = re.compile(
    "(?:未|没有|无|未曾)(?P<of>[因为由有关于涉及政府务信息公开工作依申请提起引发产生出现存在收到接受理被行复议应诉讼"
    "案件、和或者及与以等的而导致类方面任何当事人民法其他组织向我局机关对本单位区县市过]{2,50})(?:的)?(?:情况|情形|问题|现象)?$"
)

_ABOUT_DISCLOSURE = re.compile("信息公开|政务公开|依申请|政府信息|公开申请")
_REQUESTS_HEAD = re.compile("依申请|申请公开|公开申请")
_SUBHEAD = re.compile(
    r"[（(](?<![^。\]；\s][（(])[一二三四五六七八九十][)）]、?(?P<title>[^。，；：:\n]{2,25})"
)
_OTHER_MATTER = re.compile(
    "信访|留言|建议|提案|议案|热线|来信|咨询|投诉|举报|许可|审批|工单|诉求|信件|来访|复议|诉讼|网络问政|问政|互动|回应|解读|舆情"
)
_MATTER_VERB = re.compile("收到|受理|接到|办理|处理|回复|转办|承办|接收")
_COUNTS = re.compile(
    f"[0-9零〇一二两三四五六七八九十百千]{_ITEMS}|[零0]$|[未无没]"
)  # else a clause states nothing
_PART = re.compile("^(?:[（(]?其中|包括|包含|分别|按|从|涉及|含)")
_SHARE_OF_ALL = re.compile("占(?:全[省市县区州旗盟]|总量|总数的)")  # 自然资源局收到40件，占全县的一半
_COMPARED = re.compile(
    "同比|较|平均|每[年月日]|近[两三四五六几]年|[两三四五六]年来|环比|上年|去年|上一年|往年|历年|同期|以来|比20\\d\\d|比前|增长|下降|减少|增加"
)
_FOREIGN_YEAR = re.compile("(20\\d\\d)年(?<!转.{5})(?<!转[至到入].{5})(?<!延[至到].{5})")
_WHOLE_YEAR = re.compile("1月1日|12月31日|12月底|1[-—至到]12月|1月[-—至到]12月")
_PART_OF_YEAR = re.compile("\\d月|月份|季度|半年|[一二三四五六七八九十]月")
_CARRIED_IN = re.compile("含.{0,8}(?:上年|结转|20\\d\\d年)|上年.{0,4}结转")

_CARRIED_IN_PART = re.compile("上一?年.{0,4}结转|结转.{0,4}上一?年|(?:其中|包括|包含|含).{0,6}上一?年")

_PARENTHESES = re.compile(r"[（(]([^（）()]{0,200})[)）]")
# What is looked for comes first, what must stand before it after: so the search skips ahead.
_THOUSANDS = re.compile(r"[,，](?<=\d[,，])(?=\d{3}(?!\d))")
_BROKEN_LINE = re.compile(r"\n(?<![。；！？：\n]\n)(?![（(〔一二三四五六七八九十\d])")
_BLANKS = re.compile(r"[^\S\n]+")
_SENTENCE_END = re.compile(r"[。！？\n]")
_CLAUSE_END = re.compile(r"[，,；;：:]")
_MATTERS = ("申请", "复议", "诉讼", "结转", "办结", "答复")  # a sentence without any states nothing
_LONGEST_SENTENCE = 1500  # characters; what is longer is no sentence but a list or a wreck


@dataclass(slots=True)
class _Sentence:
    """One sentence with what was said before it: where it stands decides what its numbers count."""

    clauses: list[str]
    asides: list[str]  # what stands in brackets
    about: bool  # the heading above it, or the section, is about requests
    section: int


def prose(sections: Iterable[Section], year: int | None) -> dict[str, int]:
    """Return the totals that the prose states, by `KEYS`; only those stated with certainty.

    `year` is the report year: a statement that names another year is not about this report.

    >>> prose([Section(1, "一、总体情况", "全年收到政府信息公开申请5件，办结4件，结转下年度1件。")], 2021)
    {'received': 5, 'closed': 4, 'carried_over': 1}
    """
    stated: dict[str, set[int]] = {}
    void: set[str] = set()
    for section in sections:
        subject = ""
        for sentence in _sentences(section):
            if not sentence.clauses:  # a new heading
                subject = "request" if sentence.about else ""
                continue
            reading = _Reading(sentence, year, subject)
            for key, number in reading.read():
                stated.setdefault(key, set()).add(number)
            void |= reading.void
            subject = reading.subject
    return {key: stated[key].pop() for key in KEYS if len(stated.get(key, ())) == 1 and key not in void}


def _sentences(section: Section) -> Iterator[_Sentence]:
    """Yield the sentences of a section; one without clauses marks a heading inside it."""
    text = section.text.replace(GRID, "\n")
    text = _BROKEN_LINE.sub("", halfwidth_digits(text))
    text = _THOUSANDS.sub("", _BLANKS.sub("", text))
    about = bool(_REQUESTS_HEAD.search(section.title))
    yield _Sentence([], [], about, section.number)
    at = 0
    for head in [*_SUBHEAD.finditer(text), None]:
        part = text[at : head.start() if head else len(text)]
        for sentence in _SENTENCE_END.split(part):
            if 4 <= len(sentence) <= _LONGEST_SENTENCE and any(word in sentence for word in _MATTERS):
                yield _parted(sentence, about, section.number)
        if head:
            # 依申请公开方面 as a title of its own, or run together with its first words
            about = bool(_REQUESTS_HEAD.search(head["title"][:16]))
            yield _Sentence([], [], about, section.number)
            at = head.start("title")


def _parted(sentence: str, about: bool, section: int) -> _Sentence:
    asides = _PARENTHESES.findall(sentence)
    # a bracket behind a number leaves a mark, so that the number is known to include what it says
    plain = _PARENTHESES.sub(lambda m: "†" if _CARRIED_IN.search(m[1]) else "", sentence)
    return _Sentence(_CLAUSE_END.split(plain), asides, about, section)


class _Reading:
    """Reads one sentence clause by clause, keeping what the clauses before have established."""

    def __init__(self, sentence: _Sentence, year: int | None, subject: str) -> None:
        self.sentence = sentence
        self.year = year
        self.subject = subject  # what was last received: "request", "other" or "" where nothing was said
        self.void: set[str] = set()  # keys this sentence states in a way that cannot be compared
        self._before = ""
        self._last = ""  # the key stated last
        self._of_one_organ = any(_SHARE_OF_ALL.search(clause) for clause in sentence.clauses)
        self._late = any("延期" in clause or "逾期" in clause for clause in sentence.clauses)

    def read(self) -> Iterator[tuple[str, int]]:
        """Yield (key, number) for each total stated."""
        part = foreign = False
        for at, clause in enumerate(self.sentence.clauses):
            self._before += clause
            part = part or bool(_PART.match(clause))
            if part and self._last == "received" and _CARRIED_IN_PART.search(clause):
                self.void.add("received")  # the number includes what last year left
            years = {int(year) for year in _FOREIGN_YEAR.findall(clause)}
            if years and self.year is not None and not re.search("[较比]", clause):
                foreign = self.year not in years
            if foreign or self._limited(clause):
                continue
            counts = bool(_COUNTS.search(clause))
            found = [] if part else list(self._requests(clause, counts))
            if counts and not self._parts_follow(at):
                found += self._suits(clause)
            for key, number in found:
                self._last = key
                yield key, number
        if not foreign and self.subject != "other":
            for aside in self.sentence.asides:
                for clause in re.split("[，,；;]", aside):
                    if not _COMPARED.search(clause):
                        yield from self._carried_over(clause)

    @property
    def _about(self) -> bool:
        return self.sentence.about or bool(_ABOUT_DISCLOSURE.search(self._before))

    def _limited(self, clause: str) -> bool:
        """Tell whether a clause counts something other than this whole year."""
        return bool(_COMPARED.search(clause) or _PART_OF_YEAR.search(_WHOLE_YEAR.sub("", clause)))

    def _parts_follow(self, at: int) -> bool:
        """Tell whether disclosure is only a part of what this clause counts: 500件，其中信息公开类30件."""
        later = self.sentence.clauses[at + 1 :]
        return any(_PART.match(clause) and re.search("信息公开|依申请", clause) for clause in later)

    def _requests(self, clause: str, counts: bool) -> Iterator[tuple[str, int]]:
        received = list(self._received(clause)) if counts else []
        if received:
            self.subject = "request"
            yield from received
        elif _OTHER_MATTER.search(clause) and (counts or _MATTER_VERB.search(clause)):
            self.subject = "other"
        elif re.search("信息公开申请|依申请公开", clause):
            self.subject = "request"
        if counts and self.subject == "request" and not _OTHER_MATTER.search(clause):
            yield from self._closed(clause)
            yield from self._carried_over(clause)

    def _received(self, clause: str) -> Iterator[tuple[str, int]]:
        if _A_KIND_OF_REQUEST.search(clause) or _ANOTHER_REQUEST.search(clause) or self._of_one_organ:
            return
        none = _RECEIVED_NONE.search(clause)
        if none and self._names_requests(none["of"] or none["of2"] or ""):
            yield "received", 0
            return
        for pattern in (_RECEIVED_OBJECT_FIRST, _RECEIVED_NUMBER_FIRST):
            for found in pattern.finditer(clause):
                number = chinese_number(found["n"])
                if number is None or not self._names_requests(found["of"]):
                    continue
                if (
                    clause[found.end() : found.end() + 1] == "†"
                ):  # 含上年结转: more than was received this year
                    self.void.add("received")
                else:
                    yield "received", number

    def _names_requests(self, words: str) -> bool:
        if "申请" not in words or not (_ABOUT_DISCLOSURE.search(words) or self._about):
            return False
        persons = re.search("自然人|公民|企业", words)
        return not persons or bool(re.search("法人|组织|单位", words))  # one class of applicants is a part

    def _closed(self, clause: str) -> Iterator[tuple[str, int]]:
        for found in _CLOSED.finditer(clause):
            how = found["how"]
            if (
                _A_KIND_OF_CLOSING.search(how)
                or not _CLOSED_PLAINLY.search(how)
                or ("按" in how and self._late)
            ):
                continue
            number = chinese_number(found["n"])
            if number is not None:
                yield "closed", number
        for found in _CLOSED_NUMBER_FIRST.finditer(clause):
            number = chinese_number(found["n"])
            if number is not None:
                yield "closed", number

    def _carried_over(self, clause: str) -> Iterator[tuple[str, int]]:
        none = _CARRIED_OVER_NONE.search(clause)
        if none and self._is_next_year(none["y"]):
            yield "carried_over", 0
            return
        for pattern in (_CARRIED_OVER, _CARRIED_OVER_NUMBER_FIRST):
            for found in pattern.finditer(clause):
                number = chinese_number(found["n"])
                if number is not None and self._is_next_year(found["y"]):
                    yield "carried_over", number

    def _is_next_year(self, named: str | None) -> bool:
        return named is None or (self.year is not None and int(named) == self.year + 1)

    def _suits(self, clause: str) -> Iterator[tuple[str, int]]:
        if not (self._about or self.sentence.section == 4) or not re.search("复议|诉讼|应诉", clause):
            return
        none = _SUITS_NONE.search(clause)
        if none:
            yield from self._no_suits(none["of"])
            return
        if re.search("尚未|未审结|结转|败诉|胜诉|培训|案例", clause):
            return
        both = _BOTH.search(clause)
        if both:
            number = chinese_number(both["n"])
            if number is not None and (both["each"] in ("各", "均为", "均", "都是") or number == 0):
                yield "reconsideration", number
                yield "litigation", number
            return
        taken = clause
        for key, (noun_first, _) in _SUITS.items():
            for found in noun_first.finditer(clause):
                number = chinese_number(found["n"])
                taken = taken[: found.start()] + "†" * (found.end() - found.start()) + taken[found.end() :]
                if number is not None:
                    yield key, number
        for key, (_, number_first) in _SUITS.items():
            for found in number_first.finditer(taken):
                number = chinese_number(found["n"])
                if number is not None:
                    yield key, number

    def _no_suits(self, words: str) -> Iterator[tuple[str, int]]:
        if "复议" in words:
            yield "reconsideration", 0
        if "诉讼" in words or "应诉" in words:
            yield "litigation", 0
