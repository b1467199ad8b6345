"""FEBRL 4 as a city would deliver it: the originals are its registry, the duplicates its consultations.

So mimamori's own stages run on it, unchanged and with the shipped model, which knows nothing of Australia: names in Latin
letters are compared by their sounds in kana, suburb and street number as town and block. State and postcode find no place.
"""

import csv
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from extracts import deliveries
from extracts.declaration import EXTRACTS
from extracts.landing import land
from linkage import sources

# a registry row owns records up to a certain age: on this day everybody in FEBRL (born from 1900 on) is young enough
ON = date(1925, 12, 31)


def linked(left: pd.DataFrame, right: pd.DataFrame, model: Path) -> pd.DataFrame:
    """unique_id (of `right`) → resident_id (of `left`), by standardise, predict and cluster."""
    from linkage.cluster import cluster
    from linkage.predict import predict
    from linkage.standardise import standardise

    with TemporaryDirectory() as folder:
        run = Path(folder)
        numbers = {f"{number:010d}": identity for number, identity in enumerate(left.index)}
        deliver(run, left, right, dict(zip(numbers.values(), numbers, strict=True)))
        standardise(run, run / "people.duckdb")
        predict(run, run / "pairs.duckdb", model)
        cluster(run, run / "children.duckdb", None, None, ON, b"a key for benchmarks")
        with duckdb.connect(str(run / "children.duckdb"), read_only=True) as connection:
            found = connection.execute(
                "SELECT record_id AS unique_id, resident_id FROM link WHERE extract = 'consultations' AND resident_id IS NOT NULL"
            ).df()
    return found.assign(resident_id=found["resident_id"].map(numbers))


def deliver(run: Path, left: pd.DataFrame, right: pd.DataFrame, numbers: dict[str, str]) -> None:
    """The two files, landed beside nineteen extracts that haven't come."""
    registry = [
        said(person) | {"resident_id": numbers[identity], "household_id": numbers[identity], "postcode": person.postcode}
        | {"resident_kind": "2", "status": "1", "sex": "1", "relationship": "99"}
        for identity, person in left.fillna("").iterrows()
    ]  # fmt: skip
    consulted = [
        said(person) | {"reception_no": str(identity), "received_date": f"{ON}", "complaint": "その他", "route": "その他"}
        for identity, person in right.fillna("").iterrows()
    ]  # fmt: skip
    (run / "landed").mkdir()
    for name, rows in ((sources.SPINE, registry), ("consultations", consulted)):
        columns = EXTRACTS[name].columns
        with (run / f"{name}_{ON:%Y%m%d}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.heading for column in columns])
            writer.writerows([row.get(column.field, "") for column in columns] for row in rows)
    found = deliveries.find(run, ON)
    for name, extract in EXTRACTS.items():
        land(
            extract,
            found.get(name, []),
            run / "landed" / f"{name}.duckdb",
            run / f"{name}.text",
            b"a key for benchmarks",
        )


def said(person: pd.Series) -> dict[str, str]:
    """What both files have of a person: surname first, as a Japanese desk writes; a day that no calendar has is unknown."""
    try:
        born = f"{datetime.strptime(person.date_of_birth, '%Y%m%d'):%Y-%m-%d}"
    except ValueError:
        born = "不詳"
    name = f"{person.surname} {person.given_name}".strip().upper() or "UNKNOWN"
    return {"name": name, "birth_date": born, "address": f"{person.suburb}{person.street_number}" or "unknown"}
