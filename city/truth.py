"""Who is who in truth, and the groups that linkage's evaluation and the fairness report count by."""

import numpy as np
import pandas as pd

from city.days import NEVER
from city.places import addresses, towns
from city.view import View
from city.world import CHILD


def people_frame(view: View) -> pd.DataFrame:
    """A row a person: number, registry number ("" for one in no registry), birth date, household and group marks (0/1)."""
    world = view.world
    people, families = world.people, world.families
    of = people.household
    children = np.bincount(of[people.role == CHILD], minlength=len(families))
    return pd.DataFrame(
        {
            "person_id": [f"P{n:07d}" for n in range(len(people))],
            "resident_id": np.where(families.unregistered[of], "", view.resident_id),
            "birth_date": np.datetime_as_string(people.birth.astype("datetime64[D]")),
            "male": people.male.astype(int),
            "household": view.household,
            "child": view.child.astype(int),
            "status": np.array(["none", "resident", "moved_out", "deceased"], dtype=object)[view.status],
            "foreign": people.foreign.astype(int),
            "twin": people.twin.astype(int),
            "sibling": (children[of] > 1).astype(int),
            "surname_changed": ((people.renamed < NEVER) & (people.renamed <= view.on)).astype(int),
            "moved_12m": ((families.first_move[of] <= view.on) & (families.first_move[of] > view.on - 365)).astype(int),
            "protected": families.protected[of].astype(int),
            "unregistered": families.unregistered[of].astype(int),
            "one_parent": (families.one_parent | (families.separated <= view.on))[of].astype(int),
            "ward": towns().name[addresses(world.dice, view.address).town],
        }
    )
