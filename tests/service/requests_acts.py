"""Shorthand for tests of what is done with requests: every step through its action, dated in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.ask_correction import ask_correction
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.consult import consult
from gongkai.service.requests.actions.propose import propose_extension
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.intake import Who
from gongkai.service.requests.models import Case, Entry, Party
from gongkai.service.requests.moves import Move, moves
from tests.service.cases import Bureau, at


def day(text: str) -> date:
    return date.fromisoformat(text)


def ask(
    bureau: Bureau, case: Case, on: str = "2025-09-03", until: str = "2025-09-17", **facts: object
) -> Entry:
    """Ask for a correction."""
    given = {"items": "请写明年度", "correct_by": day(until), "by": bureau.clerk, "at": at(on), **facts}
    return ask_correction(case, on=day(on), **given)


def a_third_party(bureau: Bureau, case: Case, on: str = "2025-09-10", name: str = "李四") -> Party:
    """Name a third party."""
    return add_party(case, role="third_party", who=Who(name=name), by=bureau.clerk, at=at(on))


def a_consulted(bureau: Bureau, case: Case, on: str = "2025-09-10", name: str = "李四") -> Party:
    """Name a third party, and send it a letter that arrives the same day."""
    party = a_third_party(bureau, case, on, name)
    consult(case, party, on=day(on), delivered=day(on), by=bureau.clerk, at=at(on))
    return party


def extend(bureau: Bureau, case: Case, on: str, days: int = 20) -> Entry:
    """Extend the term: proposed, consented to and told on one day."""
    proposal = propose_extension(case, days=days, says="需要检索历年卷宗", by=bureau.clerk, at=at(on))
    consent(proposal, by=bureau.head, at=at(on))
    return tell(proposal, on=day(on), by=bureau.clerk, at=at(on))


def move(case: Case, key: str, on: str, whom: str = "") -> Move:
    """Return the one move of a kind."""
    found = [m for m in moves(case, day(on)) if m.key == key and m.whom == whom]
    assert len(found) == 1
    return found[0]


def choose(folder: Path, **readings: str) -> None:
    """Let an installation read the law its own way since 2019."""
    (folder / "readings.toml").write_text(
        "".join(
            f'[[choices]]\nreading = "{reading}"\nvalue = "{value}"\nfrom = 2019-05-15\n'
            f'decided_by = "青山区人民政府办公室"\nreason = "试验"\n\n'
            for reading, value in readings.items()
        ),
        "utf-8",
    )
