"""What requests add to the desk (organs/desk.py)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gongkai.statute.events import KINDS

ACTS = {
    **{f"requests.{kind}": event.name for kind, event in KINDS.items()},
    "requests.reveal": _("查看身份证明"),
}
