"""The same-hour job: what children signalled, put before people without waiting for a run.

It lands the newest signals by themselves, finds each child through `current`, looks for urgent words in every raw text
(the signals', and those of `current`), and leaves what must be seen as one sealed delivery, `runs/sos/<digest>/`, that
the review app takes in. Belongs here: that order and that folder. Which signal is raised is rules.same_day's; what people
do then, review's. Nothing here says a name or a text: counts alone are told.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

from extracts import landing, pseudonym, urgent
from extracts.database import attach, quoted
from extracts.declaration import EXTRACTS
from extracts.deliveries import Delivery, sha256
from extracts.errors import Quarantined
from pipeline import digests, files, inputs, publication
from pipeline.errors import Failed, Held, Stopped
from pipeline.performance import READ_ONLY, explain
from pipeline.settings import Settings
from rules import same_day
from rules.disclosure import printable

SOS = "sos"
EXTRACT = EXTRACTS["sos_signals"]
DATED = {"consultations": "received_date", "infant_checkups": "attended_date"}
"""Of the other extracts with free text, the column that says when it was written."""
if set(DATED) != {name for name, extract in EXTRACTS.items() if extract.text} - {EXTRACT.name}:
    raise ValueError("each extract with free text needs its date in DATED: its urgent words would never be looked for")


class SosManifest(BaseModel):
    """What a delivery of signals rests on, and its files' checksums."""

    model_config = ConfigDict(frozen=True)

    as_of: date | None
    """The reference date of the newest delivery of signals; None where there is none."""
    deliveries: dict[str, str]
    """The files of signals that were read, with their checksums."""
    run_id: str | None
    """The published run through which children were found."""
    words: str
    """The checksum of the urgent words."""
    files: dict[str, str]


def look(settings: Settings, today: date) -> dict[str, object]:
    """Deliver what must be seen, and tell how much of it there is: signals, without_a_child, delivery.

    Raises Held, once the rest is delivered, naming each file of signals that couldn't be read; Failed at a fault.
    """
    try:
        return delivered(settings, today)
    except Stopped:
        raise
    except Exception as fault:
        message = explain(SOS, fault)
    raise Failed(message)


def delivered(settings: Settings, today: date) -> dict[str, object]:
    runs = settings.runs.absolute()
    arrived = inputs.delivered(settings.landing, date.max, [EXTRACT.name])[EXTRACT.name]
    later = [one for one in arrived if one.reference_date > today]
    read = newest(arrived[: len(arrived) - len(later)])
    with files.locked(runs / SOS / "lock"), working(runs / SOS) as folder:
        refused = [
            f"{one.path.name}: 日付が未来です。名前の日付を直してください。 / dated in the future" for one in later
        ]
        counts = write(runs, folder, read, settings.key(), refused)
        digest = digests.of_value([digests.of_database(folder / name) for name in ("signals.duckdb", "text.duckdb")])
        target = runs / SOS / digest[:16]
        if not target.exists():
            for path in files.within(folder):
                path.chmod(READ_ONLY)
                files.sync(path)
            folder.rename(target)
        files.point(runs / SOS / publication.CURRENT, target.name)
    if refused:
        raise Held(*refused)
    return {**counts, "delivery": target.name}


def newest(arrived: list[Delivery]) -> list[Delivery]:
    """The newest file, and those before it that may hold a signal of the days that are still raised."""
    if not arrived:
        return []
    day = arrived[-1].reference_date
    return [one for one in arrived if one.reference_date >= day - timedelta(days=same_day.days(day))]


@contextmanager
def working(folder: Path) -> Iterator[Path]:
    """A folder to write in, which is gone afterwards unless it was renamed."""
    aside = folder / "working"
    files.remove(aside)
    aside.mkdir(mode=0o750)
    try:
        yield aside
    finally:
        files.remove(aside)


def write(runs: Path, folder: Path, read: list[Delivery], key: bytes, refused: list[str]) -> dict[str, int | None]:
    """signals.duckdb, text.duckdb and manifest.json into the folder; counts. Adds to `refused` each file that can't be read."""
    published = publication.current(runs)
    as_of = read[-1].reference_date if read else published.as_of if published else None
    with duckdb.connect(":memory:") as con, tempfile.TemporaryDirectory(dir=folder) as aside:
        con.execute("SET TimeZone = 'Asia/Tokyo'")
        con.execute(TABLES)
        pseudonym.prepare(con, key)
        for number, delivery in enumerate(read):
            try:
                land(con, delivery, Path(aside) / str(number), key)
            except Quarantined as bad:
                refused.extend(str(bad).splitlines())
        con.execute(NEWEST)
        if published:
            find_children(con, runs / published.run_id)
            for name, field in DATED.items():
                read_texts(con, runs / published.run_id, name, field, published.as_of)
        if as_of:
            choose(con, as_of)
        counted = keep(con, folder)
    said = SosManifest(
        as_of=as_of,
        deliveries={delivery.path.name: delivery.sha256 for delivery in read},
        run_id=published.run_id if published else None,
        words=sha256(Path(urgent.__file__).with_suffix(".yaml")),
        files={path.name: sha256(path) for path in files.within(folder)},
    )
    files.write(folder / publication.MANIFEST, said.model_dump_json(indent=1))
    return counted


TABLES = """
    CREATE TABLE landed (record_id TEXT, record_key TEXT, delivered DATE, received_at TEXT, school_code TEXT, student_no TEXT,
        kind TEXT, mood TEXT);
    CREATE TABLE text (extract TEXT, record_key TEXT, field TEXT, text TEXT, day DATE);
    CREATE TABLE child (extract TEXT, record_key TEXT, child_id TEXT);
    CREATE TABLE because (extract TEXT, record_key TEXT, code TEXT, ja TEXT, en TEXT);
"""


def land(con: duckdb.DuckDBPyConnection, delivery: Delivery, aside: Path, key: bytes) -> None:
    """One file's rows into `landed` and `text`. Raises Quarantined; the other files' signals don't wait for it."""
    aside.mkdir()
    key_of = pseudonym.record_key_sql(EXTRACT.name)
    rows, text = aside / "rows.duckdb", aside / "text.duckdb"
    landing.land(EXTRACT, [delivery], rows, text, key)
    attach(con, rows, "rows")
    attach(con, text, "apart")
    con.execute(
        f"""
        INSERT INTO landed SELECT record_id, {key_of}, delivered, received_at, school_code,
            student_no, kind, mood FROM rows.{EXTRACT.name};
        DELETE FROM text WHERE record_key IN (SELECT {key_of} FROM rows.{EXTRACT.name});
        INSERT INTO text SELECT '{EXTRACT.name}', record_key, field, text, try_cast(received_at AS TIMESTAMPTZ)::DATE
        FROM apart.text JOIN rows.{EXTRACT.name} USING (record_id);
        """
    )
    con.execute("DETACH rows; DETACH apart")


NEWEST = """
    CREATE TABLE sent AS
    SELECT *, try_cast(received_at AS TIMESTAMPTZ) AT TIME ZONE 'Asia/Tokyo' AS received FROM landed
    QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY delivered DESC) = 1
"""


def find_children(con: duckdb.DuckDBPyConnection, run: Path) -> None:
    """`child`: whose signal it is, where every roster row with its school and number is linked to the same one child."""
    via = str(EXTRACT.via)
    attach(con, run / "landed" / f"{via}.duckdb", "roster")
    attach(con, run / "children.duckdb", "children")
    con.execute(
        f"""
        INSERT INTO child
        SELECT '{EXTRACT.name}', s.record_key, min(l.child_id)
        FROM sent AS s JOIN roster.{via} AS r USING (school_code, student_no)
        JOIN children.link AS l ON l.extract = '{via}' AND l.record_id = r.record_id
        GROUP BY s.record_key HAVING count(DISTINCT l.child_id) = 1 AND bool_and(l.decision = 'linked')
        """
    )


def read_texts(con: duckdb.DuckDBPyConnection, run: Path, name: str, dated: str, as_of: date) -> None:
    """The texts of another extract of the published run, those of the days that are still raised; and whose they are."""
    attach(con, run / "text" / f"{name}.duckdb", "apart")
    attach(con, run / "landed" / f"{name}.duckdb", "rows")
    con.execute(
        f"""
        INSERT INTO text SELECT '{name}', record_key, field, text, {dated} FROM apart.text JOIN rows.{name} USING (record_id)
        WHERE {dated} BETWEEN $as_of - to_days($days) AND $as_of;
        """,
        {"as_of": as_of, "days": same_day.days(as_of)},
    )
    con.execute(
        f"""INSERT INTO child SELECT '{name}', record_key, child_id FROM children.link
        WHERE extract = '{name}' AND decision = 'linked' AND record_key IN (SELECT record_key FROM text)"""
    )
    con.execute("DETACH apart; DETACH rows")


def choose(con: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """`because`: every reason for every row that must be seen."""
    con.execute(
        """
        CREATE TABLE signal AS
        SELECT coalesce(child_id, school_code || '|' || student_no) AS who, record_key, received::DATE AS day, kind, mood
        FROM sent LEFT JOIN child USING (record_key)
        """
    )
    texts = con.execute(
        "SELECT extract, record_key, text FROM text WHERE extract <> $sos OR day IS NULL OR day >= $as_of - to_days($days)",
        {"sos": EXTRACT.name, "as_of": as_of, "days": same_day.days(as_of)},
    ).fetchall()
    found = {(extract, record_key, code) for extract, record_key, text in texts for code in urgent.said(text)}
    con.execute("CREATE TABLE urgent (extract TEXT, record_key TEXT, code TEXT, ja TEXT, en TEXT)")
    for extract, record_key, code in sorted(found):
        kind = urgent.kinds()[code]
        con.execute("INSERT INTO urgent VALUES (?, ?, ?, ?, ?)", [extract, record_key, code, kind.ja, kind.en])
    for reason in same_day.raised(con, as_of):
        con.execute("INSERT INTO because VALUES ($extract, $record_key, $code, $ja, $en)", vars(reason))


KEPT = f"""
    CREATE TABLE signals.signal AS
    WITH raised AS (
        SELECT extract, record_key, list(code ORDER BY code) AS codes,
            to_json(list({{'code': code, 'ja': ja, 'en': en}} ORDER BY code)) AS because
        FROM because GROUP BY ALL)
    SELECT {pseudonym.sql("'signal'", "record_key", "array_to_string(codes, '|')")} AS signal_key, extract, record_key,
        child_id, received, coalesce(received::DATE, written.day) AS day, because, school_code, student_no
    FROM raised LEFT JOIN child USING (extract, record_key) LEFT JOIN sent USING (record_key)
    LEFT JOIN (SELECT DISTINCT extract, record_key, day FROM text) AS written USING (extract, record_key)
    ORDER BY signal_key;
    CREATE TABLE texts.text AS
    SELECT extract, record_key, field, text FROM text SEMI JOIN because USING (extract, record_key) ORDER BY ALL;
"""


def keep(con: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int | None]:
    """signals.duckdb and, apart, text.duckdb: of the rows that are raised, and of no other. Small counts aren't told."""
    con.execute(
        f"ATTACH '{quoted(folder / 'signals.duckdb')}' AS signals; ATTACH '{quoted(folder / 'text.duckdb')}' AS texts"
    )
    con.execute(KEPT)
    [(signals, lost)] = con.execute(
        "SELECT count(*), count(*) FILTER (child_id IS NULL) FROM signals.signal"
    ).fetchall()
    con.execute("DETACH signals; DETACH texts")
    return {"signals": printable(signals), "without_a_child": printable(lost)}


def deliveries(runs: Path) -> list[Path]:
    """Every delivery's folder, `current` or not."""
    return sorted(
        path.parent for path in (runs / SOS).glob(f"*/{publication.MANIFEST}") if not path.parent.is_symlink()
    )


def manifest(folder: Path) -> SosManifest:
    return SosManifest.model_validate_json((folder / publication.MANIFEST).read_text(encoding="utf-8"))


def current(runs: Path) -> Path | None:
    """The newest delivery of signals, once its files are what its manifest says. Raises Failed where they aren't."""
    link = runs / SOS / publication.CURRENT
    if not link.is_symlink():
        return None
    folder = link.resolve()
    if any(sha256(folder / name) != sum_ for name, sum_ in manifest(folder).files.items()):
        raise Failed(f"{SOS}/{folder.name}: 中身が変わっています / changed since it was delivered")
    return folder
