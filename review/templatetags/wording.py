"""Words for codes: what the extracts' meanings are called on a page, and how dates, ages and grades are written."""

from datetime import date, datetime

from django import template
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extracts.declaration import EXTRACTS

register = template.Library()

MEANINGS = {
    "male": gettext_lazy("男"),
    "female": gettext_lazy("女"),
    "resident": gettext_lazy("住民"),
    "moved_out": gettext_lazy("転出"),
    "moved out": gettext_lazy("転出"),
    "deceased": gettext_lazy("死亡"),
    "unregistered": gettext_lazy("住民登録なし"),
    "head": gettext_lazy("世帯主"),
    "spouse": gettext_lazy("配偶者"),
    "child": gettext_lazy("子"),
    "first child": gettext_lazy("第1子"),
    "second child": gettext_lazy("第2子"),
    "third child": gettext_lazy("第3子"),
    "grandchild": gettext_lazy("孫"),
    "parent": gettext_lazy("父母"),
    "other relative": gettext_lazy("その他の親族"),
    "non-relative": gettext_lazy("縁故者以外"),
    "household": gettext_lazy("世帯"),
    "together": gettext_lazy("同じ世帯"),
    "apart": gettext_lazy("別の世帯"),
    "known": gettext_lazy("記録あり"),
    "none": gettext_lazy("記録なし（収集済み）"),
    "missing": gettext_lazy("未提供"),
    "stale": gettext_lazy("古い"),
    "doubtful": gettext_lazy("本人確認中の記録あり"),
    "H": gettext_lazy("生活困窮"),
    "A": gettext_lazy("学力"),
    "N": gettext_lazy("非認知能力等"),
    "not applicable": gettext_lazy("対象外の年齢"),
    "not_applicable": gettext_lazy("対象外の年齢"),
    "unknown": gettext_lazy("不明"),
    "重点支援": gettext_lazy("重点支援"),
    "支援": gettext_lazy("支援"),
    "見守り": gettext_lazy("見守り"),
    "対象外": gettext_lazy("対象外"),
    "判定保留": gettext_lazy("判定保留"),
}


@register.filter
def meaning(value: object) -> str:
    """The word for a code's meaning; itself where it is a word already."""
    return str(MEANINGS.get(str(value), value or ""))


@register.filter
def day(value: object) -> str:
    """A date for people; a partial one (EDTF, `2015-04`, `XXXX`) as far as it is known."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y/%m/%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    text = str(value or "")
    return _("不詳") if text.startswith("X") else text.replace("-", "/")


@register.filter
def schooling(grade: int | None) -> str:
    """The school grade by birth date."""
    if grade is None:
        return ""
    if translation.get_language() == "en":
        return f"grade {grade}"
    elementary, junior = 6, 9
    if grade <= elementary:
        return f"小{grade}"
    return f"中{grade - elementary}" if grade <= junior else f"高{grade - junior}"


@register.filter
def title(extract: str) -> str:
    """What the extract is called."""
    return EXTRACTS[extract].title if extract in EXTRACTS else extract


LEVELS = {"重点支援": "priority", "支援": "support", "見守り": "watch", "判定保留": "pending"}


@register.filter
def level(overall: str) -> str:
    """The style of a category: it has a shape of its own, so that no colour alone says anything."""
    return LEVELS.get(overall, "none")
