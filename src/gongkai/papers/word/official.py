"""The parts of an official document (GB/T 9704-2012), recognised by their form and their place.

Above the title: the letterhead (发文机关标志) and the number; then the title in the middle, the addressees,
the body, the list of annexes, the signature, the date, the note; at the end the imprint (版记). Files come
without styles: the form is all there is, so every part remembers the words and the place it was read from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from gongkai.papers import numbers
from gongkai.papers.blocks import Para, Table
from gongkai.papers.outline import order_of
from gongkai.papers.word.draft import Found
from gongkai.papers.word.lines import Line

_HEAD = 30  # lines in which letterhead, number and title stand
_ORGAN_ENDS = (
    r"政府|办公室|办公厅|委员会|管委会|居委会|村委会|街道办事处|办事处|局|厅|部|院|署|委|办|中心|指挥部|领导小组"
    r"|工作组|联席会议|总队|支队|大队|所|站|处|科|会|公司|集团|学校|医院|法院|检察院|银行|党组|党委|银监会"
)
_ORGAN = re.compile(rf"[\u3400-\u9fff·（）()、]{{2,40}}(?:{_ORGAN_ENDS})(?:（[^（）]{{1,6}}）)?")
_LETTERHEAD = re.compile(r"(?P<organ>[\u3400-\u9fff·]{2,40}?)\s*(?P<kind>文件|公告|通告|令|公报|纪要|函)?")
_ABOUT = re.compile(
    r"关于.{2,}的(?:通知|意见|决定|通报|报告|请示|批复|函|公告|通告|公示|议案|决议|纪要|说明|解读|答复|复函)(?:（.{1,12}）)?"
)
_SUBJECT = re.compile(
    r".{2,}(?:通知|意见|决定|通报|报告|批复|公告|通告|办法|规定|方案|规划|细则|条例|指南|清单|计划|要点)"
)
_IMPRINT = re.compile(
    r"(?:抄送|抄报|分送|主题词|校对|打字|共印|印数)[：:\s]|.*(?:\d日|日)\s*印发$|(?:共印|印)\d+份"
)
_NOTE = re.compile(r"[（(]\s*此件(?P<says>[^（）()]{1,30})[）)]")
_ANNEXES = re.compile(r"附\s*件\s*[：:]\s*(?P<name>.*)")
_ANNEX = re.compile(r"附\s*件\s*[一二三四五六七八九十0-9０-９]{0,3}\s*[：:]?")
_ITEM = re.compile(r"[0-9０-９]{1,2}\s*[.．、]\s*(?P<name>.+)")
_ORDER_SERIAL = re.compile(r"第[0-9０-９]{1,5}号")
_PERSON = re.compile(
    r"(?:代|副)?(?:省长|市长|州长|县长|区长|镇长|乡长|主任|局长|厅长|部长|主席|院长)(?:[：:\s].*|.{2,4})"
)
_SIGNED_BY = re.compile(r"\s*签\s*发\s*人\s*[：:].*")
_WIDE_SPACE = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef“”《》〔〕])\s+(?=[\u2e80-\u9fff\uff00-\uffef“”《》〔〕])"
)


@dataclass(slots=True)
class Parts:
    """What was recognised, and the lines of the body that remain."""

    body: list[Line] = field(default_factory=list)
    title: Found[str] | None = None
    number: Found[str] | None = None
    dated: Found[date] | None = None
    organs: list[Found[str]] = field(default_factory=list)
    addressed_to: Found[str] | None = None
    attachments: list[str] = field(default_factory=list)
    disclosure: Found[str] | None = None
    imprint: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)  # before the title, and none of the above
    annex_titles: set[int] = field(default_factory=set)  # by identity of the paragraph
    doubts: list[str] = field(default_factory=list)


def parts_of(lines: list[Line]) -> Parts:
    """Take a document apart. What is not recognised stays in the body, or is named in `unplaced`."""
    parts = Parts()
    notes = [line for line in lines if line.style == "note"]
    rest = _without_imprint([line for line in lines if line.style != "note"], parts)
    rest = _opening(rest, parts)
    _addressees(rest, parts)
    end = _closing(rest, parts)
    _annexes(rest, end, parts)
    parts.body = rest + notes
    return parts


def flat(text: str) -> str:
    """Return a heading's words without the spaces that only spread it: 通　　知 is 通知."""
    return _WIDE_SPACE.sub("", " ".join(text.split()))


# Opening: letterhead, number, title


def _opening(lines: list[Line], parts: Parts) -> list[Line]:
    """Take off what stands above the body, up to the title and a number right below it."""
    head = lines[:_HEAD]
    start = _number_line(head, parts)
    begins, ends = _title_lines(head, start)
    if ends > begins:
        taken = lines[begins:ends]
        sentence = "".join(line.text.replace("\n", "") for line in taken)
        doubt = (
            "" if taken[0].is_centred or taken[0].style == "title" else "这一段没有居中，请核对是不是标题。"
        )
        parts.title = Found(flat(sentence), sentence, taken[0].where, doubt)
    else:
        ends = begins = start
    above = lines[:begins]
    for line in above:
        _above_title(line, parts)
    rest = lines[ends:]
    if parts.number is None and rest and rest[0].text and (found := _number_in(rest[0].text)) is not None:
        parts.number = Found(str(found), rest[0].text.strip(), rest[0].where)
        rest = rest[1:]
    if parts.title is None and not parts.organs:
        return [line for line in above if _stays(line, parts)] + rest
    return rest


def _number_line(head: list[Line], parts: Parts) -> int:
    """Find the number above the title; return the place after it, 0 where none stands there."""
    for place, line in enumerate(head):
        if place and _ORDER_SERIAL.fullmatch(flat(line.text)) and flat(head[place - 1].text).endswith("令"):
            words = flat(head[place - 1].text) + flat(line.text)
            if (found := numbers.parse(words)) is not None:
                parts.number = Found(str(found), words, line.where)
                return place + 1
        for cell_text in _texts(line):
            found = _number_in(cell_text)
            if found is not None and not any(_is_body(one) or _is_sure_title(one) for one in head[:place]):
                parts.number = Found(str(found), cell_text.strip(), line.where)
                return place + 1
    return 0


def _number_in(text: str) -> numbers.DocumentNumber | None:
    """Return the number that a line is, the name of who signed the file beside it left out."""
    return numbers.parse(_SIGNED_BY.sub("", text))


def _texts(line: Line) -> list[str]:
    """Return the words of a line, or of the cells of a small table, in which letterheads are often set."""
    if isinstance(line.block, Table):
        cells = [cell for row in line.block.rows for cell in row]
        return [cell.text for cell in cells] if len(cells) <= 12 else []
    return line.text.split("\n")


def _is_body(line: Line) -> bool:
    """Say whether a line is running text, before which letterhead and title must have ended."""
    text = line.text.strip()
    return len(text) > 80 or (text.endswith(("。", "：", ":")) and not line.is_red) or "title" in line.style


def _title_lines(head: list[Line], start: int) -> tuple[int, int]:
    """Return from where to where the title goes; twice the same place where there is none."""
    begins = start
    while begins < len(head) and (not head[begins].text.strip() or _is_letterhead(head[begins])):
        begins += 1
    for place in range(begins, min(begins + 4, len(head))):
        if _is_title(head[place]):
            ends = place
            while ends < len(head) and ends - place < 6 and _goes_on(head[place], head[ends]):
                ends += 1
            return place, ends
        if _is_body(head[place]):
            break
    first = head[begins] if begins < len(head) else None
    if first is not None and _subject(first):
        return begins, begins + 1
    return begins, begins


def _is_title(line: Line) -> bool:
    if (
        line.para is None
        or _is_letterhead(line)
        or _number_in(line.text)
        or numbers.date_of(line.text.strip())
    ):
        return False
    text = flat(line.text)
    if not 2 <= len(text) <= 120 or text[-1] in "。；，：:" or order_of(text):
        return False
    return (
        line.style == "title"
        or line.is_centred
        or (line.size >= 18 and "小标宋" in line.face)
        or line.outline == 1
    )


def _is_sure_title(line: Line) -> bool:
    """Say whether a line above a number is the title already, and not an organ's name or 特急."""
    return len(flat(line.text)) >= 5 and _is_title(line) and not _ORGAN.fullmatch(flat(line.text))


def _goes_on(first: Line, line: Line) -> bool:
    """Say whether a line is one more of the title's: set alike, and neither number nor date."""
    if line is first:
        return True
    text = line.text.strip()
    alike = (
        line.is_centred == first.is_centred and abs(line.size - first.size) < 1 and line.style == first.style
    )
    return alike and _is_title(line) and not text.startswith(("（", "("))


def _subject(line: Line) -> bool:
    text = flat(line.text)
    return len(text) <= 80 and bool(_ABOUT.fullmatch(text) or (_SUBJECT.fullmatch(text) and "，" not in text))


def _is_letterhead(line: Line) -> bool:
    """Say whether a line is of a letterhead: red, or very large and ending with 文件."""
    texts = [flat(text) for text in _texts(line) if text.strip()]
    if isinstance(line.block, Table):
        return bool(texts) and all(
            _ORGAN.fullmatch(text) or text == "文件" or text.endswith("文件") for text in texts
        )
    return (
        bool(texts) and (line.is_red or texts[-1].endswith("文件")) and all(len(text) <= 45 for text in texts)
    )


def _above_title(line: Line, parts: Parts) -> None:
    """Take what a line above the title says: an organ of the letterhead, or something nobody asked for."""
    texts = [flat(text) for text in _texts(line) if text.strip()]
    if not texts or (parts.number is not None and line.where == parts.number.where and len(texts) == 1):
        return
    if _is_letterhead(line) or all(_ORGAN.fullmatch(text) for text in texts):
        for text in texts:
            match = _LETTERHEAD.fullmatch(text)
            if match is not None and match["organ"] not in ("", "文件") and text != "文件":
                parts.organs.append(Found(match["organ"], text, line.where))
        return
    parts.unplaced += [text for text in texts if _number_in(text) is None]


def _stays(line: Line, parts: Parts) -> bool:
    """Say whether a line before an untitled body belongs to the body after all."""
    kept = bool(parts.number is None or line.where != parts.number.where)
    if kept:
        parts.unplaced = [text for text in parts.unplaced if text not in map(flat, _texts(line))]
    return kept


# Addressees


def _addressees(lines: list[Line], parts: Parts) -> None:
    first = next((line for line in lines if line.text.strip()), None)
    if first is None or first.para is None or first.is_centred:
        return
    text = first.text.strip()
    if text.endswith(("：", ":")) and len(text) <= 300 and not order_of(text) and "。" not in text:
        parts.addressed_to = Found(text[:-1].rstrip(), text, first.where)
        first.para.classes = ("addressee",)


# Closing: signature, date, note, imprint


def _without_imprint(lines: list[Line], parts: Parts) -> list[Line]:
    """Take off the imprint: the last lines, or small table, that say who gets copies and who printed it."""
    for place in range(len(lines) - 1, max(-1, len(lines) - 12), -1):
        texts = [" ".join(text.split()) for text in _texts(lines[place]) if text.strip()]
        if not texts or not any(_IMPRINT.match(text) for text in texts):
            continue
        start = place
        while start > 0 and any(_IMPRINT.match(" ".join(text.split())) for text in _texts(lines[start - 1])):
            start -= 1
        for line in lines[start:]:
            parts.imprint += [" ".join(text.split()) for text in _texts(line) if text.strip()]
        return lines[:start]
    return lines


def _closing(lines: list[Line], parts: Parts) -> int:
    """Find the date and the signature above it; return the place after them, the end if there is none."""
    dates = []
    for place, line in enumerate(lines):
        if line.para is None:
            continue
        _note(line, parts)
        last = line.text.strip().split("\n")[-1].strip()
        words = last if numbers.date_of(last) else _trailing_date(last)
        if words and (place > 0 or "\n" in line.text):
            dates.append((place, words, _signs(lines, place, words)))
    chosen = next((one for one in dates if one[2]), dates[-1] if dates else None)
    if chosen is None:
        _say_why_undated(lines, parts)
        return len(lines)
    place, words, signed = chosen
    line = lines[place]
    day = numbers.date_of(words)
    if day is not None:
        doubt = "" if signed else "日期上方没有认出发文机关署名，请核对是不是成文日期。"
        parts.dated = Found(day, line.text.strip(), line.where, doubt)
    others = {numbers.date_of(one[1]) for one in dates if one[2]} - {day}
    if others:
        parts.doubts.append(f"文中有不止一处署名日期，成文日期取了第一处（{words}），请核对。")
    if line.para is not None:
        line.para.classes = ("dated",)
    for at, names in signed:
        above = lines[at]
        if above.para is not None and above is not line:
            above.para.classes = ("signature",)
        for name in names:
            if all(one.value != name for one in parts.organs):
                doubt = "" if _ORGAN.fullmatch(name) else "这一行不像机关名称，请核对是不是发文机关。"
                parts.organs.append(Found(name, above.text.strip(), above.where, doubt))
    return place + 1


def _trailing_date(text: str) -> str:
    """Return the date at the end of a line that names an organ before it, "" otherwise."""
    found = numbers.dates_in(text)
    if len(found) == 1 and found[0].day is not None and text.endswith(found[0].words):
        before = flat(text[: -len(found[0].words)])
        return found[0].words if _ORGAN.fullmatch(before) else ""
    return ""


def _signs(lines: list[Line], place: int, words: str) -> list[tuple[int, list[str]]]:
    """Return the lines of the signature above a date, or in its line, with the organs they name."""
    line = lines[place]
    own = [flat(text) for text in line.text.strip().removesuffix(words).split("\n") if text.strip()]
    if own and all(_ORGAN.fullmatch(text) for text in own):
        return [(place, own)]
    found: list[tuple[int, list[str]]] = []
    at = place - 1
    while at >= 0 and place - at <= 8 and (para := lines[at].para) is not None:
        names = [name for name in re.split(r"\s{1,}|\u3000+", lines[at].text.strip()) if name]
        whole = flat(lines[at].text)
        if _ORGAN.fullmatch(whole) and len(whole) <= 40 and order_of(whole) == 0 and "、" not in whole:
            several = len(names) > 1 and all(_ORGAN.fullmatch(name) and len(name) > 3 for name in names)
            found.insert(0, (at, names if several else [whole]))
        elif _PERSON.fullmatch(lines[at].text.strip()):
            found.insert(0, (at, []))
        elif "right" in para.classes and len(whole) <= 40 and whole[-1:] not in "。；：":
            found.insert(0, (at, [whole]))
        else:
            break
        at -= 1
    return found


def _say_why_undated(lines: list[Line], parts: Parts) -> None:
    for line in lines[-12:]:
        for one in numbers.dates_in(line.text):
            if one.day is None and one.words == line.text.strip():
                parts.doubts.append(f"{line.where}的日期“{one.words}”不存在，没有取作成文日期，请核对原文。")
    for text in parts.imprint:
        if numbers.dates_in(text):
            parts.doubts.append(
                f"没有认出成文日期。版记中有“{text}”，印发日期不一定是成文日期，请核对后填写。"
            )


def _note(line: Line, parts: Parts) -> None:
    match = _NOTE.fullmatch(line.text.strip())
    if match is not None and parts.disclosure is None:
        parts.disclosure = Found(match["says"].strip(), line.text.strip(), line.where)


# Annexes


def _annexes(lines: list[Line], end: int, parts: Parts) -> None:
    """Read the list of annexes above the signature, and mark the titles of those that follow below it."""
    listed = False
    for line in lines[:end]:
        if line.para is None:
            listed = False
            continue
        texts = [text.strip() for text in line.text.split("\n")]
        if (match := _ANNEXES.fullmatch(texts[0])) is not None:
            listed = True
        elif not listed or (match := _ITEM.fullmatch(texts[0])) is None or line.para.classes:
            listed = False
            continue
        line.para.classes = ("attachments",)
        for text in [match["name"], *texts[1:]]:
            item = _ITEM.fullmatch(text)
            if name := (item["name"] if item is not None else text).strip():
                parts.attachments.append(name)
    title = False
    for line in lines[end:]:  # what an order promulgates, what a notice sends on
        if line.para is None:
            title = False
        elif _ANNEX.fullmatch(line.text.strip()) and not line.is_centred:
            line.para.classes = ("attachments",)
            title = True
        elif (title or line.size >= 16) and _is_title(line):
            parts.annex_titles.add(id(line.para))
            if parts.title is None:
                text = flat(line.text)
                parts.title = Found(text, line.text, line.where, "取自所公布、印发的文件，请核对标题。")
        else:
            title = False


def is_annex_title(parts: Parts, para: Para) -> bool:
    """Say whether a paragraph is the title of an annex in the same file."""
    return id(para) in parts.annex_titles
