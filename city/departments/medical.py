"""健康推進課 and 国保連: check-ups, pregnancies, vaccinations, visits to clinics."""

import jaconv
import numpy as np

from city.days import month_of
from city.places import addresses, towns
from city.view import View
from city.world import CHILD
from city.writing import EMPTY, Rows

EXTRACTS = ("infant_checkups", "maternal_health", "vaccinations", "clinic_visits")


def on_file(view: View) -> np.ndarray:
    return np.flatnonzero(view.registered & view.child)


def infant_checkups(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    parts = []
    for code, months in (("1", 4), ("2", 18), ("3", 37)):
        who = on_file(view)
        due = people.birth[who] + int(months * 30.44)
        now = (due >= view.since - 1500) & (due <= view.on) & (due >= view.arrived[who])
        parts.append((who[now], due[now], np.full(int(now.sum()), code)))
    who, due, code = (np.concatenate(column) for column in zip(*parts, strict=True))
    missed = dice.happens("check-up missed", 0.05, who, due)
    attended = np.where(missed, EMPTY, due + dice.between("check-up day", 0, 40, who, due))
    attended = np.where(attended > view.on, EMPTY, attended)
    came = attended != EMPTY
    result = np.array(["1", "2", "3", "4"], dtype=object)[dice.pick("result", [0.82, 0.12, 0.04, 0.02], who, due)]
    reason = np.array(["1", "2", "3", "9", ""], dtype=object)[dice.below("reason", 5, who)]
    height = np.select([code == "1", code == "2"], [62.0, 80.0], 94.0) + dice.normal("baby height", who) * 2.5
    return Rows(
        who,
        {
            "resident_id": view.resident_id[who],
            "kana": view.kana[who],
            "birth_date": people.birth[who],
            "checkup": code,
            "due_date": due,
            "attended_date": attended,
            "height_cm": np.where(came, height, np.nan),
            "weight_kg": np.where(came, height * 0.17 - 4, np.nan),
            "temperature_c": np.where(came, 36.7, np.nan),
            "result": np.where(came, result, ""),
            "untreated_teeth": np.where(came, dice.below("baby teeth", 2, who), EMPTY),
            "reason_missed": np.where(came, "", reason),
            "remarks": np.where(came & (result != "1"), "ことばの発達を経過観察。", ""),
        },
    )


def maternal_health(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    who = on_file(view)
    who = who[(people.birth[who] > view.on - 1200) & (view.mother[people.household[who]] >= 0)]
    twin_second = np.r_[False, (people.household[who][1:] == people.household[who][:-1]) & (people.birth[who][1:] == people.birth[who][:-1])] if len(who) else np.zeros(0, dtype=bool)
    who = who[~twin_second]
    mother = view.mother[people.household[who]]
    weeks = dice.between("weeks", 6, 13, who)
    epds = (dice.share("epds", who) ** 2.2 * 20).astype(np.int64)
    visited = people.birth[who] + dice.between("visit", 14, 60, who)
    return Rows(
        who,
        {
            "mother_id": view.resident_id[mother],
            "resident_id": view.resident_id[who],
            "notified_date": people.birth[who] - 280 + weeks * 7,
            "gestation_weeks": weeks,
            "mother_age": (people.birth[who] - people.birth[mother]) // 365,
            "epds_total": np.where(visited <= view.on, epds, EMPTY),
            "epds_item10": np.where(visited <= view.on, (epds > 12).astype(np.int64), EMPTY),
            "home_visit_date": np.where(visited <= view.on, visited, EMPTY),
        },
    )


def vaccinations(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    parts = []
    schedule = [("01", 1, 61), ("01", 2, 92), ("01", 3, 123), ("02", 1, 61), ("02", 2, 92), ("03", 1, 61), ("03", 2, 92), ("04", 1, 70), ("04", 2, 100), ("05", 1, 160), ("06", 1, 370), ("07", 1, 380), ("06", 2, 1900)]  # fmt: skip
    child = on_file(view)
    child = child[~dice.happens("never vaccinated", 0.015, child)]
    for number, (code, dose, age) in enumerate(schedule):
        when = people.birth[child] + age + dice.between("dose", 0, 25, child, np.full(len(child), number))
        given = (when <= view.on) & (when >= view.since - 2200) & ~dice.happens("skips", 0.03, child, np.full(len(child), number))
        parts.append((child[given], when[given], np.full(int(given.sum()), code), np.full(int(given.sum()), dose)))
    who, when, code, dose = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Rows(who, {"resident_id": view.resident_id[who], "vaccine": code, "dose": dose, "date": when})


def clinic_visits(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    child = np.flatnonzero(view.here & view.child)
    half = np.array([jaconv.z2h(kana, kana=True, digit=True, ascii=True).replace("　", " ") for kana in view.kana[child].tolist()], dtype=object)
    parts = []
    for month in range(int(month_of(view.since)), int(month_of(view.on))):
        visits = dice.happens("visits", 0.22, child, np.full(len(child), month))
        visits &= month_of(np.maximum(people.birth[child], view.arrived[child])) <= month
        parts.append((np.flatnonzero(visits), np.full(int(visits.sum()), month)))
    index, month = (np.concatenate(column) for column in zip(*parts, strict=True))
    who = child[index]
    specialties = np.array(["内科", "小児科", "外科", "歯科", "眼科", "耳鼻科", "精神科", "救急"], dtype=object)
    return Rows(
        who,
        {
            "beneficiary_no": np.array([f"{n:08d}" for n in (who * 17 + 10_000_003).tolist()], dtype=object),
            "month": month,
            "clinic_code": np.array([f"27{n:05d}" for n in dice.below("clinic", 300, who, month).tolist()], dtype=object),
            "kana": half[index],
            "sex": np.where(people.male[who], "1", "2"),
            "birth_date": people.birth[who],
            "postcode": towns().postcode[addresses(dice, view.address[who]).town],
            "specialty": specialties[dice.pick("specialty", [10, 45, 4, 15, 7, 15, 2, 2], who, month)],
            "visit_days": dice.between("visit days", 1, 4, who, month),
            "out_of_hours": dice.happens("at night", 0.05, who, month),
        },
    )


__all__ = ["CHILD"]
