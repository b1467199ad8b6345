"""Each rule against its cases: sentences that a case worker could dispute, in cases/<rule>.yaml."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from facts_given import WORDS, answers

from rules.rulebook import RULES

CASES = Path(__file__).parent / "cases"


def cases_of(name: str) -> list[dict]:
    return yaml.safe_load((CASES / f"{name.replace('-', '_')}.yaml").read_text(encoding="utf-8"))


@cache
def answered(name: str) -> dict[str, str]:
    """The rule's answer to each of its cases, by its sentence."""
    cases = cases_of(name)
    found = {}
    for day in {case["as_of"] for case in cases}:
        asked = [case for case in cases if case["as_of"] == day]
        of_the_day = answers(RULES[name], [case["given"] for case in asked], day)
        found |= dict(zip([case["sentence"] for case in asked], of_the_day, strict=True))
    return found


EVERY = [pytest.param(n, case, id=f"{n}: {case['sentence']}") for n in RULES for case in cases_of(n)]


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_a_rule_answers_as_its_case_says(name, case):
    assert answered(name)[case["sentence"]] == WORDS.get(case["answer"], case["answer"])


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_case_of_each_answer(name):
    assert {WORDS.get(case["answer"], case["answer"]) for case in cases_of(name)} == {"true", "false", "unknown"}


def test_no_case_is_left_without_its_rule():
    assert {path.stem for path in CASES.glob("*.yaml")} == {name.replace("-", "_") for name in RULES}
