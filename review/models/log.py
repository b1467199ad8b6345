"""The access log's rows. They are written by `review.log.record` alone and never changed."""

from django.db import models


class Event(models.Model):
    """Who, which child, why, which run, which fields. `mac` chains it to the event before it."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    account = models.CharField(max_length=64)
    role = models.CharField(max_length=16)
    action = models.CharField(max_length=48)
    child_id = models.CharField(max_length=64)
    reason = models.TextField()
    run_id = models.CharField(max_length=64)
    fields = models.JSONField()
    detail = models.JSONField()
    mac = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=("child_id", "-seq"), name="event_by_child"),
            models.Index(fields=("account", "-seq"), name="event_by_account"),
        )


class Head(models.Model):
    """The chain's last link: the one row that everybody who writes an event locks first."""

    seq = models.BigIntegerField()
    mac = models.CharField(max_length=64)
    anchored_seq = models.BigIntegerField()
    anchored_at = models.DateTimeField()
