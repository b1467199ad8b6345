"""The same child from run to run, and what people's rulings, suspensions and sealed identities do. All people are invented."""

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest
from town import Town

from linkage.people import SHAPES, BadPeopleDelivery, load

BORN = date(2015, 6, 13)
LATER = date(2027, 5, 1)


def child(town: Town, resident_id: str = "T1", name: str = "双葉　翔太", kana: str = "フタバ　ショウタ", **more) -> str:
    person = {"name": name, "kana": kana, "sex": "male", "birth_date": BORN, "address": "高槻市南松原町５番１２号"}
    return town.registered(resident_id, **(person | {"postcode": "5690037"} | more))


def consulted(
    town: Town, number: str, name: str = "双葉　翔太", kana: str = "フタバ ショウタ", **more
) -> tuple[str, str]:
    person = {"name": name, "kana": kana, "sex": "male", "birth_date": BORN, "address": "南松原町5-12"} | more
    return town.record("consultations", number, reception_no=number, **person)


def delivered(folder: Path, **lists: list[tuple[str, ...]]) -> Path:
    """A people's delivery with these lists, e.g. `suspended=[("T1",)]`."""
    folder.mkdir()
    for name, rows in lists.items():
        file, columns = SHAPES[name]
        with (folder / file).open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows([columns, *rows])
    return folder


def test_the_same_inputs_give_the_same_children_links_and_candidates(tmp_path):
    town = Town()
    child(town)
    consulted(town, "1")
    runs = [town.run(tmp_path / name) for name in ("first", "again")]
    for table in ("child", "link", "candidate", "member", "guardian", "household_record", "identity_event"):
        first, again = (sorted(map(repr, run.query(f"FROM {table}"))) for run in runs)
        assert first == again, table


def test_a_child_keeps_its_id_through_a_new_name_an_address_and_a_new_delivery(tmp_path):
    before = Town()
    child(before)
    consulted(before, "1")
    first = before.run(tmp_path / "first")
    after = Town()
    child(
        after, name="新井　翔太", kana="アライ　ショウタ", address="高槻市城北町二丁目８番３号", former_surname="双葉"
    )
    record = consulted(after, "2", "新井　翔太", "アライ ショウタ", address="城北町2-8-3")
    second = after.run(tmp_path / "second", previous=tmp_path / "first", as_of=LATER)
    assert second.child_id("T1") == first.child_id("T1") == second.child_of(record)
    assert second.query("SELECT first_seen FROM child WHERE resident_id = 'T1'") == [(date(2026, 11, 1),)]
    assert second.events() == set()


def test_a_child_whom_the_registry_comes_to_know_keeps_its_id_and_the_event_says_so(tmp_path):
    before = Town()
    record = consulted(before, "1")
    first = before.run(tmp_path / "first")
    assert first.decision(record) == ("linked", None)
    after = Town()
    child(after)
    consulted(after, "1")
    second = after.run(tmp_path / "second", previous=tmp_path / "first", as_of=LATER)
    assert second.child_id("T1") == first.child_of(record)
    assert second.events() == {("registered", first.child_of(record), None)}


def test_a_child_who_leaves_the_registry_keeps_its_id_by_its_records(tmp_path):
    before = Town()
    child(before)
    record = consulted(before, "1")
    first = before.run(tmp_path / "first")
    after = Town()
    consulted(after, "1")
    second = after.run(tmp_path / "second", previous=tmp_path / "first", as_of=LATER)
    assert second.child_of(record) == first.child_id("T1")
    assert second.events() == {("left_registry", first.child_id("T1"), None)}


def test_two_children_of_one_run_that_prove_to_be_one_are_merged_with_an_event(tmp_path):
    before = Town()
    child(before)
    record = consulted(before, "1", "別名　未知", "ベツメイ ミチ", birth_date=date(2018, 2, 3), address=None)
    first = before.run(tmp_path / "first")
    assert first.decision(record) == ("linked", None)
    ruling = ("consultations", "1", "resident_registry", "T1", "same")
    people = delivered(tmp_path / "people", ruling=[ruling])
    second = before.run(tmp_path / "second", previous=tmp_path / "first", people=people, as_of=LATER)
    assert second.decision(record) == ("linked", "T1")
    assert second.events() == {("merged", first.child_id("T1"), first.child_of(record))}
    assert second.query("SELECT method FROM link WHERE extract = 'consultations'") == [("ruling",)]


def test_a_child_whose_only_record_may_now_be_two_registered_childrens_is_dissolved_with_an_event(tmp_path):
    before = Town()
    record = consulted(before, "1", address=None)
    first = before.run(tmp_path / "first")
    after = Town()
    child(after, "T1")
    child(after, "T2", address="高槻市城北町２丁目８番３号", postcode="5690071")
    consulted(after, "1", address=None)
    second = after.run(tmp_path / "second", previous=tmp_path / "first", as_of=LATER)
    assert second.decision(record) == ("review", None)
    assert second.events() == {("dissolved", first.child_of(record), None)}
    third = before.run(tmp_path / "third", previous=tmp_path / "second", as_of=date(2027, 11, 1))
    assert third.child_of(record) == first.child_of(record), "the same child, should the registry lose them again"


def test_a_record_that_people_part_from_a_child_becomes_another_with_an_event(tmp_path):
    town = Town()
    child(town)
    record = consulted(town, "1")
    first = town.run(tmp_path / "first")
    assert first.decision(record) == ("linked", "T1")
    people = delivered(tmp_path / "people", ruling=[("resident_registry", "T1", "consultations", "1", "different")])
    second = town.run(tmp_path / "second", previous=tmp_path / "first", people=people, as_of=LATER)
    assert second.decision(record) == ("linked", None)
    assert second.candidates(record) == set()
    assert second.events() == {("split", second.child_of(record), first.child_id("T1"))}


def test_nothing_of_a_suspended_child_is_kept_not_even_rows_without_a_key(tmp_path):
    town = Town()
    child(town)
    consulted(town, "1")
    town.record("vaccinations", "T1|05|1", resident_id="T1", vaccine="BCG", dose=1)
    town.record("infant_checkups", "T1|3 years", resident_id="T1", kana="ﾌﾀﾊﾞ ｼﾖｳﾀ", birth_date=BORN)
    linked = town.run(tmp_path / "run", people=delivered(tmp_path / "people", suspended=[("T1",)]))
    assert linked.query("SELECT * FROM child WHERE resident_id = 'T1'") == []
    assert linked.query("SELECT * FROM member WHERE resident_id = 'T1'") == []
    assert linked.query("SELECT * FROM link WHERE extract <> 'resident_registry'") == []
    assert linked.query("SELECT * FROM link WHERE record_id = 'T1'") == []


def test_a_sealed_identity_is_neither_linked_nor_proposed_nor_in_a_pair(tmp_path):
    town = Town()
    child(town)
    child(town, "T2", "新井　翔太", "アライ　ショウタ")
    record = consulted(town, "1")
    linked = town.run(tmp_path / "run", people=delivered(tmp_path / "people", sealed=[("T1",)]))
    assert linked.decision(record) == ("unlinked", None)
    assert linked.candidates(record) == set()
    assert linked.query("SELECT * FROM child WHERE resident_id = 'T1'") == []
    pairs = "SELECT * FROM pair WHERE 'T1' IN (record_id_l, record_id_r) OR '1' IN (record_id_l, record_id_r)"
    assert linked.query(pairs, file="pairs") == []


def test_who_is_suspended_or_sealed_isnt_named_as_anyones_guardian(tmp_path):
    town = Town()
    child(town)
    for guardian in ("F1", "F2", "F3"):
        town.record("child_allowance", f"{guardian}|T1", recipient_id=guardian, resident_id="T1", living="apart")
    people = delivered(tmp_path / "people", suspended=[("F1",)], sealed=[("F2",)])
    linked = town.run(tmp_path / "run", people=people)
    assert linked.query("SELECT resident_id FROM guardian") == [("F3",)]


def test_rows_that_follow_a_pupil_follow_it_into_review(tmp_path):
    town = Town()
    child(town)
    child(town, "T2")
    pupil = {
        "surname": "双葉",
        "given_name": "翔太",
        "surname_kana": "フタバ",
        "given_kana": "ショウタ",
        "birth_date": BORN,
    }
    town.record("school_roster", "E1|S1", school_code="E1", student_no="S1", **pupil)
    row = town.record("attendance", "E1|S1|2026|4", school_code="E1", student_no="S1", school_year=2026, month=4)
    linked = town.run(tmp_path / "run")
    assert linked.decision(row) == ("review", None)
    assert linked.candidates(row) == {"T1", "T2"}


def test_guardians_are_found_across_households_and_each_says_by_what(tmp_path):
    town = Town()
    child(town, household_id="H1")
    child(town, "M1", "双葉　花", "フタバ　ハナ", birth_date=date(1988, 4, 4), relationship="head", household_id="H1")
    town.record("child_allowance", "F1|T1", recipient_id="F1", resident_id="T1", living="apart")
    town.record("resident_tax", "M1|2026", resident_id="M1", tax_year=2026, tax_class="exempt")
    linked = town.run(tmp_path / "run")
    guardians = "SELECT g.resident_id, basis FROM guardian g JOIN child c USING (child_id) WHERE c.resident_id = 'T1'"
    assert set(linked.query(guardians)) == {("M1", "household"), ("F1", "児童手当")}
    assert linked.query("SELECT record_id, resident_id FROM household_record") == [("M1|2026", "M1")]


@pytest.mark.parametrize("text", ["resident_id,why\nT1,x\n", "T1\n", "resident_id\nT1,T2,T3\n"])
def test_a_people_s_delivery_in_another_shape_stops_the_run_without_a_value(tmp_path, text):
    (tmp_path / "suspended.csv").write_text(text, encoding="utf-8")
    with duckdb.connect() as connection, pytest.raises(BadPeopleDelivery) as stopped:
        load(connection, tmp_path)
    assert "T1" not in str(stopped.value)
