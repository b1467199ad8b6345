"""Each distinct value once: a city has millions of rows and few names.

Only the way of applying a pure function of one value belongs here; what the functions know is in their own modules.
"""

from collections.abc import Callable

import pandas as pd


def each_distinct(values: pd.Series, function: Callable[[str], str | None]) -> pd.Series:
    """`function` of each value, computed once per distinct one; index kept, NULL stays NULL, "" becomes NULL."""
    found = {value: function(value) or None for value in values.dropna().unique()}
    return values.astype(object).map(found).astype("str")
