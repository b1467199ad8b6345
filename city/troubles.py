"""What weighs on people, as more than one department sees it: income, disability, absence, lateness.

Drawn for a person and a time, so that the tax office and the school describe the same family. What else happens in one
department alone is drawn there.
"""

import numpy as np

from city.people import CHILD, GRANDFATHER, GRANDMOTHER
from city.world import World

EXEMPT_BY_NEED = (0.05, 0.75, 0.97)  # assumption: of adults by families' need (none, near-poor, public assistance)
EXEMPT_OLD = 0.6  # assumption: of grandparents, most live on pensions below the limit
CARER = 0.5  # assumption: of pupils in one-parent families with a disabled member, lateness that grows


def tax_exempt(world: World, who: np.ndarray) -> np.ndarray:
    """Whether a person pays no resident tax: husband and wife mostly alike."""
    chance = np.array(EXEMPT_BY_NEED)[world.of(who, "need")]
    old = np.isin(world.people.role[who], (GRANDMOTHER, GRANDFATHER))
    alike = world.dice.happens("exempt alike", 0.7, world.people.family[who])
    family = world.dice.share("exempt family", world.people.family[who])
    luck = np.where(alike, family, world.dice.share("exempt", who))
    return np.asarray(np.where(old, luck < np.maximum(chance, EXEMPT_OLD), luck < chance))


def disabled(world: World) -> np.ndarray:
    """Who holds or will hold a disability certificate."""
    everyone = np.arange(len(world.people))
    child = world.people.role == CHILD
    rates = world.rates.world
    return world.dice.happens(
        "disabled", np.where(child, rates["disability_child"], rates["disability_adult"]), everyone
    )


def may_care(world: World, who: np.ndarray) -> np.ndarray:
    """Children of one-parent families in which somebody else is disabled."""
    disabled_people = disabled(world)
    members = np.bincount(world.people.family[disabled_people], minlength=len(world.families))
    others = members[world.people.family[who]] - disabled_people[who]
    alone = world.families.one_parent | (world.families.separated < world.today)
    return np.asarray((others > 0) & alone[world.people.family[who]])


def absent_days(world: World, who: np.ndarray, year: int, month: int, school_days: int) -> np.ndarray:
    """Days of absence in a month (months since 1970) of a school year: a few for most, many for some from a month on."""
    months, years = np.full(len(who), month), np.full(len(who), year)
    long = world.harder("long absence", world.rates.world["long_absence"], who, years)
    starts = (year - 1970) * 12 + 3 + world.dice.below("absence starts", 11, who, years)
    usual = (world.dice.share("absent", who, months) ** 4 * 4.5).astype(np.int64)
    often = world.dice.between("absent often", 3, 18, who, months)
    return np.minimum(np.where(long & (month >= starts), often, usual), school_days)


def late_count(world: World, who: np.ndarray, month: int) -> np.ndarray:
    """Times late in a month: now and then for most, more every month for some."""
    months = np.full(len(who), month)
    grows = world.harder("becomes late", world.rates.world["becomes_late"], who)
    grows |= may_care(world, who) & world.dice.happens("carer", CARER, who)
    starts = world.today // 30.44 - world.dice.between("late since", 3, 10, who)
    usual = (world.dice.share("late", who, months) ** 6 * 5).astype(np.int64)
    growing = np.clip((month - starts) * 2 + world.dice.below("late more", 2, who, months), 0, 14)
    return np.asarray(np.where(grows, np.maximum(usual, growing), usual), dtype=np.int64)
