"""Open a paper that proves who somebody is: on a stated purpose, and it is logged (个保法 art. 51)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import keeping, vault
from gongkai.service.requests.models import Identity, Paper


@transaction.atomic
def reveal_paper(paper: Paper, *, purpose: str, by: Post, at: datetime) -> bytes:
    """Return the bytes of a sealed paper, and log who opened it, when, what for.

    Raises NotAllowed, CannotDo without a purpose or where it was erased, Sealed, Tampered.
    """
    if not paper.is_sealed or paper.party is None:
        raise CannotDo(_("这份材料不是身份证明，请在申请页打开。"))
    # Where a picture alone was given, there is no number: the row holds the reveals and the term.
    identity, _made = Identity.objects.get_or_create(
        party=paper.party, defaults={"kind": Identity.Kind.OTHER}
    )
    vault.log_reveal(identity, purpose=purpose, by=by, at=at, paper=paper)
    if paper.erased_at:
        raise CannotDo(_("身份证明已经按期限删除。"))
    return keeping.read(paper)
