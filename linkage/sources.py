"""What each extract says about who its rows are about, read off its declaration alone.

Person fields are the only ones used. To add a source, declare it in extracts/: nothing here needs to change.
"""

from extracts.declaration import EXTRACTS, Extract

SPINE = "resident_registry"

# how the person fields of the declarations make up the columns that standardising starts from; a field of its own name
# stands for itself
COMPOSED: dict[str, dict[tuple[str, ...], str]] = {
    "name": {
        ("surname", "given_name"): "concat_ws('　', surname, given_name)",
    },
    "kana": {
        ("surname_kana", "given_kana"): "concat_ws('　', surname_kana, given_kana)",
    },
    "guardian": {("guardian_name",): "guardian_name"},
}
TEXTS = (
    "name",
    "kana",
    "sex",
    "birth_date_edtf",
    "postcode",
    "address",
    "address_detail",
    "phone",
    "guardian",
    "school_code",
    "class_name",
    "facility_code",
)
NUMBERS = ("school_year", "grade")

LINKABLE = tuple(extract for extract in EXTRACTS.values() if extract.person)
KEYED = tuple(extract.name for extract in LINKABLE if "resident_id" in extract.fields and extract.name != SPINE)
KEYLESS = tuple(extract.name for extract in LINKABLE if "resident_id" not in extract.fields)

# about residents of any age: a row is a child's where its resident is a minor, and the household's otherwise
ANY_AGE = ("resident_tax", "public_assistance", "disability_certificates", "protection_measures")
BY_KEY_ALONE = tuple(
    extract.name for extract in EXTRACTS.values() if "resident_id" in extract.fields and not extract.person
)
VIA = tuple(extract for extract in EXTRACTS.values() if extract.via)


def person_select(extract: Extract, table: str) -> str:
    """The query of one landed extract's rows as standardising wants them: record_id, group_id, resident_id, its texts and numbers."""
    columns = [f"{expression(extract, name)} AS {name}" for name in (*TEXTS, *NUMBERS)]
    group = [f"CAST({field} AS TEXT)" for field in extract.fields_of(extract.group)]
    group_id = f"concat_ws('|', {', '.join(group)})" if group else "record_id"
    resident_id = "resident_id" if "resident_id" in extract.fields else "CAST(NULL AS TEXT)"
    return f"""
        SELECT '{extract.name}' AS extract, record_id, {group_id} AS group_id, {resident_id} AS resident_id,
               {", ".join(columns)}
        FROM {table}"""


def expression(extract: Extract, name: str) -> str:
    """The SQL of one standardising column for an extract: NULL unless its person fields give it."""
    fields = (name.removesuffix("_edtf"),)
    if set(fields) <= set(extract.person):
        return name
    for parts, sql in COMPOSED.get(name, {}).items():
        if set(parts) <= set(extract.person):
            return f"nullif({sql}, '')"
    return "CAST(NULL AS INTEGER)" if name in NUMBERS else "CAST(NULL AS TEXT)"
