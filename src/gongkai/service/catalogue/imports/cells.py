"""What the cells of a row mean: dates as people write them, categories by name, numbers that are none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

from django.utils import timezone

from gongkai.papers import numbers
from gongkai.papers.errors import Refused
from gongkai.service.catalogue import brought, schemes, typed
from gongkai.service.catalogue.fields import line
from gongkai.service.catalogue.imports.table import LABELS, LONGEST, Raw, is_head
from gongkai.service.catalogue.models import Edition
from gongkai.service.organs.models import Organ

EMPTY = {"", "无", "none", "null", "nan", "undefined", "-", "--", "—", "——", "/", "n/a", "暂无", "空"}
_NO_NUMBER = re.compile(r"无\s*(?:发?文号|字号|编号|[〔\[(（【]\s*[〕\])）】]\s*号?)")
_LISTED = re.compile(r"[、,，;；\n|]+")
_WORDS = re.compile(r"[、,，;；\s\u3000|]+")
_FILES = re.compile(r"[;；\n|]+")
_TIME = re.compile(r"^(.+?)[\sT]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?Z?$")
_COMPACT = re.compile(r"^((?:19|20)\d{2})(\d{2})(\d{2})$")
_SERIAL = re.compile(r"^[1-9]\d{4}(?:\.\d+)?$")
_INDEX = re.compile(r"[A-Za-z0-9]+(?:[/\-_.][A-Za-z0-9]+)+")
_WORD_FOR_NOTHING = {"none", "null", "nan", "undefined", "na", "xx", "xxx", "xxxx", "xxxxx"}
EXCEL_BEGINS = date(1899, 12, 30)
DATES = ("formed_on", "arose_on", "effective_on", "expires_on")
LINES = ("title", "document_number", "summary", "ground", "source", "unit")
IN_FORCE = {"有效", "现行有效", "是", "有效力", "现行"}
NOT_YET = {"尚未施行", "未施行", "尚未生效", "未生效"}
MARKS = {
    **dict.fromkeys(("已修改", "修改", "已修订", "修订", "被修改"), "amended"),
    **dict.fromkeys(("失效", "已失效", "宣布失效", "过期", "已过期"), "lapsed"),
    **dict.fromkeys(("废止", "已废止", "宣布废止", "已被废止"), "repealed"),
}
MARK_LABELS = {"amended": "已修改", "lapsed": "失效", "repealed": "废止"}
BASIS_CHARACTERS = 300


@dataclass
class Meaning:
    """What a row means: the fields of an edition, and what stands in the way, by column."""

    values: dict[str, Any] = field(default_factory=dict)
    reasons: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    index_number: str = ""
    old_index_number: str = ""
    published_at: datetime | None = None
    files: list[str] = field(default_factory=list)
    brought_mark: dict[str, str] | None = None

    def refuse(self, name: str, says: str) -> None:
        """Note at a column why the row is not taken."""
        self.reasons.append((LABELS.get(name, name), says))

    def warn(self, name: str, says: str) -> None:
        """Note at a column what somebody should look at."""
        self.warnings.append((LABELS.get(name, name), says))


def meaning(raw: Raw, organ: Organ, on: date, *, was_published: bool) -> Meaning:
    """Return what a row means for an organ; nothing is asked of the database but who else is called so."""
    found = Meaning()
    cells = {name: words for name, words in raw.cells.items() if not is_nothing(words)}
    if raw.has_more:
        found.refuse("", "本行的格子比表头多，请核对是否错位。")
    for name, words in cells.items():
        if len(words) > LONGEST:
            found.refuse(name, f"有{len(words)}字，太长。长篇内容请作为附件。")
        elif is_head(words) and name not in ("title", "body", "summary"):
            found.refuse(name, f"这一格里是“{words}”，像是表头：本行多半错位，请核对。")
    for name in LINES:
        if name in cells:
            found.values[name] = cells[name]
    _number(found)
    _day_cells(cells, found)
    _schemes(cells, organ, on, found)
    _choices(cells, found)
    _index(cells.get("index_number", ""), found)
    _publisher(cells.get("publisher", ""), organ, found)
    if "issuers" in cells:
        found.values["issuers"] = [w.strip() for w in _LISTED.split(cells["issuers"]) if w.strip()]
    if "keywords" in cells:
        found.values["keywords"] = [w for w in _WORDS.split(cells["keywords"]) if w]
    if "body" in cells:
        try:
            found.values["body"] = typed.html_of(cells["body"])
        except Refused as refused:
            found.refuse("body", str(refused))
    found.files = [w.strip() for w in _FILES.split(cells.get("files", "")) if w.strip()]
    _validity(cells, on, found)
    _published(cells.get("published_at", ""), on, found, needed=was_published)
    if not found.values.get("title"):
        found.refuse("title", "没有填写标题。")
    return found


def is_nothing(words: str) -> bool:
    """Whether a cell says that there is nothing: empty, 无, None, a dash."""
    return unicodedata.normalize("NFKC", words).strip().lower() in EMPTY


def day_of(words: str) -> date | None:
    """Return the day a cell names: 2024-03-01, 2024/3/1, 2024年3月1日, 二〇二四年…, 20240301, 45352 (Excel).

    A time of day after it is left out. None for anything else.
    """
    plain = unicodedata.normalize("NFKC", words).strip()
    if timed := _TIME.match(plain):
        plain = timed[1]
    if compact := _COMPACT.match(plain):
        try:
            return date(int(compact[1]), int(compact[2]), int(compact[3]))
        except ValueError:
            return None
    if _SERIAL.match(plain):
        return EXCEL_BEGINS + timedelta(days=int(float(plain)))
    return numbers.date_of(plain)


def well_formed(words: str) -> str:
    """Return an index number as it may be kept, or "" if it is none: an empty part, None, no serial."""
    plain = unicodedata.normalize("NFKC", words).strip()
    if len(plain) > 60 or not _INDEX.fullmatch(plain):
        return ""
    parts = re.split(r"[/\-_.]", plain)
    if any(part.lower() in _WORD_FOR_NOTHING for part in parts) or not parts[-1].isdigit():
        return ""
    return "" if int(parts[-1]) == 0 else plain


def _number(found: Meaning) -> None:
    words = found.values.get("document_number", "")
    if words and _NO_NUMBER.fullmatch(words.strip()):
        del found.values["document_number"]


def _day_cells(cells: dict[str, str], found: Meaning) -> None:
    for name in DATES:
        if name in cells:
            day = day_of(cells[name])
            if day is None:
                found.refuse(name, f"“{cells[name][:40]}”不是日期，请写作2024-03-01或者2024年3月1日。")
            else:
                found.values[name] = day


def _validity(cells: dict[str, str], on: date, found: Meaning) -> None:
    """Take a mark of force with its day and basis: never is what was repealed released as in force."""
    words = "".join(cells.get("validity", "").split())
    kind = MARKS.get(words, "")
    effective, expires = found.values.get("effective_on"), found.values.get("expires_on")
    if kind == "lapsed" and not {"mark_on", "mark_basis"} & set(cells) and expires and expires < on:
        return  # by its own term: its dates say so
    if kind:
        _mark(kind, cells, on, found)
        return
    for name in ("mark_on", "mark_basis"):
        if name in cells:
            found.refuse(
                name, f"填了这一项，有效性却是“{words[:20] or '（空）'}”。请写明废止、失效或者已修改。"
            )
    if words in NOT_YET:
        if effective is None:
            found.refuse("effective_on", f"有效性是“{words}”，请填写施行日期。")
        elif effective <= on:
            found.warn(
                "validity", f"有效性是“{words}”，但施行日期{effective.isoformat()}已到，显示为现行有效。"
            )
    elif words and words not in IN_FORCE:
        says = "现行有效、尚未施行、已修改、失效、废止"
        found.refuse("validity", f"“{words[:30]}”不在可填的范围内：{says}。")
    elif expires and expires < on:
        found.warn("expires_on", f"有效期至{expires.isoformat()}，已过，将显示为失效。")


def _mark(kind: str, cells: dict[str, str], on: date, found: Meaning) -> None:
    label = MARK_LABELS[kind]
    basis = line(cells.get("mark_basis", ""))
    day = day_of(cells["mark_on"]) if "mark_on" in cells else None
    if "mark_on" not in cells:
        term = "；按文件自己写明的期限失效的，填“有效期至”即可" if kind == "lapsed" else ""
        found.refuse("mark_on", f"有效性是“{label}”，请填写自哪一天起{label}{term}。")
    elif day is None:
        found.refuse("mark_on", f"“{cells['mark_on'][:40]}”不是日期，请写作2024-03-01或者2024年3月1日。")
    elif (formed := found.values.get("formed_on")) and day < formed:
        found.refuse("mark_on", f"{day.isoformat()}早于成文日期{formed.isoformat()}，请核对。")
    elif day > on:
        found.warn("mark_on", f"自{day.isoformat()}起{label}，这一天还没有到：在此以前显示为现行有效。")
    if not basis:
        found.refuse(
            "mark_basis",
            f"有效性是“{label}”，请写明依据哪份文件：名称和文号，例如“关于废止部分文件的决定（青政发〔2020〕1号）”。",
        )
    elif len(basis) > BASIS_CHARACTERS:
        found.refuse("mark_basis", f"有{len(basis)}字，最多{BASIS_CHARACTERS}字，请压缩。")
    elif well_formed(basis):
        found.refuse("mark_basis", "只有索引号，请写出文件的名称和文号。")
    if (
        day is not None
        and basis
        and not {LABELS["mark_on"], LABELS["mark_basis"]} & {n for n, _s in found.reasons}
    ):
        found.brought_mark = brought.as_kept(kind, day, basis)
        found.warn("validity", f"发布时即标注：自{day.isoformat()}起{label}，依据：{basis}。")


def _published(words: str, on: date, found: Meaning, *, needed: bool) -> None:
    if not needed:
        return
    if not words:
        found.refuse("published_at", "没有填写原发布日期。以前没有发布过的，请另作一次导入。")
        return
    day = day_of(words)
    if day is None:
        found.refuse("published_at", f"“{words[:40]}”不是日期，请写作2024-03-01或者2024-03-01 09:30。")
        return
    formed = found.values.get("formed_on")
    if day > on:
        found.refuse("published_at", f"原发布日期{day.isoformat()}还没有到。")
    elif day < date(1990, 1, 1):
        found.refuse("published_at", f"{day.isoformat()}不合常理，请核对年份。")
    elif formed and day < formed:
        found.refuse("published_at", f"原发布日期{day.isoformat()}早于成文日期{formed.isoformat()}，请核对。")
    clock = time()
    if timed := _TIME.match(unicodedata.normalize("NFKC", words).strip()):
        try:
            clock = time(int(timed[2]), int(timed[3]), int(timed[4] or 0))
        except ValueError:
            found.refuse("published_at", f"“{words[:40]}”里的时间不对，请核对。")
    found.published_at = timezone.make_aware(datetime.combine(day, clock))


def _schemes(cells: dict[str, str], organ: Organ, on: date, found: Meaning) -> None:
    words = cells.get("category", "")
    if not words:
        found.refuse("category", "没有填写法定主动公开类别。")
    else:
        bound = schemes.categories(organ.kind, on)
        listed = {c.key: (c.name, schemes.category(c.under).name if c.under else "") for c in bound}
        found.values["category"] = _chosen("category", words, listed, found)
    if words := cells.get("topic", ""):
        listed = {t.code: (t.name, schemes.topic(t.under).name if t.under else "") for t in schemes.topics()}
        found.values["topic"] = _chosen("topic", words, listed, found)
    if words := cells.get("genre", ""):
        if words in schemes.GENRES:
            found.values["genre"] = words
        else:
            found.refuse("genre", f"没有“{words[:30]}”这一体裁。{_near(words, schemes.GENRES)}")


def _chosen(field_name: str, words: str, listed: dict[str, tuple[str, str]], found: Meaning) -> str:
    """Return the key of a choice named by key, by name, or by a path such as 科技、教育/教育.

    Where several bear one name, the path has to say which; `listed` has each name with that above it.
    """
    if words in listed:
        return words
    label = LABELS[field_name]
    *above, last = [part for part in re.split(r"[\\/＼／>＞]", words) if part.strip()] or [words]
    keys: list[str] = []
    for said, over in ((words, []), (last, above)):
        keys = [key for key, (name, _over) in listed.items() if _bare(name) == _bare(said)]
        if len(keys) > 1:
            named = {_bare(part) for part in over}
            keys = (
                [k for k in keys if _bare(listed[k][1]) in named]
                or [k for k in keys if not listed[k][1]]
                or keys
            )
        if len(keys) == 1:
            return keys[0]
    if keys:
        paths = "、".join(f"{listed[key][1]}/{listed[key][0]}" for key in keys[:3])
        found.refuse(field_name, f"有几个{label}都叫“{words[:40]}”，请写明是哪一个：{paths}。")
    else:
        near = _near(last, [name for name, _over in listed.values()])
        found.refuse(field_name, f"没有“{words[:40]}”这一{label}。{near}")
    return ""


def _bare(words: str) -> str:
    return re.sub(r"[\s、，,和及与（）()]", "", words)


def _near(words: str, listed: Iterable[str]) -> str:
    names = list(dict.fromkeys(listed))
    near = get_close_matches(words, names, 3, 0.4)
    near += [n for n in names if n not in near and len(words) > 1 and (words in n or n in words)]
    return f"相近的有：{'、'.join(near[:3])}。" if near else "请按“可以填的值”填写。"


def _choices(cells: dict[str, str], found: Meaning) -> None:
    if words := cells.get("attribute", ""):
        _choice("attribute", words, Edition.Attribute.choices, found)
    words = cells.get("norm", "")
    if words and words not in ("否", "不是"):
        if words == "是":
            words = "行政规范性文件"
        _choice("norm", words, [c for c in Edition.Norm.choices if c[0]], found)


def _choice(name: str, words: str, choices: Iterable[tuple[str, Any]], found: Meaning) -> None:
    by_word = {word: key for key, label in choices for word in (key, str(label))}
    by_word |= (
        {"免予公开": "withheld", "不公开": "withheld"} if name == "attribute" else {"规范性文件": "normative"}
    )
    if words in by_word:
        found.values[name] = by_word[words]
    else:
        allowed = "、".join(str(label) for _key, label in choices)
        found.refuse(name, f"“{words[:30]}”不在可填的范围内：{allowed}。")


def _index(words: str, found: Meaning) -> None:
    if not words:
        return
    kept = well_formed(words)
    if kept:
        found.index_number = kept
    else:
        found.old_index_number = words[:200]
        found.warn("index_number", f"“{words[:60]}”不成索引号（缺机构代码或者流水号），另给新号，原号留档。")


def _publisher(words: str, organ: Organ, found: Meaning) -> None:
    """Refuse what another organ publishes; 市政府办 and the like are only looked at."""
    if not words or words in (organ.name, organ.code, organ.uscc, *organ.other_names):
        return
    other = Organ.objects.filter(name=words).first() or Organ.objects.filter(code=words).first()
    if other is None and len(words) == 18:
        other = Organ.objects.filter(uscc=words).first()
    if other is not None:
        found.refuse("publisher", f"这是{other}的信息，不能导入{organ}的目录；请由该机关导入。")
    else:
        found.warn("publisher", f"“{words[:40]}”与本机关的名称“{organ}”不同，请核对是不是本机关的信息。")
