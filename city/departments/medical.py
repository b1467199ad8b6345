"""健康推進課: check-ups, pregnancies and births, vaccinations."""

from collections.abc import Iterator

import numpy as np

from city.cells import COMPACT, EMPTY, ERA
from city.families import YEAR
from city.hand import Hand
from city.texts import compose
from city.view import View
from city.writing import Rows

CHECKUPS = (
    ("1", 4, 66.5, 7.6),
    ("2", 18, 80.5, 10.5),
    ("3", 37, 94.5, 14.0),
)  # code, months, cm, kg (乳幼児身体発育調査 2023)
RESULTS = np.array(["1", "2", "3", "4"], dtype=object)
RESULT_WEIGHTS = (0.80, 0.13, 0.05, 0.02)  # assumption, after 地域保健・健康増進事業報告 2022
REASONS = np.array(["1", "2", "3", "9", ""], dtype=object)
REASON_WEIGHTS = (0.1, 0.1, 0.2, 0.3, 0.3)  # assumption
MONTH = 30.44
SCHEDULE = (  # vaccine, dose, age in days (定期接種実施要領 2024)
    *(("01", dose, age) for dose, age in enumerate((61, 92, 122, 400), start=1)),
    *(("02", dose, age) for dose, age in enumerate((61, 92, 122, 400), start=1)),
    *(("03", dose, age) for dose, age in enumerate((61, 92, 230), start=1)),
    *(("04", dose, age) for dose, age in enumerate((61, 92, 122, 480), start=1)),
    ("05", 1, 160),
    *(("06", dose, age) for dose, age in enumerate((370, 2000), start=1)),
    *(("07", dose, age) for dose, age in enumerate((375, 560), start=1)),
)
PREGNANT = 0.06  # assumption: of mothers under 40 with a child under four, at any time


def infant_checkups(view: View) -> Iterator[Rows]:
    """A row when a check-up is due, once more when the child came after all."""
    world, dice, hand = view.world, view.world.dice, Hand(view, "checkups")
    for code, months, usual_cm, usual_kg in CHECKUPS:
        child = view.minors(view.registered)
        due = world.people.birth[child] + int(months * MONTH)
        child, due = (
            column[(due <= view.on) & (due >= world.arrived[child]) & (due < world.gone[child])]
            for column in (child, due)
        )
        nth = np.full(len(child), months)
        missed = world.harder("check-up missed", world.rates.world["checkup_missed"], child, nth)
        late = missed & dice.happens("comes late", 0.2, child, nth)
        came = due + np.where(
            late, dice.between("late by", 70, 200, child, nth), dice.between("within", 0, 45, child, nth)
        )
        came = np.where((missed & ~late) | (came > view.on), EMPTY, came)
        in_period = view.first | (due >= view.since) | ((came != EMPTY) & (came >= view.since))
        who, due, came, nth = child[in_period], due[in_period], came[in_period], nth[in_period]
        there, ids = came != EMPTY, who * 4 + int(code)
        names, (birth, _) = hand.names(who, ids), hand.birth(who, ids)
        result = RESULTS[dice.pick("result", RESULT_WEIGHTS, who, nth)]
        reason = np.where(due > view.on - 30, "", REASONS[dice.pick("reason", REASON_WEIGHTS, who, nth)])
        build = dice.normal("build", who)
        noted = there & ((result != "1") | dice.happens("noted", 0.05, who, nth))
        remarks = np.full(len(who), "", dtype=object)
        remarks[noted] = compose(world, "remarks", who[noted], ids[noted], came[noted])
        teeth = (dice.share("milk teeth", who, nth) ** 12 * 8).astype(np.int64)
        yield Rows(
            who,
            {
                "resident_id": hand.resident_id(who, ids, "infant_checkups"),
                "kana": hand.full_kana(names, ids),
                "birth_date": birth,
                "checkup": np.full(len(who), code, dtype=object),
                "due_date": due,
                "attended_date": came,
                "height_cm": np.where(there, usual_cm + build * 2.6, np.nan),
                "weight_kg": np.where(there, usual_kg * (1 + build * 0.09), np.nan),
                "temperature_c": np.where(there, 36.7 + 0.25 * dice.normal("warmth", who, nth), np.nan),
                "result": np.where(there, result, ""),
                "untreated_teeth": np.where(there & (nth > 12), teeth, EMPTY),
                "reason_missed": np.where(there, "", reason),
                "remarks": remarks,
            },
            style=ERA,
        )


def maternal_health(view: View) -> Iterator[Rows]:
    """Pregnancies notified here: those of the last four years' births (twins in one), and those still under way."""
    world, dice = view.world, view.world.dice
    people = world.people
    who = view.minors(view.registered & (people.birth > view.on - 4 * YEAR))
    who = who[people.order[who] >= 0]
    family, mother = people.family[who], world.mother[people.family[who]]
    one_birth = np.r_[True, (np.diff(people.birth[who]) != 0) | (np.diff(family) != 0)][: len(who)]
    weeks = dice.between("weeks", 6, 12, who) + np.where(world.harder("late notice", 0.02, who), 14, 0)
    notified = people.birth[who] - 280 + weeks * 7
    mine = one_birth & (mother >= 0) & (notified >= world.arrived[mother])
    who, mother, weeks, notified = who[mine], mother[mine], weeks[mine], notified[mine]
    visit = people.birth[who] + dice.between("home visit", 14, 70, who)
    visited = (visit <= view.on) & ~world.harder("no home visit", 0.04, who)
    high = world.harder("epds", world.rates.world["epds_high"], who)
    epds = np.where(high, dice.between("epds high", 9, 22, who), dice.below("epds low", 9, who))
    item = np.where(high & dice.happens("item 10", 0.3, who), dice.between("item 10 score", 1, 3, who), 0)
    yield Rows(
        who,
        {
            "mother_id": world.resident_id[mother],
            "resident_id": world.resident_id[who],
            "notified_date": notified,
            "gestation_weeks": weeks,
            "mother_age": ((notified - people.birth[mother]) / YEAR).astype(np.int64),
            "epds_total": np.where(visited, epds, EMPTY),
            "epds_item10": np.where(visited, item, EMPTY),
            "home_visit_date": np.where(visited, visit, EMPTY),
        },
        style=COMPACT,
    )
    family = np.unique(people.family[view.minors(view.resident & (people.birth > view.on - 4 * YEAR))])
    family = family[dice.happens("pregnant", PREGNANT, family, np.full(len(family), view.on))]
    mother = world.mother[family]
    mother = mother[(mother >= 0) & (people.birth[mother] > view.on - 42 * YEAR) & view.resident[mother]]
    weeks = dice.between("weeks now", 6, 12, mother)
    notified = view.on - dice.between("notified", 1, 190, mother, np.full(len(mother), view.on))
    yield Rows(
        mother,
        {
            "mother_id": world.resident_id[mother],
            "resident_id": np.full(len(mother), "", dtype=object),
            "notified_date": notified,
            "gestation_weeks": weeks,
            "mother_age": ((notified - people.birth[mother]) / YEAR).astype(np.int64),
            "epds_total": np.full(len(mother), EMPTY),
            "epds_item10": np.full(len(mother), EMPTY),
            "home_visit_date": np.full(len(mother), EMPTY),
        },
        style=COMPACT,
    )


def vaccinations(view: View) -> Iterator[Rows]:
    """Doses given since the last delivery, and the past of children who came since."""
    world, dice = view.world, view.world.dice
    child = view.minors(view.registered & (view.world.left > view.since))
    child = child[~world.harder("never vaccinated", world.rates.world["never_vaccinated"], child)]
    newcomer = view.first | (world.arrived[child] >= view.since)
    for nth, (vaccine, dose, age) in enumerate(SCHEDULE):
        ids = (child, np.full(len(child), nth))
        when = world.people.birth[child] + age + dice.between("dose", 0, 30, *ids)
        skipped = dice.happens("vaccine skipped", world.rates.world["vaccine_skipped"], *ids)
        given = ~skipped & (when <= view.on) & (newcomer | (when >= view.since)) & (when < world.gone[child])
        who = child[given]
        yield Rows(
            who,
            {
                "resident_id": world.resident_id[who],
                "vaccine": np.full(len(who), vaccine, dtype=object),
                "dose": np.full(len(who), dose),
                "date": when[given],
            },
            style=COMPACT,
        )
