"""Every rule of RULES.md, judged twice: by the rules, and by the independent check in this folder. They agree on every child.

The links are the truth's, so that a disagreement is a rule's fault or the check's, never linkage's; RULES.md settles whose.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from pathlib import Path

import duckdb
import pytest
from true_links import KEY, land_all, link_all

from rules.facts import build
from rules.judge import judge

from . import minoh
from .indicators import INDICATORS
from .reading import City, read
from .takeups import TAKEUPS

ANSWERS = {True: "true", False: "false", None: "unknown"}


@dataclass
class Judged:
    """One run, and the city of the same day as the check reads it."""

    city: City
    flags: Path

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.flags), read_only=True) as connection:
            return connection.sql(sql).fetchall()

    @property
    def people(self) -> dict[str, str]:
        """person_id by child_id, as the stand-in for linkage has it."""
        return {md5(person.encode(), usedforsecurity=False).hexdigest(): person for person in self.city.covered()}


@pytest.fixture(scope="session")
def complete(city: Path, judged: dict[date, Path]) -> list[Judged]:
    """The shared city, half-year after half-year."""
    runs = list(judged.items())
    return [
        Judged(
            read(run, city / "truth/records.csv", day, tuple(earlier for _, earlier in runs[:at])), run / "flags.duckdb"
        )
        for at, (day, run) in enumerate(runs)
    ]


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


@pytest.mark.parametrize(("component", "check"), [("H", minoh.h), ("A", minoh.a), ("N", minoh.n)])
def test_a_component_has_the_level_that_the_independent_check_finds(complete, partial, component, check):
    for one in complete + partial:
        levels = dict(one.rows(f"SELECT child_id, level FROM judgement WHERE component = '{component}'"))
        expected = {child: str(check(one.city, person)).replace(" ", "_") for child, person in one.people.items()}
        assert levels == expected


def test_three_levels_make_the_category_that_the_independent_check_makes_of_them(complete, partial):
    for one in complete + partial:
        computed = dict(one.rows("SELECT child_id, arg_max(computed, half_year) FROM course GROUP BY ALL"))
        people = one.people
        assert {child: computed[child] for child in people} == {
            child: minoh.overall(*(component(one.city, person) for component in (minoh.h, minoh.a, minoh.n)))
            for child, person in people.items()
        }
