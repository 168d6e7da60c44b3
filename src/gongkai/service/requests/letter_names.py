"""What of the requester stands in a letter to somebody else: nobody else is told who asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.papers.errors import PaperError
from gongkai.service.requests import vault
from gongkai.service.requests.lettering import OWN, written
from gongkai.service.requests.models import Identity, Letter, Party
from gongkai.statute.errors import StatuteError

SHORTEST = 2  # characters of a name that is looked for
FEWEST = 6  # of a telephone, fax or identity number: fewer are found in many another
_RUN = re.compile("[0-9A-Z]+")
_BETWEEN = re.compile(r"[\s\-—–·.()（）]")  # what is written between the figures of a number, or not


def named_in(letter: Letter, on: date) -> list[str]:
    """Return what of the requester (or who acts for her) stands in the words of a letter to somebody else."""
    try:
        words = "".join(written(letter, on).words())
    except (PaperError, StatuteError):
        words = "".join(str(text) for text in (*letter.facts.values(), *letter.wording.values()))
    plain = _plain(words)
    figures = _BETWEEN.sub("", plain)
    organ = letter.case.organ
    own = {_plain(value) for value in (organ.phone, organ.email, organ.address)}
    own |= {_BETWEEN.sub("", value) for value in own}
    found: dict[str, None] = {}
    for party in letter.case.parties.filter(role__in=OWN).select_related("identity"):
        for what, value in _words_of(party):
            looked_for = _plain(value)
            if len(looked_for) >= SHORTEST and looked_for not in own and looked_for in plain:
                found[str(what)] = None
        for what, value in ((_("电话"), party.phone), (_("传真"), party.fax)):
            looked_for = _BETWEEN.sub("", _plain(value))
            if len(looked_for) >= FEWEST and looked_for not in own and looked_for in figures:
                found[str(what)] = None
        identity = getattr(party, "identity", None)
        if identity is not None and _stands_in(identity, organ.pk, figures):
            found[str(_("证件号码"))] = None
    return list(found)


def _words_of(party: Party) -> Iterator[tuple[Promise, str]]:
    yield _("姓名或者名称"), party.name
    yield _("法定代表人或者负责人"), party.legal_representative
    yield _("联系人"), party.contact_person
    yield _("电子邮箱"), party.email
    yield _("通信地址"), party.address


def _stands_in(identity: Identity, organ: int, figures: str) -> bool:
    """Whether a number that is kept sealed stands in a text: by its digest, so that it is not opened."""
    length = len(identity.masked)
    if identity.erased_at or not identity.digest or length < FEWEST:
        return False
    looked_at = (
        run[start : start + length] for run in _RUN.findall(figures) for start in range(len(run) - length + 1)
    )
    return any(vault.digest(organ, identity.kind, number) == identity.digest for number in looked_at)


def _plain(text: str) -> str:
    """A text as it is compared: without blanks, letters of one width and size."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
