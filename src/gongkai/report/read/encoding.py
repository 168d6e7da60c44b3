"""From bytes to Chinese text: strict decoding and plausibility decide, a declared label only hints.

Met in practice: UTF-8 with and without mark, UTF-16, GBK and GB18030 under any label (`gb2332`,
`utf8` over GBK bytes), Big5; UTF-8 once read as GBK or Latin-1 and saved again (骞虫江 for 平潭); text
whose Chinese has become question marks. What is lost is refused, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain

from gongkai.report.model import UnreadableReport

SURE = 0.85  # share of common characters in real Chinese prose: 0.95 and more
DOUBTFUL = 0.70  # below it the text is not Chinese as people write it; misread text has about 0.4
FEW = 12  # too few Chinese characters to judge by
SAMPLE = 150  # characters looked at in the beginning, the middle and the end

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WIDE = re.compile("[\u0080-\u00ff\u0100-\u024f\u02b0-\u02ff\u2010-\u2122\u20ac]")
_LOST = re.compile(r"\?{3,}|(?<=[?\s>：，。、])\?\?(?=[?\s<：，。、\d])")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MISREADINGS = tuple(
    (wrong, right)
    for wrong in ("gb18030", "cp1252", "latin-1", "big5")
    for right in ("utf-8", "gb18030")
    if wrong != right
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was found in, and what to tell the reader about it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, label: str = "") -> Decoded:
    """Return the text of a file of unknown or doubtful encoding.

    `label` is what the file says of itself; it is tried first and believed only if the bytes agree.
    Raises UnreadableReport if the bytes are no text, are cut off inside a character, or have been
    damaged beyond an exact repair.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], name)
    if b"\x00" in data:
        return _without_mark(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as fault:
        if fault.start >= len(data) - 3 and _plausible_head(data[: fault.start]):
            raise UnreadableReport(
                "文件在一个汉字的中间断了，可能没有下载或复制完整。请重新取得完整的文件。"
            ) from fault
    return _by_plausibility(data, label)


def check_text(text: str) -> None:
    """Raise UnreadableReport if a decoded text is not one (control characters), or its Chinese is lost."""
    head = text[:20_000]
    if _CONTROL.search(head) and len(_CONTROL.findall(head)) > max(4, len(head) // 500):
        raise UnreadableReport(
            "这不是文字文件：里面是二进制内容。请提供网页、Word、PDF、Excel或文本格式的报告。"
        )
    marks, broken = text.count("?"), text.count("\ufffd")
    if marks <= 20 and broken <= 10:
        return
    han = len(_HAN.findall(text))
    if marks > 20 and (len(_LOST.findall(text)) > 10 or marks > han):
        raise UnreadableReport(
            "文字在另存或转换时丢失了：汉字变成了问号“?”，无法恢复。请从原网站重新取得，并以UTF-8编码保存。"
        )
    if broken > max(10, han // 50):
        raise UnreadableReport(
            f"有{broken}个字在转换编码时丢失（显示为“\ufffd”），无法恢复。请重新取得文件，以UTF-8编码保存。"
        )


def unscramble(text: str) -> str | None:
    """Return the text as it was before it was read in a wrong encoding and saved again.

    None if the text is plausible as it stands. Raises UnreadableReport if it is not, and no exact
    way back leads to plausible Chinese.
    """
    if not scrambled(text):
        return None
    for wrong, right in _MISREADINGS:
        try:
            found = _bytes(text, wrong).decode(right)
        except UnicodeError:
            continue
        if len(_HAN.findall(found)) >= FEW and plausibility(found) >= SURE:
            return found
    raise UnreadableReport(
        "文件是乱码：汉字曾按错误的编码打开并另存，且已有损失，无法准确还原。"
        "请从原网站重新取得，并以UTF-8编码保存。"
    )


def _bytes(text: str, wrong: str) -> bytes:
    if wrong == "gb18030":  # Windows reads the byte 80, which GBK lacks, as the euro sign
        return b"\x80".join(part.encode(wrong) for part in text.split("€"))
    return text.encode(wrong)


def scrambled(text: str) -> bool:
    """Tell whether a text shows the signs of having been read in a wrong encoding."""
    han = _HAN.findall(_sample(text))
    if len(han) >= FEW:
        return _share(han, enough=DOUBTFUL) < DOUBTFUL
    return len(_WIDE.findall(_sample(text))) > max(3 * FEW, 3 * len(han))


def plausibility(text: str) -> float:
    """Return the share of common characters among the Chinese ones of a text; 0 if it has none."""
    han = _HAN.findall(_sample(text))
    return _share(han, enough=1.0) if han else 0.0


def _share(han: list[str], enough: float) -> float:
    """Return the share of simplified or of traditional common characters, whichever is more (or enough)."""
    share = 0.0
    for common in _common():
        share = max(share, sum(map(common.__contains__, han)) / len(han))
        if share >= enough:
            break
    return share


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE:
        return text
    middle = len(text) // 2
    return text[:SAMPLE] + text[middle : middle + SAMPLE] + text[-SAMPLE:]


@cache
def _common() -> tuple[frozenset[str], frozenset[str]]:
    """Return the common characters: level 1 of GB 2312 (3,755) and of Big5 (5,401)."""
    simplified = bytes(chain.from_iterable((a, b) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF)))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(chain.from_iterable((a, b) for a in range(0xA4, 0xC7) for b in trails))
    return frozenset(simplified.decode("gb2312", "ignore")), frozenset(traditional.decode("big5", "ignore"))


def _marked(body: bytes, name: str) -> Decoded:
    try:
        return Decoded(body.decode(name), name)
    except UnicodeDecodeError as fault:
        raise UnreadableReport(
            f"文件开头标明{name.upper()}编码，第{fault.start}字节处却不是。文件已损坏或不完整，请重新取得。"
        ) from fault


def _without_mark(data: bytes) -> Decoded:
    """UTF-16 saved without its mark shows as a zero byte beside every ASCII character."""
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and plausibility(text) >= SURE:
            return Decoded(text, name)
    raise UnreadableReport("这不是文字文件：里面是二进制内容。请提供网页、Word、PDF、Excel或文本格式的报告。")


def _plausible_head(data: bytes) -> bool:
    return any(byte > 0x7F for byte in data[-3_000:]) or len(data) < 3


def _by_plausibility(data: bytes, label: str) -> Decoded:
    names = ["gb18030", "big5"]
    if "big5" in label.lower():
        names.reverse()
    best: tuple[float, Decoded] | None = None
    cut = False
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError as fault:
            cut = cut or fault.start >= len(data) - 3
            continue
        share = plausibility(text)
        if best is None or share > best[0]:
            best = (share, Decoded(text, name))
    if best is not None and best[0] >= DOUBTFUL:
        return best[1]
    if cut and plausibility(data[:-3].decode("gb18030", "replace")) >= SURE:
        raise UnreadableReport("文件在一个汉字的中间断了，可能没有下载或复制完整。请重新取得完整的文件。")
    return _with_few_losses(data)


def _with_few_losses(data: bytes) -> Decoded:
    """A title cut inside a character by its page's template is no reason to refuse the page."""
    for name in ("utf-8", "gb18030"):
        text = data.decode(name, "replace")
        broken = text.count("\ufffd")
        if broken <= max(2, len(text) // 2_000) and plausibility(text) >= SURE:
            note = f"有{broken}个字的编码已损坏（显示为“\ufffd”），其余按{name.upper()}读取。"
            return Decoded(text, name, (note,))
    raise UnreadableReport(
        "认不出文件的文字编码（试过UTF-8、GB18030、Big5），或者这不是文字文件。"
        "请用UTF-8编码另存后再试，或提供Word、PDF版本。"
    )
