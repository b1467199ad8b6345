"""From what was recognised to the marks in the text: overlaps settled, the same person the same mark.

Belongs here: which spans stand and what stands in their place. Doesn't belong here: finding them, doubting them.
"""

import re
from dataclasses import dataclass

from presidio_analyzer import RecognizerResult

from extracts.redaction.lexicon import comparable
from extracts.redaction.people import Family, Person
from extracts.redaction.words import PEOPLE, TYPES

# where spans overlap, what is more of a whole names it
RANK = (
    "email",
    "my_number",
    "phone",
    "birth_date",
    "address",
    "postcode",
    "plate",
    "employer",
    "hospital",
    "nursery",
    "school",
    "number",
    "sns",
    "name",
)
BEHIND = re.compile("(?<=..)(?:さん|くん|ちゃん|さま)$")
HONORIFIC = re.compile("(?:さん|くん|ちゃん|君|様|氏|先生|一家|家|夫妻)$")


@dataclass(frozen=True)
class Marked:
    """A span of the reading that goes: its type, its mark, and why (a key of words.WHY)."""

    start: int
    end: int
    type: str
    mark: str
    why: str


def without_honorific(text: str, one: RecognizerResult) -> RecognizerResult:
    """A name without what GiNZA took for its end: 舞紀さん."""
    if behind := BEHIND.search(text[one.start : one.end]):
        one.end = one.start + behind.start()
    return one


def settle(text: str, found: list[RecognizerResult]) -> list[RecognizerResult]:
    """Spans without overlap: overlapping ones become one, of the type that ranks first among the most certain."""
    settled: list[RecognizerResult] = []
    found = [without_honorific(text, one) if one.entity_type == "name" else one for one in found]
    for one in sorted(found, key=lambda one: (one.start, -one.end, RANK.index(one.entity_type))):
        last = settled[-1] if settled else None
        if last is None or one.start >= last.end:
            settled.append(one)
            continue
        first = min(last, one, key=lambda each: (-each.score, -(each.end - each.start), RANK.index(each.entity_type)))
        settled[-1] = RecognizerResult(
            first.entity_type,
            last.start,
            max(last.end, one.end),
            max(last.score, one.score),
            analysis_explanation=first.analysis_explanation,
        )
    return settled


def mark(text: str, found: list[RecognizerResult], family: Family) -> list[Marked]:
    """The settled spans with their marks."""
    names = Names(family, [text[one.start : one.end] for one in found if one.entity_type == "name"])
    others = Others({one.entity_type: [] for one in found})
    for one in found:
        others.note(one.entity_type, text[one.start : one.end])
    return [
        Marked(
            one.start,
            one.end,
            one.entity_type,
            names.mark(text[one.start : one.end])
            if one.entity_type == "name"
            else others.mark(one.entity_type, text[one.start : one.end]),
            one.analysis_explanation.pattern_name,
        )
        for one in found
    ]


class Names:
    """Who is who in one text."""

    def __init__(self, family: Family, mentioned: list[str]) -> None:
        self.family = family
        self.strangers: list[str] = []
        self.spoken_of: list[Person] = []
        forms = [bare(name) for name in mentioned]
        self.numbered = self.siblings(forms)
        for form in forms:
            people = self.people(form)
            if len(people) == 1 and people[0] not in self.spoken_of:
                self.spoken_of.append(people[0])
            if not people:
                self.stranger(form)

    def people(self, form: str) -> list[Person]:
        """Whom of the family a form names: by the whole name, else by the given name, else by the surname."""
        for known in ("whole", "given", "surnames"):
            if people := [person for person in self.family.people if form in getattr(person, known)]:
                return people
        return [
            person
            for person in self.family.people
            if any(form in (one + other, other + one) for one in person.surnames for other in person.given)
        ]

    def siblings(self, forms: list[str]) -> dict[Person, int]:
        """Numbers for people in the same role, where more than one of them is mentioned."""
        numbers: dict[Person, int] = {}
        by_role: dict[str, list[Person]] = {}
        for form in forms:
            people = self.people(form)
            if len(people) == 1 and people[0] not in by_role.setdefault(people[0].role, []):
                by_role[people[0].role].append(people[0])
        for people in by_role.values():
            if len(people) > 1:
                numbers |= {person: number for number, person in enumerate(people, 1)}
        return numbers

    def stranger(self, form: str) -> int:
        """Which stranger: a surname or a given name alone is whoever was named in whole by it."""
        whole = [name for name in self.strangers if name.startswith(form) or name.endswith(form)]
        shorter = [name for name in self.strangers if form.startswith(name) or form.endswith(name)]
        for name in (form, *whole, *shorter):
            if name in self.strangers:
                place = self.strangers.index(name)
                self.strangers[place] = max(name, form, key=len)
                return place + 1
        self.strangers.append(form)
        return len(self.strangers)

    def mark(self, name: str) -> str:
        form = bare(name)
        people = self.people(form)
        if len(people) > 1:
            people = [person for person in people if person in self.spoken_of]
            if len(people) != 1:
                return f"［{PEOPLE['family'].ja}］"
        if people:
            return f"［{PEOPLE[people[0].role].ja}{self.numbered.get(people[0], '')}］"
        return f"［{TYPES['name'].ja}{self.stranger(form)}］"


class Others:
    """Marks of what isn't a name: numbered where a text holds more than one of a type."""

    def __init__(self, seen: dict[str, list[str]]) -> None:
        self.seen = seen

    def note(self, kind: str, text: str) -> None:
        if comparable(text) not in self.seen[kind]:
            self.seen[kind].append(comparable(text))

    def mark(self, kind: str, text: str) -> str:
        several = len(self.seen[kind]) > 1
        return f"［{TYPES[kind].ja}{self.seen[kind].index(comparable(text)) + 1 if several else ''}］"


def bare(name: str) -> str:
    form = HONORIFIC.sub("", name) or name
    return comparable(re.sub("[・=,]", "", form))
