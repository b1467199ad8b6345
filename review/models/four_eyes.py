"""What one person proposes and another answers: nothing of it holds until a second person agreed."""

from django.db import models

from review.models.account import Account


class FourEyes(models.Model):
    """`stands` is None while it waits, then whether the second person agreed. Answered by `review.four_eyes` alone."""

    reason = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    stands = models.BooleanField(null=True)
    second = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    second_reason = models.TextField(default="", blank=True)

    class Meta:
        abstract = True
