"""How a rule reads facts: questions to one fact's rows of one child, answered true, false or unknown.

Belongs here: the questions there are, and what unknown does to each. Doesn't belong here: any rule. A question becomes
a SQL expression over a column of the fact's name, the list of its rows of one child (evaluate.py makes them), where NULL
is unknown, so that AND, OR and NOT are three-valued by themselves. What a rule reads is recorded by its asking.

A fact that is missing or stale is unknown; one that a row in review might change is unknown unless the answer stands
whatever that row says. Collected and none there is an answer: there is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from rules.facts.declaration import Fact


@dataclass(frozen=True)
class Term:
    """A SQL expression: true, false, a number or a text, or unknown (NULL)."""

    sql: str

    def __and__(self, other: "Term") -> "Term":
        return Term(f"({self.sql} AND {other.sql})")

    def __or__(self, other: "Term") -> "Term":
        return Term(f"({self.sql} OR {other.sql})")

    def __invert__(self) -> "Term":
        return Term(f"(NOT {self.sql})")

    def __ge__(self, other: "Term | float") -> "Term":
        return Term(f"({self.sql} >= {literal(other)})")

    def __lt__(self, other: "Term | float") -> "Term":
        return Term(f"({self.sql} < {literal(other)})")

    def __gt__(self, other: "Term | float") -> "Term":
        return Term(f"({self.sql} > {literal(other)})")

    def __add__(self, other: "Term") -> "Term":
        return Term(f"({self.sql} + {other.sql})")

    def equals(self, other: "Term | float | str") -> "Term":
        return Term(f"({self.sql} = {literal(other)})")

    def between(self, low: float, high: float) -> "Term":
        """From `low` to `high`, both included."""
        return Term(f"({self.sql} BETWEEN {literal(low)} AND {literal(high)})")

    def __bool__(self) -> bool:
        raise TypeError("a rule combines its questions with &, | and ~: `and`, `or` and `not` would lose the unknown")


TRUE, FALSE, UNKNOWN = Term("TRUE"), Term("FALSE"), Term("NULL::BOOLEAN")


def known_where(condition: Term, answer: Term) -> Term:
    """The answer where the condition holds, unknown elsewhere."""
    return Term(f"CASE WHEN {condition.sql} THEN {answer.sql} END")


def first_that_holds(*cases: tuple[Term, str]) -> Term:
    """The words of the first condition that holds; unknown where none does."""
    whens = " ".join(f"WHEN {condition.sql} THEN {literal(words)}" for condition, words in cases)
    return Term(f"CASE {whens} END")


def literal(value: "Term | float | str | date") -> str:
    if isinstance(value, Term):
        return value.sql
    if isinstance(value, date):
        return f"DATE '{value}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def those(rows: str, condition: str) -> str:
    """Of a list of rows those for which the condition on `row` holds."""
    return f"list_filter({rows}, lambda row: {condition})"


def each(rows: str, value: str) -> str:
    """Of each of the rows a value: a list."""
    return f"list_transform({rows}, lambda row: {value})"


@dataclass(frozen=True)
class Rows:
    """The rows of one fact, all or some: `since` and `until` include their day, `after` and `before` don't; a row
    without a date may lie anywhere. Each question is noted in `asked`: since when the fact was asked for."""

    fact: Fact
    asked: dict[str, date] = field(compare=False)
    conditions: tuple[str, ...] = ()
    first: date = date.min

    def since(self, day: date) -> "Rows":
        return replace(self._narrowed(f"row.date >= {literal(day)}"), first=max(self.first, day))

    def after(self, day: date) -> "Rows":
        return replace(self._narrowed(f"row.date > {literal(day)}"), first=max(self.first, day))

    def until(self, day: date) -> "Rows":
        return self._narrowed(f"row.date <= {literal(day)}")

    def before(self, day: date) -> "Rows":
        return self._narrowed(f"row.date < {literal(day)}")

    def at_least(self, number: float) -> "Rows":
        return self._narrowed(f"row.number >= {literal(number)}")

    def of_number(self, number: float) -> "Rows":
        return self._narrowed(f"row.number = {literal(number)}")

    def of(self, *values: str) -> "Rows":
        return self._narrowed(f"row.value IN ({', '.join(literal(value) for value in values)})")

    @property
    def exist(self) -> Term:
        """Is there such a row?"""
        return self.at_least_so_many(1)

    def at_least_so_many(self, rows: int) -> Term:
        return self._grows(f"len({self._known})", rows)

    def at_least_so_many_values(self, values: int) -> Term:
        return self._grows(f"len(list_distinct({each(self._known, 'row.value')}))", values)

    def total_at_least(self, number: float) -> Term:
        """Do the numbers, one a date, add up to that much?"""
        return self._grows(self._sum, number)

    def all_are(self, value: str) -> Term:
        """Are all rows' values that? `unknown` is no value; no row at all is unknown too."""
        other = those(self._known, f"row.value NOT IN ({literal(value)}, 'unknown')")
        unsure = those(self._known, "row.value = 'unknown'")
        return Term(f"""CASE WHEN len({other}) > 0 THEN FALSE
            WHEN {self._uncertain} OR len({unsure}) > 0 OR len({self._known}) = 0 THEN NULL ELSE TRUE END""")

    @property
    def total(self) -> Term:
        """The sum of the known rows' numbers, one a date; what is shown, not what is decided by."""
        return Term(self._sum)

    @property
    def count(self) -> Term:
        return Term(f"len({self._known})")

    @property
    def number(self) -> Term:
        """The number of the latest row; unknown where there is none."""
        return self._latest("number")

    @property
    def value(self) -> Term:
        return self._latest("value")

    @property
    def highest(self) -> Term:
        return Term(f"list_max({each(self._known, 'row.number')})")

    @property
    def latest_date(self) -> Term:
        return Term(f"list_max({each(self._known, 'row.date')})")

    @property
    def latest_month(self) -> Term:
        """The month of the latest row, of facts whose records are of a month."""
        return Term(f"strftime({self.latest_date.sql}, '%Y/%m')")

    @property
    def earliest_date(self) -> Term:
        return Term(f"list_min({each(self._known, 'row.date')})")

    def month(self, back: int) -> Term:
        """The number of the latest month on record (1), of the one before it (2) …; unknown where there are fewer."""
        return self._surely(f"list_reverse_sort({self._by_date})[{back}].number")

    def _narrowed(self, condition: str) -> "Rows":
        return replace(self, conditions=(*self.conditions, condition))

    def _grows(self, known: str, needed: float) -> Term:
        """A row more could only raise it: enough known rows are enough."""
        return Term(f"CASE WHEN {known} >= {literal(needed)} THEN TRUE WHEN {self._uncertain} THEN NULL ELSE FALSE END")

    def _latest(self, column: str) -> Term:
        told = each(those(self._known, f"row.{column} IS NOT NULL"), f"{{'date': row.date, 'told': row.{column}}}")
        return self._surely(
            f"CASE len({self._known}) WHEN 1 THEN {self._known}[1].{column} ELSE list_max({told}).told END"
        )

    def _surely(self, known: str) -> Term:
        return Term(f"CASE WHEN NOT {self._uncertain} THEN {known} END")

    @property
    def _known(self) -> str:
        self.asked[self.fact.name] = min(self.first, self.asked.get(self.fact.name, date.max))
        return those(self.fact.name, " AND ".join(("row.state = 'known'", *self.conditions)))

    @property
    def _uncertain(self) -> str:
        """No row at all, a missing or stale fact, a row in review or without a date that may fall in the window."""
        window = [condition for condition in self.conditions if condition.startswith("row.date ")]
        unsure = ["row.state IN ('missing', 'stale')"]
        if window:
            unsure.append(f"(row.state = 'doubtful' AND coalesce({' AND '.join(window)}, TRUE))")
            unsure.append("(row.state = 'known' AND row.date IS NULL)")
        else:
            unsure.append("row.state = 'doubtful'")
        return f"(len({self.fact.name}) = 0 OR len({those(self.fact.name, ' OR '.join(unsure))}) > 0)"

    @property
    def _by_date(self) -> str:
        """A month rests on two rows where two schools reported it: each carries the month's number, which counts
        once."""
        months = each(self._known, "{'date': row.date, 'number': row.number}")
        return f"list_distinct({months})"

    @property
    def _sum(self) -> str:
        return f"coalesce(list_sum({each(self._by_date, 'row.number')}), 0)"


@dataclass
class Facts:
    """The facts that a rule may read, as attributes: asking for another stops the import. `asked` says which were asked
    for, and since which day (`date.min`: of whatever date)."""

    allowed: dict[str, Fact]
    asked: dict[str, date] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Rows:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self.allowed:
            raise AttributeError(f"{name}: the rule doesn't say that it reads this fact")
        return Rows(self.allowed[name], self.asked)


def allow(names: Iterable[str], facts: dict[str, Fact]) -> Facts:
    """The named facts. Raises KeyError naming one that isn't declared: a rule can read nothing else."""
    names = tuple(names)
    unknown = sorted(set(names) - set(facts))
    if unknown:
        raise KeyError(f"no fact is called {', '.join(unknown)}")
    return Facts({name: facts[name] for name in names})
