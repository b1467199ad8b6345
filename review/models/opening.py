"""Break-glass: a child's card opened without an assignment, or a mask lifted, for a reason and a short time."""

from datetime import timedelta

from django.db import models

from review.models.account import Account

LONGEST = timedelta(minutes=60)
SHORTEST_REASON = 20  # characters
REVIEW_WITHIN_WORKING_DAYS = 3


class BreakGlass(models.Model):
    """`child_id`: whom it opens; or the key of a signal without a child, which it opens itself."""

    child_id = models.CharField(max_length=64)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    finding = models.TextField(default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=("account", "child_id", "until"), name="glass_by_account"),)
