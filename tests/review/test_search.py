"""Finding a child by name: nobody is left out unsaid, and whom one desk alone knows can be found."""

from datetime import date

import pytest
from django.urls import reverse
from run_writer import RunWriter, child_id
from signing_in import sign_in
from small_town import resident, town
from test_exceptions import emergency

from review import published, search
from review.access import Party
from review.models import Event
from review.views.worklist import MOST

NURSLING = "園田　つぼみ"


def nursling(w: RunWriter) -> None:
    """A child in no registry row, whom a nursery alone knows, and whose day of birth it didn't write."""
    w.land(
        "nursery_attendance", "nursling", "model", facility_code="NUR-9", child_no="9", month=date(2026, 9, 1), name=NURSLING,
        kana="ソノダ　ツボミ", birth_date=None, birth_date_edtf="2022-04", open_days=20, attended_days=18,
        unexplained_absent_days=0,
    )  # fmt: skip
    w.row("child", child_id=child_id("nursling"), birth_date_edtf="2022-04", status="unregistered", minor=True)


@pytest.fixture
def runs(tmp_path, settings):
    """The small town with a nursling, and more children of one surname than a page shows."""
    w = town()
    nursling(w)
    for number in range(MOST + 3):
        given, kana = f"名{number:02}", "アイウエオカキクケコ"[number % 10] + "アイウエオカキクケコ"[number // 10]
        resident(
            w,
            f"77{number:08}",
            f"B{number}",
            f"大川　{given}",
            f"オオカワ　{kana}",
            date(2016, 1, 1),
            "first child",
            f"b{number}",
        )
    settings.RUNS = tmp_path / "runs"
    w.write(settings.RUNS)
    return settings.RUNS


def test_a_search_that_finds_too_many_says_how_many_and_shows_the_first_by_their_kana(cases, accounts):
    text = sign_in(accounts[Party.SUPERVISOR]).post(reverse("find"), {"words": "大川"}).content.decode()
    assert "53人が見つかりました。かなの順に最初の50人だけを表示しています。" in text
    assert (
        text.index("オオカワ　アア")
        < text.index("オオカワ　アイ")
        < text.index("オオカワ　イア")
        < text.index("オオカワ　ケア")
    )
    event = Event.objects.get(action="find")
    assert (event.detail["found"], len(event.detail["children"])) == (MOST + 3, MOST)


def test_a_child_whom_only_a_nursery_knows_is_found_by_name(cases, accounts):
    text = sign_in(accounts[Party.SUPERVISOR]).post(reverse("find"), {"words": "そのだ"}).content.decode()
    assert NURSLING in text


@pytest.mark.parametrize(
    ("name", "born", "opens"),
    [
        (NURSLING, "2022-04-09", True),  # the record has no day to contradict
        (NURSLING, "2022-05-09", False),
        (NURSLING, "", True),
        ("佐藤　守", "2014-06-02", False),
        ("大川　名01", "", True),
        ("大川", "", False),  # nobody may browse
    ],
)
def test_a_break_glass_opens_as_far_as_a_birth_date_is_known_and_for_one_child_alone(
    name, born, opens, cases, accounts
):
    health = accounts[Party.HEALTH]
    answer = sign_in(health).post(reverse("glass_open"), emergency(health, name=name, birth_date=born))
    assert (answer.status_code == 302) is opens


def test_two_children_of_one_name_need_a_birth_date(runs, db):
    run = published.current()
    assert search.exactly(run, "佐藤　守", None) == [child_id("mamoru")]
    w = town()
    resident(w, "7800000001", "B", "佐藤　守", "サトウ　マモル", date(2010, 1, 1), "first child", "other")
    w.write(runs, "2026-10-01-cccccccccccc")
    run = published.current()
    assert len(search.exactly(run, "佐藤　守", None)) == 2
    assert search.exactly(run, "佐藤　守", date(2010, 1, 1)) == [child_id("other")]
