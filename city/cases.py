"""The consultation desk's history: which child was spoken of when, why, and until when.

The same for every delivery. How the desk types it is departments/consultations.py's question.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from city.days import NEVER, is_minor, school_year
from city.world import World

YEARS = 4
COMPLAINTS = np.array(["身体", "性", "心理", "ネグレクト", "養護", "育児不安", "その他"], dtype=object)
COMPLAINT_WEIGHTS = (0.13, 0.006, 0.28, 0.10, 0.22, 0.18, 0.084)  # 福祉行政報告例 2022, 市町村, rounded
ROUTES = np.array(["学校", "保育所", "医療機関", "警察", "近隣", "家族", "本人", "児童相談所", "その他"], dtype=object)
ROUTE_WEIGHTS = (0.18, 0.08, 0.05, 0.10, 0.08, 0.24, 0.02, 0.17, 0.08)  # as COMPLAINT_WEIGHTS
RISKS = np.array(["最重度", "重度", "中度", "軽度", "おそれ", ""], dtype=object)
RISK_WEIGHTS = (0.004, 0.03, 0.2, 0.35, 0.216, 0.2)  # assumption
REGISTRATIONS = np.array(["要保護", "要支援", ""], dtype=object)
REGISTRATION_WEIGHTS = (0.35, 0.3, 0.35)  # assumption
OPEN = 0.5  # assumption: cases that are still open


@dataclass(frozen=True)
class Cases:
    """One element a case, in the order received; `number` is stable over the deliveries."""

    child: np.ndarray
    received: np.ndarray
    closed: np.ndarray
    complaint: np.ndarray
    route: np.ndarray
    risk: np.ndarray
    registration: np.ndarray

    @property
    def number(self) -> np.ndarray:
        return np.arange(len(self.child))


@lru_cache(maxsize=4)
def cases(world: World) -> Cases:
    """All cases of the history."""
    dice, child = world.dice, world.children
    rate = np.where(world.unregistered[child], 0.6, world.rates.world["consulted"])
    rate = np.where(world.of(child, "protected"), 0.4, rate)
    rate = np.where(
        (world.arrived[child] > world.today - 365) & (world.people.birth[child] < world.today - 365), rate * 2, rate
    )
    comes = dice.happens("consulted", rate * np.exp(0.6 * world.strain[child] - 0.25), child)
    first = _days(world, child[comes])
    again = dice.happens("again", world.rates.world["consulted_again"], first[0])
    second = (first[0][again], first[1][again] + dice.between("again after", 60, 600, first[0][again]))
    sibling = world.sibling[first[0]]
    with_sibling = (sibling >= 0) & dice.happens("sibling too", 0.35, first[0])
    third = (sibling[with_sibling], first[1][with_sibling])
    children, received = (np.concatenate(parts) for parts in zip(first, second, third, strict=True))
    there = (received >= world.arrived[children]) & (received < np.minimum(world.gone[children], world.today + 1))
    there &= is_minor(world.people.birth[children], world.today) | (school_year(received) < school_year(world.today))
    children, received = children[there], received[there]
    pairs = np.unique(np.stack([received, children]), axis=1)
    received, children = pairs[0], pairs[1]
    ids = children * 4096 + (world.today - received)
    newborn = received - world.people.birth[children] < 120
    registration = REGISTRATIONS[dice.pick("registration", REGISTRATION_WEIGHTS, ids)]
    stays = dice.happens("case open", OPEN, ids)
    return Cases(
        children,
        received,
        np.where(stays, NEVER, received + dice.between("case lasts", 45, 700, ids)),
        COMPLAINTS[dice.pick("complaint", COMPLAINT_WEIGHTS, ids)],
        ROUTES[dice.pick("route", ROUTE_WEIGHTS, ids)],
        RISKS[dice.pick("risk", RISK_WEIGHTS, ids)],
        np.where(newborn & dice.happens("pregnancy", 0.5, ids), "特定妊婦", registration).astype(object),
    )


def _days(world: World, child: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    received = world.today - world.dice.between("received", 2, YEARS * 365, child)
    received = np.maximum(received, world.arrived[child] + world.dice.between("soon after", 3, 60, child))
    return child, received


def known_to_desk(world: World) -> np.ndarray:
    """Of each person whether there ever was a case with a registration (要保護, 要支援)."""
    found = np.zeros(len(world.people), dtype=bool)
    told = cases(world)
    found[told.child[told.registration != ""]] = True
    return found
