"""A rule more is three files more: its module, its YAML, its cases. Nothing else changes, and it is judged like the others."""

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import rules

REPOSITORY = Path(rules.__file__).parents[1]
TESTS = Path(__file__).parent

THREE_FILES = {
    "rules/indicators/of_age.py": '''
"""A trial: so many months old."""

from rules.calendar import Day
from rules.reading import Facts
from rules.rule import Finding, Numbers, rule


@rule("age_months")
def of_age(facts: Facts, numbers: Numbers, day: Day) -> Finding:
    return Finding.of(facts.age_months.number >= numbers.months, age=facts.age_months.number)
''',
    "rules/indicators/of_age.yaml": """
label: {ja: 試しの月齢, en: Trial of age}
reading: 試しの規則
purpose: 試し
legal_basis: 児童福祉法 10条
numbers:
  months:
    meaning: {ja: 月齢, en: age}
    unit: {ja: か月, en: months}
    values: [{since: 2026-04-01, value: 100, reference: assumption, reason: 試しだから, author: tests}]
sentences:
  holds: {ja: "{age}か月です。", en: "{age} months old."}
  doesnt: {ja: "{months}か月未満です。", en: "Less than {months} months old."}
  unknown: {ja: 分かりません。, en: Not known.}
""",
    "tests/rules/cases/of_age.yaml": """
- sentence: 100 months are old enough for the trial
  as_of: 2026-10-01
  given: {age_months: 100}
  answer: true
- sentence: 99 months aren't
  as_of: 2026-10-01
  given: {age_months: 99}
  answer: false
- sentence: without a date of birth nobody knows
  as_of: 2026-10-01
  given: {age_months: missing}
  answer: unknown
""",
}

JUDGE = """
import sys
from datetime import date
from pathlib import Path
from rules.judge import judge
judge(Path(sys.argv[1]), Path(sys.argv[2]), None, date.fromisoformat(sys.argv[3]))
"""


GATHERED = """
from rules.rulebook import RULES
import test_cases
assert "of-age" in RULES, "nobody gathers of_age"
test_cases.test_no_case_is_left_without_its_rule()
test_cases.test_a_rule_has_a_case_of_each_answer("of-age")
"""


def run(folder: Path, *command: str) -> str:
    """What Python prints with the copy's rules, and everything else from the repository."""
    paths = {"PYTHONPATH": f"{folder}:{folder / 'tests/rules'}:{REPOSITORY}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=paths, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def copied(tmp_path):
    """The rules and their cases, and beside them the three files of one more."""
    shutil.copytree(REPOSITORY / "rules", tmp_path / "rules", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests/rules/cases").mkdir(parents=True)
    for name in ("test_cases.py", "facts_given.py"):
        shutil.copy(TESTS / name, tmp_path / "tests/rules")
    for name, content in THREE_FILES.items():
        assert not (REPOSITORY / name).exists()
        (tmp_path / name).write_text(content.lstrip(), encoding="utf-8")
    for cases in TESTS.glob("cases/*.yaml"):
        shutil.copy(cases, tmp_path / "tests/rules/cases")
    return tmp_path


@pytest.mark.parametrize("left_out", THREE_FILES)
def test_with_one_of_the_three_left_out_the_rule_is_not_judged_or_not_tested(copied, left_out):
    (copied / left_out).unlink()
    with pytest.raises(AssertionError, match=r"of_age"):
        run(copied, "-c", GATHERED)


def test_a_rule_more_is_three_files_more_and_nothing_else(judged, copied):
    tmp_path = copied
    run(copied, "-c", GATHERED)

    cased = run(tmp_path, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "tests/rules/test_cases.py")
    assert " passed" in cased

    day, flags = max(judged), tmp_path / "flags.duckdb"
    run(tmp_path, "-c", JUDGE, str(judged[day]), str(flags), str(day))
    with duckdb.connect(str(flags), read_only=True) as connection:
        connection.execute(f"ATTACH '{judged[day] / 'flags.duckdb'}' AS before (READ_ONLY)")
        told = connection.execute(
            """SELECT count(*), count(DISTINCT value), count(sentence_ja), bool_and(len(evidence) > 0)
               FROM flag WHERE rule = 'of-age'"""
        ).fetchall()
        children = connection.execute("SELECT count(DISTINCT child_id) FROM before.flag").fetchall()[0][0]
        others = "SELECT child_id, rule, value, sentence_ja FROM {}.flag WHERE rule <> 'of-age'"
        changed = connection.execute(
            f"SELECT count(*) FROM ({others.format('before')} EXCEPT {others.format('flags')})"
        ).fetchall()
    assert told[0][0] == told[0][2] == children
    assert told[0][1] > 1
    assert told[0][3]
    assert changed == [(0,)]
