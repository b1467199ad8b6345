"""The rules' numbers as they stand for the next run, what a change of one would do, and proposing it.

What a change does is `rules.what_if`'s to say, over the current run's facts and under disclosure control.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from review import four_eyes
from review.models import Account, ThresholdChange
from review.published import Run
from rules.changes import as_decided
from rules.numbers import Number, Value
from rules.rule import Rule
from rules.what_if import ask


def delivery() -> Path | None:
    """The people's delivery as it stands, that the next run reads."""
    current: Path = settings.PEOPLE / "current"
    return current if current.exists() else None


def rules() -> dict[str, Rule]:
    """Every rule and component that has numbers, with what was changed so far."""
    indicators, components = as_decided(delivery())
    return {name: rule for name, rule in {**components, **indicators}.items() if rule.declaration.numbers}


def number(rule: str, name: str) -> Number | None:
    """The number of that rule; None where there is none."""
    return rules()[rule].declaration.numbers.get(name) if rule in rules() else None


@dataclass(frozen=True)
class Shown:
    """How many children would be added, dropped and so on: words, and the figure as it may be shown."""

    ja: str
    en: str
    text: str


def what_if(run: Run, rule: str, name: str, value: float) -> list[Shown]:
    """What the current run's answers would be with that value. Raises rules.what_if.NotAskable."""
    found = ask(run.folder, run.as_of, rule, [f"{name}={value}"], delivery())
    return [Shown(change.ja, change.en, change.whole.text) for change in found.changes]


def propose(
    run: Run, account: Account, rule: str, name: str, value: float, since: date, reference: str, reason: str
) -> None:
    """Puts a change before a second person, with the value that it follows and what it would do."""
    before: Value = rules()[rule].declaration.numbers[name].on(since)
    change = ThresholdChange(
        rule=rule,
        number=name,
        value=value,
        since=since,
        reference=reference,
        reason=reason,
        by=account,
        before={"value": before.value, "since": str(before.since), "reference": before.reference},
        what_if=[vars(shown) for shown in what_if(run, rule, name, value)],
        run_id=run.run_id,
    )
    four_eyes.propose("threshold", change)
