"""Each rule against its cases: sentences that a case worker could dispute, in cases/<rule>.yaml."""

from pathlib import Path

import pytest
import yaml
from facts_given import WORDS, answer

from rules.rulebook import RULES

CASES = Path(__file__).parent / "cases"


def file_of(name: str) -> Path:
    return CASES / f"{name.replace('-', '_')}.yaml"


def cases():
    for name in RULES:
        for case in yaml.safe_load(file_of(name).read_text(encoding="utf-8")):
            yield pytest.param(name, case, id=f"{name}: {case['sentence']}")


@pytest.mark.parametrize(("name", "case"), cases())
def test_a_rule_answers_as_its_case_says(name, case):
    expected = WORDS.get(case["answer"], case["answer"])
    assert answer(RULES[name], case["given"], case["as_of"]) == expected


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_case_of_each_answer(name):
    answers = {
        WORDS.get(case["answer"], case["answer"]) for case in yaml.safe_load(file_of(name).read_text(encoding="utf-8"))
    }
    assert answers == {"true", "false", "unknown"}


def test_no_case_is_left_without_its_rule():
    assert {path.stem for path in CASES.glob("*.yaml")} == {name.replace("-", "_") for name in RULES}
