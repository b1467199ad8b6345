"""The numbers of the auditor's page: what a run linked, by what, how surely, and what changed since the one before.

Counts alone leave this module: no name, no identifier, no child. Figures about the model itself are in judging.py.
"""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from extracts import database
from extracts.declaration import EXTRACTS
from linkage import sources
from linkage.interval import wilson

METHODS = ("key", "key+model", "model", "ruling", "via")
DECISIONS = ("linked", "review", "unlinked")
BIN = 1  # bits a bar of the histogram
SMALL = 10  # groups of fewer children aren't shown, and counts of children are rounded to 5 (as in the statistics)

Rows = list[dict[str, Any]]


def opened(run: Path, previous: Path | None) -> duckdb.DuckDBPyConnection:
    """The run's databases, read-only, and the previous run's children where there is one."""
    connection = duckdb.connect()
    for name in ("children", "people", "pairs"):
        database.attach(connection, run / f"{name}.duckdb", name)
    for extract in (sources.SPINE, "protection_measures"):
        database.attach_landed(connection, run, extract)
    if previous:
        database.attach(connection, previous / "children.duckdb", "previous")
    return connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(query).df().to_dict("records")
    ]


def by_extract(connection: duckdb.DuckDBPyConnection) -> Rows:
    """A row an extract: its title, how its rows say who they are about, rows by method and by decision."""
    methods = ", ".join(f"count(*) FILTER (method = '{m}' AND decision = 'linked') AS \"{m}\"" for m in METHODS)
    decisions = ", ".join(f"count(*) FILTER (decision = '{d}') AS {d}" for d in DECISIONS)
    found = rows(
        connection,
        f"""SELECT extract, count(*) AS total, {methods}, {decisions} FROM children.link
        WHERE extract <> '{sources.SPINE}' GROUP BY extract""",
    )
    kinds = dict.fromkeys(sources.KEYLESS, "keyless") | dict.fromkeys(sources.KEYED, "keyed")
    kinds |= {extract.name: "via" for extract in sources.VIA}
    for row in found:
        row |= {"title": EXTRACTS[row["extract"]].title, "kind": kinds.get(row["extract"], "key")}
    order = ("keyless", "keyed", "key", "via")
    return sorted(found, key=lambda row: (order.index(row["kind"]), -row["total"]))


def children(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many children there are by status; those whom no registry row knows are `unregistered`."""
    return dict(connection.execute("SELECT status, count(*) FROM children.child GROUP BY status").fetchall())


def by_record(connection: duckdb.DuckDBPyConnection) -> Rows:
    """Of the rows without a key, by what they say or leave out: how many are linked, in review, left, and how many of the
    linked the model itself expects to be false."""
    keyless = ", ".join(f"'{name}'" for name in sources.KEYLESS)
    return rows(
        connection,
        f"""
        WITH said AS (
            SELECT unit,
                   bool_or(regexp_matches(full_name, '[A-Za-z]'))
                       OR bool_and(regexp_matches(full_name, '^[ァ-ヶー・]+$')) AS foreign_name,
                   bool_or(contains(full_name, '〓')) AS gaiji, bool_and(full_kana IS NULL) AS no_kana,
                   bool_and(birth_month IS NULL) AS no_birth_date,
                   bool_and(coalesce(given, given_kana) IS NULL OR coalesce(surname, surname_kana) IS NULL) AS half_name,
                   bool_and(coalesce(town, postcode, phone, guardian, guardian_sound) IS NULL) AS no_household,
                   max(sex) AS sex
            FROM people.face WHERE extract IN ({keyless}) GROUP BY unit
        ), record AS (
            SELECT said.*, l.decision,
                   CASE WHEN l.decision = 'linked' AND l.method = 'model' THEN 1 - l.match_probability END AS doubt
            FROM children.link l JOIN people.person p USING (extract, record_id) JOIN said USING (unit)
        ), grouped AS (
            UNPIVOT (SELECT decision, coalesce(doubt, 0) AS doubt, TRUE AS everyone, foreign_name, gaiji, half_name, no_birth_date, no_kana,
                            no_household, sex = 'm' AS boys, sex = 'f' AS girls FROM record)
            ON COLUMNS(* EXCLUDE (decision, doubt)) INTO NAME grouping VALUE inside
        )
        SELECT grouping, count(*) AS total, sum(doubt) AS expected_false, {", ".join(f"count(*) FILTER (decision = '{d}') AS {d}" for d in DECISIONS)}
        FROM grouped WHERE inside GROUP BY grouping HAVING count(*) >= {SMALL} ORDER BY total DESC""",
    )


def by_child(connection: duckdb.DuckDBPyConnection, as_of: date) -> Rows:
    """Of the registered children of school age, by group: how many have a roster row linked, with its 95 % interval.

    Groups of fewer than 10 children are left out; numbers are rounded to 5 and shares taken of the rounded ones.
    """
    year = as_of.year if as_of.month >= 4 else as_of.year - 1
    registry = f"landed_{sources.SPINE}.{sources.SPINE}"
    protected = "landed_protection_measures.protection_measures"
    found = rows(
        connection,
        f"""
        WITH pupil AS (
            SELECT c.child_id, TRUE AS everyone, r.resident_kind = 'foreign' AS foreign,
                   r.former_surname IS NOT NULL AS surname_changed,
                   r.event_date > DATE '{as_of}' - INTERVAL 1 YEAR
                       AND r.event_reason IN ('moved in', 'moved within') AS moved,
                   c.resident_id IN (SELECT resident_id FROM {protected}
                                     WHERE end_date IS NULL OR end_date >= DATE '{as_of}') AS protected,
                   count(*) OVER (PARTITION BY r.household_id, c.birth_date) > 1 AS twins,
                   c.sex = 'male' AS boys, c.sex = 'female' AS girls,
                   c.child_id IN (SELECT child_id FROM children.link
                                  WHERE extract = 'school_roster' AND decision = 'linked') AS hit
            FROM children.child c JOIN {registry} r USING (resident_id)
            WHERE c.status = 'resident'
                AND {year} - year(c.birth_date - INTERVAL 1 DAY - INTERVAL 3 MONTH) BETWEEN 7 AND 15
        ), grouped AS (UNPIVOT pupil ON COLUMNS(* EXCLUDE (child_id, hit)) INTO NAME grouping VALUE inside)
        SELECT grouping, count(*) AS total, count(*) FILTER (hit) AS hit FROM grouped WHERE inside
        GROUP BY grouping HAVING count(*) >= {SMALL} ORDER BY total DESC""",
    )
    for row in found:
        row["total"], row["hit"] = (5 * round(row[name] / 5) for name in ("total", "hit"))
        row["share"] = row["hit"] / row["total"]
        row["low"], row["high"] = wilson(row["share"], row["total"])
    return found


def weights(connection: duckdb.DuckDBPyConnection) -> list[tuple[float, int]]:
    """(lower edge in bits, pairs) of every bar from the lightest candidate pair to the heaviest."""
    query = f"SELECT CAST(floor(match_weight / {BIN}) AS INTEGER), count(*) FROM pairs.pair GROUP BY 1"
    counted = dict(connection.execute(query).fetchall())
    return [(edge * BIN, counted.get(edge, 0)) for edge in range(min(counted), max(counted) + 1)] if counted else []


def sources_per_child(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """(number of extracts, children), over the children with anything linked."""
    return connection.execute(
        f"""SELECT n, count(*) FROM (
            SELECT child_id, count(DISTINCT extract) AS n FROM children.link
            WHERE decision = 'linked' AND extract <> '{sources.SPINE}' GROUP BY child_id)
        GROUP BY n ORDER BY n"""
    ).fetchall()


def records_per_child(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """(number of rows linked, in bands: 1, 2-3, 4-7, …, children), over the children with anything linked."""
    return connection.execute(
        f"""SELECT CASE WHEN band = 0 THEN '1' ELSE concat(1 << band, '–', (2 << band) - 1) END, count(*) FROM (
            SELECT child_id, CAST(floor(log2(count(*))) AS INTEGER) AS band FROM children.link
            WHERE decision = 'linked' AND extract <> '{sources.SPINE}' GROUP BY child_id)
        GROUP BY band ORDER BY band"""
    ).fetchall()


def keys(connection: duckdb.DuckDBPyConnection) -> Rows:
    """Of the rows with a typed-in key and a name of their own: confirmed, contradicted (in review, or linked elsewhere)."""
    keyed = ", ".join(f"'{name}'" for name in sources.KEYED)
    found = rows(
        connection,
        f"""
        SELECT extract, count(*) AS total, count(*) FILTER (decision = 'linked' AND p.resident_id = l.resident_id) AS confirmed,
               count(*) FILTER (decision = 'review') AS review,
               count(*) FILTER (decision = 'linked' AND p.resident_id IS DISTINCT FROM l.resident_id) AS elsewhere,
               count(*) FILTER (decision = 'unlinked') AS unlinked
        FROM people.person p JOIN children.link l USING (extract, record_id)
        WHERE extract IN ({keyed}) GROUP BY extract ORDER BY total DESC""",
    )
    return [{**row, "title": EXTRACTS[row["extract"]].title} for row in found]


def changes(connection: duckdb.DuckDBPyConnection, as_of: date) -> dict[str, Any]:
    """Since the previous run: children come and gone, events of identity, records whose decision or child is another."""
    events = connection.execute(
        f"SELECT event, count(*) FROM children.identity_event WHERE reference_date = DATE '{as_of}' GROUP BY event ORDER BY event"
    ).fetchall()
    moves = rows(
        connection,
        """
        SELECT coalesce(b.decision, 'absent') AS before, coalesce(n.decision, 'absent') AS now, count(*) AS records,
               count(*) FILTER (b.child_id <> n.child_id) AS other_child
        FROM (FROM previous.link) b FULL JOIN children.link n USING (extract, record_key)
        GROUP BY ALL ORDER BY before, now""",
    )
    ((come, gone),) = connection.execute(
        """SELECT count(*) FILTER (b.child_id IS NULL), count(*) FILTER (n.child_id IS NULL)
        FROM (FROM previous.child) b FULL JOIN children.child n USING (child_id)"""
    ).fetchall()
    return {"events": dict(events), "moves": moves, "come": come, "gone": gone}
