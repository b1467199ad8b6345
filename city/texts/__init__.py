"""Free text as departments write it: the sentences (YAML) and their filling. Who writes when is theirs to say."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from city.days import grade_in, school_year
from city.dice import Dice
from city.families import YEAR
from city.names import tables
from city.people import People
from city.places import DASHES, addresses, written
from city.world import World

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sentence:
    """A sentence, the ages (years) that it can be written about, and whether it speaks of a sibling."""

    text: str
    youngest: int
    oldest: int

    @property
    def needs_sibling(self) -> bool:
        return "{sibling}" in self.text


@cache
def sentences(topic: str) -> list[Sentence]:
    """The sentences of one kind of text (`consultations`, `signals`, `remarks`), by age."""
    listed = yaml.safe_load((FOLDER / f"{topic}.yaml").read_text(encoding="utf-8"))
    return [Sentence(text, *(int(age) for age in ages.split("-"))) for ages, texts in listed.items() for text in texts]


def compose(world: World, topic: str, who: np.ndarray, ids: np.ndarray, when: np.ndarray) -> np.ndarray:
    """A text about each child as of a day, with the names, telephone numbers and addresses that such texts hold."""
    people, dice, family = world.people, world.dice, world.people.family[who]
    sibling = np.where(world.sibling[who] >= 0, world.sibling[who], who)
    parent = np.where(world.mother[family] >= 0, world.mother[family], who)
    grade = grade_in(school_year(when), people.birth[who])
    parts = {
        "surname": _family_name(people, who, when),
        "given": _called(people, who),
        "given_kana": tables.given_names().kana[people.given[who]],
        "sibling": _called(people, sibling),
        "mother": _family_name(people, parent, when) + _called(people, parent),
        "address": written(addresses(dice, world.address_on(who, when)), np.full(len(who), DASHES)),
        "phone": dice.below("phone", 10**8, family, np.zeros(len(who), dtype=np.int64)),
        "age": np.maximum((when - people.birth[who]) // YEAR, 0).astype(np.int64),
        "grade": np.where(grade <= 6, grade, grade - 6),
        "days": dice.between("text days", 2, 20, ids),
        "friend": tables.given_names().plain[dice.pick("friend", _friends(), ids)],
        "hour": dice.between("text hour", 7, 11, ids),
    }
    columns = {name: values.tolist() for name, values in parts.items()}
    columns["phone"] = [f"090-{n // 10_000:04d}-{n % 10_000:04d}" for n in columns["phone"]]
    rows = zip(*columns.values(), strict=True)
    chosen = _choice(dice, topic, columns["age"], world.sibling[who] >= 0, ids)
    texts = [text.format(**dict(zip(columns, row, strict=True))) for text, row in zip(chosen, rows, strict=True)]
    return np.array(texts, dtype=object)


def _choice(dice: Dice, topic: str, age: list[int], has_sibling: np.ndarray, ids: np.ndarray) -> list[str]:
    """For each row the sentence that chance ranks first of those that suit."""
    listed, ages = sentences(topic), np.array(age, dtype=np.int64)
    rank = np.stack([dice.bits(f"text/{topic}/{n}", ids) >> np.uint64(1) for n in range(len(listed))]).astype(np.int64)
    for n, sentence in enumerate(listed):
        suits = (ages >= sentence.youngest) & (ages <= sentence.oldest) & (has_sibling | (not sentence.needs_sibling))
        rank[n] = np.where(suits, rank[n], -1)
    return [listed[n].text for n in rank.argmax(axis=0).tolist()]


@cache
def _friends() -> np.ndarray:
    table = tables.given_names()
    return np.asarray(table.weight * (table.kind == "female child"))


def _called(people: People, who: np.ndarray) -> np.ndarray:
    table, rows = tables.given_names(), people.given[who]
    return np.asarray(np.where(table.plain[rows] != "", table.plain[rows], table.kana[rows]))


def _family_name(people: People, who: np.ndarray, when: np.ndarray) -> np.ndarray:
    table = tables.surnames()
    rows = np.where(people.renamed[who] <= when, people.later_surname[who], people.surname[who])
    return np.asarray(np.where(table.plain[rows] != "", table.plain[rows], table.kana[rows]))
