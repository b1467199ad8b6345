"""The predict stage: candidate pairs of units with their match weight and each comparison's level, in pairs.duckdb.

Two units are as near as their nearest faces. What is decided of a pair belongs to clustering.
"""

from math import log2
from pathlib import Path

import duckdb

from extracts import database
from linkage import engines, sources
from linkage.limits import limit
from linkage.model import parameters
from linkage.model.comparisons import COMPARISONS, HOUSEHOLD
from linkage.model.levels import numbers
from linkage.model.parameters import Parameters


def predict(run: Path, out: Path, model: Path, engine: str = "duckdb", master: str = "") -> dict[str, int]:
    """Write pairs.duckdb from people.duckdb with the parameters of the model file. Returns counts.

    `engine` is one of `engines.NAMES`, `master` where Spark is. Raises `EngineMissing` where the engine can't be had,
    `UnknownModel` for a model file of other comparisons.
    """
    worth = parameters.read(model)
    with database.writing(out, int(limit("memory_mb"))) as connection:
        database.attach(connection, run / "people.duckdb", "people")
        compared_faces(connection)
        aside = out.with_name(f"{out.name}.{engine}")
        with engines.predicted(connection, worth, prior(connection), engine, master, aside) as predicted:
            write_pairs(connection, predicted, worth)
        withhold_sealed(connection)
        counts = {
            "compared faces": database.counted(connection, "SELECT count(*) FROM compared"),
            "pairs": database.counted(connection, "SELECT count(*) FROM pair"),
        }
        connection.execute("DROP VIEW compared")
        connection.execute("DETACH people")
    return counts


def compared_faces(connection: duckdb.DuckDBPyConnection) -> None:
    """`compared`: every face but those of keyed rows whose key plainly says the same child as their name and birth date.

    A name that only sounds the same is plain where one registry child alone sounds so: twins are called ゆうき and ゆき.
    """
    keyed = ", ".join(f"'{name}'" for name in sources.KEYED)
    connection.execute(
        f"""
        CREATE TABLE plain_key AS
        WITH singular AS (
            SELECT birth_date, full_sound FROM people.face WHERE spine GROUP BY ALL HAVING count(DISTINCT unit) = 1
        )
        SELECT DISTINCT k.unit
        FROM people.face k JOIN people.face s ON s.spine AND s.checked_key = k.checked_key AND s.birth_date = k.birth_date
            AND (s.full_kana = k.full_kana OR s.full_name = k.full_name
                OR s.full_sound = k.full_sound AND (s.birth_date, s.full_sound) IN (FROM singular))
        WHERE k.extract IN ({keyed});
        CREATE VIEW compared AS SELECT * FROM people.face WHERE unit NOT IN (SELECT unit FROM plain_key);
        """
    )


def withhold_sealed(connection: duckdb.DuckDBPyConnection) -> None:
    """`withheld`: units that a sealed identity is nearest to, or by the margin as near as any. They and it are in no pair.

    Nobody is shown them, for anyone: of two as near, the other would seem the only one.
    """
    connection.execute(
        f"""
        CREATE TABLE withheld AS
        WITH sealed AS (
            SELECT unit FROM people.person WHERE sealed
        ), sided AS (
            SELECT unit_l AS unit, unit_r AS other, match_weight FROM pair UNION ALL SELECT unit_r, unit_l, match_weight FROM pair
        ), nearest AS (
            SELECT unit, max(match_weight) AS weight, max(match_weight) FILTER (other IN (SELECT unit FROM sealed)) AS of_sealed
            FROM sided WHERE other IN (SELECT unit FROM people.face WHERE spine) GROUP BY unit
        )
        SELECT unit FROM sealed
        UNION SELECT unit FROM nearest
        WHERE of_sealed > weight - {limit("margin")} AND of_sealed >= {limit("review_weight")};
        DELETE FROM pair WHERE unit_l IN (SELECT unit FROM withheld) OR unit_r IN (SELECT unit FROM withheld)
        """
    )


def prior(connection: duckdb.DuckDBPyConnection) -> float:
    """The chance that two faces are one child's: one in as many as the registry has."""
    return 1 / max(2, database.counted(connection, "SELECT count(DISTINCT unit) FROM compared WHERE spine"))


def write_pairs(connection: duckdb.DuckDBPyConnection, predicted: str, worth: Parameters) -> None:
    """`pair`: a row a pair of units, by the faces that are nearest. A unit goes by the first of its rows.

    `household_weight` is what the households alone say, in bits: clustering holds it against what another record leaves out.
    """
    levels = ", ".join(f"gamma_{comparison.name}" for comparison in COMPARISONS)
    ms_and_us = worth.levels[HOUSEHOLD.name]
    bits = " ".join(
        f"WHEN {number} THEN {log2(m / u):.6f}"
        for (m, u), number in zip(ms_and_us.values(), numbers(HOUSEHOLD, ms_and_us), strict=True)
    )
    connection.execute(
        f"""
        CREATE TABLE pair AS
        WITH nearest AS (
            SELECT unit_l, unit_r, match_weight, match_probability, {levels},
                   row_number() OVER (PARTITION BY least(unit_l, unit_r), greatest(unit_l, unit_r)
                                      ORDER BY round(match_weight, 6) DESC, face_l, face_r) AS nth
            FROM {predicted}
        ), unit AS (
            SELECT unit, extract, min(record_id) AS record_id FROM people.person GROUP BY unit, extract
        )
        SELECT l.extract AS extract_l, l.record_id AS record_id_l, r.extract AS extract_r, r.record_id AS record_id_r,
               round(match_weight, 6) AS match_weight, round(match_probability, 9) AS match_probability, {levels},
               CASE gamma_{HOUSEHOLD.name} {bits} ELSE 0 END AS household_weight, unit_l, unit_r
        FROM nearest JOIN unit l ON l.unit = unit_l JOIN unit r ON r.unit = unit_r
        WHERE nth = 1
        """
    )
