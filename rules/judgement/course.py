"""What becomes of a category from one half-year to the next: up at once, down one step after two better half-years, never down
for want of data.

Belongs here: that course. Doesn't belong here: how a half-year's own result is computed (judge.py, matrix.py), nor people's
decisions, which stand beside it in the app's own database.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from extracts.database import attach
from rules.calendar import SCHOOL_YEAR_STARTS, school_year

SECOND_HALF_STARTS = 10  # October (公表: twice a year; that the halves follow the school year is an assumption)

TABLE = """CREATE TABLE course (child_id TEXT, half_year TEXT, computed TEXT, lacking BOOLEAN, overall TEXT, why TEXT,
                                sentence_ja TEXT, sentence_en TEXT)"""


@dataclass(frozen=True, order=True)
class HalfYear:
    """`2026-1`: April to September; `2026-2`: October to the March after."""

    school_year: int
    half: int

    @classmethod
    def of(cls, day: date) -> "HalfYear":
        return cls(school_year(day), 1 if SCHOOL_YEAR_STARTS <= day.month < SECOND_HALF_STARTS else 2)

    @property
    def before(self) -> "HalfYear":
        return HalfYear(self.school_year, 1) if self.half == 2 else HalfYear(self.school_year - 1, 2)

    def __str__(self) -> str:
        return f"{self.school_year}-{self.half}"


def open_earlier(connection: duckdb.DuckDBPyConnection, previous: Path | None, now: HalfYear) -> None:
    """The table `course` with the half-years before this one, as the previous run has them: a rerun within a half-year
    replaces that half-year's judgement."""
    connection.execute(TABLE)
    if previous is not None:
        attach(connection, previous / "flags.duckdb", "judged_before")
        connection.execute("INSERT INTO course SELECT * FROM judged_before.course WHERE half_year < ?", [str(now)])
        connection.execute("DETACH judged_before")


def carry(connection: duckdb.DuckDBPyConnection, now: HalfYear) -> None:
    """Add this half-year to `course`, from `result(child_id, computed, lacking)`.

    `earlier` is the category in force; `better_before`: the half-year just before was better than it too, and complete.
    判定保留 gives way to any known result: nothing was in force that could be withdrawn. 対象外 gives way to 判定保留: carried over
    missing data it would read as "no need".
    """
    connection.execute(
        f"""
        INSERT INTO course
        WITH earlier AS (
            SELECT child_id, arg_max(overall, half_year) AS overall,
                   arg_max(computed, half_year) FILTER (half_year = $before AND NOT lacking) AS computed_before
            FROM course GROUP BY child_id),
        compared AS (
            SELECT result.child_id, result.computed, lacking, earlier.overall AS earlier, computed_before,
                   rank_now.rank AS now, rank_earlier.rank AS was, coalesce(rank_before.rank < was, FALSE) AS better_before
            FROM result LEFT JOIN earlier USING (child_id) JOIN rank AS rank_now ON rank_now.category = result.computed
            LEFT JOIN rank AS rank_earlier ON rank_earlier.category = earlier.overall
            LEFT JOIN rank AS rank_before ON rank_before.category = computed_before),
        decided AS (
            SELECT *, CASE WHEN was IS NULL THEN 'first' WHEN now = was THEN 'same'
                WHEN now > was AND computed = '判定保留' THEN 'deferred' WHEN now > was THEN 'raised'
                WHEN lacking THEN 'carried' WHEN earlier = '判定保留' THEN 'known' WHEN better_before THEN 'lowered'
                ELSE 'held' END AS why
            FROM compared),
        stepped AS (
            SELECT child_id, computed, lacking, earlier, why, CASE WHEN why IN ('carried', 'held') THEN earlier
                WHEN why = 'lowered' THEN {STEP_DOWN} ELSE computed END AS overall
            FROM decided)
        SELECT child_id, $now, computed, lacking, overall, why, {sentence(0)}, {sentence(1)}
        FROM stepped LEFT JOIN rank AS english ON english.category = overall
        LEFT JOIN rank AS english_earlier ON english_earlier.category = earlier""",
        {"now": str(now), "before": str(now.before)},
    )


STEP_DOWN = "CASE earlier WHEN '重点支援' THEN '支援' WHEN '支援' THEN '見守り' ELSE computed END"

WORDS = {
    "first": ("総合判定は{now}です（初めての判定）。", "The overall result is: {now} (first judgement)."),
    "raised": ("総合判定を{was}から{now}に上げました。", "The overall result rises from {was} to: {now}."),
    "deferred": (
        "必要な記録が分からなくなったため、{now}です（前回は{was}）。",
        "Something needed is no longer known: {now} (before: {was}).",
    ),
    "same": ("総合判定は{now}で、変わりません。", "The overall result stays: {now}."),
    "carried": (
        "分からない項目があるため、前回の{now}を引き継ぎます（要確認）。",
        "Because something isn't known, the earlier result stays: {now} (to be confirmed).",
    ),
    "known": (
        "前回は判定保留でした。必要な記録がそろい、{now}です。",
        "Deferred before; now that all is known: {now}.",
    ),
    "lowered": (
        "低い結果が2期続いたため、総合判定を{was}から{now}に一段下げました。",
        "After two half-years with a lower result the overall one goes a step down, from {was} to: {now}.",
    ),
    "held": (
        "今期だけなら低い区分ですが、2期続くまで{now}のままです。",
        "This half-year alone gives a lower result; until a second one does, the overall one stays: {now}.",
    ),
}


def sentence(language: int) -> str:
    """A SQL expression over `why`, `overall` and `earlier`."""
    now, was = ("overall", "earlier") if language == 0 else ("english.english", "english_earlier.english")
    whens = []
    for why, words in WORDS.items():
        told = (
            words[language].replace("'", "''").replace("{now}", f"' || {now} || '").replace("{was}", f"' || {was} || '")
        )
        whens.append(f"WHEN '{why}' THEN '{told}'")
    return f"CASE why {' '.join(whens)} END"
