"""What the next run is told by people: link rulings, suspensions of use, what the gate lets pass. Exported by `review.people`."""

from django.db import models

from review.models.account import Account
from review.models.four_eyes import WAITS_OR_STANDS, FourEyes


class LinkRuling(models.Model):
    """One person's blind ruling on whether a record is a child's. Two that agree stand; else a third decides.

    Both records stand with their record_id: the delivery must outlive the run that proposed the pair.
    """

    extract = models.CharField(max_length=48)
    record_id = models.CharField(max_length=200)
    record_key = models.CharField(max_length=64)
    child_id = models.CharField(max_length=64)
    child_extract = models.CharField(max_length=48)
    child_record_id = models.CharField(max_length=200)
    same = models.BooleanField()
    reason = models.TextField(default="", blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    run_id = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("record_key", "child_id", "by"), name="one_ruling_a_person"),)


class Suspension(FourEyes):
    """利用停止 (Art. 98): once agreed, from the next run on nothing of this person is used; `lifts` takes an earlier one back."""

    resident_id = models.CharField(max_length=16)
    child_id = models.CharField(max_length=64)
    lifts = models.BooleanField(default=False)


class Sealed(FourEyes):
    """特別養子縁組: an identity that is never linked nor proposed. Shown on no page; only added."""

    resident_id = models.CharField(max_length=16)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("resident_id",), condition=WAITS_OR_STANDS, name="sealed_once"),)


class GateClearance(models.Model):
    """A gate's result that the department answers for: for the one file with that checksum, in every run that reads it."""

    extract = models.CharField(max_length=48)
    expectation = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    reason = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    run_id = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("extract", "expectation", "sha256"), name="let_pass_once"),)
