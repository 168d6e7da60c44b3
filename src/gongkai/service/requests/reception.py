"""Whether an organ takes requests online: a channel binds the organ that states it, so somebody opens it.

条例 art. 29 leaves the forms of a written request to the requester; art. 12 has the guide state the ways. An
organ without a row takes none here, and its page names the other ways of its guide.
"""

from __future__ import annotations

from datetime import date

from gongkai.service.organs.models import Organ
from gongkai.service.requests.models import Reception


def reception_of(organ: Organ, on: date) -> Reception | None:
    """Return what an organ has set of its online requests, as it holds on a day; None if it never did."""
    return Reception.objects.filter(organ=organ, since__lte=on).order_by("-since", "-pk").first()


def takes_online(organ: Organ, on: date) -> bool:
    """Say whether an organ takes requests online on a day."""
    found = reception_of(organ, on)
    return found is not None and found.online
