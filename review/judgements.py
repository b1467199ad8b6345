"""What each half-year's judgement was, why it stands, and what the newest run changed of what a case rests on.

A component is shown to those who read every extract under it, and to nobody while a record under it is hidden.
"""

from dataclasses import dataclass

from review.models import Case
from review.published import Row, Run
from review.reasons import BASIS, Source, by_extract, loads, readable, sources
from review.templatetags.wording import component
from rules.judgement import COMPONENTS

UNDER = frozenset(fact.extract for component in COMPONENTS.values() for fact in component.reads)
"""What a category rests on. It is worked out from its components by a published table, so it tells each of them: it is
shown to those alone who read all of it."""


@dataclass(frozen=True)
class Component:
    """`label` is the rule's own word for the component."""

    name: str
    label: str
    level: str
    sentence: str
    basis: str
    sources: tuple[Source, ...]
    readable: bool

    @property
    def by_extract(self) -> list[list[Source]]:
        """The records, and what wasn't to be had. That something was asked for and isn't on file stands in `basis`."""
        return by_extract(source for source in self.sources if source.state != "none")


@dataclass(frozen=True)
class HalfYear:
    """One half-year's judgement; `changed` where `overall` differs from the half-year before, `why` says how it came about.
    All three are empty for whoever doesn't read all that is under a category.

    Components are those that the run holds: earlier half-years stand in the runs of their time.
    """

    half_year: str
    overall: str
    to_confirm: bool
    changed: bool
    why: str
    components: tuple[Component, ...]


COLON = {"ja": "：", "en": ": "}
"""What stands between a component's name and the rest of its sentence."""

JUDGEMENTS = """
    SELECT half_year, component, level, overall, to_confirm, sentence_{language} AS sentence, evidence
    FROM cards.judgement WHERE child_id = ?
"""
COURSE = "SELECT half_year, overall, why, sentence_{language} AS sentence FROM cards.course WHERE child_id = ?"


def of_child(
    run: Run, child_id: str, extracts: frozenset[str], hidden: frozenset[str], language: str
) -> list[HalfYear]:
    """The judgement of each half-year, the newest first."""
    whole = extracts >= UNDER
    judged: dict[str, list[Row]] = {}
    for row in run.rows(JUDGEMENTS.format(language=language), child_id):
        judged.setdefault(row["half_year"], []).append(row)
    course = {row["half_year"]: row for row in run.rows(COURSE.format(language=language), child_id)}
    result: list[HalfYear] = []
    for half_year in sorted(judged.keys() | course.keys()):
        rows = judged.get(half_year, [])
        stood = course.get(half_year) or rows[0]
        overall = (stood["overall"] or "") if whole else ""
        result.append(
            HalfYear(
                half_year,
                overall,
                whole and any(row["to_confirm"] for row in rows),
                bool(result) and result[-1].overall != overall,
                stood["sentence"] if whole and half_year in course else "",
                tuple(_component(row, extracts, hidden, language) for row in rows),
            )
        )
    return result[::-1]


def _component(row: Row, extracts: frozenset[str], hidden: frozenset[str], language: str) -> Component:
    under = sources(loads(row["evidence"]))
    readable = all(source.extract in extracts and source.record_key not in hidden for source in under)
    whole, mark, basis = (row["sentence"] or "").partition(BASIS[language])
    label, colon, sentence = whole.partition(COLON[language])
    if not colon:
        label, sentence = component(row["component"]), whole
    return Component(
        row["component"],
        label if readable else component(row["component"]),
        str(row["level"]) if readable and row["level"] is not None else "",
        sentence if readable else "",
        mark + basis if readable else "",
        under if readable else (),
        readable,
    )


@dataclass(frozen=True)
class Changes:
    """What the newest run changed, by what it is called: new, gone, or resting on other records than before."""

    overall: tuple[str, str] | None
    new: list[str]
    gone: list[str]
    other_records: list[str]

    @property
    def any(self) -> bool:
        return bool(self.overall or self.new or self.gone or self.other_records)


def changes(run: Run, case: Case, extracts: frozenset[str], hidden: frozenset[str], language: str) -> Changes:
    """Of the grounds before and now, those that the reader may see both of."""
    if not case.before:
        return Changes(None, [], [], [])

    def called(name: str) -> str:
        return str(run.labels[name][f"label_{language}"] if name in run.labels else component(name))

    before, now = case.before["grounds"], case.grounds

    def seen(name: str) -> bool:
        return all(readable(grounds[name], extracts, hidden) for grounds in (before, now) if name in grounds)

    names = [name for name in sorted(before.keys() | now.keys()) if seen(name)]
    return Changes(
        None
        if case.before["overall"] == case.overall or not extracts >= UNDER
        else (case.before["overall"], case.overall),
        [called(name) for name in names if name not in before],
        [called(name) for name in names if name not in now],
        [called(name) for name in names if name in before and name in now and _differ(before[name], now[name])],
    )


def _differ(before: Row, now: Row) -> bool:
    """A rule's records, a component's level: what the case's evidence is made of."""
    return bool(before["level"] != now["level"] or (not now["level"] and before["records"] != now["records"]))
