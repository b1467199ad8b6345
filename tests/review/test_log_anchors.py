"""The log's head is anchored outside the database.

By itself: its test commits for real, and what commits empties the database that the other files' tests share.
"""

import itertools
import json

import pytest
from signing_in import make_account

from review import log
from review.access import Party
from review.models import Event

EVENTS = 250


@pytest.mark.django_db(transaction=True)
def test_the_head_is_anchored_outside_at_least_every_hundred_events(settings):
    account = make_account(Party.AUDITOR)
    for _ in range(EVENTS):
        log.record(account, "audit")
    anchors = [json.loads(line)["seq"] for line in settings.ANCHORS.read_text().splitlines()]
    assert all(later - earlier <= log.ANCHOR_EVENTS for earlier, later in itertools.pairwise(anchors))
    assert Event.objects.count() - anchors[-1] < log.ANCHOR_EVENTS
    assert log.verify() == []
