"""The mail server that GONGKAI_MAIL names."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

_BACKENDS = "django.core.mail.backends"


class WrongMail(ValueError):
    """GONGKAI_MAIL or GONGKAI_MAIL_FROM cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """What Django is told of the mail server."""

    backend: str = f"{_BACKENDS}.dummy.EmailBackend"
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    ssl: bool = False
    folder: str | None = None
    sender: str = ""
    domain: str = "gongkai.invalid"  # behind the @ of keys, until a sender says another


def mail(address: str, sender: str) -> MailServer:
    """Return the server at an address (`smtp://`, `smtps://`, `file:///folder`); raises WrongMail.

    Without an address nothing is sent.
    """
    if not address:
        return MailServer()
    domain = parseaddr(sender)[1].rpartition("@")[2]
    if not domain:
        raise WrongMail(
            "设定了 GONGKAI_MAIL，还应当用 GONGKAI_MAIL_FROM 写明发件地址，例如 公开办 <xxgk@mail.example>。"
        )
    parts = urlsplit(address)
    if parts.scheme == "file" and parts.path:
        backend = f"{_BACKENDS}.filebased.EmailBackend"
        return MailServer(backend, folder=unquote(parts.path), sender=sender, domain=domain)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == -1:
        raise WrongMail(
            "GONGKAI_MAIL 应形如 smtp://用户:密码@主机:587?tls=1 或者 smtps://用户:密码@主机:465。"
        )
    ssl = parts.scheme == "smtps"
    starttls = not ssl and parse_qs(parts.query).get("tls") == ["1"]
    return MailServer(
        backend=f"{_BACKENDS}.smtp.EmailBackend",
        host=parts.hostname,
        port=port or (465 if ssl else 587 if starttls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=starttls,
        ssl=ssl,
        sender=sender,
        domain=domain,
    )
