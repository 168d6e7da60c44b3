"""Draft a letter of a case, change it, discard it: until it is issued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import kind_for, lacking, template_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said
from gongkai.service.requests import ledger, lettering, policy, telling, together, worded
from gongkai.service.requests.models import Case, Decision, Letter, Paper, Party
from gongkai.statute.errors import StatuteError

DISCLOSING = ("full_disclosure", "partial_disclosure")


@transaction.atomic
def draft_reply(decision: Decision, *, by: Post, at: datetime) -> Letter:
    """Draft the letter that a decision calls for, to the requester, and return it. NotAllowed, CannotDo."""
    on = timezone.localdate(at)
    newest = decision.case.decisions.order_by("-pk").first()
    if newest is not None and newest.pk != decision.pk:
        raise CannotDo(_("这个决定之后又拟了新的决定，请按新的决定制作答复书。"))
    try:
        kind = kind_for(decision.outcome, decision.article, on)
    except StatuteError as refusal:
        raise CannotDo(said(str(refusal))) from refusal
    to = decision.case.parties.filter(role=Party.Role.REQUESTER).order_by("pk").first()
    return draft(decision.case, kind, to=to, decision=decision, by=by, at=at)


@transaction.atomic
def draft(
    case: Case,
    kind: str,
    *,
    to: Party | None,
    by: Post,
    at: datetime,
    decision: Decision | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Letter:
    """Draft a letter of any kind and return it. NotAllowed; CannotDo for a kind that is none of the day."""
    on = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, on)
    try:
        template = template_of(kind, on)
    except StatuteError as refusal:
        raise CannotDo({"kind": [said(str(refusal))]}) from refusal
    ended = telling.ended_by(ledger.clock_of(case), template)
    if template.outcome and decision is None and not ended:
        raise CannotDo({"kind": [_("答复书由决定生成，请先按步骤作出决定。")]})
    if to is not None and to.case_id != case.pk:
        raise CannotDo({"to": [_("收件人不是这件申请的当事人。")]})
    if (to.role if to is not None else "internal") not in lettering.roles_of(template):
        raise CannotDo({"to": [_("这种文书不发给这一方。")]})
    if kind == together.JOINT and together.drafts_for(case).exists():
        raise CannotDo({"kind": [_("这几件申请已经有一份合并答复书在办，请先办完或者作废。")]})
    letter = Letter.objects.create(
        case=case,
        kind=kind,
        to=to,
        decision=decision,
        facts=_facts(facts or {}),
        wording=worded.wording_of(case.organ, template, on),
        writers=[by.person_id],
        drafted_by=by,
        drafted_at=at,
    )
    giving = [one.pk for one, made in together.decisions_of(letter) if made.outcome in DISCLOSING]
    letter.files.set(Paper.objects.filter(case__in=giving, kind=Paper.Kind.RELEASE, erased_at=None))
    record("requests.draft_letter", by=by, at=at, kind="letter", key=letter.pk, organ=case.organ, letter=kind)
    return letter


@transaction.atomic
def change(
    letter: Letter,
    *,
    by: Post,
    at: datetime,
    facts: Mapping[str, Any],
    wording: Mapping[str, str],
    files: Iterable[Paper] | None = None,
) -> Letter:
    """Change what is filled in, rewritten or attached; a review that is open or passed is void by it.

    Raises NotAllowed; CannotDo where a paragraph is rewritten out of its bounds, by paragraph, and for a
    letter that was issued or discarded.
    """
    letter = locked(letter)
    on = timezone.localdate(at)
    policy.check_can_handle(by, letter.case.organ, on)
    _refuse_closed(letter)
    letter.facts = _facts(facts)
    letter.wording = {key: text.strip() for key, text in wording.items() if text.strip()}
    _refuse_out_of_bounds(letter, on)
    if files is not None:
        chosen = list(files)
        answered = {case.pk for case in together.cases_of(letter)}
        if any(paper.case_id not in answered or paper.kind != Paper.Kind.RELEASE for paper in chosen):
            raise CannotDo({"files": [_("附件只能是本件申请“拟提供的信息”一类的文件。")]})
        letter.files.set(chosen)
    letter.writers = sorted({*letter.writers, by.person_id})
    letter.save()
    record("requests.change_letter", by=by, at=at, kind="letter", key=letter.pk, organ=letter.case.organ)
    return letter


@transaction.atomic
def discard(letter: Letter, *, by: Post, at: datetime) -> None:
    """Put a draft aside for good. NotAllowed; CannotDo for one that was issued: its event is annulled."""
    letter = locked(letter)
    policy.check_can_handle(by, letter.case.organ, timezone.localdate(at))
    _refuse_closed(letter)
    letter.discarded_at = at
    letter.save()
    record("requests.discard_letter", by=by, at=at, kind="letter", key=letter.pk, organ=letter.case.organ)


def locked(letter: Letter) -> Letter:
    """Lock a letter for the rest of the transaction, and return it with all its words are made from."""
    found = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    return Letter.objects.select_related("case__organ__parent", "case__wish", "to", "decision").get(
        pk=found.pk
    )


def _refuse_closed(letter: Letter) -> None:
    if letter.discarded_at is not None:
        raise CannotDo(_("这份文书已经作废，请另行拟稿。"))
    if letter.issued_on is not None:
        raise CannotDo(_("这份文书已经编号发出，不能再改；确有错误的，另行制作更正的文书。"))


def _facts(values: Mapping[str, Any]) -> dict[str, Any]:
    faults = {}
    for name, value in values.items():
        try:
            lettering.filled({name: value})
        except (ValueError, TypeError):
            faults[name] = [_("填写的内容不是这里要的，例如日期写作2026-03-02。")]
    if faults:
        raise CannotDo(faults)
    return {
        name: value
        for name, value in values.items()
        if name in lettering.FILLED | lettering.BESIDE and value not in ("", [], None)
    }


def _refuse_out_of_bounds(letter: Letter, on: date) -> None:
    """Refuse a clerk's words that change what is fixed or omit what must be said; other lacks may wait."""
    try:
        facts = lettering.facts_of(letter, on)
        without = set(lacking(letter.kind, facts, on))
        found = [says for says in lacking(letter.kind, facts, on, letter.wording) if says not in without]
    except (PaperError, StatuteError) as fault:
        raise CannotDo(said(str(fault))) from fault
    if found:
        raise CannotDo({"wording": found})
