"""Pages of the machine face that people read, and the answer where there is nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.service.api.problems import problem
from gongkai.service.api.v1 import api


@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    """Show what can be asked of the API, from the same description that machines read."""
    described = api.get_openapi_schema()
    operations = [
        {
            "path": path,
            "summary": given["get"]["summary"],
            "says": given["get"].get("description", ""),
            "parameters": [_parameter(one) for one in given["get"].get("parameters", [])],
        }
        for path, given in described["paths"].items()
    ]
    about = [part.replace("\n", "") for part in described["info"]["description"].split("\n\n")]
    return render(request, "api/manual.html", {"operations": operations, "about": about})


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer for what the API does not have."""
    return problem(404, "接口里没有这个地址；有哪些，见 /api/。")


def _parameter(one: dict[str, object]) -> dict[str, object]:
    schema = one.get("schema")
    told = schema if isinstance(schema, dict) else {}
    kinds = [told.get("type"), *(kind.get("type") for kind in told.get("anyOf", []))]
    limits = [f"{label}{told[key]}" for key, label in _LIMITS if key in told]
    return {
        "name": one["name"],
        "required": one.get("required", False),
        "kind": "、".join(dict.fromkeys(_KINDS.get(str(k), "") for k in kinds if k and k != "null")),
        "says": told.get("description") or one.get("description") or "",
        "limits": "，".join(limits),
        "default": told.get("default"),
    }


_KINDS = {"string": "文字", "integer": "整数", "number": "数", "boolean": "是否"}
_LIMITS = (("minimum", "最小"), ("maximum", "最大"), ("maxLength", "最长"))
