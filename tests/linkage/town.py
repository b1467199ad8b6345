"""A town of invented people for linkage's tests: 2,400 others, and the few that a test is about.

Rows go straight into landed databases; reading files is the extracts room's to test.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extracts.declaration import EXTRACTS
from extracts.landing import land
from linkage.cluster import cluster
from linkage.predict import predict
from linkage.standardise import standardise

AS_OF = date(2026, 11, 1)
KEY = b"k" * 32
MODEL = max(Path("linkage/models").glob("*.json"))
SURNAMES = dict(
    zip(
        "東西南北上下左右内外",
        ["アズマ", "ニシ", "ミナミ", "キタ", "カミ", "シモ", "ヒダリ", "ミギ", "ウチ", "ソト"],
        strict=True,
    )
)
ENDS = dict(zip("山川田島野村", ["ヤマ", "カワ", "タ", "シマ", "ノ", "ムラ"], strict=True))
STARTS = dict(
    zip(
        "春夏秋冬雪花月星空海",
        ["ハル", "ナツ", "アキ", "フユ", "ユキ", "ハナ", "ツキ", "ホシ", "ソラ", "ウミ"],
        strict=True,
    )
)
TAILS = dict(zip("子美香人", ["コ", "ミ", "カ", "ト"], strict=True))


def others() -> list[dict[str, Any]]:
    """The other children of the town, none of them alike in name and birth date."""
    names = [
        (f"{s}{e}　{a}{t}", f"{sk}{ek}　{ak}{tk}", "female" if t in "子美香" else "male")
        for s, sk in SURNAMES.items()
        for e, ek in ENDS.items()
        for a, ak in STARTS.items()
        for t, tk in TAILS.items()
    ]
    return [
        {
            "resident_id": f"{number:010}",
            "household_id": f"H{number}",
            "name": name,
            "kana": kana,
            "sex": sex,
            "birth_date": date(2009, 1, 1) + timedelta(days=number * 7 % 6300),
            "address": f"高槻市前島{number % 40 + 1}番{number // 40 + 1}号",
            "postcode": "5690021",
        }
        for number, (name, kana, sex) in enumerate(names)
    ]


@dataclass
class Town:
    """The rows of each extract, then its runs."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in EXTRACTS})
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for other in others():
            self.registered(**other)

    def registered(self, resident_id: str, **person: Any) -> str:
        """A registry row: `kana`, `sex`, `address` and so on have a default."""
        row = {"household_id": f"H{resident_id}", "status": "resident", "relationship": "first child"} | person
        self.rows["resident_registry"].append({"record_id": resident_id, "resident_id": resident_id, **dated(row)})
        return resident_id

    def record(self, extract: str, record_id: str, **fields: Any) -> tuple[str, str]:
        """A row of another extract, by its own record_id; its key columns are those given."""
        self.rows[extract].append({"record_id": record_id, **dated(fields)})
        return extract, record_id

    def run(
        self, folder: Path, previous: Path | None = None, people: Path | None = None, as_of: date = AS_OF
    ) -> "Linked":
        """Land, standardise, predict and cluster into `folder`."""
        (folder / "landed").mkdir(parents=True)
        for name, extract in EXTRACTS.items():
            landed = folder / "landed" / f"{name}.duckdb"
            land(extract, [], landed, folder / f"{name}.text.duckdb", KEY)
            with duckdb.connect(str(landed)) as connection:
                if rows := columns_of(self.rows[name]):
                    connection.register("rows", pa.table(rows))
                    connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")
                    connection.unregister("rows")
                connection.execute("INSERT INTO delivery VALUES ('made.csv', ?, 0, '', 'utf-8')", [as_of])
        standardise(folder, folder / "people.duckdb", people)
        predict(folder, folder / "pairs.duckdb", MODEL)
        cluster(folder, folder / "children.duckdb", previous, people, as_of, KEY)
        return Linked(folder)


def columns_of(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def dated(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with `birth_date` in its two columns; a text is a date of which not all is known."""
    born = fields.get("birth_date")
    if born is None:
        return {name: value for name, value in fields.items() if name != "birth_date"}
    whole = born if isinstance(born, date) else None
    return {**fields, "birth_date": whole, "birth_date_edtf": str(born)}


@dataclass(frozen=True)
class Linked:
    """What a run decided."""

    folder: Path

    def query(self, sql: str, *values: Any, file: str = "children") -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.folder / f"{file}.duckdb"), read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    def decision(self, record: tuple[str, str]) -> tuple[str, str | None]:
        """The decision about a row, and the resident that it was linked to."""
        ((decision, resident_id),) = self.query(
            "SELECT decision, resident_id FROM link WHERE extract = ? AND record_id = ?", *record
        )
        return decision, resident_id

    def candidates(self, record: tuple[str, str]) -> set[str | None]:
        """The residents that people are asked about."""
        rows = self.query(
            "SELECT c.resident_id FROM candidate JOIN child c USING (child_id) WHERE extract = ? AND record_id = ?",
            *record,
        )
        return {resident_id for (resident_id,) in rows}

    def child_of(self, record: tuple[str, str]) -> str | None:
        ((child_id,),) = self.query("SELECT child_id FROM link WHERE extract = ? AND record_id = ?", *record)
        return child_id

    def child_id(self, resident_id: str) -> str:
        ((child_id,),) = self.query("SELECT child_id FROM child WHERE resident_id = ?", resident_id)
        return child_id

    def events(self) -> set[tuple[str, str, str | None]]:
        return set(self.query("SELECT event, child_id, other_child_id FROM identity_event"))
