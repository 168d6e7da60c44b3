"""Enter where a number in the words of a report comes from, which no cell says."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.composing import texts_of
from gongkai.service.annual.filings import locked
from gongkai.service.annual.models import Filing, NumberWord
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def source_number(
    filing: Filing, section: int, *, context: str, number: str, source: str, by: Post, at: datetime
) -> NumberWord:
    """Enter the source of a number in exactly these words of a section, and return its row.

    Raises NotAllowed; CannotDo without a source, or if these words with this number are not in the section.
    """
    policy.check_can_write(by, filing.organ, filing.year, timezone.localdate(at))
    locked(filing)
    text = texts_of(filing).get(section)
    if not number or number not in context or text is None or context not in text.text:
        raise CannotDo(_("文字改动以后，写出处的那句话已经没有了，请核对文字后再保存。"))
    if not source.strip():
        raise CannotDo({"source": [_("请写明这个数的出处。")]})
    row = NumberWord.objects.create(
        filing=filing,
        section=section,
        context=context,
        number=number,
        source=source.strip()[:300],
        by=by,
        at=at,
    )
    record(
        "annual.source_number",
        by=by,
        at=at,
        kind="filing",
        key=filing.pk,
        organ=filing.organ,
        section=section,
    )
    return row
