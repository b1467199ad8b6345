"""Every flag explains itself, and says no more than its own evidence bears."""

import json
import re
from datetime import date

import duckdb
import pytest

from rules import calendar
from rules.evaluate import holds
from rules.judgement.judge import COMPONENTS, levels
from rules.rulebook import RULES

LAST = date(2026, 10, 1)
FROM_EVIDENCE = """
CREATE OR REPLACE TEMP TABLE fact AS
SELECT child_id, row.fact, row.state, row.value, row.number, row.date, row.extract, row.record_key
FROM (SELECT child_id, unnest(evidence) AS row FROM flags.{table} WHERE {which} = ?)
"""
OF_A_FLAG, OF_A_LEVEL, OF_A_TAKEUP = (
    FROM_EVIDENCE.format(table=table, which=which)
    for table, which in (("flag", "rule"), ("judgement", "component"), ("takeup", "support"))
)


@pytest.fixture(scope="module")
def flags(judged):
    """A connection to each half-year's flags and facts, attached as `flags` and `facts`, by its day."""
    connections = {}
    for day, run in judged.items():
        connection = connections[day] = duckdb.connect()
        calendar.teach(connection)
        for name in ("flags", "facts"):
            connection.execute(f"ATTACH '{run}/{name}.duckdb' AS {name} (READ_ONLY)")
    yield connections
    for connection in connections.values():
        connection.close()


@pytest.mark.parametrize("name", RULES)
def test_judging_from_its_listed_facts_alone_gives_every_flag_the_same_answer(flags, name):
    for day, connection in flags.items():
        connection.execute(OF_A_FLAG, [name])
        numbers = {number: value.value for number, value in RULES[name].numbers(day).items()}
        again = connection.execute(f"""
            SELECT count(*), count(*) FILTER (value = CASE WHEN holds THEN 'true' WHEN NOT holds THEN 'false'
                                                           ELSE 'unknown' END)
            FROM flags.flag JOIN ({holds(RULES[name], day, numbers)}) USING (child_id) WHERE rule = '{name}'""")
        flagged, same = again.fetchall()[0]
        assert flagged == same > 0


@pytest.mark.parametrize("name", [name for name in RULES if name.startswith("takeup-")])
def test_judging_from_its_listed_facts_alone_invites_every_child_of_the_outreach_list_again(flags, name):
    for day, connection in flags.items():
        connection.execute(OF_A_TAKEUP, [name])
        numbers = {number: value.value for number, value in RULES[name].numbers(day).items()}
        listed = connection.execute("SELECT child_id FROM flags.takeup WHERE support = ?", [name]).fetchall()
        again = connection.execute(f"SELECT child_id FROM ({holds(RULES[name], day, numbers)}) WHERE holds").fetchall()
        assert sorted(again) == sorted(listed)


@pytest.mark.parametrize("name", COMPONENTS)
def test_judging_from_its_listed_facts_alone_gives_every_child_the_same_level_and_words(flags, name):
    for day, connection in flags.items():
        connection.execute(OF_A_LEVEL, [name])
        connection.execute("ALTER TABLE fact ADD COLUMN place USMALLINT")
        again = connection.execute(levels(name, COMPONENTS[name], day, COMPONENTS[name].numbers(day))).fetchall()
        told = connection.execute(
            "SELECT child_id, level, shown FROM flags.level JOIN flags.evidence USING (child) WHERE component = ?",
            [name],
        ).fetchall()
        assert sorted((child, level, shown) for child, _, level, _, shown, _ in again) == sorted(told)
        assert told


@pytest.mark.parametrize("name", RULES)
def test_evidence_is_of_the_facts_that_the_rule_reads_and_each_row_stands_in_the_fact_table(flags, name):
    connection = flags[LAST]
    connection.execute(OF_A_FLAG, [name])
    listed = {fact for (fact,) in connection.execute("SELECT DISTINCT fact FROM fact").fetchall()}
    assert listed == {fact.name for fact in RULES[name].reads}
    invented = "SELECT count(*) FROM (SELECT * FROM fact EXCEPT SELECT * FROM facts.fact)"
    assert connection.execute(invented).fetchall() == [(0,)]


def test_every_child_has_a_flag_of_every_rule(flags):
    for connection in flags.values():
        children = connection.execute("SELECT count(DISTINCT child_id) FROM facts.fact").fetchall()[0][0]
        counted = connection.execute("SELECT count(*), count(DISTINCT (child_id, rule)) FROM flags.flag").fetchall()
        assert counted == [(children * len(RULES), children * len(RULES))]


def test_every_sentence_is_whole_in_both_languages(flags):
    for connection in flags.values():
        told = connection.execute("""
            SELECT rule, sentence_ja, sentence_en FROM flags.flag
            UNION ALL SELECT component, sentence_ja, sentence_en FROM flags.judgement""").fetchall()
        for rule, ja, en in told:
            assert ja and en and not re.search(r"[{}]|NULL", ja + en)
            assert not re.search(r"\d{4}-\d{2}-\d{2}", ja + en), "a date is written as on every page"
            numbers = {**RULES, **COMPONENTS}[rule].declaration.numbers
            assert ("基準：" in ja) == ("Measured by: " in en) == bool(numbers)
            assert all(number.meaning.ja in ja and number.meaning.en in en for number in numbers.values())


def test_what_is_unknown_for_want_of_data_says_what_is_missing(flags):
    asked = "SELECT missing, sentence_ja, sentence_en FROM flags.flag WHERE len(missing) > 0"
    for connection in flags.values():
        for missing, ja, en in connection.execute(asked).fetchall():
            assert all(gap["state"] in ("missing", "stale", "doubtful") for gap in missing)
            assert "不明：" in ja
            assert "Unknown: " in en


def test_thresholds_carry_their_day_and_reference(flags):
    for rule, thresholds in flags[LAST].execute("SELECT DISTINCT rule, thresholds FROM flags.flag").fetchall():
        for number in json.loads(thresholds):
            assert number["since"] <= str(LAST)
            assert number["reference"]
            assert number["reference"] != "assumption" or number["reason"], rule


def test_who_is_told_of_a_support_lives_with_the_child_where_a_guardian_does(flags):
    astray = """
        SELECT count(*) FROM flags.takeup JOIN facts.fact USING (child_id)
        WHERE fact.fact = 'guardian' AND fact.number < 3
        GROUP BY child_id, support, tell_resident_id_key HAVING bool_and(record_key <> tell_resident_id_key)"""
    assert flags[LAST].execute(astray).fetchall() == []
    counted = "SELECT count(*), count(reason_ja), count(bring_ja), count(bring_en) FROM flags.takeup"
    told = flags[LAST].execute(counted).fetchall()
    held = (
        flags[LAST].execute("SELECT count(*) FROM flags.flag WHERE rule LIKE 'takeup-%' AND value = 'true'").fetchall()
    )
    assert held[0][0] > 0
    assert told == [held[0] * 4]
