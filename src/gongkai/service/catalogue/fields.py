"""The fields of an edition: what may stand in each, said at the field; what is odd is noted, not refused."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from gongkai.papers import html, numbers
from gongkai.service.catalogue import guide, pictures, schemes, visibility
from gongkai.service.catalogue.brought import mark_of
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.clearance.refusals import WrongFields
from gongkai.service.organs.models import Organ

SUMMARY_CHARACTERS = 100  # local rules: 内容概述 at most 100 字
KEYWORDS, KEYWORD_CHARACTERS, ISSUERS = 10, 20, 20
BODY_CHARACTERS = 5_000_000
MAKERS_OF_RULES = (Organ.Kind.STATE_COUNCIL, Organ.Kind.PROVINCE, Organ.Kind.PREFECTURE)
"""Who can make 规章 at all (立法法 art. 91, 93); the government of a county cannot."""
BEGINNING = date(1949, 10, 1)

DATES = ("formed_on", "arose_on", "effective_on", "expires_on")
LINES = ("title", "document_number", "summary", "ground", "source", "unit", "change_note")
EDITABLE = (
    *LINES,
    *DATES,
    *("issuers", "topic", "genre", "category", "norm", "keywords", "attribute", "form", "body", "interprets"),
)
"""The fields a draft is changed by; `interprets` is a list of index numbers."""
LONGEST = {field.name: field.max_length or 0 for field in Edition._meta.fields}  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd, which whoever writes should look at; it does not stop anything."""

    field: str
    says: str


def apply(edition: Edition, values: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Put values into the fields of a draft, cleaned, and return what changed: field → what it was.

    `interprets` is left to the caller, who has the row. `body` is cleaned by the allow-list, and `text`
    follows from it; of a guide, `body` follows from `form`. Raises WrongFields with every fault at once.
    """
    faults: dict[str, list[str]] = {}
    before = {name: getattr(edition, name) for name in (*EDITABLE, "text") if name != "interprets"}
    for name, value in values.items():
        if name not in EDITABLE:
            faults[name] = [_("没有“%(name)s”这一项。") % {"name": name}]
        elif name != "interprets":
            _put(edition, name, value, faults)
    organ = edition.document.organ
    _check_schemes(edition, organ, on, before["category"], faults)
    _check_dates(edition, on, faults)
    _check_attribute(edition, organ, faults)
    if edition.category == schemes.GUIDE and edition.form is not None:
        edition.body = guide.render(edition.form)
    edition.text = html.text_of(edition.body)
    if faults:
        raise WrongFields(faults)
    return {name: was for name, was in before.items() if was != getattr(edition, name)}


def check(edition: Edition, on: date) -> None:
    """Raise WrongFields if what stands in a draft does not hold on that day, as when it was saved."""
    faults: dict[str, list[str]] = {}
    if not edition.title:
        faults["title"] = [_("请填写标题。")]
    if not edition.issuers:
        faults["issuers"] = [_("请填写发文机关，联合发文的把牵头机关写在最前。")]
    organ = edition.document.organ
    _check_schemes(edition, organ, on, "", faults)
    _check_dates(edition, on, faults)
    _check_attribute(edition, organ, faults)
    if faults:
        raise WrongFields(faults)


def _put(edition: Edition, name: str, value: Any, faults: dict[str, list[str]]) -> None:
    if name in DATES:
        if value is not None and not isinstance(value, date):
            faults[name] = [_("请填写日期，例如2026-03-02。")]
        elif value is None and name == "arose_on":
            faults[name] = [_("请填写形成或者变更的日期：自该日起20个工作日内公开（条例第二十六条）。")]
        else:
            setattr(edition, name, value)
    elif name == "form":
        _put_form(edition, value, faults)
    elif name == "body":
        _put_body(edition, value, faults)
    elif name in ("issuers", "keywords"):
        _put_list(edition, name, value, faults)
    else:
        _put_line(edition, name, value, faults)


def _put_line(edition: Edition, name: str, value: Any, faults: dict[str, list[str]]) -> None:
    words = line(str(value or ""))
    most = LONGEST[name]
    if len(words) > most:
        faults[name] = [_("有%(count)s字，最多%(most)s字，请压缩。") % {"count": len(words), "most": most}]
        return
    if name == "title" and not words:
        faults[name] = [_("请填写标题。")]
    if name == "document_number" and (number := numbers.parse(words)):
        words = str(number)  # 云政办发 [2025] 03号 and 云政办发〔2025〕3号 are one number
    setattr(edition, name, words)


def _put_list(edition: Edition, name: str, value: Any, faults: dict[str, list[str]]) -> None:
    if not isinstance(value, list | tuple):
        faults[name] = [_("请逐个填写。")]
        return
    words = list(dict.fromkeys(w for w in (line(str(v)) for v in value) if w))
    most, longest = (KEYWORDS, KEYWORD_CHARACTERS) if name == "keywords" else (ISSUERS, 100)
    if len(words) > most:
        faults[name] = [_("有%(count)s个，最多%(most)s个。") % {"count": len(words), "most": most}]
    elif long := [word for word in words if len(word) > longest]:
        faults[name] = [
            _("“%(long)s…”太长，每个最多%(longest)s字。") % {"long": long[0][:20], "longest": longest}
        ]
    elif name == "issuers" and not words:
        faults[name] = [_("请填写发文机关，联合发文的把牵头机关写在最前。")]
    setattr(edition, name, words)


def _put_body(edition: Edition, value: Any, faults: dict[str, list[str]]) -> None:
    if len(str(value or "")) > BODY_CHARACTERS:
        faults["body"] = [_("正文太长。长篇内容请作为附件上传，正文写明摘要。")]
    else:
        edition.body = html.clean(value if isinstance(value, str) else str(value or ""))


def _put_form(edition: Edition, value: Any, faults: dict[str, list[str]]) -> None:
    if value is None:
        edition.form = None
        return
    wrong = guide.faults(value)
    if wrong:
        faults["form"] = wrong
    else:
        edition.form = guide.tidy(value)


def _check_schemes(
    edition: Edition, organ: Organ, on: date, before: str, faults: dict[str, list[str]]
) -> None:
    if edition.topic:
        _known(schemes.topic, edition.topic, "topic", _("没有“{}”这一主题分类，请从列表中选择。"), faults)
    if edition.genre and edition.genre not in schemes.GENRES:
        faults["genre"] = [_("没有“%(genre)s”这一体裁，请从列表中选择。") % {"genre": edition.genre}]
    if not edition.category:
        faults["category"] = [_("请选择法定主动公开类别。")]
    elif _known(
        schemes.category, edition.category, "category", _("没有“{}”这一类别，请从列表中选择。"), faults
    ):
        found = schemes.category(edition.category)
        if not found.binds(organ.kind, on) and edition.category != before:
            faults["category"] = [
                _("“%(name)s”不是%(organ_name)s（%(kind)s）的公开类别，或者已经停用，请另选。")
                % {"name": found.name, "organ_name": organ.name, "kind": organ.get_kind_display()}
            ]


def _known(
    find: Callable[[str], object], key: str, field: str, says: str, faults: dict[str, list[str]]
) -> bool:
    try:
        find(key)
    except KeyError:
        faults[field] = [says.format(key)]
        return False
    return True


def _check_dates(edition: Edition, on: date, faults: dict[str, list[str]]) -> None:
    formed, arose = edition.formed_on, edition.arose_on
    effective, expires = edition.effective_on, edition.expires_on

    def fault(field: str, says: str) -> None:
        faults.setdefault(field, [says])

    if formed and formed > on:
        fault(
            "formed_on",
            _("成文日期%(day)s还没有到。尚未成文的，不能公开；请核对。") % {"day": formed.isoformat()},
        )
    if arose and arose > on:
        fault("arose_on", _("形成或者变更日期%(day)s还没有到，请核对。") % {"day": arose.isoformat()})
    if formed and arose and arose < formed:
        fault("arose_on", _("形成或者变更日期早于成文日期%(day)s，请核对。") % {"day": formed.isoformat()})
    if expires and effective and expires < effective:
        fault(
            "expires_on",
            _("有效期至%(day)s，早于施行日期%(day_2)s，请核对。")
            % {"day": expires.isoformat(), "day_2": effective.isoformat()},
        )
    if expires and formed and expires < formed:
        fault(
            "expires_on",
            _("有效期至%(day)s，早于成文日期%(day_2)s，请核对。")
            % {"day": expires.isoformat(), "day_2": formed.isoformat()},
        )
    brought = mark_of(edition)
    if brought is not None and formed and brought.on < formed:
        fault(
            "formed_on",
            _("成文日期%(day)s，晚于%(kind)s的日期%(day_2)s，请核对。")
            % {
                "day": formed.isoformat(),
                "kind": brought.get_kind_display(),
                "day_2": brought.on.isoformat(),
            },
        )
    for name in DATES:
        day = getattr(edition, name)
        if day and day < date(1900, 1, 1):
            fault(name, _("%(day)s不合常理，请核对年份。") % {"day": day.isoformat()})


def _check_attribute(edition: Edition, organ: Organ, faults: dict[str, list[str]]) -> None:
    if edition.attribute not in Edition.Attribute.values:
        faults["attribute"] = [_("请选择公开属性：主动公开、依申请公开或者不予公开。")]
    elif edition.attribute != Edition.Attribute.PROACTIVE and not edition.ground:
        faults["ground"] = [_("不主动公开的，请写明依据：条例第几条，或者哪部法律、行政法规的规定。")]
    if edition.norm not in Edition.Norm.values:
        faults["norm"] = [_("请选择：规章、行政规范性文件，或者都不是。")]
    elif edition.norm == Edition.Norm.RULE and organ.kind not in MAKERS_OF_RULES:
        faults["norm"] = [_("%(name)s没有规章制定权，这份文件不能登记为规章。") % {"name": organ.name}]


def interpreted(value: Any, edition: Edition, at: datetime) -> list[Document]:
    """Return the documents named by a list of index numbers; WrongFields (interprets) for one not there.

    What is interpreted may be another organ's, but the public sees it at that moment, or it is named in
    the edition already; an organ's own may be a draft. What is not shown is refused as what is not there.
    """
    wanted = [line(str(number)) for number in value or ()]
    found = {d.index_number: d for d in Document.objects.filter(index_number__in=wanted)}
    known = {d.pk for d in edition.interprets.all()} if edition.pk else set()
    for number in wanted:
        document = found.get(number)
        if document is None or not (
            document.organ_id == edition.document.organ_id
            or document.pk in known
            or visibility.shown(document, at)
        ):
            raise WrongFields(
                {"interprets": [_("没有索引号是“%(number)s”的信息，请核对。") % {"number": number}]}
            )
        if document.pk == edition.document_id:
            raise WrongFields({"interprets": [_("解读的对象不能是它自己。")]})
    return list(found.values())


def notes(edition: Edition, same_number: Iterable[Edition] | None = None) -> list[Note]:
    """Return what is odd about a draft: a number that another has, a long summary, dates that look wrong.

    `same_number` has the editions of its number, newest first, where they were looked for already.
    """
    found: list[Note] = []
    if edition.document_number:
        found += [
            Note(
                "document_number",
                _("《%(title)s》（%(index_number)s）也是这个文号，请核对。")
                % {"title": other.title, "index_number": other.document.index_number},
            )
            for other in _others(edition, _of_number(edition) if same_number is None else same_number)
        ]
        if numbers.parse(edition.document_number) is None:
            found.append(
                Note("document_number", _("不像常见的发文字号，例如“云政办发〔2025〕3号”，请核对。"))
            )
    if len(edition.summary) > SUMMARY_CHARACTERS:
        found.append(
            Note(
                "summary",
                _("内容概述有%(count)s字，一般不超过%(summary_characters)s字。")
                % {"count": len(edition.summary), "summary_characters": SUMMARY_CHARACTERS},
            )
        )
    if edition.effective_on and edition.formed_on and edition.effective_on < edition.formed_on:
        found.append(Note("effective_on", _("施行日期早于成文日期，请核对。")))
    found += [
        Note(name, _("%(day)s早于1949年10月1日，请核对年份。") % {"day": getattr(edition, name).isoformat()})
        for name in DATES
        if getattr(edition, name) and getattr(edition, name) < BEGINNING
    ]
    if (edition.category in ("20-01-rules", "20-01-normative")) != bool(edition.norm):
        found.append(
            Note("norm", _("类别与“规章或者行政规范性文件”的登记不一致：登记的才计入年度报告表二，请核对。"))
        )
    return found


def _of_number(edition: Edition) -> Iterable[Edition]:
    rows = Edition.objects.filter(
        document__organ=edition.document.organ_id,
        document_number=edition.document_number,
        discarded_at=None,
    )
    return rows.select_related("document").order_by("document", "-number")


def _others(edition: Edition, found: Iterable[Edition]) -> list[Edition]:
    """Return the newest edition of each other document among these, three at most."""
    seen: dict[int, Edition] = {}
    for other in found:
        if other.document_id != edition.document_id:
            seen.setdefault(other.document_id, other)
    return list(seen.values())[:3]


def lacking(edition: Edition) -> dict[str, list[str]]:
    """Return what a draft still lacks before it can go to review, by field (条例 art. 12)."""
    faults: dict[str, list[str]] = {}
    if edition.attribute != Edition.Attribute.PROACTIVE:
        faults["attribute"] = [
            _("公开属性是“%(attribute)s”，登记即可，不送审发布；情况变化的，先改为主动公开。")
            % {"attribute": edition.get_attribute_display()}
        ]
    if edition.formed_on is None:
        faults["formed_on"] = [_("请填写成文（生成）日期：它是目录的必备内容（条例第十二条）。")]
    if not edition.summary:
        faults["summary"] = [_("请填写内容概述：它是目录的必备内容（条例第十二条）。")]
    if not edition.text.strip() and not edition.attachments.exists():
        faults["body"] = [_("没有正文，也没有附件，没有可以公开的内容。")]
    names = {file.name for file in edition.attachments.all()}
    lost = [name for name in pictures.named(edition.body) if name not in names]
    if lost:
        faults["body"] = [
            _("正文里的图片“%(lost)s”没有附上，读者看不到。请附上，或者从正文中删去。") % {"lost": lost[0]}
        ]
    if edition.category == schemes.GUIDE:
        missing = guide.missing(edition.form or {})
        if missing:
            faults["form"] = [_("指南还缺少：%(which)s（条例第十二条）。") % {"which": "、".join(missing)}]
    return faults


def line(words: str) -> str:
    """Return words as one line: spaces run together, nothing that cannot be seen."""
    seen = "".join(
        " " if char in "\t\r\n\u2028\u2029" else char
        for char in words
        if char in "\t\r\n\u2028\u2029" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return " ".join(seen.split())
