"""Kanji as names carry them: 旧字, 異体字 and 外字 folded to one form.

Only the characters belong here: linkage compares names by it, redaction finds them by it. The families are ja-itaiji's;
what names need beyond it is in kanji_variants.yaml, with its reference. Nothing that a person reads is folded.
"""

import re
import unicodedata
from pathlib import Path

import yaml
from ja_itaiji.ja_itaiji import Itaiji

# A character that the source couldn't carry: it may stand for any one kanji. 〓 (geta) is the printers' sign for it.
WILDCARD = "〓"
UNKNOWN = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd〓■□●○◯◆▲?？*＊\ufffd]")
VARIATION_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
REPEATED = re.compile(r"(.)々")
VARIANTS = Path(__file__).parent / "kanji_variants.yaml"


def everyday(character: str) -> bool:
    """Whether the character is of JIS X 0208's first level (rows 16 to 47): the forms that everybody types."""
    try:
        encoded = character.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return len(encoded) == 2 and 0xA0 + 16 <= encoded[0] < 0xA0 + 48


def ideograph(character: str) -> bool:
    """ヶ stands in the dictionary as a variant of 箇: towns and surnames keep it."""
    return unicodedata.name(character, "").startswith("CJK")


def forms() -> dict[str, str]:
    """Each variant's one form: the only everyday character of its family, unless the YAML says otherwise."""
    variants = yaml.safe_load(VARIANTS.read_text(encoding="utf-8"))
    families: dict[str, set[str]] = {}
    for form, family in Itaiji.dictionary.items():
        if everyday(form):
            for variant in family:
                families.setdefault(variant, set()).add(form)
    together = {variant: form for form, family in variants["together"].items() for variant in family}
    unambiguous = {
        variant: min(family)
        for variant, family in families.items()
        if len(family) == 1 and not everyday(variant) and variant not in variants["apart"] and ideograph(variant)
    }
    return {variant: together.get(form, form) for variant, form in unambiguous.items()} | together


FOLDED = str.maketrans(forms())


def folded(text: str) -> str:
    """A name with each kanji in its one form, 々 written out, variation selectors dropped, 外字 as `WILDCARD`."""
    text = unicodedata.normalize("NFKC", VARIATION_SELECTOR.sub("", UNKNOWN.sub(WILDCARD, text)))
    return REPEATED.sub(r"\1\1", text.translate(FOLDED)).strip()
