"""Whether exactly this edition has passed the review before release: its own, or that of its batch."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.reviewed import BATCH_KIND, KIND, batch_digest, newest_of
from gongkai.service.clearance import check
from gongkai.service.clearance.models import Review
from gongkai.service.clearance.refusals import NotCleared


def check_cleared(edition: Edition, digest: str) -> Review:
    """Return the review that cleared an edition with this digest; NotCleared with the reason."""
    bound = newest_of([edition.pk]).get(edition.pk)
    if bound is None or bound.batch is None:
        return check.check_cleared(KIND, edition.pk, digest, edition.writers)
    if bound.digest != digest:
        raise NotCleared(_("随批送审以后，这一件有改动，已经不在这一批里。请单独送审。"))
    review = check.check_cleared(BATCH_KIND, bound.batch, batch_digest(bound.batch), edition.writers)
    if review.organ_id != edition.document.organ_id:
        raise NotCleared(
            _("%(review)s是%(organ)s的审查，不能作为发布的依据。") % {"review": review, "organ": review.organ}
        )
    return review


def stood_since(edition: Edition) -> datetime | None:
    """Return since when an edition stood on an old site, as the batch says whose review counts; else None."""
    bound = newest_of([edition.pk]).get(edition.pk)
    return None if bound is None else bound.begins
