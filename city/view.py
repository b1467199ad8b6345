"""The city on one reference date: who lives where, with whom, under which name. Computed from the history."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from city.days import NEVER, grade_in, is_minor, school_year
from city.families import YEAR
from city.names import tables
from city.people import CHILD, FATHER, GRANDFATHER, GRANDMOTHER, MOTHER
from city.places import Addresses, addresses
from city.world import ADDRESSES, World

NONE, RESIDENT, MOVED_OUT, DECEASED = range(4)
KEPT = 5 * YEAR  # 住民基本台帳法施行令 34条 keeps 除票 150 years; the extract hands over five (assumption)
STATUSES = np.array(["none", "resident", "moved_out", "deceased"], dtype=object)


@dataclass(frozen=True, eq=False)
class View:
    """`on`: the reference date; `since`: append extracts hand over what happened from that day on; `first`: the first
    delivery, in which departments hand over what they have on file from before, too."""

    world: World
    on: int
    since: int
    first: bool

    @cached_property
    def year(self) -> int:
        return int(school_year(self.on))

    @property
    def school_years(self) -> range:
        """The school years that append extracts hand over; at the first delivery one year more than `since` reaches."""
        return range(int(school_year(self.since)) - self.first, self.year + 1)

    @cached_property
    def status(self) -> np.ndarray:
        world = self.world
        status = np.where(world.arrived <= self.on, RESIDENT, NONE)
        status[(status == RESIDENT) & (world.left <= self.on)] = MOVED_OUT
        status[(status == RESIDENT) & (world.people.death <= self.on)] = DECEASED
        status[(world.left < np.maximum(world.arrived, self.on - KEPT)) | (world.people.death < world.arrived)] = NONE
        return status

    @cached_property
    def registered(self) -> np.ndarray:
        """In the resident registry, in whatever status."""
        return (self.status != NONE) & ~self.world.unregistered

    @cached_property
    def here(self) -> np.ndarray:
        """Lives in the city, registered or not."""
        return self.status == RESIDENT

    @cached_property
    def resident(self) -> np.ndarray:
        return self.here & self.registered

    @cached_property
    def minor(self) -> np.ndarray:
        """Children born by now, up to the 31 March after turning 18."""
        people = self.world.people
        return (people.role == CHILD) & is_minor(people.birth, self.on) & (people.birth <= self.on)

    @cached_property
    def apart(self) -> np.ndarray:
        """Parents who live in a household of their own."""
        return self.world.people.apart_from <= self.on

    @cached_property
    def alone(self) -> np.ndarray:
        """Families in which one parent lives with the children, or none."""
        families = self.world.families
        return families.one_parent | families.with_grandparents | (families.separated <= self.on)

    @cached_property
    def household(self) -> np.ndarray:
        people = self.world.people
        return np.where(self.apart, len(self.world.families) + np.arange(len(people)), people.family)

    @cached_property
    def moves(self) -> np.ndarray:
        """How often each person has moved within the city with the family, by now or while they were there."""
        until = np.minimum(self.on, self.world.gone)
        moves = (self.world.of(np.arange(len(until)), "moves") <= until[:, None]).sum(axis=1)
        return np.where(self.apart, 0, moves)

    @cached_property
    def address(self) -> np.ndarray:
        """The address number of each person (places.addresses)."""
        return self.household * ADDRESSES + self.moves

    @cached_property
    def place(self) -> Addresses:
        return addresses(self.world.dice, self.address)

    @cached_property
    def last_move(self) -> np.ndarray:
        """The day of each family's last move within the city, NEVER."""
        moves = np.where(self.world.families.moves <= self.on, self.world.families.moves, -1).max(axis=1)
        return np.where(moves < 0, NEVER, moves)

    @cached_property
    def renamed(self) -> np.ndarray:
        return self.world.people.renamed <= np.minimum(self.on, self.world.gone)

    @cached_property
    def surname(self) -> np.ndarray:
        """The row in names.tables.surnames()."""
        return np.where(self.renamed, self.world.people.later_surname, self.world.people.surname)

    @cached_property
    def name(self) -> np.ndarray:
        """姓　名 as it is registered, in kanji or, where there is none, in romaji; not yet as a system can hold it."""
        surname, given = tables.surnames(), tables.given_names()
        kanji = surname.kanji[self.surname] + "　" + given.kanji[self.world.people.given]
        return np.where(
            self.has_kanji, kanji, surname.romaji[self.surname] + " " + given.romaji[self.world.people.given]
        )

    @cached_property
    def has_kanji(self) -> np.ndarray:
        surname, given = tables.surnames(), tables.given_names()
        return (surname.plain[self.surname] != "") & (given.plain[self.world.people.given] != "")

    @cached_property
    def guardian(self) -> np.ndarray:
        """Each family's 保護者: of those at home the father, the mother, a grandparent; -1 where nobody is left."""
        return self._first(FATHER, MOTHER, GRANDFATHER, GRANDMOTHER)

    @cached_property
    def head(self) -> np.ndarray:
        """Each family's 世帯主: the grandfather in every other household that has one."""
        families = np.arange(len(self.world.families))
        old = self.world.dice.happens("grandfather heads", 0.5, families)
        by_age = self._first(GRANDFATHER, FATHER, MOTHER, GRANDMOTHER)
        return np.where(old, by_age, self.guardian)

    def _first(self, *roles: int) -> np.ndarray:
        found = np.full(len(self.world.families), -1)
        for role in reversed(roles):
            who = np.flatnonzero((self.world.people.role == role) & self.here & ~self.apart)
            found[self.world.people.family[who]] = who
        return found

    @cached_property
    def other_parent(self) -> np.ndarray:
        """Each family's parent who lives in the city in a household of their own, -1."""
        found = np.full(len(self.world.families), -1)
        who = np.flatnonzero(np.isin(self.world.people.role, (MOTHER, FATHER)) & self.apart & self.resident)
        found[self.world.people.family[who]] = who
        return found

    @cached_property
    def grade(self) -> np.ndarray:
        return grade_in(self.year, self.world.people.birth)

    def minors(self, chosen: np.ndarray) -> np.ndarray:
        """The minors among those marked."""
        return np.flatnonzero(self.minor & chosen)
