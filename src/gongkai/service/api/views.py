"""Pages of the machine face that people read, and the answer where there is nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from gongkai.service.api.problems import problem
from gongkai.service.api.v1 import ABOUT, api


@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    """Show what can be asked of the API, from the same description that machines read."""
    described = api.get_openapi_schema()
    operations = [
        {
            "path": path,
            "method": method.upper(),
            "summary": _said(given["summary"]),
            "says": _said(given.get("description", "")),
            "parameters": [_parameter(one) for one in given.get("parameters", [])],
            "answers": _answers(given["responses"]) if method == "post" else [],
        }
        for path, each in described["paths"].items()
        for method, given in each.items()
    ]
    about = [_said(part) for part in ABOUT]
    return render(request, "api/manual.html", {"operations": operations, "about": about})


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer for what the API does not have."""
    return problem(404, "接口里没有这个地址；有哪些，见 /api/。")


def _parameter(one: dict[str, object]) -> dict[str, object]:
    schema = one.get("schema")
    told = schema if isinstance(schema, dict) else {}
    kinds = [told.get("type"), *(kind.get("type") for kind in told.get("anyOf", []))]
    limits = [f"{label} {told[key]}" for key, label in _LIMITS if key in told]
    named = [str(_KINDS[str(kind)]) for kind in kinds if kind in _KINDS]
    return {
        "name": one["name"],
        "required": one.get("required", False),
        "kind": " / ".join(dict.fromkeys(named)),
        "says": _said(str(told.get("description") or one.get("description") or "")),
        "limits": limits,
    }


def _answers(responses: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Return every status that an address answers with, in words."""
    return [(code, _said(answer["description"])) for code, answer in sorted(responses.items())]


def _said(description: str) -> str:
    """Return a description of the API in the language of the page."""
    return translation.gettext(description) if description else ""


_KINDS = {"string": _("文字"), "integer": _("整数"), "number": _("数"), "boolean": _("是否")}
_LIMITS = (("minimum", _("最小")), ("maximum", _("最大")), ("maxLength", _("最长")))
