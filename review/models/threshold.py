"""Changed thresholds, and the reasons written for groups that a rule flags more or less often than others."""

from django.db import models

from review.models.account import Account
from review.models.four_eyes import FourEyes


class ThresholdChange(FourEyes):
    """A value of a rule's number from `since` on. `before` is the value that it follows; `what_if` what was shown."""

    rule = models.CharField(max_length=64)
    number = models.CharField(max_length=64)
    since = models.DateField()
    value = models.FloatField()
    reference = models.CharField(max_length=400)
    before = models.JSONField()
    what_if = models.JSONField()
    run_id = models.CharField(max_length=64)


class GapReason(models.Model):
    """Why a group's rate is outside 0.8 to 1.25 of all children's, as somebody wrote it for one run."""

    run_id = models.CharField(max_length=64)
    rule = models.CharField(max_length=64)
    dimension = models.CharField(max_length=32)
    part = models.CharField(max_length=120)
    ratio = models.FloatField()
    reason = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
