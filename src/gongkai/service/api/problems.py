"""What went wrong, as machines are told it, with a sentence for the person behind (problem+json)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from gongkai.report.interchange import dumps
from gongkai.service.catalogue.search.entry import SearchUnavailable

MEDIA_TYPE = "application/problem+json"
RETRY = 60  # seconds
DOWN = "数据库暂时不能使用，这不表示所找的信息没有公开。请稍后再试。"
TITLES = {
    400: "请求无法理解",
    404: "没有找到",
    405: "只能读取",
    410: "已不再公开",
    422: "参数有误",
    429: "请求过于频繁",
    503: "暂时不能使用",
}


class Gone(Exception):
    """What was asked for was public once; the message is the note left for readers."""


class WrongParameter(Exception):
    """A parameter is not what it should be."""

    def __init__(self, name: str, says: str) -> None:
        super().__init__(says)
        self.name = name


def problem(
    status: int,
    detail: str = "",
    errors: dict[str, list[str]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Return the answer that says what is wrong."""
    title = TITLES.get(status) or HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
        "errors": errors or {},
    }
    response = HttpResponse(dumps(body), status=status, content_type=MEDIA_TYPE, headers=headers)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def answer_problems(api: NinjaAPI) -> None:
    """Let an API answer every fault by a problem."""

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, fault: ValidationError) -> HttpResponse:
        errors: dict[str, list[str]] = {}
        for one in fault.errors:
            errors.setdefault(str(one["loc"][-1]), []).append(_sentence(one))
        return problem(422, f"参数有误：{'、'.join(errors)}。", errors)

    @api.exception_handler(WrongParameter)
    def wrong(_request: HttpRequest, fault: WrongParameter) -> HttpResponse:
        return problem(422, str(fault), {fault.name: [str(fault)]})

    @api.exception_handler(Http404)
    def absent(_request: HttpRequest, fault: Http404) -> HttpResponse:
        return problem(404, str(fault))

    @api.exception_handler(Gone)
    def gone(_request: HttpRequest, fault: Gone) -> HttpResponse:
        return problem(410, str(fault))

    @api.exception_handler(Throttled)
    def throttled(_request: HttpRequest, fault: Throttled) -> HttpResponse:
        wait = int(fault.wait or RETRY) + 1
        return problem(429, f"请求过于频繁，请{wait}秒后再试。", headers={"Retry-After": str(wait)})

    @api.exception_handler(HttpError)
    def refused(_request: HttpRequest, fault: HttpError) -> HttpResponse:
        return problem(fault.status_code)

    @api.exception_handler(SearchUnavailable)
    def no_search(_request: HttpRequest, fault: SearchUnavailable) -> HttpResponse:
        return problem(503, str(fault), headers={"Retry-After": str(RETRY)})

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def no_database(_request: HttpRequest, _fault: Exception) -> HttpResponse:
        return problem(503, DOWN, headers={"Retry-After": str(RETRY), "Cache-Control": "no-store"})


_SENTENCES = {
    "int_parsing": "应当是整数。",
    "missing": "没有给出。",
    "greater_than_equal": "不能小于{ge}。",
    "less_than_equal": "不能大于{le}。",
    "string_too_long": "最多{max_length}字。",
    "date_from_datetime_parsing": "应当是日期，例如 2026-03-02。",
    "date_parsing": "应当是日期，例如 2026-03-02。",
    "enum": "只能是下列之一：{expected}。",
    "literal_error": "只能是下列之一：{expected}。",
}


def _sentence(one: dict[str, Any]) -> str:
    known = _SENTENCES.get(str(one.get("type", "")))
    return known.format(**one.get("ctx", {})) if known else "不是可以接受的值。"
