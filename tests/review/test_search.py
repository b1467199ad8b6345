"""Finding a child by name: nobody is left out unsaid, and whom one desk alone knows can be found."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from run_writer import RunWriter, child_id
from signing_in import sign_in
from small_town import SECRET_SCHOOL, resident, town
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


@pytest.mark.django_db
def test_a_child_with_a_double_is_opened_by_one_thing_more_and_by_no_number_alone(runs, cases, accounts, whole_log):
    """The double of hana is a pupil whom no registry row knows; of mamoru, whose school is masked, another resident."""
    w = town()
    w.row("child", child_id=child_id("double"), birth_date=date(2015, 5, 1), status="unregistered", minor=True)
    w.land("school_roster", "double", "model", school_code="SCH-09", student_no="D1", school_year=2026, surname="山田",
        given_name="花", surname_kana="ヤマダ", given_kana="ハナ", birth_date=date(2015, 5, 1))  # fmt: skip
    resident(w, "7800000002", "B", "佐藤　守", "サトウ　マモル", date(2014, 6, 1), "first child", "other")
    w.write(runs, "2026-10-01-dddddddddddd")
    health = accounts[Party.HEALTH]
    client = sign_in(health)

    def opened(**asked: str) -> str:
        TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0)
        answer = client.post(reverse("glass_open"), emergency(health, **asked))
        return answer["Location"] if answer.status_code == 302 else answer.content.decode()

    hana, mamoru = (
        {"name": "やまだ　はな", "birth_date": "2015-05-01"},
        {"name": "佐藤　守", "birth_date": "2014-06-01"},
    )
    refused = opened(**hana)
    assert not re.search('<input[^>]*name="token"[^>]*value', refused), "it held once"
    assert 'name="number"' in refused and "こども相談支援課（内線 1060）に電話" in refused
    assert 'name="number"' not in opened(name="やまだ　はな", birth_date=""), (
        "of a name alone nobody learns how many there are"
    )
    assert 'name="number"' in opened(**hana, number="SCH-99")
    assert opened(**hana, number="ＳＣＨ-09") == reverse("child", kwargs={"child_id": child_id("double")})
    assert opened(**hana, number="0000000001") == reverse("child", kwargs={"child_id": child_id("hana")})
    assert 'name="number"' in opened(**mamoru, number=SECRET_SCHOOL), "where a protected child is isn't told so either"
    assert opened(**mamoru, number="0000000011") == reverse("child", kwargs={"child_id": child_id("mamoru")})
    told = Event.objects.filter(action="break_glass.refused").order_by("seq").values_list("detail", flat=True)
    assert list(told) == [{"found": 2}, {"found": 2}, {"found": 0}, {"found": 0}]
    assert "0000000001" not in str(list(Event.objects.values_list("detail", "reason")))


def test_who_searches_only_their_own_children_isnt_told_that_the_city_has_none(cases, accounts):
    text = sign_in(accounts[Party.SCHOOL]).post(reverse("find"), {"words": "佐藤"}).content.decode()
    assert "担当の中にはいません。" in text and f'href="{reverse("glass")}">担当でない' in text
    text = sign_in(accounts[Party.SUPERVISOR]).post(reverse("find"), {"words": "だれも"}).content.decode()
    assert "該当する子どもはいません。" in text
