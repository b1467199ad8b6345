"""docs/extracts.md: what departments deliver, written from the declarations. `python -m extracts.documentation` renews it.

Belongs here: the page's wording. Doesn't belong here: any fact about an extract (its declaration has it).
"""

from pathlib import Path

from extracts.declaration import EXTRACTS, Column, Extract

PAGE = Path(__file__).parent.parent / "docs" / "extracts.md"
TITLES = {
    "registry": "住民記録 Registry",
    "economy": "経済 Economy",
    "welfare": "福祉 Welfare",
    "education": "教育 Education",
    "childcare": "保育 Childcare",
    "medical": "保健・医療 Health",
}
OPENING = """# What departments deliver

<!-- Written by `python -m extracts.documentation` from extracts/declarations/: change the declaration, not this page. -->

One CSV file an extract and delivery, named `<extract>_<YYYYMMDD>.csv` by its reference date (基準日), in cp932 or UTF-8 (with or
without BOM), its headings exactly these, in this order, each row ending in a line end. A sidecar `<same name>.manifest.json` with
`rows` (without the header), `sha256` and `reference_date` may stand beside it; where it stands, it must hold.

A file with another heading, a column too many, too few or in another place, a damaged row, an unknown encoding or a column of
個人番号 or 住民票コード is refused as a whole; a row with a cell that can't be read is left out and named by its line. Where the cell
is a birth date that might have been left empty, the row stands, the date is unknown, and the line is named.

| type | what a cell may say |
|---|---|
| text, kana, name, address | anything; it lands as delivered |
| int, decimal | `12`, `36.5`; full-width digits too |
| flag | `0`, `1` |
| code | one of the codes declared |
| date | `20150401` `2015-04-01` `2015/4/1` `H27.4.1` `平成27年4月1日` `令和元年5月1日` `4270401` `H270401`; the day unknown: `2015年4月`; `不詳` |
| yearmonth | `2026-04` `202604` `2026/4` `R8.4` `令和8年4月` `50804` |
| schoolyear | `2024` `令和6年度` `R6` (年度, from April) |

A date must exist and lie in its era: `昭和64年1月8日` and `2015-02-29` are left out, not bent. 平成 may go on to
2029: `平成31年5月1日` on a form printed before 令和 is 2019-05-01. Kanji digits
are read as well.
"""


def page(extracts: dict[str, Extract] = EXTRACTS) -> str:
    """The whole page as Markdown; the same declarations give the same page."""
    parts = [OPENING]
    for domain, title in TITLES.items():
        parts.append(f"## {title}\n")
        parts += [_section(extract) for extract in extracts.values() if extract.domain == domain]
    return "\n".join(parts)


def _section(extract: Extract) -> str:
    notes = [
        f"- owner {extract.owner} · kept {extract.retention_years} years · stale after {extract.stale_after_days} days",
        f"- purpose: {extract.purpose} · legal basis: {extract.legal_basis}",
        f"- key: {', '.join(extract.key)} · exported as {extract.encoding}",
    ]
    if extract.required:
        notes.append("- **required**: without it a run can't start")
    if extract.append:
        notes.append("- a later delivery adds to the earlier ones; a row with the same key replaces the older row")
    if extract.restricted:
        notes.append("- restricted: only roles that support the child see its rows")
    if extract.needs_recorded_basis:
        notes.append("- off until the settings record its legal basis")
    if extract.via:
        notes.append(
            f"- its rows belong to whoever the row of {extract.via} with the same {', '.join(extract.via_key)} belongs to"
        )
    if extract.person:
        notes.append(f"- may be used to link: {', '.join(extract.person)}")
    rows = [_row(column, extract) for column in extract.columns]
    table = ["| heading | field | type | may be empty | codes, notes |", "|---|---|---|---|---|", *rows]
    return "\n".join([f"### {extract.name} · {extract.title}\n", *notes, "", *table, ""])


def _row(column: Column, extract: Extract) -> str:
    says = ", ".join(code if code == meaning else f"{code} = {meaning}" for code, meaning in column.codes.items())
    own = [f"purpose: {column.purpose}"] if column.purpose else []
    own += ["free text: redacted before anybody reads it"] if column.field in extract.text_fields else []
    notes = "; ".join(filter(None, [says, *own]))
    return f"| {column.heading} | {column.field} | {column.type} | {'yes' if column.optional else ''} | {notes} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
