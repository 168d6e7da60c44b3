"""Shapes of what one proposes and another decides, and of the decision on an objection (see models)."""

from __future__ import annotations

from django.db import models

from gongkai.service.organs.models import Post
from gongkai.service.organs.records import Record


class Proposal(Record):
    """What an officer proposes and another must consent to before it is entered: an extension, an annulment,
    a fee, a later reply; another class of the requester, which no entry tells (`reclassing`). `event` has its
    day and particulars as the ledger would have them (`proposing`)."""

    case = models.ForeignKey("requests.Case", models.PROTECT, related_name="proposals")
    kind = models.CharField("事项", max_length=32)  # the kind of the event
    event = models.JSONField("拟登记的事件")
    says = models.TextField("理由")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("提出时间")


class Consent(Record):
    """The answer to a proposal, once: given on a day, entered at a time."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="consent")
    granted = models.BooleanField("同意")
    on = models.DateField("答复之日")
    says = models.CharField("意见", max_length=500, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")


class CarriedOut(Record):
    """That a proposal consented to is in the ledger: an annulment at once, the others once the requester
    was told of them."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="carried_out")
    entry = models.OneToOneField("requests.Entry", models.PROTECT, related_name="proposed")


class Objection(Record):
    """How an organ decided on a third party's objection (条例 art. 32), with its reasons; the newest counts.

    Against an objection that `holds` only a grave effect on the public interest lets it disclose; what it
    discloses against an objection, the third party is told in writing (`ThirdPartyTold`).
    """

    party = models.ForeignKey("requests.Party", models.PROTECT, related_name="objections")
    on = models.DateField("决定之日")
    holds = models.BooleanField("有合理理由")
    discloses = models.BooleanField("决定公开")
    content = models.TextField("决定公开的内容", blank=True)
    reasons = models.TextField("理由")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        ordering = ("party", "pk")


class ThirdPartyTold(Record):
    """That the third party was told in writing what is disclosed against its objection, and why."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="told")
    on = models.DateField("告知之日")
    means = models.CharField("方式", max_length=50)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")
