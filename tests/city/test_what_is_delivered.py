"""The town's files are what a city delivers: every extract, in exactly its declared shape, its truth complete."""

import hashlib
import json
import re

import pandas as pd
import pytest

from extracts.declaration import EXTRACTS


@pytest.mark.parametrize("name", sorted(EXTRACTS))
def test_an_extract_has_its_declared_headings_in_their_order_and_encoding(town_folder, name):
    extract = EXTRACTS[name]
    content = (town_folder / "extracts" / f"{name}_20261001.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") == (extract.encoding == "utf-8-sig")
    lines = content.decode(extract.encoding).splitlines()
    assert lines[0].split(",") == [column.heading for column in extract.columns]
    assert len(lines) > 20


@pytest.mark.parametrize("name", sorted(EXTRACTS))
def test_a_manifest_holds_for_its_file(town_folder, name):
    content = (town_folder / "extracts" / f"{name}_20261001.csv").read_bytes()
    manifest = json.loads((town_folder / "extracts" / f"{name}_20261001.manifest.json").read_text(encoding="utf-8"))
    assert manifest == {
        "rows": content.count(b"\n") - 1,
        "sha256": hashlib.sha256(content).hexdigest(),
        "reference_date": "2026-10-01",
    }


def test_strict_landing_rejects_no_row(town):
    assert town.execute("SELECT * FROM rejected").fetchall() == []


@pytest.mark.parametrize("name", sorted(EXTRACTS))
def test_every_landed_row_has_its_truth_and_the_truth_has_no_other_row(town, name):
    query = f"""SELECT count(*) FROM {name} FULL JOIN (FROM records WHERE extract = '{name}') AS truth USING (record_id)
        WHERE {name}.record_id IS NULL OR truth.record_id IS NULL"""
    assert town.execute(query).fetchall() == [(0,)]


def test_the_truth_names_only_people_it_describes(town):
    unknown = "SELECT count(*) FROM records WHERE person_id NOT IN (SELECT person_id FROM people)"
    assert town.execute(unknown).fetchall() == [(0,)]


@pytest.mark.parametrize(
    "name",
    [
        *("resident_registry", "protection_measures", "resident_tax", "public_assistance", "child_allowance"),
        *("child_rearing_allowance", "disability_certificates", "school_assistance", "vaccinations"),
    ],
)
def test_a_row_under_a_number_without_a_name_belongs_to_that_number(town, name):
    other = f"SELECT count(*) FROM whose_{name} WHERE resident_id IS DISTINCT FROM true_resident_id"
    assert town.execute(other).fetchall() == [(0,)]


@pytest.mark.parametrize("name", ["school_register", "nursery_enrolment", "infant_checkups"])
def test_a_typed_number_is_nearly_always_right(town, name):
    wrong = f"SELECT avg((resident_id <> true_resident_id)::INTEGER) FROM whose_{name}"
    assert town.execute(wrong).fetchall()[0][0] < 0.02


def test_every_registry_row_is_another_person_and_birth_dates_there_are_true(town):
    query = """SELECT count(*), count(DISTINCT person_id), count(*) FILTER (r.birth_date = people.birth_date::DATE)
        FROM whose_resident_registry r JOIN people USING (person_id)"""
    rows, persons, right = town.execute(query).fetchall()[0]
    assert rows == persons == right


def test_the_town_has_as_many_children_as_asked_for(town):
    query = "SELECT count(*) FROM people WHERE child = '1' AND status = 'resident'"
    assert 1990 <= town.execute(query).fetchall()[0][0] <= 2000


def test_about_two_residents_a_child(town):
    query = (
        "SELECT count(*) / 2000 FROM people WHERE status = 'resident' AND person_id IN (SELECT person_id FROM records)"
    )
    assert 1.9 < town.execute(query).fetchall()[0][0] < 2.7


@pytest.mark.parametrize(
    ("form", "example"),
    [
        (r"\d{8}", "20150401"),
        (r"\d{4}-\d{2}-\d{2}", "2015-04-01"),
        (r"\d{4}/\d{1,2}/\d{1,2}", "2015/4/1"),
        (r"[HR]\d{1,2}\.\d{1,2}\.\d{1,2}", "H27.4.1"),
        (r"(平成|令和)\d{1,2}年\d{1,2}月\d{1,2}日", "平成27年4月1日"),
        (r"令和元年\d{1,2}月\d{1,2}日", "令和元年5月1日"),
        (r"[45]\d{6}", "4270401"),
        (r"\d{4}年\d{1,2}月", "2015年4月"),
        (r"不詳", "不詳"),
    ],
)
def test_birth_dates_come_in_every_form(town_folder, form, example):
    cells: set[str] = set()
    for name in ("consultations", "infant_checkups", "school_roster"):
        file = town_folder / "extracts" / f"{name}_20261001.csv"
        frame = pd.read_csv(file, dtype=str, keep_default_na=False, encoding=EXTRACTS[name].encoding)
        cells |= set(frame.filter(like="生年月日").stack())
    assert re.fullmatch(form, example)
    assert any(re.fullmatch(form, cell) for cell in cells)


def test_scores_are_standardised_in_the_grade(town):
    query = """SELECT max(abs(avg_score - 50)), max(abs(spread - 10)) FROM (
        SELECT avg(basic_trust) AS avg_score, stddev_pop(basic_trust) AS spread
        FROM achievement_survey GROUP BY school_year, grade)"""
    off, spread = town.execute(query).fetchall()[0]
    assert off < 1.5 and spread < 1.5
