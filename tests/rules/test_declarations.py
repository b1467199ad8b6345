"""A fact or rule that says too little, or wants too much, doesn't load."""

import textwrap
from datetime import date
from importlib import util

import duckdb
import pytest

from extracts import pseudonym
from extracts.declaration import EXTRACTS
from rules.facts import FACTS, sources
from rules.facts.build import WORKING, write
from rules.facts.declaration import Fact
from rules.numbers import Number, Value, Words
from rules.reading import TRUE, allow
from rules.rulebook import RULES

MODULE = """
from rules.rule import Finding, rule

@rule({reads})
def made(facts, numbers, day):
    {first}
    return Finding.of({holds}{shows})
"""
DECLARED = """
label: {ja: 試し, en: Trial}
reading: 試しの規則
purpose: 試し
legal_basis: APPI 61(1)
numbers:
  months:
    meaning: {ja: 月数, en: months}
    unit: {ja: か月, en: months}
    values: [{since: 2020-04-01, value: 3, reference: assumption, reason: 試しだから, author: tests}]
sentences:
  holds: {ja: "{months}か月以上です。", en: "At least {months}."}
  doesnt: {ja: "{months}か月未満です。", en: "Below {months}."}
  unknown: {ja: 分かりません。, en: Not known.}
"""
HOLDS = "facts.nursery_arrears.at_least(numbers.months).exist"


def load(folder, reads='"nursery_arrears"', holds=HOLDS, declared=DECLARED, first="pass", shows=""):
    """The rule of a module written to a folder, with its YAML beside it."""
    module = folder / "trial.py"
    module.write_text(MODULE.format(reads=reads, holds=holds, first=first, shows=shows), encoding="utf-8")
    (folder / "trial.yaml").write_text(textwrap.dedent(declared), encoding="utf-8")
    spec = util.spec_from_file_location("trial", module)
    loaded = util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded.made


def test_a_rule_is_a_module_and_its_yaml(tmp_path):
    rule = load(tmp_path)
    assert rule.name == "trial"
    assert [fact.name for fact in rule.reads] == ["nursery_arrears"]


def test_a_rule_that_reads_an_unknown_fact_does_not_load(tmp_path):
    with pytest.raises(KeyError, match="family_name"):
        load(tmp_path, reads='"nursery_arrears", "family_name"')


def test_a_rule_reads_no_fact_that_it_does_not_name(tmp_path):
    with pytest.raises(AttributeError, match="guardian"):
        load(tmp_path, holds=HOLDS + " & facts.guardian.exist")


def test_a_rule_names_no_fact_that_it_does_not_read(tmp_path):
    with pytest.raises(ValueError, match="guardian"):
        load(tmp_path, reads='"nursery_arrears", "guardian"')


@pytest.mark.parametrize("field", ["purpose", "legal_basis", "label", "sentences", "reading"])
def test_a_rule_without_purpose_basis_or_words_does_not_load(tmp_path, field):
    lines = DECLARED.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(field))
    end = next((at for at in range(start + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))
    with pytest.raises(ValueError, match=field):
        load(tmp_path, declared="\n".join(lines[:start] + lines[end:]))


@pytest.mark.parametrize("part", ["reference: assumption, ", "author: tests", ", reason: 試しだから"])
def test_a_number_without_reference_author_or_reason_does_not_load(tmp_path, part):
    with pytest.raises(ValueError, match=r"reference|author|reason"):
        load(tmp_path, declared=DECLARED.replace(part, ""))


def test_a_number_that_the_yaml_has_not_does_not_load(tmp_path):
    with pytest.raises(AttributeError, match="weeks"):
        load(tmp_path, holds="facts.nursery_arrears.at_least(numbers.weeks).exist")


def test_a_sentence_that_shows_what_the_rule_has_not_does_not_load(tmp_path):
    with pytest.raises(ValueError, match="arrears"):
        load(tmp_path, declared=DECLARED.replace("Below {months}", "Owes {arrears}"))


def test_a_rule_without_its_yaml_does_not_load(tmp_path):
    load(tmp_path)
    (tmp_path / "trial.yaml").unlink()
    spec = util.spec_from_file_location("trial", tmp_path / "trial.py")
    with pytest.raises(FileNotFoundError):
        spec.loader.exec_module(util.module_from_spec(spec))


@pytest.mark.parametrize("word", ["and", "or"])
def test_a_rule_cannot_lose_the_unknown_in_a_python_and(tmp_path, word):
    with pytest.raises(TypeError, match="lose the unknown"):
        load(tmp_path, holds=f"({HOLDS} {word} {HOLDS})")


def test_not_is_refused_too():
    with pytest.raises(TypeError, match="lose the unknown"):
        assert not TRUE


def test_a_number_has_the_value_that_was_in_force_on_the_day():
    old, new = (
        Value(since=since, value=value, reference="通知", author="tests")
        for since, value in ((date(2020, 4, 1), 3), (date(2026, 4, 1), 2))
    )
    counted = {"meaning": Words(ja="月数", en="time"), "unit": Words(ja="か月", en="months")}
    number = Number(**counted, values=(old, new))
    assert [number.on(day).value for day in (date(2026, 3, 31), date(2026, 4, 1), date(2019, 1, 1))] == [3, 2, 3]
    with pytest.raises(ValueError, match="oldest first"):
        Number(**counted, values=(new, old))


def test_a_fact_names_an_extract_that_is_delivered():
    with pytest.raises(ValueError, match="gossip"):
        Fact(name="rumour", ja="噂", en="rumour", kind="date", extract="gossip", sql="SELECT 1")


def test_every_rule_of_the_page_is_there():
    assert len([name for name in RULES if not name.startswith("takeup-")]) == 15
    assert len([name for name in RULES if name.startswith("takeup-")]) == 5


HIDDEN = [
    (extract.name, column.field)
    for extract in EXTRACTS.values()
    for column in extract.columns
    if column.type in ("name", "kana", "address")
    or column.heading in extract.text
    or column.field in ("resident_kind", "phone", "postcode", "guardian_name")
]


@pytest.mark.parametrize(("extract", "field"), HIDDEN)
def test_no_fact_can_read_a_name_an_address_a_nationality_or_a_free_text(extract, field, folder_of_empty_extracts):
    """Whatever SQL a fact is given, the column isn't there."""
    with duckdb.connect() as connection:
        sources.open_people(connection, folder_of_empty_extracts)
        connection.execute("ALTER TABLE guardian ADD COLUMN resident_key TEXT")
        path = folder_of_empty_extracts / "landed" / f"{extract}.duckdb"
        sources.open_extract(connection, EXTRACTS[extract], path)
        for table in ("own", "every"):
            with pytest.raises(duckdb.BinderException, match=field):
                connection.execute(f"SELECT {field} FROM {table}")


@pytest.fixture
def registry(folder_of_empty_extracts):
    """A connection to open the registry in, as the facts stage does."""
    with duckdb.connect() as connection:
        pseudonym.prepare(connection, b"a key for tests")
        sources.open_people(connection, folder_of_empty_extracts)
        landed = folder_of_empty_extracts / "landed/resident_registry.duckdb"
        yield connection, lambda: sources.open_extract(connection, EXTRACTS["resident_registry"], landed)


@pytest.mark.parametrize("field", ["name", "kana", "address", "resident_kind"])
def test_a_fact_planted_to_read_a_name_an_address_or_a_nationality_stops_the_stage(registry, field):
    connection, open_registry = registry
    open_registry()
    connection.execute(WORKING)
    planted = Fact(
        name="planted", ja="試し", en="planted", kind="value", extract="resident_registry",
        sql=f"SELECT child_id, record_key, doubtful, {field} AS value FROM own",
    )  # fmt: skip
    with pytest.raises(duckdb.BinderException, match=field):
        write(connection, planted, date(2026, 10, 1), date(2026, 10, 1))


@pytest.mark.parametrize(("hidden", "field"), [("HIDDEN_TYPES", "name"), ("HIDDEN_FIELDS", "resident_kind")])
def test_that_guard_would_notice_were_the_column_not_hidden(registry, monkeypatch, hidden, field):
    connection, open_registry = registry
    monkeypatch.setattr(sources, hidden, set())
    open_registry()
    assert field in connection.sql(f"SELECT {field} FROM own").columns


def test_no_fact_is_called_after_what_no_rule_may_read():
    words = ("name", "kana", "nationality", "foreign", "faith", "text", "summary", "phone", "postcode")
    assert not [name for name in FACTS if any(word in name for word in words)]
    assert allow(FACTS, FACTS).allowed.keys() == FACTS.keys()


def test_a_take_up_says_what_its_letter_says_and_which_department_of_the_city_writes_it(tmp_path):
    folder = tmp_path / "takeup"
    folder.mkdir()
    brought = DECLARED + "bring: {ja: 印鑑, en: a seal}\n"
    with pytest.raises(ValueError, match="letter"):
        load(folder, declared=brought)
    with pytest.raises(ValueError, match="no department"):
        load(folder, declared=brought + "letter: {department: 会計課, paragraphs: [ご案内します。]}\n")
    made = load(folder, declared=brought + 'letter: {department: 学務課, paragraphs: [ご案内します。, "{reason}"]}\n')
    assert made.declaration.letter.saying("まだです。") == ["ご案内します。", "まだです。"]
