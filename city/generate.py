"""The whole city: history, deliveries, truth. In what order, and nothing else."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from city.days import day, half_years
from city.departments import DEPARTMENTS
from city.rates import read
from city.truth import people_frame
from city.view import View
from city.world import build
from city.writing import write

BEFORE_FIRST = timedelta(days=730)  # what append extracts hand over at the start


def generate(
    children: int,
    seed: int,
    as_of: date,
    out: Path,
    deliveries: int = 1,
    rates: Path | None = None,
    error_scale: float = 1.0,
) -> None:
    """Writes `out/extracts` and `out/truth` of a city with about `children` minors on `as_of`.

    `deliveries` successive half-years end at `as_of`; `rates` is another rates file; `error_scale` multiplies its error
    rates. The same arguments give the same bytes. Raises ValueError for a rates file that isn't one.
    """
    world = build(children, seed, as_of, read(rates, error_scale))
    extracts, truth = out / "extracts", out / "truth"
    extracts.mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    found = []
    since = half_years(as_of, deliveries)[0] - BEFORE_FIRST
    view = View(world, day(as_of), day(since))
    for on in half_years(as_of, deliveries):
        view = View(world, day(on), day(since))
        for name, rows in DEPARTMENTS.items():
            found.append(write(name, rows(view), on, extracts, world.dice))
        since = on + timedelta(days=1)
    records = pd.concat(found, ignore_index=True).drop_duplicates(["extract", "record_id"], keep="last")
    who = records["person"].to_numpy()
    registered = np.where(view.world.families.unregistered[world.people.household[who]], "", view.resident_id[who])
    records["resident_id"] = registered
    records["person_id"] = [f"P{n:07d}" for n in who.tolist()]
    records.drop(columns="person").to_csv(truth / "records.csv", index=False, lineterminator="\n")
    people_frame(view).to_csv(truth / "people.csv", index=False, lineterminator="\n")
