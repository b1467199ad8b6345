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


@pytest.mark.django_db(transaction=True)
def test_where_nothing_can_be_anchored_people_work_on_verify_says_so_and_the_next_event_makes_up_for_it(
    settings, tmp_path
):
    account, anchors = make_account(Party.AUDITOR), settings.ANCHORS
    settings.ANCHORS = tmp_path  # a folder: no file can be written there
    for _ in range(2 * log.ANCHOR_EVENTS):
        log.record(account, "audit")
    settings.ANCHORS = anchors
    assert [fault.code for fault in log.verify()] == ["unanchored"]
    log.record(account, "audit")
    assert [json.loads(line)["seq"] for line in anchors.read_text().splitlines()] == [100, 200, 201]
    assert log.verify() == []
    anchors.write_text("".join(anchors.read_text().splitlines(keepends=True)[:1]))
    assert [fault.code for fault in log.verify()] == ["anchor_file"], "the file's end was cut off"


@pytest.mark.django_db(transaction=True)
def test_events_that_are_written_together_are_anchored_as_those_written_one_by_one(settings):
    log.write([log.event(None, "audit") for _ in range(EVENTS)])
    assert [json.loads(line)["seq"] for line in settings.ANCHORS.read_text().splitlines()] == [100, 200, 250]
    assert log.verify() == []
