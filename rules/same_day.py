"""The signals that can't wait for a run: the sos rule's own conditions, signal by signal, and urgent words.

Belongs here: which rows are raised, and the sentence that says why. Doesn't belong here: landing them and finding the
child (pipeline.signals), and what people do then (review). The numbers are the sos rule's own (indicators/sos.yaml). A
signal is raised by its own day; the rule, judged for one reference date, says what stood on that day.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import yaml

from rules.indicators.sos import sos
from rules.numbers import Words

SENTENCES = {
    name: Words(**words)
    for name, words in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")).items()
}

RAISED = """
    WITH dated AS (SELECT who, record_key, coalesce(day, $as_of) AS day, kind, mood FROM signal),
    thunder AS (
        SELECT record_key, day, count(*) OVER (PARTITION BY who ORDER BY day
            RANGE BETWEEN to_days($mood_days) PRECEDING AND CURRENT ROW) AS times
        FROM dated WHERE mood = 'thunder')
    SELECT 'sos_signals' AS extract, record_key, 'asked' AS code, NULL AS times, NULL AS ja, NULL AS en
    FROM dated WHERE kind = '相談' AND day >= $as_of - to_days($days)
    UNION ALL
    SELECT 'sos_signals', record_key, 'thunder', times, NULL, NULL
    FROM thunder WHERE times >= $moods AND day >= $as_of - to_days($mood_days)
    UNION ALL
    SELECT extract, record_key, code, NULL, ja, en
    FROM urgent ORDER BY ALL
"""


@dataclass(frozen=True)
class Because:
    """One reason why one row is raised; `code` is asked, thunder or a kind of urgent words."""

    extract: str
    record_key: str
    code: str
    ja: str
    en: str


def days(as_of: date) -> int:
    """How many days back a signal is still raised that nobody has seen: as long as the rule itself speaks of it."""
    return int(sos.numbers(as_of)["days"].value)


def raised(connection: duckdb.DuckDBPyConnection, as_of: date) -> list[Because]:
    """Of the tables `signal(who, record_key, day, kind, mood)` and `urgent(extract, record_key, code, ja, en)`, every reason
    to raise a row. `who` is the child, or whatever stands for one not found; a `day` that can't be read is today's.
    """
    numbers = {name: int(value.value) for name, value in sos.numbers(as_of).items()}
    rows = connection.execute(RAISED, {"as_of": as_of, **numbers}).fetchall()
    found = []
    for extract, record_key, code, times, ja, en in rows:
        words = SENTENCES.get(code, SENTENCES["urgent"])
        shows = {**numbers, "times": times}
        said = words.ja.format(kind=ja, **shows), words.en.format(kind=en, **shows)
        found.append(Because(extract, record_key, code, *said))
    return found
