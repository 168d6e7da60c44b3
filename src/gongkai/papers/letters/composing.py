"""Composing a letter: facts and, within bounds, a clerk's words → what the letter says; or what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import lists
from gongkai.papers.letters.facts import ADDRESSED, Facts
from gongkai.papers.letters.fields import FIELDS, clean, value
from gongkai.papers.letters.letter import Block, Letter, Text
from gongkai.papers.letters.templates import Part, Template, kind_for, template_of
from gongkai.papers.letters.wording import Maybe, Piece, Place, typed
from gongkai.papers.numbers import date_of
from gongkai.statute import dated
from gongkai.statute.citation import numeral, words
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import NoRule
from gongkai.statute.law import TERM_NAMES, package_terms

SHORT, FULL = "《条例》", "《中华人民共和国政府信息公开条例》（以下简称《条例》）"
_NAMED = "\x00"  # where a template names the Regulations; no fact can hold this character
_STOPS = "。；，、"  # what a value does not end with where the sentence goes on with a stop of its own
_AROUND = ("request", "remedies", "contact")  # parts of a decision that a joint reply has once for all
_RESIDENT = re.compile(
    r"(?<![0-9])([1-9][0-9]{3})[0-9]{2}[- ]?(?:18|19|20)[0-9]{2}[- ]?[0-9]{4}[- ]?[0-9]{3}[0-9Xx](?![0-9])"
)


class LetterIncomplete(PaperError):
    """A letter that may not be written yet; `sentences` are all that it lacks."""

    def __init__(self, name: str, sentences: Iterable[str]) -> None:
        """Hold what is lacking, and say it."""
        self.sentences = tuple(sentences)
        super().__init__(f"“{name}”还不能制作：{''.join(self.sentences)}")


def lacking(kind: str, facts: Facts, day: date, wording: Mapping[str, str] | None = None) -> list[str]:
    """Return, in sentences with their articles, what a letter of that kind still lacks.

    With `wording` also what a clerk's own words leave out or name wrongly. Raises NoRule for a kind or a
    day without a letter.
    """
    found = template_of(kind, day)
    facts = _settled(found, facts)
    said = (
        *_missing(found, facts, day),
        *_at_odds(found, facts, day),
        *_miswritten(found, facts, day, wording or {}),
    )
    return list(dict.fromkeys(said))


def _settled(found: Template, facts: Facts) -> Facts:
    """Facts that name the outcome and ground of the letter, where they name none of their own."""
    if not found.is_decision:
        return facts
    return replace(facts, outcome=facts.outcome or found.outcome, articles=facts.articles or found.grounds)


def _missing(found: Template, facts: Facts, day: date) -> Iterator[str]:
    """What must be filled and is not: the frame first, then part by part."""
    article = found.grounds[0] if found.grounds else found.force.article
    frame = "答复规范五" if found.is_decision else article
    if not facts.organ or not clean(facts.organ.name):
        yield _lack("本机关名称", frame)
    for name, is_asked in (("文号", found.has_number), (found.addressee, bool(found.addressee))):
        if is_asked and value(name, facts, day) is None:
            yield _lack(FIELDS[name].says, frame)
    for name in found.needs:
        if value(name, facts, day) is None:
            yield _lack(FIELDS[name].says, article)
    for part in found.parts:
        yield from _part_lacks(part, facts, day, part.article or article)


def _part_lacks(part: Part, facts: Facts, day: date, article: str) -> Iterator[str]:
    if part.listed == "decision":
        yield from _decisions_lack(facts, day)
    elif part.listed:
        yield from (_lack(what, article) for what in lists.lacks(part.listed, facts))
    for place in () if part.rows else part.places(optional=False):
        if not place.cites and value(place.name, facts, day) is None:
            yield _lack(FIELDS[place.name].says, article)


def _lack(what: str, article: str) -> str:
    return f"缺少{what}（{words(article)}）。"


def _at_odds(found: Template, facts: Facts, day: date) -> Iterator[str]:
    """What is filled and cannot be right."""
    for told in (facts.addressed, facts.third_party_addressed):
        if told is not None and told not in ADDRESSED:
            yield f"称呼“{clean(told)}”不对，应为{'、'.join(ADDRESSED)}之一。"
    if found.outcome and facts.outcome not in (None, found.outcome):
        yield f"选定的办理结果与“{found.name}”不符，请改用相应的文书（{words('答复规范五')}）。"
    if found.grounds and facts.articles and not set(facts.articles) & set(found.grounds):
        yield f"选定的依据与“{found.name}”不符，应为{'、'.join(words(one) for one in found.grounds)}。"
    if found.which and facts.which is not None and clean(facts.which) not in found.which:
        which, article = "、".join(found.which), words(found.grounds[0])
        yield f"“{clean(facts.which)}”不在{article}所列的种类之内，应为{which}之一。"
    if facts.masked_identity is not None and "*" not in facts.masked_identity:
        yield "证件号码没有遮盖，请只填写遮盖后的号码（《个人信息保护法》第五十一条）。"
    if facts.extension_days is not None:
        most = dated.on(package_terms()["extension"], facts.received_on or day, TERM_NAMES["extension"])
        if not 1 <= facts.extension_days <= most.count:
            article = words(most.article)
            yield f"延长{facts.extension_days}个工作日不对，最长不得超过{most.count}个工作日（{article}）。"
    for name in found.ahead:
        until = value(name, facts, day)
        last = date_of(until) if until else None
        if last is not None and last < day:
            yield f"{FIELDS[name].says}{until}早于文书日期{chinese_day(day)}，请核对。"
    if facts.due and facts.extended_to and facts.extended_to < facts.due:
        later, first = chinese_day(facts.extended_to), chinese_day(facts.due)
        yield f"延长后的答复期限{later}早于原答复期限{first}，请核对。"
    if facts.received_on is not None and facts.received_on > day:
        yield f"收到日期{chinese_day(facts.received_on)}晚于文书日期{chinese_day(day)}，请核对。"


def _miswritten(found: Template, facts: Facts, day: date, wording: Mapping[str, str]) -> Iterator[str]:
    """What a clerk's own words leave out, or what they may not change at all."""
    parts = {part.key: part for part in found.parts}
    for key, text in wording.items():
        part = parts.get(key)
        if part is None or not part.is_editable:
            yield f"“{found.name}”没有可以改写的“{clean(key)}”一段，固定文字不能改写。"
            continue
        try:
            pieces = typed(clean(text, has_lines=True), FIELDS)
        except PaperError as fault:
            yield f"改写的文字有误：{fault}"
            continue
        named = {piece.name for piece in pieces if isinstance(piece, Place)}
        for place in (piece for piece in pieces if isinstance(piece, Place)):
            if not place.cites and value(place.name, facts, day) is None:
                yield _lack(FIELDS[place.name].says, part.article or found.force.article)
        literal = "".join(piece for piece in pieces if isinstance(piece, str))
        for name in part.must_say:
            said = Place(name).cites or value(name, facts, day)
            if name not in named and not (said and said in literal):
                yield (
                    f"改写后的文字没有写明{_called(name)}，请写上“{{{name}}}”"
                    f"（{words(part.article or found.force.article)}）。"
                )


def _called(name: str) -> str:
    return Place(name).cites or FIELDS[name].says


def compose(kind: str, facts: Facts, day: date, wording: Mapping[str, str] | None = None) -> Letter:
    """Return the letter of a kind, dated `day`, as its template of that day has it.

    `wording` holds a clerk's own words for editable paragraphs, by their keys, with places in braces as in
    the template. Raises LetterIncomplete with every sentence of `lacking`; NoRule for a kind or a day
    without a letter.
    """
    found = template_of(kind, day)
    own = wording or {}
    told = _settled(found, facts)
    for of, says in found.instead:
        told = replace(told, remedies=tuple(one.replace(of, says) for one in told.remedies))
    if sentences := lacking(kind, facts, day, own):
        raise LetterIncomplete(found.name, sentences)
    blocks: list[Block] = []
    for part in found.parts:
        blocks += _blocks(part, told, day, own.get(part.key))
    organ = _organ_name(facts)
    return Letter(
        kind=kind,
        title=found.title,
        organ=organ,
        number=(value("文号", facts, day) or "") if found.has_number else "",
        to=found.to,
        addressee=masked(value(found.addressee, facts, day) or "") if found.addressee else "",
        blocks=_masked(_introduced(blocks)),
        closing="" if found.is_sheet else organ,
        day=day,
        dated=chinese_day(day),
        attachments=tuple(masked(clean(name)) for name in facts.attachments if clean(name))
        if not found.is_sheet
        else (),
        notes=tuple(masked(clean(note)) for note in facts.notes if clean(note)),
        copies=tuple(clean(whom) for whom in facts.copies if clean(whom)),
        is_sealed=found.is_sealed,
        delivery=clean(facts.delivery or ""),
    )


def offered(kind: str, facts: Facts, day: date) -> dict[str, str]:
    """Return the paragraphs a clerk may rewrite, by their keys, as they are put before her.

    Places stand in braces, so that what is filled in later is said as it then is; what stands in brackets
    in the template is there if it can be filled. Handed back as `wording`, they change nothing.
    """
    found = template_of(kind, day)
    settled = _settled(found, facts)
    return {
        part.key: "".join(
            f"{{{piece.name}}}" if isinstance(piece, Place) else piece
            for piece in _flat(part.says, settled, day)
        )
        for part in found.editable
    }


def _organ_name(facts: Facts) -> str:
    return clean(facts.organ.name) if facts.organ else ""


def _blocks(part: Part, facts: Facts, day: date, own: str | None = None) -> Iterator[Block]:
    if part.rows:
        yield lists.sheet(part, facts, day)
    elif part.listed == "decision":
        yield from _decisions(facts, day)
    elif part.listed:
        yield from lists.blocks(part.listed, part.key, facts)
    else:
        pieces = part.says if own is None else typed(clean(own, has_lines=True), FIELDS)
        for line in _said(pieces, facts, day).split("\n"):
            if line:
                yield Text(part.key, line)


def _said(pieces: Iterable[Piece], facts: Facts, day: date) -> str:
    """Return the words of a template's pieces, every place filled; one stop where two would stand.

    The Regulations are left as a mark, which `_introduced` turns into their full or short name.
    """
    flat = _flat(pieces, facts, day)
    found = ""
    for here, after in pairwise([*flat, ""]):
        if isinstance(here, str):
            found += here.replace(SHORT, _NAMED)
        elif here.cites:
            found += here.cites.replace(SHORT, _NAMED)
        else:
            word = _word(here, facts, day)
            if FIELDS[here.name].is_citation:
                word = word.replace(SHORT, _NAMED)
            goes_on = isinstance(after, str) and after.startswith(tuple(_STOPS))
            found += word.rstrip(_STOPS) if goes_on else word
    return found


def _flat(pieces: Iterable[Piece], facts: Facts, day: date) -> list[str | Place]:
    """Return the pieces that are said: what stands in brackets only where all its places can be filled."""
    flat: list[str | Place] = []
    for piece in pieces:
        if not isinstance(piece, Maybe):
            flat.append(piece)
        elif all(_word(inner, facts, day) for inner in piece.pieces if isinstance(inner, Place)):
            flat += piece.pieces
    return flat


def _word(place: Place, facts: Facts, day: date) -> str:
    return place.cites or value(place.name, facts, day) or ""


def _introduced(blocks: Iterable[Block]) -> Iterator[Block]:
    """Name the Regulations in full where a letter first speaks of them, and by their short name after."""
    name = FULL
    for block in blocks:
        if isinstance(block, Text) and _NAMED in block.text:
            text = block.text.replace(_NAMED, name, 1).replace(_NAMED, SHORT)
            name = SHORT
            yield replace(block, text=text)
        else:
            yield block


def masked(text: str) -> str:
    """Return a text in which identity numbers of residents show their first and last four places only."""

    def hide(match: re.Match[str]) -> str:
        return match[1] + "*" * (len(match[0]) - 8) + match[0][-4:]

    return _RESIDENT.sub(hide, text)


def _masked(blocks: Iterable[Block]) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Text):
            found.append(replace(block, text=masked(block.text)))
        else:
            rows = tuple(tuple(replace(cell, text=masked(cell.text)) for cell in row) for row in block.rows)
            found.append(replace(block, rows=rows))
    return tuple(found)


# A joint reply (法释〔2025〕8号 14(3)): one decision for all requests, or one for each.


def _each(facts: Facts) -> Iterator[tuple[str, Facts]]:
    """Yield what is decided on: all together where one outcome is named for all, else each by its number."""
    if facts.outcome is not None:
        yield "", facts
        return
    for place, one in enumerate(facts.joined, 1):
        number = clean(one.request_number or "")
        yield (
            f"{numeral(place) if place < 100 else place}、关于申请{number}",
            replace(one, organ=facts.organ, addressed=facts.addressed, requesters=facts.requesters),
        )


def _decided(one: Facts, day: date) -> tuple[Part, ...]:
    """The parts of a decision that say what is decided and why; NoRule where no outcome is chosen."""
    if one.outcome is None or not one.articles:
        raise NoRule("还没有选定办理结果和依据。")
    parts = template_of(kind_for(one.outcome, one.articles[0], day), day).parts
    return tuple(part for part in parts if part.key not in _AROUND)


def _decisions_lack(facts: Facts, day: date) -> Iterator[str]:
    for head, one in _each(facts):
        about = f"{head.partition('、')[2]}：" if head else ""
        try:
            parts = _decided(one, day)
        except NoRule as fault:
            yield f"{about}{fault}"
            continue
        for part in parts:
            article = part.article or one.articles[0]
            yield from (f"{about}{sentence}" for sentence in _part_lacks(part, one, day, article))


def _decisions(facts: Facts, day: date) -> Iterator[Block]:
    for head, one in _each(facts):
        if head:
            yield Text("head", head)
        for part in _decided(one, day):
            yield from _blocks(part, one, day)


__all__ = ["LetterIncomplete", "compose", "lacking", "masked", "offered"]
