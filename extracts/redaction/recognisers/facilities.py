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
GENERIC, NOT_SHORT, NOT_NURSERY, WORK, BEHIND = (
    listed(key) for key in ("generic", "not_short", "not_nursery", "work", "behind")
)
NURSERIES = frozenset(["園", "保", "幼", "こ園"])
WHOSE = lexicon.KIN | lexicon.PROFESSIONS | {"が"}  # 姉が汐入中に
NAME_PART = re.compile(f"[{KANJI}{KANA}A-Za-z0-9&・]+")
NAMING = ("名詞", "接頭辞", "形状詞", "記号", "接尾辞-名詞的")
ORDINAL = re.compile("第[一二三四五六七八九十0-9]{1,2}$")
# 青葉小の, 第三中2年, 北小 before a teacher, さくらんぼ園の: what follows a short name
SHORT_END = (
    r"(?=$|[\s、。・/「」()→]|内(?=[にのでへ)])|なの|の(?!頃|ころ|で|みん)|あて|宛|より|から|へ|に(?!て)|を|と|は|が|で|も|や|\d年|[一二三四五六]年|[一二三]学期"
    rf"|教諭|校長|教頭|園長|主任|養護教諭|担任|[ぁ-んァ-ヴー]{{2,5}}組|卒|校区|生徒|児童|在籍|在学|在園|[{KANJI}ァ-ヴ]{{1,4}}(?:校長|教頭|教諭|先生|養護教諭|園長|保育士|主任|T))"
)
SHORT = re.compile(
    rf"(?P<name>(?:府立|県立|市立|私立|都立|町立)?(?:第[一二三四五六七八九十0-9]{{1,2}}|[{KANJI}ヶケァ-ヴー]{{1,8}}(?:が[{KANJI}]{{1,3}})?|[ぁ-んー]{{2,6}}))(?P<kind>小|中|高|商業高|工業高|農業高|女子高|特支|短大|園|保|幼|こ園){SHORT_END}"
)
# behind a school's short name, what only a school has
SCHOOLS_OWN = re.compile(
    r"[\d一二三四五六]年|の(?:先輩|後輩|生徒|児童|先生|校|教|体育|部|図書|下駄箱|制服|担任|保健室|子)|教諭|校長|教頭|養護教諭|卒|校区|[→(]"
)
SCHOOL_PART = re.compile("(?:定時制|全日制|通信制|分校|本校|小学部|中学部|高等部|普通科|工業科|商業科)+")
# a name in hiragana that the tokeniser doesn't know: くらた産婦人科, ぴっころ保育園; not …った病院
IN_HIRAGANA = re.compile("(?:^|(?<=[^ぁ-んー]))(?:[はがもをにとでへ])?(?P<name>[ぁ-んー]{2,8})$")
OF_SOMETHING = re.compile(
    rf"[{KANJI}]{{0,4}}(?P<what>(?!ちかく|となり|ほか|べつ|いつも|かかりつけ|ところ)(?:[ぁ-ん]{{3,6}}?|[ァ-ヴー]{{3,8}}))の(?:クリニック|診療所|医院|歯科)"
    rf"|(?<![{KANJI}])(?:[{KANJI}]|[ァ-ヴー]{{2,5}})の(?:子|森|丘|里|家|木|実|花|海|虹)(?P<nursery>保育園|保育所|幼稚園|こども園|園)"
)
HIRAGANA = re.compile("[ぁ-んー]{2}")
NO_NAME = re.compile(
    "[のでにをとがはもないうつく]$|(?:っ|し|い|れ|え|め|べ|せ)た$|(?:まま|だけ|ので|から|まで|より|ため|ほど)$|^(?:この|その|あの|どの|ここ|そこ|また|まだ|もう|ある|いた|した)"
)
ACTING = re.compile("サ変|副詞可能|助数詞|形状詞")
DIRECTION = re.compile("[東西南北中央第一二三四五六七八九十]+")
WORKS = re.compile(
    r"(?:勤務先|職場|就職先|就労先|アルバイト先|バイト先|パート先|派遣先|派遣元|雇用先|勤め先|職業|会社|勤務)(?:は|が|の|:|\(|「|、| )+\s?"
    rf"(?P<name>[{KANJI}{KANA}A-Za-z0-9・&()]{{2,20}}?)(?=[、。)」]|で|に|を|$)"
)
SHOP = re.compile(
    rf"(?:{any_of(listed('shops'))}) ?(?P<name>[ァ-ヴー]{{2,10}}|[{KANJI}]{{2,5}}?|[ぁ-んー]{{2,6}}?[{KANJI}]?|[{KANJI}]{{1,3}}の[{KANJI}]{{1,3}})"
    r"(?: [一-鿿ァ-ヴ]{1,8}店)?(?=[、。)」・ ]|の(?!夜|パ|ア|バ|仕)|で|に|へ|を|客室|勤|店|従業|$)"
)
# 県立汐見商業: what a founder's word stands before is a facility, though its kind isn't said
FOUNDERS = re.compile(
    rf"(?:県立|府立|市立|都立|道立|町立|村立|区立|私立)(?!図書|体育|美術|博物|公園|病院|保育|小|中|高|大|幼|学)[{KANJI}ヶケ]{{2,10}}"
)


class Facilities(Recogniser):
    """Names of places where a child may be found."""

    def __init__(self) -> None:
        super().__init__("facilities", *KINDS)

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        sentence = Sentence(text, japanese.words)
        for kind, start, end in (*named(sentence), *of_something(sentence)):
            yield result(kind, start, end, SURE, "facility")
        for span in companies(sentence):
            yield result("employer", *span, SURE, "company")
        for kind, start, end in short_names(sentence):
            yield result(kind, start, end, LIKELY, "short_school")
        for match in FOUNDERS.finditer(text):
            yield result("school", *match.span(), LIKELY, "facility")
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
        if token.tag.startswith("名詞-数詞") and not ORDINAL.search(self.text[: token.end]):
            return False
        counted = "助数詞" in token.tag and token.text not in ("大", "町", "丘", "台")
        return token.tag.startswith(NAMING) and bool(NAME_PART.fullmatch(token.text)) and not counted

    def name_behind(self, start: int) -> int | None:
        """Where the name behind a kind's word ends: やすらぎの里, みらい."""
        end = start = start + (self.text[start : start + 1] == " ")
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
            if start is not None and HIRAGANA.fullmatch(sentence.text[start - 1 : start + 1]):
                whole = in_hiragana(sentence.text[: match.start()])
                start = start if whole is None else whole
            if start is None and (kind != "employer" or len(match[0]) > 3):
                start = in_hiragana(sentence.text[: match.start()])
            if start is None and kind == "hospital" and (founder := FOUNDER.search(sentence.text[: match.start()])):
                start = founder.start()
            if start is None:
                if kind == "nursery" and (end := sentence.name_behind(match.end())):
                    yield kind, match.start(), end
            elif (
                kind != "employer"
                or len(match[0]) > 3
                or any("固有" in token.tag for token in sentence.within(start, match.start()))
            ):
                part = SCHOOL_PART.match(sentence.text, match.end()) if kind == "school" else None
                yield kind, start, part.end() if part else match.end()
    for match in HOME.finditer(sentence.text):
        if end := sentence.name_behind(match.end()):
            yield "employer", match.end(), end


def of_something(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """北部こころのクリニック; not ちかくのクリニック."""
    for match in OF_SOMETHING.finditer(sentence.text):
        start = match.start() if match["nursery"] or match.start() in sentence.at else match.start("what")
        if start in sentence.at:
            yield "nursery" if match["nursery"] else "hospital", start, match.end()


def in_hiragana(before: str) -> int | None:
    """Where a name in hiragana begins that ends there."""
    found = IN_HIRAGANA.search(before)
    return found.start("name") if found and not NO_NAME.search(found["name"]) else None


def companies(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """株式会社丸福運送, 関西電装工業(株)."""
    for match in COMPANY.finditer(sentence.text):
        end = sentence.name_behind(match.end())
        start = None if end else sentence.name_before(match.start())
        if end or start is not None:
            yield match.start() if start is None else start, end or match.end()


def short_names(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """青葉小, 第三中, さくらんぼ園; not 入院中, 夜中, 公園."""
    for match in SHORT.finditer(sentence.text):
        start, end = match.start(), match.end("name")
        while start < end and start not in sentence.at:
            start += 1
        while start < end and (first := sentence.at.get(start)) and first.text in WHOSE:
            start = first.end
        name = sentence.text[start:end]
        inside = [token for token in sentence.words if start <= token.start < end]
        proper = all("地名" in token.tag or "人名" in token.tag for token in inside) and len(name) > 1
        if not inside or name in GENERIC or (not proper and any(name.endswith(word) for word in NOT_SHORT)):
            continue
        if match["kind"] in NURSERIES:
            whole = any(token.end == match.end() and token.start < end for token in inside) and len(name) < 3
            hiragana = (
                len(name) > 2 and match["kind"] == "園" and in_hiragana(sentence.text[: match.end("name")]) is not None
            )
            nouns = all(token.tag.startswith(NAMING) for token in inside) and len(name) > 1
            if not whole and (nouns or hiragana) and name not in NOT_NURSERY:
                yield "nursery", start, match.end()
            continue
        last = inside[-1].tag
        own = SCHOOLS_OWN.match(sentence.text, match.end()) is not None
        nouns = all(token.tag.startswith(NAMING) for token in inside)
        noun = nouns and (
            own
            or len(match["kind"]) > 1
            or (match["kind"] == "小" and name != "中")
            or (len(name) > 1 and not ACTING.search(last))
        )
        if noun or DIRECTION.fullmatch(name):
            yield "school", start, match.end()


def workplaces(text: str) -> Iterator[tuple[int, int]]:
    """What is said to be where somebody works."""
    for pattern in (WORKS, SHOP):
        for match in pattern.finditer(text):
            if match["name"] not in WORK | BEHIND:
                yield match.span() if pattern is SHOP else match.span("name")
