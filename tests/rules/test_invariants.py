"""What must hold of every rule, whatever the facts: tried over generated children, many to a query."""

from datetime import date, timedelta
from random import Random

import duckdb
import pytest
from facts_given import WORDS, answers, rows, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.evaluate import holds
from rules.rulebook import RULES

AS_OF = date(2026, 10, 1)
STATES = ("missing", "stale", "doubtful")
WORDS_OF = {
    "school_stage": ("before", "during", "after"),
    "residence": ("resident", "unregistered"),
    "school_register": ("municipal", "private", "whereabouts unknown", "deferred"),
    "adult_tax": ("exempt", "taxed", "unknown"),
    "address": ("a", "b", "c", "d"),
}
# more of these can only make a rule hold, never stop it (not lateness of a young carer: a rise is asked of it)
ADVERSE = (
    ("absence-early", "absent_days"),
    ("absence-early", "late_count"),
    ("absence-long", "absent_days"),
    ("checkup-missed", "checkup_unattended"),
    ("epds", "epds_total"),
    ("epds", "epds_item10"),
    ("moves", "address"),
    ("moves", "moved_in"),
    ("moves", "consultation_open"),
    ("not-registered", "known_to_school"),
    ("nursery-absence", "nursery_unexplained_absences"),
    ("nursery-absence", "registration_open"),
    ("nursery-arrears", "nursery_arrears"),
    ("sibling-case", "sibling_consultation_open"),
    ("sos", "sos_consultation"),
    ("sos", "sos_thunder"),
    ("teeth", "untreated_teeth"),
    ("whereabouts", "school_register"),
    ("young-carer", "disability_in_household"),
    ("takeup-checkup", "checkup_unattended"),
    ("takeup-school-aid", "child_rearing_allowance"),
    ("takeup-school-aid", "public_assistance"),
)
# these hold for want of something (a contact, a vaccination, an allowance): no fact more can be adverse
OF_WANT = {"no-contact", "vaccination-none", "takeup-vaccination", "takeup-child-allowance", "takeup-rearing-allowance"}

FURTHER = {"checkup_unattended": "4 months", "school_register": "whereabouts unknown"}

few = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))


def content(name: str, chance: Random) -> object:
    """What a fact may hold: nothing, a state, or a few rows, one of them perhaps in review."""
    drawn = chance.random()
    if drawn < 0.3:
        return None if drawn < 0.15 else chance.choice(STATES[:2])
    found = []
    for _ in range(chance.randint(1, 3)):
        row = {"date": AS_OF - timedelta(chance.randint(0, 800))}
        if chance.random() < 0.2:
            found.append(row | {"state": "doubtful"})
            continue
        number = chance.choice((2025, 2026)) if name == "school_assistance" else chance.randint(0, 12)
        found.append(row | {"value": chance.choice(WORDS_OF.get(name, ("full",))), "number": number})
    return found


def children(rule, chance: Random, many: int = 60) -> list[dict[str, object]]:
    return [{fact.name: content(fact.name, chance) for fact in rule.reads} for _ in range(many)]


@pytest.mark.parametrize("name", RULES)
@given(chance=st.integers(0, 2**32).map(Random))
@few
def test_taking_a_fact_away_leaves_the_answer_or_makes_it_unknown(name, chance):
    rule = RULES[name]
    given_children = children(rule, chance)
    lost = chance.choice(rule.reads).name
    state = chance.choice(STATES)
    with_it, without = (
        answers(rule, found, AS_OF)
        for found in (given_children, [child | {lost: instead(child[lost], state)} for child in given_children])
    )
    assert all(after in (before, "unknown") for before, after in zip(with_it, without, strict=True))


def instead(content, state):
    """A row in review stands beside what is known; a missing or stale fact stands instead of it."""
    return [*rows("grade", content), {"state": "doubtful"}] if state == "doubtful" else state


def test_every_rule_has_adverse_facts_or_holds_for_want_of_some():
    assert {name for name, _ in ADVERSE} | OF_WANT == set(RULES)
    assert not {name for name, _ in ADVERSE} & OF_WANT


@pytest.mark.parametrize(("name", "fact"), ADVERSE)
@given(chance=st.integers(0, 2**32).map(Random))
@few
def test_a_further_adverse_fact_never_clears_a_flag(name, fact, chance):
    rule = RULES[name]
    given_children = children(rule, chance)
    further = {"date": AS_OF - timedelta(1), "number": 30, "value": FURTHER.get(fact, "a further one")}
    added = [
        child | {fact: child[fact] if isinstance(child[fact], str) else [*(child[fact] or []), further]}
        for child in given_children
    ]
    order = ["false", "unknown", "true"]
    before, after = answers(rule, given_children, AS_OF), answers(rule, added, AS_OF)
    assert all(order.index(now) >= order.index(then) for then, now in zip(before, after, strict=True))


@pytest.mark.parametrize("name", RULES)
@given(chance=st.integers(0, 2**32).map(Random))
@settings(few, max_examples=2)
def test_neither_the_order_of_rows_nor_the_time_zone_matters(name, chance):
    rule = RULES[name]
    found = children(rule, chance)
    numbers = {number: value.value for number, value in rule.numbers(AS_OF).items()}
    asked = holds(rule, AS_OF, numbers)
    with duckdb.connect() as connection:
        table(connection, {str(at): child for at, child in enumerate(found)}, [fact.name for fact in rule.reads])
        once = sorted(connection.sql(asked).fetchall())
        connection.execute("CREATE OR REPLACE TABLE fact AS FROM fact ORDER BY hash(child_id, fact, date, number)")
        connection.execute("SET TimeZone = 'Pacific/Honolulu'")
        assert sorted(connection.sql(asked).fetchall()) == once
    assert {answer for _, answer in once} <= set(WORDS)


@pytest.mark.parametrize("name", RULES)
def test_a_child_of_whom_nothing_was_collected_is_unknown_or_out_of_question(name):
    """No extract at all: nothing may be called true, and nothing false that isn't outside what the rule asks."""
    rule = RULES[name]
    assert answers(rule, [{fact.name: "missing" for fact in rule.reads}], AS_OF) == ["unknown"]
