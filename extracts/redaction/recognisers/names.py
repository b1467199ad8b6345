"""People's names by what stands around them: honorifics and titles behind, kinship and professions before, "と名乗る".

Belongs here: the context of a name. Doesn't belong here: names that stand alone (alone.py), people on file (on_file.py).
"""

import re
from collections.abc import Iterator

from presidio_analyzer import RecognizerResult

from extracts.redaction import lexicon
from extracts.redaction.certainty import LIKELY, SURE, result
from extracts.redaction.ginza import Japanese, is_common_word
from extracts.redaction.lexicon import KANA, KANJI, Dictionary
from extracts.redaction.recognisers.recogniser import Recogniser
from extracts.redaction.recognisers.words import Words

NAME = "name"
LONGEST = 10  # characters of a Japanese name without a gap

HONORIFIC = re.compile(f"(?:{lexicon.any_of(lexicon.HONORIFICS)})")
TITLE = re.compile(f"(?:{lexicon.any_of(lexicon.TITLES)})(?![A-Za-z])")
# 田中母: only behind what is plainly a surname
AMBIGUOUS_TITLES = frozenset(["母", "父", "児", "方", "家", "宅", "姓", "以下", "担当", "職員", "委員", "T"])
ROLE = re.compile(f"(?:{lexicon.any_of(lexicon.KIN | lexicon.PROFESSIONS)})(?![A-Za-z])")
LABELS = frozenset(
    [
        "氏名",
        "名前",
        "姓名",
        "児童名",
        "児童氏名",
        "子ども名",
        "保護者氏名",
        "保護者名",
        "父母氏名",
        "生徒名",
        "園児名",
        "患者名",
        "名義",
        "名義人",
        "口座名義",
        "旧姓",
        "旧氏",
        "通称",
        "通称名",
        "本名",
        "別名",
        "フリガナ",
        "ふりがな",
        "カナ氏名",
        "氏名カナ",
        "表札",
        "署名",
    ]
)
BETWEEN = re.compile(r" ?(?:[:(「『\[/,、・]|である|は「|が「|の(?!方|家|人|子|み|まま|よう|こと|件))? ?")
LABELLED = re.compile(
    rf" ?(?:[:/(「『\[]|は「?|が「?|の欄は|) ?(?P<name>[{KANJI}{KANA}]{{1,7}}(?:[ ・=][{KANJI}{KANA}]{{1,7}}){{0,3}})"
)
UNWRITTEN = re.compile(
    "不詳|不明|未|記載|なし|無|空欄|変更|同じ|訂正|確認|記入|フリガナ|ふりがな|では|です|から|より|呼"
)
ANIMAL = re.compile(
    "(?:犬|いぬ|イヌ|猫|ねこ|ネコ|うさぎ|ウサギ|ハムスター|金魚|かめ|カメ|ペット|とり|鳥|インコ|ぬいぐるみ|人形)の$"
)
CALLED = re.compile(
    "」?(?:[とって]{1,2}(?:だけ|も|は)?(?:名乗|名のる|名のり|なのる|なのり|名前|なまえ|名まえ|申し?|名付|名づけ|呼ば|よば|呼ん|よん|呼び|いう名|いう子|いう人|いう男|いう女|いう姓|いう方|いいます|言います)"
    "|の名[でが前])"
)
I_AM = re.compile(
    rf"(?:わたし|私|ぼく|僕|おれ|俺|オレ|ボク|あたし|うち|自分|なまえ|名前|名まえ|名)(?:は|わ|の(?:名前|なまえ|名まえ|名)は) ?"
    rf"(?P<name>[{KANJI}{KANA}]{{2,6}}?(?: [{KANJI}{KANA}]{{1,6}}?)?)(?:です|だよ|といいます|と言います|と申し|っていいます|[。、！!]|$)"
)
# 長女一花（中1）: between a relation and an age stands a name
WITH_AGE = re.compile(rf"(?P<name>[{KANJI}{KANA}]{{1,6}})(?=\((?:\d|小|中|高|年長|年中|年少|幼|保|本児|当時))")
# きょうだい（りお）: kana alone in brackets, that are no word
BRACKETED = re.compile(r"\((?P<name>[ぁ-んー]{2,5}|[ァ-ヴー・]{2,12})\)")
FROM_COUNTRY = re.compile(r"[ァ-ヴー]{2,8}(?:人|出身|籍|国籍)の$|(?:中国|韓国|台湾|米国|英国)(?:人|出身|籍|国籍)の$")


class NamesInContext(Recogniser):
    """Names that the words around them show to be names."""

    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        super().__init__("names in context", NAME)

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        words = Words(text, japanese.words, self.dictionary)
        for rule in (before_honorifics, before_titles, behind_roles, behind_labels, called):
            for start, end, certainty, why in rule(words):
                yield result(NAME, start, end, certainty, why)


Found = Iterator[tuple[int, int, float, str]]


def before_honorifics(words: Words) -> Found:
    """陽菜さん, 佐藤 陽菜ちゃん, りくとくん; not お母さん, たくさん."""
    for match in HONORIFIC.finditer(words.text):
        at = match.start()
        aligned = at in words.ends and match.end() in words.ends
        token = words.ending_at(at)
        if token and token.text in lexicon.NOT_NAMES and not words.is_person(token):
            continue
        start = words.known_before(at, LONGEST, kana_only=not aligned)
        if start is None and aligned and token:
            start = words.name_before(at)
        if start is None and words.text[at - 1 : at] == "ー" and match[0] in ("ちゃん", "くん"):
            start = words.kana_before(at)
        if start is not None and not words.is_role(start, at):
            yield with_country(words, words.joined_left(start)), at, SURE, "honorific"


def before_titles(words: Words) -> Found:
    """村田校長, 松井SSW, 佐藤家."""
    for token in words.tokens:
        match = TITLE.match(words.text, token.start)
        if not match or match.end() not in words.ends:
            continue
        before = words.ending_at(token.start) or words.ending_at(token.start - 1)
        if before and "数詞" in before.tag:
            continue
        if (
            before is None
            or before.text in lexicon.NOT_NAMES | lexicon.HONORIFICS
            or words.text[before.end : token.start].strip()
        ):
            continue
        surely = words.is_person(before)
        if match[0] in AMBIGUOUS_TITLES and not (surely and words.may_be_surname(before)):
            continue
        start = words.name_before(before.end)
        if start is None and words.may_be_surname(before):
            start = before.start
        if start is None:
            start = words.known_before(before.end, LONGEST, kana_only=False, surnames_only=True)
        if start is not None and not words.is_role(start, before.end) and not words.is_role(start, match.end()):
            yield words.joined_left(start), before.end, SURE, "title"


def behind_roles(words: Words) -> Found:
    """母（佐藤美咲）, 保健師三宅, 弟の蓮, SSWの松井; not 母の心."""
    for token in words.tokens:
        match = ROLE.match(words.text, token.start)
        if not match or match.end() not in words.ends:
            continue
        between = BETWEEN.match(words.text, match.end())
        if not between:
            continue
        if match[0] in lexicon.KIN and (aged := WITH_AGE.match(words.text, match.end())):
            yield *aged.span("name"), SURE, "role"
            continue
        bracketed = BRACKETED.match(words.text, match.end()) if match[0] in lexicon.KIN else None
        if bracketed and not is_common_word(bracketed["name"]):
            yield *bracketed.span("name"), LIKELY, "role"
            continue
        first = words.starting_at(between.end())
        if first is None or first.tag.startswith("助"):
            continue
        if end := words.name_after(first.start):
            yield first.start, end, SURE, "role"
        elif "、" not in between[0] and (end := words.known_after(first.start)):
            name, professional = words.text[first.start : end], match[0] in lexicon.PROFESSIONS
            noun = name in lexicon.NOUNS or words.is_common(first, end)
            if (professional and words.dictionary.is_surname(name) and between[0] in ("", "の", "(", " ", ":")) or (
                not professional and not (noun and between[0].strip() in ("の", "", ","))
            ):
                yield first.start, end, LIKELY, "role"


def behind_labels(words: Words) -> Found:
    """氏名：幸田 実, 旧姓田中; not 氏名不詳."""
    for token in words.tokens:
        match = ROLE.match(words.text, token.start)
        if match and match[0] in LABELS and match.end() in words.ends:
            named = LABELLED.match(words.text, match.end())
            if not named or UNWRITTEN.match(named["name"]) or ANIMAL.search(words.text[: token.start]):
                continue
            start = named.start("name")
            end = words.name_after(start) or words.known_after(start)
            if end is None and words.text[match.end() : start].strip() in (":", "/", "(", "「", "は「", "が「"):
                end = words.to_boundary(start, named.end("name"))
            if end:
                yield start, end, SURE, "label"


def called(words: Words) -> Found:
    """ユキと名乗る, 「ここな」という名, わたしはリン。"""
    for match in CALLED.finditer(words.text):
        at, quoted = match.start(), words.text[: match.start() + 1].endswith("」")
        start = words.quoted_before(at) if quoted else words.known_before(at, LONGEST, kana_only=False)
        if start is None and not quoted:
            start = words.name_before(at)
        if start is not None and not words.is_role(start, at):
            yield words.joined_left(start), at, SURE, "called"
    for match in I_AM.finditer(words.text):
        if ANIMAL.search(words.text[: match.start()]):
            continue
        if words.dictionary.is_known(match["name"].replace(" ", "")) and not words.is_role(*match.span("name")):
            yield *match.span("name"), SURE, "called"


def with_country(words: Words, start: int) -> int:
    """ベトナム出身のファム: in a neighbourhood the two together say who."""
    found = FROM_COUNTRY.search(words.text[:start])
    return found.start() if found else start
