"""Linkage held against a known truth: how much is right, found, in review, and where and why it isn't.

Definitions. A *false link* is a record linked automatically to a child who isn't the person that it is about. A record
of somebody without a registry row is right in a cluster without one whose records are mostly that person's. *Found* is
linked rightly, and to the registry row where the person has one. Rates count records; their Wilson intervals (95 %)
count decisions, as the rows of one number are decided together. What can be said without a truth is in expected.py.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml

from extracts import database
from linkage import groups, sources
from linkage.coverage import coverage
from linkage.interval import wilson

TARGETS = Path(__file__).with_name("targets.yaml")


@dataclass(frozen=True)
class Figures:
    """measures, by_extract, by_group: a rate a row with value, low, high, records, decisions (and target, met).

    false_links: extract, record_key, cause, match_weight; no name and no record_id.
    """

    measures: pd.DataFrame
    by_extract: pd.DataFrame
    by_group: pd.DataFrame
    false_links: pd.DataFrame
    blocking: pd.DataFrame

    @property
    def met(self) -> bool:
        """Whether every target that applies is met."""
        return bool(pd.concat([self.measures["met"], self.by_group["met"]]).dropna().all())


def evaluate(run: Path, truth: Path) -> Figures:
    """The figures of a run's links against `truth` (records.csv; people.csv stands beside it)."""
    with duckdb.connect() as connection:
        judge(connection, run, truth)
        judged = connection.execute("SELECT * FROM judged").df()
        false_links = connection.execute(causes(connection, run)).df()
        blocking = coverage(connection)
    judged = judged.merge(groups.of_children(truth, run), on="person_id", how="left")
    judged = judged.merge(groups.of_records(run), on=["extract", "record_id"], how="left")
    keyless = judged[judged["extract"].isin(sources.KEYLESS)]
    keyed = judged[judged["extract"].isin(sources.KEYED)]
    return Figures(measures(keyless, keyed, blocking), by_extract(keyless), by_group(keyless), false_links, blocking)


def judge(connection: duckdb.DuckDBPyConnection, run: Path, truth: Path) -> None:
    """`judged`: every linkable row of the truth with what the run decided about it."""
    database.attach(connection, run / "children.duckdb", "children")
    database.attach(connection, run / "people.duckdb", "people")
    database.attach(connection, run / "pairs.duckdb", "pairs")
    connection.execute("CREATE TABLE record AS SELECT * FROM read_csv(?, all_varchar = true)", [str(truth)])
    connection.execute(
        f"""
        CREATE TABLE registered AS
        SELECT resident_id, person_id FROM record WHERE extract = '{sources.SPINE}';
        CREATE TABLE judged_link AS
        SELECT r.extract, r.record_id, r.person_id, l.record_key, l.child_id, l.decision, l.match_weight,
               p.group_id, p.resident_id AS typed_key, c.resident_id AS child_resident
        FROM record r
        JOIN people.person p USING (extract, record_id)
        LEFT JOIN children.link l USING (extract, record_id)
        LEFT JOIN children.child c USING (child_id)
        WHERE r.extract <> '{sources.SPINE}';
        CREATE TABLE owner AS
        SELECT child_id, person_id FROM children.child JOIN registered USING (resident_id)
        UNION ALL
        SELECT child_id, person_id FROM (
            SELECT child_id, person_id, row_number() OVER (PARTITION BY child_id ORDER BY count(*) DESC, person_id) nth
            FROM judged_link WHERE child_resident IS NULL AND decision = 'linked' GROUP BY child_id, person_id
        ) WHERE nth = 1;
        CREATE TABLE judged AS
        WITH offered AS (
            SELECT DISTINCT extract, record_id, o.person_id
            FROM children.candidate JOIN owner o USING (child_id)
        )
        SELECT j.*, o.person_id AS linked_person, k.person_id AS key_person,
               r.person_id IS NOT NULL AS registered,
               coalesce(decision = 'linked', FALSE) AS linked,
               coalesce(decision = 'review', FALSE) AS in_review,
               linked AND coalesce(o.person_id = j.person_id, FALSE) AS correct,
               linked AND NOT correct AS false_link,
               correct AND (child_resident IS NOT NULL OR NOT registered) AS found,
               in_review AND f.person_id IS NOT NULL AS offered
        FROM judged_link j
        LEFT JOIN owner o USING (child_id)
        LEFT JOIN (SELECT DISTINCT person_id FROM registered) r ON r.person_id = j.person_id
        LEFT JOIN registered k ON k.resident_id = j.typed_key
        LEFT JOIN offered f ON (f.extract, f.record_id, f.person_id) = (j.extract, j.record_id, j.person_id)
        """
    )


def causes(connection: duckdb.DuckDBPyConnection, run: Path) -> str:
    """The query of the false links by cause, told from the registry rows of the right and of the wrong child."""
    registry = database.attach_landed(connection, run, sources.SPINE)
    return f"""
        WITH person AS (
            SELECT person_id, any_value(household_id) AS household_id, any_value(birth_date) AS birth_date,
                   any_value(kana) AS kana, any_value(name) AS name
            FROM {registry} JOIN registered USING (resident_id) GROUP BY person_id
        )
        SELECT j.extract, j.record_key, j.match_weight,
               CASE WHEN j.typed_key IS NOT NULL AND key_person = linked_person THEN 'wrong key believed'
                    WHEN wrong.person_id IS NULL THEN 'clustered with another unregistered child'
                    WHEN own.person_id IS NULL THEN 'unregistered child taken for a registered one'
                    WHEN own.household_id = wrong.household_id AND own.birth_date = wrong.birth_date THEN 'twin'
                    WHEN own.household_id = wrong.household_id THEN 'sibling'
                    WHEN own.birth_date = wrong.birth_date AND (own.name = wrong.name OR own.kana = wrong.kana)
                        THEN 'same name and birth date'
                    WHEN own.name = wrong.name OR own.kana = wrong.kana THEN 'same name'
                    WHEN own.birth_date = wrong.birth_date THEN 'same birth date'
                    ELSE 'other' END AS cause
        FROM judged j
        LEFT JOIN person own ON own.person_id = j.person_id
        LEFT JOIN person wrong ON wrong.person_id = j.linked_person
        WHERE false_link ORDER BY cause, extract, record_key"""


def measures(keyless: pd.DataFrame, keyed: pd.DataFrame, blocking: pd.DataFrame) -> pd.DataFrame:
    """One row a measure of the targets; `keyless` and `keyed` are judged rows, `blocking` coverage.py's table."""
    registered = keyless[keyless["registered"]]
    consultations = keyless[keyless["extract"] == "consultations"]
    # a key in nobody's registry row, of a person who has none, is neither wrong nor good
    known = keyed[keyed["key_person"].notna() | keyed["registered"]]
    wrong = known["key_person"] != known["person_id"]
    rows = [
        rate("false_links", keyless[keyless["linked"]], "false_link"),
        rate("precision", keyless[keyless["linked"]], "correct"),
        rate("recall", registered, "found"),
        interval_of("f1", f1(keyless), keyless),
        interval_of("f1_consultations", f1(consultations), consultations),
        rate("found_or_in_review", registered.assign(hit=registered["found"] | registered["in_review"]), "hit"),
        rate("in_review", keyless, "in_review"),
        rate("right_child_offered", registered[registered["in_review"]], "offered"),
        rate("wrong_keys_caught", known[wrong].assign(hit=~known.loc[wrong, "false_link"]), "hit"),
        rate("good_keys_doubted", known[~wrong].assign(hit=~known.loc[~wrong, "found"]), "hit"),
        rate("false_links_keyed", keyed[keyed["linked"]], "false_link"),
        {"measure": "blocking_missed", "value": blocking["missed"].iloc[-1], "records": len(keyless)},
        {"measure": "pairs_a_record", "value": blocking["pairs_a_record"].iloc[-1], "records": len(keyless)},
    ]
    return against_targets(pd.DataFrame(rows), rows_targets=[str(row["measure"]) for row in rows])


def by_extract(keyless: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame([{"extract": extract, **summary(rows)} for extract, rows in keyless.groupby("extract")])


def by_group(keyless: pd.DataFrame) -> pd.DataFrame:
    """Each group's figures, and by how much fewer of its records are found or in review than of the rest's."""
    rows = []
    for group in groups.LABELS:
        inside = keyless[group].eq(True)
        mine, rest = (summary(keyless[part])["found_or_in_review"] for part in (inside, ~inside))
        rows.append({"group": group, **summary(keyless[inside]), "gap": rest - mine})
    table = pd.DataFrame(rows)
    limits = [
        None if group in groups.REPORTED_ONLY else "gap_foreign" if group == "foreign" else "gap"
        for group in table["group"]
    ]
    return against_targets(table, limits, column="gap")


SHARES = ("precision", "recall", "f1", "in_review", "found_or_in_review")


def summary(rows: pd.DataFrame) -> dict[str, Any]:
    """records, decisions, each of SHARES with its interval as `<share>_low` and `<share>_high`, and false_links."""
    registered = rows[rows["registered"]]
    found = [
        rate("precision", rows[rows["linked"]], "correct"),
        rate("recall", registered, "found"),
        interval_of("f1", f1(rows), rows),
        rate("in_review", rows, "in_review"),
        rate("found_or_in_review", registered.assign(hit=registered["found"] | registered["in_review"]), "hit"),
    ]
    shares = {
        f"{one['measure']}{ending}": one[name]
        for one in found
        for ending, name in (("", "value"), ("_low", "low"), ("_high", "high"))
    }
    return {
        "records": len(rows),
        "decisions": decisions(rows),
        **shares,
        "false_links": int(rows["false_link"].sum()),
    }


def rate(measure: str, rows: pd.DataFrame, hit: str) -> dict[str, Any]:
    return interval_of(measure, share(rows[hit]), rows)


def interval_of(measure: str, value: float, rows: pd.DataFrame) -> dict[str, Any]:
    """The value with its interval, as a share of the rows' decisions; F1 lies between two shares of nearly the same ones."""
    counted = decisions(rows)
    low, high = wilson(value, counted)
    return {"measure": measure, "value": value, "low": low, "high": high, "records": len(rows), "decisions": counted}


def f1(rows: pd.DataFrame) -> float:
    precision = share(rows.loc[rows["linked"], "correct"])
    recall = share(rows.loc[rows["registered"], "found"])
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def share(hits: pd.Series) -> float:
    return float(hits.mean()) if len(hits) else float("nan")


def decisions(rows: pd.DataFrame) -> int:
    return len(rows[["extract", "group_id"]].drop_duplicates())


@cache
def targets() -> dict[str, dict[str, Any]]:
    """targets.yaml. Raises ValueError for a target without its reason."""
    declared: dict[str, dict[str, Any]] = yaml.safe_load(TARGETS.read_text(encoding="utf-8"))
    if bare := [name for name, target in declared.items() if not target.get("reference")]:
        raise ValueError(f"{TARGETS.name}: no reference for {bare}")
    return declared


def against_targets(table: pd.DataFrame, rows_targets: list[str | None], column: str = "value") -> pd.DataFrame:
    """The table with `target` (as text) and `met` (NULL where there is none or nothing to count)."""
    declared = [targets().get(name or "") for name in rows_targets]
    met: list[bool | None] = []
    for value, target in zip(table[column], declared, strict=True):
        if target is None or pd.isna(value):
            met.append(None)
        else:
            met.append(value <= target["at_most"] if "at_most" in target else value >= target["at_least"])
    said = [aim(target) if target else "" for target in declared]
    return table.assign(target=said, met=pd.Series(met, dtype="boolean", index=table.index))


def aim(target: dict[str, Any]) -> str:
    """A target in words: a number of pairs, else a share."""
    if "at_least" in target:
        return f"≥ {target['at_least']:.1%}"
    return f"≤ {target['at_most']:g}" if target["at_most"] > 1 else f"≤ {target['at_most']:.2%}"
