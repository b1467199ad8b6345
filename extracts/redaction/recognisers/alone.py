"""People's names that nothing around them announces: by Sudachi's tags, dots, letters.

Belongs here: names by themselves. Doesn't belong here: context (names.py), people on file (on_file.py), whom GiNZA takes
for people (undecided.py). Common nouns that are also names stay.
"""

import re
from itertools import pairwise

from extracts.redaction import lexicon
from extracts.redaction.certainty import LIKELY, SURE
from extracts.redaction.ginza import Token, is_common_word, is_word
from extracts.redaction.lexicon import KANJI, Dictionary
from extracts.redaction.recognisers.on_file import THING
from extracts.redaction.recognisers.words import GIVEN, SURNAME, Found, Names, Words

DOTTED = re.compile(r"[ァ-ヴー]+(?:[・=][ァ-ヴー]+)+")
ACTS = re.compile(
    "[がはも](?!ある|ない|無)|です|と申|やけど|だけど|より(?:電話|連絡|相談|TEL)|が?(?:受電|架電|対応|担当|記録|記載|持参|同行|訪問)|気付|姓"
)
CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?:[ ,]{1,2}[A-Z]{2,})+(?![A-Za-z])")
TITLE_CASE = re.compile(
    r"(?<![A-Za-z])[A-ZÀ-Þ][a-zß-ɏ'-]+(?:[ ,]{1,2}(?:de |da |dos |van |bin |al-)?[A-ZÀ-Þ][a-zß-ɏ'-]+)+(?![a-z])"
)
WORD = re.compile(r"(?<![A-Za-z0-9@._/#+&-])(?:[A-ZÀ-Þ][a-zß-ɏ]{2,11}|[A-Z]{4,10})(?![A-Za-z0-9@._/#+&-])")
FULL_CHINESE = re.compile(
    f"(?<![{KANJI}])(?P<role>{lexicon.any_of(lexicon.YOUNG)})?"
    f"(?P<name>(?:{lexicon.any_of(lexicon.CHINESE)}) ?[{KANJI}]{{1,2}})(?![{KANJI}])"
)
# おの かいと: both parts in kana, with their gap
KANA_WITH_GAP = re.compile("(?<![ぁ-んー])(?=(?P<surname>[ぁ-んー]{2,5}) (?P<given>[ぁ-んー]{2,5})(?![ぁ-んー]))")
# a name alone in its sentence or quotation, or as what its sentence is about: カノン。 「タケシマです」 つむぎ（3歳）
OPENING = re.compile(
    r"(?:^|(?<=[。「『\n！？!?、・/( ])|(?<=\d年)|(?<=組の)|(?<=歳の)|(?<=制の))(?:[ぁ-んー]{2,6}|[ァ-ヴー]{2,8})"
)
CLOSING = re.compile(
    r"$|[。、」』)(・/→]|です|っす|だよ|と申|といい|って(?:いい|言|呼)|より|から|(?:に|と)[はも]|[はがもをにと](?![ぁ-ん])|の(?=[一-鿿ァ-ヴ])"
)
SAYS = re.compile("です|っす|だよ|と申|といい|って|より")
HIDDEN = re.compile("[A-Z][子男児]?")  # who wrote it has hidden the name already
PLACE = re.compile("地名")
LONG_KANA = re.compile("[ぁ-んー]{3,}|[ァ-ヴー]{4,}")
NOT_HIRAGANA = re.compile(f"[{KANJI}]{{2,}}|[ァ-ヴー]{{3,}}")
PLACE_BEHIND = re.compile("[町村市区県]|駅|丁目|小|中学|高校|高等|病院|医院|クリニック|保育|幼稚|店|支店|銀行")
RUN = re.compile(f"(?<![{KANJI}])[{KANJI}]{{2,3}}(?![{KANJI}])|(?<![ァ-ヴー])[ァ-ヴー]{{2,6}}(?![ァ-ヴー])")
KANJI_ONLY = re.compile(f"[{KANJI}]+")
KANA = re.compile("[ぁ-んァ-ヴー]+")
BEGINNING = re.compile(r"(?:^|[。、\n「！？!?]\s*)([ぁ-んー]{3,6}?)(?=[はがもをにとの、」]|って)")


def names_alone(dictionary: Dictionary) -> Names:
    rules = (tagged, taken_for_else, unlisted, dotted, in_letters, chinese, in_kana, kana_alone)
    return Names("names alone", dictionary, rules)


def tagged(words: Words) -> Found:
    """Words that Sudachi tags as people's names, taken together where they stand together."""
    done = 0
    for token, behind in pairwise([*words.tokens, None]):
        if token and behind and done <= token.start and undivided(words, token, behind):
            yield token.start, behind.end, LIKELY, "tagged"
    for token in words.tokens:
        if (
            token.start < done
            or HIDDEN.fullmatch(token.text)
            or not words.is_person(token)
            or words.is_role(token.start, token.end)
        ):
            continue
        start = words.joined_left(token.start)
        end = done = words.joined_right(token.end)
        if PLACE_BEHIND.match(words.text, end):
            continue
        if end > token.end or start < token.start:
            yield start, end, SURE, "tagged"
        elif (certainty := alone(words, token)) is not None:
            yield start, end, certainty, "tagged"


def undivided(words: Words, token: Token, behind: Token) -> bool:
    """東海林: a surname of three kanji that the tokeniser divides; 桐生つばさ: one taken for a place, with a given name."""
    name = words.text[token.start : behind.end]
    if PLACE.search(token.tag) and token.end == behind.start and words.dictionary.is_surname(token.text):
        return (
            len(behind.text) > 1 and KANA.fullmatch(behind.text) is not None and words.dictionary.is_given(behind.text)
        )
    return (
        len(name) > 2
        and KANJI_ONLY.fullmatch(name) is not None
        and words.dictionary.is_surname(name)
        and not (words.is_person(token) or words.is_person(behind))
    )


def taken_for_else(words: Words) -> Found:
    """赤木, which the tokeniser takes for a noun though none is written so; 高瀬が架電, taken for a place but acting; つむぎ."""
    for token in words.tokens:
        if len(token.text) < 2 or token.text in lexicon.NOUNS or words.is_role(token.start, token.end):
            continue
        noun = token.tag.startswith("名詞-普通名詞-一般")
        if words.dictionary.is_surname(token.text):
            place = PLACE.search(token.tag) and ACTS.match(words.text, token.end)
            is_name = bool(place) or (noun and NOT_HIRAGANA.fullmatch(token.text) is not None)
        else:
            is_name = noun and LONG_KANA.fullmatch(token.text) is not None and words.dictionary.is_given(token.text)
        if is_name and not PLACE_BEHIND.match(words.text, token.end) and not THING.match(words.text, token.end):
            yield token.start, words.joined_right(token.end), LIKELY, "tagged"


def unlisted(words: Words) -> Found:
    """梨音, モモカ: given names that stand alone and are no word of the dictionary."""
    for match in RUN.finditer(words.text):
        aligned = words.starting_at(match.start()) and match.end() in words.ends
        if aligned and words.dictionary.is_given(match[0]) and not is_word(match[0]):
            yield match.start(), words.joined_right(match.end()), LIKELY, "unlisted"


def alone(words: Words, token: Token) -> float | None:
    """How certain one word with a name's tag is by itself."""
    if token.text in lexicon.NOUNS or token.text in lexicon.NOT_NAMES:
        return None
    if KANA.fullmatch(token.text):
        return LIKELY if len(token.text) > 2 and words.dictionary.is_known(token.text) else None
    if SURNAME.search(token.tag) or GIVEN.search(token.tag):
        return LIKELY if len(token.text) > 1 or token.text not in lexicon.NOUNS | lexicon.CHINESE else None
    return None


def dotted(words: Words) -> Found:
    """グエン・ヴァン・アン; not ゲーム・テレビ, whose parts are all common words."""
    for match in DOTTED.finditer(words.text):
        inside = [token for token in words.tokens if match.start() <= token.start and token.end <= match.end()]
        parts = [token for token in inside if token.text not in ("・", "=")]
        if match[0].count("・") > 1 or any(
            words.part_of_name(token) or words.dictionary.is_given(token.text) for token in parts
        ):
            yield match.start(), match.end(), SURE, "dotted"


def in_letters(words: Words) -> Found:
    """NGUYEN VAN AN, Chen Yuxin."""
    for match in CAPITALS.finditer(words.text):
        if not lexicon.ACRONYMS.intersection(re.split("[ ,]+", match[0])):
            yield match.start(), match.end(), LIKELY, "letters"
    for match in TITLE_CASE.finditer(words.text):
        yield match.start(), match.end(), LIKELY, "letters"
    for match in WORD.finditer(words.text):
        if match[0] not in lexicon.ACRONYMS | lexicon.PRODUCTS:
            yield match.start(), match.end(), LIKELY, "letters"


def chinese(words: Words) -> Found:
    """王詩涵, 李 思雨, 長女王詩涵: a Chinese or Korean surname with what is no word."""
    for match in FULL_CHINESE.finditer(words.text):
        start, end = match.span("name")
        name = match["name"].replace(" ", "")
        aligned = match["role"] or (words.starting_at(start) and end in words.ends)
        if aligned and not is_common_word(name) and not is_common_word(name[1:]) and name not in lexicon.NOUNS:
            yield start, end, LIKELY, "unlisted"


def kana_alone(words: Words) -> Found:
    """A known name in kana where a sentence begins with it or consists of it; a noun only set apart or announced."""
    for match in KANA_WITH_GAP.finditer(words.text):
        if words.dictionary.is_surname(match["surname"]) and words.dictionary.is_given(match["given"]):
            yield match.start(), match.end("given"), LIKELY, "kana"
    for match in OPENING.finditer(words.text):
        start = match.start()
        token = words.starting_at(start)
        for end in range(match.end(), start + 1, -1):
            name, closing = words.text[start:end], CLOSING.match(words.text, end)
            if closing is None or words.is_role(start, end):
                continue
            announced = SAYS.match(closing[0]) is not None or closing[0] == "("
            if not (words.dictionary.is_given(name) or (announced and words.dictionary.is_surname(name))):
                continue
            common = token is not None and token.end >= end and not words.part_of_name(token)
            noun = common and token is not None and token.end == end and token.tag.startswith("名詞-普通名詞-一般")
            apart = len(name) > 2 and closing[0] in ("", "、", "。", "」", "』", "/")
            if not common or (noun and (announced or apart)) or (announced and len(name) > 2):
                yield start, end, LIKELY, "kana"
                break


def in_kana(words: Words) -> Found:
    """ひまり、…: a known name in kana that isn't a word of its own."""
    for match in BEGINNING.finditer(words.text):
        token = words.starting_at(match.start(1))
        is_word = token is not None and token.end == match.end(1) and not words.is_person(token)
        if not is_word and match[1] not in lexicon.NOUNS and words.dictionary.is_given(match[1]):
            yield *match.span(1), LIKELY, "kana"
