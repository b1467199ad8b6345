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
    """Two sets of faces, and the comparisons whose parameters are learnt of them.

    Within `blocks` m, by EM, or where a block is as good as a key by counting its pairs; else u, by sampling.
    """

    left: str
    right: str
    learns: tuple[str, ...]
    blocks: tuple[str, ...] = ()
    counts: bool = False


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
    # what is left to compare here can't tell namesakes from slips: these blocks hold one child's records and hardly any other
    Lesson(TRUSTED, OURS, ("birth_date",), ("full_kana", "dwelling"), counts=True),
    Lesson(f"{ROSTER} AND singular", SURVEY, ("grade",), ("school", "full_kana"), counts=True),
    Lesson(ROSTER, SURVEY, ("school",), ("birth_date", "full_kana"), counts=True),
)


class Untaught(ValueError):
    """A level whose m or u nothing tells."""


@dataclass
class City:
    """What one city's records taught: each level's m and u, how many people bear each part of a name, and diagnostics."""

    levels: Levels
    bearers: dict[str, dict[str, int]]
    diagnostics: dict[str, Any]


def train(runs: list[Path], out: Path, as_of: date, standing: Parameters | None = None) -> dict[str, int]:
    """Write a model file trained on each run's people.duckdb: m and u are the mean of what the cities taught.

    What none of them has records for keeps its worth of the model `standing`. Returns counts. Raises FileExistsError for a
    file that stands, Untaught for a level that no city teaches and no model knows.
    """
    if out.exists():
        raise FileExistsError(out)
    cities = [taught_by(run) for run in runs]
    levels, unmet, kept = learnt(cities, standing)
    shares, rarest = frozen_rarity(cities)
    diagnostics = {"cities": [city.diagnostics for city in cities], "unmet": unmet, "kept": kept}
    parameters.write(Parameters(as_of, levels, shares, rarest, diagnostics), out)
    return {
        "cities": len(cities),
        "faces": sum(city.diagnostics["faces"] for city in cities),
        "levels": sum(len(worths) for worths in levels.values()),
        "unmet": len(unmet),
        "kept": len(kept),
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
        changes = {
            f"{'+'.join(lesson.learns)} in {'+'.join(lesson.blocks)}": change
            for lesson in LESSONS
            if (change := learn(connection, lesson, levels)) is not None
        }
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
            "em_last_change": changes,
            "bits": {
                comparison: {
                    level: round(log2(m / u), 2) for level, (m, u) in worths.items() if m is not None and u is not None
                }
                for comparison, worths in levels.items()
            },
        }
    return City(levels, bearers, diagnostics)


def learnt(
    cities: list[City], standing: Parameters | None
) -> tuple[dict[str, dict[str, tuple[float, float]]], list[str], list[str]]:
    """The levels, each with its m and u; the names of those that no pair showed, and of those that `standing` knows alone.

    What no pair showed, of one child or of two, says nothing: it weighs nothing. Raises Untaught.
    """
    found: dict[str, dict[str, tuple[float, float]]] = {}
    unmet, kept = [], []
    for comparison, levels in cities[0].levels.items():
        for level in levels:
            worths = [city.levels[comparison][level] for city in cities]
            ms = [m for m, _ in worths if m is not None]
            us = [u for _, u in worths if u is not None]
            if ms and us:
                m, u = round(fmean(ms), 9), round(fmean(us), 9)
                if m <= limit("rarest_m") and u <= limit("rarest_u"):
                    unmet.append(f"{comparison}.{level}")
                    u = m
            elif standing:
                kept.append(f"{comparison}.{level}")
                m, u = standing.levels[comparison][level]
            else:
                raise Untaught(
                    f"{comparison}.{level}: この水準を学べる記録がどの市にもありません "
                    "(no city has records that teach it, and no model in force knows it)"
                )
            found.setdefault(comparison, {})[level] = (m, u)
    return found, unmet, kept


def training_faces(connection: duckdb.DuckDBPyConnection) -> None:
    """`face`: those that may teach: no sealed identity; registry twins are marked, and names that one registry child has."""
    connection.execute(
        """
        CREATE TABLE face AS
        WITH together AS (
            SELECT birth_date, dwelling FROM people.face WHERE spine AND dwelling IS NOT NULL
            GROUP BY birth_date, dwelling HAVING count(DISTINCT unit) > 1
        ), alone AS (
            SELECT full_kana FROM people.face WHERE spine GROUP BY full_kana HAVING count(DISTINCT unit) = 1
        )
        SELECT f.*, (f.birth_date, f.dwelling) IN (SELECT (birth_date, dwelling) FROM together) AS twin,
               f.full_kana IN (FROM alone) AS singular
        FROM people.face f
        WHERE f.unit NOT IN (SELECT unit FROM people.person WHERE sealed)
        """
    )


def learn(connection: duckdb.DuckDBPyConnection, lesson: Lesson, levels: Levels) -> float | None:
    """Put what one lesson teaches into `levels`; nothing where the city has no such records, or too few pairs of them.

    Returns the largest change of an m in EM's last round, which says whether it had converged; None where there was no EM.
    Between two rounds each m gets its least chance back: in clean data those of wrong levels would go to zero together.
    """
    label = " || '|' || ".join(lesson.blocks) or "CAST(NULL AS TEXT)"
    for side, asked in (("left_side", lesson.left), ("right_side", lesson.right)):
        connection.execute(f"CREATE OR REPLACE TABLE {side} AS SELECT *, {label} AS label FROM face WHERE {asked}")
        if not database.counted(connection, f"SELECT count(*) FROM {side}"):
            return None
    prior = 1 / max(2, database.counted(connection, "SELECT count(DISTINCT unit) FROM face WHERE spine"))
    if not lesson.blocks:
        linker = linker_of(connection, prior, {})
        linker.training.estimate_u_using_random_sampling(max_pairs=limit("u_pairs"), seed=1)
        take(linker, lesson, levels)
        return None
    if database.counted(connection, "SELECT count(*) FROM left_side JOIN right_side USING (label)") < limit(
        "lesson_pairs"
    ):
        return None
    if lesson.counts:
        linker = linker_of(connection, prior, levels)
        linker.training.estimate_m_from_label_column("label")
        take(linker, lesson, levels)
        return None
    change = 1.0
    for _ in range(int(limit("em_rounds"))):
        linker = linker_of(connection, prior, levels)
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*lesson.blocks), estimate_without_term_frequencies=True
        )
        prior = session._core_model_settings_history[-1].probability_two_random_records_match
        change = take(linker, lesson, levels)
        if change < limit("em_change"):
            break
    return round(change, 5)


def linker_of(connection: duckdb.DuckDBPyConnection, prior: float, levels: Levels) -> Linker:
    """A linker of `left_side` with `right_side` that begins with what `levels` know; what earlier ones left is gone."""
    for (table,) in connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '__splink%'"
    ).fetchall():
        connection.execute(f'DROP TABLE "{table}"')
    api = DuckDBAPI(connection)
    return Linker(
        [
            api.register("left_side", dataset_display_name="left_face"),
            api.register("right_side", dataset_display_name="right_face"),
        ],
        settings(
            prior,
            levels,
            link_type="link_only",
            blocking_rules_to_generate_predictions=[],
            max_iterations=int(limit("em_iterations")),
        ),
        log_level="ERROR",
    )


def take(linker: Linker, lesson: Lesson, levels: Levels) -> float:
    """Put what the linker has learnt into `levels`. Returns the largest change of an m."""
    change = 0.0
    trained = {comparison.output_column_name: comparison for comparison in linker._settings_obj.comparisons}
    for name in lesson.learns:
        found = [level for level in trained[name].comparison_levels if not level.is_null_level]
        if not any(level._m_is_trained if lesson.blocks else level._u_is_trained for level in found):
            continue
        for level, (known, (m, u)) in zip(found, levels[name].items(), strict=True):
            learnt_m = met(level, "m")
            if lesson.blocks:
                change = max(change, abs(learnt_m - (m or 0.0)))
            levels[name][known] = (learnt_m, u) if lesson.blocks else (m, met(level, "u"))
    return change


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
