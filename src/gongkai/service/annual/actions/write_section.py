"""Write a section of a report. Earlier words stay, the newest count."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report.loader import edition_for
from gongkai.service.annual import policy
from gongkai.service.annual.composing import PREAMBLE, texts_of
from gongkai.service.annual.filings import Overtaken, locked
from gongkai.service.annual.models import Filing, SectionText
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post

LONGEST = 20_000  # characters: more is no section of a report


@transaction.atomic
def write_section(
    filing: Filing,
    section: int,
    text: str,
    *,
    by: Post,
    at: datetime,
    seen: int | None = None,
    drafted: bool = False,
) -> SectionText:
    """Write a section (0: the preamble) and return it; the same words again change nothing.

    `seen` is the key of the words the writer began from, 0 if there were none: others by now refuse hers
    (Overtaken), and what she typed stays on her page. Raises NotAllowed, CannotDo.
    """
    policy.check_can_write(by, filing.organ, filing.year, timezone.localdate(at))
    locked(filing)
    if section != PREAMBLE and section not in {form.number for form in edition_for(filing.year).sections}:
        raise CannotDo(_("报告没有第%(section)s部分。") % {"section": section})
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise CannotDo(
            {"text": [_("这一部分有%(length)s字，最多%(most)s字。") % {"length": len(text), "most": LONGEST}]}
        )
    before = texts_of(filing).get(section)
    if seen is not None and seen != (before.pk if before else 0):
        raise Overtaken(_("您打开以后，这一部分已由别人改过。没有保存您的文字，请对照现在的文字后再保存。"))
    if before is not None and before.text == text:
        return before
    row = SectionText.objects.create(filing=filing, section=section, text=text, drafted=drafted, by=by, at=at)
    record(
        "annual.write_section",
        by=by,
        at=at,
        kind="filing",
        key=filing.pk,
        organ=filing.organ,
        section=section,
    )
    return row
