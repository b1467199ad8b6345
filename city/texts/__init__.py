"""Free text as departments write it: the sentences (YAML) and their filling. Who writes when is the departments' question."""

from functools import cache
from pathlib import Path

import numpy as np
import yaml

from city.names import tables
from city.places import DASHES, written
from city.view import View

FOLDER = Path(__file__).parent


@cache
def sentences(topic: str) -> list[str]:
    """The sentences of one kind of text (`consultations`, `signals`, `remarks`)."""
    return list(yaml.safe_load((FOLDER / f"{topic}.yaml").read_text(encoding="utf-8")))


def compose(view: View, topic: str, who: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """A text about each of `who`, with the names, telephone numbers and addresses that such texts hold."""
    world = view.world
    family = world.people.family[who]
    choice = world.dice.below(f"text/{topic}", len(sentences(topic)), ids)
    sibling = np.where(world.sibling[who] >= 0, world.sibling[who], who)
    guardian = np.where(view.guardian[family] >= 0, view.guardian[family], who)
    given, surname = tables.given_names(), tables.surnames()

    def called(people: np.ndarray) -> np.ndarray:
        rows = world.people.given[people]
        return np.where(given.plain[rows] != "", given.plain[rows], given.kana[rows])

    def family_name(people: np.ndarray) -> np.ndarray:
        rows = view.surname[people]
        return np.where(surname.plain[rows] != "", surname.plain[rows], surname.kana[rows])

    parts = {
        "surname": family_name(who),
        "given": called(who),
        "given_kana": given.kana[world.people.given[who]],
        "sibling": called(sibling),
        "guardian": family_name(guardian) + called(guardian),
        "address": written(view.place[who], np.full(len(who), DASHES)),
        "phone": world.dice.below("phone", 10**8, family, np.zeros(len(who), dtype=np.int64)),
        "days": world.dice.between("text days", 2, 20, ids),
        "class_no": world.dice.between("text class", 1, 4, ids),
        "friend": given.plain[world.dice.pick("friend", given.weight * (given.kind == "female child"), ids)],
        "hour": world.dice.between("text hour", 7, 22, ids),
    }
    columns = {name: values.tolist() for name, values in parts.items()}
    columns["phone"] = [f"090-{n // 10_000:04d}-{n % 10_000:04d}" for n in columns["phone"]]
    rows = zip(*columns.values(), strict=True)
    chosen = [sentences(topic)[n] for n in choice.tolist()]
    texts = [text.format(**dict(zip(columns, row, strict=True))) for text, row in zip(chosen, rows, strict=True)]
    return np.array(texts, dtype=object)
