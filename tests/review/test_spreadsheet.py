"""Cells of what is exported: no spreadsheet takes one for a formula, and none becomes two."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review import spreadsheet

DANGEROUS = tuple("=+-@\t\r\n\0") + tuple("＝＋－＠﹢﹣﹦﹫")


def is_safe(cell: str) -> bool:
    """Nothing that is seen first begins a formula, in any width; no control character is left."""
    seen = [sign for sign in cell if unicodedata.category(sign) not in ("Cf", "Zs")]
    begins = bool(seen) and unicodedata.normalize("NFKC", seen[0])[:1] in "=+-@"
    return not begins and not any(unicodedata.category(sign) == "Cc" for sign in cell)


@given(
    st.lists(
        st.one_of(st.text(max_size=30), st.builds("".join, st.tuples(st.sampled_from(["", " ", "　", "\u200b", "\ufeff", "\t"]),
                  st.sampled_from(DANGEROUS), st.text(max_size=20)))),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_no_cell_is_taken_for_a_formula_or_splits_into_another(cells):
    text = spreadsheet.table([cells])
    (read,) = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert len(read) == len(cells)
    assert all(is_safe(cell) for cell in read)


@pytest.mark.parametrize("value", ["山田　花", "8-7", "", "2015-04-01", "090-1234-5678", 35, None])
def test_an_ordinary_value_stays_as_it_is(value):
    assert spreadsheet.safe(value) == ("" if value is None else str(value))
