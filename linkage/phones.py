"""Phone numbers as digits. Only their notation belongs here; whether two records share one is the model's question."""

import re
import unicodedata

import pandas as pd

from linkage.distinct import each_distinct

NOT_DIGIT = re.compile(r"\D")
# one number among what else stands in a cell: 072-123-4567 内線12, 090-1234-5678／072-123-4567
NUMBER = re.compile(r"(?<!\d)0\d{1,4}\D{0,2}\d{1,4}\D{0,2}\d{4}(?!\d)")


def normalise(values: pd.Series) -> pd.Series:
    """Ten or eleven digits from the leading 0; the 0 that spreadsheets drop is restored; the first of several; anything else → NULL."""
    return each_distinct(values, normalised)


def normalised(text: str) -> str | None:
    text = unicodedata.normalize("NFKC", text).strip()
    return next(filter(None, map(digits_of, [text, *NUMBER.findall(text)])), None)


def digits_of(text: str) -> str | None:
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
