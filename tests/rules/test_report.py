"""The statistics, the gaps between groups and the rulebook: what may stand on these pages, and what a what-if tells."""

import html
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from extracts.declaration import EXTRACTS
from rules import report, subgroups
from rules.command import app
from rules.disclosure import LEAST, STEP
from rules.judgement.judge import COMPONENTS
from rules.rulebook import RULES
from rules.what_if import NotAskable, ask

CELL = re.compile(r'<td class="n">([\d,]+)</td>')
AS_OF = date(2026, 10, 1)


@pytest.fixture(scope="session")
def pages(judged: dict[date, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    out = tmp_path_factory.mktemp("reports")
    report.write(judged[AS_OF], out, AS_OF)
    return {page.name: page.read_text(encoding="utf-8") for page in out.iterdir()}


def identifiers(run: Path) -> set[str]:
    """Everything on file that points at one child."""
    with duckdb.connect(str(run / "children.duckdb"), read_only=True) as connection:
        rows = connection.sql("SELECT child_id, resident_id, household_id FROM child WHERE minor").fetchall()
    return {value for row in rows for value in row if value}


def test_every_count_on_the_statistics_pages_is_withheld_or_rounded(pages):
    for name in ("statistics.html", "subgroups.html"):
        body = re.sub(r"<h2>まとめ.*?</table>", "", pages[name], flags=re.DOTALL)  # counts groups, not children
        counts = [int(count.replace(",", "")) for count in CELL.findall(body)]
        assert counts
        assert all(count >= LEAST and count % STEP == 0 for count in counts)


def test_no_page_points_at_a_child(pages, judged):
    text = "".join(pages.values())
    assert not [one for one in identifiers(judged[AS_OF]) if one in text]


def test_no_page_calls_an_address_outside_or_runs_a_script(pages):
    for page in pages.values():
        assert not re.search(r"https?://|<script|<link|@import|url\(", page)


def test_nationality_is_counted_on_the_page_about_gaps_alone(pages):
    assert "国籍（日本・外国）" in pages["subgroups.html"]
    assert "日本国籍" not in pages["statistics.html"] + pages["rules.html"]


def test_the_rulebook_states_every_rule_with_its_numbers_since_when_and_on_what_basis(pages):
    page = pages["rules.html"]
    for name, rule in {**RULES, **COMPONENTS}.items():
        entry = page[page.index(f'<article id="{name}">') :].partition("</article>")[0]
        assert rule.declaration.label.ja in entry
        assert rule.declaration.label.en in entry.replace("&#39;", "'")
        for number in rule.declaration.numbers.values():
            assert f"{number.on(AS_OF).since}" in entry
        assumed = [
            value
            for number in rule.declaration.numbers.values()
            for value in number.values
            if value.reference == "assumption"
        ]
        assert entry.count("仮定 / assumption") == len(assumed)


def test_the_draft_of_the_register_names_every_item_that_is_kept_with_its_purpose_and_for_how_long(pages):
    page = pages["register.html"]
    for extract in EXTRACTS.values():
        row = page[page.index(f"<tr><td>{extract.title}<") :].partition("</tr>")[0]
        said = html.unescape(row)
        assert all(column.heading in said for column in extract.columns), extract.name
        assert extract.owner in said and extract.legal_basis in said and f"{extract.retention_years}年" in said
    for item in ("利用目的", "記録される人の範囲", "要配慮個人情報", "経常的な提供先", "開示・訂正・利用停止の窓口"):
        assert item in page


def test_each_page_that_shows_results_says_that_not_listed_does_not_mean_safe(pages):
    assert "対象外は安全を意味しません" in pages["statistics.html"]
    assert "対象外は安全を意味しません" in pages["rules.html"]


def test_every_child_is_in_one_part_of_every_dimension(judged):
    with duckdb.connect() as connection:
        connection.execute(
            f"ATTACH '{judged[AS_OF]}/facts.duckdb' AS facts (READ_ONLY); CREATE TEMP VIEW fact AS FROM facts.fact"
        )
        subgroups.divide(connection, judged[AS_OF], AS_OF)
        rows = connection.sql("""
            SELECT count(*), count(DISTINCT (child_id, dimension)), (SELECT count(DISTINCT child_id) FROM fact) FROM subgroup
        """).fetchall()
    parts, distinct, children = rows[0]
    assert parts == distinct == children * len(subgroups.DIMENSIONS)


def test_a_lower_threshold_adds_children_and_drops_none(judged):
    answer = ask(judged[AS_OF], AS_OF, "absence-long", ["days=1"])
    added, dropped = answer.changes[0], answer.changes[1]
    assert added.whole.count is not None
    assert dropped.whole.count is None
    assert set(added.parts) == {dimension.name for dimension in subgroups.DIMENSIONS}


def test_the_numbers_in_force_change_nothing(judged):
    for name in ("absence-long", "H"):
        assert [change.whole.count for change in ask(judged[AS_OF], AS_OF, name, []).changes[:2]] == [None, None]


def test_a_what_if_writes_nothing(judged):
    files = sorted(judged[AS_OF].rglob("*"))
    before = {file: file.stat().st_mtime_ns for file in files}
    ask(judged[AS_OF], AS_OF, "teeth", [f"{next(iter(RULES['teeth'].declaration.numbers))}=1"])
    assert {file: file.stat().st_mtime_ns for file in sorted(judged[AS_OF].rglob("*"))} == before


@pytest.mark.parametrize(
    ("rule", "given", "says"),
    [("no-such", "days=1", "規則"), ("absence-long", "weeks=1", "基準値"), ("absence-long", "days=many", "数値")],
)
def test_what_cannot_be_asked_is_said(judged, rule, given, says):
    with pytest.raises(NotAskable, match=says):
        ask(judged[AS_OF], AS_OF, rule, [given])


def test_the_command_shows_the_change_of_the_published_run(judged, tmp_path):
    published = tmp_path / "runs"
    published.mkdir()
    run = published / f"{AS_OF}-abc"
    run.mkdir()
    for file in judged[AS_OF].iterdir():
        (run / file.name).symlink_to(file)
    (published / "current").symlink_to(run)
    shown = CliRunner().invoke(app, ["what-if", "--rule", "absence-long", "--set", "days=10", "--runs", str(published)])
    assert shown.exit_code == 0, shown.output
    assert "30 → 10" in shown.output
    missing = CliRunner().invoke(
        app, ["what-if", "--rule", "absence-long", "--set", "days=10", "--runs", str(tmp_path / "none")]
    )
    assert missing.exit_code == 1
