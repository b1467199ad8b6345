"""健診の再案内: whoever missed an infant check-up, by the indicator's own condition and number, and may still have it.

Each check-up is had up to an age; of those missed at most one can still be.
"""

from rules.calendar import Day
from rules.reading import FALSE, Facts, first_that_holds
from rules.rule import Finding, Numbers, rule


def in_years(months: int) -> str:
    """An age in years and months, as people say it."""
    years, rest = divmod(months, 12)
    return (f"{years}歳" if years else "") + (f"{rest}か月" if rest or not years else "")


@rule("checkup_unattended", "age_months")
def checkup(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    missed = facts.checkup_unattended.until(day.days_ago(int(numbers.days)))
    checkups = (
        ("4 months", "4か月児健診", "4-month", int(numbers.below_4_months)),
        ("18 months", "1歳6か月児健診", "18-month", int(numbers.below_18_months)),
        ("3 years", "3歳児健診", "3-year", int(numbers.below_3_years)),
    )
    still = {kind: missed.of(kind).exist & (facts.age_months.number < below) for kind, _, _, below in checkups}
    any_of_them = FALSE
    for one in still.values():
        any_of_them |= one
    return Finding.of(
        any_of_them,
        checkup_ja=first_that_holds(*((still[kind], ja) for kind, ja, _, _ in checkups)),
        checkup_en=first_that_holds(*((still[kind], en) for kind, _, en, _ in checkups)),
        below_ja=first_that_holds(*((still[kind], in_years(below)) for kind, _, _, below in checkups)),
        below_en=first_that_holds(*((still[kind], f"{below} months") for kind, _, _, below in checkups)),
        due=missed.latest_date,
    )
