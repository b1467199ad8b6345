"""出し忘れのない支援: who was approved, by name, to be told of a support they seem eligible for. Nothing is sent."""

from django.db import models

from review.models.account import Account


class OutreachApproval(models.Model):
    """One named person's answer; none is written over. The newest holds, in later runs too, while the offer rests on the same
    `evidence`."""

    child_id = models.CharField(max_length=64)
    support = models.CharField(max_length=48)
    approved = models.BooleanField()
    reason = models.TextField(default="", blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    run_id = models.CharField(max_length=64)
    evidence = models.CharField(max_length=64, default="")
