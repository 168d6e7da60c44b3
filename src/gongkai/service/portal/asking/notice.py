"""The privacy notice before the form: what 个保法 17 has told, from what the organ has stated of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gongkai.service.catalogue.schemes import GUIDE
from gongkai.service.catalogue.visibility import showing
from gongkai.service.organs.models import Organ


@dataclass(frozen=True, slots=True)
class Told:
    """Who processes what is given, and where to turn to: as the guide says, else the organ's own facts."""

    office: str
    address: str
    phone: str
    internet: str


def notice_for(organ: Organ, at: datetime) -> Told:
    """Return who of an organ processes requests, as its guide of that moment says."""
    row = showing(at).filter(organ=organ, category=GUIDE).first()
    form = (row.edition.form or {}) if row else {}
    return Told(
        form.get("office_name", ""),
        form.get("office_address", "") or organ.address,
        form.get("office_phone", "") or organ.phone,
        form.get("office_internet", "") or organ.email,
    )
