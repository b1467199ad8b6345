"""Letting a run's statistics out."""

from django.db import models

from review.models.four_eyes import FourEyes


class StatisticsRelease(FourEyes):
    """The statistics and the explained rules of one run, to be published: who asked, and who approved it."""

    run_id = models.CharField(max_length=64)
