"""What children signalled, as the same-hour job delivered it: pseudonyms and the sentences that say why, no text."""

from collections.abc import Iterable

from django.db import models
from django.utils.functional import cached_property

from review.models.account import Account
from review.models.correction import hidden, is_hidden


class Signal(models.Model):
    """One row of an extract that somebody must see today. `child_id` is empty where the child wasn't found.

    `because` is `[{code, ja, en}]`; `delivery` names the folder in which the signal's school and number stand.
    """

    signal_key = models.CharField(max_length=64, unique=True)
    extract = models.CharField(max_length=48)
    record_key = models.CharField(max_length=64, db_index=True)
    child_id = models.CharField(max_length=64, blank=True, default="", db_index=True)
    received_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    because = models.JSONField()
    delivery = models.CharField(max_length=16)
    taken_in_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True)
    withdrawn = False
    """Whether nobody is shown its child: of such a signal is shown that it came, and nothing else."""

    @cached_property
    def child(self) -> str:
        """The child; empty too once somebody said that the record isn't theirs, until a steward rules on it."""
        return "" if is_hidden(self.record_key, self.child_id) else self.child_id

    @classmethod
    def listed(cls, signals: Iterable["Signal"]) -> list["Signal"]:
        """The signals, whose child each knows, asked for at once."""
        found = list(signals)
        not_theirs = hidden(signal.record_key for signal in found)
        for signal in found:
            signal.child = "" if (signal.record_key, signal.child_id) in not_theirs else signal.child_id
        return found


class SignalAnswer(models.Model):
    """What one person did about a signal. The first takes it off the list; whoever did something besides adds to it."""

    signal = models.ForeignKey(Signal, models.CASCADE, related_name="answers")
    words = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class SignalsSeen(models.Model):
    """A delivery of signals that was taken in; the newest row is the one that the signals stand at."""

    delivery = models.CharField(max_length=16)
    at = models.DateTimeField(auto_now_add=True)
