"""Every rule of RULES.md, judged twice: by the rules, and by the independent check in this folder. They agree on every child.

The links are the truth's, so that a disagreement is a rule's fault or the check's, never linkage's; RULES.md settles whose.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import md5
from pathlib import Path

import duckdb
import pytest
from true_links import KEY, judge_each, land_all, link_all

from rules.facts import build
from rules.judge import judge

from . import course, minoh
from .indicators import INDICATORS
from .reading import City, read
from .takeups import TAKEUPS

SIX = [date(2024, 4, 1), date(2024, 10, 1), date(2025, 4, 1), date(2025, 10, 1), date(2026, 4, 1), date(2026, 10, 1)]
ANSWERS = {True: "true", False: "false", None: "unknown"}


@dataclass
class Judged:
    """One run, and the city of the same day as the check reads it."""

    city: City
    flags: Path

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.flags), read_only=True) as connection:
            return connection.sql(sql).fetchall()

    @cached_property
    def people(self) -> dict[str, str]:
        """person_id by child_id, as the stand-in for linkage has it."""
        return {md5(person.encode(), usedforsecurity=False).hexdigest(): person for person in self.city.covered}


def as_the_check_reads(city: Path, runs: dict[date, Path]) -> list[Judged]:
    """Each run with the city of its day; the runs before it hold older addresses."""
    days = list(runs.items())
    return [
        Judged(
            read(run, city / "truth/records.csv", day, tuple(earlier for _, earlier in days[:at])), run / "flags.duckdb"
        )
        for at, (day, run) in enumerate(days)
    ]


@pytest.fixture(scope="session")
def complete(city: Path, judged: dict[date, Path]) -> list[Judged]:
    """The shared city, half-year after half-year."""
    return as_the_check_reads(city, judged)


@pytest.fixture(scope="session")
def partial(city: Path, judged: dict[date, Path], tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    """The same city on its last day, where four departments deliver nothing and nothing was run before."""
    as_of, run = max(judged), tmp_path_factory.mktemp("partial")
    land_all(city, run, as_of, ("resident_tax", "consultations", "attendance", "infant_checkups"))
    link_all(city, run, as_of)
    build(run, run / "facts.duckdb", None, as_of, KEY)
    judge(run, run / "flags.duckdb", None, as_of)
    return [Judged(read(run, city / "truth/records.csv", as_of), run / "flags.duckdb")]


def disagreements(judged: list[Judged], rule: str, check: object) -> Counter:
    """How often which pair of answers (the rules', the check's) differ."""
    found: Counter = Counter()
    for one in judged:
        answers = dict(one.rows(f"SELECT child_id, value FROM flag WHERE rule = '{rule}'"))
        people = one.people
        assert answers.keys() == people.keys()
        found.update((answers[c], ANSWERS[check(one.city, p)]) for c, p in people.items())  # type: ignore[operator]
    return Counter({pair: times for pair, times in found.items() if pair[0] != pair[1]})


@pytest.mark.parametrize(("rule", "check"), [*INDICATORS.items(), *TAKEUPS.items()])
def test_a_rule_answers_every_child_as_the_independent_check_does(complete, partial, rule, check):
    assert not disagreements(complete + partial, rule, check)


def test_no_rule_is_without_its_independent_check(complete):
    rules = {rule for (rule,) in complete[-1].rows("SELECT rule FROM rule")}
    assert rules == {*INDICATORS, *TAKEUPS}


def levels_disagree(one: Judged) -> dict[str, Counter]:
    """Of each component how often which pair of levels (the rules', the check's) differ."""
    found: dict[str, Counter] = {}
    for component, check in (("H", minoh.h), ("A", minoh.a), ("N", minoh.n)):
        levels = dict(one.rows(f"SELECT child_id, level FROM judgement WHERE component = '{component}'"))
        pairs = Counter(
            (levels[child], str(check(one.city, person)).replace(" ", "_")) for child, person in one.people.items()
        )
        found[component] = Counter({pair: times for pair, times in pairs.items() if pair[0] != pair[1]})
    return found


def test_a_component_has_the_level_that_the_independent_check_finds(complete, partial):
    for one in complete + partial:
        assert not any(levels_disagree(one).values())


def courses_disagree(judged: list[Judged]) -> Counter:
    """Of every child and half-year: what the rules and the check make of the matrix, and what is then in force."""
    before: dict[str, list[course.Judged]] = {}
    found: Counter = Counter()
    for one in judged:
        now = course.half_year(one.city)[0]
        rules = {
            child: answer
            for child, *answer in one.rows(f"""
                SELECT child_id, computed, lacking, course.overall, bool_or(to_confirm)
                FROM course JOIN judgement USING (child_id, half_year) WHERE half_year = '{now}' GROUP BY ALL""")
        }
        assert rules.keys() == one.people.keys()
        for child, person in one.people.items():
            so_far = before.setdefault(child, [])
            so_far.append(course.follow(so_far, one.city, person))
            mine = so_far[-1]
            found[*rules[child], mine.computed, mine.lacking, mine.in_force, mine.to_confirm] += 1
    return Counter({pair: times for pair, times in found.items() if pair[:4] != pair[4:]})


def test_a_category_takes_the_course_that_the_independent_check_follows(complete, partial):
    assert not courses_disagree(complete)
    assert not courses_disagree(partial)


@pytest.mark.proof
def test_over_six_half_years_every_rule_level_and_category_is_as_the_independent_check_has_it(tmp_path):
    from city.generate import generate

    city = tmp_path / "city"
    generate(2000, 20261124, SIX[-1], city, deliveries=len(SIX))
    runs = as_the_check_reads(city, judge_each(city, tmp_path, SIX))
    disagree = {rule: disagreements(runs, rule, check) for rule, check in {**INDICATORS, **TAKEUPS}.items()}
    assert not any(disagree.values()), disagree
    assert not any(pairs for one in runs for pairs in levels_disagree(one).values())
    assert not courses_disagree(runs)
    whys = {why for (why,) in runs[-1].rows("SELECT DISTINCT why FROM course")}
    assert whys == {"first", "same", "raised", "carried", "deferred", "known", "held", "lowered"}
