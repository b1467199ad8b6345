"""What people decided about links, as the review app delivers it to a run: three CSV files in one folder (UTF-8, with header).

- `rulings.csv`: extract_l, record_id_l, extract_r, record_id_r, ruling (`same`: must link, `different`: cannot link).
- `suspended.csv`: resident_id: use suspended (利用停止): nothing of the child is kept.
- `sealed.csv`: resident_id: identities (特別養子縁組) that are never linked nor proposed.

A missing file is an empty list; a file that isn't in this shape stops the run. How a ruling acts on a link is clustering's.
"""

from pathlib import Path

import duckdb

from extracts.database import quoted

SHAPES = {
    "ruling": ("rulings.csv", ("extract_l", "record_id_l", "extract_r", "record_id_r", "ruling")),
    "suspended": ("suspended.csv", ("resident_id",)),
    "sealed": ("sealed.csv", ("resident_id",)),
}
RULINGS = ("same", "different")


class BadPeopleDelivery(ValueError):
    """A file of the people's delivery isn't in its shape. The message names the file, never a value."""


def load(connection: duckdb.DuckDBPyConnection, delivery: Path | None) -> None:
    """The tables `ruling`, `suspended` and `sealed`, empty where nothing was delivered. Raises BadPeopleDelivery."""
    for table, (file, columns) in SHAPES.items():
        shape = ", ".join(f"{column} TEXT" for column in columns)
        connection.execute(f"CREATE TEMP TABLE {table} ({shape})")
        path = delivery / file if delivery else None
        if path is None or not path.exists():
            continue
        names = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
        try:
            connection.execute(
                f"INSERT INTO {table} SELECT DISTINCT * FROM read_csv('{quoted(path)}', header=true, auto_detect=false,"
                f" delim=',', quote='\"', columns={{{names}}})"
            )
        except duckdb.Error:  # its text would quote the line
            raise BadPeopleDelivery(shape_expected(file, columns)) from None
        header = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        if [name.strip('"') for name in header] != list(columns):
            raise BadPeopleDelivery(shape_expected(file, columns))
    if connection.execute(f"SELECT 1 FROM ruling WHERE ruling NOT IN {RULINGS}").fetchall():
        raise BadPeopleDelivery("rulings.csv: ruling は same か different です (ruling must be same or different)")


def shape_expected(file: str, columns: tuple[str, ...]) -> str:
    return f"{file}: 列は {', '.join(columns)} の順です (its columns must be these, in this order)"
