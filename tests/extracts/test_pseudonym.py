"""The keyed hash is the same in SQL and in Python, and says nothing without its key."""

import hashlib
import hmac

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from extracts import pseudonym

TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=1, max_size=100), st.lists(TEXT, min_size=1, max_size=20))
def test_sql_and_python_hash_alike(key: bytes, ids: list[str]) -> None:
    with duckdb.connect() as connection:
        pseudonym.prepare(connection, key)
        expression = pseudonym.record_key_sql("attendance", "id")
        rows = connection.execute(f"SELECT id, {expression} FROM (SELECT unnest(?) AS id)", [ids]).fetchall()
    assert rows == [(id, pseudonym.record_key(key, "attendance", id)) for id in ids]


def test_it_is_the_standard_hmac() -> None:
    expected = hmac.new(b"key", b"attendance|S1|2026", hashlib.sha256).hexdigest()
    assert pseudonym.record_key(b"key", "attendance", "S1|2026") == expected


def test_a_number_that_is_missing_has_no_pseudonym() -> None:
    with duckdb.connect() as connection:
        pseudonym.prepare(connection, b"key")
        assert connection.execute(f"SELECT {pseudonym.sql(chr(39) + 'child' + chr(39), 'NULL')}").fetchall() == [
            (None,)
        ]


def test_the_same_number_of_another_extract_or_under_another_key_is_somebody_else() -> None:
    hashes = {
        pseudonym.record_key(key, extract, "0000000001")
        for key in (b"one", b"two")
        for extract in ("school_register", "resident_tax")
    }
    assert len(hashes) == 4
