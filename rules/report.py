"""The report's four pages: statistics.html, subgroups.html, rules.html and register.html, for a city's own eyes and for whoever asks how it judges.

Belongs here: counting a run's flags and handing printable figures to the templates. Doesn't belong here: which figures may be
printed (disclosure.py), which groups there are (subgroups.py), the rules' own words (their YAML).
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import jinja2

from extracts.database import attach
from extracts.declaration import EXTRACTS
from rules import calendar, changes, subgroups
from rules.disclosure import OTHER, TOTAL, WITHHELD, Figure, figure, printable, table
from rules.judgement import matrix
from rules.rule import PLACEHOLDER, Rule
from rules.rulebook import RULES

LEAST_RATIO, MOST_RATIO = 0.8, 1.25  # GOVERNANCE: a ratio outside asks for a written reason
LISTED = "overall IN ('重点支援', '支援', '見守り')"

Counts = dict[str, tuple[int, int]]

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def told(rule: Rule, language: str) -> str:
    """The sentence of a rule that holds, its numbers at their newest, what differs from child to child left open."""
    newest = {name: f"{number.values[-1].value:g}" for name, number in rule.declaration.numbers.items()}
    return PLACEHOLDER.sub(lambda found: newest.get(found[1], "…"), getattr(rule.declaration.sentences.holds, language))


def in_english(rule: Rule) -> str:
    """What a rule asks, in English: its module says so in its first paragraph."""
    return (sys.modules[rule.condition.__module__].__doc__ or "").partition("\n\n")[0].replace("\n", " ")


_templates.filters |= {"told": told, "in_english": in_english}


def write(run: Path, out: Path, as_of: date, people: Path | None = None) -> None:
    """Write the pages into the folder `out`, from the run's facts, flags and children, and what people changed."""
    rules, components = changes.as_decided(people)
    with divided(run, as_of) as connection:
        connection.execute(f"""
            CREATE TEMP TABLE listed AS SELECT DISTINCT child_id, overall, to_confirm, {LISTED} AS listed FROM flags.judgement""")
        common: dict[str, object] = {
            "as_of": as_of,
            "rules": rules,
            "names": {TOTAL: "合計 / total", OTHER: "その他 / other"},
            "withheld": WITHHELD,
        }
        pages: dict[str, dict[str, object]] = {
            "statistics.html": statistics(connection),
            "subgroups.html": {"gaps": [gaps(connection, rule) for rule in rules.values()]},
            "rules.html": rulebook(as_of, rules, components),
            "register.html": {"declared": EXTRACTS.values()},
        }
    for name, content in pages.items():
        (out / name).write_text(_templates.get_template(name).render(common | content), encoding="utf-8")


@contextmanager
def divided(run: Path, as_of: date) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the run's facts and flags, and its children in their groups."""
    with duckdb.connect() as connection:
        calendar.teach(connection)
        attach(connection, run / "facts.duckdb", "facts")
        attach(connection, run / "flags.duckdb", "flags")
        connection.execute("CREATE TEMP VIEW fact AS SELECT * FROM facts.fact")
        subgroups.divide(connection, run, as_of)
        yield connection


def outside(run: Path, as_of: date) -> list[tuple[Rule, subgroups.Dimension, str, float]]:
    """The groups whose ratio asks for a written reason: rule, dimension, part, ratio (of printed figures)."""
    with divided(run, as_of) as connection:
        found = [(rule, gaps(connection, rule)["parts"]) for rule in RULES.values()]
    return [(rule, part[0], part[1], part[3]) for rule, parts in found for part in parts if part[4]]


def statistics(connection: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """The funnel, the categories, every rule, and by group and half-year how many children are listed."""
    children, flagged, confirm, listed = connection.execute("""
        SELECT count(*), count(*) FILTER (child_id IN (SELECT child_id FROM flags.flag JOIN flags.rule USING (rule)
                                                       WHERE value = 'true' AND section = 'indicators')),
               count(*) FILTER (to_confirm), count(*) FILTER (listed) FROM listed""").fetchall()[0]
    supported = connection.execute("SELECT count(*) FROM listed WHERE overall IN ('重点支援', '支援')").fetchall()[0][0]
    categories = dict(connection.execute("SELECT overall, count(*) FROM listed GROUP BY ALL").fetchall())
    answers = connection.execute("""
        SELECT rule, count(*) FILTER (value = 'true'), count(*) FILTER (value = 'unknown'), count(*)
        FROM flags.flag GROUP BY ALL""").fetchall()
    return {
        "funnel": [
            ("対象の子ども", "children covered", Figure(printable(children), printable(children))),
            ("いずれかの指標に該当", "any indicator holds", figure(flagged, children)),
            ("総合判定が見守り以上", "watch or higher", figure(listed, children)),
            ("総合判定が支援以上", "support or higher", figure(supported, children)),
            ("要確認（分からない記録がある）", "to be confirmed (something isn't known)", figure(confirm, children)),
        ],
        "categories": [
            (category, matrix.ENGLISH[category], figure(categories.get(category, 0), children))
            for category in matrix.RANKS
        ],
        "answers": {rule: (figure(holds, of), figure(unknown, of)) for rule, holds, unknown, of in answers},
        "dimensions": [
            (dimension, table(counts)) for dimension, counts in by_dimension(connection, "listed", "listed").items()
        ],
        "half_years": [
            (half_year, figure(some, of))
            for half_year, some, of in connection.execute(f"""
                SELECT half_year, count(*) FILTER ({LISTED}), count(*) FROM flags.course GROUP BY ALL ORDER BY ALL""").fetchall()
        ],
    }


def by_dimension(
    connection: duckdb.DuckDBPyConnection, source: str, condition: str
) -> dict[subgroups.Dimension, Counts]:
    """Exact counts of the children of `source` for whom the condition holds, by dimension and part."""
    found: dict[str, Counts] = defaultdict(dict)
    for dimension, part, some, of in connection.execute(f"""
            SELECT dimension, part, count(*) FILTER ({condition}), count(*) FROM {source} JOIN subgroup USING (child_id)
            GROUP BY ALL ORDER BY dimension, part""").fetchall():
        found[dimension][part] = (some, of)
    return {dimension: found[dimension.name] for dimension in subgroups.DIMENSIONS}


def gaps(connection: duckdb.DuckDBPyConnection, rule: Rule) -> dict[str, Any]:
    """A rule's rate in each group against the rate of all; the ratio is worked out from printed figures."""
    source = f"(SELECT child_id, value FROM flags.flag WHERE rule = '{rule.name}')"
    parts = []
    for dimension, counts in by_dimension(connection, source, "value = 'true'").items():
        if not dimension.gap:
            continue
        figures = table(counts)
        whole = figures[TOTAL].rate
        for part, shown in figures.items():
            if part == TOTAL:
                continue
            ratio = shown.rate / whole if whole and shown.rate is not None else None
            outside = ratio is not None and not LEAST_RATIO <= ratio <= MOST_RATIO
            parts.append((dimension, part, shown, ratio, outside))
    shown_parts = [part for part in parts if part[2].count is not None]
    return {
        "rule": rule,
        "parts": shown_parts,
        "withheld": len(parts) - len(shown_parts),
        "marked": sum(outside for *_, outside in parts),
    }


def rulebook(as_of: date, rules: dict[str, Rule], components: dict[str, Rule]) -> dict[str, object]:
    """Every rule as declared, with the numbers in force and those before and after them."""
    used = {fact.extract: fact.source for rule in (*rules.values(), *components.values()) for fact in rule.reads}
    return {
        "components": components,
        "matrix": matrix.on(as_of),
        "columns": COLUMNS,
        "english": matrix.ENGLISH,
        "extracts": sorted(used.values(), key=lambda extract: extract.name),
        "facts": {
            name: sorted(
                {
                    fact.ja
                    for rule in (*rules.values(), *components.values())
                    for fact in rule.reads
                    if fact.extract == name
                }
            )
            for name in used
        },
    }


COLUMNS: dict[matrix.Column, str] = {
    "top": "学力か非認知能力等が3、または両方2以上",
    "a2": "学力が2",
    "n2": "非認知能力等だけ2",
    "s1": "高い方が1",
    "s0": "高い方が0",
    "none": "どちらも不明",
    "not_applicable": "学齢でない",
}
