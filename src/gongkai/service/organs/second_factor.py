"""The second factor of signing in: codes of an app on the telephone (TOTP), and codes for when it is lost."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from io import BytesIO

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.safestring import SafeString, mark_safe

from gongkai.service.organs.models import Person, RecoveryCode, SecondFactor

ISSUER = "政府信息公开"
STEP = 30  # seconds, as every app assumes
AROUND = 1  # steps before and after in which a code still counts: clocks differ
RECOVERY_CODES = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without those that look alike


def is_on(person: Person) -> bool:
    """Say whether signing in as this person takes a second step."""
    return SecondFactor.objects.filter(person=person).exclude(confirmed_at=None).exists()


def begin(person: Person) -> str:
    """Make a new secret, not yet in use, and return it (base32); one begun before is replaced."""
    secret = pyotp.random_base32()
    SecondFactor.objects.filter(person=person, confirmed_at=None).delete()
    SecondFactor.objects.create(person=person, sealed=_box().encrypt(secret.encode()).decode())
    return secret


def begun(person: Person) -> str | None:
    """Return the secret that is shown but not yet confirmed, if there is one."""
    factor = SecondFactor.objects.filter(person=person, confirmed_at=None).first()
    return _secret(factor) if factor else None


def address(person: Person, secret: str) -> str:
    """Return the otpauth: address that an app reads."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=person.username, issuer_name=ISSUER)


def picture(person: Person, secret: str) -> SafeString:
    """Return that address as a QR code: an SVG element without styles, as the security policy wants."""
    out = BytesIO()
    code = segno.make(address(person, secret), error="m")
    code.save(out, kind="svg", xmldecl=False, svgclass="qr", lineclass=None, omitsize=True, border=2)
    return mark_safe(out.getvalue().decode())  # noqa: S308 - made here, of a secret made here


@transaction.atomic
def confirm(person: Person, code: str, now: datetime) -> list[str] | None:
    """Put the secret into use if the code is right; return the recovery codes, or None."""
    factor = SecondFactor.objects.select_for_update().filter(person=person, confirmed_at=None).first()
    if factor is None or not _take_code(factor, code, now):
        return None
    factor.confirmed_at = now
    factor.save()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=_digest(code)) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


@transaction.atomic
def passes(person: Person, code: str, now: datetime) -> bool:
    """Say whether a code of the app or a recovery code is right; either is good only once."""
    factor = SecondFactor.objects.select_for_update().filter(person=person).exclude(confirmed_at=None).first()
    if factor is None:
        return False
    if _take_code(factor, code, now):
        factor.save()
        return True
    unused = factor.recovery_codes.filter(used_at=None, digest=_digest(code))
    return unused.update(used_at=now) == 1


def recovery_codes_left(person: Person) -> int:
    """Return how many recovery codes have not been used."""
    return RecoveryCode.objects.filter(factor__person=person, used_at=None).count()


def remove(person: Person) -> bool:
    """Take the second factor away; say whether there was one."""
    return SecondFactor.objects.filter(person=person).delete()[0] > 0


def _take_code(factor: SecondFactor, code: str, now: datetime) -> bool:
    typed = "".join(code.split())
    secret = _secret(factor)
    if secret is None or not (typed.isascii() and typed.isdigit()):
        return False
    totp = pyotp.TOTP(secret, interval=STEP)
    present = int(now.timestamp()) // STEP
    for step in range(present - AROUND, present + AROUND + 1):
        if step > factor.last_step and constant_time_compare(totp.generate_otp(step), typed):
            factor.last_step = step
            return True
    return False


def _secret(factor: SecondFactor) -> str | None:
    """Return the secret; None if the installation's key is not the one it was sealed with."""
    try:
        return _box().decrypt(factor.sealed.encode()).decode()
    except InvalidToken:
        return None


def _box() -> Fernet:
    key = hashlib.sha256(f"gongkai second factor {settings.SECRET_KEY}".encode()).digest()
    return Fernet(urlsafe_b64encode(key))


def _digest(code: str) -> str:
    plain = "".join(c for c in code.lower() if c.isalnum())
    return salted_hmac("gongkai.service.organs.second_factor", plain, algorithm="sha256").hexdigest()
