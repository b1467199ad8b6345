"""A family for the tests of redaction, and one redactor for all of them: loading GiNZA takes seconds."""

from functools import cache

from extracts.redaction.lexicon import Dictionary
from extracts.redaction.people import City, Family, Person, automaton, whole_forms
from extracts.redaction.redactor import Redacted, Redactor

CHILD = Person("child", ("黒木　蒼介", "クロキ　ソウスケ"))
MOTHER = Person("mother", ("黒木　千夏", "クロキ　チナツ", "宇佐美　千夏"))
FATHER = Person("father", ("ロペス　ダニエル", "LOPEZ DANIEL", "黒木　大"))
SISTER = Person("sibling", ("黒木　桜", "クロキ　サクラ"))
BROTHER = Person("sibling", ("黒木　康平", "クロキ　コウヘイ"))
FAMILY = Family(
    (CHILD, MOTHER, FATHER, SISTER, BROTHER),
    ("稲葉元町二丁目6番14号",),
    ("090-3141-5926",),
    frozenset({"2016-05-09"}),
)
ELSEWHERE = ("権田原　弥平次", "ゴンダワラ　ヤヘイジ", "BATBOLD SARNAI")


@cache
def redactor() -> Redactor:
    names = [name for person in FAMILY.people for name in person.names] + [*ELSEWHERE]
    return Redactor(City(Dictionary(), automaton(sorted(whole_forms(names)))))


def redacted(text: str, family: Family = FAMILY) -> Redacted:
    return redactor().redact(text, family)
