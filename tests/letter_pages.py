"""The list of official letters, written from their templates.

python -m tests.letter_pages          write docs/letters.md
python -m tests.letter_pages --check  say whether it is current; exit status 1 if not
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from gongkai.papers.letters import Template, kinds
from gongkai.statute.citation import words
from gongkai.statute.dated import chinese_day

PAGE = Path(__file__).resolve().parents[1] / "docs" / "letters.md"
TO = {
    "requester": "申请人",
    "third_party": "第三方",
    "co_producer": "共同制作机关",
    "other_organ": "其他机关",
    "internal": "内部",
}
HEAD = """# Letters

What the disclosure office writes, as `src/gongkai/papers/letters/data` has it today. This page is written
from there by `python -m tests.letter_pages`, and a test holds it current. A letter that lacks one of its
elements (要素) is not made. A paragraph named under 可以改写 may be written in the organ's own words, as
long as it still says what stands in brackets behind it; all others are fixed.
"""
COLUMNS = ("文书", "key", "给谁", "依据", "施行", "文号", "救济", "要素", "可以改写（必须写明）")


def page() -> str:
    """Return the page as its templates have it now."""
    found = list(kinds().values())
    decisions = sorted((one for one in found if one.is_decision), key=lambda one: one.key)
    others = sorted((one for one in found if not one.is_decision), key=lambda one: one.key)
    return "\n".join([HEAD, *_table("Decisions", decisions), "", *_table("All other letters", others), ""])


def _table(title: str, templates: list[Template]) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{'---|' * len(COLUMNS)}"
    for one in templates:
        yield f"| {' | '.join(_cells(one))} |"


def _cells(one: Template) -> Iterator[str]:
    yield one.name
    yield f"`{one.key}`"
    yield TO[one.to]
    yield "；".join(words(article) for article in one.grounds or (one.force.article,))
    yield f"{chinese_day(one.force.since)}起"
    yield "有" if one.has_number else "—"
    yield "有" if one.has_remedies else "—"
    yield "答复规范五的九项" if one.is_decision else "、".join(one.elements)
    yield (
        "；".join(
            f"{part.name}（{'、'.join(part.must_say)}）" if part.must_say else part.name
            for part in one.editable
        )
        or "—"
    )


def main(arguments: list[str]) -> int:
    """Write the page, or with --check compare it."""
    if "--check" in arguments:
        is_current = PAGE.is_file() and PAGE.read_text("utf-8") == page()
        if not is_current:
            sys.stderr.write("docs/letters.md is not current: python -m tests.letter_pages\n")
        return 0 if is_current else 1
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
