"""People on file: everybody's whole names, and of the text's own family every part of them, addresses and dates of birth.

Belongs here: finding what is on file. Doesn't belong here: who is (people.py), and which mark they get (marks.py).
"""

import re
from collections.abc import Iterator

import ahocorasick
import jaconv
from presidio_analyzer import RecognizerResult

from extracts.kanji import FOLDED
from extracts.redaction import lexicon
from extracts.redaction.certainty import LIKELY, POSSIBLE, SURE, result
from extracts.redaction.ginza import Japanese, Token
from extracts.redaction.lexicon import comparable
from extracts.redaction.people import Family
from extracts.redaction.recognisers.dates import dates
from extracts.redaction.recognisers.recogniser import Recogniser

GAPS = re.compile(r"[ ・=,]")
KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)})
KANA = re.compile("[ァ-ヴー]+")
LATIN = re.compile("[A-Za-z' .-]+")
HIRAGANA, KATA = re.compile("[ぁ-んー]"), re.compile("[ァ-ヴー]")
BEHIND_A_NAME = re.compile(
    "[はがもをにとのへやで、。」』)!！?？\n]|って|から|より|ちゃん|くん|さん|君|さま|$|です|だよ|[^ぁ-んァ-ヴー]"
)
BEFORE_A_NAME = re.compile("[はがもをにとのへやで、。「『(\n！？!? ]$")
PARTICLE_BEFORE = re.compile("[^ぁ-んー][はがもをにとのへやで]$")
# whose name it is stands before it: 下の子桜, 長男（光）
RELATED = re.compile(f"(?:{lexicon.any_of(lexicon.KIN)}|下の子|上の子|子|児)[(「:]?$")
# plainly the thing: 桜の木, 林の中, 光がまぶしい, 南側
THING = re.compile(
    "の(?:木|花|葉|枝|下|中|奥|方|上|ほとり|近く|季節|時期|公園|色)|が(?:咲|散|まぶし|きれい|差)|側|向き|方面|組|祭|並木|間|学校|色|[一-鿿]"
)


class OnFile:
    """A text as names on file are compared with it: no gaps, kanji in one form, kana as katakana."""

    def __init__(self, text: str) -> None:
        self.places = [place for place, character in enumerate(text) if not GAPS.match(character)]
        self.text = "".join(text[place] for place in self.places).translate(FOLDED).translate(KATAKANA)

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.places[start], self.places[end - 1] + 1

    def find(self, form: str) -> Iterator[tuple[int, int]]:
        at = self.text.find(form)
        while at >= 0:
            yield self.span(at, at + len(form))
            at = self.text.find(form, at + 1)


class Everybody(Recogniser):
    """Whole names of anybody on file in the city."""

    def __init__(self, names: "ahocorasick.Automaton | None") -> None:
        self.names = names
        super().__init__("everybody on file", "name")

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        if self.names is None:
            return
        view, begins = OnFile(text), {word.start for word in japanese.words}
        for last, length in self.names.iter(view.text):
            start, end = view.span(last + 1 - length, last + 1)
            if start in begins and not re.search("[A-Za-z]", text[end : end + 1]):
                yield result("name", start, end, SURE, "on_file")


class OwnFamily(Recogniser):
    """The family of the child whose record the text belongs to."""

    def __init__(self, family: Family) -> None:
        self.family = family
        super().__init__("own family", "name", "address", "birth_date")

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        view = OnFile(text)
        whole = {form for person in self.family.people for form in person.whole}
        parts = {form for person in self.family.people for form in person.surnames | person.given}
        for form in sorted(whole | parts):
            for start, end in view.find(form):
                certainty = how_certain(text, start, end, form in whole, japanese.words)
                if certainty is not None:
                    yield result("name", start, end, certainty, "family")
        for address in self.family.addresses:
            for start, end in view.find(comparable(address)):
                yield result("address", start, end, SURE, "family_address")
        for start, end, day in dates(text):
            if day in self.family.birth_dates:
                yield result("birth_date", start, end, SURE, "family_birth_date")


def how_certain(text: str, start: int, end: int, is_whole: bool, tokens: list[Token]) -> float | None:
    """How certain it is that a form of the family's names means them here; None where it plainly doesn't."""
    written = text[start:end]
    if LATIN.fullmatch(written):
        beside = re.search("[A-Za-z]$", text[:start]) or re.match("[A-Za-z]", text[end:])
        return None if beside or len(written) < 2 else SURE
    form = jaconv.hira2kata(written).replace(" ", "")
    if KANA.fullmatch(form):
        return kana(text, start, end, tokens)
    if (is_whole and len(form) > 2) or (len(form) > 1 and written not in lexicon.NOUNS):
        return SURE
    return one_word(text, start, end, [token for token in tokens if start <= token.start and token.end <= end])


def one_word(text: str, start: int, end: int, inside: list[Token]) -> float | None:
    """A name of one kanji, or one that is a noun too: 桜 is a name where it is tagged so, or behind a relation."""
    if not inside or inside[0].start != start or inside[-1].end != end:
        return None  # 達 in 発達
    if all("人名" in token.tag for token in inside) or RELATED.search(text[:start]):
        return SURE
    if text[start:end] not in lexicon.NOUNS:
        return LIKELY
    return None if THING.match(text, end) else POSSIBLE


def kana(text: str, start: int, end: int, tokens: list[Token]) -> float | None:
    """Kana are a name where a word or a run of kana begins and ends with them: ひなは, れんも; not ひなた, はれんち."""
    written = text[start:end]
    same = KATA if KATA.match(written) else HIRAGANA
    begins = {token.start for token in tokens}
    ends = {token.end for token in tokens}
    if same is KATA:
        apart = not same.match(text[start - 1 : start]) and not same.match(text[end : end + 1])
        return SURE if apart and len(written) > 1 else None
    opens = start == 0 or not HIRAGANA.match(text[start - 1]) or BEFORE_A_NAME.search(text[:start]) is not None
    closes = BEHIND_A_NAME.match(text, end) is not None
    if start in begins and end in ends and len(written) > 2:
        return SURE
    if opens and closes and (len(written) > 2 or start == 0 or not HIRAGANA.match(text[start - 1])):
        return SURE if len(written) > 1 else None
    if (len(written) > 2 and (opens or closes)) or (
        len(written) > 1 and closes and PARTICLE_BEFORE.search(text[:start])
    ):
        return LIKELY
    return None
