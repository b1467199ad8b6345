"""The groups that statistics and what-ifs tell apart: age, school, ward, and those between whom a gap asks for a reason.

Belongs here: which groups there are and how a child's is found. Nationality is read here alone, for these figures; no rule
can see this table. Doesn't belong here: counting (report.py, what_if.py), and which figures may be printed (disclosure.py).
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from extracts.database import attach

UNKNOWN = "不明 / unknown"

# an address in figures is the area of its postcode's first five digits; full-width digits are the same digits
POSTCODE = "regexp_replace(translate(postcode, '０１２３４５６７８９', '0123456789'), '[^0-9]', '', 'g')[:5]"
REGISTERED = """FROM children.link JOIN registry.resident_registry USING (record_id)
    WHERE extract = 'resident_registry' AND decision = 'linked'"""


@dataclass(frozen=True)
class Dimension:
    """One way to divide the children. `sql` is a SELECT of child_id and part; a child without a row is unknown. `gap`: a
    difference between its parts asks for a written reason."""

    name: str
    ja: str
    en: str
    sql: str
    gap: bool = True


def number(fact: str, cases: str) -> str:
    return f"""SELECT child_id, CASE {cases} END AS part FROM
        (SELECT child_id, any_value(number) AS number FROM fact WHERE fact = '{fact}' AND state = 'known' GROUP BY child_id)"""


def whether(fact: str, yes: str, no: str, condition: str = "TRUE") -> str:
    return f"""SELECT child_id, CASE WHEN bool_or(state = 'known' AND {condition}) THEN '{yes}'
        WHEN bool_and(state IN ('known', 'none')) THEN '{no}' END AS part FROM fact WHERE fact = '{fact}' GROUP BY child_id"""


DIMENSIONS = (
    Dimension(
        "age",
        "年齢区分",
        "age band",
        number(
            "grade",
            """WHEN number < -2 THEN '0〜2歳児 / nursery age' WHEN number < 1 THEN '3〜5歳児 / before school'
            WHEN number < 7 THEN '小学生 / grades 1–6' WHEN number < 10 THEN '中学生 / grades 7–9'
            ELSE '中学卒業後 / after grade 9'""",
        ),
        gap=False,
    ),
    Dimension(
        "school",
        "学校",
        "school",
        """SELECT child_id, arg_max(school_code, (school_year, record_id)) AS part
           FROM children.link JOIN roster.school_roster USING (record_id)
           WHERE extract = 'school_roster' AND decision = 'linked' GROUP BY child_id""",
    ),
    Dimension("ward", "地区（郵便番号）", "area (postcode)", f"SELECT child_id, {POSTCODE} AS part {REGISTERED}"),
    Dimension(
        "one-parent",
        "ひとり親世帯",
        "one-parent household",
        number("parents", "WHEN number = 1 THEN 'ひとり親 / one parent' WHEN number > 1 THEN 'ふたり親 / two parents'"),
    ),
    Dimension(
        "nationality",
        "国籍（日本・外国）",
        "nationality (Japanese, foreign)",
        f"""SELECT child_id, CASE resident_kind WHEN 'foreign' THEN '外国籍 / foreign' ELSE '日本国籍 / Japanese' END AS part
            {REGISTERED}""",
    ),
    Dimension(
        "disability",
        "世帯の障害者手帳",
        "disability certificate in the household",
        whether("disability_in_household", "あり / yes", "なし / no"),
    ),
    Dimension(
        "moved",
        "12か月以内の転入",
        "moved in within 12 months",
        whether("moved_in", "転入あり / yes", "なし / no", "date >= $as_of - INTERVAL 12 MONTH"),
    ),
)


def divide(connection: duckdb.DuckDBPyConnection, run: Path, as_of: object) -> None:
    """The table subgroup(child_id, dimension, part): every child that rules cover, in one part of each dimension. The
    connection has the run's `fact` and `flag`."""
    attach(connection, run / "children.duckdb", "children")
    attach(connection, run / "landed/resident_registry.duckdb", "registry")
    attach(connection, run / "landed/school_roster.duckdb", "roster")
    connection.execute("CREATE TEMP TABLE subgroup (child_id TEXT, dimension TEXT, part TEXT)")
    for dimension in DIMENSIONS:
        connection.execute(
            f"""
            INSERT INTO subgroup
            SELECT child_id, '{dimension.name}', coalesce(nullif(any_value(part), ''), '{UNKNOWN}')
            FROM (SELECT DISTINCT child_id FROM fact) LEFT JOIN ({dimension.sql}) USING (child_id) GROUP BY child_id""",
            {"as_of": as_of} if "$as_of" in dimension.sql else {},
        )
    for name in ("children", "registry", "roster"):
        connection.execute(f"DETACH {name}")
