"""`gongkai report editions`: the forms of the annual report that this software knows."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from gongkai.cli.findings import WORDS
from gongkai.report.edition import Edition, Identity, Source, Term
from gongkai.report.loader import editions
from gongkai.report.naming import table_name

HELP = "列出年度报告的各版格式：适用年度、表格、勾稽关系、报送期限"

MARKS = {"read": "明文", "inferred": "推定", "unconfirmed": "未证实"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("--json", action="store_true", help="输出一个JSON数组，供程序使用")


def run(arguments: argparse.Namespace) -> int:
    """Print the editions, oldest first; return 0."""
    if arguments.json:
        print(json.dumps([_json(form) for form in editions()], ensure_ascii=False, indent=2))  # noqa: T201
    else:
        print("\n\n".join("\n".join(_lines(form)) for form in editions()))  # noqa: T201
    return 0


def _years(form: Edition) -> str:
    if form.last_year is None:
        return f"{form.first_year}年度起"
    return f"{form.first_year}—{form.last_year}年度"


def _lines(form: Edition) -> Iterator[str]:
    yield f"{form.key}年格式（{_years(form)}）"
    yield f"  依据  《{form.norm.title}》（{form.norm.number}，{form.norm.dated}）"
    for section in form.sections:
        yield f"  部分  {section.title}{_table_words(form, section.table)}"
    for identity in form.identities:
        yield (
            f"  关系  {identity.code}  {identity.says}［{WORDS[identity.severity]}，{MARKS[identity.mark]}］"
        )
    for kind in form.kinds:
        until = f"{kind.deadline.month}月{kind.deadline.day}日前" if kind.deadline else "通知未定期限"
        sums = f"，汇总{kind.sums}" if kind.sums else ""
        yield f"  报送  {until}  {kind.who}{sums}"


def _table_words(form: Edition, code: str | None) -> str:
    if code is None:
        return ""
    table = form.table(code)
    return f"（{table_name(code)}，{len(table.places)}格）"


def _json(form: Edition) -> dict[str, Any]:
    return {
        "key": form.key,
        "first_year": form.first_year,
        "last_year": form.last_year,
        "norm": {
            "title": form.norm.title,
            "number": form.norm.number,
            "dated": form.norm.dated.isoformat(),
        },
        "sections": [{"number": s.number, "title": s.title, "table": s.table} for s in form.sections],
        "cells": {
            address: {"label": place.label, "kind": str(place.kind), "unit": place.unit}
            for address, place in form.places.items()
        },
        "folded": {
            f"{table.code}.{row.code}": {"stands_for": list(row.stands_for), "rolls_into": row.rolls_into}
            for table in form.tables
            for block in table.blocks
            for row in block.folded
        },
        "identities": [_identity_json(identity) for identity in form.identities],
        "kinds": [
            {
                "key": kind.key,
                "who": kind.who,
                "to": kind.to,
                "sums": kind.sums,
                "deadline": f"{kind.deadline.month:02}-{kind.deadline.day:02}" if kind.deadline else None,
                "mark": kind.mark,
            }
            for kind in form.kinds
        ],
    }


def _identity_json(identity: Identity) -> dict[str, Any]:
    return {
        "code": identity.code,
        "says": identity.says,
        "severity": str(identity.severity),
        "mark": identity.mark,
        "source": identity.source,
        "table": identity.table,
        "per": str(identity.per),
        "rows": list(identity.rows),
        "left": [_term(term) for term in identity.left],
        "right": [_term(term) for term in identity.right],
    }


def _term(term: Term) -> str:
    return term.key if term.source is Source.OWN else f"{term.source}/{term.key}"
