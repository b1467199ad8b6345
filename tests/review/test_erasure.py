"""A child erased from what people wrote: nothing of it is left but the log, which says that it was."""

import pytest
from django.db import connection
from run_writer import child_id
from signing_in import make_account

from review import erasure, log, people
from review.access import Party
from review.cases import new_run
from review.models import (
    Assignment,
    BreakGlass,
    Case,
    Decision,
    Event,
    FollowUp,
    LinkRuling,
    Note,
    Report,
    Suspension,
)
from review.published import current

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("夜ごはんがないと言う", "学校に迎えに行く", "学年が違うとの申し出", "公園で一人でいるとの通報")
PAPER = "令8-消-1"


@pytest.fixture
def written(settings, tmp_path):
    """What people wrote about hana, one thing a kind; and a note about mamoru."""
    settings.PEOPLE = tmp_path / "people"
    one, two = make_account(Party.SUPERVISOR), make_account(Party.SUPERVISOR, "second")
    new_run.take_up(current())
    case = Case.objects.get(child_id=child_id("hana"))
    Assignment.objects.create(case=case, account=one, by=two)
    Note.objects.create(case=case, by=one, text=WORDS[0])
    FollowUp.objects.create(case=case, who=one, due_on="2026-12-01", what=WORDS[1])
    Decision.objects.create(
        case=case, outcome="support", reason="家庭訪問", by=one, run_id="r", evidence="e", from_state="assigned"
    )
    Report.objects.create(child_id=case.child_id, extract="school_roster", text=WORDS[2], by=one)
    BreakGlass.objects.create(child_id=case.child_id, account=one, reason=WORDS[3], until="2026-12-01T00:00Z")
    for by in (one, two):
        LinkRuling.objects.create(
            extract="consultations", record_id="2026-77", record_key="k" * 64, child_id=case.child_id,
            child_extract="resident_registry", child_record_id="77", same=True, by=by, run_id="r",
        )  # fmt: skip
    Note.objects.create(case=Case.objects.get(child_id=child_id("mamoru")), by=one, text="元気にしている")
    people.deliver()
    return one, two


def suspend(one, two, stands: bool | None) -> None:
    Suspension.objects.create(
        resident_id="77", child_id=child_id("hana"), reason="法98条の請求", by=one, second=two, stands=stands
    )


def test_what_people_wrote_is_gone_from_the_database_and_from_every_delivery_to_a_run(written, settings):
    suspend(*written, stands=True)
    assert list(settings.OPENED.glob("*.duckdb")), "the run lies in order"
    assert all(word.encode() in connection.connection.serialize() for word in WORDS)
    erasure.erase([child_id("hana")], ["k" * 64], PAPER)
    left = connection.connection.serialize()
    assert not [word for word in WORDS if word.encode() in left]
    assert not Case.objects.filter(child_id=child_id("hana")).exists()
    assert Note.objects.get().text == "元気にしている"
    delivered = [path.read_text(encoding="utf-8") for path in settings.PEOPLE.rglob("rulings.csv")]
    assert delivered and not any("2026-77" in text for text in delivered)
    assert list(Suspension.in_force()) == ["77"]
    assert not list(settings.OPENED.glob("*.duckdb*"))
    told = Event.objects.get(action="child.erased")
    assert (told.child_id, told.reason) == (child_id("hana"), PAPER) and log.verify() == []


@pytest.mark.parametrize("stands", [None, False])
def test_nothing_is_erased_before_two_people_have_suspended_the_use(written, stands):
    assert not erasure.agreed(child_id("hana"))
    suspend(*written, stands=stands)
    assert not erasure.agreed(child_id("hana"))
    Suspension.objects.update(stands=True)
    assert erasure.agreed(child_id("hana"))
