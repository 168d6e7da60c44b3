"""What has to be proven when a reply is challenged, and what of it the file of the request has.

Nothing is decided here: whether the evidence carries is for the person who answers. What the file lacks is
said, so that it is looked for before the answer is due.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from gongkai.papers.letters import template_of
from gongkai.service.clearance.models import Review
from gongkai.service.organs.said import said
from gongkai.service.requests import handed_down, proofs
from gongkai.service.requests.letter_words import MEANS
from gongkai.service.requests.models import Case, Dispatch, Letter, Paper
from gongkai.service.requests.together import letters_to
from gongkai.statute.clock import Clock

# What the file itself shows; any other key of `by` is one of the statute's `needs`.
OF_THE_FILE = ("application", "acknowledgement", "reply", "service", "approval", "procedure")


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing to be proven, from a day on: for which replies, by what, and where it is written."""

    since: date
    outcomes: tuple[str, ...]
    says: str
    by: tuple[str, ...]
    article: str
    mark: str


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to be proven with what the file has for it; nothing means that it has to be looked for."""

    proof: Proof
    has: tuple[str, ...]


@cache
def proofs_known() -> tuple[Proof, ...]:
    """Return everything that `data/evidence.toml` lists."""
    text = files("gongkai.service.redress").joinpath("data/evidence.toml").read_text("utf-8")
    return tuple(
        Proof(
            since=row["from"],
            outcomes=tuple(row.get("outcomes", ())),
            says=row["says"],
            by=tuple(row["by"]),
            article=row["article"],
            mark=row["mark"],
        )
        for row in tomllib.loads(text)["proof"]
    )


def asked_for(outcome: str, on: date) -> list[Proof]:
    """Return what has to be proven of a reply with an outcome ("" for silence) on a day."""
    return [
        proof
        for proof in proofs_known()
        if proof.since <= on and (not proof.outcomes or outcome in proof.outcomes)
    ]


def bundle(case: Case, clock: Clock, on: date) -> list[Item]:
    """Return what the answer of a case has to prove, each with what the file has."""
    outcome = (clock.ending.outcome if clock.ending else "") or ""
    held = _held(case, clock, on)
    return [
        Item(proof, tuple(says for key in proof.by for says in held.get(key, ())))
        for proof in asked_for(outcome, on)
    ]


def _held(case: Case, clock: Clock, on: date) -> Mapping[str, Sequence[str]]:
    """Return what the file has, in sentences by key."""
    found: dict[str, list[str]] = {}
    for key, says in _of_the_file(case):
        found.setdefault(key, []).append(says)
    decision = case.decisions.order_by("-pk").first()
    withheld = decision.withheld if decision is not None else ()
    for key, says in proofs.proven(case, clock, on, withheld).items():
        found.setdefault(key, []).append(says)
    for key, says in (decision.given if decision is not None else {}).items():
        if says and isinstance(says, str):
            found.setdefault(key, []).append(says)
    return found


def _of_the_file(case: Case) -> Iterator[tuple[str, str]]:
    papers = list(handed_down.papers(case).filter(erased_at=None).order_by("pk"))
    asking = (Paper.Kind.APPLICATION, Paper.Kind.SCAN)
    if count := sum(paper.kind in asking for paper in papers):
        yield "application", _("申请材料%(count)s份") % {"count": count}
    wish = getattr(case, "wish", None)
    if wish is not None and wish.description and not wish.erased_at:
        yield "application", _("登记表：%(day)s登记的申请内容") % {"day": case.opened_at.date().isoformat()}
    letters = list(letters_to(case).exclude(issued_on=None).filter(discarded_at=None).order_by("pk"))
    for letter in letters:
        yield _kind_of(letter), _titled(letter)
    for sent in Dispatch.objects.filter(letter__in=letters).select_related("proof", "letter").order_by("pk"):
        yield "service", _sent(sent)
    for kind, key in ((Paper.Kind.PROOF, "service"), (Paper.Kind.OPINION, "procedure")):
        for paper in papers:
            if paper.kind == kind:
                yield key, paper.name
    reviews = Review.objects.filter(subject_kind="letter", subject_key__in=[letter.pk for letter in letters])
    if count := reviews.count():
        yield "approval", _("审批%(count)s次，意见随卷") % {"count": count}
    for entry in case.entries.filter(kind__in=("sent", "delivered")).order_by("place"):
        says = _("已登记发出：%(day)s") if entry.kind == "sent" else _("已登记送达：%(day)s")
        yield "service", says % {"day": entry.on.isoformat()}


def _kind_of(letter: Letter) -> str:
    if letter.kind in ("receipt", "submission_proof"):
        return "acknowledgement"
    assert letter.issued_on is not None  # noqa: S101 - only issued ones are asked for
    template = template_of(letter.kind, letter.issued_on)
    return "reply" if template.event == "answered" else "procedure"


def _titled(letter: Letter) -> str:
    assert letter.issued_on is not None  # noqa: S101
    title = said(template_of(letter.kind, letter.issued_on).title)
    return f"{title}（{letter.number}）" if letter.number else title


def _sent(sent: Dispatch) -> str:
    says = f"{_titled(sent.letter)}，{MEANS[sent.means]}，{sent.sent_on.isoformat()}"
    if sent.delivered_on:
        says += _("发出，%(day)s送达") % {"day": sent.delivered_on.isoformat()}
    else:
        says += _("发出，尚未登记送达")
    return says + (f"，{sent.tracking}" if sent.tracking else "")
