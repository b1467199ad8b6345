"""A changed threshold is a dated value that two people decided: the next run judges by it, and says so."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from rules.changes import FILE, BadChange, as_decided
from rules.judge import judge
from rules.rulebook import RULES
from rules.what_if import ask

AS_OF = date(2026, 10, 1)


def delivery(folder: Path, *changes: dict[str, object]) -> Path:
    whole = [
        {"rule": "absence-long", "number": "days", "since": AS_OF, "value": 1, "reference": "試行要領 3条", "reason": "試行",
         "author": "小林 / 佐藤"} | change for change in changes
    ]  # fmt: skip
    (folder / FILE).write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
    return folder


def days(people: Path | None, on: date) -> float:
    return as_decided(people)[0]["absence-long"].numbers(on)["days"].value


def test_a_change_holds_from_its_day_on_and_the_number_before_it_till_then(tmp_path):
    before = RULES["absence-long"].numbers(AS_OF)["days"].value
    people = delivery(tmp_path, {"since": date(2026, 12, 1), "value": 25})
    assert (days(people, date(2026, 11, 30)), days(people, date(2026, 12, 1)), days(None, date(2026, 12, 1))) == (
        before,
        25,
        before,
    )


def test_of_two_changes_for_one_day_the_later_decision_stands(tmp_path):
    assert days(delivery(tmp_path, {"value": 20}, {"value": 22}), AS_OF) == 22


def test_a_rule_that_shares_anothers_number_shares_its_change(tmp_path):
    name = next(iter(RULES["checkup-missed"].declaration.numbers))
    people = delivery(tmp_path, {"rule": "checkup-missed", "number": name, "value": 7})
    assert as_decided(people)[0]["takeup-checkup"].numbers(AS_OF)[name].value == 7


@pytest.mark.parametrize(
    "wrong", [{"rule": "no-such-rule"}, {"number": "no_such"}, {"reference": ""}, {"value": "many"}]
)
def test_a_change_of_something_else_or_without_its_reference_stops_the_run(wrong, tmp_path):
    with pytest.raises(BadChange, match=FILE):
        as_decided(delivery(tmp_path, wrong))


def test_a_run_judges_by_the_change_as_its_what_if_said_and_each_flag_says_since_when(judged, tmp_path):
    people = delivery(tmp_path, {})
    said = ask(judged[AS_OF], AS_OF, "absence-long", ["days=1"]).changes[0].whole.count
    out = tmp_path / "flags.duckdb"
    judge(judged[AS_OF], out, None, AS_OF, people)
    with (
        duckdb.connect(str(out), read_only=True) as now,
        duckdb.connect(str(judged[AS_OF] / "flags.duckdb"), read_only=True) as was,
    ):
        sql = "SELECT child_id FROM flag WHERE rule = 'absence-long' AND value = 'true'"
        added = set(now.sql(sql).fetchall()) - set(was.sql(sql).fetchall())
        told = json.loads(now.sql("SELECT thresholds FROM flag WHERE rule = 'absence-long' LIMIT 1").fetchall()[0][0])
    assert said is not None and abs(len(added) - said) < 5, "what-ifs are rounded to 5"
    assert (told[0]["value"], told[0]["since"], told[0]["reference"]) == (1, "2026-10-01", "試行要領 3条")
