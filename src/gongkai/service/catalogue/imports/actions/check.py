"""The dry run: what would become of every row, and why not. Nothing is written but the run itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongkai.papers.errors import Refused
from gongkai.service.catalogue import fields, pending, policy, store
from gongkai.service.catalogue.actions.attach import MOST_FILES, made_ready
from gongkai.service.catalogue.actions.mark_validity import standing_changes
from gongkai.service.catalogue.imports import files, table
from gongkai.service.catalogue.imports.cells import Meaning, meaning
from gongkai.service.catalogue.imports.files import NotFound, Source
from gongkai.service.catalogue.imports.known import Known
from gongkai.service.catalogue.imports.models import ImportRow, ImportRun
from gongkai.service.catalogue.imports.series import year_in
from gongkai.service.catalogue.imports.table import LABELS, Raw
from gongkai.service.catalogue.imports.work import Pulse, at_work, go_on
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.catalogue.scanning import SecrecyMarked, look_through, parts_of
from gongkai.service.clearance.refusals import OutOfTurn, WrongFields
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post

BATCH = 50
Outcome = ImportRow.Outcome
Tell = Callable[[int], None]


def check(
    run: ImportRun,
    *,
    by: Post,
    now: Callable[[], datetime],
    source: Source | None = None,
    tell: Tell = lambda _: None,
) -> ImportRun:
    """Look at every row of a run that was not looked at yet, in batches, and return the run.

    `source` has the attachments where they do not lie in the run's own ZIP. `tell` is given the number of
    rows so far. Raises NotAllowed, OutOfTurn, WrongFields (file, archive) for what cannot be read at all.
    """
    at = now()
    policy.check_can_draft(by, run.organ, timezone.localdate(at))
    if run.checked_at is not None:
        raise OutOfTurn("这次导入已经预演过。")
    with at_work(run, ImportRun.Task.CHECK, by, at) as worker:
        try:
            data = pending.read(run.table)
            source = source or (
                files.of_archive(pending.read(run.archive)) if run.archive else files.nothing()
            )
        except pending.Gone:
            raise OutOfTurn("上传的文件只保留一天，已经删除。请重新上传。") from None
        _Checking(run, by, source).all(table.read(data, run.name).rows, worker, now, tell)
    run.refresh_from_db()
    if run.checked_at is not None:
        for token in filter(None, (run.table, run.archive)):
            pending.drop(token)
    return run


class _Checking:
    """One run's rows, with what the earlier ones have said."""

    def __init__(self, run: ImportRun, by: Post, source: Source) -> None:
        self.run, self.by, self.source = run, by, source
        self.indexes: dict[str, int] = {}
        self.papers: dict[tuple[str, str], int] = {}
        self.numbers: dict[str, int] = {}
        self.digests: dict[str, int] = {}
        self.used: set[str] = set()
        self.last = 0
        for row in run.rows.order_by("number").iterator():
            self._saw(row)

    def _saw(self, row: ImportRow) -> None:
        self.last = row.number
        self.used |= {file["name"] for file in row.files}
        if row.outcome == Outcome.REFUSED:
            return
        self.digests.setdefault(row.digest, row.number)
        if row.index_number:
            self.indexes.setdefault(row.index_number, row.number)
        if number := row.values.get("document_number"):
            self.papers.setdefault((number, row.title), row.number)
            self.numbers.setdefault(number, row.number)

    def all(self, rows: Iterator[Raw], worker: str, now: Callable[[], datetime], tell: Tell) -> None:
        """Look at what is left, a batch a transaction."""
        left = (raw for raw in rows if raw.number > self.last)
        done = self.run.rows.count()
        pulse = Pulse(self.run, worker, now)
        while batch := list(islice(left, BATCH)):
            if done + len(batch) > settings.GONGKAI_IMPORT_ROWS:
                raise WrongFields({"file": [f"超过{settings.GONGKAI_IMPORT_ROWS}行，请分成几个文件。"]})
            at = now()
            found = []
            for row, meant, known in self._understood(batch, at, pulse):  # outside: long files hold up nobody
                found.append(self._looked_at(row, meant, known, at))
                pulse()
            with transaction.atomic():
                go_on(self.run, worker, now())
                ImportRow.objects.bulk_create(found)
                ImportRun.objects.filter(pk=self.run.pk).update(total=done + len(found))
            done += len(found)
            tell(done)
        if not done:
            raise WrongFields({"file": ["表头下面没有内容。"]})
        with transaction.atomic():
            go_on(self.run, worker, now())
            unused = [name for name in self.source.names() if name.rpartition("/")[2] not in self.used]
            ImportRun.objects.filter(pk=self.run.pk).update(checked_at=now(), unused=unused[:200])

    def _understood(
        self, batch: Sequence[Raw], at: datetime, pulse: Pulse
    ) -> Iterator[tuple[ImportRow, Meaning, Known]]:
        """Yield rows with what they mean and what the catalogue has already of what they name."""
        organ, on = self.run.organ, timezone.localdate(at)
        meant = []
        for raw in batch:
            meant.append(meaning(raw, organ, on, was_published=self.run.was_published))
            pulse()
        digests = [_digest(raw, self.run) for raw in batch]
        known = Known(organ, on, meant, digests)
        for raw, found, digest in zip(batch, meant, digests, strict=True):
            row = ImportRow(run=self.run, number=raw.number, digest=digest, outcome=Outcome.REFUSED)
            yield row, found, known

    def _looked_at(self, row: ImportRow, found: Meaning, known: Known, at: datetime) -> ImportRow:
        on = timezone.localdate(at)
        row.title = str(found.values.get("title", ""))[:200]
        self._within_the_file(row, found)
        try:
            self._against_what_is_there(row, found, known, on)
        except SecrecyMarked as marked:
            # Nothing of such a row stays, but that it was refused and where.
            found.reasons = [("", str(marked))]
            found.values, row.title, row.files, found.warnings = {}, "", [], []
            with transaction.atomic():
                record(
                    "catalogue.refuse_secret",
                    by=self.by,
                    at=at,
                    kind="import",
                    key=self.run.pk,
                    row=row.number,
                )
        row.reasons, row.warnings = _pairs(found.reasons), _pairs(found.warnings)
        if found.reasons:
            row.outcome, row.files, row.values, row.document, row.base = Outcome.REFUSED, [], {}, None, ""
        else:
            row.values = {name: _plain(value) for name, value in found.values.items()}
            if found.brought_mark is not None:
                row.values["brought_mark"] = found.brought_mark
            row.index_number, row.published_at = found.index_number, found.published_at
            row.old_index_number = found.old_index_number
            for file in row.files:
                file.pop("data", None)
        self._saw(row)
        return row

    def _within_the_file(self, row: ImportRow, found: Meaning) -> None:
        if other := self.digests.get(row.digest):
            found.refuse("", f"与第{other}行完全相同。")
        if found.index_number and (other := self.indexes.get(found.index_number)):
            found.refuse("index_number", f"与第{other}行的索引号相同；索引号不能重复。")
        number = found.values.get("document_number", "")
        if number and (other := self.papers.get((number, row.title))):
            found.refuse("document_number", f"文号和标题与第{other}行相同，重复。")
        elif number and (other := self.numbers.get(number)):
            found.warn("document_number", f"文号与第{other}行相同，请核对。")

    def _against_what_is_there(self, row: ImportRow, found: Meaning, known: Known, on: date) -> None:
        existing = self._existing(row, found, known, on)
        edition = existing or Edition(
            document=Document(organ=self.run.organ), number=1, drafted_by=self.by, changed_by=self.by
        )
        if existing is None:
            edition.brought_mark = found.brought_mark
        elif found.brought_mark is not None:
            self._mark_stands(existing, found)
        given = dict(found.values)
        if existing is None:
            given.setdefault("issuers", [self.run.organ.name])
            given.setdefault("arose_on", given.get("formed_on"))
        changed: dict[str, Any] = {}
        try:
            changed = fields.apply(edition, given, on)
        except WrongFields as wrong:
            for name, says in wrong.faults.items():
                said = {label for label, _says in found.reasons}
                cause = "formed_on" if name == "arose_on" and "arose_on" not in found.values else name
                if not said & {LABELS.get(name), LABELS.get(cause)}:
                    found.refuse(name, "；".join(says))
        look_through(parts_of(edition), self.run.organ)  # also of a row that is refused anyway
        found.values |= {n: getattr(edition, n) for n in given if n in found.values and n != "body"}
        if found.values.get("title"):
            row.title = edition.title
        new_files = self._files(row, found, edition)
        if found.reasons:
            return
        for note in fields.notes(edition, known.numbered(edition.document_number)):
            found.warn(note.field, note.says)
        self._lacking(edition, row, found)
        if existing is None:
            row.outcome = Outcome.NEW
            if (document := known.entered(row.digest)) is not None:  # word for word, by another run
                row.outcome, row.document_id = Outcome.UNCHANGED, document
        else:
            row.outcome = Outcome.CHANGED if changed or new_files else Outcome.UNCHANGED

    def _existing(self, row: ImportRow, found: Meaning, known: Known, on: date) -> Edition | None:
        """Return the newest edition of the document that the row's index number names, if there is one."""
        organ = self.run.organ
        number, paper = found.index_number, found.values.get("document_number", "")
        if not number:
            if other := next((e for e in known.numbered(paper) if e.title == row.title), None):
                whose = "" if other.document.organ_id == organ.pk else f"（{other.document.organ}）"
                how = "不另录一件" if whose else "要更改它的，请填这个索引号"
                says = f"目录中已有这个文号和标题的信息{whose}，索引号{other.document}；{how}。"
                found.refuse("document_number", says)
            return None
        document = known.documents.get(number)
        if document is None:
            self._of_own_series(found, known, on)
            return None
        if document.organ_id != organ.pk and document.organ_id in known.own:
            found.refuse(
                "index_number",
                f"索引号{number}是{document.organ}的信息，两个机关前后承接，不另给新号。要更改它的，请打开那份"
                "信息起草新的一版；不是同一件的，请改正或者留空索引号。",
            )
            return None
        if document.organ_id != organ.pk:
            found.warn("index_number", f"索引号{number}已由其他机关使用，另给新号，原号留档。")
            found.index_number, found.old_index_number = "", number
            return None
        edition = known.newest(document)
        if edition is None:
            found.refuse("index_number", f"索引号{number}的信息已经作废，索引号不再使用。")
            return None
        if self.run.was_published:
            found.refuse("index_number", f"目录中已有{number}；以前发布过的，只导入目录中没有的。")
        row.document, row.base = document, f"{edition.pk}:{edition.version}"
        return edition

    def _of_own_series(self, found: Meaning, known: Known, on: date) -> None:
        """Refuse a number of another organ's series, look at one of another year than the paper's."""
        number = found.index_number
        if (other := known.series.other(number, known.own)) is not None:
            found.refuse(
                "index_number",
                f"索引号{number}是{other}的号段，{self.run.organ}的信息不能用。请改正；留空的，导入时另给新号。",
            )
            return
        year = year_in(number)
        if year is None:
            return
        days = (found.values.get("formed_on"), found.values.get("arose_on"), found.published_at)
        years = {day.year for day in days if day is not None}
        if year > on.year:
            found.warn("index_number", f"索引号{number}是{year}年的，这一年还没有到，请核对。")
        elif years and year not in years:
            found.warn("index_number", f"索引号{number}是{year}年的，与成文、原发布日期都不同年，请核对。")

    @staticmethod
    def _mark_stands(existing: Edition, found: Meaning) -> None:
        """Refuse a mark for what is in the catalogue already, unless it stands there already."""
        mark = found.brought_mark or {}
        found.warnings = [(label, says) for label, says in found.warnings if label != LABELS["validity"]]
        if existing.brought_mark == mark:
            return
        marks = standing_changes(existing.document)
        if not marks.filter(kind=mark["kind"], on=date.fromisoformat(mark["on"])).exists():
            found.refuse("validity", "这份信息已经在目录里，有效性的变化请在它的页面上标注。")

    def _files(self, row: ImportRow, found: Meaning, edition: Edition) -> bool:
        """Look through the files a row names and keep them; return whether one is new to the edition."""
        listed: list[dict[str, str]] = []
        if len(found.files) > MOST_FILES:
            found.refuse("files", f"有{len(found.files)}个附件，最多{MOST_FILES}个。")
            return False
        kept: list[bytes] = []
        for words in found.files:
            try:
                name, data = self.source.find(words)
                made_ready(edition, data, name)
            except (NotFound, Refused, OSError) as fault:
                found.refuse(
                    "files", str(fault) if not isinstance(fault, OSError) else f"“{words}”读不出来。"
                )
            except SecrecyMarked:
                raise
            except CannotDo as refused:
                found.refuse("files", f"“{words}”：{refused}")
            else:
                sha256 = hashlib.sha256(data).hexdigest()
                if sha256 in {file["sha256"] for file in listed}:
                    found.warn("files", f"“{words}”与本行另一个附件完全相同，只录入一个。")
                else:
                    listed.append({"name": name, "sha256": sha256})
                    kept.append(data)
                self.used.add(name)
        if found.reasons:
            return False
        for data in kept:
            store.keep(data)
        row.files = listed
        there = {file.original_sha256 for file in edition.attachments.all()} if edition.pk else set()
        return any(file["sha256"] not in there for file in listed)

    def _lacking(self, edition: Edition, row: ImportRow, found: Meaning) -> None:
        """Say what is needed before the review: here where rows are reviewed as they are, later otherwise."""
        say = found.refuse if self.run.was_published else found.warn
        if edition.formed_on is None:
            say("formed_on", "没有成文日期：它是目录的必备内容（条例第十二条），送审前要填。")
        if not edition.summary:
            say("summary", "没有内容概述：它是目录的必备内容（条例第十二条），送审前要填。")
        if not edition.text.strip() and not row.files and not (edition.pk and edition.attachments.all()):
            say("body", "没有正文，也没有附件，没有可以公开的内容。")
        if self.run.was_published and edition.attribute != Edition.Attribute.PROACTIVE:
            found.refuse("attribute", "不是主动公开的，不能作为以前发布过的信息导入。")


def _digest(raw: Raw, run: ImportRun) -> str:
    said = json.dumps([raw.cells, run.was_published], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _pairs(found: list[tuple[str, str]]) -> list[list[str]]:
    return [[label, says] for label, says in found]
