"""What people write on a child's card. Each form knows its shape; what may happen is `review.cases`'s to say."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extracts.declaration import EXTRACTS
from review.cases.moves import MOVES, OUTCOMES
from review.models import Account, Case, Role
from review.models.opening import SHORTEST_REASON
from review.models.saved_filter import LONGEST_NAME
from review.templatetags.wording import title


class Day(forms.DateInput):
    input_type = "date"


class Code(forms.PasswordInput):
    """A code that can be read while it is typed, and isn't shown again: it holds once."""

    input_type = "text"


class Because(forms.CharField):
    """A reason of some length; how long it must be is said beforehand."""

    def __init__(self, **about: Any) -> None:
        said = {
            "label": _("理由"),
            "help_text": _("20文字以上で書いてください。"),
            "min_length": SHORTEST_REASON,
            "max_length": 1000,
            "widget": forms.Textarea(attrs={"rows": 3}),
            "error_messages": {"min_length": _("%(limit_value)d文字以上で書いてください（いま%(show_value)d文字）。")},
        }
        super().__init__(**{**said, **about})


def workers() -> "QuerySet[Account]":
    return Account.objects.filter(role=Role.CASE_WORKER, is_active=True).order_by("username")


def in_charge(case: Case | None) -> "QuerySet[Account]":
    """Who may be asked to follow up: whoever sees the child."""
    return workers().filter(assignments__case=case, assignments__until=None) if case else workers().none()


class Filter(forms.Form):
    """A name for the facets that are chosen now."""

    name = forms.CharField(
        label=_("この絞り込みの名前"), help_text=_("子どもや家族の名前は入れないでください。"), max_length=LONGEST_NAME
    )


class Following(forms.Form):
    """What somebody who sees the child is to do, and by when: today, or later."""

    def __init__(self, *args: Any, case: Case | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = in_charge(case)
        self.fields["due_on"].widget.attrs["min"] = timezone.localdate().isoformat()

    def clean_due_on(self) -> date | None:
        due: date | None = self.cleaned_data["due_on"]
        if due and due < timezone.localdate():
            raise forms.ValidationError(_("フォロー期限は、今日より前の日にはできません。"))
        return due


class Decision(Following):
    """Outcome, reason, whether it disagrees with the system, and what follows: in one form."""

    outcome = forms.ChoiceField(
        label=_("判断"), choices=[(name, MOVES[name].label) for name in OUTCOMES], widget=forms.RadioSelect
    )
    disagrees = forms.BooleanField(label=_("判定に同意しない。なぜなら…（理由に書いてください）"), required=False)
    reason = forms.CharField(
        label=_("理由"),
        help_text=_("何を見て、どう考えたか。同意しないときは、なぜ違うと考えるか。"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )
    due_on = forms.DateField(label=_("フォロー期限"), required=False, widget=Day)
    what = forms.CharField(label=_("すること"), required=False, max_length=200)
    who = forms.ModelChoiceField(queryset=None, label=_("する人"), required=False)
    evidence = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        given = ["due_on" in self.errors or bool(values.get(name)) for name in ("due_on", "what", "who")]
        if any(given) and not all(given):
            raise forms.ValidationError(_("フォローには、期限・すること・する人の三つを入れてください。"))
        return values


class Second(forms.Form):
    agrees = forms.TypedChoiceField(
        label=_("確認"),
        choices=[("yes", _("この判断でよい")), ("no", _("差し戻す"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    decision = forms.IntegerField(widget=forms.HiddenInput)


class Worker(forms.Form):
    worker = forms.ModelChoiceField(queryset=None, label=_("担当者"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = workers()


class Note(forms.Form):
    text = forms.CharField(label=_("メモ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class FollowUp(Following):
    due_on = forms.DateField(label=_("フォロー期限"), widget=Day)
    what = forms.CharField(label=_("すること"), max_length=200)
    who = forms.ModelChoiceField(queryset=None, label=_("する人"))


class NotThisChild(forms.Form):
    record_key = forms.RegexField(r"^[0-9a-f]{8,64}$", widget=forms.HiddenInput)
    reason = forms.CharField(label=_("なぜこの子の記録ではないと考えるか"), max_length=1000)


class Wrong(forms.Form):
    extract = forms.ChoiceField(label=_("どの記録か"))
    text = forms.CharField(label=_("どこが違うか"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    requested = forms.BooleanField(
        label=_("本人または代理人からの訂正の求め（法90条。30日以内に回答）"), required=False
    )

    def __init__(self, *args: Any, extracts: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["extract"].choices = [(name, title(name)) for name in EXTRACTS if name in extracts]


class Concern(forms.Form):
    reason = forms.CharField(label=_("気づいたこと"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class Emergency(forms.Form):
    """Break-glass: why, and signing in again."""

    reason = Because(
        label=_("緊急に開く理由"),
        help_text=_("20文字以上。総括管理主体に知らされ、3開庁日以内に審査されます。"),
    )
    password = forms.CharField(label=_("パスワード"), max_length=256, widget=forms.PasswordInput)
    token = forms.CharField(label=_("確認コード（6桁）"), max_length=6, min_length=6, widget=Code)

    def __init__(self, *args: Any, by_password: bool, **kwargs: Any) -> None:
        """Without `by_password` they sign in again at the city's own sign-on, not here."""
        super().__init__(*args, **kwargs)
        if not by_password:
            del self.fields["password"], self.fields["token"]


class Glass(Emergency):
    """The same, and whom."""

    field_order = ("name", "birth_date", "number")
    name = forms.CharField(label=_("氏名またはかな（姓名とも）"), max_length=60)
    birth_date = forms.DateField(
        label=_("生年月日"),
        help_text=_("分からなければ空けておきます。同じ氏名の子どもが一人だけなら開けます。"),
        required=False,
        widget=Day,
    )
    number = forms.CharField(
        label=_("宛名番号、または在籍する学校・園の番号"),
        help_text=_("同じ氏名・生年月日の子どもを区別するためだけに使います。"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, several: bool = False, **kwargs: Any) -> None:
        """`several`: who was named fits more than one child."""
        super().__init__(*args, **kwargs)
        if not several:
            del self.fields["number"]


class GlassReview(forms.Form):
    finding = forms.CharField(label=_("審査の結果"), max_length=1000)


class Answer(forms.Form):
    answer = forms.CharField(
        label=_("したこと"),
        help_text=_("だれに連絡し、何を確かめたか。"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )


class Reading(forms.Form):
    """Why a raw text must be read."""

    reason = forms.CharField(label=_("伏せた文章を読む理由"), max_length=1000)


class Release(forms.Form):
    """Why others may read a text, and what of it its reader saw."""

    reason = forms.CharField(label=_("表示してよいと考える理由"), max_length=1000)
    seen = forms.RegexField("^[0-9a-f]{64}$", widget=forms.HiddenInput)


class Paste(forms.Form):
    text = forms.CharField(
        label=_("文章"),
        help_text=_("貼り付けた文章は、保存も記録もしません。"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
    )


class LetPass(forms.Form):
    """A steward's answer for what the gate found in a file of the department's."""

    expectation = forms.CharField(widget=forms.HiddenInput, max_length=120)
    reason = Because(
        label=_("担当課で確かめたこと"),
        help_text=_("20文字以上。何を見て、このファイルが正しいと分かったか。"),
    )


class Ruling(forms.Form):
    same = forms.TypedChoiceField(
        label=_("同じ子どもですか"),
        choices=[("yes", _("同じ子ども")), ("no", _("別の子ども"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("理由"), required=False, max_length=1000)


class Outreach(forms.Form):
    """`read`: the newest answer that the page showed, if any."""

    approved = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")
    reason = forms.CharField(label=_("理由"), max_length=400)
    read = forms.IntegerField(required=False)


class Reply(forms.Form):
    """A department's answer to what was reported wrong."""

    corrected = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")
    answer = forms.CharField(label=_("理由"), max_length=1000)
