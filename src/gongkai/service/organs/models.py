"""Shapes and constraints: organs, what became of them, people, the posts they hold, what was done."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.duties import Duty
from gongkai.service.organs.identifiers import check_uscc

__all__ = [
    "Deed",
    "Duty",
    "Organ",
    "Person",
    "Post",
    "RecoveryCode",
    "Revision",
    "SecondFactor",
    "SignInAttempts",
    "Succession",
    "Website",
]

CODE = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"
SITE_CODE = r"^[A-Za-z0-9]{10}\Z"
"""网站标识码：the rule behind it is not published; length and characters are what can be checked."""
USERNAME = r"^[a-z][a-z0-9._-]{1,31}\Z"


class Organ(models.Model):
    """An administrative organ (行政机关) that discloses information in its own name.

    The contact facts are those the organ has published, and `contact_source` says where. Two other
    organs matter: `parent`, the government it belongs to, and `supervisor`, the authority in charge of
    disclosure (政府信息公开主管部门, 条例 art. 3) that supervises it. What became of an organ that is no
    more is a Succession, not a change to its row.
    """

    class Kind(models.TextChoices):
        """The kinds on which a rule of the report depends; the keys are those of `report.check.OrganKind`."""

        STATE_COUNCIL = "state_council", _("国务院部门")
        PROVINCE = "province", _("省、自治区、直辖市人民政府")
        PREFECTURE = "prefecture", _("设区的市、自治州人民政府")
        COUNTY = "county", _("县级人民政府")
        TOWNSHIP = "township", _("乡镇人民政府、街道办事处")
        DEPARTMENT = "department", _("地方人民政府部门")
        OTHER = "other", _("其他（派出机关、开发区管理机构、授权组织等）")

    class Level(models.TextChoices):
        """The level of government at which an organ stands."""

        CENTRAL = "central", _("中央")
        PROVINCE = "province", _("省级")
        PREFECTURE = "prefecture", _("市级")
        COUNTY = "county", _("县级")
        TOWNSHIP = "township", _("乡级")

    code = models.CharField(_("代码"), max_length=64, unique=True, validators=[RegexValidator(CODE)])
    name = models.CharField(_("名称"), max_length=100, unique=True)
    other_names = models.JSONField(_("其他名称"), default=list, blank=True)  # as its own papers print it
    kind = models.CharField(_("性质"), max_length=16, choices=Kind.choices)
    level = models.CharField(_("层级"), max_length=16, choices=Level.choices, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="departments",
        verbose_name=_("所属人民政府"),
    )
    supervisor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised",
        verbose_name=_("政府信息公开主管部门"),
    )
    reconsideration_body = models.CharField(_("行政复议机关"), max_length=100, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, validators=[check_uscc])
    established_on = models.DateField(_("设立日期"), null=True, blank=True)  # None: before anyone recorded it
    address = models.CharField(_("办公地址"), max_length=200, blank=True)
    postcode = models.CharField(
        _("邮政编码"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^\d{6}\Z", _("邮政编码是6位数字。"))],
    )
    phone = models.CharField(_("联系电话"), max_length=50, blank=True)
    fax = models.CharField(_("传真"), max_length=50, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    office_hours = models.CharField(_("办公时间"), max_length=200, blank=True)
    contact_source = models.CharField(_("联系方式的出处"), max_length=200, blank=True)
    has_area = models.BooleanField(_("在本网设有政府信息公开专栏"), default=True)
    demonstration = models.BooleanField(_("演示数据"), default=False)
    fictitious = models.BooleanField(
        _("虚构的机关"), default=False
    )  # else what is shown is a copy of its own

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="an_invented_organ_is_a_demonstration",
                condition=models.Q(fictitious=False) | models.Q(demonstration=True),
            ),
            models.CheckConstraint(
                name="an_organ_is_not_its_own_parent", condition=~models.Q(parent=models.F("id"))
            ),
            models.CheckConstraint(
                name="an_organ_does_not_supervise_itself", condition=~models.Q(supervisor=models.F("id"))
            ),
            models.UniqueConstraint(
                name="one_organ_a_credit_code", fields=["uscc"], condition=~models.Q(uscc="")
            ),
        )

    def __str__(self) -> str:
        return self.name


NATIONAL_PLATFORM = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html"


class Website(models.Model):
    """The government website of an organ: what the norms want named in the footer and the meta tags."""

    organ = models.OneToOneField(Organ, models.PROTECT, related_name="website", verbose_name=_("机关"))
    name = models.CharField(_("网站名称"), max_length=100)
    domain = models.CharField(_("域名"), max_length=100)
    identification_code = models.CharField(
        _("网站标识码"), max_length=10, validators=[RegexValidator(SITE_CODE)], unique=True
    )
    sponsor = models.CharField(_("主办单位"), max_length=100)
    operator = models.CharField(_("承办单位"), max_length=100, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True)
    phone = models.CharField(_("网站技术维护电话"), max_length=50, blank=True)
    icp = models.CharField(_("ICP备案编号"), max_length=50, blank=True)
    police = models.CharField(_("公安机关备案号"), max_length=50, blank=True)
    report_errors_at = models.URLField(_("“我为政府网站找错”的网址"), max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.name}（{self.identification_code}）"

    @property
    def errors_at(self) -> str:
        """The address of 我为政府网站找错: its own, else that of the national platform for its code.

        The norms for government websites want the entry on every one of them. The national platform
        knows real sites only: a demonstration has its own address or none.
        """
        return self.report_errors_at or f"{NATIONAL_PLATFORM}?site_code={self.identification_code}"


class Succession(models.Model):
    """What became of organs on a day: renamed, merged, split or abolished, and who came after them.

    The rows of the organs stay, with their codes and addresses; whatever asks what existed on a day, or
    where an old address leads, reads this.
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("更名")
        MERGED = "merged", _("合并")
        SPLIT = "split", _("拆分")
        ABOLISHED = "abolished", _("撤销")

    kind = models.CharField("变更方式", max_length=16, choices=Kind.choices)
    on = models.DateField("变更日期")
    predecessors = models.ManyToManyField(Organ, related_name="endings", verbose_name="原机关")
    successors = models.ManyToManyField(
        Organ, related_name="beginnings", blank=True, verbose_name="承接的机关"
    )
    keeper = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原有信息的承接机关"
    )  # of a split, the one of the successors that answers for what was published; None: each of them
    note = models.CharField("说明", max_length=300, blank=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"


class Revision(models.Model):
    """How often what stands on many pages has changed (`revision.py`); its one row counts."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(name="one_count_of_revisions", condition=models.Q(id=1)),)

    def __str__(self) -> str:
        return str(self.number)


class People(BaseUserManager["Person"]):
    """The manager of people; Django's sign-in finds a person by it."""

    def create_user(self, username: str, name: str, password: str, **others: Any) -> Person:
        """Return a new person with a hashed password; whether she may be added is the action's to ask."""
        person = self.model(username=username, name=name, **others)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in. What she may do comes from her posts, and from nothing else."""

    username = models.CharField(
        "用户名",
        max_length=32,
        unique=True,
        validators=[
            RegexValidator(USERNAME, "用户名由2至32个小写字母、数字、点、横线组成，以字母开头。"),
        ],
    )
    name = models.CharField("姓名", max_length=50)
    is_active = models.BooleanField("可以登录", default=True)
    must_change_password = models.BooleanField("下次登录须更换密码", default=False)
    sign_outs = models.PositiveIntegerField("已令其他登录失效的次数", default=0, editable=False)
    added_at = models.DateTimeField("录入时间", null=True, editable=False)

    objects = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012 - the type is Django's

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # A session holds while this holds: a new password or signing out everywhere ends it.
        said = f"{self.password}.{self.sign_outs}"
        salt = "gongkai.service.organs.models.Person"
        return salted_hmac(salt, said, secret=secret, algorithm="sha256").hexdigest()


class SignInAttempts(models.Model):
    """How often a user name was tried in vain of late. The name is kept only as a keyed digest.

    What is typed there may be a password, and may be the name of nobody; neither is to be kept.
    """

    digest = models.CharField("用户名的摘要", max_length=64, unique=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    last_at = models.DateTimeField("最近一次")


class SecondFactor(models.Model):
    """The secret that a person shares with the app on her telephone (TOTP, RFC 6238), sealed."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="second_factor")
    sealed = models.CharField("密钥（已加密）", max_length=200)
    confirmed_at = models.DateTimeField("启用时间", null=True)  # None: shown, but not yet tried
    last_step = models.BigIntegerField("最近一次用过的时段", default=0)  # a code is good once


class RecoveryCode(models.Model):
    """A code that stands in once for the telephone; kept as a keyed digest."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField("摘要", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True)


class Post(models.Model):
    """A person holds a duty in an organ from a day on, until the day from which she does no longer.

    In force on a day: `since` <= day, and `until` is None or day < `until`. A post with `deputy_of` is
    that of a deputy (代行职务): it has the organ and the duty of the principal's post, and is in force
    only while that one is too.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="posts", verbose_name="机关")
    duty = models.CharField("职责", max_length=16, choices=Duty.choices)
    unit = models.CharField("科室", max_length=50, blank=True)
    since = models.DateField("自何日起")
    until = models.DateField("自何日起不再任职", null=True, blank=True)
    deputy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name="代行谁的职务"
    )

    class Meta:
        ordering = ("organ__code", "duty", "since", "pk")
        constraints = (
            models.CheckConstraint(
                name="a_post_does_not_end_before_it_begins",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
            models.CheckConstraint(
                name="nobody_is_her_own_deputy", condition=~models.Q(deputy_of=models.F("id"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.organ} {self.title} {self.person}"

    @property
    def title(self) -> str:
        """The duty as it is written beside a name; that of a deputy begins with 代."""
        duty = str(self.get_duty_display())
        return gettext("代%(duty)s") % {"duty": duty} if self.deputy_of_id else duty

    def clean(self) -> None:
        """Refuse a deputy in another organ or duty than her principal's."""
        principal = self.deputy_of
        if principal and (principal.organ_id, principal.duty) != (self.organ_id, self.duty):
            raise ValidationError({"deputy_of": gettext("代行职务的机关和职责，应当与被代行的职务相同。")})


class Deed(models.Model):
    """One thing done: who, in which post, when, what, to which object. Rows are only ever added.

    It holds keys, not content: an object is its kind and its key, and `particulars` carry what changed
    in words of the system (field names, days, codes), never a name, a number or a text of a person.
    Besides this model, triggers of the database refuse to change or delete a row.
    """

    at = models.DateTimeField("时间", db_index=True)
    act = models.CharField("操作", max_length=64, db_index=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name="职务")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name="机关")
    kind = models.CharField("对象种类", max_length=32)
    key = models.CharField("对象", max_length=64)
    particulars = models.JSONField("细节", default=dict, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["kind", "key"], name="deeds_of_an_object"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.kind} {self.key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a row that is there already is refused."""
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError(f"{self}: what was done is never changed or deleted.")
