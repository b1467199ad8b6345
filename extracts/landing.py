"""A delivery to a landed file: every cell typed, every row keyed, bad rows named, free text apart.

Belongs here: from the cells of the files to the tables of docs/interfaces.md. Doesn't belong here: reading a file
(reading), a cell's meaning (cells), and whether the whole is plausible (expectations).
"""

from pathlib import Path

import duckdb

from extracts import cells, pseudonym
from extracts.database import quoted
from extracts.declaration import Column, Extract
from extracts.deliveries import Delivery
from extracts.errors import LEFT_OUT, LandingFailed, Problem, Quarantined
from extracts.limits import LANDING
from extracts.minimisation import MACROS, columns_of_numbers
from extracts.reading import Reading

MEMORY = "1GB"  # beyond it DuckDB spills beside the landed file
SQL = {
    **dict.fromkeys(cells.AS_DELIVERED, "TEXT"),
    **{"int": "INTEGER", "decimal": "DOUBLE", "flag": "BOOLEAN", "code": "TEXT"},
    **{"date": "DATE", "yearmonth": "DATE", "schoolyear": "INTEGER"},
}


def land(extract: Extract, deliveries: list[Delivery], landed: Path, text: Path, key: bytes) -> dict[str, int]:
    """Writes landed/<extract>.duckdb and, where the extract has free text, text/<extract>.duckdb.

    Returns counts: files, rows (landed), rejected, superseded (rows that a later row of the same key replaced), doubled
    (rows kept beside one of the same key that names somebody else). Raises Quarantined or LandingFailed; then neither
    file stands.
    """
    failed = None
    try:
        return _land(extract, deliveries, landed, text, key)
    except Quarantined:
        _remove(landed, text)
        raise
    except duckdb.Error as fault:  # its text may show a cell: only its kind goes on
        failed = LandingFailed(extract.name, type(fault).__name__)
    _remove(landed, text)
    raise failed


def _land(extract: Extract, deliveries: list[Delivery], landed: Path, text: Path, key: bytes) -> dict[str, int]:
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": f"{landed}.spill"}) as connection:
        connection.execute(f"ATTACH '{quoted(landed)}' AS landed")
        if extract.text:
            connection.execute(f"ATTACH '{quoted(text)}' AS free_text")
        pseudonym.prepare(connection, key)
        connection.execute(MACROS)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        _read(connection, extract, deliveries)
        _refuse_numbers(connection, extract, deliveries)
        _understand(connection, extract)
        _refuse_spoilt_files(connection, extract, deliveries)
        _type(connection, extract)
        _settle_keys(connection)
        _write(connection, extract)
        return _counts(connection, extract)


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _read(connection: duckdb.DuckDBPyConnection, extract: Extract, deliveries: list[Delivery]) -> None:
    """`raw`: every cell of every file as text; `landed.delivery`: a row a file."""
    columns = ", ".join(f'"{field}" TEXT' for field in extract.fields)
    connection.execute(f"CREATE TABLE raw (file INTEGER, line INTEGER, {columns})")
    connection.execute(
        "CREATE TABLE landed.delivery (file TEXT, reference_date DATE, rows INTEGER, sha256 TEXT, encoding TEXT)"
    )
    for number, delivery in enumerate(deliveries):
        reading = Reading(extract, delivery)
        try:
            for table in reading.tables():
                connection.register("block", table)
                connection.execute(f"INSERT INTO raw SELECT {number}, line, * EXCLUDE (line) FROM block")
                connection.unregister("block")
        except OSError:
            raise reading.quarantine(Problem("unreadable")) from None
        connection.execute(
            "INSERT INTO landed.delivery VALUES (?, ?, ?, ?, ?)",
            [delivery.path.name, delivery.reference_date, reading.rows, reading.sha256, reading.encoding],
        )
    files = [(number, delivery.path.name, delivery.reference_date) for number, delivery in enumerate(deliveries)]
    connection.execute("CREATE TABLE file (file INTEGER, name TEXT, delivered DATE)")
    if files:
        connection.executemany("INSERT INTO file VALUES (?, ?, ?)", files)


def _refuse_numbers(connection: duckdb.DuckDBPyConnection, extract: Extract, deliveries: list[Delivery]) -> None:
    """Raises Quarantined where a column holds My Numbers or 住民票コード, whatever its heading says."""
    for number, delivery in enumerate(deliveries):
        share = LANDING.value("my_number_share", delivery.reference_date)
        fields = columns_of_numbers(connection, number, extract.fields, share)
        headings = [column.heading for column in extract.columns if column.field in fields]
        if headings:
            raise Quarantined(
                extract.name, delivery.reference_date, [Problem("my_number", None, heading) for heading in headings]
            )


def _understand(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """`means_<field>`: what each distinct cell of a typed column means; `fault`: every bad cell's file, line, column, code."""
    connection.execute("CREATE TABLE fault (file INTEGER, line INTEGER, heading TEXT, code TEXT)")
    for column in extract.columns:
        if not column.optional:
            blank = f"trim(\"{column.field}\", ' 　') IN ('')" if column.type in cells.AS_DELIVERED else "FALSE"
            _fault(connection, column, "'empty'", f'raw WHERE "{column.field}" IS NULL OR {blank}')
        if column.type not in cells.AS_DELIVERED:
            texts = connection.execute(
                f'SELECT DISTINCT "{column.field}" AS cell FROM raw WHERE cell IS NOT NULL'
            ).fetchall()
            means = cells.dictionary(column, sorted(cell for (cell,) in texts), about=column.field in extract.person)
            connection.register("means", means)
            connection.execute(f"CREATE TABLE means_{column.field} AS FROM means")
            connection.unregister("means")
            if means["problem"].null_count < means.num_rows:
                source = f'raw JOIN means_{column.field} AS m ON "{column.field}" = m.raw WHERE m.problem IS NOT NULL'
                _fault(connection, column, "m.problem", source)
        elif column.heading in extract.key:
            _fault(
                connection,
                column,
                "'separator_in_key'",
                f"raw WHERE regexp_matches(\"{column.field}\", '[|]|#[0-9]+$')",
            )


def _fault(connection: duckdb.DuckDBPyConnection, column: Column, code: str, source: str) -> None:
    connection.execute(f"INSERT INTO fault SELECT file, line, ?, {code} FROM {source}", [column.heading])


def _refuse_spoilt_files(connection: duckdb.DuckDBPyConnection, extract: Extract, deliveries: list[Delivery]) -> None:
    """Raises Quarantined where too many of a file's rows are bad, naming each kind of fault by its first line."""
    bad = dict(connection.execute("SELECT file, count(DISTINCT line) FROM fault GROUP BY file").fetchall())
    rows = dict(connection.execute("SELECT file, count(*) FROM raw GROUP BY file").fetchall())
    for number, delivery in enumerate(deliveries):
        day = delivery.reference_date
        tolerated = max(
            LANDING.value("rejected_floor", day), LANDING.value("rejected_share", day) * rows.get(number, 0)
        )
        rejected = bad.get(number, 0)
        if rejected > tolerated or rejected == rows.get(number) != 0:
            kinds = connection.execute(
                "SELECT code, min(line), heading FROM fault WHERE file = ? GROUP BY code, heading ORDER BY 2, 1, 3",
                [number],
            ).fetchall()
            problems = [Problem("too_many_rejected"), *(Problem(*kind) for kind in kinds)]
            raise Quarantined(extract.name, day, problems)


def _type(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """`typed`: the good rows with file, line, key (its text), person (what says who it is) and every column's value."""
    values, joins = [], []
    for column in extract.columns:
        field = column.field
        if column.type in cells.AS_DELIVERED:
            values.append(f'raw."{field}"')
            continue
        joins.append(f'LEFT JOIN means_{field} ON raw."{field}" = means_{field}.raw')
        values.append(f'means_{field}.value AS "{field}"')
        if column.type == "date":
            values.append(f'means_{field}.said AS "{field}_edtf"')
    said = {
        column.field: f'raw."{column.field}"' if column.type in cells.AS_DELIVERED else f"means_{column.field}.said"
        for column in extract.columns
    }
    key = " || '|' || ".join(said[field] for field in extract.key_fields)
    person = ", ".join(f"'{field}': {said[field]}" for field in extract.person)
    connection.execute(
        f"""CREATE TABLE typed AS
        SELECT raw.file, raw.line, {key} AS key, {f"{{{person}}}" if person else "NULL"} AS person, {", ".join(values)}
        FROM raw {" ".join(joins)} ANTI JOIN fault ON raw.file = fault.file AND raw.line = fault.line AND {LEFT_OUT}"""
    )
    connection.execute("DROP TABLE raw")


def _settle_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """`settled`: of keys with several rows, those that stand, numbered.

    Of several files the newest stands; in it, where the rows agree on who they are about, the last; where they don't, all.
    """
    connection.execute(
        """
        CREATE TABLE repeated AS SELECT key, max(file) AS file FROM typed GROUP BY key HAVING count(*) > 1;
        CREATE TABLE settled AS
        WITH newest AS (SELECT key, file, line, person FROM typed JOIN repeated USING (key, file)),
             judged AS (SELECT key, count(DISTINCT person) > 1 AS differ, max(line) AS last FROM newest GROUP BY key)
        SELECT file, line, differ,
               CASE WHEN differ THEN row_number() OVER (PARTITION BY key ORDER BY line) ELSE 1 END AS number
        FROM newest JOIN judged USING (key) WHERE differ OR line = last
        """
    )


def _write(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    connection.execute(
        """
        CREATE TABLE standing AS
        SELECT typed.* EXCLUDE (key, person),
               typed.key || CASE WHEN settled.number > 1 THEN '#' || settled.number ELSE '' END AS record_id
        FROM typed LEFT JOIN settled USING (file, line) LEFT JOIN repeated ON typed.key = repeated.key
        WHERE repeated.key IS NULL OR settled.line IS NOT NULL
        """
    )
    apart = ", ".join(["file", "record_id", "line", *(f'"{field}"' for field in extract.text_fields)])
    connection.execute(
        f"""CREATE TABLE landed."{extract.name}" AS
        SELECT record_id, line, delivered, standing.* EXCLUDE ({apart})
        FROM standing JOIN file USING (file) ORDER BY file, line"""
    )
    connection.execute(
        """CREATE TABLE landed.rejected AS SELECT name AS file, line, heading AS "column", code
        FROM fault JOIN file USING (file) ORDER BY fault.file, line, heading, code"""
    )
    if extract.text:
        record_key = pseudonym.record_key_sql(extract.name)
        each = " UNION ALL ".join(
            f'SELECT record_id, \'{field}\' AS field, "{field}" AS text FROM standing WHERE "{field}" IS NOT NULL'
            for field in extract.text_fields
        )
        connection.execute(
            f"""CREATE TABLE free_text.text AS SELECT record_id, {record_key} AS record_key, field, text
            FROM ({each}) ORDER BY record_id, field"""
        )


def _counts(connection: duckdb.DuckDBPyConnection, extract: Extract) -> dict[str, int]:
    figures = f"""SELECT (SELECT count(*) FROM file), (SELECT count(*) FROM landed."{extract.name}"),
        (SELECT count(DISTINCT (file, line)) FROM fault WHERE {LEFT_OUT}),
        (SELECT count(*) FROM typed) - (SELECT count(*) FROM landed."{extract.name}"),
        (SELECT count(*) FROM settled WHERE differ)"""
    counts = connection.execute(figures).fetchall()[0]
    return dict(zip(("files", "rows", "rejected", "superseded", "doubled"), counts, strict=True))
