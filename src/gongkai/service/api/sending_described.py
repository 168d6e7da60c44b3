"""What OpenAPI and JSON Schema say of sending an annual report; `sending.py` does it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from gongkai.report import interchange
from gongkai.report.loader import editions
from gongkai.report.model import Status
from gongkai.report.naming import cell_name

MOST = 2 * 1024 * 1024  # bytes: the longest report is a tenth of it
LONGEST_KEY = 80  # characters of the sender's own identifier
LONGEST_NOTE = 500  # characters of what was set right
REPORT, RECEIPT, KEY = "AnnualReport", "AnnualReceipt", "SubmissionKey"
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
FAULTS = {
    "401": _("没有给出有效的报送密钥：没有、写错或者已经停用"),
    "409": _("同一报送标识已经用于另一份报送：内容、年度或者哪一份报告不同"),
    "413": _("内容超过2MB"),
    "422": _("不是本机关该年度的完整报告，或者现在不能报送；errors 里逐项写明"),
    "429": _("请求过于频繁，按 Retry-After 稍后再试"),
    "503": _("暂时不能使用，按 Retry-After 稍后再试；没有收下，用同一标识再报"),
}


def add_to(described: dict[str, Any]) -> None:
    """Add the address that takes reports to the OpenAPI description of those that are read."""
    parts = described["components"]
    parts["schemas"] |= {REPORT: report_schema(), RECEIPT: _receipt()}
    parts["securitySchemes"] = {
        KEY: {"type": "http", "scheme": "bearer", "description": _("主管部门为报送机关的系统签发的密钥")}
    }
    described["paths"][reverse("v1-annual-send")] = {"post": _operation()}


def _operation() -> dict[str, Any]:
    wait = {"Retry-After": {"description": _("多少秒以后再试"), "schema": {"type": "integer"}}}
    identifier = {
        "in": "header",
        "name": "Idempotency-Key",
        "required": True,
        "description": _(
            "报送机关自定的报送标识，一个机关的各次报送各用一个：同一标识、同一内容再报，得到相同的回答，不会收下两次"
        ),
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    }
    scope = {
        "in": "query",
        "name": "scope",
        "required": False,
        "description": _(
            "有汇总报告的机关报送的是哪一份：own 本机关的报告，aggregate 汇总报告。"
            "只可能是其中一份的可以不写；两份都可能的必须写，不写的不收（422）"
        ),
        "schema": {"type": "string", "enum": ["own", "aggregate"]},
    }
    receipt = {"application/json": {"schema": {"$ref": f"#/components/schemas/{RECEIPT}"}}}
    faults: dict[str, Any] = {
        code: {"description": says, "content": PROBLEM} for code, says in FAULTS.items()
    }
    for code in ("429", "503"):
        faults[code]["headers"] = wait
    return {
        "operationId": "send_annual_report",
        "summary": _("报送年度报告"),
        "description": _(
            "其他系统报送本机关的年度报告，只收读得完整的。收到的报告由主管部门审核；"
            "公布以前和本平台编制的报告一样先审查。勾稽关系的检查结果在回答里。"
            "更正已经公布的报告，在 note 里写明更正了什么，与报告一并公布。"
        ),
        "security": [{KEY: []}],
        "parameters": [identifier, scope],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{REPORT}"}}},
        },
        "responses": {
            "200": {"description": _("同一标识、同一内容，以前已经收到"), "content": receipt},
            "201": {"description": _("已收到，待主管部门审核"), "content": receipt},
            **faults,
        },
    }


def _receipt() -> dict[str, Any]:
    text = {"type": "string"}
    finding = {
        "rule": text,
        "severity": text,
        "message": text,
        "hint": text,
        "cells": {"type": "array", "items": text},
        "left": {"type": ["number", "null"]},
        "right": {"type": ["number", "null"]},
    }
    found = {"type": "array", "items": {"type": "object", "properties": finding}}
    return {
        "type": "object",
        "required": ["organ", "year", "version", "digest", "received_at", "findings"],
        "properties": {
            "organ": {"type": "string", "description": _("机关代码")},
            "year": {"type": "integer"},
            "version": {"type": "integer", "description": _("第几稿")},
            "digest": {"type": "string", "description": _("所收内容的摘要")},
            "received_at": {"type": "string", "format": "date-time"},
            "findings": {**found, "description": _("检查的结果")},
        },
    }


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema of the interchange form, made from the editions themselves."""
    return {
        "title": "政府信息公开工作年度报告",
        "type": "object",
        "required": ["organ", "year", "edition", "cells"],
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(sorted(interchange.KEYS), True),
            "organ": {"type": "string", "description": "机关的名称，与登记的相同"},
            "year": {"type": "integer", "minimum": editions()[0].first_year, "maximum": 9998},
            "edition": {"enum": [form.key for form in editions()]},
            "title": {"type": "string"},
            "published": {"type": ["string", "null"], "format": "date"},
            "cells": {"type": "object"},
            "status": {"type": "object", "additionalProperties": {"enum": [str(s) for s in Status]}},
            "units": {"type": "object", "additionalProperties": {"type": "string"}},
            "preamble": {"type": "string"},
            "note": {
                "type": "string",
                "maxLength": LONGEST_NOTE,
                "description": "更正说明，只在接口报送时用：本年度的报告已经公布的，"
                "写明这一次更正了什么，与报告一并公布；不写的，公布时注明没有说明。还没有公布的不用",
            },
            "sections": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["number", "title"],
                    "additionalProperties": False,
                    "properties": {
                        "number": {"type": "integer"},
                        "title": {"type": "string"},
                        "text": {"type": "string"},
                    },
                },
            },
        },
        "oneOf": [
            {
                "title": f"{form.key}年格式（{form.norm.number}）",
                "properties": {
                    "edition": {"const": form.key},
                    "cells": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            **{
                                address: {"type": ["number", "null"], "description": cell_name(place)}
                                for address, place in form.places.items()
                            },
                            **{address: {"type": ["number", "null"]} for address in form.folded_places},
                        },
                    },
                },
            }
            for form in editions()
        ],
    }
