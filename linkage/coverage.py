"""Which true pairs the blocking rules bring together, and at how many pairs a record: blocking held against a truth.

What it costs is known without a truth too, and is in the report. Which pairs are then linked is evaluate.py's.
"""

import duckdb
import pandas as pd

from linkage import sources
from linkage.model.blocking import RULES


def coverage(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """A row a rule, in their order: pairs, pairs_a_record, met, missed; the last three of it and all rules before it.

    A true pair is a unit without a key and the registry row of whom it is about; `met` counts those with a pair of faces in
    common, `missed` is the share of the others. Records are the units compared, without the registry's. Needs the attached
    people and pairs, and the table `record` of the truth.
    """
    keyless = ", ".join(f"'{name}'" for name in sources.KEYLESS)
    met = ", ".join(f"coalesce(bool_or({rule.sql}), FALSE) AS {rule.name}" for rule in RULES)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE true_pair AS
        SELECT DISTINCT p.unit, s.unit AS child
        FROM record r JOIN people.person p USING (extract, record_id)
        JOIN record o ON o.extract = '{sources.SPINE}' AND o.person_id = r.person_id
        JOIN people.person s ON s.extract = o.extract AND s.record_id = o.record_id
        WHERE r.extract IN ({keyless});
        CREATE OR REPLACE TEMP TABLE brought AS
        SELECT t.unit, {met}
        FROM (SELECT *, unit AS lower, child AS higher FROM true_pair UNION ALL SELECT *, child, unit FROM true_pair) t
        JOIN people.face l ON l.unit = t.lower JOIN people.face r ON r.unit = t.higher AND l.face < r.face
        GROUP BY t.unit, t.child
        """
    )
    found = ", ".join(
        f"count(*) FILTER ({' OR '.join(rule.name for rule in RULES[: number + 1])}) AS {rule.name}"
        for number, rule in enumerate(RULES)
    )
    counted = connection.execute(f"SELECT {found} FROM brought").df().iloc[0]
    ((true_pairs, records),) = connection.execute(
        """SELECT (SELECT count(*) FROM true_pair), (SELECT count(DISTINCT unit) FROM people.face
            WHERE NOT spine AND unit NOT IN (FROM pairs.plain_key))"""
    ).fetchall()
    table = connection.execute("SELECT rule, pairs FROM pairs.blocked").df()
    table["pairs_a_record"] = table["pairs"].cumsum() / max(1, records)
    table["met"] = table["rule"].map(counted).astype(int)
    table["missed"] = 1 - table["met"] / max(1, true_pairs)
    return table
