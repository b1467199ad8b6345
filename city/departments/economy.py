"""課税課: resident tax, without amounts."""

from collections.abc import Iterator

import numpy as np

from city.cells import COMPACT
from city.days import first_of, month_of
from city.families import YEAR
from city.troubles import tax_exempt
from city.view import View
from city.writing import Rows

TAXED, PER_CAPITA, EXEMPT = "1", "2", "3"
TAXED_AGE = 20 * YEAR
PER_CAPITA_SHARE = 0.06  # assumption: 均等割 only
DECIDED_IN = 6  # 税額決定通知: June


def resident_tax(view: View) -> Iterator[Rows]:
    """Two tax years of everyone of taxed age who lives here, the newer from June on."""
    world, dice = view.world, view.world.dice
    newest = 1970 + (int(month_of(view.on)) - (DECIDED_IN - 1)) // 12
    for year in (newest - 1, newest):
        january = int(first_of((year - 1970) * 12))
        who = np.flatnonzero(view.resident & (january - world.people.birth > TAXED_AGE))
        years = np.full(len(who), year)
        undeclared = dice.happens("undeclared", world.rates.world["undeclared"], who, years)
        elsewhere = (world.arrived[who] > january) | dice.happens(
            "elsewhere", world.rates.world["taxed_elsewhere"], who, years
        )
        per_capita = dice.happens("per capita", PER_CAPITA_SHARE, who)
        exempt = tax_exempt(world, who) | undeclared | elsewhere
        yield Rows(
            who,
            {
                "resident_id": world.resident_id[who],
                "tax_year": years,
                "tax_class": np.where(exempt, EXEMPT, np.where(per_capita, PER_CAPITA, TAXED)),
                "undeclared": undeclared & ~elsewhere,
                "taxed_elsewhere": elsewhere,
            },
            style=COMPACT,
        )
