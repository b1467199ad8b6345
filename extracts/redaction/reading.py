"""A text as the recognisers read it: one width, one form of each kanji, every character knowing where it came from.

Belongs here: the reading and the way back to the characters as written. Doesn't belong here: any meaning.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from extracts.kanji import FOLDED, everyday

# half-width kana carry their dakuten as a character of its own; variation selectors follow their kanji
CLUSTER = re.compile("(.)([ﾞﾟ゛゜\u3099\u309a]?)[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", re.DOTALL)
COMBINING = str.maketrans({"゛": "\u3099", "゜": "\u309a", "ﾞ": "\u3099", "ﾟ": "\u309a"})
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
WRITTEN_AS_READ = re.compile("[一-鿿ぁ-ゖァ-ヺー]*")
SPACE = re.compile(r"[ \t\u00a0\u3000]")


@dataclass(frozen=True)
class Reading:
    """`text` as read; `starts[i]` and `ends[i]` are where its i-th character begins and ends in the text as written."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters read from `start` to `end` stand in the text as written."""
        return self.starts[start], self.ends[end - 1]

    def without_spaces(self) -> "Reading":
        """The same with no gaps; positions are those in `self.text`."""
        kept = [place for place, character in enumerate(self.text) if character != " "]
        return Reading("".join(self.text[place] for place in kept), tuple(kept), tuple(place + 1 for place in kept))


@cache
def as_read(cluster: str) -> str:
    if INVISIBLE.match(cluster):
        return ""
    plain = unicodedata.normalize("NFKC", cluster.translate(COMBINING))
    # an everyday kanji stays: 埼玉 and 中嶋 are words that GiNZA knows
    return SPACE.sub(" ", "".join(kanji if everyday(kanji) else kanji.translate(FOLDED) for kanji in plain))


def read(text: str) -> Reading:
    """The reading of any text."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in CLUSTER.finditer(text):
        for character in as_read(match[1] + match[2]):
            characters.append(character)
            starts.append(match.start())
            ends.append(match.end())
    return Reading("".join(characters), tuple(starts), tuple(ends))


def plain(text: str) -> str:
    """The reading alone, without gaps, all kanji in one form: what names are compared by."""
    if WRITTEN_AS_READ.fullmatch(text):  # the dictionaries' 85,000 names
        return text.translate(FOLDED)
    return read(text).text.replace(" ", "").translate(FOLDED)
