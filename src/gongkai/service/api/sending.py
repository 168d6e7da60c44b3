"""Annual reports sent by other systems: one address that takes them, and the schema of what it takes.

A system proves itself by the key that the authority gave it. The sender's own identifier of what it sends
(Idempotency-Key) makes the same twice one. The answers say what is wrong with the figures, and name nobody.
"""

from __future__ import annotations

from django.conf import settings
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gongkai.report import interchange
from gongkai.report.model import ReportError
from gongkai.service.annual.actions.receive_report import SentAnother, receive_report
from gongkai.service.annual.actions.submission_key import key_of
from gongkai.service.annual.deadlines import GOVERNMENTS
from gongkai.service.annual.models import Filing, SubmissionKey, Version
from gongkai.service.api.problems import DOWN, RETRY, problem
from gongkai.service.api.sending_described import LONGEST_KEY, MOST, report_schema
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.visitors import Counter

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
_counter = Counter(60)


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
    is_government = sender.organ.kind in GOVERNMENTS
    if scope not in ("", *Filing.Scope.values) or (scope == Filing.Scope.AGGREGATE and not is_government):
        return problem(422, "scope 只能是 own（本机关的报告）；政府还可以是 aggregate（汇总报告）。")
    of = scope or str(Filing.Scope.AGGREGATE if is_government else Filing.Scope.OWN)
    return _taken(request.body, key, sender, of)


def _sender(request: HttpRequest) -> SubmissionKey | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return key_of(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None


def _taken(body: bytes, key: str, sender: SubmissionKey, scope: str) -> HttpResponse:
    try:
        report = interchange.from_json(interchange.loads(body.decode("utf-8")))
    except UnicodeDecodeError:
        return problem(422, "内容不是UTF-8编码的JSON。")
    except ReportError as fault:
        return problem(422, str(fault))
    if report.year is None:
        return problem(422, "没有写明报告年度（year）。")
    organ = sender.organ
    at = timezone.now()
    try:
        version = receive_report(
            organ,
            report.year,
            report,
            source=body,
            name="report.json",
            at=at,
            sender=sender,
            key=key,
            scope=scope,
            note="由报送机关重新报送。" if _is_public(organ.pk, report.year, scope) else "",
        )
    except SentAnother as refusal:
        return problem(409, str(refusal))
    except CannotDo as refusal:
        return problem(422, str(refusal), {"report": [s for each in refusal.faults.values() for s in each]})
    except ReportError as fault:
        return problem(422, str(fault))
    return _answer(version, 201 if version.at == at else 200)


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
