"""Training: the model's parameters from a city's own standardised records, without anyone saying which pairs are right.

u (two children's records agree by chance) is counted on random pairs that can't be one child's; m (one child's records
agree) is estimated by EM on the registry against the sources. Twins are left out: EM would learn that siblings match.
The scheduled run never trains.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, block_on
from splink.internals.comparison_level import ComparisonLevel

from linkage import database, rarity, sources
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


ROSTER, SURVEY, NURSERY = (
    f"extract = '{name}'" for name in ("school_roster", "achievement_survey", "nursery_attendance")
)
TRUSTED = "spine AND NOT twin"
OURS = f"extract IN ({KEYLESS})"
LESSONS = (
    # of another school year or the other sex: never one child but by a slip, so u isn't raised by true pairs
    Lesson(f"{TRUSTED} AND cohort % 2 = 0", f"{OURS} AND cohort % 2 = 1", ("name", "sex", "household")),
    Lesson(f"{TRUSTED} AND sex = 'm'", f"{OURS} AND sex = 'f'", ("birth_date",)),
    Lesson(f"{TRUSTED} AND sex = 'm'", f"{OURS} AND sex = 'f' AND birth_year IS NULL", ("grade",)),
    Lesson(ROSTER, SURVEY, ("school",)),
    Lesson("spine AND facility IS NOT NULL", NURSERY, ("facility",)),
    Lesson(TRUSTED, OURS, ("name", "sex", "household", "facility"), ("birth_date",)),
    Lesson(TRUSTED, OURS, ("birth_date",), ("full_kana", "town")),
    Lesson(ROSTER, SURVEY, ("grade",), ("school", "full_kana")),
    Lesson(ROSTER, SURVEY, ("school",), ("birth_date", "full_kana")),
)


def train(run: Path, out: Path, as_of: date) -> dict[str, int]:
    """Write a model file trained on `run`'s people.duckdb. Returns counts. Raises FileExistsError for a file that stands."""
    with duckdb.connect(":memory:") as connection:
        database.attach(connection, run / "people.duckdb", "people")
        training_faces(connection)
        unknown: Worth = (None, None)
        levels: Levels = {
            c.name: {level.name: unknown for level in c.levels if not level.uncounted} for c in COMPARISONS
        }
        for lesson in LESSONS:
            learn(connection, lesson, levels)
        shares, rarest = frozen_rarity(connection)
        diagnostics: dict[str, Any] = {
            "faces": database.counted(connection, "SELECT count(*) FROM face"),
            "spine": database.counted(connection, "SELECT count(DISTINCT unit) FROM face WHERE spine"),
            "sources": dict(
                connection.execute("SELECT extract, count(*) FROM face GROUP BY extract ORDER BY extract").fetchall()
            ),
        }
    parameters.write(Parameters(as_of, learnt(levels), shares, rarest, diagnostics), out)
    return {"faces": diagnostics["faces"], "levels": sum(len(values) for values in levels.values())}


def learnt(levels: Levels) -> dict[str, dict[str, tuple[float, float]]]:
    """The levels, each with its m and u. Raises ValueError where no lesson taught one."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for comparison, worths in levels.items():
        for level, (m, u) in worths.items():
            if m is None or u is None:
                raise ValueError(f"{comparison}.{level}: no lesson teaches its m or u")
            found.setdefault(comparison, {})[level] = (m, u)
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


def learn(connection: duckdb.DuckDBPyConnection, lesson: Lesson, levels: Levels) -> None:
    """Put what one lesson teaches into `levels`."""
    connection.execute(f"CREATE OR REPLACE TABLE left_side AS SELECT * FROM face WHERE {lesson.left}")
    connection.execute(f"CREATE OR REPLACE TABLE right_side AS SELECT * FROM face WHERE {lesson.right}")
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
    if lesson.blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*lesson.blocks), estimate_without_term_frequencies=True
        )
    else:
        linker.training.estimate_u_using_random_sampling(max_pairs=limit("u_pairs"), seed=1)
    trained = {comparison.output_column_name: comparison for comparison in linker._settings_obj.comparisons}
    for name in lesson.learns:
        found = [level for level in trained[name].comparison_levels if not level.is_null_level]
        for level, (known, (m, u)) in zip(found, levels[name].items(), strict=True):
            levels[name][known] = (met(level, "m"), u) if lesson.blocks else (m, met(level, "u"))
    for (table,) in connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE '__splink%'"
    ).fetchall():
        connection.execute(f'DROP TABLE "{table}"')


def met(level: ComparisonLevel, kind: str) -> float:
    """A level's m or u. One that the training pairs didn't hold isn't impossible: it keeps a least chance."""
    is_trained = level._m_is_trained if kind == "m" else level._u_is_trained
    probability = (level.m_probability if kind == "m" else level.u_probability) if is_trained else 0.0
    return round(max(float(probability or 0.0), limit(f"rarest_{kind}")), 9)


def frozen_rarity(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """The share of people with each part of a name, of the registry's people; parts of few people aren't listed."""
    shares: dict[str, dict[str, float]] = {}
    rarest: dict[str, float] = {}
    few = int(limit("named_by_few"))
    for part in rarity.PARTS:
        rows = connection.execute(
            f"SELECT {part}, count(DISTINCT unit) FROM face WHERE spine AND {part} IS NOT NULL GROUP BY {part} ORDER BY {part}"
        ).fetchall()
        people = sum(count for _, count in rows)
        shares[part] = {name: round(count / people, 7) for name, count in rows if count >= few}
        unlisted = [count for _, count in rows if count < few]
        rarest[part] = round(sum(unlisted) / max(1, len(unlisted)) / max(1, people), 9) or 1e-6
    return shares, rarest
