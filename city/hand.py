"""How a source writes a person down: by its habits when all goes well, and with its slips when not.

The same person (the same `ids`) is written in the same way in every row and delivery of a source, as in a system where
a name is typed once. Which rows a source has doesn't belong here.
"""

from dataclasses import dataclass

import jaconv
import numpy as np

from city import slips
from city.cells import EMPTY
from city.families import YEAR
from city.names import tables
from city.places import DASHES, DIGITS, FORMAL, TOWN_ALONE, WIDE, WITH_PREFECTURE, addresses, written
from city.view import View

EXACT, MONTH_ALONE, UNKNOWN = range(3)
STYLE_COUNT = 6
LATELY = int(2 * YEAR)
ADDRESS_STYLES = {
    "school": (3, 4, 4, 2, 1, 0),
    "consultations": (2, 3, 5, 2, 1, 2),
}  # assumption: weights of places' styles


@dataclass(frozen=True)
class Written:
    """A name as written, in its parts."""

    surname: np.ndarray
    given: np.ndarray
    surname_kana: np.ndarray
    given_kana: np.ndarray


@dataclass(frozen=True)
class Hand:
    """`source` names the rates; `ids` in the methods say which entry is typed (a person's, or theirs at a school)."""

    view: View
    source: str
    municipal: bool = False

    def habit(self, name: str, ids: np.ndarray) -> np.ndarray:
        rate = self.view.world.rates.habit[name].get(self.source, 0.0)
        return self.view.world.dice.happens(f"{name}/{self.source}", rate, ids)

    def slip(self, name: str, ids: np.ndarray, source: str | None = None) -> np.ndarray:
        rate = self.view.world.rates.error[name].get(source or self.source, 0.0)
        return self.view.world.dice.happens(f"{name}/{source or self.source}", rate, ids)

    def _luck(self, topic: str, ids: np.ndarray) -> np.ndarray:
        return self.view.world.dice.share(f"{topic} luck/{self.source}", ids)

    def names(self, who: np.ndarray, ids: np.ndarray, when: np.ndarray | None = None) -> Written:
        """The names of people, as of `when` they were typed (default: the reference date)."""
        people, surnames, given_names = self.view.world.people, tables.surnames(), tables.given_names()
        former = self.habit("former_surname", ids)
        renamed = people.renamed[who] <= (self.view.on if when is None else when)
        surname = np.where(former | ~renamed, people.surname[who], people.later_surname[who])
        given = people.given[who]
        alias = (people.alias_surname[who] >= 0) & self.habit("alias_used", ids)
        surname = np.where(alias, people.alias_surname[who], surname)
        given = np.where(alias, people.alias_given[who], given)
        given = np.where(self.slip("kanji", ids), tables.same_reading()[given], given)
        everyday = self.habit("everyday_spelling", ids)
        of = "municipal" if self.municipal else "kanji"
        parts = [
            np.where(everyday, table.plain[rows], getattr(table, of)[rows])
            for table, rows in ((surnames, surname), (given_names, given))
        ]
        kana = [surnames.kana[surname], given_names.kana[given]]
        hiragana = self.slip("hiragana", ids) & (parts[1] != "")
        parts[1][hiragana] = [jaconv.kata2hira(text) for text in kana[1][hiragana].tolist()]
        self._write_foreign(parts, kana, surname, given, ids)
        for n, topic in enumerate(("surname", "given")):
            misread = np.flatnonzero(self.slip("kana", ids * 2 + n))
            luck = self._luck(f"kana {topic}", ids[misread])
            kana[n][misread] = [slips.misread_kana(k, u) for k, u in zip(kana[n][misread].tolist(), luck, strict=True)]
        return Written(parts[0], parts[1], kana[0], kana[1])

    def _write_foreign(
        self, parts: list[np.ndarray], kana: list[np.ndarray], surname: np.ndarray, given: np.ndarray, ids: np.ndarray
    ) -> None:
        """Names without kanji: in katakana or romaji, with the middle name left out, in the other order."""
        foreign = np.flatnonzero((parts[0] == "") | (parts[1] == ""))
        if not len(foreign):
            return
        of = ids[foreign]
        romaji = self.slip("romaji", of)
        written = [
            np.where(romaji, table.romaji[rows[foreign]], table.kana[rows[foreign]])
            for table, rows in ((tables.surnames(), surname), (tables.given_names(), given))
        ]
        short = self.slip("middle_dropped", of)
        written[1][short] = [text.replace("　", " ").split(" ")[0] for text in written[1][short].tolist()]
        kana[1][foreign[short]] = [text.split("　")[0] for text in kana[1][foreign[short]].tolist()]
        swapped = self.slip("order_swapped", of)
        for pair, mask in ((written, np.flatnonzero(swapped)), (kana, foreign[swapped])):
            first = pair[0][mask].copy()
            pair[0][mask], pair[1][mask] = pair[1][mask], first
        parts[0][foreign], parts[1][foreign] = written[0], written[1]

    def full_name(self, name: Written, ids: np.ndarray) -> np.ndarray:
        """姓　名, with what this source leaves out."""
        between = np.where(self.slip("no_space", ids), "", "　").astype(object)
        full = name.surname + between + name.given
        full = np.where(self.slip("surname_left_out", ids), name.given, full)
        return np.asarray(np.where(self.slip("given_left_out", ids), name.surname, full))

    def full_kana(self, name: Written, ids: np.ndarray) -> np.ndarray:
        """セイ　メイ or "", full-width or half-width."""
        kana = name.surname_kana + "　" + name.given_kana
        kana = np.where(self.slip("surname_left_out", ids), name.given_kana, kana)
        kana = np.where(self.slip("given_left_out", ids), name.surname_kana, kana)
        for habit, how in (("split_dakuten", slips.split_dakuten), ("half_width", tables.half_width)):
            chosen = self.habit(habit, ids)
            kana[chosen] = [how(text) for text in kana[chosen].tolist()]
        return np.asarray(np.where(self.slip("no_kana", ids), "", kana), dtype=object)

    def birth(self, who: np.ndarray, ids: np.ndarray, when: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Birth dates (EMPTY where left out), and of each EXACT, MONTH_ALONE or UNKNOWN; none after it was typed."""
        true = self.view.world.people.birth[who]
        typed = np.where(self.slip("day_month_swapped", ids), slips.swap_day_and_month(true), true)
        typed = np.where(self.slip("era_slip", ids), slips.wrong_era(true, self._luck("era", ids)), typed)
        typed = np.where(self.slip("day_off", ids), slips.day_off(true, self._luck("day", ids)), typed)
        typed = np.where(typed > (self.view.on if when is None else when), true, typed)
        typed = np.where(self.slip("no_birth_date", ids), EMPTY, typed)
        known = np.where(self.slip("date_unknown", ids), UNKNOWN, EXACT)
        known = np.where(self.slip("day_unknown", ids), MONTH_ALONE, known)
        return typed, np.where(typed == EMPTY, EXACT, known)

    def date_style(self, usual: int, ids: np.ndarray) -> np.ndarray:
        """How each date is written (writing.STYLES)."""
        other = self.view.world.dice.below(f"style/{self.source}", STYLE_COUNT, ids)
        return np.where(self.habit("other_date_style", ids), other, usual)

    def male(self, who: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Whether male as typed, and whether typed at all."""
        return self.view.world.people.male[who] ^ self.slip("sex", ids), ~self.slip("no_sex", ids)

    def sex(self, who: np.ndarray, ids: np.ndarray, male: str, female: str) -> np.ndarray:
        """The sex in the source's codes, "" where left out."""
        typed, there = self.male(who, ids)
        return np.where(there, np.where(typed, male, female), "").astype(object)

    def _places(self, who: np.ndarray, ids: np.ndarray, when: np.ndarray | None) -> np.ndarray:
        """The children's address numbers known to the source: those before, where they moved lately and nobody told."""
        world = self.view.world
        on = np.full(len(who), self.view.on) if when is None else when
        before = world.address_on(who, on - LATELY)
        return np.where(self.slip("old_address", ids), before, world.address_on(who, on))

    def address(self, who: np.ndarray, ids: np.ndarray, when: np.ndarray | None = None) -> np.ndarray:
        """Children's addresses in the source's ways of writing, "" where left out or hidden."""
        world = self.view.world
        at = addresses(world.dice, self._places(who, ids, when))
        wrong = self.slip("address_digit", ids)
        at.number[wrong] = (at.number[wrong] + 1 + world.dice.below("digit", 8, ids[wrong])) % 30 + 1
        styles = np.array([FORMAL, DIGITS, DASHES, WIDE, WITH_PREFECTURE, TOWN_ALONE])
        text = written(at, styles[world.dice.pick(f"address/{self.source}", ADDRESS_STYLES[self.source], ids)])
        hidden = world.of(who, "protected") & self.habit("protected_address_hidden", ids)
        return np.asarray(np.where(hidden | self.slip("no_address", ids), "", text), dtype=object)

    def postcode(self, who: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """Children's postcodes, "" where left out."""
        at = addresses(self.view.world.dice, self._places(who, ids, None))
        return np.asarray(np.where(self.slip("no_postcode", ids), "", at.postcode), dtype=object)

    def phone(self, who: np.ndarray, ids: np.ndarray) -> np.ndarray:
        """The family's number in a usual form, the other parent's, or with a digit wrong; "" where left out."""
        world = self.view.world
        line = self.slip("other_phone", ids).astype(np.int64)
        digits = world.dice.below("phone", 10**8, world.people.family[who], line)
        style = world.dice.below(f"phone style/{self.source}", 4, ids)
        text = np.array([_phone(n, s) for n, s in zip(digits.tolist(), style.tolist(), strict=True)], dtype=object)
        wrong = self.slip("phone", ids)
        text[wrong] = slips.wrong_digits(text[wrong], self._luck("phone", ids[wrong]))
        return np.asarray(np.where(self.slip("no_phone", ids), "", text), dtype=object)

    def resident_id(self, who: np.ndarray, ids: np.ndarray, extract: str) -> np.ndarray:
        """宛名番号 as typed beside a name: now and then a sibling's or a parent's, or one digit wrong."""
        world = self.view.world
        family = world.people.family[who]
        relatives = np.stack([world.sibling[who], world.mother[family], self.view.guardian[family]], axis=1)
        other = slips.someone_elses(world.dice, f"whose/{extract}", ids, relatives)
        mixed = self.slip("family_number", ids, extract) & (other >= 0)
        number = world.resident_id[np.where(mixed, other, who)]
        wrong = self.slip("digit_number", ids, extract)
        number[wrong] = slips.wrong_digits(number[wrong], self._luck("number", ids[wrong]))
        return number


def _phone(digits: int, style: int) -> str:
    middle, last = f"{digits // 10_000:04d}", f"{digits % 10_000:04d}"
    area = "090" if digits % 3 else "080"
    return (f"{area}-{middle}-{last}", f"{area}{middle}{last}", f"{area}({middle}){last}", f"{area} {middle} {last}")[
        style
    ]
