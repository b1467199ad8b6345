"""The words of redaction, in Japanese and English: types, recognisers' reasons, why a text is withheld."""

from pathlib import Path
from typing import NamedTuple

import yaml


class Words(NamedTuple):
    ja: str
    en: str


_WRITTEN = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def _words(part: str) -> dict[str, Words]:
    return {code: Words(*pair) for code, pair in _WRITTEN[part].items()}


TYPES = _words("types")
"""Type → what it is called; the Japanese word is its mark's too."""
WITHHELD = _words("withheld")
"""`withheld_because` → the sentence."""
WHY = _words("why")
"""What a recogniser saw → the reason, said to whoever looks."""
PEOPLE = _words("people")
"""Who somebody is to the child → the word in their mark; `family` where several bear the name."""
