"""こども相談支援課: what the consultation desk typed by hand."""

from collections.abc import Iterator

import numpy as np

from city.cases import cases
from city.cells import EMPTY, SLASHES
from city.days import school_year
from city.hand import Hand
from city.texts import compose
from city.view import View
from city.writing import Rows


def consultations(view: View) -> Iterator[Rows]:
    """Every case received by the reference date."""
    all_cases = cases(view.world)
    known = all_cases.received <= view.on
    who, ids, received = all_cases.child[known], all_cases.number[known], all_cases.received[known]
    hand = Hand(view, "consultations")
    names = hand.names(who, ids, received)
    birth, what_is_known = hand.birth(who, ids, received)
    closed = all_cases.closed[known]
    yield Rows(
        who,
        {
            "reception_no": _reception_no(received),
            "received_date": received,
            "name": hand.full_name(names, ids),
            "kana": hand.full_kana(names, ids),
            "birth_date": birth,
            "sex": hand.sex(who, ids, "男", "女"),
            "address": hand.address(who, ids, received),
            "phone": hand.phone(who, ids),
            "complaint": all_cases.complaint[known],
            "route": all_cases.route[known],
            "risk": all_cases.risk[known],
            "registration": all_cases.registration[known],
            "closed_date": np.where(closed <= view.on, closed, EMPTY),
            "summary": compose(view.world, "consultations", who, ids, received),
        },
        style=SLASHES,
        styles={"birth_date": hand.date_style(SLASHES, ids), "received_date": hand.date_style(SLASHES, received)},
        known={"birth_date": what_is_known},
    )


def _reception_no(received: np.ndarray) -> np.ndarray:
    """R8-0012: the desk counts through a school year."""
    year = school_year(received)
    first = np.flatnonzero(np.r_[True, np.diff(year) != 0]) if len(year) else np.zeros(0, dtype=np.int64)
    number = np.arange(len(year)) - np.repeat(first, np.diff(np.r_[first, len(year)])) + 1
    return np.array([f"R{y - 2018}-{n:04d}" for y, n in zip(year.tolist(), number.tolist(), strict=True)], dtype=object)
