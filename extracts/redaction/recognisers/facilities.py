"""Schools, nurseries, hospitals and employers by name; 小学校 or 病院 alone names none and stays.

Belongs here: a name beside a kind's word. Doesn't belong here: the words themselves (facilities.yaml).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from presidio_analyzer import RecognizerResult

from extracts.redaction import lexicon
from extracts.redaction.certainty import LIKELY, SURE, result
from extracts.redaction.ginza import Japanese, Token
from extracts.redaction.lexicon import KANA, KANJI, any_of
from extracts.redaction.recognisers.recogniser import Recogniser

_WRITTEN = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def listed(key: str) -> frozenset[str]:
    return frozenset(_WRITTEN[key])


KINDS = {kind: re.compile(any_of(frozenset(words))) for kind, words in _WRITTEN["kinds"].items()}
HOME, COMPANY = re.compile(any_of(listed("homes"))), re.compile(any_of(listed("companies")))
FOUNDER = re.compile(f"(?:{any_of(listed('founders'))})$")
FOUNDED = re.compile(f"^(?:{any_of(listed('founders'))})")
INSIDE = re.compile(any_of(listed("inside")))
GENERIC, NOT_SHORT, WORK, BEHIND = (listed(key) for key in ("generic", "not_short", "work", "behind"))
NAME_PART = re.compile(f"[{KANJI}{KANA}A-Za-z0-9&・]+")
NAMING = ("名詞", "接頭辞", "形状詞", "記号", "接尾辞-名詞的")
ORDINAL = re.compile("第[一二三四五六七八九十0-9]{1,2}$")
# 青葉小の, 第三中2年, 北小 before a teacher: what follows a school's short name
SHORT_END = (
    r"(?=$|[\s、。・/「」()]|の(?!頃|ころ|で|みん)|より|から|へ|に(?!て)|を|と|は|が|で|\d年|[一二三四五六]年"
    rf"|教諭|校長|教頭|養護教諭|担任|[{KANJI}]{{1,4}}(?:校長|教頭|教諭|先生|養護教諭))"
)
SHORT = re.compile(
    rf"(?P<name>(?:府立|県立|市立|私立|都立|町立)?(?:第[一二三四五六七八九十0-9]{{1,2}}|[{KANJI}ヶケァ-ヴー]{{1,6}}|[ぁ-ん]{{2,5}}))(?P<kind>小|中|高){SHORT_END}"
)
SHORT_NAME = re.compile("地名|人名|固有名詞-一般|数詞|接頭辞")
DIRECTION = re.compile("[東西南北中央第一二三四五六七八九十]+")
WORKS = re.compile(
    r"(?:勤務先|職場|就職先|就労先|アルバイト先|バイト先|パート先|派遣先|派遣元|雇用先|勤め先)(?:は|が|の|:|\(|「|、)+\s?"
    rf"(?P<name>[{KANJI}{KANA}A-Za-z0-9・&()]{{2,20}}?)(?=[、。)」]|で|に|を|$)"
)
STAFF = re.compile(
    rf"(?P<name>[{KANJI}ァ-ヴーA-Za-z0-9・&]{{2,20}})(?=(?:で|にて)(?:パート|アルバイト|バイト|勤務|働|正社員|契約社員|夜勤|就労|週\d日))"
)


class Facilities(Recogniser):
    """Names of places where a child may be found."""

    def __init__(self) -> None:
        super().__init__("facilities", *KINDS)

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        sentence = Sentence(text, japanese.words)
        for kind, start, end in named(sentence):
            yield result(kind, start, end, SURE, "facility")
        for span in companies(sentence):
            yield result("employer", *span, SURE, "company")
        for span in short_schools(sentence):
            yield result("school", *span, LIKELY, "short_school")
        for span in workplaces(text):
            yield result("employer", *span, LIKELY, "work")


class Sentence:
    """Words by where they begin and end."""

    def __init__(self, text: str, words: list[Token]) -> None:
        self.text, self.words = text, words
        self.at = {word.start: word for word in words}
        self.until = {word.end: word for word in words}

    def within(self, start: int, end: int) -> list[Token]:
        return [token for token in self.words if start <= token.start and token.end <= end]

    def name_before(self, end: int) -> int | None:
        """Where the name before a kind's word begins; None where nothing before it names one."""
        start = end
        while (token := self.until.get(start)) and self.may_name(token):
            start = token.start
        while start < end and (first := self.at[start]).text in GENERIC and not FOUNDED.match(self.text[start:]):
            start = first.end
        name = self.text[start:end]
        named = FOUNDED.sub("", name)
        return None if not named or named in GENERIC or INSIDE.search(name) else start

    def within_word(self, place: int) -> int | None:
        """Where the word begins within which a kind's word does: 西小 of 西小学校; None where only a number is before it."""
        word = next(word for word in self.words if word.start < place < word.end)
        return word.start if not self.text[word.start : place].isnumeric() and word.tag.startswith(NAMING) else None

    def may_name(self, token: Token) -> bool:
        if token.text in lexicon.KIN or token.text in lexicon.PROFESSIONS or token.text.endswith(("施設", "法人")):
            return False
        if "数詞" in token.tag and not ORDINAL.search(self.text[: token.end]):
            return False
        counted = "助数詞" in token.tag and token.text not in ("大", "町", "丘", "台")
        return token.tag.startswith(NAMING) and bool(NAME_PART.fullmatch(token.text)) and not counted

    def name_behind(self, start: int) -> int | None:
        """Where the name behind a kind's word ends: やすらぎの里, みらい."""
        end = start
        while token := self.at.get(end):
            following = self.at.get(token.end)
            if token.text == "の" and end > start and following and len(following.text) == 1:
                end = following.end
            elif token.text not in BEHIND and "数詞" not in token.tag and self.may_name(token):
                end = token.end
            else:
                break
        return end if end > start else None


def named(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """NAME + kind; kind + NAME for nurseries and homes."""
    for kind, pattern in KINDS.items():
        for match in pattern.finditer(sentence.text):
            if match.end() not in sentence.until:
                continue
            start = (
                sentence.name_before(match.start())
                if match.start() in sentence.at
                else sentence.within_word(match.start())
            )
            if start is None and kind == "hospital" and (founder := FOUNDER.search(sentence.text[: match.start()])):
                start = founder.start()
            if start is None:
                if kind == "nursery" and (end := sentence.name_behind(match.end())):
                    yield kind, match.start(), end
            elif kind != "employer" or any("固有" in token.tag for token in sentence.within(start, match.start())):
                yield kind, start, match.end()
    for match in HOME.finditer(sentence.text):
        if end := sentence.name_behind(match.end()):
            yield "employer", match.end(), end


def companies(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """株式会社丸福運送, 関西電装工業(株)."""
    for match in COMPANY.finditer(sentence.text):
        end = sentence.name_behind(match.end())
        start = None if end else sentence.name_before(match.start())
        if end or start is not None:
            yield match.start() if start is None else start, end or match.end()


def short_schools(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """青葉小, 第三中; not 入院中, 夜中."""
    for match in SHORT.finditer(sentence.text):
        start, end = match.start(), match.end("name")
        while start < end and start not in sentence.at:
            start += 1
        name = sentence.text[start:end]
        inside = [token for token in sentence.words if start <= token.start < end]
        if not inside or name in GENERIC or any(name.endswith(word) for word in NOT_SHORT):
            continue
        noun = match["kind"] == "小" and all(token.tag.startswith("名詞") for token in inside) and len(name) > 1
        if noun or all(SHORT_NAME.search(token.tag) or DIRECTION.fullmatch(token.text) for token in inside):
            yield start, match.end("kind")


def workplaces(text: str) -> Iterator[tuple[int, int]]:
    """What is said to be where somebody works."""
    for pattern in (WORKS, STAFF):
        for match in pattern.finditer(text):
            if match["name"] not in WORK:
                yield match.span("name")
