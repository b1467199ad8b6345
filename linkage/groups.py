"""The groups of children whose records are known to be missed more often, for figures by group.

A group is a property of the child (from the truth) or of what a record says (from the landed row). Nothing here links.
"""

from pathlib import Path

import duckdb
import pandas as pd

from extracts import database
from extracts.kanji import folded
from linkage import names, sources
from linkage.distinct import each_distinct

OF_CHILDREN = {
    "foreign": ("外国籍・外国名", "foreign names"),
    "twin": ("双子", "twins"),
    "surname_changed": ("姓が変わった", "changed surname"),
    "moved": ("転居・転入した", "moved"),
    "gaiji": ("外字・異体字の名", "variant or missing characters"),
    "protected": ("支援措置中", "protected"),
}
OF_RECORDS = {
    "name_alone": ("氏名のほか手がかりなし", "a name and nothing else"),
    "given_alone": ("名だけ", "given name alone"),
}
LABELS = OF_CHILDREN | OF_RECORDS
# too little to go on: no target
REPORTED_ONLY = ("name_alone", "given_alone")


def of_children(truth: Path, run: Path) -> pd.DataFrame:
    """person_id and a boolean column a group of OF_CHILDREN: people.csv beside the truth, else and for 外字 the registry."""
    told = truth.with_name("people.csv")
    if not told.exists():
        records = pd.read_csv(truth, dtype="str").dropna(subset=["resident_id"])
        people = records[["person_id", "resident_id"]].drop_duplicates()
        return people.merge(by_registry(run), on="resident_id")[["person_id", *OF_CHILDREN]]
    people = pd.read_csv(told, dtype="str").fillna("")
    groups = people[["person_id"]].copy()
    for group in OF_CHILDREN:
        column = next((name for name in people.columns if name.startswith(group)), None)
        groups[group] = people[column].isin(("1", "true", "True")) if column else False
    with duckdb.connect() as connection:
        table = database.attach_landed(connection, run, sources.SPINE)
        registered = connection.execute(f"SELECT resident_id, name FROM {table}").df()
    groups["gaiji"] |= people["resident_id"].isin(registered.loc[spelt_otherwise(registered["name"]), "resident_id"])
    return groups


def by_registry(run: Path) -> pd.DataFrame:
    """resident_id and a boolean column a group of OF_CHILDREN, as far as the landed registry and 支援措置 tell."""
    with duckdb.connect() as connection:
        registry = database.attach_landed(connection, run, sources.SPINE)
        measures = database.attach_landed(connection, run, "protection_measures")
        residents = connection.execute(
            f"""
        SELECT resident_id, name, resident_kind = 'foreign' AS "foreign",
               count(*) OVER (PARTITION BY household_id, birth_date) > 1 AND relationship LIKE '%child%' AS twin,
               former_surname IS NOT NULL AS surname_changed,
               coalesce(event_reason IN ('moved in', 'moved within') AND event_date > delivered - INTERVAL 1 YEAR, FALSE) AS moved,
               resident_id IN (SELECT resident_id FROM {measures} WHERE end_date IS NULL OR end_date > delivered) AS protected
        FROM {registry}
        """
        ).df()
    return residents.assign(gaiji=spelt_otherwise(residents["name"]))


def spelt_otherwise(names: pd.Series) -> pd.Series:
    """Whether each name has a variant or missing character."""
    plain = names.str.replace("　", " ").str.strip()
    return each_distinct(plain, folded) != plain


def of_records(run: Path) -> pd.DataFrame:
    """extract, record_id and a boolean column a group of OF_RECORDS, for the rows of the extracts without a key."""
    with duckdb.connect() as connection:
        rows = pd.concat(
            connection.execute(
                sources.person_select(extract, database.attach_landed(connection, run, extract.name))
            ).df()
            for extract in sources.LINKABLE
            if extract.name in sources.KEYLESS
        ).reset_index(drop=True)
    clues = ["birth_date_edtf", "postcode", "address", "phone", "guardian", "school_code", "facility_code"]
    distinct = rows[["name", "kana"]].drop_duplicates()
    parts = distinct.join(names.divide(distinct.apply(each_distinct, function=names.plain)))
    parts["given_alone"] = parts["surname"].isna() & parts["surname_kana"].isna()
    rows = rows.merge(parts[["name", "kana", "given_alone"]], on=["name", "kana"], how="left")
    # nulls of both columns count as equal in the merge, so every row has found its parts
    return rows.assign(name_alone=rows[clues].isna().all(axis=1))[["extract", "record_id", *OF_RECORDS]]
