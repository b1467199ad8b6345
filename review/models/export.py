"""What leaves the zone: for one child and a purpose of the closed list, once two people agreed."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from review.models.account import choices
from review.models.case import Decision
from review.models.four_eyes import FourEyes


class Purpose(StrEnum):
    """The closed list. School discipline, entrance, benefit fraud and the police aren't on it, and never will be."""

    DISCLOSURE = "disclosure"
    HANDOVER = "handover"
    CORRECTION = "correction"


class Form(StrEnum):
    PAPER = "paper"
    FILE = "file"


PURPOSES = {
    Purpose.DISCLOSURE: _("本人への開示（個人情報保護法 76条）"),
    Purpose.HANDOVER: _("転出先の児童福祉・母子保健の担当への引継ぎ"),
    Purpose.CORRECTION: _("訂正したことの通知（個人情報保護法 90・97条）"),
}
FORMS = {Form.PAPER: _("紙（PDF）"), Form.FILE: _("暗号化したファイル")}


class Export(FourEyes):
    """`decision` is the named decision that a handover rests on; `sha256` of what was taken, when it was."""

    child_id = models.CharField(max_length=64, db_index=True)
    purpose = models.CharField(max_length=16, choices=choices(PURPOSES))
    form = models.CharField(max_length=8, choices=choices(FORMS))
    recipient = models.CharField(max_length=200)
    reference = models.CharField(max_length=100)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    run_id = models.CharField(max_length=64)
    taken_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_purpose_of_the_closed_list", condition=models.Q(purpose__in=[one.value for one in Purpose])
            ),
        )
