"""Sign a person in: the password, then the code of her telephone if she has set one up."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs import carried, lockout, second_factor
from gongkai.service.organs.gate import begin_session
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Person
from gongkai.service.organs.queries import posts_in_force
from gongkai.service.organs.visitors import counted_address


class CannotSignIn(Exception):
    """The attempt is refused; the message is the same whether there is such a person or not."""


def check_password(request: HttpRequest, username: str, password: str, now: datetime) -> Person:
    """Return the person of that name and password, not yet signed in. Raises CannotSignIn."""
    known = _is_known(request, username)
    _count(request, username, now, known=known)
    found = authenticate(request, username=username.strip().lower(), password=password)
    if not isinstance(found, Person):
        raise CannotSignIn(_locked(username, now, known=known) or _("用户名或口令不正确。"))
    lockout.succeeded_from(counted_address(request))
    return found


def check_code(request: HttpRequest, person: Person, code: str, now: datetime) -> None:
    """Raise CannotSignIn, unless the code is right. Failures count with those of the password."""
    known = _is_known(request, person.username)
    _count(request, person.username, now, known=known)
    if not person.is_active or not second_factor.passes(person, code, now):
        raise CannotSignIn(
            _locked(person.username, now, known=known)
            or _("验证码不正确。请核对手机时间，或者使用一个没有用过的恢复码。")
        )
    lockout.succeeded_from(counted_address(request))


def sign_in(request: HttpRequest, person: Person, now: datetime) -> None:
    """Begin the person's session under a new key, and forget earlier failures."""
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    begin_session(request, now)
    lockout.clear(person.username, now)
    record("organs.sign_in", by=person, at=now, kind="person", key=person.pk)


def _is_known(request: HttpRequest, username: str) -> bool:
    """Say whether the person of that name has signed in with this browser before."""
    key = carried.whose(request)
    return key is not None and Person.objects.filter(pk=key, username=username.strip().lower()).exists()


def _locked(username: str, now: datetime, *, known: bool) -> str:
    """Return the sentence if this failure has locked the name; that of a person goes into the log."""
    says = lockout.says_if_locked(username, now, known=known)
    person = Person.objects.filter(username=username.strip().lower()).first() if says else None
    if person is not None:
        post = posts_in_force(timezone.localdate(now)).filter(person=person).first()
        record(
            "organs.locked_out",
            by=None,
            at=now,
            kind="person",
            key=person.pk,
            organ=post.organ if post else None,
        )
    return says


def _count(request: HttpRequest, username: str, now: datetime, *, known: bool) -> None:
    try:
        lockout.count(username, now, known=known)
        if not known:
            lockout.count_address(counted_address(request), now)
    except lockout.LockedOut as fault:
        raise CannotSignIn(str(fault)) from None
