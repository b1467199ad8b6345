"""The keyed hash that stands for a record or a child wherever its number may not: HMAC-SHA256, in SQL and in Python.

Belongs here: the hash itself, once as a SQL expression and once in Python, both giving the same hex digits. Doesn't
belong here: where the key comes from (it is handed down as an argument) and who is hashed for what (the callers).
"""

import hashlib
import hmac

import duckdb

BLOCK = 64  # bytes: SHA-256's block, to which HMAC pads its key
INNER, OUTER = 0x36, 0x5C  # RFC 2104


def pseudonym(key: bytes, *parts: str) -> str:
    """The HMAC-SHA256 of the parts joined by `|`, in 64 hex digits; the first says what is hashed (`child`, an extract)."""
    return hmac.new(key, "|".join(parts).encode(), hashlib.sha256).hexdigest()


def record_key(key: bytes, extract: str, record_id: str) -> str:
    """What stands for a row outside the landed files."""
    return pseudonym(key, extract, record_id)


def prepare(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Gives the connection the key in variables, so that it stands in no SQL text; `sql` needs it."""
    padded = (key if len(key) <= BLOCK else hashlib.sha256(key).digest()).ljust(BLOCK, b"\0")
    for name, pad in (("pseudonym_inner", INNER), ("pseudonym_outer", OUTER)):
        connection.execute(f"SET VARIABLE {name} = ?::BLOB", [bytes(byte ^ pad for byte in padded)])


def sql(*parts: str) -> str:
    """`pseudonym` as SQL, over SQL text expressions: `sql("'child'", "resident_id")`. NULL where a part is."""
    text = " || '|' || ".join(f"({part})" for part in parts)
    inner = f"unhex(sha256(getvariable('pseudonym_inner') || encode({text})))"
    return f"sha256(getvariable('pseudonym_outer') || {inner})"


def record_key_sql(extract: str, record_id: str = "record_id") -> str:
    """A SQL expression of `record_key`; `extract` is the extract's name, `record_id` a SQL expression."""
    return sql(f"'{extract}'", record_id)
