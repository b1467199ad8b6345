"""Finding a child by name: however it is written (width, hiragana or katakana, 旧字 and 異体字, spaces), among those one may
see."""

from review import children
from review.names import folded
from review.published import Run

MOST = 50


def by_name(run: Run, words: str, among: frozenset[str] | None) -> list[str]:
    """At most MOST child ids whose name or kana holds every word; `among` limits to those children."""
    wanted, hidden = [folded(word) for word in words.split()], children.sealed_children(run)
    if not wanted:
        return []
    holds = " AND ".join("contains(names, ?)" for _ in wanted)
    rows = run.rows(f"SELECT DISTINCT child_id FROM cards.called WHERE {holds} ORDER BY child_id", *wanted)
    found = (row["child_id"] for row in rows)
    return [child_id for child_id in found if child_id not in hidden and (among is None or child_id in among)][:MOST]


def exactly(run: Run, name: str, birth_date: str) -> list[str]:
    """The children of exactly this name or kana and birth date (ISO): for break-glass, where nobody may browse."""
    sql = """
        SELECT DISTINCT child_id FROM cards.called
        WHERE birth_date = CAST(? AS DATE) AND list_contains(string_split(names, '|'), ?) ORDER BY child_id
    """
    hidden = children.sealed_children(run)
    return [row["child_id"] for row in run.rows(sql, birth_date, folded(name)) if row["child_id"] not in hidden]
