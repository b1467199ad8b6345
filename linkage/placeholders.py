"""Words that stand where a name or an address isn't known: what they say is nothing, so nothing is compared.

Only the words belong here; what else a cell that says nothing may hold, 〓 or marks alone, is told by its having no letter.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

from linkage.kana import HIRAGANA_TO_KATAKANA

FILE = Path(__file__).with_name("placeholders.yaml")
MARKS = re.compile(r"[\W_]+")


@cache
def words(kind: str) -> frozenset[str]:
    """The placeholders for `names` or `addresses`."""
    return frozenset(map(key, yaml.safe_load(FILE.read_text(encoding="utf-8"))[kind].split()))


def key(text: str) -> str:
    return MARKS.sub("", unicodedata.normalize("NFKC", text)).lower().translate(HIRAGANA_TO_KATAKANA)


def says_nothing(text: str, kind: str) -> bool:
    """Whether a text has no letter or number at all, or is a placeholder."""
    said = key(text)
    return not said.strip("ー") or said in words(kind)
