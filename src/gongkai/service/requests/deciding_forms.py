"""The forms of a decision: what its ending needs, the reasons, what is kept back; a search; files for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.people_forms import Day
from gongkai.service.requests.deciding_path import Path, exempt_choices
from gongkai.service.requests.models import Decision, Paper
from gongkai.service.requests.step_forms import ManyFiles

ROWS, MOST_ROWS = 2, 40


class Decide(forms.Form):
    """What is written into a decision, beside the answers of the way."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, path: Path, data: Any = None, before: Decision | None = None) -> None:
        super().__init__(data, initial={"seen": path.page.seen})
        self.path = path
        given = before.given if before else {}
        for need in path.needs:
            if not need.is_written:
                continue
            initial = given.get(need.key, "") or need.proof
            name = f"need_{need.key}"
            if need.choices:
                self.fields[name] = forms.ChoiceField(
                    label=need.says,
                    choices=[(choice, choice) for choice in need.choices],
                    widget=forms.RadioSelect,
                    initial=initial,
                )
            else:
                self.fields[name] = _text(need.says, initial, 2)
        self.count = self._count(before) if path.is_partial else 0
        for place in range(self.count):
            self._add_row(place, before)
        self.fields["reasons"] = _text(
            _("理由"),
            before.reasons if before else "",
            5,
            hint=_("写入答复书：认定的事实，和为什么适用这一项规定。"),
        )

    def _count(self, before: Decision | None) -> int:
        asked = str(self.data.get("rows") or "") if self.is_bound else ""
        count = int(asked) if asked.isdecimal() else len(before.withheld) if before else 0
        if self.is_bound and self.data.get("do") == "more":
            count += 1
        return min(max(count, ROWS), MOST_ROWS)

    def _add_row(self, place: int, before: Decision | None) -> None:
        kept = before.withheld[place] if before and place < len(before.withheld) else {}
        outcome = kept.get("outcome", "") or (self.path.way.withheld if place == 0 else "")
        strings = "\n".join(kept.get("strings", ()))
        self.fields |= {
            f"w{place}_what": forms.CharField(
                label=_("不予公开的内容"),
                max_length=500,
                required=False,
                initial=kept.get("what", ""),
                help_text=_("说明是什么内容，不写内容本身；写入答复书。"),
            ),
            f"w{place}_outcome": forms.ChoiceField(
                label=_("依据"), choices=exempt_choices(), required=False, initial=outcome
            ),
            f"w{place}_reason": forms.CharField(
                label=_("理由"), max_length=1000, required=False, initial=kept.get("reason", "")
            ),
            f"w{place}_strings": forms.CharField(
                label=_("附件里不得再出现的文字"),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=5000,
                required=False,
                initial=strings,
                help_text=_("一行一条，原样抄录。提供的文件里还有其中任何一条的，不能发出。"),
            ),
        }

    @property
    def parts(self) -> list[list[forms.BoundField]]:
        """The rows of what is kept back, each with its fields."""
        return [
            [self[f"w{place}_{name}"] for name in ("what", "outcome", "reason", "strings")]
            for place in range(self.count)
        ]

    @property
    def written(self) -> list[forms.BoundField]:
        """The fields for what the ending needs."""
        return [self[name] for name in self.fields if name.startswith("need_")]

    def given(self) -> dict[str, str]:
        """What was written for the needs of the ending."""
        return {
            name.removeprefix("need_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("need_")
        }

    def withheld(self) -> list[dict[str, Any]]:
        """The parts kept back that were filled in."""
        found = []
        for place in range(self.count):
            part = {name: self.cleaned_data[f"w{place}_{name}"] for name in ("what", "outcome", "reason")}
            strings = self.cleaned_data[f"w{place}_strings"].splitlines()
            if part["what"] or part["reason"] or strings:
                found.append({**part, "strings": strings})
        return found


class Search(forms.Form):
    """A search for what was asked."""

    on = forms.DateField(label=_("检索日期"), widget=Day)
    where = forms.CharField(
        label=_("检索范围"), max_length=300, help_text=_("档案室、业务系统、科室等，逐一写明。")
    )
    words = forms.CharField(label=_("检索词"), max_length=300)
    by_whom = forms.CharField(label=_("检索人"), max_length=100)
    found = forms.ChoiceField(
        label=_("结果"),
        choices=[("no", _("没有检索到")), ("yes", _("检索到"))],
        widget=forms.RadioSelect,
    )
    says = forms.CharField(
        label=_("结果说明"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )


class Files(forms.Form):
    """What was asked for, and what is made of it to be given out."""

    kind = forms.ChoiceField(
        label=_("种类"),
        choices=[
            (Paper.Kind.RELEASE, _("拟提供的信息（已区分处理，随答复发出）")),
            (Paper.Kind.ORIGINAL, _("所申请的信息（原件，只供审查，不会发出）")),
        ],
        widget=forms.RadioSelect,
        initial=Paper.Kind.RELEASE,
    )
    files = ManyFiles(label=_("文件"))  # type: ignore[assignment]


def _text(label: Any, initial: str, rows: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        max_length=5000,
        initial=initial,
        help_text=hint,
    )
