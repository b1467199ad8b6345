"""The stage: each free text of a run once, as others may read it."""

from pathlib import Path

import duckdb

from extracts.declaration import EXTRACTS

WITHHELD = "unavailable"


def redact(run: Path, out: Path) -> dict[str, int]:
    """Writes redacted.duckdb: `redacted(extract, record_key, field, text, withheld_because)`, a row a free text.

    `text` is NULL where it is withheld. Returns counts: texts, withheld.
    """
    with duckdb.connect(out) as connection:
        connection.execute(
            "CREATE TABLE redacted (extract TEXT, record_key TEXT, field TEXT, text TEXT, withheld_because TEXT)"
        )
        for extract in EXTRACTS.values():
            if extract.text:
                connection.execute(f"ATTACH '{run / 'text' / extract.name}.duckdb' AS apart (READ_ONLY)")
                connection.execute(
                    "INSERT INTO redacted SELECT ?, record_key, field, NULL, ? FROM apart.text ORDER BY record_key, field",
                    [extract.name, WITHHELD],
                )
                connection.execute("DETACH apart")
        ((texts,),) = connection.execute("SELECT count(*) FROM redacted").fetchall()
    return {"texts": texts, "withheld": texts}
