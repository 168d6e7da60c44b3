"""Quiet hours: when somebody is left alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

USUAL = (20, 8)  # of requesters, and of whoever chose nothing else


def is_quiet(now: datetime, hours: tuple[int, int] = USUAL) -> bool:
    """Say whether a moment lies in the hours from one up to the other; equal ones are no quiet at all."""
    begin, end = hours
    hour = timezone.localtime(now).hour
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


def over_at(now: datetime, hours: tuple[int, int] = USUAL) -> datetime:
    """Return when it is no longer quiet; the moment itself if it is not."""
    if not is_quiet(now, hours):
        return now
    local = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    while is_quiet(local, hours):
        local += timedelta(hours=1)
    return local
