"""A step of a filing, added after the one before it; the same for every verb."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual.models import Step, Version
from gongkai.service.annual.standing import Stage, Stands
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


def at_stage(found: Stands, stage: Stage, what: str) -> Version:
    """Return the newest version if the filing stands there; CannotDo with where it stands instead."""
    if found.stage is not stage or found.version is None:
        raise CannotDo(_("这份报告现在是“%(says)s”，不能%(what)s。") % {"says": found.says, "what": what})
    return found.version


def add_step(
    found: Stands,
    kind: Step.Kind,
    *,
    by: Post | None,
    at: datetime,
    says: str = "",
    on: date | None = None,
) -> Step:
    """Add a step to the newest version and log it; `on` is its day where that is not today."""
    version = found.version
    assert version is not None  # noqa: S101 - at_stage has seen to it
    step = Step.objects.create(
        version=version,
        place=len(found.steps) + 1,
        kind=kind,
        on=on or timezone.localdate(at),
        says=says.strip(),
        by=by,
        at=at,
    )
    record(
        f"annual.{kind}",
        by=by,
        at=at,
        kind="filing",
        key=found.filing.pk,
        organ=found.filing.organ,
        version=version.number,
    )
    return step
