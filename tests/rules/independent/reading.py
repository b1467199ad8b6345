"""The practice city as plain rows: what the departments delivered, and from the truth whose row each is.

Reads the landed tables and truth/records.csv into lists and dicts; judges nothing. `whose` never guesses: a row belongs
to the person that the truth names.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from extracts.declaration import EXTRACTS

from .three import ALWAYS, Answer, Span, last_day_as_child, span

Row = dict[str, Any]


@dataclass
class City:
    """Rows by extract, and by (extract, person); `residents` by 宛名番号; `addresses` by 宛名番号 and delivery date."""

    as_of: date
    rows: dict[str, list[Row]] = field(default_factory=dict)
    delivered: dict[str, date] = field(default_factory=dict)
    of: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    whose: dict[tuple[str, str], str] = field(default_factory=dict)
    person_of_resident: dict[str, str] = field(default_factory=dict)
    residents: dict[str, Row] = field(default_factory=dict)
    households: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    wards: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    addresses: dict[str, dict[date, str]] = field(default_factory=lambda: defaultdict(dict))
    sorted_by: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)

    def by(self, extract: str, column: str) -> dict[Any, list[Row]]:
        """The extract's rows by what stands in a column, looked through once."""
        if (extract, column) not in self.sorted_by:
            found = self.sorted_by[extract, column] = defaultdict(list)
            for row in self.rows[extract]:
                found[row[column]].append(row)
        return self.sorted_by[extract, column]

    def usable(self, extract: str) -> bool:
        """Delivered, and not older than its staleness limit."""
        day = self.delivered.get(extract)
        return day is not None and (self.as_of - day).days <= EXTRACTS[extract].stale_after_days

    def about(self, extract: str, person: str) -> list[Row]:
        """The rows of that person; none where the extract can't be used: ask `usable` too."""
        return self.of.get((extract, person), []) if self.usable(extract) else []

    def birth(self, person: str) -> Span:
        """From the registry; of those whom it doesn't know, the first that a department has. Known in part isn't known."""
        row = self.registered(person)
        found = [span(row["birth_date_edtf"])] if row else self.delivered_births.get(person, [])
        return min((when for when in found if when and when[0] == when[1]), default=ALWAYS)

    @cached_property
    def delivered_births(self) -> dict[str, list[Span | None]]:
        """By person every birth date that a row about them holds."""
        found: dict[str, list[Span | None]] = defaultdict(list)
        for (extract, person), rows in self.of.items():
            if "birth_date" in EXTRACTS[extract].fields:
                found[person] += [span(row["birth_date_edtf"]) for row in rows]
        return found

    def registered(self, person: str) -> Row | None:
        rows = self.of.get(("resident_registry", person), [])
        return rows[0] if rows else None

    def child_now(self, person: str) -> Answer:
        """Up to the 31 March after turning 18."""
        first, last = self.birth(person)
        return None if (first, last) == ALWAYS else self.as_of <= last_day_as_child(last)

    @cached_property
    def covered(self) -> list[str]:
        """Everyone whom rules cover: children who are resident, or known to a source and in no registry row."""
        people = sorted({person for _, person in self.of})
        return [p for p in people if self.child_now(p) is not False and self.lives_here(p)]

    def lives_here(self, person: str) -> bool:
        row = self.registered(person)
        return row["status"] == "resident" if row else True


def read(run: Path, truth: Path, as_of: date, earlier: tuple[Path, ...] = ()) -> City:
    """The city as the run's landed/ folder has it. `earlier`: the
    runs before it, whose registries hold older addresses. Raises KeyError for a row that the truth doesn't know."""
    city = City(as_of)
    with truth.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            city.whose[line["extract"], line["record_id"]] = line["person_id"]
    for extract in EXTRACTS:
        with duckdb.connect(str(run / "landed" / f"{extract}.duckdb"), read_only=True) as connection:
            table = connection.sql(f"SELECT * FROM {extract}")
            city.rows[extract] = [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]
            day = connection.sql("SELECT max(reference_date) FROM delivery").fetchall()[0][0]
        if day is not None:
            city.delivered[extract] = day
    for extract, rows in city.rows.items():
        for row in rows:
            city.of[extract, city.whose[extract, row["record_id"]]].append(row)
    for row in city.rows["resident_registry"]:
        city.residents[row["resident_id"]] = row
        city.person_of_resident[row["resident_id"]] = city.whose["resident_registry", row["record_id"]]
        if row["status"] == "resident":
            city.households[row["household_id"]].append(row)
    for folder in (*earlier, run):
        with duckdb.connect(str(folder / "landed/resident_registry.duckdb"), read_only=True) as connection:
            for number, day, address in connection.sql(
                "SELECT resident_id, delivered, address FROM resident_registry"
            ).fetchall():
                city.addresses[number][day] = address
    return city
