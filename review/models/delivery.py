"""What the next run is told by people: link rulings, suspensions of use, what the gate lets pass. Exported by `review.people`."""

from django.db import models

from review.models.account import Account
from review.models.four_eyes import FourEyes


class LinkRuling(models.Model):
    """One person's blind ruling on whether a record is a child's. Two that agree stand; else a third decides.

    Both records stand with their record_id: the delivery must outlive the run that proposed the pair. What counts is the
    pair's newest `round`: 0, and one more each time that somebody says "not this child".
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
    round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("record_key", "child_id", "by", "round"), name="one_ruling_a_person"),
        )


class Kept(FourEyes):
    """What holds for one 宛名番号 once two people agreed, until two agree to take it back (`lifts`)."""

    resident_id = models.CharField(max_length=16)
    lifts = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @classmethod
    def in_force(cls) -> list[str]:
        """The numbers for which it holds: of each, the newest that two people agreed on doesn't lift it."""
        agreed = cls._default_manager.filter(stands=True).order_by(models.F("second_at").asc(nulls_first=True), "id")
        newest = dict(agreed.values_list("resident_id", "lifts"))
        return sorted(resident_id for resident_id, lifts in newest.items() if not lifts)


class Suspension(Kept):
    """利用停止 (Art. 98): from the next run on nothing of this person is used."""

    child_id = models.CharField(max_length=64)


class Sealed(Kept):
    """特別養子縁組: an identity that is never linked nor proposed. Its number is typed by both people and shown on no page.

    `child`: whom the run had under the number when it was agreed; the runs after it have nobody.
    """

    child = models.CharField(max_length=64, default="", blank=True)

    @classmethod
    def of_nobody_known(cls) -> bool:
        """Whether one in force was agreed before `child` was kept: a child who is no more may be theirs."""
        return cls.objects.filter(child="", stands=True, lifts=False, resident_id__in=cls.in_force()).exists()


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
