"""Training: the model's parameters from cities' own standardised records, without anyone saying which pairs are right.

u (two children's records agree by chance) is counted on random pairs that can't be one child's; m (one child's records
agree) is estimated by EM on the registry against the sources. Twins are left out: EM would learn that siblings match.
The scheduled run never trains.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from math import log2
from pathlib import Path
from statistics import fmean
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, block_on
from splink.internals.comparison_level import ComparisonLevel

from extracts import database
from linkage import rarity, sources
from linkage.limits import limit
from linkage.model import parameters
from linkage.model.comparisons import COMPARISONS
from linkage.model.parameters import Parameters
from linkage.model.settings import Worth, settings

Levels = dict[str, dict[str, Worth]]
KEYLESS = ", ".join(f"'{name}'" for name in sources.KEYLESS)


@dataclass(frozen=True)
class Lesson:
    """Two sets of faces, and the comparisons whose parameters are learnt of them: m by EM within `blocks`, else u by sampling."""

    left: str
    right: str
    learns: tuple[str, ...]
    blocks: tuple[str, ...] = ()


HALVED = "half IS NOT NULL"
ROSTER, SURVEY, NURSERY = (
    f"extract = '{name}'" for name in ("school_roster", "achievement_survey", "nursery_attendance")
)
TRUSTED = "spine AND NOT twin"
OURS = f"extract IN ({KEYLESS})"
LESSONS = (
    # of another school year or the other sex: never one child but by a slip, so u isn't raised by true pairs
    Lesson(f"{TRUSTED} AND cohort % 2 = 0", f"{OURS} AND cohort % 2 = 1", ("name", "sex", "household")),
    Lesson(f"{TRUSTED} AND cohort % 2 = 0", f"{OURS} AND {HALVED} AND cohort % 2 = 1", ("name_part",)),
    Lesson(f"{TRUSTED} AND sex = 'm'", f"{OURS} AND sex = 'f'", ("birth_date",)),
    Lesson(f"{TRUSTED} AND sex = 'm'", f"{OURS} AND sex = 'f' AND birth_year IS NULL", ("grade",)),
    Lesson(ROSTER, SURVEY, ("school",)),
    Lesson("spine AND facility IS NOT NULL", NURSERY, ("facility",)),
    Lesson(TRUSTED, OURS, ("name", "sex", "household", "facility"), ("birth_date",)),
    Lesson(TRUSTED, f"{OURS} AND {HALVED}", ("name_part",), ("birth_date",)),
    Lesson(TRUSTED, OURS, ("birth_date",), ("full_kana", "town")),
    Lesson(ROSTER, SURVEY, ("grade",), ("school", "full_kana")),
    Lesson(ROSTER, SURVEY, ("school",), ("birth_date", "full_kana")),
)


@dataclass
class City:
    """What one city's records taught: each level's m and u, how many people bear each part of a name, and diagnostics."""

    levels: Levels
    bearers: dict[str, dict[str, int]]
    diagnostics: dict[str, Any]


def train(runs: list[Path], out: Path, as_of: date) -> dict[str, int]:
    """Write a model file trained on each run's people.duckdb: m and u are the mean of what the cities taught.

    Returns counts. Raises FileExistsError for a file that stands, ValueError for a level that no city teaches.
    """
    cities = [taught_by(run) for run in runs]
    shares, rarest = frozen_rarity(cities)
    diagnostics = {"cities": [city.diagnostics for city in cities]}
    parameters.write(Parameters(as_of, learnt(cities), shares, rarest, diagnostics), out)
    return {
        "cities": len(cities),
        "faces": sum(city.diagnostics["faces"] for city in cities),
        "levels": sum(sum(not level.uncounted for level in comparison.levels) for comparison in COMPARISONS),
    }


def taught_by(run: Path) -> City:
    """What the records of one run's people.duckdb teach. Lessons that a city has no records for are left to the others."""
    with duckdb.connect(":memory:") as connection:
        database.attach(connection, run / "people.duckdb", "people")
        training_faces(connection)
        unknown: Worth = (None, None)
        levels: Levels = {
            c.name: {level.name: unknown for level in c.levels if not level.uncounted} for c in COMPARISONS
        }
        rounds = {}
        for lesson in LESSONS:
            taken = learn(connection, lesson, levels)
            if lesson.blocks:
                rounds["+".join(lesson.learns) + " in " + "+".join(lesson.blocks)] = taken
        bearers = {
            part: dict(
                connection.execute(
                    f"SELECT {part}, count(DISTINCT unit) FROM face WHERE spine AND {part} IS NOT NULL GROUP BY {part} ORDER BY {part}"
                ).fetchall()
            )
            for part in rarity.PARTS
        }
        diagnostics = {
            "faces": database.counted(connection, "SELECT count(*) FROM face"),
            "spine": database.counted(connection, "SELECT count(DISTINCT unit) FROM face WHERE spine"),
            "sources": dict(
                connection.execute("SELECT extract, count(*) FROM face GROUP BY extract ORDER BY extract").fetchall()
            ),
            "em_iterations": rounds,
            "bits": {
                comparison: {
                    level: round(log2(m / u), 2) for level, (m, u) in worths.items() if m is not None and u is not None
                }
                for comparison, worths in levels.items()
            },
        }
    return City(levels, bearers, diagnostics)


def learnt(cities: list[City]) -> dict[str, dict[str, tuple[float, float]]]:
    """The levels, each with its m and u. Raises ValueError where no lesson taught one."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for comparison, levels in cities[0].levels.items():
        for level in levels:
            worths = [city.levels[comparison][level] for city in cities]
            ms = [m for m, _ in worths if m is not None]
            us = [u for _, u in worths if u is not None]
            if not ms or not us:
                raise ValueError(f"{comparison}.{level}: no lesson teaches its m or u")
            found.setdefault(comparison, {})[level] = (round(fmean(ms), 9), round(fmean(us), 9))
    return found


def training_faces(connection: duckdb.DuckDBPyConnection) -> None:
    """`face`: those that may teach: no sealed identity; registry twins and the like marked."""
    connection.execute(
        """
        CREATE TABLE face AS
        WITH together AS (
            SELECT birth_date, dwelling FROM people.face WHERE spine AND dwelling IS NOT NULL
            GROUP BY birth_date, dwelling HAVING count(DISTINCT unit) > 1
        )
        SELECT f.*, (f.birth_date, f.dwelling) IN (SELECT (birth_date, dwelling) FROM together) AS twin
        FROM people.face f
        WHERE f.unit NOT IN (SELECT unit FROM people.person WHERE sealed)
        """
    )


def learn(connection: duckdb.DuckDBPyConnection, lesson: Lesson, levels: Levels) -> int:
    """Put what one lesson teaches into `levels`; nothing where the city has no such records. Returns EM's iterations."""
    connection.execute(f"CREATE OR REPLACE TABLE left_side AS SELECT * FROM face WHERE {lesson.left}")
    connection.execute(f"CREATE OR REPLACE TABLE right_side AS SELECT * FROM face WHERE {lesson.right}")
    if not all(database.counted(connection, f"SELECT count(*) FROM {side}") for side in ("left_side", "right_side")):
        return 0
    children = max(2, database.counted(connection, "SELECT count(DISTINCT unit) FROM face WHERE spine"))
    api = DuckDBAPI(connection)
    linker = Linker(
        [
            api.register("left_side", dataset_display_name="left_face"),
            api.register("right_side", dataset_display_name="right_face"),
        ],
        settings(
            1 / children,
            levels if lesson.blocks else {},
            link_type="link_only",
            blocking_rules_to_generate_predictions=[],
            max_iterations=int(limit("em_iterations")),
        ),
        log_level="ERROR",
    )
    iterations = 0
    if lesson.blocks:
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*lesson.blocks), estimate_without_term_frequencies=True
        )
        iterations = len(session._core_model_settings_history) - 1
    else:
        linker.training.estimate_u_using_random_sampling(max_pairs=limit("u_pairs"), seed=1)
    trained = {comparison.output_column_name: comparison for comparison in linker._settings_obj.comparisons}
    for name in lesson.learns:
        found = [level for level in trained[name].comparison_levels if not level.is_null_level]
        if not any(level._m_is_trained if lesson.blocks else level._u_is_trained for level in found):
            continue
        for level, (known, (m, u)) in zip(found, levels[name].items(), strict=True):
            levels[name][known] = (met(level, "m"), u) if lesson.blocks else (m, met(level, "u"))
    for (table,) in connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '__splink%'"
    ).fetchall():
        connection.execute(f'DROP TABLE "{table}"')
    return iterations


def met(level: ComparisonLevel, kind: str) -> float:
    """A level's m or u. One that the training pairs didn't hold isn't impossible: it keeps a least chance."""
    is_trained = level._m_is_trained if kind == "m" else level._u_is_trained
    probability = (level.m_probability if kind == "m" else level.u_probability) if is_trained else 0.0
    return round(max(float(probability or 0.0), limit(f"rarest_{kind}")), 9)


def frozen_rarity(cities: list[City]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The share of people with each part of a name, of the registries' people; parts of few people aren't listed."""
    shares: dict[str, dict[str, float]] = {}
    rarest: dict[str, float] = {}
    few = int(limit("named_by_few"))
    for part in rarity.PARTS:
        bearers = sum((Counter(city.bearers[part]) for city in cities), Counter())
        people = bearers.total()
        shares[part] = {name: round(count / people, 7) for name, count in sorted(bearers.items()) if count >= few}
        unlisted = [count for count in bearers.values() if count < few]
        rarest[part] = round(sum(unlisted) / max(1, len(unlisted)) / max(1, people), 9) or 1e-6
    return shares, rarest
