"""A declaration says all that the law asks, collects nothing that it forbids, and its page is current."""

from pathlib import Path

import pytest
import yaml

from extracts import EXTRACTS, documentation
from extracts.declaration import FOLDER, Column, read
from extracts.minimisation import TERMS

FORBIDDEN = [(reason, term) for reason, terms in TERMS["forbidden"].items() for term in terms]
DECLARED = FOLDER / "registry" / "protection_measures.yaml"


def load(folder: Path, **changes: object) -> None:
    """Loads the declaration of 支援措置 with some of its lines changed, or left out where they are None."""
    says = {**yaml.safe_load(DECLARED.read_text(encoding="utf-8")), **changes}
    path = folder / "registry" / DECLARED.name
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump({name: line for name, line in says.items() if line is not None}, allow_unicode=True))
    read(path)


def columns(**more: object) -> dict[str, object]:
    return yaml.safe_load(DECLARED.read_text(encoding="utf-8"))["columns"] | more


def test_there_are_21_extracts_and_each_says_why_it_is_kept() -> None:
    assert len(EXTRACTS) == 21
    assert [name for name, extract in EXTRACTS.items() if extract.required] == ["resident_registry"]


@pytest.mark.parametrize("line", ["purpose", "legal_basis", "owner", "retention_years", "stale_after_days", "key"])
def test_a_declaration_without_purpose_basis_owner_or_retention_does_not_load(tmp_path: Path, line: str) -> None:
    load(tmp_path)
    for missing in (None, " ", 0):
        with pytest.raises(ValueError, match=line):
            load(tmp_path, **{line: missing})


def test_the_list_of_what_may_not_be_collected_has_sixty_terms_and_more() -> None:
    assert len(FORBIDDEN) >= 60
    assert set(TERMS["forbidden"]) == {"faith", "creed and values", "race", "門地"}


@pytest.mark.parametrize(("reason", "term"), FORBIDDEN)
def test_a_column_about_faith_values_race_or_descent_rejects_the_declaration(reason: str, term: str) -> None:
    if term.isascii():
        names = [(f"保護者 {term.title()} 2", "note"), ("備考", f"guardian_{term.replace(' ', '_')}")]
    else:
        names = [(f"保護者の{term}", "note"), (f"{term[:1]} {term[1:]}コード", "note")]
    for heading, field in names:
        with pytest.raises(ValueError, match="may not be collected"):
            Column.parse(heading, f"{field} text?")


@pytest.mark.parametrize(
    "heading", ["個人番号", "世帯主個人番号", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ", "住民票コード", "住民票 コード", "My Number"]
)
def test_a_column_of_my_numbers_rejects_the_declaration(heading: str) -> None:
    with pytest.raises(ValueError, match="may not be collected"):
        Column.parse(heading, "number text?")


@pytest.mark.parametrize("heading", ["宛名番号", "主訴区分", "学級区分", "世帯番号", "部活動", "trace", "党首でない"])
def test_an_ordinary_column_loads(heading: str) -> None:
    assert Column.parse(heading, "traces text?").heading == heading


def test_a_column_may_say_a_purpose_of_its_own_but_not_an_empty_one(tmp_path: Path) -> None:
    kind = EXTRACTS["resident_registry"].column("住民種別")
    assert kind.purpose
    assert "公平性" in kind.purpose
    with pytest.raises(ValueError, match="purpose"):
        load(tmp_path, columns=columns(備考={"column": "note text?", "purpose": " "}))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"key": ["宛名番号", "電話番号"]}, "doesn't declare"),
        ({"key": ["宛名番号", "支援措置終了年月日"]}, "can't be empty"),
        ({"person": ["name"]}, "doesn't declare"),
        ({"text": ["支援措置開始年月日"]}, "free text is of type text"),
        ({"columns": columns(備考="kind text?")}, "same field"),
        ({"columns": columns(備考="record_id text?")}, "same field"),
        ({"columns": columns(備考="start_date_edtf text?")}, "same field"),
        ({"columns": columns(備考="note words?")}, "note|type"),
        ({"columns": columns(備考="Note text")}, "expected"),
        ({"columns": columns(備考="note code")}, "codes belong"),
        ({"domain": "welfare"}, "declares the domain"),
        ({"secret": True}, "secret"),
    ],
)
def test_a_declaration_that_contradicts_itself_does_not_load(tmp_path: Path, changes: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        load(tmp_path, **changes)


def test_the_page_of_the_extracts_is_what_the_declarations_say() -> None:
    assert documentation.PAGE.read_text(encoding="utf-8") == documentation.page(), (
        "run python -m extracts.documentation"
    )
