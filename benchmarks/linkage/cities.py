"""The practice city as every method gets it: landed, its rows without a key in one frame, and its truth.

The same plain cleaning (NFKC, one space, katakana) is done for the methods that have none of their own; mimamori reads the
landed files itself.
"""

import shutil
import unicodedata
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from city.generate import generate
from extracts import database, deliveries
from extracts.declaration import EXTRACTS
from extracts.landing import land
from linkage import sources

AS_OF = date(2026, 10, 1)
COLUMNS = ("name", "kana", "sex", "birth_date", "postcode", "address", "phone")


def build(folder: Path, children: int, seed: int, error_scale: float) -> Path:
    """Generate and land a city; the folder of its run. One that stands is taken as it is."""
    run = folder / f"city-{children}-{seed}-{error_scale:g}"
    if run.exists():
        return run
    building = run.with_name(run.name + ".building")
    shutil.rmtree(building, ignore_errors=True)
    generate(children, seed, AS_OF, building, error_scale=error_scale)
    (building / "landed").mkdir()
    found = deliveries.find(building / "extracts", AS_OF)
    for name, extract in EXTRACTS.items():
        text = building / f"{name}.text"
        land(extract, found.get(name, []), building / "landed" / f"{name}.duckdb", text, b"a key for benchmarks")
        text.unlink(missing_ok=True)
    return building.rename(run)


def registry(run: Path) -> pd.DataFrame:
    """unique_id (the resident_id) and COLUMNS of every registry row born in the last 26 years."""
    rows = select(run, sources.SPINE)
    rows["unique_id"] = rows["record_id"]
    young = rows["birth_date"] >= f"{AS_OF.year - 26}"
    return rows[young | rows["birth_date"].isna()][["unique_id", *COLUMNS]].reset_index(drop=True)


def records(run: Path) -> pd.DataFrame:
    """unique_id and COLUMNS: one row a number of a source's own, as its first record says it."""
    rows = pd.concat([select(run, name) for name in sources.KEYLESS])
    rows["unique_id"] = rows["extract"] + "|" + rows["group_id"]
    first = rows.sort_values("record_id").drop_duplicates("unique_id").sort_values("unique_id")
    return first[["unique_id", *COLUMNS]].reset_index(drop=True)


def select(run: Path, extract: str) -> pd.DataFrame:
    with duckdb.connect() as connection:
        query = sources.person_select(EXTRACTS[extract], database.attach_landed(connection, run, extract))
        rows = connection.execute(query).df()
    rows["birth_date"] = rows["birth_date_edtf"].where(rows["birth_date_edtf"].str.fullmatch(r"\d{4}-\d{2}-\d{2}"))
    for column in ("name", "kana", "address", "phone"):
        rows[column] = cleaned(rows[column], katakana=column == "kana")
    return rows


def cleaned(values: pd.Series, katakana: bool) -> pd.Series:
    """What any city would do first: full width to half or back, one space, hiragana to katakana."""
    to_katakana = {code: code + 0x60 for code in range(0x3041, 0x3097)} if katakana else {}

    def clean(value: str) -> str:
        return " ".join(unicodedata.normalize("NFKC", value).split()).translate(to_katakana)

    distinct = {value: clean(value) for value in values.dropna().unique()}
    return values.astype(object).map(distinct).astype("str")


def truth(run: Path) -> tuple[pd.DataFrame, pd.Series]:
    """(extract, record_id, unique_id, person_id of every row without a key; person_id by resident_id of the registry)."""
    known = pd.read_csv(run / "truth" / "records.csv", dtype="str")
    rows = pd.concat([select(run, name)[["extract", "record_id", "group_id"]] for name in sources.KEYLESS])
    rows["unique_id"] = rows["extract"] + "|" + rows["group_id"]
    people = known[known["extract"] == sources.SPINE].set_index("resident_id")["person_id"]
    return rows.merge(known[["extract", "record_id", "person_id"]], on=["extract", "record_id"]), people
