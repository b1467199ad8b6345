"""Who is who in truth, and the groups that linkage's evaluation and the fairness report count by."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from city.names import tables
from city.places import towns
from city.troubles import disabled
from city.view import STATUSES, View
from city.world import World
from city.writing import Truth


def write_records(world: World, truths: dict[str, list[Truth]], path: Path) -> None:
    """extract, record_id, resident_id ("" for one in no registry), person_id of every row delivered.

    A record that is delivered again belongs to whom its last delivery is about.
    """
    resident_id = pa.array(np.where(world.unregistered, "", world.resident_id), pa.string())
    person_id = pa.array(world.person_id, pa.string())
    with path.open("wb") as file:
        file.write(b"extract,record_id,resident_id,person_id\n")
        for extract, blocks in truths.items():
            # in one piece: pyarrow's CSV writer puts other memory into the file where a column comes in chunks
            record_id = pa.chunked_array([block.record_id for block in blocks], pa.string()).combine_chunks()
            person = pa.array(np.concatenate([block.person for block in blocks]))
            again = pd.Series(record_id.to_pandas()).duplicated(keep="last").to_numpy()
            if again.any():
                record_id, person = record_id.filter(pa.array(~again)), person.filter(pa.array(~again))
            named = pa.DictionaryArray.from_arrays(np.zeros(len(person), dtype=np.int8), [extract]).cast(pa.string())
            columns = [named, record_id, resident_id.take(person), person_id.take(person)]
            table = pa.table(columns, ["extract", "record_id", "resident_id", "person_id"])
            pyarrow.csv.write_csv(table, file, pyarrow.csv.WriteOptions(include_header=False))


def people_frame(view: View) -> pd.DataFrame:
    """A row a person, on the last reference date: numbers, birth date, household, and the groups as 0/1."""
    world = view.world
    people, families = world.people, world.families
    of = people.family
    children = np.bincount(of[world.children], minlength=len(families))
    moved = (view.last_move > view.on - 365) & (view.last_move <= view.on)
    groups = {
        "child": view.minor,
        "foreign": people.foreign,
        "twin": people.twin,
        "sibling": (children[of] > 1) & (people.order >= 0),
        "surname_changed": view.renamed,
        "moved_12m": moved[of] | ((world.arrived > view.on - 365) & (world.arrived > people.birth) & view.here),
        "gaiji": _has_gaiji(view),
        "protected": families.protected[of],
        "unregistered": world.unregistered,
        "disability": disabled(world),
        "one_parent": view.alone[of],
        "same_name_same_day": _namesakes(view),
    }
    return pd.DataFrame(
        {
            "person_id": world.person_id,
            "resident_id": np.where(world.unregistered, "", world.resident_id),
            "birth_date": np.datetime_as_string(people.birth.astype("datetime64[D]")),
            "sex": np.where(people.male, "male", "female"),
            "household": view.household,
            "status": STATUSES[view.status],
            **{name: group.astype(np.int8) for name, group in groups.items()},
            "ward": towns().name[view.place.town],
        }
    )


def _has_gaiji(view: View) -> np.ndarray:
    """Whose registered name has a character that cp932 can't hold."""
    surname, given = tables.surnames(), tables.given_names()
    lost = [table.municipal != table.kanji for table in (surname, given)]
    return np.asarray(lost[0][view.surname] | lost[1][view.world.people.given])


def _namesakes(view: View) -> np.ndarray:
    people, same = view.world.people, view.world.families.same_name
    pair = np.zeros(len(same), dtype=bool)
    pair[same >= 0] = True
    pair[same[same >= 0]] = True
    return np.asarray(pair[people.family] & (people.order == 0))
