"""The ways out: e-mail, and whatever an installation adds (docs/reminders.md says how).

A channel is an object with

    key: str                                           at most 20 characters; kept with each message
    def address_of(self, to: Person | Party) -> str    "" where somebody cannot be reached by it
    def send(self, message: Message) -> None           raises Undeliverable (never again) or TryLater

`settings.GONGKAI_CHANNELS` names classes by their dotted path; e-mail is there when GONGKAI_MAIL is set.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from gongkai.service.organs.models import Person
from gongkai.service.requests.models import Party
from gongkai.service.requests.reminding.models import Preference


class Undeliverable(Exception):
    """The message will never arrive; the text is a code or a kind of fault, never an address."""


class TryLater(Exception):
    """The way out is blocked just now; the text is a code or a kind of fault, never an address."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: to where, the words, and a key that is the same however often it is tried."""

    address: str
    subject: str
    text: str
    key: str


class Channel(Protocol):
    """A way out."""

    key: str

    def address_of(self, to: Person | Party) -> str:
        """Return where somebody is reached, "" where she is not."""

    def send(self, message: Message) -> None:
        """Send; raises Undeliverable, TryLater."""


class Mail:
    """E-mail through Django's mail backend."""

    key = "email"

    def address_of(self, to: Person | Party) -> str:
        """A person of the desk gives her address herself; that of a party stands in the case."""
        if isinstance(to, Person):
            found = Preference.objects.filter(person=to).first()
            return found.address if found else ""
        return "" if to.erased_at else to.email

    def send(self, message: Message) -> None:
        """Send; a refusal for good (5xx) is Undeliverable, all else TryLater."""
        letter = EmailMessage(
            message.subject,
            message.text,
            to=[message.address],
            headers={
                "Message-ID": f"<{message.key}@{settings.GONGKAI_MAIL_DOMAIN}>",
                "Auto-Submitted": "auto-generated",  # RFC 3834: no automatic answers
            },
        )
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _ in refusal.recipients.values()]
            raise _by_code(codes[0] if codes else 0) from None
        except smtplib.SMTPResponseException as refusal:
            raise _by_code(refusal.smtp_code) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise TryLater(type(fault).__name__) from None
        except ValueError:  # an address or a subject that no header can hold
            raise Undeliverable("address") from None


@cache
def channels() -> dict[str, Channel]:
    """Return the ways out of this installation by their keys; none where nothing is set."""
    made: list[Channel] = [Mail()] if settings.GONGKAI_MAIL else []
    made += [import_string(name)() for name in settings.GONGKAI_CHANNELS]
    return {channel.key: channel for channel in made}


def _by_code(code: int) -> Undeliverable | TryLater:
    # 530 to 538: we are not let in, which is no fault of the address
    forever = 500 <= code < 600 and not 530 <= code <= 538
    return Undeliverable(f"SMTP {code}") if forever else TryLater(f"SMTP {code}")
