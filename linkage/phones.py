"""Phone numbers as digits. Only their notation belongs here; whether two records share one is the model's question."""

import re
import unicodedata

import pandas as pd

from linkage.distinct import each_distinct

NOT_DIGIT = re.compile(r"\D")


def normalise(values: pd.Series) -> pd.Series:
    """Ten or eleven digits from the leading 0; the 0 that spreadsheets drop is restored; anything else → NULL."""
    return each_distinct(values, normalised)


def normalised(text: str) -> str | None:
    text = unicodedata.normalize("NFKC", text).strip()
    international = text.startswith("+81") or text.startswith("0081")
    digits = NOT_DIGIT.sub("", text)
    if international:
        digits = "0" + digits.removeprefix("00").removeprefix("81").removeprefix("0")
    elif not digits.startswith("0"):
        digits = "0" + digits
    mobile = digits[1:3] in {"50", "70", "80", "90"}
    # 0000000000 and 09000000000 are what a form that insists on a number is given
    filler = len(set(digits[-8:])) == 1
    return None if filler or len(digits) != (11 if mobile else 10) else digits
