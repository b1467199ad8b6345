"""What the auditor's page says about the model: its levels in words, its blocking, and how far today's data have drifted.

Counts and the model file's own numbers alone. What was linked is in figures.py.
"""

from math import log, log2
from typing import Any

import duckdb

from linkage import sources
from linkage.limits import limit
from linkage.model.blocking import ANYHOW, BORN_NEAR, GIVEN_ALONE, GIVEN_NEAR, RULES, UNDATED
from linkage.model.comparisons import COMPARISONS, Comparison
from linkage.model.parameters import Parameters

# (name in the model file) → what is compared, as people say it
COMPARED = {
    "name": ("氏名", "name"),
    "name_part": ("姓か名だけの記録", "records with one part of the name alone"),
    "birth_date": ("生年月日", "birth date"),
    "grade": ("学年", "school year"),
    "sex": ("性別", "sex"),
    "household": ("住所・電話・保護者", "address, phone, guardian"),
    "school": ("学校・組", "school and class"),
    "facility": ("保育施設", "nursery"),
    "prior": ("比べる前", "before comparing"),
    "rarity": ("氏名の珍しさ", "rarity of the name"),
}
AGREEING = {
    "birth_date": ("生年月日", "birth date"),
    "birth_year": ("生まれた年", "birth year"),
    "birth_month": ("月", "month"),
    "birth_day": ("日", "day"),
    "surname": ("姓", "surname"),
    "given": ("名", "given name"),
    "full_name": ("氏名", "full name"),
    "surname_kana": ("姓のよみ", "surname's reading"),
    "given_kana": ("名のよみ", "given name's reading"),
    "full_kana": ("氏名のよみ", "full name's reading"),
    "given_sound": ("名の音", "given name's sound"),
    "full_sound": ("氏名の音", "full name's sound"),
    "beginning": ("氏名のよみの始め", "how the name's reading begins"),
    "ending": ("氏名のよみの終わり", "how the name's reading ends"),
    "letters": ("よみのかな（順は問わない）", "the reading's kana in any order"),
    "sorted_sound": ("氏名の音（順は問わない）", "full name's sound in any order"),
    "sex": ("性別", "sex"),
    "town": ("町名", "town"),
    "dwelling": ("番地・号", "dwelling"),
    "postcode": ("郵便番号", "postcode"),
    "phone": ("電話番号", "phone"),
    "cohort": ("学年", "school year"),
    "school": ("学校", "school"),
    "school_year": ("年度", "year"),
    "class": ("組", "class"),
    "checked_key": ("宛名番号", "resident number"),
}
# a rule's ways → what is asked of a pair beside
BESIDE = {
    ANYHOW: ("", ""),
    BORN_NEAR: (
        "生年月日が書き誤りの範囲にあるか、片方にない",
        "birth dates may be slips of one another, or one is missing",
    ),
    UNDATED: ("片方に生年月日がない", "one has no birth date"),
    GIVEN_ALONE: ("片方が名だけの記録", "one has a given name alone"),
    GIVEN_NEAR: (
        "名のよみが一字以内の違いか片方にない、または町名が同じ",
        "given names a kana apart or one unread, or the same town",
    ),
}
# as used in credit scoring (Siddiqi 2006): below .1 the same, above .25 another population
DRIFTING, DRIFTED = 0.10, 0.25
LEAST_PAIRS = 100  # fewer say nothing about a distribution


def levels(worth: Parameters) -> list[dict[str, Any]]:
    """A comparison with its levels in words: of 1,000 pairs of one child (m) and of two children (u), and the bits."""
    found = []
    for comparison in COMPARISONS:
        counted = [level for level in comparison.levels if not level.uncounted]
        entries = []
        for level in counted:
            m, u = worth.levels[comparison.name][level.name]
            entries.append(
                {
                    "ja": level.words_ja,
                    "en": level.words_en,
                    "m": m,
                    "u": u,
                    "bits": log2(m / u),
                    "unmet": f"{comparison.name}.{level.name}" in worth.diagnostics.get("unmet", ()),
                    "rarity": bool(level.rarity),
                }
            )
        found.append({"name": comparison.name, "levels": entries})
    return found


def converged(worth: Parameters) -> bool:
    """Whether EM had come to rest in every lesson of every city that the model was trained on."""
    cities = worth.diagnostics["cities"]
    return all(change < limit("em_change") for city in cities for change in city["em_last_change"].values())


def blocking(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Each rule with the pairs of faces that it brought and none before it had, and how many there are so far a record.

    Records are the units compared, without the registry's.
    """
    records = max(
        1,
        connection.execute(
            "SELECT count(DISTINCT unit) FROM people.face WHERE NOT spine AND unit NOT IN (FROM pairs.plain_key)"
        ).fetchall()[0][0],
    )
    brought = dict(connection.execute("SELECT rule, pairs FROM pairs.blocked").fetchall())
    found, so_far = [], 0
    for rule in RULES:
        words = [AGREEING[column] for column in rule.columns]
        so_far += brought[rule.name]
        found.append(
            {
                "ja": [ja for ja, _ in words],
                "en": [en for _, en in words],
                "beside_ja": BESIDE[rule.ways][0],
                "beside_en": BESIDE[rule.ways][1],
                "when_ja": rule.when_ja,
                "when_en": rule.when_en,
                "pairs": brought[rule.name],
                "a_record": so_far / records,
            }
        )
    return found


def blocking_recall(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """(rows whose key names a registry row, those of them that a rule other than the key would have compared with it).

    A stand-in for true pairs where no truth is known; wrong keys are among them, so the missing share is an upper bound.
    """
    met = " OR ".join(f"coalesce({rule.sql}, FALSE)" for rule in RULES if rule.name != "key")
    ((all_rows, hit),) = connection.execute(
        f"""SELECT count(*), count(*) FILTER (met) FROM (
            SELECT CASE WHEN l.spine THEN r.unit ELSE l.unit END AS unit, bool_or({met}) AS met
            FROM people.face l JOIN people.face r ON l.checked_key = r.checked_key AND l.spine <> r.spine AND l.face < r.face
            GROUP BY ALL)"""
    ).fetchall()
    return all_rows, hit


def drift(connection: duckdb.DuckDBPyConnection, worth: Parameters, link_weight: float) -> list[dict[str, Any]]:
    """Each comparison's levels among today's linked pairs beside what the model learnt, and their stability index.

    The index (PSI) is of pairs that the model itself linked, so it sees a change of the sources' habits, not what was missed.
    """
    return [found for comparison in COMPARISONS if (found := drift_of(connection, comparison, worth, link_weight))]


def drift_of(
    connection: duckdb.DuckDBPyConnection, comparison: Comparison, worth: Parameters, link_weight: float
) -> dict[str, Any] | None:
    counted = [level for level in comparison.levels if not level.uncounted]
    learnt_on = f"(extract_l = '{sources.SPINE}') <> (extract_r = '{sources.SPINE}')"
    if comparison.name == "school":
        learnt_on = "extract_l <> extract_r"
    today = dict(
        connection.execute(
            f"""SELECT gamma_{comparison.name}, count(*) FROM pairs.pair
            WHERE match_weight >= {link_weight} AND gamma_{comparison.name} >= 0 AND {learnt_on} GROUP BY 1"""
        ).fetchall()
    )
    pairs = sum(today.values())
    if pairs < LEAST_PAIRS:
        return None
    total = sum(worth.levels[comparison.name][level.name][0] for level in counted)
    index, rows = 0.0, []
    for gamma, level in zip(reversed(range(len(counted))), counted, strict=True):
        expected = worth.levels[comparison.name][level.name][0] / total
        found = max(today.get(gamma, 0), 0.5) / pairs
        index += (found - expected) * log(found / expected)
        rows.append(
            {"ja": level.words_ja, "en": level.words_en, "expected": expected, "today": today.get(gamma, 0) / pairs}
        )
    state = "drifted" if index > DRIFTED else "drifting" if index > DRIFTING else "steady"
    return {"name": comparison.name, "pairs": pairs, "index": index, "state": state, "levels": rows}
