"""Names as they are looked for."""

import unicodedata

import jaconv

from extracts import kanji


def folded(text: str) -> str:
    """Names that are read the same, as one text: each kanji in its one form as linkage folds it, NFKC, katakana, upper
    case, no spaces."""
    return jaconv.hira2kata("".join(unicodedata.normalize("NFKC", kanji.folded(text)).split())).upper()
