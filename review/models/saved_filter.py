"""A filter of the worklist that somebody put together and named, for themselves."""

from django.db import models

from review.models.account import Account

LONGEST_NAME = 40  # characters
MOST = 20
"""Filters an account: more can't be told apart on a page."""


class SavedFilter(models.Model):
    """`facets` are names of `review.facets`; those that the account may no longer use are left out when it is opened."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=LONGEST_NAME)
    facets = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "name"), name="one_filter_a_name"),)
        ordering = ("id",)
