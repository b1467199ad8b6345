"""Nobody changes the log unseen."""

import json
import random

import pytest
from django.conf import settings
from django.db import connection
from signing_in import make_account

from review import log
from review.access import Party
from review.models import Event, Head

ANCHORED = 200
EVENTS = 230


@pytest.fixture
def anchored(db):
    """A log with its anchors as a committed one has them: in a test's transaction nothing commits, so they are written here."""
    account = make_account(Party.SUPERVISOR)
    for number in range(1, EVENTS + 1):
        log.record(
            account, "child", child_id=f"{number % 7:032x}", reason="面談の前に確認", run_id="r", fields=["identity"]
        )
        if number in (1, ANCHORED):
            log.anchor()
    return account


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def edit(rng: random.Random) -> None:
    column, value = rng.choice(
        [("account", "somebody"), ("child_id", "f" * 32), ("reason", ""), ("action", "note"), ("run_id", "x"),
         ("role", "auditor"), ("fields", "[]"), ("detail", '{"a": 1}'), ("at", "2020-01-01 00:00:00"), ("mac", "0" * 64)]
    )  # fmt: skip
    sql(f"UPDATE review_event SET {column} = %s WHERE seq = %s", value, rng.randint(1, EVENTS))


def delete(rng: random.Random) -> None:
    sql("DELETE FROM review_event WHERE seq = %s", rng.randint(1, EVENTS))


def delete_and_close_up(rng: random.Random) -> None:
    seq = rng.randint(1, EVENTS - 1)
    sql("DELETE FROM review_event WHERE seq = %s", seq)
    for later in range(seq + 1, EVENTS + 1):
        sql("UPDATE review_event SET seq = %s WHERE seq = %s", later - 1, later)
    sql("UPDATE review_head SET seq = %s", EVENTS - 1)


def swap(rng: random.Random) -> None:
    one, other = rng.sample(range(1, EVENTS + 1), 2)
    sql("UPDATE review_event SET seq = -1 WHERE seq = %s", one)
    sql("UPDATE review_event SET seq = %s WHERE seq = %s", one, other)
    sql("UPDATE review_event SET seq = %s WHERE seq = -1", other)


def insert(rng: random.Random) -> None:
    event = Event.objects.get(seq=rng.randint(1, EVENTS))
    event.seq = EVENTS + 1
    event.save(force_insert=True)


def truncate(rng: random.Random) -> None:
    """The end cut off across an anchor, and the head made to fit."""
    seq = rng.randint(1, ANCHORED - 1)
    sql("DELETE FROM review_event WHERE seq > %s", seq)
    sql("UPDATE review_head SET seq = %s, mac = %s", seq, Event.objects.get(seq=seq).mac)


TAMPERINGS = (edit, delete, delete_and_close_up, swap, insert, truncate)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda one: one.__name__)
def test_each_kind_of_tampering_is_found(tampering, anchored):
    assert log.verify() == []
    for seed in range(4):
        from django.db import transaction

        with transaction.atomic():
            tampering(random.Random(seed))  # noqa: S311
            assert log.verify(), seed
            transaction.set_rollback(True)


@pytest.mark.proof
def test_three_hundred_tamperings_are_all_found(anchored):
    from django.db import transaction

    found = 0
    for seed in range(306):
        with transaction.atomic():
            TAMPERINGS[seed % len(TAMPERINGS)](random.Random(seed))  # noqa: S311
            found += bool(log.verify())
            transaction.set_rollback(True)
    assert found == 306


def test_a_rewritten_anchor_is_found(anchored):
    path = settings.ANCHORS
    lines = path.read_text().splitlines()
    content = json.loads(lines[1])
    content["mac"] = "f" * 64
    path.write_text("\n".join([lines[0], json.dumps(content), lines[2]]) + "\n")
    assert [fault.code for fault in log.verify()] == ["anchor_file"]


def test_a_head_that_was_cut_off_below_the_last_anchor_is_found_even_when_the_head_fits(anchored):
    sql("DELETE FROM review_event WHERE seq > 150")
    sql("UPDATE review_head SET seq = 150, mac = %s", Event.objects.get(seq=150).mac)
    assert [(fault.seq, fault.code) for fault in log.verify()] == [(ANCHORED, "anchor")]


def test_without_the_key_nobody_writes_an_event_that_fits(anchored, settings):
    head = Head.objects.get()
    event = Event.objects.get(seq=EVENTS)
    event.seq = EVENTS + 1
    settings.LOG_KEY = b"another key"
    event.mac = log.chained(event, head.mac)
    event.save(force_insert=True)
    sql("UPDATE review_head SET seq = %s, mac = %s", event.seq, event.mac)
    settings.LOG_KEY = b"demo-key-for-synthetic-data-only-never-for-a-city-0123456789"
    assert [fault.code for fault in log.verify()] == ["mac"]
