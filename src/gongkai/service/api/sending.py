"""Annual reports sent by other systems: one address that takes them, and the schema of what it takes.

A system proves itself by the key that the authority gave it. The sender's own identifier of what it sends
(Idempotency-Key) makes the same twice one. The answers say what is wrong with the figures, and name nobody.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gongkai.report import interchange
from gongkai.report.model import ReportError
from gongkai.service.annual.actions.receive_report import SentAnother, receive_report, sent_before
from gongkai.service.annual.actions.submission_key import key_of
from gongkai.service.annual.from_elsewhere import AGGREGATE, OWN, is_filed, scopes_of, scopes_open
from gongkai.service.annual.models import Filing, SubmissionKey, Version
from gongkai.service.api.problems import DOWN, RETRY, problem
from gongkai.service.api.sending_described import LONGEST_KEY, LONGEST_NOTE, MOST, report_schema
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ
from gongkai.service.organs.visitors import Counter

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
WHICH = "请在地址里写 ?scope=own（本机关的报告）或者 ?scope=aggregate（汇总报告）。"
UNTOLD = "报送机关没有说明更正了什么。"
_counter = Counter(60)


class WrongField(Exception):
    """What stands beside the report is not what it should be: by name, with what to send instead."""

    def __init__(self, name: str, says: str) -> None:
        super().__init__(says)
        self.problem = problem(422, says, {name: [says]})


@csrf_exempt  # no cookie is asked: the key is in a header
def annual_report(request: HttpRequest) -> HttpResponse:
    """Take a report in the interchange form, and answer what came of it."""
    if request.method != "POST":
        return problem(405, "这个地址只接收报送（POST）。", headers={"Allow": "POST"})
    if _counter.count(request) > int(settings.GONGKAI_API_RATE):
        wait = int(_counter.wait()) + 1
        return problem(429, f"请求过于频繁，请{wait}秒后再试。", headers={"Retry-After": str(wait)})
    try:
        return _answered(request)
    except (OperationalError, InterfaceError):
        return problem(503, DOWN, headers={"Retry-After": str(RETRY), "Cache-Control": "no-store"})


def _answered(request: HttpRequest) -> HttpResponse:
    sender = _sender(request)
    if sender is None:
        says = "没有给出有效的报送密钥。请在 Authorization 中写 Bearer 和主管部门签发的密钥。"
        return problem(401, says, headers={"WWW-Authenticate": "Bearer"})
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        return problem(422, f"请在 Idempotency-Key 中写这次报送的标识，最多{LONGEST_KEY}字。")
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    if length > MOST or len(request.body) > MOST:
        return problem(413, "内容超过2MB，不像一份年度报告。")
    scope = request.GET.get("scope", "")
    if scope not in ("", OWN, AGGREGATE):
        return WrongField("scope", WHICH).problem
    return _taken(request.body, key, sender, scope)


def _sender(request: HttpRequest) -> SubmissionKey | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return key_of(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None


def _taken(body: bytes, key: str, sender: SubmissionKey, asked: str) -> HttpResponse:
    try:
        data = interchange.loads(body.decode("utf-8"))
        note = _note_of(data)
        report = interchange.from_json(data)
    except UnicodeDecodeError:
        return problem(422, "内容不是UTF-8编码的JSON。")
    except WrongField as fault:
        return fault.problem
    except ReportError as fault:
        return problem(422, str(fault))
    if report.year is None:
        return problem(422, "没有写明报告年度（year）。")
    organ, year, at = sender.organ, report.year, timezone.now()
    try:
        if before := sent_before(organ, key, hashlib.sha256(body).hexdigest(), year, asked):
            return _answer(before, 200)
        scope = _scope_of(organ, year, asked, at)
        version = receive_report(
            organ,
            year,
            report,
            source=body,
            name="report.json",
            at=at,
            sender=sender,
            key=key,
            scope=scope,
            note=note or (UNTOLD if _is_public(organ.pk, year, scope) else ""),
        )
    except WrongField as fault:
        return fault.problem
    except SentAnother as refusal:
        return problem(409, str(refusal))
    except CannotDo as refusal:
        return problem(422, str(refusal), {"report": [s for each in refusal.faults.values() for s in each]})
    except ReportError as fault:
        return problem(422, str(fault))
    return _answer(version, 201 if version.at == at else 200)


def _scope_of(organ: Organ, year: int, asked: str, at: datetime) -> str:
    """Return which report of an organ is sent: as it says, or the only one that can be. WrongField.

    The two reports of a government look the same: its own, taken for the sum, would count nobody else's.
    """
    may_be = scopes_of(organ, year)
    if asked and asked not in may_be:
        says = f"没有机关向{organ.name}报送，它没有汇总报告：scope 只能是 own（本机关的报告）。"
        raise WrongField("scope", says)
    if asked or len(may_be) == 1 or not is_filed(year, timezone.localdate(at)):
        return asked or OWN
    possible = scopes_open(organ, year, at)
    if len(possible) != 1:
        says = f"{organ.name}每年有两份报告，从内容看不出报送的是哪一份。{WHICH}"
        raise WrongField("scope", says)
    return possible[0]


def _note_of(data: Any) -> str:
    """Take out of what was sent what it says was set right, one line; "" where it says none. WrongField."""
    note = data.pop("note", None) if isinstance(data, dict) else None
    if note is None:
        return ""
    if not isinstance(note, str) or not (line := " ".join(note.split())).isprintable():
        raise WrongField("note", "note（更正说明）应当是一段文字。")
    if len(line) > LONGEST_NOTE:
        raise WrongField("note", f"note（更正说明）最多{LONGEST_NOTE}字，现有{len(line)}字。")
    return line


def _answer(version: Version, status: int) -> HttpResponse:
    """Return what came of it: the same for the same content, whenever it is asked."""
    answer = {
        "organ": version.filing.organ.code,
        "year": version.filing.year,
        "version": version.number,
        "digest": version.digest,
        "received_at": version.at.isoformat(),
        "findings": interchange.loads(version.findings),
    }
    return HttpResponse(interchange.dumps(answer), status=status, content_type="application/json")


def _is_public(organ: int, year: int, scope: str) -> bool:
    filing = Filing.objects.filter(organ=organ, year=year, scope=scope, reports__isnull=False)
    return filing.exists()


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """Give the JSON Schema of the interchange form, made from the editions themselves."""
    address = request.build_absolute_uri(request.path)
    text = interchange.dumps({"$schema": SCHEMA, "$id": address, **report_schema()}, indent=1)
    return HttpResponse(text, content_type="application/schema+json; charset=utf-8")
