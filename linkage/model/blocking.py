"""Which pairs of faces are looked at: the union of these rules, each a few equal columns, each with its reason.

Two registry rows are never a pair, nor two faces of one unit; `l` is the face with the lower number.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """Further equal columns, and a condition over the sides `l` and `r`. What is asked of one side alone is found fast."""

    columns: tuple[str, ...] = ()
    also: str = "TRUE"

    @property
    def sql(self) -> str:
        return " AND ".join([*(f"l.{column} = r.{column}" for column in self.columns), self.also])


ANYHOW = (Way(),)


@dataclass(frozen=True)
class Rule:
    """Faces that agree on every column are candidates, in one of the ways: each way is looked for by itself."""

    name: str
    columns: tuple[str, ...]
    when_ja: str
    when_en: str
    ways: tuple[Way, ...] = ANYHOW

    @property
    def conditions(self) -> list[str]:
        return [
            f"{Way(self.columns).sql} AND {way.sql} AND NOT (l.spine AND r.spine) AND l.unit <> r.unit"
            for way in self.ways
        ]

    @property
    def sql(self) -> str:
        return either(self.conditions)


def either(conditions: Iterable[str]) -> str:
    return f"({' OR '.join(f'({condition})' for condition in conditions)})"


# of two faces the undated one is the left one (standardise numbers these first). A family is small, but its children's records
# are many, and where both are dated other rules bring them together
UNDATED = (Way(also="l.birth_date IS NULL"),)
# without it a name that is common in a large city brings together all who bear it: whose birth date is no slip of the other
# one is a namesake unless the family is the same, and families meet by their dwelling
BORN_NEAR = (
    Way(
        ("birth_year",),
        """(l.birth_month = r.birth_month OR l.birth_day = r.birth_day OR abs(l.born - r.born) <= 11
            OR (l.birth_month = r.birth_day AND l.birth_day = r.birth_month))""",
    ),
    Way(("birth_month",), "(l.birth_day = r.birth_day OR abs(abs(l.born - r.born) - 365) <= 11)"),
    *UNDATED,
)
GIVEN_ALONE = (Way(also="l.half = 'given'"), Way(also="r.half = 'given'"))
# a surname that is common brings together all who were born in a month: a slip leaves most of a given name as it was
GIVEN_NEAR = (
    Way(
        also="""(l.given_kana IS NULL OR r.given_kana IS NULL OR l.town = r.town
            OR levenshtein(l.given_kana, r.given_kana) <= 1)"""
    ),
)

RULES = (
    Rule("birth_date_given_sound", ("birth_date", "given_sound"), "姓が変わった", "the surname may have changed"),
    Rule(
        "birth_date_given_writing",
        ("birth_date", "given"),
        "姓が変わった、よみがない",
        "the surname may have changed, no kana",
    ),
    Rule("birth_date_surname_reading", ("birth_date", "surname_kana"), "名の書き誤り", "the given name is misspelt"),
    Rule(
        "birth_date_surname_writing",
        ("birth_date", "surname"),
        "名の書き誤り、よみがない",
        "the given name is misspelt, no kana",
    ),
    Rule(
        "letters",
        ("letters",),
        "生年月日がない・誤り、二字の入れ替わり、区切りや順の違い",
        "the birth date is missing or wrong, two kana swapped, parts divided or ordered otherwise",
        ways=BORN_NEAR,
    ),
    Rule(
        "full_writing",
        ("full_name",),
        "生年月日がない・誤り、よみがない",
        "the birth date is missing or wrong, no kana",
        ways=BORN_NEAR,
    ),
    Rule(
        "sorted_sound", ("sorted_sound",), "外国人の氏名、順が違う", "foreign names, in another order", ways=BORN_NEAR
    ),
    Rule(
        "birth_date_beginning",
        ("birth_date", "sex", "beginning"),
        "区切りのない氏名で一字抜けた",
        "a kana dropped in an undivided name",
    ),
    Rule(
        "birth_date_end",
        ("birth_date", "sex", "ending"),
        "名だけで区切りがない",
        "a given name alone, taken for a surname and a given name",
    ),
    Rule(
        "surname_given_mixed",
        ("surname", "given_kana"),
        "名がひらがな、生年月日がない・誤り",
        "a given name in hiragana, the birth date missing or wrong",
        ways=BORN_NEAR,
    ),
    Rule(
        "surname_month",
        ("surname_kana", "birth_year", "birth_month", "sex"),
        "名と生まれた日の両方に誤り",
        "given name and day of birth both have slips",
        ways=GIVEN_NEAR,
    ),
    Rule(
        "surname_day",
        ("surname_kana", "birth_month", "birth_day", "sex"),
        "名と生まれた年の両方に誤り",
        "given name and year of birth both have slips",
        ways=GIVEN_NEAR,
    ),
    Rule(
        "given_alone_town",
        ("given_kana", "town"),
        "名だけで生年月日がない",
        "a given name alone, no birth date",
        ways=GIVEN_ALONE,
    ),
    Rule(
        "birth_date_town",
        ("birth_date", "town", "sex"),
        "氏名がまったく違う（通称、読めない字）",
        "the whole name is another: 通称, an unreadable hand",
    ),
    Rule(
        "birth_date_postcode",
        ("birth_date", "postcode", "sex"),
        "同上、住所は郵便番号だけ",
        "the same, where a postcode is all there is of an address",
    ),
    Rule(
        "phone_given_reading",
        ("phone", "given_kana"),
        "生年月日と姓がない・誤り",
        "birth date and surname are wrong or missing",
    ),
    Rule("phone_birth_date", ("phone", "birth_date"), "氏名がまったく違う", "the whole name is another"),
    Rule(
        "month_given_town",
        ("birth_year", "birth_month", "given_kana", "town"),
        "日が不明・誤り、姓が変わった",
        "the day is unknown or wrong, the surname changed",
    ),
    Rule(
        "dwelling_given_reading",
        ("dwelling", "given_kana"),
        "生年月日と姓がない・誤り",
        "birth date and surname are wrong or missing",
    ),
    Rule(
        "dwelling_given_writing",
        ("dwelling", "given"),
        "生年月日と姓がない・誤り、よみがない",
        "birth date and surname are wrong or missing, no kana",
    ),
    Rule(
        "dwelling_cohort",
        ("dwelling", "cohort", "sex"),
        "氏名と生年月日の両方に誤り",
        "name and birth date both have slips",
    ),
    Rule(
        "dwelling_sex",
        ("dwelling", "sex"),
        "生年月日がなく、氏名に誤り",
        "no birth date, and the name has a slip",
        ways=UNDATED,
    ),
    Rule(
        "phone_sex",
        ("phone", "sex"),
        "同上、住所の代わりに電話",
        "the same, by the phone instead of the address",
        ways=UNDATED,
    ),
    Rule(
        "class_given_reading",
        ("school", "school_year", "class", "cohort", "given_kana"),
        "離婚前の姓、生年月日がない",
        "the surname of before a divorce, no birth date",
    ),
    Rule(
        "class_given_writing",
        ("school", "school_year", "class", "cohort", "given"),
        "離婚前の姓、生年月日もよみもない",
        "the surname of before a divorce, no birth date, no kana",
    ),
    Rule(
        "school_sound",
        ("school", "cohort", "full_sound"),
        "氏名の書き誤り、生年月日がない",
        "a misspelt name without birth date",
    ),
    Rule(
        "key",
        ("checked_key",),
        "入力された宛名番号を、その番号の住民と比べる",
        "a typed-in 宛名番号 is compared with the row that it names",
    ),
)
