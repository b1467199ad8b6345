"""Phone numbers in one notation."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import phones


@pytest.mark.parametrize(
    "written",
    [
        "090-1234-5678",
        "０９０−１２３４−５６７８",
        "090(1234)5678",
        "+81 90 1234 5678",
        "9012345678",
        "090 1234 5678（母）",
    ],
)
def test_one_number_has_one_spelling(written):
    assert phones.normalised(written) == "09012345678"


@pytest.mark.parametrize("written", ["072-123-4567", "(072)123-4567", "721234567", "+81-72-123-4567"])
def test_a_landline_too(written):
    assert phones.normalised(written) == "0721234567"


@pytest.mark.parametrize("filler", ["000-0000-0000", "090-0000-0000", "不明", "なし", "123-4567", "0"])
def test_what_is_no_whole_number_is_unknown(filler):
    assert pd.isna(phones.normalise(pd.Series([filler]))[0])


@given(st.from_regex(r"0[1-9][0-9]{8,9}", fullmatch=True))
def test_normalising_twice_changes_nothing(digits):
    once = phones.normalised(digits)
    assert once is None or phones.normalised(once) == once
