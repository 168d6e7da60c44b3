"""Whether exactly this edition has passed the review before release."""

from __future__ import annotations

from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.state import KIND
from gongkai.service.clearance import check
from gongkai.service.clearance.models import Review


def check_cleared(edition: Edition, digest: str) -> Review:
    """Return the review that cleared an edition with this digest; NotCleared with the reason."""
    return check.check_cleared(KIND, edition.pk, digest, edition.writers)
