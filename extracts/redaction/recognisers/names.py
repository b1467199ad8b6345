"""People's names by what stands around them: honorifics and titles behind, "と名乗る", and other names beside them.

Belongs here: the context of a name. Doesn't belong here: what relations and professions announce (roles.py),
names that stand alone (alone.py), people on file (on_file.py).
"""

import re
from collections.abc import Callable, Iterator

from extracts.redaction import lexicon
from extracts.redaction.certainty import LIKELY, SURE
from extracts.redaction.ginza import is_common_word
from extracts.redaction.lexicon import KANA, KANJI, Dictionary
from extracts.redaction.recognisers.roles import ANIMAL, behind_labels, behind_roles
from extracts.redaction.recognisers.words import Found, Names, Words

LONGEST = 10  # characters of a Japanese name without a gap

HONORIFIC = re.compile(f"(?:{lexicon.any_of(lexicon.HONORIFICS)})")
TITLE = re.compile(f"(?:{lexicon.any_of(lexicon.TITLES)})(?![A-Za-z])")
KATA = re.compile("[ァ-ヴー]+")
INITIAL = re.compile("[A-Z][子男児]?")  # A児, C子: who wrote it has hidden the name already
# 田中母: only behind what is plainly a surname
AMBIGUOUS_TITLES = frozenset(["母", "父", "児", "方", "家", "宅", "姓", "以下", "担当", "職員", "委員", "T"])
CALLED = re.compile(
    "」?(?:[とって]{1,2}(?:だけ|も|は)?(?:名乗|名のる|名のり|なのる|なのり|名前|なまえ|名まえ|申し?|名付|名づけ|呼ば|よば|呼ん|よん|呼び|いう名|いう子|いう人|いう男|いう女|いう姓|いう方|いいます|言います)"
    "|の名[でが前])"
)
I_AM = re.compile(
    rf"(?:わたし|私|ぼく|僕|おれ|俺|オレ|ボク|あたし|うち|自分|なまえ|名前|名まえ|名)(?:は|わ|の(?:名前|なまえ|名まえ|名)は) ?"
    rf"(?P<name>[{KANJI}{KANA}]{{2,6}}?(?: [{KANJI}{KANA}]{{1,6}}?)?)(?:です|だよ|といいます|と言います|と申し|っていいます|[。、！!]|$)"
)
I_SAY = re.compile(
    "(?:わたし|ぼく|おれ|あたし|うち|私|僕|俺)、?(?P<name>[ぁ-んー]{2,4}|[ァ-ヴー]{2,5})(?=[、。]|です|だよ|っす|$)"
)
NICKNAME = re.compile(
    "(?:^|(?<=[^ぁ-んァ-ヴー])|(?<=[のはとがにもを]))(?!お|ご)"
    "(?:(?P<name>[ぁ-んー]{1,3}|[ァ-ヴー]{1,4})(?=くん|ちゃん|たん(?![ぁ-ん]))|(?P<kata>[ァ-ヴー]{2,6})(?=サン|クン|チャン))"
)
READING = re.compile(r" ?\((?P<name>[ぁ-んー]{2,8}(?: [ぁ-んー]{1,8})?|[ァ-ヴー]{2,8}(?: [ァ-ヴー]{1,8})?)[)、]")
AND = re.compile(
    rf"」?(?:と|も|、|・|/|や|&|,|と妹の?|と弟の?|と姉の?|と兄の?)「?(?P<name>[{KANJI}]{{1,4}}|[ァ-ヴー]{{2,8}}|[ぁ-んー]{{2,5}}?)(?=[はがもをのにとで、。)・」の]|$|さん|くん|ちゃん|両名|兄弟|姉妹|共に|について|\()"
)
COUNTED = re.compile(
    "の?(?:[二三四2-4]人|両名|両児|兄弟|姉妹|兄妹|姉弟|きょうだい|双子|とも|共に)|について"
)  # 勇気と希望の二人
FROM_COUNTRY = re.compile(r"[ァ-ヴー]{2,8}(?:人|出身|籍|国籍)の$|(?:中国|韓国|台湾|米国|英国)(?:人|出身|籍|国籍)の$")


def names_in_context(dictionary: Dictionary) -> Names:
    rules = (before_honorifics, before_titles, behind_roles, behind_labels, called, nicknames)
    return Names("names in context", dictionary, map(with_those_beside, rules))


def with_those_beside(rule: Callable[[Words], Found]) -> Callable[[Words], Found]:
    """The rule, with the names that stand beside what it finds."""

    def found(words: Words) -> Found:
        for start, end, certainty, why in rule(words):
            yield start, end, certainty, why
            yield from ((*span, LIKELY, "beside") for span in beside(words, end))

    return found


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
        if start is not None and not words.is_role(start, at) and not INITIAL.fullmatch(words.text[start:at]):
            yield with_country(words, words.joined_left(start)), at, SURE, "honorific"


def nicknames(words: Words) -> Found:
    """いっくん, みーちゃん."""
    for match in NICKNAME.finditer(words.text):
        group = "name" if match["name"] else "kata"
        if match[group] not in lexicon.NOT_NAMES and not words.is_role(*match.span(group)):
            yield *match.span(group), LIKELY, "honorific"


def beside(words: Words, end: int) -> Iterator[tuple[int, int]]:
    """(やざわ のどか) behind a name is how it is read; behind a name and a conjunction stands another: のんとしゅん."""
    if (match := READING.match(words.text, end)) and not is_common_word(match["name"]):
        yield match.span("name")
    while match := AND.match(words.text, end):
        name, token = match["name"], words.starting_at(match.start("name"))
        whole = token is not None and token.end == match.end("name")
        foreign = KATA.fullmatch(name) is not None and (not is_common_word(name) or words.dictionary.is_given(name))
        noun = whole and token is not None and not words.part_of_name(token)
        told = words.dictionary.is_known(name) and (not noun or COUNTED.match(words.text, match.end("name")))
        if not foreign and not told:
            return
        if words.is_role(*match.span("name")) or (len(name) == 1 and not (token and words.is_person(token))):
            return
        yield match.span("name")
        end = match.end("name")


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
        surely = words.is_person(before) or (words.part_of_name(before) and match[0] in ("家", "T", "姓", "宅"))
        if match[0] in AMBIGUOUS_TITLES and not (surely and words.may_be_surname(before)):
            continue
        start = words.name_before(before.end)
        if start is None and words.may_be_surname(before):
            start = before.start
        if start is None:
            start = words.known_before(before.end, LONGEST, kana_only=False, surnames_only=True)
        if start is not None and not words.is_role(start, before.end) and not words.is_role(start, match.end()):
            yield words.joined_left(start), before.end, SURE, "title"


def called(words: Words) -> Found:
    """ユキと名乗る, 「ここな」という名, わたしはリン。"""
    for match in CALLED.finditer(words.text):
        at, quoted = match.start(), words.text[: match.start() + 1].endswith("」")
        start = words.quoted_before(at) if quoted else words.known_before(at, LONGEST, kana_only=False)
        if start is None and not quoted:
            start = words.name_before(at)
        if start is not None and not words.is_role(start, at):
            yield words.joined_left(start), at, SURE, "called"
    for match in I_SAY.finditer(words.text):
        if words.dictionary.is_given(match["name"]):
            yield *match.span("name"), LIKELY, "called"
    for match in I_AM.finditer(words.text):
        if ANIMAL.search(words.text[: match.start()]):
            continue
        if words.dictionary.is_known(match["name"].replace(" ", "")) and not words.is_role(*match.span("name")):
            yield *match.span("name"), SURE, "called"


def with_country(words: Words, start: int) -> int:
    """ベトナム出身のファム: in a neighbourhood the two together say who."""
    found = FROM_COUNTRY.search(words.text[:start])
    return found.start() if found else start
