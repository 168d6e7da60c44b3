"""The work of the night on annual reports: what was to become public by this day is published."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from gongkai.report.model import ReportError
from gongkai.service.annual.actions.publish import publish_as_planned
from gongkai.service.annual.filings import Overtaken
from gongkai.service.annual.judging import published_from
from gongkai.service.annual.models import Filing, Step
from gongkai.service.annual.standing import stands_of
from gongkai.service.clearance.refusals import NotCleared
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record

log = logging.getLogger(__name__)


def publish_planned(now: datetime) -> int:
    """Publish every accepted report whose day has come, as its organ decided; return how many.

    One that cannot be published stays as it is: the log of acts has the reason, and so has the list of what
    is due of the organ (`owed.py`), until it is published or its day is given up.
    """
    on = timezone.localdate(now)
    ready = Step.objects.filter(kind=Step.Kind.PLANNED, on__lte=on).values("version__filing")
    done = 0
    for found in stands_of(Filing.objects.filter(pk__in=ready).select_related("organ")).values():
        planned = found.planned
        if planned is None or planned.on > on:
            continue
        if found.stage is not published_from(found, on):
            continue
        try:
            publish_as_planned(found.filing, at=now, seen=found.seen)
        except Overtaken:
            continue  # somebody does something to it at this moment; whether it is due is asked again
        except (CannotDo, NotCleared, ReportError) as refusal:
            log.warning("The report of filing %s was not published: %s", found.filing.pk, refusal)
            record(
                "annual.not_published",
                by=None,
                at=now,
                kind="filing",
                key=found.filing.pk,
                organ=found.filing.organ,
                why=type(refusal).__name__,
            )
        else:
            done += 1
    return done
