"""A town of 2,000 children, generated once and landed as strictly as any delivery, with its truth beside it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from city.generate import generate
from extracts.declaration import EXTRACTS
from extracts.deliveries import find
from extracts.landing import land

AS_OF = date(2026, 10, 1)
KEY = b"k" * 32


def landed(folder: Path, into: Path, as_of: date) -> duckdb.DuckDBPyConnection:
    """A connection with a view a landed extract, a table `rejected`, and the truth as `records` and `people`."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE rejected (extract TEXT, line INTEGER, heading TEXT, code TEXT)")
    for name, deliveries in find(folder / "extracts", as_of).items():
        file = into / f"{name}.duckdb"
        land(EXTRACTS[name], deliveries, file, into / f"{name}.text.duckdb", KEY)
        connection.execute(f"ATTACH '{file}' AS landed_{name} (READ_ONLY)")
        connection.execute(f"CREATE VIEW {name} AS FROM landed_{name}.{name}")
        connection.execute(f"INSERT INTO rejected SELECT '{name}', line, \"column\", code FROM landed_{name}.rejected")
    for table in ("records", "people"):
        file = folder / "truth" / f"{table}.csv"
        connection.execute(f"CREATE TABLE {table} AS FROM read_csv('{file}', all_varchar = true, nullstr = '')")
    connection.execute(f"CREATE MACRO today() AS DATE '{as_of}'")
    for name in EXTRACTS:
        connection.execute(
            f"CREATE VIEW whose_{name} AS SELECT {name}.*, person_id, records.resident_id AS true_resident_id "
            f"FROM {name} JOIN records ON extract = '{name}' AND records.record_id = {name}.record_id"
        )
    return connection


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    generate(2000, 1, AS_OF, folder)
    return folder


@pytest.fixture(scope="session")
def town(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with landed(town_folder, tmp_path_factory.mktemp("landed"), AS_OF) as connection:
        yield connection
