"""What facts say of children in a small city whose every link is true, and of what wasn't delivered."""

import shutil
from datetime import date, timedelta

import ahocorasick
import duckdb
import pytest
from true_links import KEY, land_all, link_all

from rules import calendar
from rules.facts import FACTS, build
from rules.judge import judge

LAST = date(2026, 10, 1)


def read(path, query, *values):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query, list(values)).fetchall()


@pytest.fixture(scope="module")
def facts(judged):
    return judged[LAST] / "facts.duckdb"


@pytest.fixture
def run(judged, tmp_path):
    """A copy of the last run's landed extracts and links, to be changed; `facts_of` builds its facts."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "landed").symlink_to(judged[LAST] / "landed")
    (folder / "children.duckdb").write_bytes((judged[LAST] / "children.duckdb").read_bytes())
    return folder


def facts_of(run, as_of=LAST, previous=None):
    path = run / "facts.duckdb"
    path.unlink(missing_ok=True)
    build(run, path, previous, as_of, KEY)
    return path


def change(run, statement, *values):
    with duckdb.connect(str(run / "children.duckdb")) as connection:
        return connection.execute(statement, list(values)).fetchall()


def test_every_child_has_every_fact_or_a_reason_why_not(facts, judged):
    children = read(
        judged[LAST] / "children.duckdb",
        "SELECT count(*) FROM child WHERE minor AND status IN ('resident', 'unregistered')",
    )
    counted = read(facts, "SELECT fact, count(DISTINCT child_id) FROM fact GROUP BY fact")
    assert dict(counted) == dict.fromkeys(FACTS, children[0][0])


def test_a_fact_that_is_known_names_the_row_it_came_from(facts):
    unsourced = "SELECT DISTINCT fact FROM fact WHERE state = 'known' AND record_key IS NULL"
    derived = {"adult_tax", "survey_newest"}  # an adult without a tax row; a survey year of the whole city
    of_no_registry_row = {"age_months", "grade", "school_stage", "residence"}
    assert {fact for (fact,) in read(facts, unsourced)} <= derived | of_no_registry_row


def test_no_name_address_or_number_of_a_resident_stands_in_facts_or_flags(judged):
    run = judged[LAST]
    known = read(
        run / "landed/resident_registry.duckdb",
        """
        SELECT unnest([name, kana, address, resident_id]) FROM resident_registry""",
    )
    words = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
    for (word,) in known:
        if word:
            words.add_word(word)
    words.make_automaton()
    for path in (run / "facts.duckdb", run / "flags.duckdb"):
        for (table,) in read(path, "SELECT table_name FROM duckdb_tables()"):
            content = "\n".join(row for (row,) in read(path, f"SELECT CAST(t AS VARCHAR) FROM {table} AS t"))
            assert content and not list(words.iter(content)), table


def test_what_was_not_delivered_is_missing_and_what_is_old_is_stale(city, tmp_path):
    land_all(city, tmp_path, LAST, without=("vaccinations",))
    link_all(city, tmp_path, LAST)
    later = LAST + timedelta(63)
    states = dict(
        read(
            facts_of(tmp_path, later),
            """
        SELECT fact, list(DISTINCT state ORDER BY state) FROM fact GROUP BY fact""",
        )
    )
    assert states["vaccination"] == ["missing"]
    assert set(states["absent_days"]) == {"stale"}
    assert set(states["checkup_unattended"]) == {"stale"}
    assert "stale" not in states["age_months"]
    judge(tmp_path, tmp_path / "flags.duckdb", None, later)
    held = read(tmp_path / "flags.duckdb", "SELECT DISTINCT rule FROM flag WHERE value = 'true'")
    assert not {("vaccination-none",), ("absence-long",), ("checkup-missed",)} & set(held)
    unknown = read(
        tmp_path / "flags.duckdb", "SELECT rule FROM flag WHERE value = 'unknown' AND rule = 'checkup-missed'"
    )
    assert unknown


def test_a_row_in_review_makes_its_candidates_doubtful_and_shows_nothing_of_itself(run):
    record, child = change(
        run,
        """
        SELECT record_id, child_id FROM link WHERE extract = 'consultations' AND decision = 'linked' ORDER BY 1""",
    )[0]
    other = change(
        run, "SELECT child_id FROM child WHERE minor AND status = 'resident' AND child_id <> ? ORDER BY 1", child
    )
    change(
        run,
        "UPDATE link SET decision = 'review', child_id = NULL WHERE extract = 'consultations' AND record_id = ?",
        record,
    )
    for candidate in (child, other[0][0]):
        change(
            run,
            """INSERT INTO candidate SELECT extract, record_id, record_key, ?, 3.0 FROM link
                       WHERE extract = 'consultations' AND record_id = ?""",
            candidate,
            record,
        )
    doubtful = read(
        facts_of(run),
        """
        SELECT child_id, value, number, record_key IS NOT NULL FROM fact
        WHERE fact = 'known_to_consultation_desk' AND state = 'doubtful' ORDER BY 1""",
    )
    assert doubtful == [(candidate, None, None, True) for candidate in sorted((child, other[0][0]))]


def test_a_sibling_in_another_household_is_a_sibling_through_the_guardian(run):
    one, other = (
        row[0]
        for row in change(
            run,
            """
        SELECT child_id FROM child WHERE minor AND status = 'resident' AND child_id NOT IN (SELECT child_id FROM link
        WHERE extract = 'consultations') ORDER BY child_id LIMIT 2""",
        )
    )
    change(
        run, "INSERT INTO guardian VALUES (?, '9999999999', '児童手当'), (?, '9999999999', '児童扶養手当')", one, other
    )
    case = change(
        run,
        """
        UPDATE link SET child_id = ? WHERE extract = 'consultations' AND record_id = (
            SELECT min(record_id) FROM link WHERE extract = 'consultations') RETURNING record_key""",
        other,
    )
    known = read(
        facts_of(run),
        """
        SELECT child_id FROM fact WHERE fact = 'sibling_consultation_open' AND record_key = ? AND state = 'known'""",
        case[0][0],
    )
    opened = read(
        run / "facts.duckdb",
        "SELECT child_id FROM fact WHERE fact = 'consultation_open' AND record_key = ?",
        case[0][0],
    )
    assert opened in ([(other,)], [])
    assert ((one,) in known) == (opened == [(other,)])


def test_an_epds_reaches_both_twins_of_the_birth(run):
    named, born = change(
        run,
        """
        SELECT child.child_id, birth_date FROM link JOIN child USING (child_id)
        WHERE extract = 'maternal_health' AND minor AND status = 'resident' ORDER BY birth_date DESC""",
    )[0]
    twin = change(
        run, "SELECT child_id FROM child WHERE minor AND status = 'resident' AND child_id <> ? ORDER BY 1", named
    )[0][0]
    change(run, "UPDATE child SET birth_date = ? WHERE child_id = ?", born, twin)
    change(
        run,
        """INSERT INTO guardian SELECT ?, resident_id, 'household' FROM guardian
                   WHERE child_id = ? AND basis = '母子'""",
        twin,
        named,
    )
    reached = dict(
        read(
            facts_of(run),
            "SELECT child_id, list(record_key) FROM fact WHERE fact = 'epds_total' AND state = 'known' GROUP BY child_id",
        )
    )
    assert set(reached.get(named, [])) <= set(reached.get(twin, []))


def epds_links(run):
    """An EPDS row that names its child, and that child: (record_id, record_key, child_id)."""
    facts_of(run)
    return change(
        run,
        f"""
        ATTACH '{run / "facts.duckdb"}' AS built (READ_ONLY);
        SELECT record_id, link.record_key, link.child_id FROM link JOIN built.fact USING (child_id, record_key)
        WHERE link.extract = 'maternal_health' AND fact = 'epds_total' AND state = 'known' ORDER BY 1 LIMIT 1""",
    )[0]


@pytest.mark.parametrize("decision", ["review", "unlinked", None])
def test_an_epds_row_that_is_not_linked_makes_no_fact_of_any_child(run, decision):
    """A row without a decision is one whose child's records are suspended."""
    record, row, _ = epds_links(run)
    change(
        run,
        "UPDATE link SET decision = $1, child_id = NULL WHERE extract = 'maternal_health' AND record_id = $2"
        if decision
        else "DELETE FROM link WHERE $1 IS NULL AND extract = 'maternal_health' AND record_id = $2",
        decision,
        record,
    )
    assert read(facts_of(run), "SELECT * FROM fact WHERE record_key = ? AND fact LIKE 'epds%'", row) == []


def test_an_epds_row_in_review_makes_the_fact_of_its_candidate_doubtful_without_its_points(run):
    record, row, child = epds_links(run)
    change(
        run,
        "UPDATE link SET decision = 'review', child_id = NULL WHERE extract = 'maternal_health' AND record_id = ?",
        record,
    )
    change(run, "INSERT INTO candidate VALUES ('maternal_health', ?, ?, ?, 3.0)", record, row, child)
    asked = "SELECT DISTINCT state, number FROM fact WHERE record_key = ? AND fact = 'epds_total' AND child_id = ?"
    assert read(facts_of(run), asked, row, child) == [("doubtful", None)]


def test_an_epds_row_that_names_the_mother_alone_reaches_her_child_of_that_time(run, judged):
    record, row, child = epds_links(run)
    (run / "landed").unlink()
    shutil.copytree(judged[LAST] / "landed", run / "landed")
    with duckdb.connect(str(run / "landed/maternal_health.duckdb")) as landed:
        nameless = "UPDATE maternal_health SET resident_id = NULL WHERE record_id = ? RETURNING epds_total"
        points = landed.execute(nameless, [record]).fetchall()
    change(run, "DELETE FROM link WHERE extract = 'maternal_health' AND record_id = ?", record)
    asked = "SELECT number FROM fact WHERE record_key = ? AND fact = 'epds_total' AND child_id = ?"
    assert read(facts_of(run), asked, row, child) == points


def test_addresses_are_carried_from_run_to_run_as_pseudonyms(judged):
    runs = [judged[day] / "facts.duckdb" for day in sorted(judged)]
    moved = read(
        runs[-1],
        """
        SELECT count(*) FROM (SELECT child_id FROM fact WHERE fact = 'address' AND state = 'known'
        GROUP BY child_id HAVING count(*) > 1)""",
    )
    assert moved[0][0] > 0
    assert read(runs[0], "SELECT count(*) FROM fact WHERE fact = 'address' AND length(value) <> 64") == [(0,)]


BIRTHS = {
    # born on 1 April belongs to the older year; on 29 February an age is reached on the 28th
    (date(2020, 4, 1), date(2026, 4, 1)): 0 + 1,
    (date(2020, 4, 2), date(2026, 4, 1)): 0,
    (date(2020, 4, 1), date(2026, 3, 31)): 0,
    (date(2020, 2, 29), date(2026, 3, 31)): 0,
    (date(2020, 2, 29), date(2026, 4, 1)): 1,
    (date(2011, 4, 2), date(2026, 4, 1)): 9,
    (date(2011, 4, 1), date(2026, 4, 1)): 10,
}


@pytest.mark.parametrize(("born", "day"), BIRTHS)
def test_the_school_year_changes_between_31_march_and_1_april(born, day):
    with duckdb.connect() as connection:
        calendar.teach(connection)
        assert connection.execute("SELECT grade(?::DATE, ?::DATE)", [born, day]).fetchall() == [(BIRTHS[born, day],)]
    assert calendar.school_year(day) == (2025 if day.month == 3 else 2026)


def test_months_ago_end_where_a_month_is_shorter():
    assert calendar.Day(date(2026, 8, 31)).months_ago(6) == date(2026, 2, 28)
    assert calendar.Day(date(2024, 2, 29)).months_ago(12) == date(2023, 2, 28)
    assert calendar.Day(date(2026, 1, 15)).in_school_year(9, 30) == date(2025, 9, 30)
    assert calendar.Day(date(2026, 4, 1)).school_year_starts(1) == date(2025, 4, 1)
