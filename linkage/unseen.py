"""Which pairs may link without anyone looking, once their weight is enough: what a weight must be made of.

How great it must be, and by how much it must lead, is decide.py's question.
"""

import duckdb

from linkage.model.blocking import BORN_NEAR, either
from linkage.model.comparisons import BIRTH_DATE, COMPARISONS, HOUSEHOLD, SEX
from linkage.model.levels import Comparison, numbers
from linkage.model.name import NAME, NAME_PART

# without the given name in some form nothing is linked unseen: a twin shares all the rest
GIVEN_DISAGREES = ("surname_only", "surname_unread", "other")
GIVEN_ALONE = ("given_reading", "given_writing", "given_read", "near_given")
# twins' names are often alike: that one child has a slip is seen only where the other is on file as well
GIVEN_NEAR = ("sound", "near_given", "surname_read", "near_name")
# nor with another birth date, unless the family is the same: namesakes are common in a city
BORN_OTHERWISE = ("cohort", "other")
SAME_FAMILY = ("family", "dwelling", "guardian")


def among(comparison: Comparison, *levels: str) -> str:
    """The SQL condition that a comparison came to one of the levels."""
    return f"gamma_{comparison.name} IN ({', '.join(map(str, numbers(comparison, levels)))})"


SURNAMES_MEET = f"(gamma_{NAME.name} >= 0 OR {among(HOUSEHOLD, *SAME_FAMILY)})"
OTHER_NAME = among(NAME, "given_only", *GIVEN_DISAGREES)
WHOLE_NAME = f"(gamma_{NAME.name} >= 0 AND NOT {among(NAME, *GIVEN_DISAGREES)})"
SAME_GIVEN_NAME = f"({WHOLE_NAME} AND NOT {among(NAME, *GIVEN_NEAR)})"
OTHERS = [comparison.name for comparison in COMPARISONS if comparison not in (NAME, NAME_PART, SEX)]
MORE_COMPARED = f"greatest({', '.join(f'gamma_{name}' for name in OTHERS)}) >= 0"
NAME_ALONE = f"({among(NAME, 'writing')} AND NOT {MORE_COMPARED} AND NOT {among(SEX, 'other')})"


def may_link_unseen(part_weight: float) -> str:
    """The SQL condition of a pair: the given name agrees, and not alone, nor against another birth date.

    A given name without a surname needs the same family, or `part_weight`. A surname without a given name needs birth date
    and family: only a twin shares these, and one who is on file is as near.
    """
    family = among(HOUSEHOLD, *SAME_FAMILY)
    given = f"{among(NAME_PART, *GIVEN_ALONE)} AND ({family} OR match_weight >= {part_weight})"
    surname = f"{among(NAME_PART, 'surname')} AND {among(BIRTH_DATE, 'same')} AND {family}"
    born = f"(NOT {among(BIRTH_DATE, *BORN_OTHERWISE)} OR {family})"
    return f"(({WHOLE_NAME} OR {given} OR {surname}) AND {MORE_COMPARED} AND {born})"


def let_singular_names_link(connection: duckdb.DuckDBPyConnection) -> None:
    """In `edge`, a whole name alone may link unseen to a registry child whose name nobody else on file has.

    Nobody: no other registry child has its writing, nor its sound (another kanji for the same reading is the usual slip),
    and no record of any source has either with a birth date that isn't near the child's: so a child whom the registry
    doesn't know is a namesake as well. Two people who looked at such a row would have nothing else to go by.
    """
    born_near = either([*(way.sql for way in BORN_NEAR), "r.birth_date IS NULL"])
    met = " UNION ".join(
        f"""SELECT l.unit FROM asked l JOIN people.face r
            ON r.{form} = l.{form} AND r.unit <> l.unit AND (r.spine OR NOT {born_near})"""
        for form in ("full_name", "full_sound")
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE asked AS
        SELECT * FROM people.face WHERE spine AND unit IN (SELECT b FROM edge WHERE name_alone);
        CREATE TEMP TABLE namesaked AS {met};
        UPDATE edge SET unseen = TRUE
        WHERE name_alone AND b IN (SELECT unit FROM asked) AND b NOT IN (SELECT unit FROM namesaked)
        """
    )
