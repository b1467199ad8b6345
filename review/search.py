"""Finding a child by name: however it is written (width, hiragana or katakana, 旧字 and 異体字, spaces), among those one may
see."""

import unicodedata
from functools import lru_cache

import jaconv

from extracts import kanji
from review import children
from review.published import Run

MOST = 50

EVERYBODY = """
    SELECT c.child_id, r.birth_date, concat_ws('|', r.name, r.kana, r.romaji, r.alias_name, r.alias_kana) AS names
    FROM children.child AS c JOIN resident_registry.resident_registry AS r ON r.resident_id = c.resident_id WHERE c.minor
    UNION ALL
    SELECT c.child_id, s.birth_date, concat_ws('|', s.surname || s.given_name, concat(s.surname_kana, s.given_kana))
    FROM children.child AS c JOIN memory.linked AS l ON l.child_id = c.child_id AND l.extract = 'school_roster'
    JOIN school_roster.school_roster AS s USING (record_id) WHERE c.minor AND c.status = 'unregistered'
    UNION ALL
    SELECT c.child_id, s.birth_date, concat_ws('|', s.name, s.kana)
    FROM children.child AS c JOIN memory.linked AS l ON l.child_id = c.child_id AND l.extract = 'consultations'
    JOIN consultations.consultations AS s USING (record_id) WHERE c.minor AND c.status = 'unregistered'
"""


def folded(text: str) -> str:
    """Names that are read the same, as one text: each kanji in its one form as linkage folds it, NFKC, katakana, upper
    case, no spaces."""
    return jaconv.hira2kata("".join(unicodedata.normalize("NFKC", kanji.folded(text)).split())).upper()


@lru_cache(maxsize=1)
def _index(run: Run) -> list[tuple[str, str, str]]:
    return [(row["child_id"], str(row["birth_date"]), folded(row["names"])) for row in run.rows(EVERYBODY)]


def by_name(run: Run, words: str, among: frozenset[str] | None) -> list[str]:
    """At most MOST child ids whose name or kana holds every word; `among` limits to those children."""
    wanted, hidden = [folded(word) for word in words.split()], children.sealed_children(run)
    if not wanted:
        return []
    found = dict.fromkeys(
        child_id
        for child_id, _, names in _index(run)
        if child_id not in hidden and (among is None or child_id in among) and all(word in names for word in wanted)
    )
    return list(found)[:MOST]


def exactly(run: Run, name: str, birth_date: str) -> list[str]:
    """The children of exactly this name or kana and birth date (ISO): for break-glass, where nobody may browse."""
    wanted, hidden = folded(name), children.sealed_children(run)
    return list(
        dict.fromkeys(
            child_id
            for child_id, born, names in _index(run)
            if born == birth_date and wanted in names.split("|") and child_id not in hidden
        )
    )
