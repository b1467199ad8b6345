"""市民課: the resident registry and the protection measures."""

from collections.abc import Iterator

import numpy as np

from city.cells import COMPACT, EMPTY
from city.days import NEVER
from city.hand import Hand
from city.names import tables
from city.people import CHILD, FATHER, GRANDFATHER, GRANDMOTHER, MOTHER
from city.places import OTHER_CITIES, detail, written
from city.view import DECEASED, MOVED_OUT, View
from city.writing import Rows

HEAD, SPOUSE, CHILD_OF_HEAD, GRANDCHILD, PARENT, RELATIVE = "02", "11", "20", "30", "40", "50"
NTH_CHILD = np.array(["21", "22", "23", CHILD_OF_HEAD], dtype=object)


def resident_registry(view: View) -> Iterator[Rows]:
    """Everyone who lives or lately lived in the city, as registered; foreign residents in romaji, kanji or with a 通称."""
    world, people, hand = view.world, view.world.people, Hand(view, "resident_registry", municipal=True)
    who = np.flatnonzero(view.registered)
    reason, event = _last_event(view, who)
    names = hand.names(who, who)
    kanji = names.surname + "　" + names.given
    surname, given = tables.surnames(), tables.given_names()
    romaji = surname.romaji[view.surname[who]] + " " + given.romaji[people.given[who]]
    foreign, has_kanji = people.foreign[who], view.has_kanji[who]
    kana_there = ~foreign | world.dice.happens("kana of foreign residents", 0.6, who)
    alias = people.alias_surname[who] >= 0
    alias_kanji = surname.plain[people.alias_surname[who]] + "　" + given.plain[people.alias_given[who]]
    alias_kana = surname.kana[people.alias_surname[who]] + "　" + given.kana[people.alias_given[who]]
    only_alias = alias & world.dice.happens("name is the alias", 0.3, who)
    shown = np.where(only_alias, alias_kanji, np.where(foreign & ~has_kanji, romaji, kanji))
    former = view.renamed[who] & (people.role[who] == MOTHER)
    place = view.place[who]
    yield Rows(
        who,
        {
            "resident_id": world.resident_id[who],
            "household_id": household_id(view, who),
            "resident_kind": np.where(foreign, "2", "1"),
            "status": view.status[who].astype(str),
            "event_date": event,
            "event_reason": reason,
            "name": shown,
            "kana": np.where(kana_there, hand.full_kana(names, who), ""),
            "romaji": np.where(foreign, romaji, ""),
            "alias_name": np.where(alias, alias_kanji, ""),
            "alias_kana": np.where(alias, alias_kana, ""),
            "former_surname": np.where(former, surname.municipal[people.surname[who]], ""),
            "sex": np.where(people.male[who], "1", "2"),
            "birth_date": people.birth[who],
            "relationship": relationship(view, who),
            "postcode": np.where(hand.slip("no_postcode", who), "", place.postcode),
            "address": written(place, np.zeros(len(who), dtype=np.int64)),
            "address_detail": detail(place),
            "resident_since": world.arrived[who],
            "previous_city": np.where(world.arrived[who] > people.birth[who], _other_city(view, "from", who), ""),
            "next_city": np.where(view.status[who] == MOVED_OUT, _other_city(view, "to", who), ""),
        },
        style=COMPACT,
    )


def household_id(view: View, who: np.ndarray) -> np.ndarray:
    """世帯番号, 8 digits."""
    numbers = (view.household[who] * 48_271 + 4_321) % 99_999_989
    return np.array([f"{number:08d}" for number in numbers.tolist()], dtype=object)


def relationship(view: View, who: np.ndarray) -> np.ndarray:
    """続柄 to the head of the household."""
    people = view.world.people
    role, family = people.role[who], people.family[who]
    head = view.head[family]
    head_role = np.where(head >= 0, people.role[head], FATHER)
    by_grandparent = np.isin(head_role, (GRANDFATHER, GRANDMOTHER))
    nth = NTH_CHILD[np.clip(people.order[who], 0, 3)]
    parent, grandparent = np.isin(role, (MOTHER, FATHER)), np.isin(role, (GRANDMOTHER, GRANDFATHER))
    return np.asarray(
        np.select(
            [
                view.apart[who] | (head == who),
                (role == CHILD) & by_grandparent,
                role == CHILD,
                parent & by_grandparent & (role == MOTHER),
                parent & by_grandparent,
                parent,
                grandparent & by_grandparent,
            ],
            [HEAD, GRANDCHILD, nth, RELATIVE, CHILD_OF_HEAD, SPOUSE, SPOUSE],
            PARENT,
        ),
        dtype=object,
    )


def _last_event(view: View, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """異動事由 and its day."""
    world, people = view.world, view.world.people
    status = view.status[who]
    apart = view.apart[who]
    moved = np.where(apart, people.apart_from[who], view.last_move[people.family[who]])
    moved = np.where(moved > np.maximum(people.birth[who], world.arrived[who]), moved, NEVER)
    renamed = np.where(view.renamed[who], people.renamed[who], NEVER)
    conditions = [
        status == DECEASED,
        status == MOVED_OUT,
        (renamed < NEVER) & ((moved >= NEVER) | (renamed > moved)),
        moved < NEVER,
        world.arrived[who] > people.birth[who],
    ]
    days = [people.death[who], world.left[who], renamed, moved, world.arrived[who]]
    reason = np.select(conditions, ["05", "04", "06", "03", "02"], "01").astype(object)
    return reason, np.select(conditions, days, people.birth[who])


def _other_city(view: View, topic: str, who: np.ndarray) -> np.ndarray:
    family = view.world.people.family[who]
    return np.asarray(OTHER_CITIES[view.world.dice.below(f"city {topic}", len(OTHER_CITIES), family)])


def protection_measures(view: View) -> Iterator[Rows]:
    """The parent with the children who are protected from the other."""
    world, people, dice = view.world, view.world.people, view.world.dice
    who = np.flatnonzero(view.resident & world.families.protected[people.family] & ~view.apart)
    family = people.family[who]
    separated = world.families.separated[family]
    start = np.where(separated < NEVER, separated + 20, world.today - dice.between("measure", 30, 1200, family))
    start = np.maximum(start, world.arrived[who])
    end = np.where(dice.happens("measure ends", 0.2, family), start + 365, NEVER)
    in_force = start <= view.on
    kind = np.array(["1", "2", "3", "4"], dtype=object)[dice.pick("measure kind", (0.75, 0.1, 0.1, 0.05), family)]
    values = {
        "resident_id": world.resident_id[who],
        "start_date": start,
        "end_date": np.where(end <= view.on, end, EMPTY),
        "kind": kind,
    }
    yield Rows(who[in_force], {name: column[in_force] for name, column in values.items()}, style=COMPACT)
