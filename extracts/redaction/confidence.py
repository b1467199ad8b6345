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
# a run of digits with what may stand between them, that is no amount, measure, date or time
DIGITS = re.compile(r"(?<![\d.,])\d(?:[-/. ()]?\d){5,}(?![\d.,])")
PLAIN = re.compile(
    r"\s?(?:万|千|億)?(?:円|人|件|回|g|kg|ｇ|ml|mL|cc|歩|℃|度|点|%|cm|mm|分|時|日|月|年|か月|ヶ月|世帯|名)|[-~]\d"
)
DATE = re.compile(
    r"(?:19|20)\d{2}[-/. ]\d{1,2}(?:[-/. ]\d{1,2})?|\d{1,3}(?:[-/. ]\d{1,3}){0,2}|\d{2,3}/\d{2,3}(?: \d{2,3}/\d{2,3})+"
)
FOREIGN = re.compile("[A-Za-zÀ-ɏ\u0400-\u04ff\u0600-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1e00-\u1eff\uac00-\ud7af]")


def too_long(text: str) -> bool:
    return len(text) > limit("longest")


def doubt(doubtful: list[RecognizerResult], marked: str, family: Family) -> str | None:
    """Why a text is withheld, or None. `doubtful` is what may be a name and stays; `marked` the reading with its marks."""
    left = MARK.sub("｜", marked)
    if doubtful:
        return "doubtful_name"
    closed = "".join(comparable(GAP.sub("", piece)) + "｜" for piece in left.split("｜"))
    if any(form in closed for form in unmistakable(family)):
        return "remaining_name"
    if UNREADABLE.search(left):
        return "unreadable"
    if any(not PLAIN.match(left, match.end()) and not DATE.fullmatch(match[0]) for match in DIGITS.finditer(left)):
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
