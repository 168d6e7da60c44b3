"""Shapes and constraints of a disclosure request: its ledger, its people, its papers, its letters.

What happened in law is in the ledger (Entry): only added, chained by hash, and without names: parties stand
there by their key. Names, contacts, what was asked, identity papers and files stand apart and can be erased.
Where a case stands is computed from the ledger; `Standing` is an index to find candidates, nothing more.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.records import Record
from gongkai.service.requests.consents import CarriedOut, Consent, Objection, Proposal, ThirdPartyTold
from gongkai.service.requests.standings import CountedAgain, Settled, Standing

__all__ = [
    "Anchor",
    "Answering",
    "Assignment",
    "CarriedOut",
    "Case",
    "CodeTries",
    "Consent",
    "Contact",
    "CountedAgain",
    "Decision",
    "Dispatch",
    "Entry",
    "EntryWords",
    "Identity",
    "Letter",
    "LetterWording",
    "Link",
    "Note",
    "NumberPattern",
    "Objection",
    "Paper",
    "Party",
    "PreflightChoice",
    "Proposal",
    "Reception",
    "RecordSearch",
    "RemedyAddress",
    "Reveal",
    "Series",
    "Settled",
    "Standing",
    "ThirdPartyTold",
    "Wish",
    "WishWord",
]


class Series(models.Model):
    """How far the numbers of a series have come. It moves with the row that takes one, or not at all."""

    name = models.CharField("序列", max_length=120, unique=True)
    last = models.PositiveIntegerField("已用到", default=0)


class NumberPattern(Record):
    """How an organ forms the numbers of its cases or letters, from one day on (`numbering.py`)."""

    class Of(models.TextChoices):
        CASE = "case", "申请登记号"
        LETTER = "letter", "文号"

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    of = models.CharField("用于", max_length=8, choices=Of.choices)
    since = models.DateField("自何日起")
    pattern = models.CharField("格式", max_length=80)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class Reception(Record):
    """Whether an organ takes requests online, from one day on (`reception.py`)."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    since = models.DateField("自何日起")
    online = models.BooleanField("在线受理")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class LetterWording(Record):
    """An organ's own words for a paragraph of a letter, from one day on; "" is the template's again."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=40)
    paragraph = models.CharField("段落", max_length=40)
    since = models.DateField("自何日起")
    text = models.TextField("文字", blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class RemedyAddress(Record):
    """Where an organ's letters say reconsideration is sought online, from one day on (复议法22(2))."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    since = models.DateField("自何日起")
    online = models.CharField("行政复议在线申请的网址", max_length=300, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class PreflightChoice(Record):
    """Which of the settable doubts stop an organ's letters, from one day on (`preflight_rules.py`)."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    since = models.DateField("自何日起")
    blocks = models.JSONField("不解决就不能发出的")  # keys of preflight_rules.SETTABLE
    says = models.CharField("理由", max_length=500)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class Case(models.Model):
    """One request as the organ has it: its number and how it came in. Everything else hangs on it."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="cases", verbose_name="机关")
    number = models.CharField("登记号", max_length=60, unique=True)
    channel = models.CharField("提交渠道", max_length=16)  # a key of the statute's channels
    opened_at = models.DateTimeField("登记时间")
    opened_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: the requester
    code_digest = models.CharField("查询码的摘要", max_length=64)
    submission = models.CharField("提交标识", max_length=64, null=True, unique=True)  # one form, one case

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["organ", "-opened_at"], name="case_of_organ"),)

    def __str__(self) -> str:
        return self.number


class Party(models.Model):
    """Somebody a case concerns. The ledger knows only `key`; the rest can be erased."""

    class Role(models.TextChoices):
        REQUESTER = "requester", "申请人"
        AGENT = "agent", "代理人"
        THIRD_PARTY = "third_party", "第三方"
        CO_PRODUCER = "co_producer", "共同制作机关"
        OTHER_ORGAN = "other_organ", "其他机关"

    class Class(models.TextChoices):
        """The classes of requesters in table 3 of the annual report (30号)."""

        NATURAL_PERSON = "natural_person", "自然人"
        BUSINESS = "business", "商业企业"
        RESEARCH = "research", "科研机构"
        PUBLIC_BENEFIT = "public_benefit", "社会公益组织"
        LEGAL_SERVICE = "legal_service", "法律服务机构"
        OTHER_ORG = "other_org", "其他"

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    key = models.CharField("代号", max_length=8)  # R1, A1, T1, C1, O1: what the ledger says
    role = models.CharField("身份", max_length=16, choices=Role.choices)
    requester_class = models.CharField("申请人类别", max_length=16, choices=Class.choices, blank=True)
    name = models.CharField("姓名或者名称", max_length=200, blank=True)
    legal_representative = models.CharField("法定代表人或者负责人", max_length=50, blank=True)
    contact_person = models.CharField("联系人", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=50, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    fax = models.CharField("传真", max_length=50, blank=True)
    address = models.CharField("通信地址", max_length=300, blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")  # an organ that is here
    erased_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        ordering = ("case", "pk")
        constraints = (models.UniqueConstraint(fields=["case", "key"], name="a_key_once_a_case"),)
        indexes = (models.Index(fields=["name", "phone"], name="party_name_phone"),)

    def __str__(self) -> str:
        return f"{self.case} {self.key}"


class Identity(models.Model):
    """What proves who somebody is (条例 art. 29), sealed, apart from the case, and for a time only.

    `digest` is keyed, and finds earlier requests of the same person with the same organ; the number itself
    is read only through `vault.reveal`, on a stated purpose.
    """

    class Kind(models.TextChoices):
        ID_CARD = "id_card", "居民身份证"
        PASSPORT = "passport", "护照"
        PERMIT = "permit", "通行证、居留证件"
        USCC = "uscc", "统一社会信用代码"
        OTHER = "other", "其他证件"

    party = models.OneToOneField(Party, models.PROTECT, related_name="identity")
    kind = models.CharField("证件种类", max_length=16, choices=Kind.choices)
    sealed = models.TextField("证件号码（已加密）", blank=True)
    masked = models.CharField("遮盖后的号码", max_length=40, blank=True)
    digest = models.CharField("号码的摘要", max_length=64, blank=True, db_index=True)
    doubtful = models.CharField("核对结果", max_length=200, blank=True)  # a checksum that fails: warned
    keep_until = models.DateField("保存至", null=True)  # set when the case ends
    erased_at = models.DateTimeField("删除时间", null=True)


class Reveal(Record):
    """That somebody saw an identity number or paper, and what for."""

    identity = models.ForeignKey(Identity, models.PROTECT, related_name="reveals")
    paper = models.ForeignKey("Paper", models.PROTECT, null=True, related_name="reveals")  # None: the number
    purpose = models.CharField("目的", max_length=300)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = (models.CheckConstraint(name="a_reveal_has_its_purpose", condition=~Q(purpose="")),)


class Wish(models.Model):
    """What was asked for, in the requester's words (条例 art. 29(2)), as corrected last."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="wish")
    description = models.TextField("所需政府信息的名称、文号或者其他特征描述", blank=True)
    medium = models.CharField("所需信息的形式", max_length=16, blank=True)  # a key of intake.MEDIA
    way = models.CharField("获取信息的方式、途径", max_length=16, blank=True)  # a key of intake.WAYS
    purpose = models.CharField("用途（可以不填）", max_length=500, blank=True)
    erased_at = models.DateTimeField("删除时间", null=True)


class WishWord(models.Model):
    """A word of what was asked for, as a number: finds similar requests of an organ (`resemblance.py`).

    It goes when what was asked for is erased.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    word = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["organ", "word", "-case"], name="wish_word"),)
        constraints = (models.UniqueConstraint(fields=["case", "word"], name="a_word_once_a_case"),)


class Entry(Record):
    """One line of the ledger: an event of the statute, the day it counts in law, when it was recorded.

    `particulars` has days, numbers, keys and yes or no, nothing else. Texts are in EntryWords, and here
    only as a salted digest (`words`): erasing them leaves the chain whole. `hash` covers everything and
    `previous`. Triggers of the database refuse to change or delete a row.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    place = models.PositiveIntegerField("第几条")
    kind = models.CharField("事件", max_length=32)
    on = models.DateField("发生之日")
    recorded_at = models.DateTimeField("登记时间")
    by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")  # None: the requester
    particulars = models.JSONField("细节", default=dict)
    words = models.CharField("文字的摘要", max_length=64, blank=True)
    previous = models.CharField("上一条的摘要", max_length=64)
    hash = models.CharField("本条的摘要", max_length=64)

    class Meta:
        ordering = ("case", "place")
        constraints = (models.UniqueConstraint(fields=["case", "place"], name="one_entry_a_place"),)
        indexes = (
            models.Index(fields=["recorded_at"], name="entry_recorded"),
            models.Index(fields=["kind", "on"], name="entry_kind_on"),
        )

    def __str__(self) -> str:
        return f"{self.case} 第{self.place}条"


class EntryWords(models.Model):
    """The texts of an entry: what was said, by whom, by what means. Erased, the entry stands."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="said")
    texts = models.JSONField("文字", default=dict)
    salt = models.CharField("盐", max_length=32)
    erased_at = models.DateTimeField("删除时间", null=True)


class Anchor(Record):
    """The ledger of one day in one number: what a line in a file outside the database says too."""

    day = models.DateField("日期", unique=True)
    entries = models.PositiveIntegerField("条数")
    digest = models.CharField("当日的摘要", max_length=64)
    previous = models.CharField("上一锚点的摘要", max_length=64)
    made_at = models.DateTimeField("生成时间")

    class Meta:
        ordering = ("day",)


class Paper(models.Model):
    """A file of a case. What identifies somebody is sealed; nothing here is reachable by the public."""

    class Kind(models.TextChoices):
        APPLICATION = "application", "申请材料"
        SCAN = "scan", "申请书扫描件"
        IDENTITY = "identity", "身份证明"
        AUTHORITY = "authority", "授权委托书"
        CORRECTION = "correction", "补正材料"
        OPINION = "opinion", "征求意见的回复"
        ORIGINAL = "original", "所申请的信息（原件）"
        RELEASE = "release", "拟提供的信息"
        PROOF = "proof", "送达、缴费等凭证"
        EVIDENCE = "evidence", "其他证据"

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="papers")
    kind = models.CharField("种类", max_length=16, choices=Kind.choices)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)  # of the plain bytes
    stored_as = models.CharField("存储名", max_length=80)
    is_sealed = models.BooleanField("已加密", default=False)
    added_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField("加入时间")
    erased_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        ordering = ("case", "pk")


class Contact(Record):
    """An attempt to reach the requester: who, when, how, with what result (evidence for 条例 art. 31)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    on = models.DateField("联系之日")
    means = models.CharField("方式", max_length=50)
    reached = models.BooleanField("联系上了")
    says = models.CharField("记录", max_length=500, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class Assignment(Record):
    """To whom a case was given inside the organ, with which internal term; the newest counts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    unit = models.CharField("科室", max_length=50, blank=True)
    to = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="承办人")
    finish_by = models.DateField("内部期限", null=True)
    says = models.CharField("交办意见", max_length=500, blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")


class Note(models.Model):
    """A note among colleagues on a case; it is no event and can be erased with the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    says = models.TextField("内容")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")


class RecordSearch(Record):
    """A search for what was asked: where, with which words, who, when (法释〔2025〕8号 5(2)(6))."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="searches")
    on = models.DateField("检索日期")
    where = models.CharField("检索范围", max_length=300)
    words = models.CharField("检索词", max_length=300)
    by_whom = models.CharField("检索人", max_length=100)
    found = models.BooleanField("检索到")
    says = models.TextField("结果说明", blank=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class Decision(Record):
    """A draft of how a request ends, as the guided path led to it; the newest counts.

    `given` maps what the ground needs (keys of the statute's `needs`) to the evidence for it; `considered`
    holds the answers of the path; `withheld` the parts kept back: [{"what", "article", "paper"}].
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    outcome = models.CharField("办理结果", max_length=32)
    article = models.CharField("依据", max_length=32)
    reasons = models.TextField("理由")
    given = models.JSONField("材料", default=dict)
    considered = models.JSONField("判断过程", default=dict)
    withheld = models.JSONField("不予公开的部分", default=list)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("case", "pk")


class Letter(models.Model):
    """A letter of a case: drafted, reviewed (clearance, kind `letter`), issued with its number, sent.

    Its words are made from `kind`, `facts` and `wording` by papers.letters; `pdf` and `docx` are the digests
    of the files as issued. Once issued (`number`) nothing of it changes.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    kind = models.CharField("文书", max_length=40)  # a key of papers.letters.kinds()
    to = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name="发给")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="letters")
    facts = models.JSONField("填写的内容", default=dict)
    wording = models.JSONField("改过的段落", default=dict)
    files = models.ManyToManyField(Paper, related_name="+", blank=True, verbose_name="附件")
    writers = models.JSONField("拟稿人", default=list)  # keys of the people who wrote in it
    drafted_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField("拟稿时间")
    number = models.CharField("文号", max_length=80, null=True, unique=True)
    issued_on = models.DateField("落款日期", null=True)
    issued_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    pdf = models.CharField(max_length=64, blank=True)
    docx = models.CharField(max_length=64, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="letters")  # the event it made
    discarded_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        ordering = ("case", "pk")


class Answering(models.Model):
    """One of the requests that a joint reply was issued for: the decision it tells, the entry it made."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="answers")
    case = models.ForeignKey(Case, models.PROTECT, related_name="joint_replies")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["letter", "case"], name="answered_once_by_a_letter"),)


class Dispatch(models.Model):
    """How a letter left and arrived: the proof of service (235号)."""

    class Means(models.TextChoices):
        PORTAL = "portal", "网上下载"
        EMAIL = "email", "电子邮件"
        POST = "post", "邮寄（邮政企业）"
        IN_PERSON = "in_person", "当面送达"
        ENTRUSTED = "entrusted", "委托送达"
        FAX = "fax", "传真"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="dispatches")
    means = models.CharField("方式", max_length=16, choices=Means.choices)
    address = models.CharField("送往", max_length=300, blank=True)
    carrier = models.CharField("寄递企业", max_length=16, blank=True)  # a key of statute.carriers
    tracking = models.CharField("邮件号", max_length=60, blank=True)
    although = models.CharField("仍然这样送达的理由", max_length=500, blank=True)
    sent_on = models.DateField("交邮、发出之日")
    delivered_on = models.DateField("送达之日", null=True)
    proof = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    says = models.CharField("送达情况", max_length=500, blank=True)
    code_digest = models.CharField("下载码的摘要", max_length=64, blank=True)
    code_until = models.DateTimeField("下载码有效至", null=True)
    downloaded_at = models.DateTimeField("下载时间", null=True)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")


class Link(Record):
    """That two cases belong together, and how an officer decided it."""

    class Kind(models.TextChoices):
        JOINED = "joined", "合并答复"
        SPLIT = "split", "由其拆分"
        REPEATS = "repeats", "重复申请"

    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, models.PROTECT, related_name="linked_from")
    kind = models.CharField("关系", max_length=8, choices=Kind.choices)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "other", "kind"], name="linked_once"),
            models.CheckConstraint(
                name="a_case_is_not_linked_to_itself", condition=~Q(case=models.F("other"))
            ),
        )


class CodeTries(models.Model):
    """How often codes were tried in vain for a number of late; the number is kept as a keyed digest."""

    digest = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
