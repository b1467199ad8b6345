"""市民課: the resident registry and the protection measures."""

import numpy as np

from city.days import NEVER
from city.names import tables
from city.places import CITY, addresses, detail, towns, written
from city.view import DECEASED, MOVED_OUT, RESIDENT, View
from city.world import CHILD, FATHER, GRANDFATHER, GRANDMOTHER, MOTHER
from city.writing import EMPTY, Rows

EXTRACTS = ("resident_registry", "protection_measures")


def household_number(view: View, who: np.ndarray) -> np.ndarray:
    return np.array([f"{(n * 48_271 + 77) % 99_999_989:08d}" for n in view.household[who].tolist()], dtype=object)


def resident_registry(view: View) -> Rows:
    world = view.world
    people = world.people
    who = np.flatnonzero(view.registered)
    status, role, of = view.status[who], people.role[who], people.household[who]
    at = addresses(world.dice, view.address[who])
    head = view.guardian[of] == who
    nth = np.select([people.order[who] == 0, people.order[who] == 1, people.order[who] == 2], ["21", "22", "23"], "20")
    relationship = np.select(
        [head | view.apart[who], role == CHILD, np.isin(role, (MOTHER, FATHER)), np.isin(role, (GRANDMOTHER, GRANDFATHER))],
        ["02", nth, "11", "40"],
        "99",
    )
    arrives, moved = world.families.arrives[of], world.families.first_move[of]
    event = np.select(
        [status == DECEASED, status == MOVED_OUT, moved <= view.on, arrives > people.birth[who]], ["05", "04", "03", "02"], "01"
    )
    event_date = np.select(
        [event == "05", event == "04", event == "03", event == "02"],
        [people.death[who], view.left[who], moved, arrives],
        people.birth[who],
    )
    former = (people.renamed[who] <= view.on) & (role != CHILD)
    away = np.where(status == MOVED_OUT, "27203", "")
    return Rows(
        who,
        {
            "resident_id": view.resident_id[who],
            "household_id": household_number(view, who),
            "resident_kind": np.where(people.foreign[who], "2", "1"),
            "status": np.array(["", "1", "2", "3"], dtype=object)[status],
            "event_date": event_date,
            "event_reason": event,
            "name": view.name[who],
            "kana": view.kana[who],
            "romaji": view.romaji[who],
            "alias_name": np.full(len(who), ""),
            "alias_kana": np.full(len(who), ""),
            "former_surname": np.where(former, tables.surnames().kanji[people.surname[who]], ""),
            "sex": np.where(people.male[who], "1", "2"),
            "birth_date": people.birth[who],
            "relationship": relationship,
            "postcode": towns().postcode[at.town],
            "address": written(at, np.zeros(len(who), dtype=np.int64)),
            "address_detail": detail(at),
            "resident_since": view.arrived[who],
            "previous_city": np.where(event == "02", "27203", ""),
            "next_city": away,
        },
    )


def protection_measures(view: View) -> Rows:
    families, people = view.world.families, view.world.people
    who = np.flatnonzero(view.registered & (view.status == RESIDENT) & families.protected[people.household] & ~view.apart)
    of = people.household[who]
    separated = families.separated[of]
    start = np.where(separated < view.on, separated + 20, view.on - view.world.dice.between("measure", 30, 900, of))
    start = np.maximum(start, people.birth[who])
    return Rows(
        who,
        {
            "resident_id": view.resident_id[who],
            "start_date": start,
            "end_date": np.full(len(who), EMPTY),
            "kind": np.array(["1", "1", "1", "2", "3", "4"], dtype=object)[view.world.dice.below("measure kind", 6, of)],
        },
    )


__all__ = ["CITY", "NEVER", "protection_measures", "resident_registry"]
