"""What changes between 31 March and 1 April, and for whom born when: nothing but what the school year decides."""

from datetime import date

import duckdb
import pytest
from facts_given import answers, table
from true_links import KEY

from rules.facts import build
from rules.judgement.judge import COMPONENTS, levels
from rules.rulebook import RULES

LAST_DAY, NEW_YEAR = date(2027, 3, 31), date(2027, 4, 1)
ABSENT = {date(2026, month, 1): 6 for month in range(4, 9)}

# of a rule and a child's facts: its answer on the last day of a school year and on the first of the next
CHANGES = {
    "absence of the year that ended stands until a month of the new one is on record": (
        "absence-long",
        {"school_stage": "during", "absent_days": ABSENT},
        ("true", "true"),
    ),
    "teeth are asked about again once the new year's deadline has passed": (
        "teeth",
        {"school_stage": "during", "untreated_teeth": {date(2026, 4, 1): 7}},
        ("true", "false"),
    ),
    "school aid approved for a year isn't approved for the next": (
        "takeup-school-aid",
        {"school_stage": "during", "school_register": "municipal", "child_rearing_allowance": "full",
         "school_assistance": {date(2026, 6, 1): 2026}},
        ("false", "true"),
    ),
    "a check-up missed stays missed": ("checkup-missed", {"checkup_unattended": date(2026, 10, 1)}, ("true", "true")),
    "so many days without contact know no school year": (
        "no-contact",
        {"residence": "resident", "age_months": 100, "contact_clinic": date(2026, 3, 1)},
        ("true", "true"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_from_31_march_to_1_april(change):
    name, facts, expected = CHANGES[change]
    assert tuple(answers(RULES[name], [facts], day)[0] for day in (LAST_DAY, NEW_YEAR)) == expected


def test_the_newest_survey_counts_on_1_april_as_it_did_the_day_before():
    found = {
        f"survey_{subject}": {date(2026, 4, 1): 42, date(2025, 4, 1): 44} for subject in ("japanese", "mathematics")
    }
    child = found | {"school_stage": "during", "survey_newest": {date(2026, 4, 1): 2026}}
    told = []
    for day in (LAST_DAY, NEW_YEAR):
        with duckdb.connect() as connection:
            table(connection, {"one": child}, [fact.name for fact in COMPONENTS["A"].reads])
            connection.execute("ALTER TABLE fact ADD COLUMN place USMALLINT")
            told.append(connection.sql(levels("A", COMPONENTS["A"], day, COMPONENTS["A"].numbers(day))).fetchall()[0])
    assert told[0] == told[1]
    assert told[0][2] == "2"


def test_who_is_born_on_1_april_starts_school_a_year_before_who_is_born_on_the_2nd(judged, tmp_path):
    """And whoever is born on 29 February when everybody of that school year does."""
    births = {date(2020, 2, 29): "during during", date(2020, 4, 1): "during during", date(2020, 4, 2): "before during"}
    run = tmp_path / "run"
    run.mkdir()
    (run / "landed").symlink_to(judged[max(judged)] / "landed")
    (run / "children.duckdb").write_bytes((judged[max(judged)] / "children.duckdb").read_bytes())
    with duckdb.connect(str(run / "children.duckdb")) as connection:
        chosen = "SELECT child_id FROM child WHERE minor AND status = 'resident' ORDER BY child_id LIMIT 3"
        children = [child for (child,) in connection.sql(chosen).fetchall()]
        for child, born in zip(children, births, strict=True):
            connection.execute("UPDATE child SET birth_date = ? WHERE child_id = ?", [born, child])
    stages = []
    for day in (LAST_DAY, NEW_YEAR):
        build(run, run / f"{day}.duckdb", None, day, KEY)
        with duckdb.connect(str(run / f"{day}.duckdb"), read_only=True) as connection:
            stages.append(
                dict(connection.sql("SELECT child_id, value FROM fact WHERE fact = 'school_stage'").fetchall())
            )
    assert [f"{stages[0][child]} {stages[1][child]}" for child in children] == list(births.values())
