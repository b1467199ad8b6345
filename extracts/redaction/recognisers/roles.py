"""People's names behind a relation, a profession or a form's label: 弟の蓮, 保健師三宅, 氏名：幸田 実.

Belongs here: what stands behind these words. Doesn't belong here: what stands before honorifics and titles (names.py).
"""

import re

from extracts.redaction import lexicon
from extracts.redaction.certainty import LIKELY, SURE
from extracts.redaction.ginza import is_common_word
from extracts.redaction.lexicon import KANA, KANJI
from extracts.redaction.recognisers.on_file import THING
from extracts.redaction.recognisers.words import Found, Words

ROLE = re.compile(f"(?:{lexicon.any_of(lexicon.KIN | lexicon.PROFESSIONS)})(?![A-Za-z])")
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
# 長女一花（中1）: between a relation and an age stands a name
WITH_AGE = re.compile(rf"(?P<name>[{KANJI}{KANA}]{{1,6}})(?=\((?:\d|小|中|高|年長|年中|年少|幼|保|本児|当時))")
# 保護児ソフィア, 母はファティマ, 子はバオと: katakana behind a relation, that are no word
KATAKANA_BEHIND = re.compile(
    "(?:の|は|が|:|=|[(「])? ?(?P<name>[ァ-ヴー]{2,10})(?![ァ-ヴー・])(?=[とはがもをのにで、。)」( ]|$)"
)
# いもうとのみお, 長女ひまり: kana behind a young relation, wherever the tokeniser divides them
LETTERS_BEHIND = re.compile(r"の? ?(?P<name>[A-Z]{2,10}|[A-Z][a-z]{2,11})(?![A-Za-z0-9@._])")  # 弟のRYO
KANA_BEHIND = re.compile("の?(?P<name>[ぁ-んー]{2,4}?)(?=[はがもをに、。)・](?!い)|の[一-鿿]|と[一-鿿、]|[(\\d「]|$)")


def behind_roles(words: Words) -> Found:
    """母（佐藤美咲）, 保健師三宅, 弟の蓮, SSWの松井; not 母の心."""
    for token in words.tokens:
        match = ROLE.match(words.text, token.start)
        if not match or match.end() not in words.ends:
            continue
        between = BETWEEN.match(words.text, match.end())
        if not between:
            continue
        if match[0] in lexicon.KIN and (named := by_its_form(words, match)):
            yield *named, "role"
            continue
        first = words.starting_at(between.end())
        if first is None or first.tag.startswith("助"):
            continue
        if end := words.name_after(first.start):
            yield first.start, end, SURE, "role"
        elif "、" not in between[0] and (end := words.known_after(first.start)):
            name, professional = words.text[first.start : end], match[0] in lexicon.PROFESSIONS
            noun = name in lexicon.NOUNS or words.is_common(first, end)
            if (
                noun
                and match[0] in lexicon.YOUNG
                and set(between[0]) <= set("の(「 ,・")
                and words.dictionary.is_given(name)
            ):
                noun = bool(THING.match(words.text, end))
            if (professional and words.dictionary.is_surname(name) and between[0] in ("", "の", "(", " ", ":")) or (
                not professional and not (noun and between[0].strip() in ("の", "", ","))
            ):
                yield first.start, end, LIKELY, "role"


def by_its_form(words: Words, relation: re.Match[str]) -> tuple[int, int, float] | None:
    """A name behind a relation by how it is written, wherever the tokeniser divides it: 長女一花(中1), 妹のみお, 母はファティマ."""
    end = relation.end()
    if aged := WITH_AGE.match(words.text, end):
        return *aged.span("name"), SURE
    return in_one_script(words, relation)


def in_one_script(words: Words, relation: re.Match[str]) -> tuple[int, int, float] | None:
    """妹のみお, 弟のRYO, 保護児ソフィア: behind a relation in kana or letters alone."""
    end, given = relation.end(), words.dictionary.is_given
    kana = KANA_BEHIND.match(words.text, end)
    whose = kana and (relation[0] in lexicon.YOUNG or not kana[0].startswith("の"))
    if kana and whose and given(kana["name"]) and not THING.match(words.text, kana.end()):
        return *kana.span("name"), LIKELY
    letters = LETTERS_BEHIND.match(words.text, end)
    if letters and letters["name"] not in lexicon.ACRONYMS | lexicon.PRODUCTS:
        return *letters.span("name"), LIKELY
    katakana = KATAKANA_BEHIND.match(words.text, end)
    apart = katakana and (not katakana[0].startswith("の") or given(katakana["name"]))
    if katakana and apart and not is_common_word(katakana["name"]) and not words.is_role(*katakana.span("name")):
        return *katakana.span("name"), LIKELY
    return None


def behind_labels(words: Words) -> Found:
    """氏名：幸田 実, 旧姓田中; not 氏名不詳."""
    for token in words.tokens:
        match = ROLE.match(words.text, token.start)
        if match and match[0] in lexicon.LABELS and match.end() in words.ends:
            named = LABELLED.match(words.text, match.end())
            if not named or UNWRITTEN.match(named["name"]) or ANIMAL.search(words.text[: token.start]):
                continue
            start = named.start("name")
            end = words.name_after(start) or words.known_after(start)
            if end is None and words.text[match.end() : start].strip() in (":", "/", "(", "「", "は「", "が「"):
                end = words.to_boundary(start, named.end("name"))
            if end:
                yield start, end, SURE, "label"
