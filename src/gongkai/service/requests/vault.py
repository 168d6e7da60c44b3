"""What proves who somebody is: sealed when it comes in, read on a stated purpose, erased in time.

The key is a file of its own beside the data (`identity-key`, made by `gongkai service prepare`), so that a
copy of the database alone opens nothing. Several lines of keys may stand in it: the first seals, all open.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import policy
from gongkai.service.requests.models import Identity, Paper, Party, Reveal


class Sealed(Exception):
    """The key of this installation does not open what was sealed; the message says what to do."""


def seal(data: bytes) -> bytes:
    """Return bytes that only this installation's key opens."""
    return _box().encrypt(data)


def unseal(data: bytes) -> bytes:
    """Return what was sealed; Sealed if the key is not the one it was sealed with."""
    try:
        return _box().decrypt(data)
    except InvalidToken:
        raise Sealed(
            _("身份证明打不开：加密用的密钥与现在的不同。请系统管理员恢复数据目录中的 identity-key 文件。")
        ) from None


def tidy(number: str) -> str:
    """Return a number as it is compared: without blanks and dashes, letters large."""
    return re.sub(r"[\s-]", "", number).upper()


def masked(number: str) -> str:
    """Return a number as it may be shown: the ends, stars between; a short one all stars."""
    plain = tidy(number)
    if len(plain) < 8:
        return "*" * len(plain)
    return f"{plain[:3]}{'*' * (len(plain) - 5)}{plain[-2:]}"


def doubts(kind: str, number: str) -> str:
    """Return why a number looks wrong, "" if it does not: a warning, for papers have errors too."""
    plain = tidy(number)
    if kind == Identity.Kind.ID_CARD and not ric.is_valid(plain):
        return "居民身份证号码不符合校验规则，请核对。"
    if kind == Identity.Kind.USCC and not uscc.is_valid(plain):
        return "统一社会信用代码不符合校验规则，请核对。"
    return ""


def digest(organ: int, kind: str, number: str) -> str:
    """Return the keyed digest by which an organ finds earlier requests of the same person."""
    key = hashlib.sha256(b"gongkai identity digest" + _keys()[-1]).digest()
    return hmac.new(key, f"{organ}:{kind}:{tidy(number)}".encode(), hashlib.sha256).hexdigest()


def digest_at(identity: Identity, organ: int) -> str:
    """Return the digest that another organ has of the same number: nobody reads the number. Sealed, or ""."""
    if not identity.sealed:
        return ""
    return digest(organ, identity.kind, unseal(identity.sealed.encode()).decode())


def keep(party: Party, kind: str, number: str) -> Identity:
    """Seal the number of a party's paper; one kept before is replaced. The caller's transaction holds it."""
    found, _ = Identity.objects.update_or_create(
        party=party,
        defaults={
            "kind": kind,
            "sealed": seal(tidy(number).encode()).decode() if number else "",
            "masked": masked(number),
            "digest": digest(party.case.organ_id, kind, number) if number else "",
            "doubtful": doubts(kind, number) if number else "",
        },
    )
    return found


@transaction.atomic
def reveal(identity: Identity, *, purpose: str, by: Post, at: datetime) -> str:
    """Return the number in clear, and log who read it, when, what for.

    Raises NotAllowed, CannotDo without a purpose or where it was erased, Sealed.
    """
    log_reveal(identity, purpose=purpose, by=by, at=at)
    if identity.erased_at or not identity.sealed:
        raise CannotDo(_("身份证明已经按期限删除，或者没有登记号码。"))
    return unseal(identity.sealed.encode()).decode()


def log_reveal(
    identity: Identity, *, purpose: str, by: Post, at: datetime, paper: Paper | None = None
) -> None:
    """Log that a number, or a paper, is read, and what for; the caller's transaction holds it.

    Raises NotAllowed, CannotDo without a purpose.
    """
    organ = identity.party.case.organ
    policy.check_can_reveal(by, organ, timezone.localdate(at))
    purpose = purpose.strip()
    if not 4 <= len(purpose) <= 300:
        raise CannotDo(
            {"purpose": [_("请写明查看身份证明的目的（4至300字）；查看的人、时间和目的都会留下记录。")]}
        )
    Reveal.objects.create(identity=identity, paper=paper, purpose=purpose, by=by, at=at)
    record("requests.reveal", by=by, at=at, kind="case", key=identity.party.case_id, organ=organ)


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> list[bytes]:
    """Return the keys of the file, first to last; Sealed if there is no such file."""
    try:
        lines = settings.GONGKAI_IDENTITY_KEY_FILE.read_bytes().split()
    except OSError:
        lines = []
    if not lines:
        raise Sealed(
            _("缺少加密身份证明的密钥（数据目录中的 identity-key），请先运行 gongkai service prepare。")
        )
    return list(lines)
