"""The guarded doors of the desk over requests: an organ's own, and those of the organs it supervises.

To anybody else a case, a paper, a letter is not there (NotHere, a 404), whoever guesses its address. The
requester's own way in is `tracking.py`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from gongkai.service.organs.doors import NotHere, visible_organs
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import may_see
from gongkai.service.requests.models import Case, Dispatch, Letter, Link, Paper, Proposal


def case_for(post: Post, key: int, on: date) -> Case:
    """Return a case with its organ, what was asked and its row of the index; NotHere."""
    split_off = Link.objects.filter(case=OuterRef("pk"), kind=Link.Kind.SPLIT)
    rows = Case.objects.select_related("organ", "wish", "indexed").annotate(is_part=Exists(split_off))
    found = rows.filter(pk=key).order_by().first()
    if found is None or not may_see(post, found.organ, on):
        raise NotHere
    return found


def letter_for(post: Post, key: int, on: date) -> Letter:
    """Return a letter with its case and organ; NotHere."""
    found = (
        Letter.objects.select_related("case__organ__parent", "case__wish", "to", "decision")
        .filter(pk=key)
        .first()
    )
    if found is None or not may_see(post, found.case.organ, on):
        raise NotHere
    return found


def paper_for(post: Post, key: int, on: date) -> Paper:
    """Return a paper with its case and organ; NotHere. Identity papers are opened by `vault` alone."""
    found = Paper.objects.select_related("case__organ", "party").filter(pk=key).first()
    if found is None or found.erased_at or not may_see(post, found.case.organ, on):
        raise NotHere
    return found


def proposal_for(post: Post, key: int, on: date) -> Proposal:
    """Return a proposal with its case, organ and who made it; NotHere."""
    rows = Proposal.objects.select_related("case__organ", "case__wish", "by__person", "consent__by__person")
    found: Proposal | None = rows.filter(pk=key).first()
    if found is None or not may_see(post, found.case.organ, on):
        raise NotHere
    return found


def cases_of(post: Post, on: date, organ: Organ | None = None) -> QuerySet[Case]:
    """Return the cases a post may see, of one organ or of all; administrators none."""
    rows = Case.objects.select_related("organ").filter(organ__in=visible_organs(post, on))
    return rows if organ is None else rows.filter(organ=organ)


def dispatch_for(post: Post, key: int, on: date) -> Dispatch:
    """Return a dispatch of a letter with its case and organ; NotHere."""
    rows = Dispatch.objects.select_related("letter__case__organ", "letter__case__wish", "letter__to")
    found: Dispatch | None = rows.filter(pk=key).first()
    if found is None or not may_see(post, found.letter.case.organ, on):
        raise NotHere
    return found
