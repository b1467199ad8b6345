"""Whether a text may be shown as marked, or has to wait for a person: why, as a key of words.WITHHELD.

Belongs here: doubt. Doesn't belong here: recognising, marking.
"""

import re
from collections.abc import Iterable

from presidio_analyzer import RecognizerResult

from extracts.redaction.certainty import limit
from extracts.redaction.lexicon import ONE_KANA, comparable
from extracts.redaction.people import Family

GAP = re.compile(r"[\W_]+")
MARK = re.compile(r"\[[^\]]*\]")  # as read: the brackets of marks are full-width
UNREADABLE = re.compile("[〓\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
# digits apart, as a list says them, or written one way and another: 48、29、11、07, 06-6394-七七〇二
APART = re.compile(r"(?<![\d.,])\d{1,4}(?:[、・, ]\d{1,4}){3,}(?![\d.,円人件回点])")
FOREIGN = re.compile("[A-Za-zÀ-ɏ\u0400-\u04ff\u0600-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1e00-\u1eff\uac00-\ud7af]")


def too_long(text: str) -> bool:
    return len(text) > limit("longest")


def doubt(doubtful: list[RecognizerResult], marked: str, family: Family) -> str | None:
    """Why a text is withheld, or None. `doubtful` is what is marked and may be no name; `marked` the reading with its marks."""
    left = MARK.sub("｜", marked)
    if doubtful:
        return "doubtful_name"
    closed = "".join(comparable(GAP.sub("", piece)) + "｜" for piece in left.split("｜"))
    if any(form in closed for form in unmistakable(family)):
        return "remaining_name"
    if UNREADABLE.search(left):
        return "unreadable"
    if any(len(re.sub(r"\D", "", match[0])) > 5 for match in APART.finditer(left)):
        return "doubtful_number"
    if len(FOREIGN.findall(left)) >= limit("foreign_letters"):
        return "foreign_language"
    return None


def unmistakable(family: Family) -> Iterable[str]:
    """The family's whole names and telephones as nothing else is written."""
    for person in family.people:
        for form in person.whole:
            if len(form) > (4 if ONE_KANA.match(form) else 2):
                yield form
    for phone in family.phones:
        yield comparable(re.sub(r"\D", "", phone))
