"""What people say is wrong with a record: it isn't this child's, or it says something wrong."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from review.models.account import Account


class HiddenRecord(models.Model):
    """ "Not this child": the record, and every reason resting on it, is hidden for everyone until stewards rule on it.

    `ruled_out` is None until then; True keeps it hidden until the next run has dropped it, False shows it again. Said anew,
    it is a new `round`: rulings of an earlier one count no more. What is hidden is `review.hiding`'s to say.
    """

    record_key = models.CharField(max_length=64)
    extract = models.CharField(max_length=48)
    child_id = models.CharField(max_length=64, db_index=True)
    reason = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ruled_out = models.BooleanField(null=True)
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("record_key", "child_id"), name="hidden_once"),)


def is_hidden(record_key: str, child_id: str) -> bool:
    """Whether somebody said that the record isn't the child's, and no steward has ruled that it is."""
    return (record_key, child_id) in hidden([record_key])


def hidden(record_keys: Iterable[str]) -> set[tuple[str, str]]:
    """Of these records, each with the child that somebody said it isn't, unless a steward has ruled that it is."""
    said = HiddenRecord.objects.filter(record_key__in=record_keys).exclude(ruled_out=False)
    return set(said.values_list("record_key", "child_id"))


class Report(models.Model):
    """ "This data is wrong", for the department that owns the extract; `requested` where the person or their representative
    asked for a correction (Art. 90), which is answered within 30 days (Art. 94)."""

    ANSWERED_WITHIN = timedelta(days=30)
    """個人情報保護法 94条1項."""

    child_id = models.CharField(max_length=64, db_index=True)
    extract = models.CharField(max_length=48)
    text = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    requested = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    corrected = models.BooleanField(null=True)
    answer = models.TextField(default="", blank=True)

    @property
    def answer_by(self) -> date:
        return timezone.localdate(self.at) + self.ANSWERED_WITHIN
