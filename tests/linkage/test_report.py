"""The auditor's page: complete, plain, self-contained, and with nothing on it that points at a person."""

import re
from datetime import date
from html.parser import HTMLParser
from math import log2

import duckdb
import pytest
import yaml
from town import AS_OF, MODEL, Town

from linkage import report
from linkage.limits import limit
from linkage.model import parameters
from linkage.report import examples, svg

CANARIES = {
    "name": "秘密之介　漏洩",
    "kana": "ヒミツノスケ　ロウエイ",
    "address": "高槻市城北町９丁目８番７６号",
    "phone": "0726543210",
    "resident_id": "9876543219",
}

RULINGS = f"""extract_l,record_id_l,extract_r,record_id_r,ruling
consultations,canary-reception,resident_registry,{CANARIES["resident_id"]},same
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Two runs of the town: in the second, a child and a record more."""
    root = tmp_path_factory.mktemp("runs")
    town = Town()
    canary = {name: CANARIES[name] for name in ("name", "kana", "address")} | {
        "sex": "male",
        "birth_date": date(2016, 2, 3),
    }
    town.registered(CANARIES["resident_id"], **canary, postcode="5690071")
    town.run(root / "first")
    said = {"name": "秘密之介　漏洩", "birth_date": date(2016, 2, 3), "phone": CANARIES["phone"]}
    town.record(
        "consultations", "canary-reception", reception_no="canary-reception", **said, address=CANARIES["address"]
    )
    (root / "people").mkdir()
    (root / "people" / "rulings.csv").write_text(RULINGS, encoding="utf-8")
    town.run(root / "second", people=root / "people")
    for run, previous in (("first", None), ("second", root / "first")):
        (root / run / "reports").mkdir()
        report.write(root / run, root / run / "reports", previous, AS_OF, MODEL)
    return root


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "second" / "reports" / report.PAGE).read_text(encoding="utf-8")


def test_no_real_persons_name_address_or_number_is_on_the_page(folder, page):
    with duckdb.connect(str(folder / "second" / "children.duckdb"), read_only=True) as children:
        keys = {
            key for row in children.execute("SELECT child_id, record_key FROM link").fetchall() for key in row if key
        }
        ids = {str(row[0]) for row in children.execute("SELECT record_id FROM link").fetchall()}
    parts = {part for value in CANARIES.values() for part in re.split(r"\s", value)}
    assert len(keys) > 2000
    assert not {value for value in parts | keys | {"canary-reception"} if value in page}
    assert not set(re.findall(r"\d{10}", page)) & ids


def test_nothing_is_fetched_from_anywhere_and_no_script_runs(page):
    assert not re.search(r"https?:|//[a-z]|<script|<link|@import|url\(|src=", page)


def test_every_element_that_is_opened_is_closed(page):
    class Elements(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attrs):
            if tag not in {"meta"}:
                self.open.append(tag)

        def handle_startendtag(self, tag, attrs):
            pass

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    elements = Elements()
    elements.feed(page)
    assert elements.open == []


@pytest.mark.parametrize(
    "heading",
    [
        *("どこで線を引くか", "架空の例", "誤りの見込み", "宛名番号と氏名が合わない記録", "前回から変わったこと"),
        *("Where the lines are drawn", "invented examples", "Expected error", "What changed since the last run"),
    ],
)
def test_an_auditor_finds_every_part_in_both_languages(page, heading):
    assert heading in page


def test_the_first_run_says_that_there_is_nothing_to_compare_with(folder):
    first = (folder / "first" / "reports" / report.PAGE).read_text(encoding="utf-8")
    assert "前回の公開がない" in first


def test_the_second_run_says_what_is_new(page):
    assert "新しい子ども 0 人" in page
    assert re.search(r"<td>absent</td><td>(linked|review)</td><td class=\"n\">1</td>", page)


def test_what_people_ruled_stands_beside_what_the_model_expected(folder, page):
    assert "まだ人の判断がありません" in (folder / "first" / "reports" / report.PAGE).read_text(encoding="utf-8")
    assert re.search(r"人の判断とモデルの見込み.*?<td class=\"n\">1</td><td class=\"n\">100%</td>", page, re.DOTALL)


def test_blocking_says_what_each_rule_adds_and_how_many_pairs_a_record_that_makes(page):
    assert re.search(
        r"生年月日 \+ 名の音</td><td>姓が変わった</td><td class=\"n\">[\d,–]+</td><td class=\"n\">\d+\.\d</td>", page
    )


def test_both_thresholds_are_drawn(page):
    assert f"≥ {limit('link_weight', AS_OF):g}" in page
    assert f"≥ {limit('review_weight', AS_OF):g}" in page


@pytest.fixture(scope="module")
def scored():
    """The examples without a city's own chance of meeting the same child."""
    return examples.scored(MODEL, 0.0)


def test_the_bars_of_an_example_add_up_to_the_weight_that_the_model_gives_it(tmp_path, scored):
    declared = yaml.safe_load(examples.EXAMPLES.read_text(encoding="utf-8"))
    pairs = examples.pairs_of(declared, tmp_path, MODEL)
    for entry, drawn in zip(declared["examples"], scored, strict=True):
        assert drawn.weight == pytest.approx(pairs[entry["registry"]["resident_id"]]["bits"])
        assert [step.name for step in drawn.steps][-1] == "rarity"


def test_the_ordinary_example_is_linked_and_the_namesake_is_left(scored):
    one_in_20000 = log2(1 / 20000)
    ordinary, *_, namesake = scored
    assert ordinary.weight + one_in_20000 > limit("link_weight", AS_OF)
    assert namesake.weight + one_in_20000 < limit("link_weight", AS_OF)


def test_every_level_of_the_model_is_put_into_words(page):
    for levels in parameters.read(MODEL).levels.values():
        assert levels
    assert page.count('<table class="levels">') == 2 * len(parameters.read(MODEL).levels)


def test_words_in_a_plot_are_escaped():
    assert "<b>" not in svg.text(0, 0, "<b>")
