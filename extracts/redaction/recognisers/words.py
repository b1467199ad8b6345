"""A text's words, asked where a name may begin and end.

Belongs here: runs of words that make a name. Doesn't belong here: whether the context calls for one.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from presidio_analyzer import RecognizerResult

from extracts.redaction import lexicon
from extracts.redaction.certainty import result
from extracts.redaction.ginza import Japanese, Token
from extracts.redaction.lexicon import KANA, KANJI, Dictionary
from extracts.redaction.recognisers.recogniser import Recogniser

PERSON = re.compile("人名")
PROPER = re.compile("固有名詞-(?:人名|地名|一般)")
SURNAME, GIVEN = re.compile("人名-姓"), re.compile("人名-名|人名-一般")
ROLES = lexicon.KIN | lexicon.PROFESSIONS | lexicon.NOT_NAMES
GAP = frozenset(" ・=")
KATAKANA, KATAKANA_SHARE = re.compile("[ァ-ヴー]"), 0.5  # of a text, from which it is written in katakana
FOREIGN = re.compile(r"[ァ-ヴー]{2,}|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'.-]*")
RUN = re.compile(f"[{KANJI}]{{1,6}}[{KANA}]{{0,6}}|[ァ-ヴー]{{2,10}}|[ぁ-んー]{{2,8}}")
HIRAGANA_BEFORE = re.compile("[ぁ-んー]+$")
ADDRESSED = re.compile("^(?:さん|くん|ちゃん|さま|様|氏|君|殿)|(?:さん|くん|ちゃん|さま)$")
QUOTED = re.compile(f'[「『"]([{KANJI}{KANA}A-Za-z・ ]{{1,12}})$')


class Words:
    """`tokens` of `text`, with the dictionary that tells which are names."""

    def __init__(self, text: str, tokens: list[Token], dictionary: Dictionary) -> None:
        self.text, self.tokens = text, tokens
        self.dictionary = dictionary
        self.at = {token.start: place for place, token in enumerate(self.tokens)}
        self.until = {token.end: place for place, token in enumerate(self.tokens)}
        self.ends = self.until.keys()

    @cached_property
    def in_katakana(self) -> bool:
        return len(KATAKANA.findall(self.text)) > KATAKANA_SHARE * len(self.text)

    def starting_at(self, start: int) -> Token | None:
        return self.tokens[self.at[start]] if start in self.at else None

    def ending_at(self, end: int) -> Token | None:
        return self.tokens[self.until[end]] if end in self.until else None

    def is_person(self, token: Token) -> bool:
        return bool(PERSON.search(token.tag))

    def is_role(self, start: int, end: int) -> bool:
        return self.text[start:end] in ROLES

    def is_common(self, first: Token, end: int) -> bool:
        """Whether exactly this stands in the dictionary of words as anything but a name."""
        return first.end == end and not PROPER.search(first.tag)

    def may_be_surname(self, token: Token) -> bool:
        return bool(SURNAME.search(token.tag)) or self.dictionary.is_surname(token.text)

    def part_of_name(self, token: Token) -> bool:
        """Whether the word may be a part of a name beside another: tagged as proper, or a surname by the dictionary."""
        return bool(PROPER.search(token.tag)) or self.dictionary.is_surname(token.text)

    def name_before(self, end: int) -> int | None:
        """Where the name begins whose last word ends there: a proper noun, or a word in katakana or letters."""
        token = self.ending_at(end)
        if token is None or token.text in lexicon.NOT_NAMES or self.is_role(token.start, token.end):
            return None
        if not (PROPER.search(token.tag) or FOREIGN.fullmatch(token.text) or self.dictionary.is_known(token.text)):
            return None
        return self.joined_left(token.start)

    def joined_left(self, start: int) -> int:
        """The beginning of a name of which a part begins there: what stands before it and belongs to it taken in."""
        while True:
            gap = self.text[start - 1 : start] in GAP if start else False
            previous = self.ending_at(start - 1 if gap else start)
            if previous and not gap and self.whole_name(previous, start):
                start = previous.start
                continue
            if previous is None or self.is_role(previous.start, previous.end) or previous.text in lexicon.NOT_NAMES:
                return start
            foreign = self.foreign_gap(start) and FOREIGN.fullmatch(previous.text) and FOREIGN.match(self.text, start)
            belongs = (
                SURNAME.search(previous.tag)
                or (gap and (foreign or self.part_of_name(previous)))
                or (foreign and PROPER.search(previous.tag))
                or self.surname_beside(previous, start)
            )
            if not belongs:
                return start
            start = previous.start

    def whole_name(self, previous: Token, start: int) -> bool:
        """孫浩然 by the tags of both, whatever else 孫 means; but not 孫 before 大和."""
        behind = self.starting_at(start)
        tagged = behind and GIVEN.search(behind.tag) and SURNAME.search(previous.tag)
        return bool(tagged and behind and not (previous.text in lexicon.KIN and self.dictionary.is_given(behind.text)))

    def surname_beside(self, token: Token, start: int) -> bool:
        """髙橋 beside 結愛, where the tokeniser took it for a common noun."""
        behind = self.starting_at(start)
        return bool(
            behind and GIVEN.search(behind.tag) and self.dictionary.is_surname(token.text) and token.end == start
        )

    def name_after(self, start: int) -> int | None:
        """Where the name ends that begins there with a word tagged as a person's name; None where none does."""
        token = self.starting_at(start)
        if token is None or not (self.is_person(token) or self.foreign_start(token)) or token.text in lexicon.NOT_NAMES:
            return None
        return max(self.joined_right(token.end), self.known_after(start) or 0)

    def foreign_start(self, token: Token) -> bool:
        """グエン・…: a word in katakana with a dot and another behind it."""
        following = self.text[token.end : token.end + 2]
        return bool(
            FOREIGN.fullmatch(token.text) and following[:1] in ("・", "=") and FOREIGN.match(self.text, token.end + 1)
        )

    def joined_right(self, end: int) -> int:
        """The end of a name of which a part ends there: the given name behind it taken in, whatever its tag."""
        while True:
            gap = self.text[end : end + 1] in GAP if end < len(self.text) else False
            start = end + 1 if gap else end
            following = self.starting_at(start)
            if following is None or self.is_role(following.start, following.end):
                return end
            before = self.ending_at(end)
            foreign = (
                self.foreign_gap(start)
                and FOREIGN.fullmatch(following.text)
                and before
                and FOREIGN.fullmatch(before.text)
            )
            known = self.known_after(start, given_only=True) if before and SURNAME.search(before.tag) else None
            if known and known >= following.end:
                return known
            if (GIVEN.search(following.tag) and following.text not in lexicon.NOT_NAMES) or (gap and foreign):
                end = following.end
            else:
                return end

    def foreign_gap(self, start: int) -> bool:
        """Whether katakana before and behind a gap tell of one name: not in a text that is all katakana."""
        return self.text[start - 1 : start] != " " or not self.in_katakana

    def known_after(self, start: int, given_only: bool = False) -> int | None:
        """Where the longest name of the dictionary ends that begins there and ends with a word."""
        run = RUN.match(self.text, start)
        if not run:
            return None
        known = self.dictionary.is_given if given_only else self.dictionary.is_known
        for end in range(min(run.end(), start + 8), start, -1):
            piece = self.text[start:end]
            if end in self.ends and known(piece) and not ADDRESSED.search(piece):
                return end if given_only else self.joined_right(end)
        return None

    def known_before(self, end: int, longest: int, *, kana_only: bool, surnames_only: bool = False) -> int | None:
        """Where the longest name of the dictionary begins that ends there, at a word or within a run of kana."""
        hiragana = HIRAGANA_BEFORE.search(self.text[:end])
        begins = {token.start for token in self.tokens} if not kana_only else set()
        inside = set(range(hiragana.start(), end - 1)) if hiragana else set()
        known = self.dictionary.is_surname if surnames_only else self.dictionary.is_known
        for start in range(max(0, end - longest), end):
            piece = self.text[start:end]
            if start in begins | inside and " " not in piece and known(piece) and piece not in lexicon.NOT_NAMES:
                return start
        return None

    def quoted_before(self, end: int) -> int | None:
        found = QUOTED.search(self.text[:end])
        return found.start(1) if found else None

    def to_boundary(self, start: int, limit: int) -> int | None:
        """The end of what stands in a form's field: words up to a particle or the field's end."""
        end = start
        while (token := self.starting_at(end)) and token.end <= limit and not token.tag.startswith("助"):
            end = token.end
            if self.text[end : end + 1] in GAP and end + 1 in self.at and end + 1 < limit:
                end += 1
        return end if end > start else None


Found = Iterator[tuple[int, int, float, str]]
"""Names in a text: from where to where, how certainly, and why (a key of words.WHY)."""


class Names(Recogniser):
    """People's names by rules, each of which is asked of a text's words."""

    def __init__(self, name: str, dictionary: Dictionary, rules: Iterable[Callable[[Words], Found]]) -> None:
        self.dictionary, self.rules = dictionary, tuple(rules)
        super().__init__(name, "name")

    def find(self, text: str, japanese: Japanese) -> Iterator[RecognizerResult]:
        words = Words(text, japanese.words, self.dictionary)
        for rule in self.rules:
            for start, end, certainty, why in rule(words):
                yield result("name", start, end, certainty, why)
