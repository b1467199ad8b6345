"""Finding a child by name: however it is written (width, hiragana or katakana, 旧字 and 異体字, spaces), among those one may
see, and by no name that a hidden record gave."""

import unicodedata
from datetime import date

from review import children, hiding
from review.names import folded
from review.published import Run

SHOWN = "NOT list_contains(CAST(? AS TEXT[]), record_key)"


def by_name(run: Run, words: str, among: frozenset[str] | None) -> list[str]:
    """The children whose name or kana holds every word, in the order of their kana; `among` limits to those children."""
    wanted, hidden = [folded(word) for word in words.split()], children.withdrawn(run)
    if not wanted:
        return []
    holds = " AND ".join("contains(names, ?)" for _ in wanted)
    sql = f"""
        SELECT child_id FROM cards.child SEMI JOIN (FROM cards.called WHERE {holds} AND {SHOWN}) USING (child_id)
        ORDER BY kana, birth_date, child_id
    """
    rows = run.rows(sql, *wanted, sorted(hiding.keys(run)))
    found = (row["child_id"] for row in rows)
    return [child_id for child_id in found if child_id not in hidden and (among is None or child_id in among)]


def exactly(run: Run, name: str, birth_date: date | None) -> list[str]:
    """The children of exactly this name or kana, and of this birth date as far as a record has one: for break-glass, where
    nobody may browse."""
    sql = f"""
        SELECT DISTINCT child_id FROM cards.called
        WHERE (? IS NULL OR starts_with(?, born) OR starts_with(born, 'X')) AND list_contains(string_split(names, '|'), ?)
        AND {SHOWN} ORDER BY child_id
    """
    born, hidden = birth_date and birth_date.isoformat(), children.withdrawn(run)
    rows = run.rows(sql, born, born, folded(name), sorted(hiding.keys(run)))
    return [row["child_id"] for row in rows if row["child_id"] not in hidden]


def told_apart(run: Run, child_ids: list[str], number: str) -> list[str]:
    """Those of the children who have this resident number, or are at the school or nursery of this code: whose place is
    masked aren't told by it."""
    sql = f"""
        SELECT child_id FROM cards.child WHERE resident_id = $1
        UNION SELECT child_id FROM cards.whereabouts JOIN cards.child USING (child_id)
        WHERE facility = $1 AND NOT (measure OR $3) AND {SHOWN.replace("?", "$2")}
    """
    asked = unicodedata.normalize("NFKC", number).strip()
    found = run.rows(sql, asked, sorted(hiding.keys(run)), run.stale("protection_measures"))
    return [child_id for child_id in child_ids if child_id in {row["child_id"] for row in found}]
