"""The guide to government information (政府信息公开指南) as a form: what it must say, and what it lacks.

条例 art. 12: 政府信息的分类、编排体系、获取方式，政府信息公开工作机构的名称、办公地址、办公时间、
联系电话、传真号码、互联网联系方式等内容。 `data/guide.toml` has the parts; a filled form is {key: text}.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.papers import html
from gongkai.service.catalogue import schemes, visibility
from gongkai.service.catalogue.models import Document, GuideCheck, Showing
from gongkai.service.organs.models import Organ
from gongkai.statute.periods import add_months

LONGEST = 5000  # characters of one part


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the guide: `kind` is "line" or "text"; `organ_field` the fact of the organ it begins as."""

    key: str
    name: str
    section: str
    required: bool
    kind: str = "text"
    basis: str = ""
    help: str = ""
    organ_field: str = ""


@cache
def parts() -> tuple[Part, ...]:
    """Return the parts of the guide in their order."""
    data = tomllib.loads(files("gongkai.service.catalogue").joinpath("data/guide.toml").read_text("utf-8"))
    found = tuple(Part(**entry) for entry in data["parts"])
    if len({part.key for part in found}) < len(found):
        raise ValueError("guide.toml: a key stands twice")
    return found


def prefilled(organ: Organ) -> dict[str, str]:
    """Return a form that begins with what is recorded of the organ, for somebody to complete."""
    return {part.key: str(getattr(organ, part.organ_field) or "") for part in parts() if part.organ_field}


def faults(form: Any) -> list[str]:
    """Return what is wrong with a form itself: parts that do not exist, that are no text or too long."""
    if not isinstance(form, Mapping):
        return [_("指南应当分栏填写。")]
    known = {part.key: part for part in parts()}
    found = [_("没有“%(key)s”这一栏。") % {"key": key} for key in form if key not in known]
    for key, value in form.items():
        if key in known and not isinstance(value, str):
            found.append(_("“%(name)s”应当是文字。") % {"name": known[key].name})
        elif key in known and len(value) > LONGEST:
            found.append(
                _("“%(name)s”有%(count)s字，最多%(longest)s字。")
                % {"name": known[key].name, "count": len(value), "longest": LONGEST}
            )
    return found


def tidy(form: Mapping[str, str]) -> dict[str, str]:
    """Return a form with its parts in order, ends trimmed, empty ones left out."""
    return {part.key: form[part.key].strip() for part in parts() if form.get(part.key, "").strip()}


def missing(form: Mapping[str, str]) -> list[str]:
    """Return the names of the parts that 条例 art. 12 requires and the form lacks."""
    return [part.name for part in parts() if part.required and not form.get(part.key, "").strip()]


def render(form: Mapping[str, str]) -> str:
    """Return a form as clean HTML: a heading a section, a paragraph a line."""
    out: list[str] = []
    section = ""
    for part in parts():
        words = form.get(part.key, "").strip()
        if not words:
            continue
        if part.section != section:
            section = part.section
            out.append(f"<h2>{escape(section)}</h2>")
        if part.kind == "line":
            out.append(f"<p><strong>{escape(part.name)}：</strong>{escape(' '.join(words.split()))}</p>")
        else:
            out.append(f"<h3>{escape(part.name)}</h3>")
            out += [f"<p>{escape(line.strip())}</p>" for line in words.splitlines() if line.strip()]
    return html.clean("".join(out))


@dataclass(frozen=True, slots=True)
class Alarm:
    """Whether an organ's guide is there and was looked at lately; `says` is empty where all is well."""

    document: Document | None
    showing: Showing | None
    looked_at: datetime | None
    is_late: bool
    says: str


def alarm(organ: Organ, at: datetime) -> Alarm:
    """Return the state of an organ's guide: published, and reviewed within GONGKAI_GUIDE_MONTHS months."""
    showing = visibility.showing(at).filter(organ=organ, category=schemes.GUIDE).first()
    if showing is None:
        return Alarm(None, None, None, True, _("还没有发布政府信息公开指南（条例第十二条），请编制并公布。"))
    document = showing.edition.document
    check = GuideCheck.objects.filter(document=document, at__lte=at).order_by("-at").first()
    looked_at = max(showing.begins, check.at) if check else showing.begins
    months: int = settings.GONGKAI_GUIDE_MONTHS
    late = add_months(timezone.localdate(looked_at), months) < timezone.localdate(at)
    says = (
        _("指南上次核对或者更新是%(day)s，已超过%(months)s个月，请核对（条例第十二条：及时更新）。")
        % {"day": timezone.localdate(looked_at).isoformat(), "months": months}
        if late
        else ""
    )
    return Alarm(document, showing, looked_at, late, says)
