"""Whatever goes wrong with a delivery, no cell of it is repeated: canaries are sent down every path, and none comes out."""

import logging
import traceback

import pytest
from desk import Desk, rows, text

from extracts import EXTRACTS
from extracts.errors import CODES, Quarantined

BIRD, KANJI = "CANARY7F3A", "金糸雀〇七"
TYPED = ("int", "decimal", "date", "yearmonth", "schoolyear", "flag", "code")


def spoilt(extract: str) -> dict[str, bytes]:
    """Files of an extract full of canaries, each broken in another way."""
    declared = EXTRACTS[extract]
    given = rows(extract, 30)
    for n, row in enumerate(given):
        for column in declared.columns:
            if column.type not in TYPED:
                row[column.heading] = f"{BIRD}{KANJI}{n}"
    good = text(extract, given)
    typed = next((column.heading for column in declared.columns if column.type in TYPED), None)
    bad = text(extract, [row | ({typed: f"{BIRD}-4-1"} if typed else {}) for row in given])
    header, _, body = good.partition("\r\n")
    first = body.split("\r\n")[0]
    files = {
        "good": good,
        "bad cells": bad,
        "no header": body,
        "a canary for a heading": f"{BIRD}{header}\r\n{body}",
        "one cell too many": f"{good}{first},{BIRD}{KANJI}\r\n",
        "one cell too few": f"{good}{BIRD}{KANJI}\r\n",
        "open quote": f'{good}"{BIRD}{KANJI}\r\n',
        "cut off": good[: -len(KANJI)],
        "pipes in keys": good.replace(BIRD, f"{BIRD}|"),
    }
    encoded = {name: file.encode(declared.encoding) for name, file in files.items()}
    encoded["nul"] = encoded["good"].replace(BIRD.encode(), BIRD.encode() + b"\0", 1)
    encoded["other encoding"] = good.encode("utf-16")
    encoded["bad byte"] = encoded["good"][:-2] + b"\xff\r\n"
    return encoded


def silent(said: str) -> bool:
    return BIRD not in said and KANJI not in said and "-4-1" not in said


@pytest.mark.parametrize("extract", ["resident_registry", "consultations", "school_roster", "clinic_visits"])
def test_no_error_log_or_book_of_bad_rows_repeats_a_cell(
    desk: Desk, extract: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    refused = 0
    for content in spoilt(extract).values():
        desk.put(extract, content)
        try:
            desk.land(extract)
        except Quarantined as fault:
            refused += 1
            assert all(problem.code in CODES for problem in fault.problems)
            assert silent("".join(traceback.format_exception(fault)) + repr(fault) + repr(vars(fault)))
        else:
            assert silent(repr(desk.ask(extract, "FROM rejected")) + repr(desk.ask(extract, "FROM delivery")))
    assert refused >= 9
    assert silent(caplog.text)
    assert silent("".join(capfd.readouterr()))
