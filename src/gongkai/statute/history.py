"""The events of a request as a file: a list in YAML, the form in which the service exports a case.

    - {event: received, on: 2025-09-01, channel: in_person}
    - {event: third_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12}

Keys and events are words as in YAML 1.2: `on` is a word. What a value is follows from its key, so
nothing is guessed from its looks; unknown events and keys are refused by name and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.statute.citation import words
from gongkai.statute.errors import UnreadableHistory
from gongkai.statute.events import KINDS, EntryAnnulled, Event

if TYPE_CHECKING:
    import yaml

LARGEST = 1_000_000  # bytes; a file of events has some kilobytes

# The key `entry` of an annulment names the entry annulled; an event's own number is its place.
_FILE_NAMES = {(EntryAnnulled, "annuls"): "entry"}
_NULLS = ("", "~", "null", "Null", "NULL")


class _Value:
    """A value of the file with its line: a text, or a list of texts."""

    def __init__(self, line: int, text: str | None, texts: list[str] | None = None) -> None:
        self.line = line
        self.text = text  # None where the file says null
        self.texts = texts


def _day(value: _Value, where: str) -> date:
    text = value.text or ""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise UnreadableHistory(f"{where}应为日期（如2025-09-01），实为“{text}”。")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableHistory(f"{where}：没有{text}这一天。") from None


def _whole(value: _Value, where: str) -> int:
    text = value.text or ""
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise UnreadableHistory(f"{where}应为整数，实为“{text}”。")
    return int(text)


def _flag(value: _Value, where: str) -> bool:
    # The words of YAML 1.2: yes and no are words, and nobody's truth.
    if value.text not in ("true", "True", "TRUE", "false", "False", "FALSE"):
        raise UnreadableHistory(f"{where}应为 true 或 false，实为“{value.text}”。")
    return value.text.lower() == "true"


def _words(value: _Value, where: str) -> str:
    if value.text is None or not value.text.strip():
        raise UnreadableHistory(f"{where}不能为空。")
    return value.text


def _list(value: _Value, where: str) -> tuple[str, ...]:
    found = tuple(value.texts or ())
    if not found or not all(text.strip() for text in found):
        raise UnreadableHistory(f"{where}应为一列文字（如[甲, 乙]）。")
    return found


_READ: dict[str, Callable[[_Value, str], Any]] = {
    "date": _day,
    "int": _whole,
    "bool": _flag,
    "str": _words,
    "tuple[str, ...]": _list,
}


class _Field:
    """One key an event may have in the file."""

    def __init__(self, name: str, kind: str, required: bool) -> None:
        self.name = name
        self.read = _READ[kind.removesuffix(" | None")]
        self.is_list = kind.startswith("tuple")
        self.required = required


_FORMS: dict[str, Mapping[str, _Field]] = {}  # by kind of event, made when first asked for


def _form(kind: type[Event]) -> Mapping[str, _Field]:
    """The keys of an event in the file, from the class itself."""
    if kind.kind not in _FORMS:
        _FORMS[kind.kind] = _make_form(kind)
    return _FORMS[kind.kind]


def _make_form(kind: type[Event]) -> Mapping[str, _Field]:
    found = {}
    for field in fields(kind):
        if field.name == "entry":
            continue
        name = _FILE_NAMES.get((kind, field.name), field.name)  # type: ignore[arg-type]
        required = field.default is MISSING
        found[name] = _Field(field.name, str(field.type), required)
    return found


def read_history(text: str) -> tuple[Event, ...]:
    """Return the events of a file, numbered by their place, or raise UnreadableHistory."""
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise UnreadableHistory(f"文件超过{LARGEST // 1000}KB，不像一件申请的事件清单，请核对。")
    entries = _entries(text)
    if not entries:
        raise UnreadableHistory(
            "文件里没有事件。每条事件写作“- {event: received, on: 2025-09-01, channel: in_person}”。"
        )
    return tuple(_event(n, line, entry) for n, (line, entry) in enumerate(entries, 1))


def _event(n: int, line: int, entry: dict[str, _Value]) -> Event:
    where = f"第{line}行（第{n}条）"
    named = entry.pop("event", None)
    if named is None:
        raise UnreadableHistory(f"{where}：缺少“event”（事件种类），请补写；可用：{_known()}。")
    kind = KINDS.get(named.text or "")
    if kind is None:
        raise UnreadableHistory(f"{where}：没有“{named.text}”这一事件；可用：{_known()}。")
    form = _form(kind)
    where = f"{where}“{kind.name}”"
    values: dict[str, Any] = {"entry": n}
    for key, value in entry.items():
        field = form.get(key)
        if field is None:
            raise UnreadableHistory(
                f"第{value.line}行“{kind.name}”：不认识的键“{key}”；可用：event、{'、'.join(form)}；"
                f"请改正或者删去（{words(kind.article)}）。"
            )
        here = f"第{value.line}行“{kind.name}”的“{key}”"
        if value.text is None and value.texts is None and not field.is_list and not field.required:
            continue  # null: not known, as if it were not written
        try:
            values[field.name] = _value(field, value, here)
        except UnreadableHistory as fault:
            said = str(fault).removesuffix("。")
            raise UnreadableHistory(f"{said}；请改正（{words(kind.article)}）。") from fault
    if lacking := [name for name, field in form.items() if field.required and field.name not in values]:
        raise UnreadableHistory(f"{where}：缺少“{'、'.join(lacking)}”，请补写（{words(kind.article)}）。")
    return kind(**values)


def _value(field: _Field, value: _Value, where: str) -> Any:
    if (value.texts is not None) != field.is_list:
        raise UnreadableHistory(f"{where}{'应为一列文字' if field.is_list else '不应是列表'}。")
    if value.text is None and not field.is_list:
        raise UnreadableHistory(f"{where}不能为空。")
    return field.read(value, where)


def _known() -> str:
    return "、".join(f"{key}（{each.name}）" for key, each in KINDS.items())


def _entries(text: str) -> list[tuple[int, dict[str, _Value]]]:
    """Read the one shape a file may have: a list of flat mappings; UnreadableHistory for any other."""
    import yaml

    try:
        return _Reader(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))).entries()
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise UnreadableHistory(
            f"第{line}行：不是有效的YAML，请检查缩进、引号和括号（{fault.problem}）。"
        ) from fault
    except (yaml.YAMLError, UnicodeError) as fault:
        raise UnreadableHistory("文件含有YAML不允许的字符，请用UTF-8重新保存。") from fault


class _Reader:
    """Goes through YAML's stream of marks without building anything deeper than the form allows."""

    def __init__(self, marks: Iterable[yaml.Event]) -> None:
        self._marks = iter(marks)

    def _next(self) -> tuple[str, Any, int]:
        mark = next(self._marks)
        name = type(mark).__name__.removesuffix("Event")
        line = mark.start_mark.line + 1 if mark.start_mark else 1
        if name == "Alias" or getattr(mark, "anchor", None):
            raise UnreadableHistory(f"第{line}行：不支持YAML的锚点和引用（& 和 *），请写全。")
        if (tag := getattr(mark, "tag", None)) is not None:
            raise UnreadableHistory(f"第{line}行：不支持YAML的标签“{tag}”。")
        return name, mark, line

    def entries(self) -> list[tuple[int, dict[str, _Value]]]:
        """Return each event as its line and its keys with their values."""
        found: list[tuple[int, dict[str, _Value]]] = []
        self._next()  # the start of the stream
        name, _, line = self._next()
        if name == "StreamEnd":
            return found
        name, _, line = self._next()
        if name != "SequenceStart":
            raise UnreadableHistory(f"第{line}行：文件应是一列事件，每条以“- ”开头。")
        while True:
            name, _, line = self._next()
            if name == "SequenceEnd":
                break
            if name != "MappingStart":
                raise UnreadableHistory(
                    f"第{line}行：每条事件应是“键: 值”，如“- {{event: received, on: 2025-09-01}}”。"
                )
            found.append((line, self._mapping()))
        self._next()  # the end of the document
        name, _, line = self._next()
        if name != "StreamEnd":
            raise UnreadableHistory(f"第{line}行：一个文件只能有一列事件。")
        return found

    def _mapping(self) -> dict[str, _Value]:
        found: dict[str, _Value] = {}
        while True:
            name, mark, line = self._next()
            if name == "MappingEnd":
                return found
            if name != "Scalar":
                raise UnreadableHistory(f"第{line}行：键应是文字。")
            key = str(mark.value)
            if key in found:
                raise UnreadableHistory(f"第{line}行：“{key}”写了两次。")
            found[key] = self._value(key)

    def _value(self, key: str) -> _Value:
        name, mark, line = self._next()
        if name == "Scalar":
            return _Value(line, None if mark.implicit[0] and mark.value in _NULLS else str(mark.value))
        if name != "SequenceStart":
            raise UnreadableHistory(f"第{line}行：“{key}”的值应是文字、日期或者数。")
        texts: list[str] = []
        while True:
            name, mark, line = self._next()
            if name == "SequenceEnd":
                return _Value(line, None, texts)
            if name != "Scalar":
                raise UnreadableHistory(f"第{line}行：“{key}”应为一列文字。")
            texts.append(str(mark.value))


def write_history(events: Iterable[Event]) -> str:
    """Return the events as a file that `read_history` reads back; numbers are given by place."""
    lines = []
    for event in events:
        parts = [f"event: {event.kind}"]
        for name, field in _form(type(event)).items():
            value = getattr(event, field.name)
            if value is None or (value in ("", ()) and not field.required):
                continue
            parts.append(f"{name}: {_written(value)}")
        lines.append(f"- {{{', '.join(parts)}}}\n")
    return "".join(lines)


_PLAIN = re.compile(r"[\w\u4e00-\u9fff][\w\u4e00-\u9fff ·（）〔〕-]*(?<! )")


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(_written(item) for item in value)}]"
    text = str(value)
    if _PLAIN.fullmatch(text) and text not in _NULLS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
