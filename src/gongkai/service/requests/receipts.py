"""The receipt of a request as an official paper (接收回执), once the day of receipt is settled (条例31).

Before both sides have confirmed there is no day of receipt, and no paper that says one: the page that a
requester sees after sending says when she sent, and what comes next.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import as_file, files

from django.utils.translation import gettext as _

from gongkai.papers.letters import Facts, compose, to_pdf
from gongkai.papers.typeset import CannotTypeset
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import ledger
from gongkai.service.requests.intake import MEDIA, WAYS
from gongkai.service.requests.letter_sources import organ_as_named
from gongkai.service.requests.models import Case, Paper, Party

KIND = "receipt"


def receipt_pdf(case: Case, on: date, code: str = "") -> bytes:
    """Return the receipt of a request as PDF, dated `on`; with its query code where that is shown just now.

    Raises CannotDo before the day of receipt is settled, and where the paper cannot be set now.
    """
    clock = ledger.clock_of(case)
    if clock.received_on is None:
        raise CannotDo(_("收到申请之日还没有确认，暂时不能制作接收回执。"))
    requester = case.parties.get(role=Party.Role.REQUESTER)
    wanted = (MEDIA.get(case.wish.medium), WAYS.get(case.wish.way))
    facts = Facts(
        organ=organ_as_named(case.organ),
        requesters=(requester.name,) if requester.name else (),
        addressed="您" if requester.requester_class == Party.Class.NATURAL_PERSON else "贵单位",
        request_number=case.number,
        received_on=clock.received_on,
        due=clock.due,
        request_content=case.wish.description,
        channel=law_here().channel(case.channel, clock.arrived_on or on).name,
        form_wanted="、".join(str(word) for word in wanted if word),
        attachments=tuple(_attached(case)),
        query_code=code or None,
    )
    with as_file(files("gongkai.report.write").joinpath("fonts")) as fonts:
        try:
            return to_pdf(compose(KIND, facts, on, {}), fonts)
        except CannotTypeset as fault:
            raise CannotDo(str(fault)) from fault


def _attached(case: Case) -> list[str]:
    """The files of the application, by name; what identifies somebody by its kind alone."""
    kinds = (Paper.Kind.APPLICATION, Paper.Kind.IDENTITY, Paper.Kind.AUTHORITY)
    rows = case.papers.filter(kind__in=kinds, erased_at=None)
    return [row.name if row.kind == Paper.Kind.APPLICATION else row.get_kind_display() for row in rows]
