"""A rule's answer for every child in one query: whether it holds, its sentences, and as evidence exactly the facts it
read: at which places of the child's facts they stand.

Belongs here: that query. Doesn't belong here: what it asks (the rules), where its rows are kept (judge.py). It reads a
table `fact` of the connection and nothing else, so that it answers the same of a flag's own evidence as of the whole
table.
"""

from datetime import date

from rules import explain
from rules.numbers import Value
from rules.reading import literal
from rules.rule import Finding, Rule

NOT_UNKNOWN = "state NOT IN ('missing', 'stale')"


def answers(rule: Rule, as_of: date, numbers: dict[str, Value], facts: str = "fact") -> str:
    """A SELECT of child_id, holds, sentence_ja, sentence_en, places: a row a child of the table `facts`."""
    finding = rule.finding(as_of, {name: value.value for name, value in numbers.items()})
    shows = "".join(f", {explain.as_text(term)} AS show_{name}" for name, term in finding.shows.items())
    names = ", ".join(literal(fact.name) for fact in rule.reads)
    return f"""
        WITH read AS (
            SELECT child_id, {finding.holds.sql} AS holds{shows},
                   {explain.sources(rule, "ja")} AS sources_ja, {explain.sources(rule, "en")} AS sources_en,
                   {explain.gaps(rule, "ja")} AS gaps_ja, {explain.gaps(rule, "en")} AS gaps_en,
                   {places(finding)} AS places
            FROM {facts} WHERE fact IN ({names}) GROUP BY child_id)
        SELECT child_id, holds, {explain.sentence(rule, finding, numbers, "ja")} AS sentence_ja,
               {explain.sentence(rule, finding, numbers, "en")} AS sentence_en, places
        FROM read"""


def places(finding: Finding) -> str:
    """An aggregate: where the rows stand that were read. Of a fact asked for since a day, those since then, or the latest
    where there is none; whatever leaves it unknown stays in sight."""
    windows = {fact: day for fact, day in finding.asked.items() if day > date.min}
    if not windows:
        return "list_sort(list(place))"
    outside = {fact: f"(fact = '{fact}' AND {NOT_UNKNOWN} AND date < {literal(day)})" for fact, day in windows.items()}
    inside = f"list(place) FILTER (coalesce(NOT ({' OR '.join(outside.values())}), TRUE))"
    latest = [
        f"CASE WHEN count(*) FILTER (fact = '{fact}') = count(*) FILTER {row} "
        f"THEN [max_by(place, (date, record_key)) FILTER {row}] END"
        for fact, row in outside.items()
    ]
    return f"list_sort(list_concat({', '.join([inside, *latest])}))"


def missing(evidence: str) -> str:
    """Of a list of evidence, as SQL: what left it unknown, once each."""
    gap = "{'fact': row.fact, 'state': row.state, 'extract': row.extract}"
    return f"list_sort(list_distinct([{gap} FOR row IN {evidence} IF row.{explain.GAP}]))"


def holds(rule: Rule, as_of: date, numbers: dict[str, float], facts: str = "fact") -> str:
    """A SELECT of child_id and holds alone, with any numbers: for a what-if."""
    names = ", ".join(literal(fact.name) for fact in rule.reads)
    answer = rule.finding(as_of, numbers).holds.sql
    return f"SELECT child_id, {answer} AS holds FROM {facts} WHERE fact IN ({names}) GROUP BY child_id"
