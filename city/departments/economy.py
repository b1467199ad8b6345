"""課税課: resident tax, without amounts."""

import numpy as np

from city.days import school_year
from city.view import View
from city.world import CHILD, GRANDFATHER, GRANDMOTHER
from city.writing import Rows

EXTRACTS = ("resident_tax",)


def tax_exempt(view: View, who: np.ndarray) -> np.ndarray:
    """Whether a person's income is below the limit: likely where the family is poor."""
    people, dice = view.world.people, view.world.dice
    chance = np.array([0.06, 0.75, 0.97])[view.world.at(who, "poor")]
    chance = np.where(np.isin(people.role[who], (GRANDMOTHER, GRANDFATHER)), np.maximum(chance, 0.6), chance)
    return dice.happens("exempt", chance, who)


def resident_tax(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    adult = (view.on - people.birth > 20 * 365) & (people.role != CHILD) | ((view.on - people.birth) > 21 * 365)
    who = np.flatnonzero(view.registered & view.here & adult)
    undeclared = dice.happens("undeclared", 0.03, who)
    elsewhere = ~undeclared & dice.happens("elsewhere", 0.02, who)
    tax = np.where(tax_exempt(view, who) | undeclared, "3", np.where(dice.happens("per capita", 0.08, who), "2", "1"))
    year = int(school_year(view.on - 61))  # the new year's taxation is known from June
    return Rows(
        who,
        {
            "resident_id": view.resident_id[who],
            "tax_year": np.full(len(who), year),
            "tax_class": tax,
            "undeclared": undeclared,
            "taxed_elsewhere": elsewhere,
        },
    )
