"""Send a letter, and note how it arrived: the proof of service, which starts the remedies (235号; 条例40).

By post only the postal enterprise carries it, and the day of posting counts; handed over, the day of
signature, and nothing before somebody signed; downloaded, the day the requester fetched it with the
one-time code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import (
    codes,
    keeping,
    ledger,
    lettering,
    policy,
    preflight,
    revoking,
    telling,
    together,
)
from gongkai.service.requests.actions.draft_letter import locked
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Dispatch, Letter, Paper, Party
from gongkai.statute.carriers import carrier as carrier_of
from gongkai.statute.carriers import package_carriers

# Numbers that no postal enterprise gives: a courier's name or prefix. An item of the post abroad has two
# letters at each end (万国邮联S10), whatever they are; within the country it has figures alone.
_OF_POST = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_OF_COURIER = re.compile(
    r"顺丰|圆通|中通|申通|韵达|京东|极兔|德邦|百世|菜鸟|丹鸟|优速|(SF|YT|ZTO|STO|YD|JD|JT|DPK|DPL|HTKY)[A-Z]*[0-9]{6}"
)
SIGNED = (Dispatch.Means.IN_PERSON, Dispatch.Means.ENTRUSTED)


@dataclass(frozen=True, slots=True)
class Sending:
    """A dispatch; `code` is that of a download, shown now and never again."""

    dispatch: Dispatch
    code: str | None


@transaction.atomic
def send(
    letter: Letter,
    *,
    means: str,
    on: date,
    by: Post,
    at: datetime,
    address: str = "",
    carrier: str = "",
    tracking: str = "",
    says: str = "",
    although: str = "",
    seen: int | None = None,
    sent: int | None = None,
) -> Sending:
    """Enter that an issued letter left, and return how; a reply that left is so entered in the ledger.

    By post the carrier and the number of the item are asked for. Handed over, it left and arrived only with
    `says`, who signed and when; without, both wait for `deliver`. `although` is why it goes where, or as, its
    addressee did not ask for: refused without. `seen` are the entries of the case, `sent` the dispatches of
    the letter that were shown: more of them by now refuse it. Raises NotAllowed, CannotDo, Overtaken.
    """
    letter = locked(letter)
    today = timezone.localdate(at)
    policy.check_can_handle(by, letter.case.organ, today)
    case = {one.pk: ledger.locked(one) for one in together.cases_of(letter)}[letter.case_id]
    now = case.entries.count(), letter.dispatches.count()
    if (seen is not None and now[0] != seen) or (sent is not None and now[1] != sent):
        raise ledger.Overtaken(
            _("您打开页面以后，这件申请又登记了新的事项，或者文书已经发出。请看过最新情况后再办理。")
        )
    ledger.check_day(on, today)
    _check(letter, means, on, address, carrier, tracking, says)
    _ask_why(letter, means, address, although)
    signed = means in SIGNED and bool(says.strip())
    code = codes.new() if means == Dispatch.Means.PORTAL else None
    dispatch = Dispatch.objects.create(
        letter=letter,
        means=means,
        address=address.strip(),
        carrier=carrier if means == Dispatch.Means.POST else "",
        tracking=tracking.strip(),
        although=although.strip(),
        says=says.strip(),
        sent_on=on,
        delivered_on=on if signed else None,
        code_digest=codes.digest(code) if code else "",
        code_until=at + timedelta(days=settings.GONGKAI_DOWNLOAD_DAYS) if code else None,
        by=by,
        at=at,
    )
    if signed or means not in SIGNED:
        telling.left(letter, on, means, by=by, at=at)
    if signed:
        telling.arrived(letter, on, by=by, at=at)
    record(
        "requests.send_letter",
        by=by,
        at=at,
        kind="letter",
        key=letter.pk,
        organ=letter.case.organ,
        means=means,
    )
    return Sending(dispatch, code)


@transaction.atomic
def deliver(
    dispatch: Dispatch, *, on: date, by: Post, at: datetime, says: str = "", proof: Upload | None = None
) -> Dispatch:
    """Enter that a letter arrived, with its proof. Raises NotAllowed, CannotDo."""
    letter = locked(dispatch.letter)
    today = timezone.localdate(at)
    policy.check_can_handle(by, letter.case.organ, today)
    ledger.check_day(on, today)
    dispatch = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if dispatch.delivered_on is not None:
        raise CannotDo(_("这份文书已经登记送达（%(on)s）。") % {"on": dispatch.delivered_on.isoformat()})
    if on < dispatch.sent_on:
        raise CannotDo({"on": [_("送达不能早于发出（%(on)s）。") % {"on": dispatch.sent_on.isoformat()}]})
    if proof is None and not says.strip():
        raise CannotDo({"says": [_("请写明怎样知道已经送达（例如何人签收），或者上传送达凭证。")]})
    if proof is not None:
        upload = Upload(proof.name, proof.data, Paper.Kind.PROOF)
        dispatch.proof = keeping.keep(letter.case, [upload], party=letter.to, by=by, at=at)[0]
    dispatch.delivered_on, dispatch.says = on, says.strip()
    dispatch.save()
    if dispatch.means in SIGNED:
        telling.left(letter, on, dispatch.means, by=by, at=at)  # the day of signature (235号)
    telling.arrived(letter, on, by=by, at=at)
    record("requests.deliver_letter", by=by, at=at, kind="letter", key=letter.pk, organ=letter.case.organ)
    return dispatch


_NOT_ONLINE = ("post", "pick_up", "fax")  # ways of intake.WAYS by which nobody looks at a page


def _check(
    letter: Letter, means: str, on: date, address: str, carrier: str, tracking: str, says: str
) -> None:
    faults: dict[str, list[str]] = {}
    if letter.issued_on is None or letter.discarded_at is not None:
        raise CannotDo(_("文书还没有编号，或者已经作废，不能发出。"))
    if revoking.is_revoked(letter):
        raise CannotDo(_("这份答复已经撤销，不能再发出。请发出撤销原答复或者重新答复的文书。"))
    if revoking.counts_no_more(letter):
        raise CannotDo(_("这件申请已被责令重新答复，原来的答复不能再发出。请发出重新作出的答复。"))
    for entry in together.entries_of(letter):
        clock = ledger.clock_of(entry.case)
        if clock.ending is None and entry.place not in {place for place, _event in clock.entries}:
            raise CannotDo(_("这份答复的记录已经撤销，不能再发出。"))
    for case, decision in together.decisions_of(letter):
        clock = ledger.clock_of(case)
        if clock.ending is None or clock.ending.sent is not None:
            continue  # only what has not left yet can still be kept back
        if says_against := preflight.against_leaving(case, decision, clock, on):
            raise CannotDo(
                _("%(number)s的答复还不能发出：%(why)s需要改变决定的，请先撤销作出答复的记录，再重新决定。")
                % {"number": case.number, "why": "".join(says_against)}
            )
    if means not in Dispatch.Means.values:
        faults["means"] = [_("请选择送达方式。")]
    if on < letter.issued_on:
        faults["on"] = [_("发出不能早于落款之日（%(on)s）。") % {"on": letter.issued_on.isoformat()}]
    if means in (Dispatch.Means.POST, Dispatch.Means.EMAIL, Dispatch.Means.FAX) and not address.strip():
        faults["address"] = [_("请写明送往的地址、邮箱或者号码。")]
    if says.strip() and means not in SIGNED:
        faults["says"] = [_("邮寄、邮件、传真和下载的，送达以后再登记送达情况。")]
    if means == Dispatch.Means.POST and carrier not in package_carriers():
        faults["carrier"] = [_("请选择由谁寄递。")]
    if means == Dispatch.Means.POST and not tracking.strip():
        faults["tracking"] = [_("请填写邮政企业给的邮件号；答复应当通过邮政企业寄送，不用其他快递。")]
    elif means == Dispatch.Means.POST and (_is_couriers(tracking) or not _may_carry(carrier, on)):
        faults["tracking"] = [
            _(
                "这是快递企业的单号。国家机关的公文只能由邮政企业寄递，快递企业不得寄递"
                "（《邮政法》第五十五条）；请改由邮政企业寄送，填写它给的邮件号。"
            )
        ]
    if faults:
        raise CannotDo(faults)


def _may_carry(key: str, on: date) -> bool:
    return key not in package_carriers() or carrier_of(key, on).carries


def _ask_why(letter: Letter, means: str, address: str, although: str) -> None:
    """Refuse a letter that goes elsewhere, or otherwise, than its addressee asked, unless told why."""
    if len(although.strip()) >= 4:
        return
    if found := [*_elsewhere(letter, means, address), *_otherwise(letter, means)]:
        raise CannotDo({"although": [*found, _("确实要这样送达的，请写明理由；理由随送达记录保存。")]})


def _elsewhere(letter: Letter, means: str, address: str) -> Iterator[str]:
    field = {Dispatch.Means.POST: "address", Dispatch.Means.EMAIL: "email", Dispatch.Means.FAX: "fax"}.get(
        Dispatch.Means(means)
    )
    if field is None or letter.to is None:
        return
    people = [letter.to]
    if letter.to.role in lettering.OWN:
        people = list(Party.objects.filter(case__in=together.cases_of(letter), role__in=lettering.OWN))
    given = [plain for person in people if (plain := _plain(getattr(person, field)))]
    typed = _plain(address)
    # A postcode or a name may stand beside a postal address; one of e-mail is another by any letter.
    same = any(known in typed if field == "address" else known == typed for known in given)
    if not same:
        yield (
            _("送往的地址、邮箱或者号码与收件人提供的不一致。")
            if given
            else _("收件人没有提供这种地址、邮箱或者号码。")
        )


def _otherwise(letter: Letter, means: str) -> Iterator[str]:
    hers = letter.to is not None and letter.to.role in lettering.OWN
    on_paper = [case for case in together.answered_by(letter) if case.wish.medium == "paper"]
    if hers and on_paper and means in (Dispatch.Means.PORTAL, Dispatch.Means.EMAIL):
        yield _("申请人要求提供纸质信息，网上下载和电子邮件不能提供纸质信息。")
    asked_otherwise = [c for c in together.answered_by(letter) if c.wish.way in _NOT_ONLINE]
    if hers and asked_otherwise and not on_paper and means == Dispatch.Means.PORTAL:
        yield _("申请人没有选择网上下载，可能不知道要到网上取文书。")


def _plain(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in kept if char.isalnum() or char in "@.+_-")


def _is_couriers(tracking: str) -> bool:
    plain = "".join(unicodedata.normalize("NFKC", tracking).split()).upper()
    return _OF_POST.fullmatch(plain) is None and _OF_COURIER.search(plain) is not None
