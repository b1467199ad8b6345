"""A withheld text that a person read and let others read: who, why, and exactly what they saw."""

from django.db import models

from review.models.account import Account


class Release(models.Model):
    """`digest` is a keyed hash of the text, so that a text that changed is withheld again; `marks` are `[start, end, mark]`:
    what stands in place of which of its letters. The text itself stays in its run.
    """

    extract = models.CharField(max_length=48)
    record_key = models.CharField(max_length=64)
    field = models.CharField(max_length=48)
    digest = models.CharField(max_length=64)
    marks = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("record_key", "field", "digest"), name="a_text_is_released_once"),
        )
