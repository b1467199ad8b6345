"""What people fill in where two of them are needed: to let something out, to seal, to change a threshold."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from review.forms import Because, Day
from review.leaving import SHORTEST_PASS_PHRASE
from review.models import Purpose
from review.models.export import FORMS, PURPOSES
from rules.numbers import ASSUMPTION


class Ask(forms.Form):
    purpose = forms.ChoiceField(label=_("目的"), widget=forms.RadioSelect)
    form = forms.ChoiceField(
        label=_("形"), choices=[(one.value, words) for one, words in FORMS.items()], widget=forms.RadioSelect
    )
    recipient = forms.CharField(label=_("提供先"), max_length=200)
    reference = forms.CharField(label=_("受付番号"), max_length=100)
    reason = Because()

    def __init__(self, *args: Any, purposes: list[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(one.value, PURPOSES[one]) for one in purposes]


class Take(forms.Form):
    """A pass phrase, twice: nobody could open a file with a slip in it."""

    pass_phrase = forms.CharField(
        label=_("合言葉（16文字以上。提供先には別の手段で伝える）"),
        min_length=SHORTEST_PASS_PHRASE,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    again = forms.CharField(
        label=_("合言葉をもう一度"), max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        if values.get("pass_phrase") != values.get("again"):
            raise forms.ValidationError(_("二つの合言葉が違います。"))
        return values


class Seal(forms.Form):
    resident_id = forms.RegexField(
        r"^\d{10,15}$",
        label=_("宛名番号"),
        help_text=_("二人目の人が同じ番号をもう一度入れると、次の処理から誰の記録とも結び付けません。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class Answer(forms.Form):
    agrees = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes", label=_("確認")
    )
    reason = forms.CharField(label=_("理由"), max_length=1000)
    typed = forms.CharField(required=False, max_length=16)


class Publish(forms.Form):
    """Why a run's statistics may be published."""

    reason = Because()


class Change(forms.Form):
    """A new value of a rule's number; what would change is shown before it is proposed.

    It holds from `earliest` on at the soonest, the reference date of the current run: what a past run went by stays so.
    """

    value = forms.FloatField(label=_("新しい値"))
    since = forms.DateField(label=_("適用する日"), widget=Day)
    reference = forms.CharField(label=_("根拠（要領・通知など）"), required=False, max_length=400)
    assumed = forms.BooleanField(label=_("仮定です（根拠になる公表された値がない）"), required=False)
    reason = Because()

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        self.fields["since"].widget.attrs["min"] = earliest.isoformat()

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if since < self.earliest:
            raise forms.ValidationError(
                _("公開中の処理の基準日より前の日にはできません。過去の結果の基準は変えません。")
            )
        return since

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean()
        reference, assumed = values.get("reference"), values.pop("assumed")
        if bool(reference) == assumed:
            self.add_error("reference", _("根拠を書くか、仮定であることを選んでください。どちらか一つです。"))
        return values | {"reference": reference or ASSUMPTION}
