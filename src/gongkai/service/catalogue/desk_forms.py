"""The smaller forms of the catalogue's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.catalogue.forms import LawWords, category_choices
from gongkai.service.catalogue.models import Document
from gongkai.service.organs.models import Organ
from gongkai.service.organs.people_forms import Day

STATES = (
    ("", _("全部（不含旧版和作废）")),
    ("working", _("尚未发布")),
    ("draft", _("草稿")),
    ("returned", _("已退回修改")),
    ("in_review", _("审查中")),
    ("referred", _("已报请确定")),
    ("withheld", _("不予公开")),
    ("cleared", _("审查通过，待发布")),
    ("scheduled", _("已定时发布")),
    ("published", _("已发布")),
    ("withdrawn", _("已撤下")),
    ("superseded", _("已有新版")),
    ("discarded", _("已作废")),
)


class FindDocuments(forms.Form):
    """What the list of documents is narrowed to."""

    q = forms.CharField(label=_("标题、文号或者索引号"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    category = forms.ChoiceField(label=_("类别"), required=False, widget=LawWords)
    organ = forms.ModelChoiceField(label=_("机关"), queryset=Organ.objects.none(), required=False)

    def __init__(self, organs: Any, own: Organ, on: Any, data: Any = None) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["category"].choices = [("", _("全部")), *category_choices(own, on)[1:]]
        if len(organs) > 1:
            fields["organ"].queryset = organs
            fields["organ"].to_field_name = "code"
        else:
            del fields["organ"]


class Upload(forms.Form):
    """A Word file to take a document from."""

    file = forms.FileField(
        label=_("Word文件（.docx）"),
        help_text=_("WPS的.wps和旧的.doc，请先另存为.docx。"),
        allow_empty_file=True,
    )


class SeveralFiles(forms.ClearableFileInput):
    """A field for files that takes several at once."""

    allow_multiple_selected = True


class Files(forms.Form):
    """Files to be attached; each is looked at by itself, so that one refused does not hold up the others."""

    file = forms.Field(
        label=_("选择文件（可以多选）"),
        widget=SeveralFiles,
        help_text=_(
            "DOCX、XLSX、PDF、OFD、图片、文本、ZIP；每个不超过50 MB。带宏、加密、嵌有其他文件的不能上传。"
        ),
    )


class Release(forms.Form):
    """When it begins to show."""

    when = forms.ChoiceField(
        label=_("何时发布"),
        widget=forms.RadioSelect,
        choices=(("now", _("立即发布")), ("later", _("定时发布"))),
        initial="now",
    )
    begins = forms.DateTimeField(
        label=_("发布时间"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"),
        help_text=_("北京时间。只在定时发布时填写。"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the time where one is set."""
        given = super().clean() or self.cleaned_data
        if given.get("when") == "later" and not given.get("begins") and "begins" not in self.errors:
            self.add_error("begins", _("请填写发布时间，例如2026-03-02 09:30。"))
        return given


class AnIndexNumber(forms.CharField):
    """A document by its index number; None where nothing is typed."""

    def clean(self, value: Any) -> Any:
        """Return the document; a number that is nobody's is refused at the field."""
        number = super().clean(value)
        if not number:
            return None
        found = Document.objects.select_related("organ").filter(index_number=number).first()
        if found is None:
            raise forms.ValidationError(_("没有索引号是“%(number)s”的信息，请核对。") % {"number": number})
        return found


class Withdraw(forms.Form):
    """Why it is taken from the public, and what the reader is told."""

    reason = forms.CharField(
        label=_("撤下的原因"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("留档，不对外显示。")
    )
    public_note = forms.CharField(
        label=_("给读者的说明"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("原网址上显示这段话。"),
    )
    moved_to = AnIndexNumber(
        label=_("移至（索引号）"),
        required=False,
        max_length=100,
        help_text=_("填写的，读者打开原网址时转到那一份正在公开的文件。"),
    )


class NextEdition(forms.Form):
    """The day of the change, and what it is."""

    arose_on = forms.DateField(
        label=_("变更之日"), widget=Day, help_text=_("公开期限自这一天的次日起重新计算。")
    )
    change_note = forms.CharField(
        label=_("本版改动"),
        required=False,
        max_length=1000,
        help_text=_("一句话，发布后读者在“历次版本”中看到。"),
    )


class Validity(forms.Form):
    """What happened to the force of a document."""

    kind = forms.ChoiceField(
        label=_("有效性"),
        widget=forms.RadioSelect,
        choices=(("amended", _("已修改")), ("lapsed", _("失效")), ("repealed", _("废止"))),
    )
    on = forms.DateField(label=_("自何日起"), widget=Day)
    by_document = AnIndexNumber(
        label=_("依据的文件（索引号）"),
        required=False,
        max_length=100,
        help_text=_("本目录中正在公开的文件。"),
    )
    by_text = forms.CharField(
        label=_("依据"),
        required=False,
        max_length=1000,
        help_text=_("依据的文件不在本目录的，写出名称和文号；对外显示。"),
    )


class Annul(forms.Form):
    """Why a mark was wrong."""

    reason = forms.CharField(label=_("为什么更正"), max_length=1000)


class IndexPattern(forms.Form):
    """How index numbers are formed."""

    pattern = forms.CharField(
        label=_("格式"),
        max_length=100,
        help_text=_("可用 {organ}（信用代码第9至17位）、{uscc}、{year}、{month}，以 {serial:05} 结尾。"),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    since = forms.DateField(label=_("自何日起"), widget=Day)
