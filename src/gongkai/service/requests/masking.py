"""What is shown of a name or a contact to who may not read it: enough to tell two apart, no more."""

from __future__ import annotations


def name(text: str) -> str:
    """Return the first character of a name and stars: 张*."""
    return text[:1] + "*" * min(len(text) - 1, 2) if text else ""


def contact(text: str) -> str:
    """Return the ends of a telephone number or an address of e-mail: 138****78, z***@example.com."""
    if "@" in text:
        user, _, host = text.partition("@")
        return f"{user[:1]}***@{host}"
    digits = text.strip()
    return f"{digits[:3]}****{digits[-2:]}" if len(digits) > 6 else "****" if digits else ""


def hidden(text: str) -> str:
    """Return stars for what has no harmless part, as where somebody lives."""
    return "****" if text else ""
