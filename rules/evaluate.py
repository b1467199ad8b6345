"""A rule's answer for every child in one query: whether it holds, what its sentence shows, and as evidence exactly the facts
it read: at which places of the child's facts they stand.

Belongs here: that query. Doesn't belong here: what it asks (the rules), where its rows are kept (judge.py). It reads a
table `fact` of the connection and nothing else, so that it answers the same of a flag's own evidence as of the whole
table. Each fact's rows are gathered into a list once; whatever is asked of them is asked of that list, within a child's
one row: an aggregate a question would go through all rows again and again.
"""

from collections.abc import Iterable
from datetime import date

from rules import explain
from rules.facts.declaration import Fact
from rules.numbers import Value
from rules.reading import each, literal, those
from rules.rule import Finding, Rule

ASKED = ("state", "value", "number", "date")


def answers(rule: Rule, as_of: date, numbers: dict[str, Value], facts: str = "fact") -> str:
    """A SELECT of child_id, holds, shown (what its sentence shows, in the order of explain.shown), places: a row a child of
    the table `facts`."""
    finding = rule.finding(as_of, {name: value.value for name, value in numbers.items()})
    return f"""SELECT child_id, {finding.holds.sql} AS holds, {explain.values(finding.shows, explain.shown(rule))} AS shown,
        {places(finding)} AS places FROM ({lists(rule.reads, facts, (*ASKED, "place"))})"""


def lists(reads: Iterable[Fact], facts: str, columns: tuple[str, ...] = ASKED) -> str:
    """A SELECT of child_id and, under each fact's name, the list of its rows: a row a child of the table `facts`."""
    row = "{" + ", ".join(f"'{column}': {column}" for column in columns) + "}"
    names = [fact.name for fact in reads]
    each_fact = ", ".join(f"coalesce(list({row}) FILTER (fact = '{name}'), []) AS {name}" for name in names)
    return f"""SELECT child_id, {each_fact} FROM {facts}
        WHERE fact IN ({", ".join(literal(name) for name in names)}) GROUP BY child_id"""


def places(finding: Finding) -> str:
    """Where the rows stand that were read. Of a fact asked for since a day, those since then, or the latest where there
    is none; whatever leaves it unknown stays in sight."""
    return f"list_sort(list_concat({', '.join(placed(fact, first) for fact, first in finding.asked.items())}))"


def placed(fact: str, first: date) -> str:
    if first == date.min:
        return each(fact, "row.place")
    before = f"row.state NOT IN ('missing', 'stale') AND row.date < {literal(first)}"
    # a fact's rows stand in the order of their dates
    all_places, inside = each(fact, "row.place"), each(those(fact, f"coalesce(NOT ({before}), TRUE)"), "row.place")
    return f"CASE WHEN len({those(fact, before)}) = len({fact}) THEN [list_max({all_places})] ELSE {inside} END"


def missing(evidence: str) -> str:
    """Of a list of evidence, as SQL: what left it unknown, once each."""
    gap = "{'fact': row.fact, 'state': row.state, 'extract': row.extract}"
    return f"list_sort(list_distinct([{gap} FOR row IN {evidence} IF row.{explain.GAP}]))"


def holds(rule: Rule, as_of: date, numbers: dict[str, float], facts: str = "fact") -> str:
    """A SELECT of child_id and holds alone, with any numbers: for a what-if."""
    return f"SELECT child_id, {rule.finding(as_of, numbers).holds.sql} AS holds FROM ({lists(rule.reads, facts)})"
