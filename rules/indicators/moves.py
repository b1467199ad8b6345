"""転居: moved in recently while a consultation is open, or many addresses in a short time."""

from rules.calendar import Day
from rules.reading import FALSE, Facts, known_where
from rules.rule import Finding, Numbers, rule


@rule("moved_in", "consultation_open", "address", "addresses_unseen_before")
def moves(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    came = facts.moved_in.since(day.months_ago(int(numbers.moved_in_months))).until(day.as_of)
    start = day.months_ago(int(numbers.months))
    addresses = facts.address.since(start)
    # fewer addresses than that are an answer only where all of the time is known
    all_seen = ~facts.addresses_unseen_before.after(start).exist
    many = addresses.at_least_so_many_values(int(numbers.many_addresses)) | known_where(all_seen, FALSE)
    return Finding.of(
        (came.exist & facts.consultation_open.exist) | many, addresses=addresses.count, came=came.latest_date
    )
