"""What applies each article, collected from docstrings, data and tests.

    python -m tests.law_pages          write src/gongkai/statute/data/applied.json, docs/law/ and
                                       the pages of the readings in docs/decisions/
    python -m tests.law_pages --check  say which of them are not current; exit status 1 if any

A function applies an article if its docstring, its comments or its texts cite it as `条例33(3)` or
`Article 33`; a block of data, if its `article` does; a chapter of tests/spec, if its first words name it.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gongkai.statute.articles import articles
from gongkai.statute.citation import articles as cited_by
from gongkai.statute.citation import numeral, words
from gongkai.statute.dated import chinese_day
from gongkai.statute.readings import Reading, package_readings

ROOT = Path(__file__).resolve().parents[1]
STATUTE = ROOT / "src" / "gongkai" / "statute"
SPEC = ROOT / "tests" / "spec"
INDEX = ROOT / "docs" / "decisions" / "README.md"
READINGS = "## Readings of the law"
Found = dict[int, dict[str, list[str]]]

# These speak of articles in general, or cite one as an example.
_ABOUT_CITING = {"articles", "citation", "dated"}
_CITATION = re.compile(r"(?<![年\w])条例\d+(?:\(\d+\))*(?:(?:、|, )\d+(?:\(\d+\))*)*")
_NUMERALS = {numeral(number): number for number in articles()}


def cited(text: str) -> set[int]:
    """Return the articles a text cites: 条例29、31(1), Article 33, 第三十三条."""
    found = {n for match in _CITATION.findall(text) for n in cited_by(match.replace(", ", "、"))}
    found |= {int(n) for n in re.findall(r"\bArticles? (\d+)\b", text)}
    return found & set(articles())


def collect() -> Found:
    """Return what applies each article: rules, functions and tests."""
    found: Found = defaultdict(lambda: {"rules": [], "functions": [], "tests": []})
    for file in sorted((STATUTE / "data").glob("*.toml")):
        for article, sentence in _rules(file):
            found[article]["rules"].append(sentence)
    for file in sorted((STATUTE / "data" / "readings").glob("*.toml")):
        reading = tomllib.loads(file.read_text("utf-8"))
        for article in cited(reading["article"]):
            found[article]["rules"].append(f"{reading['number']} {reading['title']}（读法）")
    for file in sorted(STATUTE.glob("*.py")):
        if file.stem in _ABOUT_CITING:
            continue
        for article, name in _functions(file):
            found[article]["functions"].append(name)
    for file in sorted(SPEC.glob("test_*.py")):
        for article, sentence in _tests(file):
            found[article]["tests"].append(sentence)
    return {article: found[article] for article in sorted(found)}


def _rules(file: Path) -> Iterator[tuple[int, str]]:
    for key, blocks in tomllib.loads(file.read_text("utf-8")).items():
        for block in blocks if isinstance(blocks, list) else ():
            for article in sorted(cited(block.get("article", "")) if "from" in block else ()):
                yield article, _rule(file.stem, key, block)


def _rule(file: str, key: str, block: dict[str, Any]) -> str:
    unit = "工作日" if block.get("unit", "working_day") == "working_day" else "日"
    days = f" {block['days']}个{unit}" if "days" in block else ""
    until = f"至{chinese_day(block['until'])}" if "until" in block else "起"
    name = f"（{block['name']}）" if "name" in block else ""
    return f"{file}·{key}{name}{days}，{chinese_day(block['from'])}{until}"


def _functions(file: Path) -> Iterator[tuple[int, str]]:
    source = file.read_text("utf-8")
    lines = source.splitlines()
    module = f"gongkai.statute.{file.stem}"
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            for article in sorted(cited(text)):
                yield article, f"{module}.{node.name}"


def _tests(file: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(file.read_text("utf-8"))
    chapter = {
        _NUMERALS[n] for n in re.findall(r"第([一二三四五六七八九十]+)条", ast.get_docstring(tree) or "")
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            named = {
                _NUMERALS[n]
                for n in re.findall(r"第([一二三四五六七八九十]+)条", ast.get_docstring(node) or "")
            }
            for article in sorted(named or chapter):
                yield article, node.name.removeprefix("test_").replace("_", " ")


def pages() -> dict[Path, str]:
    """Return every generated file with its content."""
    found = collect()
    written = {STATUTE / "data" / "applied.json": json.dumps(found, ensure_ascii=False, indent=1) + "\n"}
    law = ROOT / "docs" / "law"
    lines = [
        "# 条例各条与本软件",
        "",
        "由程序、数据和测试生成（`python -m tests.law_pages`），请勿手改。没有列出的条，法律层没有直接适用。",
        "",
        "| 条 | 内容 | 规则 | 程序 | 测试 |",
        "|---|---|---|---|---|",
    ]
    for number, applied in found.items():
        article = articles()[number]
        counts = " | ".join(str(len(applied[kind])) for kind in ("rules", "functions", "tests"))
        lines.append(f"| [{article.name}](article-{number}.md) | {article.title} | {counts} |")
        written[law / f"article-{number}.md"] = _page(number, applied)
    written[law / "README.md"] = "\n".join(lines) + "\n"
    for reading in package_readings().values():
        written[ROOT / reading.page] = decision(reading)
    written[INDEX] = _index()
    return written


def _index() -> str:
    """The index of the decisions: what is written by hand, and the readings below it."""
    by_hand = INDEX.read_text("utf-8").split(READINGS)[0].rstrip()
    rows = [
        f"| [{reading.number}]({Path(reading.page).name}) | {reading.title} | `{reading.default}` |"
        for reading in package_readings().values()
    ]
    head = ["| 页 | 问题 | 默认 |", "|---|---|---|"]
    return "\n".join([by_hand, "", READINGS, "", *head, *rows]) + "\n"


def _page(number: int, applied: dict[str, list[str]]) -> str:
    article = articles()[number]
    lines = [f"# {article.name} {article.title}", "", article.words, ""]
    for kind, title in (("rules", "规则（数据）"), ("functions", "程序"), ("tests", "测试")):
        if applied[kind]:
            tick = "`" if kind == "functions" else ""
            lines += [f"## {title}", "", *(f"- {tick}{line}{tick}" for line in applied[kind]), ""]
    return "\n".join(lines).rstrip() + "\n"


def decision(reading: Reading) -> str:
    """Return the page of a reading: the question, what is known, what is done and what else is allowed."""
    lines = [
        f"# {reading.number} {reading.title}",
        "",
        f"**依据。** {words(reading.article)}"
        + (f"（未决问题{reading.question}）" if reading.question else ""),
        "",
        f"**已知。** {reading.known}",
        "",
        f"**默认。** `{reading.default}`：{reading.says(reading.default)}。{reading.because}",
        "",
        "**可选。**",
        "",
        *(f"- `{value}`：{says}" for value, says in reading.values.items()),
    ]
    if reading.least is not None:
        lines.append(f"- {reading.least}至{reading.most}的整数（{reading.unit}）")
    lines += [
        "",
        f'机构另行选择的，写入数据文件夹的 `readings.toml`（`reading = "{reading.key}"`，'
        "注明起始日、决定人和理由），"
        "对起始日以后收到的申请适用。",
        "",
        f"最后核对：{chinese_day(reading.confirmed)}。",
    ]
    return "\n".join(lines) + "\n"


def stale() -> list[Path]:
    """Return the generated files that are missing, outdated, or no longer generated."""
    written = pages()
    old = [path for path, text in written.items() if not path.is_file() or path.read_text("utf-8") != text]
    strays = {*(ROOT / "docs" / "law").glob("*.md"), *(ROOT / "docs" / "decisions").glob("L-*.md")}
    return sorted(old) + sorted(strays - set(written))


def main() -> int:
    """Write the pages, or with --check name those that are not current."""
    if sys.argv[1:] == ["--check"]:
        for path in stale():
            print(f"not current: {path.relative_to(ROOT)}")  # noqa: T201
        return 1 if stale() else 0
    written = pages()
    for path in stale():
        path.unlink(missing_ok=True)
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
