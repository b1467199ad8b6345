"""The whole city: its history, its deliveries, its truth. In what order, and nothing else."""

from datetime import date, timedelta
from pathlib import Path

from city import world
from city.days import day, half_years
from city.departments import DEPARTMENTS
from city.rates import read
from city.truth import people_frame, write_records
from city.view import View
from city.writing import write
from extracts.declaration import EXTRACTS

BEFORE_FIRST = timedelta(days=730)  # what the departments that count by months hand over at the start


def generate(
    children: int,
    seed: int,
    as_of: date,
    out: Path,
    deliveries: int = 1,
    rates: Path | None = None,
    error_scale: float = 1.0,
) -> None:
    """Writes `out/extracts` and `out/truth` of a city with `children` minors living in it on `as_of`.

    `deliveries` successive half-years end at `as_of`; `rates` is another file of rates; `error_scale` multiplies its
    error rates. The same arguments give the same bytes. Raises ValueError for a file that doesn't state rates.
    """
    city = world.build(children, seed, as_of, read(rates, error_scale))
    extracts, truth = out / "extracts", out / "truth"
    extracts.mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    days = half_years(as_of, deliveries)
    starts = [days[0] - BEFORE_FIRST, *(on + timedelta(days=1) for on in days)]
    views = [View(city, day(on), day(since), on == days[0]) for on, since in zip(days, starts, strict=False)]
    records = {
        name: [
            truth
            for on, view in zip(days, views, strict=True)
            for truth in write(EXTRACTS[name], rows(view), on, extracts)
        ]
        for name, rows in DEPARTMENTS.items()
    }
    write_records(city, records, truth / "records.csv")
    people_frame(views[-1]).to_csv(truth / "people.csv", index=False, lineterminator="\n")
