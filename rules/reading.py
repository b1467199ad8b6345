"""How a rule reads facts: questions to one fact's rows of one child, answered true, false or unknown.

Belongs here: the questions there are, and what unknown does to each. Doesn't belong here: any rule. A question becomes
a SQL expression over the child's rows of the fact table, where NULL is unknown, so that AND, OR and NOT are
three-valued by themselves. What a rule reads is recorded by its asking.

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


@dataclass(frozen=True)
class Rows:
    """The rows of one fact, all or some: `since` and `until` include their day, `after` and `before` don't; a row
    without a date may lie anywhere. Each question is noted in `asked`: since when the fact was asked for."""

    fact: Fact
    asked: dict[str, date] = field(compare=False)
    conditions: tuple[str, ...] = ()
    first: date = date.min

    def since(self, day: date) -> "Rows":
        return replace(self._narrowed(f"date >= {literal(day)}"), first=max(self.first, day))

    def after(self, day: date) -> "Rows":
        return replace(self._narrowed(f"date > {literal(day)}"), first=max(self.first, day))

    def until(self, day: date) -> "Rows":
        return self._narrowed(f"date <= {literal(day)}")

    def before(self, day: date) -> "Rows":
        return self._narrowed(f"date < {literal(day)}")

    def at_least(self, number: float) -> "Rows":
        return self._narrowed(f"number >= {literal(number)}")

    def of_number(self, number: float) -> "Rows":
        return self._narrowed(f"number = {literal(number)}")

    def of(self, *values: str) -> "Rows":
        return self._narrowed(f"value IN ({', '.join(literal(value) for value in values)})")

    @property
    def exist(self) -> Term:
        """Is there such a row?"""
        return self.at_least_so_many(1)

    def at_least_so_many(self, rows: int) -> Term:
        return self._grows(f"count(*) FILTER ({self._known})", rows)

    def at_least_so_many_values(self, values: int) -> Term:
        return self._grows(f"count(DISTINCT value) FILTER ({self._known})", values)

    def total_at_least(self, number: float) -> Term:
        """Do the numbers, one a date, add up to that much?"""
        return self._grows(self._sum, number)

    def all_are(self, value: str) -> Term:
        """Are all rows' values that? `unknown` is no value; no row at all is unknown too."""
        other = f"count(*) FILTER ({self._known} AND value NOT IN ({literal(value)}, 'unknown'))"
        unsure = f"({self._uncertain} OR count(*) FILTER ({self._known} AND value = 'unknown') > 0)"
        none = f"count(*) FILTER ({self._known}) = 0"
        return Term(f"CASE WHEN {other} > 0 THEN FALSE WHEN {unsure} OR {none} THEN NULL ELSE TRUE END")

    @property
    def total(self) -> Term:
        """The sum of the known rows' numbers, one a date; what is shown, not what is decided by."""
        return Term(self._sum)

    @property
    def count(self) -> Term:
        return Term(f"count(*) FILTER ({self._known})")

    @property
    def number(self) -> Term:
        """The number of the latest row; unknown where there is none."""
        return self._surely(f"arg_max(number, (date, number)) FILTER ({self._known})")

    @property
    def value(self) -> Term:
        return self._surely(f"max_by(value, (date, value)) FILTER ({self._known})")

    @property
    def highest(self) -> Term:
        return Term(f"max(number) FILTER ({self._known})")

    @property
    def latest_date(self) -> Term:
        return Term(f"max(date) FILTER ({self._known})")

    @property
    def earliest_date(self) -> Term:
        return Term(f"min(date) FILTER ({self._known})")

    def month(self, back: int) -> Term:
        """The number of the latest month on record (1), of the one before it (2) …; unknown where there are fewer."""
        return self._surely(f"list_reverse_sort({self._by_date})[{back}].number")

    def _narrowed(self, condition: str) -> "Rows":
        return replace(self, conditions=(*self.conditions, condition))

    def _grows(self, known: str, needed: float) -> Term:
        """A row more could only raise it: enough known rows are enough."""
        return Term(f"CASE WHEN {known} >= {literal(needed)} THEN TRUE WHEN {self._uncertain} THEN NULL ELSE FALSE END")

    def _surely(self, known: str) -> Term:
        return Term(f"CASE WHEN NOT {self._uncertain} THEN {known} END")

    @property
    def _fact(self) -> str:
        return f"fact = '{self.fact.name}'"

    @property
    def _known(self) -> str:
        self.asked[self.fact.name] = min(self.first, self.asked.get(self.fact.name, date.max))
        return " AND ".join(("WHERE " + self._fact, "state = 'known'", *self.conditions))

    @property
    def _uncertain(self) -> str:
        """No row at all, a missing or stale fact, a row in review or without a date that may fall in the window."""
        window = [condition for condition in self.conditions if condition.startswith("date ")]
        unsure = [
            "state IN ('missing', 'stale')",
            f"state = 'doubtful' AND coalesce({' AND '.join(['TRUE', *window])}, TRUE)",
        ]
        if window:
            unsure.append("state = 'known' AND date IS NULL")
        any_unsure = " OR ".join(f"({reason})" for reason in unsure)
        return (
            f"(count(*) FILTER (WHERE {self._fact}) = 0 OR count(*) FILTER (WHERE {self._fact} AND ({any_unsure})) > 0)"
        )

    @property
    def _by_date(self) -> str:
        """A month rests on two rows where two schools reported it: each carries the month's number, which counts
        once."""
        return f"list(DISTINCT {{'date': date, 'number': number}}) FILTER ({self._known})"

    @property
    def _sum(self) -> str:
        return f"coalesce(list_sum(list_transform({self._by_date}, lambda row: row.number)), 0)"


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
