"""The guarded doors of imports: an organ's own, and those of the organs it supervises."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from gongkai.service.catalogue.imports.models import Batch, ImportRun
from gongkai.service.organs.doors import NotHere, visible_organs
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import may_see


def runs_of(post: Post, on: date) -> QuerySet[ImportRun]:
    """Return the runs a post may see, newest first."""
    return ImportRun.objects.filter(organ__in=visible_organs(post, on)).select_related("organ", "by__person")


def run_for(post: Post, key: int, on: date) -> ImportRun:
    """Return a run; NotHere."""
    found = ImportRun.objects.select_related("organ", "by__person", "task_by__person").filter(pk=key).first()
    if found is None or not may_see(post, found.organ, on):
        raise NotHere
    return found


def batch_for(post: Post, key: int, on: date) -> Batch:
    """Return a batch with its run; NotHere."""
    found: Batch | None = Batch.objects.select_related("organ", "run__organ").filter(pk=key).first()
    if found is None or not may_see(post, found.organ, on):
        raise NotHere
    return found
