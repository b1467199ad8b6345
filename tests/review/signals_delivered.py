"""A delivery of signals as `pipeline.signals` leaves it, for the small town's children."""

import json
from datetime import date, datetime
from pathlib import Path

import duckdb
from run_writer import child_id, pseudonym

MESSAGE = "もう消えたい。山田花です。電話は090-1111-2222"


def deliver(runs: Path, *rows: dict[str, object], name: str = "aaaaaaaaaaaaaaaa", message: str = MESSAGE) -> None:
    """A delivery as `pipeline.signals` leaves it, and `current` on it."""
    folder = runs / "sos" / name
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "signals.duckdb")) as con:
        con.execute(
            "CREATE TABLE signal (signal_key TEXT, extract TEXT, record_key TEXT, child_id TEXT, received TIMESTAMP, day DATE,"
            " because JSON, school_code TEXT, student_no TEXT)"
        )
        for row in rows:
            con.execute(
                f"INSERT INTO signal BY NAME SELECT {', '.join(f'? AS {field}' for field in row)}", list(row.values())
            )
    with duckdb.connect(str(folder / "text.duckdb")) as con:
        con.execute("CREATE TABLE text (extract TEXT, record_key TEXT, field TEXT, text TEXT)")
        for row in rows:
            con.execute("INSERT INTO text VALUES ('sos_signals', ?, 'message', ?)", [row["record_key"], message])
    sums = {"as_of": None, "deliveries": {}, "run_id": None, "words": "", "files": {}}
    (folder / "manifest.json").write_text(json.dumps(sums))
    link = runs / "sos" / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(name)


def raised(child: str | None, number: str = "1", extract: str = "sos_signals") -> dict[str, object]:
    return {
        "signal_key": pseudonym("signal", number),
        "extract": extract,
        "record_key": pseudonym(extract, number),
        "child_id": child_id(child) if child else None,
        "received": datetime(2026, 10, 2, 8, 15),
        "day": date(2026, 10, 2),
        "because": json.dumps(
            [{"code": "asked", "ja": "子ども本人から相談が届きました。", "en": "The child asked for help."}]
        ),
        "school_code": "SCH-09",
        "student_no": "PUPIL-77",
    }
