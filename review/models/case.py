"""A case: one child whom people are asked to look at, and everything that people did about it.

What the system found stands beside what people decided; neither overwrites the other.
"""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from review.models.account import Account, choices


class State(StrEnum):
    """The states; the moves between them are the table in `review.cases.moves`."""

    UNASSIGNED = "unassigned"
    ASSIGNED = "assigned"
    SUPPORTING = "supporting"
    WATCHING = "watching"
    AWAITING_SECOND = "awaiting_second"
    BACK = "back"
    CLOSED = "closed"


class Change(StrEnum):
    """What the newest run changed."""

    NONE = ""
    NEW = "new"
    CHANGED = "changed"


STATES = {
    State.UNASSIGNED: _("担当未定"),
    State.ASSIGNED: _("確認中"),
    State.SUPPORTING: _("支援中"),
    State.WATCHING: _("見守り継続"),
    State.AWAITING_SECOND: _("二人目の確認待ち"),
    State.BACK: _("再確認"),
    State.CLOSED: _("終結"),
}
CHANGES = {Change.NONE: _("変化なし"), Change.NEW: _("新規"), Change.CHANGED: _("変化あり")}


class Case(models.Model):
    """`evidence` digests what the case rests on; with `overall`, `grounds`, … it is refreshed by each new run.

    `grounds`: what holds (a rule, or a judged component with its level) → the extracts and record keys under it.
    `before`: `overall` and `grounds` as they stood, where the newest run changed them. `identity`: [what, other child] of each
    merge, split and dissolution (then no other). A case whose child was merged away (`merged_into`) stands on that child's card, no more on the list.
    """

    child_id = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=16, choices=choices(STATES), default="unassigned")
    origin = models.CharField(
        max_length=8, choices=[("flag", _("判定")), ("concern", _("気づき")), ("sos", "SOS"), ("sample", _("標本"))]
    )
    change = models.CharField(max_length=8, choices=choices(CHANGES), default="new", blank=True)
    overall = models.CharField(max_length=16, default="", blank=True)
    ever_priority = models.BooleanField(default=False)
    to_confirm = models.BooleanField(default=False)
    grounds = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    consultation_open = models.BooleanField(null=True)
    consultation_from_school = models.BooleanField(null=True)
    registration = models.CharField(max_length=16, default="", blank=True)
    sos_on = models.DateField(null=True)
    flagged = models.BooleanField(default=True)
    evidence = models.CharField(max_length=64, default="")
    run_id = models.CharField(max_length=64)
    returned_because = models.CharField(max_length=32, default="", blank=True)
    identity = models.JSONField(default=list)
    merged_into = models.CharField(max_length=64, default="", blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            # all that a list asks of each case: without it, what a case rests on is read past for every case there is
            models.Index(
                fields=(
                    "state", "merged_into", "overall", "change", "flagged", "origin", "sos_on", "to_confirm",
                    "consultation_open", "consultation_from_school", "registration", "opened_at", "child_id", "id",
                ),
                name="case_for_lists",
            ),
        )  # fmt: skip


class Assignment(models.Model):
    """Who looks after the case. Taking it away (`until`) holds from the next request."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    account = models.ForeignKey(Account, models.PROTECT, related_name="assignments")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "account"), condition=models.Q(until=None), name="assigned_once_at_a_time"
            ),
        )
        indexes = (models.Index(fields=("account", "case"), condition=models.Q(until=None), name="assigned_now"),)


class Decision(models.Model):
    """A named person's decision, with the evidence that they saw. `stands` is None while a second person is awaited."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=16)
    reason = models.TextField()
    disagrees = models.BooleanField(default=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    run_id = models.CharField(max_length=64)
    evidence = models.CharField(max_length=64)
    seen = models.JSONField(default=list)
    from_state = models.CharField(max_length=16, choices=choices(STATES))
    stands = models.BooleanField(null=True, default=True)
    second = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    second_reason = models.TextField(default="")


class FollowUp(models.Model):
    """Who does what by when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    what = models.CharField(max_length=200)
    who = models.ForeignKey(Account, models.PROTECT, related_name="follow_ups")
    done_at = models.DateTimeField(null=True)


class Note(models.Model):
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField()


class RunSeen(models.Model):
    """A published run that the cases were brought up to; the newest row is the one that they stand at."""

    run_id = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
