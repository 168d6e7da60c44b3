"""Enter an organ, or bring its facts up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from gongkai.papers.scan import HitKind, Part, ScanSettings, scan
from gongkai.service.organs import policy, revision
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post, Website

Row = TypeVar("Row", Organ, Website)
LINKS = {"parent": gettext_lazy("所属人民政府"), "supervisor": gettext_lazy("政府信息公开主管部门")}


class CannotEstablish(Exception):
    """The facts given for an organ do not hold together; the message names the field.

    `faults` are the sentences by the name of the field, where it is known.
    """

    def __init__(self, says: str, faults: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(says)
        self.faults = {name: list(texts) for name, texts in (faults or {}).items()}


class Change(NamedTuple):
    """One fact that is new or another than before, as people read it."""

    label: str | Promise
    before: str
    after: str


@transaction.atomic
def establish(
    facts: Mapping[str, Any], *, by: Post | None = None, at: datetime | None = None
) -> tuple[Organ, bool]:
    """Enter the organ of `facts["code"]`, or bring it up to date; return it and whether anything changed.

    `facts` holds the fields of Organ by name, `parent` and `supervisor` as codes of organs already
    entered, and `website` as the fields of its website, if it has one of its own. `by` is None for the
    command line of the machine and for the demonstration; `at` is the time for the log. Raises
    NotAllowed, or CannotEstablish naming an unknown field, a value that is refused, or an organ that is
    not there.
    """
    organ, changes = change(facts, by=by, at=at)
    return organ, bool(changes)


@transaction.atomic
def establish_all(
    entries: Sequence[Mapping[str, Any]], *, by: Post | None = None, at: datetime | None = None
) -> list[tuple[Organ, bool]]:
    """Enter several organs, parents before those under them: all of them, or none if one is refused."""
    return [establish(facts, by=by, at=at) for facts in entries]


@transaction.atomic
def change(
    facts: Mapping[str, Any], *, by: Post | None = None, at: datetime | None = None
) -> tuple[Organ, list[Change]]:
    """Do as `establish`, and return fact by fact what changed."""
    given = dict(facts)
    code = str(given.get("code", ""))
    website = given.pop("website", None)
    _refuse_unknown(given, Organ, code)
    found = Organ.objects.select_for_update().filter(code=code).first()
    at = at or timezone.now()
    if by is not None and found is not None:
        policy.check_can_manage_organ(by, found, timezone.localdate(at))
    for link in LINKS:
        if link in given:
            given[link] = _organ(given[link], link, code)
    organ, changes = _put(found or Organ(), given, code)
    _refuse_circles(organ)
    if by is not None:  # as it stands now: nobody puts an organ where she could not have reached it
        policy.check_can_manage_organ(by, organ, timezone.localdate(at))
    if website is not None:
        _refuse_unknown(website, Website, code)
        site = Website.objects.filter(organ=organ).first() or Website(organ=organ)
        _site, site_changes = _put(site, {**website, "organ": organ}, code)
        changes += [
            Change(format_lazy("{}·{}", gettext_lazy("网站"), label), before, after)
            for label, before, after in site_changes
        ]
    if changes:
        act = "organs.amend" if found else "organs.establish"
        with override("zh-hans"):  # the log is written in one language, whoever acts
            labels = [str(change.label) for change in changes]
        record(act, by=by, at=at, kind="organ", key=code, organ=organ, fields=labels)
        revision.advance()
    return organ, changes


def _organ(code: Any, link: str, of: str) -> Organ | None:
    """Return the organ of a code, None for no code; CannotEstablish if it is not there."""
    if code is None or code == "":
        return None
    found = code if isinstance(code, Organ) else Organ.objects.filter(code=code).first()
    if found is None:
        raise CannotEstablish(
            _("%(of)s：%(links)s“%(code)s”尚未录入，请先录入它。")
            % {"of": of, "links": LINKS[link], "code": code}
        )
    return found


def _refuse_unknown(given: Mapping[str, Any], model: type[Organ | Website], code: str) -> None:
    known = {field.name for field in model._meta.fields} - {"id"}  # noqa: SLF001 - Django's own door
    if unknown := sorted(set(given) - known):
        raise CannotEstablish(
            _("%(code)s：不认识的项目：%(which)s。") % {"code": code, "which": "、".join(unknown)}
        )


def _refuse_circles(organ: Organ) -> None:
    for link in LINKS:
        seen, above = {organ.pk}, getattr(organ, link)
        while above is not None:
            if above.pk in seen:
                raise CannotEstablish(
                    _("%(code)s：%(links)s绕成了一圈（经过“%(above)s”），请核对。")
                    % {"code": organ.code, "links": LINKS[link], "above": above}
                )
            seen.add(above.pk)
            above = getattr(above, link)


def _put(row: Row, given: Mapping[str, Any], code: str) -> tuple[Row, list[Change]]:
    """Set the fields, and save the row if one of them changed or it is new."""
    is_new = row.pk is None
    changes = []
    for name, value in given.items():
        field = row._meta.get_field(name)  # noqa: SLF001
        assert isinstance(field, models.Field)  # noqa: S101 - `_refuse_unknown` has seen to it
        before = None if is_new and field.is_relation else getattr(row, name)
        after = value if field.is_relation else _read(field, value, code)
        if before != after:
            setattr(row, name, after)
            if name != "organ":
                changes.append(Change(field.verbose_name, shown(field, before), shown(field, after)))
    if is_new or changes:
        _refuse_unfit(row, given, code)
        try:
            row.full_clean()
        except ValidationError as fault:
            raise CannotEstablish(f"{code}：{_sentences(row, fault)}", fault.message_dict) from fault
        row.save()
    return row, changes


# Who is reached by them: a mobile of the duty desk is published on purpose.
_NUMBERS = frozenset({"phone", "fax"})
_UNSCANNED = frozenset({"code", "uscc", "identification_code", "postcode", "domain", "report_errors_at"})


def _refuse_unfit(row: models.Model, given: Mapping[str, Any], code: str) -> None:
    """Refuse marks of secrecy and numbers of persons: these facts are public at once, without a review."""
    faults: dict[str, list[str]] = {}
    for name in given:
        value = getattr(row, name, None)
        words = "\n".join(value) if isinstance(value, list) else value
        if not isinstance(words, str) or not words or name in _UNSCANNED:
            continue
        kinds = ScanSettings().kinds - ({HitKind.MOBILE} if name in _NUMBERS else set())
        for hit in scan([Part("", words)], ScanSettings(kinds=kinds))[:1]:
            faults[name] = [
                _("%(says)s（%(excerpt)s）机关资料直接对外显示，不能含有这样的内容。")
                % {"says": hit.says, "excerpt": hit.excerpt}
            ]
    if faults:
        raise CannotEstablish(
            f"{code}：{'；'.join(text for texts in faults.values() for text in texts)}", faults
        )


def _read(field: models.Field[Any, Any], value: Any, code: str) -> Any:
    try:
        return field.to_python(value)
    except ValidationError as fault:
        says = f"{code}：{field.verbose_name}（{field.name}）：{' '.join(fault.messages)}"
        raise CannotEstablish(says, {field.name: fault.messages}) from fault


def _sentences(row: models.Model, fault: ValidationError) -> str:
    labels = {field.name: str(field.verbose_name) for field in row._meta.fields}  # noqa: SLF001
    return "；".join(
        f"{labels[name]}（{name}）：{' '.join(texts)}" if name in labels else " ".join(texts)
        for name, texts in fault.message_dict.items()
    )


def shown(field: models.Field[Any, Any], value: Any) -> str:
    """Return a value of a field as people read it; nothing for none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(map(str, value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)
