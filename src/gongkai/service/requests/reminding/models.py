"""Shapes and constraints of reminders: who wants them, what was told, what is to be sent, who is at work."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.service.organs.models import Person, Post
from gongkai.service.requests.models import Case, Entry, Party


class Preference(models.Model):
    """How a person wants to be reminded; without an address she is not."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="reminding")
    address = models.CharField("电子邮箱", max_length=254, blank=True)
    phone = models.CharField("手机号码", max_length=50, blank=True)  # for a channel other than e-mail
    digest = models.BooleanField("每天合为一封", default=True)
    quiet_from = models.PositiveSmallIntegerField("免打扰自几时", default=20)
    quiet_to = models.PositiveSmallIntegerField("免打扰至几时", default=8)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="quiet_hours_are_hours", condition=Q(quiet_from__lt=24) & Q(quiet_to__lt=24)
            ),
        )


class Mail(models.Model):
    """A message to be sent through one channel, and what became of it.

    To a person of the desk or to a party of a case; the address is read when it is sent, and stands nowhere
    here: erased there, it is gone. The words name numbers and days, nobody and nothing of what was asked.
    """

    channel = models.CharField("渠道", max_length=20)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+")
    subject = models.CharField("标题", max_length=120)
    text = models.TextField("正文")
    owed_at = models.DateTimeField("应发时间")
    digest_of = models.DateField("何日的汇总", null=True)
    next_at = models.DateTimeField("下次发送")
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    sent_at = models.DateTimeField("发出时间", null=True)
    given_up_at = models.DateTimeField("放弃时间", null=True)
    fault = models.CharField("原因", max_length=200, blank=True)  # a code or a kind of fault, no address

    class Meta:
        indexes = (
            models.Index(
                fields=["next_at"], name="mail_waiting", condition=Q(sent_at=None, given_up_at=None)
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="a_mail_is_to_a_person_or_a_party",
                condition=Q(person=None, party__isnull=False) | Q(person__isnull=False, party=None),
            ),
            models.UniqueConstraint(fields=["person", "channel", "digest_of"], name="one_digest_a_day"),
        )


class Reminder(models.Model):
    """That a person was told of something owed: written with the message, once for the day it became owed."""

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")  # none: of a room above
    kind = models.CharField("事项", max_length=20)  # a key of owed.KINDS
    about = models.CharField("对象", max_length=20, blank=True)  # a party's key, a letter, a proceeding
    since = models.DateField("自何日起")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    channel = models.CharField("渠道", max_length=20)
    mail = models.ForeignKey(Mail, models.CASCADE, related_name="reminders")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "about", "since", "person", "channel"], name="reminded_once"
            ),
            # Where there is no case, the databases hold no two rows for the same.
            models.UniqueConstraint(
                fields=["kind", "about", "since", "person", "channel"],
                name="reminded_once_without_a_case",
                condition=Q(case=None),
            ),
        )


class Notice(models.Model):
    """That the requester was told of an entry, or that there was nobody to tell: settled once."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    channel = models.CharField("渠道", max_length=20)
    mail = models.OneToOneField(Mail, models.CASCADE, null=True, related_name="notice")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "channel"], name="noticed_once"),)


class Begun(models.Model):
    """Since when a channel is in use: what was entered before is told to nobody. `looked` is how far it was
    read; entries of the day before it are read again, for one that was long in being written."""

    channel = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()
    looked = models.DateTimeField()


class Feed(models.Model):
    """A calendar that a program fetches by a secret address; only the digest of the secret is kept."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True)


class Lease(models.Model):
    """Who is at work: one process, until the time it said last."""

    name = models.CharField(max_length=20, unique=True)
    holder = models.CharField(max_length=40)
    until = models.DateTimeField()


class Nightly(models.Model):
    """The last day for which a work of the night was done: what was missed is done when somebody is up."""

    name = models.CharField(max_length=100, unique=True)
    day = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)  # after a fault
    fault = models.CharField(max_length=200, blank=True)
