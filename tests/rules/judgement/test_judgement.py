"""The Minoh-style judgement over generated children and half-years: RULES.md's invariants 1 to 7."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml
from facts_given import table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extracts.database import writing
from rules import calendar
from rules.facts.build import SORTED
from rules.facts.declaration import Fact
from rules.judge import open_tables, parts
from rules.judgement import assess, judge, matrix
from rules.judgement.course import HalfYear
from rules.judgement.judge import COMPONENTS, levels
from rules.rule import read

NOW = date(2026, 10, 1)
HALF_YEARS = [date(2024, 10, 1), date(2025, 4, 1), date(2025, 10, 1), date(2026, 4, 1), NOW]
READS = sorted({fact.name for component in COMPONENTS.values() for fact in component.reads})
RANKS = matrix.RANKS

few = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
Child = dict[str, object]


def survey(as_of: date, scores: tuple[float, ...], domains: tuple[float, ...]) -> Child:
    """The newest survey, of the school year of that day, and the one before with the same scores."""
    start = date(as_of.year if as_of.month >= 4 else as_of.year - 1, 4, 1)
    names = ("japanese", "mathematics", "english", "self_esteem", "social_adaptation", "health", "basic_trust")
    before = start.replace(year=start.year - 1)
    found = {
        f"survey_{name}": {start: score, before: score} for name, score in zip(names, scores + domains, strict=True)
    }
    return found | {"survey_newest": {start: start.year}}


def child(as_of: date = NOW, *, scores=(50.0, 50.0, 50.0), domains=(50.0,) * 4, **facts: object) -> Child:
    """A pupil about whom everything is known, and nothing is the matter but what is given."""
    usual: Child = {"school_stage": "during", "age_months": 120, "adult_tax": "taxed"}
    return usual | survey(as_of, scores, domains) | facts


POOR: Child = {"public_assistance": date(2024, 4, 1)}
HARDSHIP: list[Child] = [
    {},
    {"abuse_consultation": date(2025, 5, 1)},
    {"adult_tax": "exempt"},
    {"child_rearing_allowance": "full"},
    {"child_rearing_allowance": "full", "abuse_consultation": date(2025, 5, 1), "adult_tax": "exempt"},
    POOR,
]


# what is given, as the facts stage has it before it writes it
AS_GATHERED = """
    CREATE TEMP TABLE child AS SELECT row_number() OVER (ORDER BY child_id)::INTEGER AS child_id, child_id AS pseudonym
    FROM (SELECT DISTINCT child_id FROM fact);
    CREATE TEMP TABLE gathered AS
    SELECT child.child_id, fact.* EXCLUDE (child_id) FROM fact JOIN child ON pseudonym = fact.child_id;
    DROP TABLE fact;
"""


def run(children: dict[str, Child], as_of: date, folder: Path, previous: Path | None = None) -> Path:
    """Judge these children on that day; returns the folder of the run."""
    out = folder / f"{as_of}-{len(list(folder.iterdir()))}"
    out.mkdir()
    with duckdb.connect(str(out / "facts.duckdb")) as connection:
        table(connection, children, READS)
        connection.execute(AS_GATHERED + SORTED)
    with writing(out / "flags.duckdb") as connection:
        open_tables(connection, out)
        for _ in parts(connection):
            assess(connection, as_of)
        judge(connection, as_of, previous)
    return out


def ask(run: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(run / "flags.duckdb"), read_only=True) as connection:
        return connection.sql(sql).fetchall()


def overall(run: Path) -> dict[str, str]:
    return dict(ask(run, "SELECT DISTINCT child_id, overall FROM judgement"))


SERIES = [*HALF_YEARS, date(2026, 11, 1), date(2027, 3, 31)]  # the last three are one half-year
WORST: Child = {"scores": (35.0,) * 3, **POOR}

# what is given of a child at each run of SERIES (None: it isn't there), and its category after each
COURSES = {
    "it rises at once": ([None, None, None, {}, WORST], "対象外 重点支援"),
    "it falls one step a half-year after two better ones": (
        [WORST, {}, {}, {}, {}],
        "重点支援 重点支援 支援 見守り 対象外",
    ),
    "one better half-year between two bad ones changes nothing": (
        [WORST, {}, WORST, {}],
        "重点支援 重点支援 重点支援 重点支援",
    ),
    "a half-year without a judgement is not a better one": ([WORST, {}, None, {}], "重点支援 重点支援 重点支援"),
    "runs of one half-year count once": ([None, None, None, WORST, {}, {}, {}], "重点支援 重点支援 重点支援 重点支援"),
    "a rerun replaces the judgement of its half-year": ([None, None, None, {}, WORST, {}], "対象外 重点支援 対象外"),
    "deferred gives way as soon as all is known": (
        [None, None, None, {"public_assistance": "missing"}, {}],
        "判定保留 対象外",
    ),
    "who isn't listed is deferred when data go missing: missing never means no need, so that not listed isn't carried": (
        [{}, {"public_assistance": "missing"}, {}],
        "対象外 判定保留 対象外",
    ),
    "it is carried while its ground is missing, and falls after two half-years in which it is known to be gone": (
        [POOR, {"public_assistance": "missing"}, {"public_assistance": "missing"}, {}, {}],
        "見守り 見守り 見守り 見守り 対象外",
    ),
}


@pytest.fixture(scope="session")
def courses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The category of each child of COURSES after each run in which it was there."""
    folder = tmp_path_factory.mktemp("courses")
    found: dict[str, list[str]] = {name: [] for name in COURSES}
    previous = None
    for at, as_of in enumerate(SERIES):
        present = {name: given[at] for name, (given, _) in COURSES.items() if at < len(given) and given[at] is not None}
        half_year = min(as_of, NOW)
        previous = run({name: child(half_year, **facts) for name, facts in present.items()}, as_of, folder, previous)
        for name, category in overall(previous).items():
            found[name].append(category)
    return found


scores = st.tuples(*[st.sampled_from((35.0, 42.0, 47.0, 55.0))] * 3)
domains = st.tuples(*[st.sampled_from((40.0, 50.0))] * 4)
some_child = st.builds(
    lambda hardship, scores, domains: child(scores=scores, domains=domains) | hardship,
    st.sampled_from(HARDSHIP),
    scores,
    domains,
)


# 1
@few
@given(st.lists(st.tuples(some_child, st.sampled_from(range(8))), min_size=60, max_size=60))
def test_worsening_one_known_input_never_lowers_the_category(tmp_path_factory, pairs):
    worse = {}
    for at, (facts, which) in enumerate(pairs):
        names = [name for name in facts if name.startswith("survey_") and name != "survey_newest"]
        changed = dict(facts)
        if which < 7:
            day, score = next(iter(facts[names[which]].items()))
            changed[names[which]] = facts[names[which]] | {day: score - 6}
        else:
            changed |= POOR
        worse[str(at)] = changed
    folder = tmp_path_factory.mktemp("worse")
    before = overall(run({str(at): facts for at, (facts, _) in enumerate(pairs)}, NOW, folder))
    after = overall(run(worse, NOW, folder))
    assert all(RANKS[after[one]] >= RANKS[before[one]] for one in before)


# 2
@few
@given(st.lists(st.tuples(some_child, st.sets(st.sampled_from(READS), min_size=1)), min_size=60, max_size=60))
def test_missing_data_never_lowers_a_category_and_is_marked_to_be_confirmed(tmp_path_factory, pairs):
    folder = tmp_path_factory.mktemp("missing")
    before = run({str(at): facts for at, (facts, _) in enumerate(pairs)}, HALF_YEARS[-2], folder)
    lacking = {str(at): facts | dict.fromkeys(gone, "missing") for at, (facts, gone) in enumerate(pairs)}
    after = run(lacking, NOW, folder, before)
    was, now = overall(before), overall(after)
    assert all(RANKS[now[one]] >= RANKS[was[one]] for one in was)
    carried = {one for (one,) in ask(after, "SELECT child_id FROM course WHERE why = 'carried'")}
    confirm = {one for (one,) in ask(after, "SELECT child_id FROM judgement WHERE to_confirm")}
    assert carried <= confirm


# 3
@pytest.mark.parametrize("name", COURSES)
def test_the_course_of_a_category(courses, name):
    assert " ".join(courses[name]) == COURSES[name][1]


def test_half_years_change_on_1_april_and_1_october():
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30), date(2026, 10, 1)]
    assert [str(HalfYear.of(day)) for day in days] == ["2025-2", "2026-1", "2026-1", "2026-2"]
    assert HalfYear.of(days[1]).before == HalfYear.of(days[0])


# 5
@few
@given(st.lists(some_child, min_size=40, max_size=40))
def test_a_level_follows_from_its_own_evidence_and_says_its_numbers_with_dates(tmp_path_factory, children):
    judged = run({str(at): facts for at, facts in enumerate(children)}, NOW, tmp_path_factory.mktemp("evidence"))
    for name, component in COMPONENTS.items():
        with duckdb.connect(str(judged / "flags.duckdb"), read_only=True) as connection:
            calendar.teach(connection)
            connection.execute(f"""
                CREATE TEMP TABLE own AS SELECT child_id, row.*, 0 AS place FROM (
                    SELECT child_id, unnest(evidence) AS row FROM judgement WHERE component = '{name}')""")
            again = connection.sql(levels(name, component, NOW, component.numbers(NOW), "own")).fetchall()
            first = connection.sql(
                f"SELECT child_id, level, shown FROM level JOIN evidence USING (child) WHERE component = '{name}'"
            ).fetchall()
            thresholds = json.loads(
                connection.sql(f"SELECT thresholds FROM judgement WHERE component = '{name}'").fetchall()[0][0]
            )
        assert {row[0]: (row[2], row[4]) for row in again} == {row[0]: row[1:] for row in first}
        assert {entry["name"] for entry in thresholds} == {"matrix", *component.declaration.numbers}
        assert all(entry["since"] and entry["reference"] for entry in thresholds)


# 6
@few
@given(st.lists(domains, min_size=40, max_size=40))
def test_non_cognitive_abilities_alone_never_raise_a_child_above_watch(tmp_path_factory, answers):
    children = {str(at): child(domains=given) for at, given in enumerate(answers)}
    found = overall(run(children, NOW, tmp_path_factory.mktemp("alone")))
    assert set(found.values()) <= {"見守り", "対象外"}


def test_non_cognitive_abilities_are_switched_off_by_one_setting(tmp_path, monkeypatch):
    off = COMPONENTS["N"].declaration.numbers["used"].values[0].model_copy(update={"value": 0})
    monkeypatch.setitem(
        COMPONENTS["N"].declaration.numbers,
        "used",
        COMPONENTS["N"].declaration.numbers["used"].model_copy(update={"values": (off,)}),
    )
    judged = run({"one": child(domains=(40.0,) * 4)}, NOW, tmp_path)
    assert ask(judged, "SELECT level, overall FROM judgement WHERE component = 'N'") == [("not_used", "対象外")]


def test_no_component_reads_faith_values_nationality_or_answers_to_items():
    def words(fact: Fact) -> str:
        return f"{fact.name} {fact.ja} {fact.sql}"

    forbidden = ("resident_kind", "国籍", "信条", "信仰", "宗教", "設問", "answer_to")
    assert not [w for name in COMPONENTS.values() for f in name.reads for w in forbidden if w in words(f)]


# 7
def test_a_result_doesnt_depend_on_how_many_others_are_flagged(tmp_path):
    worst = child(scores=(35.0,) * 3) | POOR
    alone = overall(run({"one": worst}, NOW, tmp_path))["one"]
    among = overall(run({"one": worst} | {f"other {at}": worst for at in range(200)}, NOW, tmp_path))
    assert set(among.values()) == {alone}


def test_the_matrix_is_the_one_that_rules_md_states():
    version = matrix.on(NOW)
    rows = {level: list(row.values()) for level, row in version.cells.items()}
    assert rows == {
        "3": ["重点支援", "重点支援", "重点支援", "支援", "見守り", "支援", "支援"],
        "2": ["重点支援", "支援", "支援", "見守り", "見守り", "見守り", "見守り"],
        "1": ["支援", "見守り", "見守り", "見守り", "見守り", "見守り", "見守り"],
        "0": ["見守り", "見守り", "対象外", "対象外", "対象外", "対象外", "対象外"],
        "unknown": ["見守り", "見守り", "判定保留", "判定保留", "判定保留", "判定保留", "判定保留"],
    }


def test_a_matrix_that_judges_worse_as_lower_is_refused():
    entry = yaml.safe_load((Path(matrix.__file__).with_name("matrix.yaml")).read_text(encoding="utf-8"))[0]
    entry["cells"][3]["top"] = "対象外"
    with pytest.raises(ValueError, match="lowers the category"):
        matrix.Version(**entry)


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_number_that_isnt_published_says_that_it_is_an_assumption_and_why(component):
    module = Path(matrix.__file__).with_name(f"{component.lower()}.yaml")
    for number in read(module).numbers.values():
        for value in number.values:
            assert value.reference != "assumption" or value.reason
