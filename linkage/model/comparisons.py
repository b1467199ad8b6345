"""What the model compares of two faces: one named value a comparison, an ordered list of levels each.

A level holds where its condition does and none above it did. Conditions are plain SQL that DuckDB and Spark read alike:
distances are taken on coded kana (one byte a kana) and digits alone. What a level is worth is in the model file.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One level: its name in the model file, its condition over the sides `_l` and `_r`, the column whose rarity counts."""

    name: str
    condition: str
    words_ja: str
    words_en: str
    rarity: str | None = None
    uncounted: bool = False  # nothing to compare: weighs nothing


@dataclass(frozen=True)
class Comparison:
    name: str
    levels: tuple[Level, ...]


def both(column: str) -> str:
    return f"({column}_l IS NOT NULL AND {column}_r IS NOT NULL)"


def equal(*columns: str) -> str:
    return "(" + " AND ".join(f"{column}_l = {column}_r" for column in columns) + ")"


def holds(condition: str) -> str:
    """The condition, false where it is unknown."""
    return f"coalesce({condition}, FALSE)"


def written_alike(column: str) -> str:
    """Equal, 〓 standing for any one character: an 外字 that the source's system couldn't write."""
    # a tab escapes: no name has one, and Spark's usual escape, the backslash, may stand in a hand-typed name
    return f"""({column}_l = {column}_r
        OR (instr({column}_l, '〓') > 0 AND {column}_r LIKE replace({column}_l, '〓', '_') ESCAPE '\t')
        OR (instr({column}_r, '〓') > 0 AND {column}_l LIKE replace({column}_r, '〓', '_') ESCAPE '\t'))"""


def one_slip(column: str, shortest: int) -> str:
    """One kana more, less or other, in words long enough for that to be a slip."""
    return f"""(length({column}_l) >= {shortest} AND length({column}_r) >= {shortest}
        AND levenshtein({column}_l, {column}_r) <= 1)"""


def begins(column: str, shortest: int) -> str:
    """One begins with the other: a middle name dropped, a form's field too short."""
    return f"""(length({column}_l) >= {shortest} AND length({column}_r) >= {shortest}
        AND (substr({column}_l, 1, length({column}_r)) = {column}_r OR substr({column}_r, 1, length({column}_l)) = {column}_l))"""


SAME_WRITING = holds(written_alike("full_name"))
SAME_READING = holds(equal("full_kana"))
READ_OTHERWISE = holds("full_sound_l <> full_sound_r")
SAME_SURNAME = f"({holds(equal('surname_kana'))} OR {holds(written_alike('surname'))})"
SAME_GIVEN = f"({holds(equal('given_kana'))} OR {holds(written_alike('given'))})"
ONE_KANJI_OF_TWO = """length(surname_l) = 2 AND length(surname_r) = 2
    AND (substr(surname_l, 1, 1) = substr(surname_r, 1, 1) OR substr(surname_l, 2, 1) = substr(surname_r, 2, 1))"""
NEAR_SURNAME = f"({holds(equal('surname_sound'))} OR {holds(one_slip('surname_kana', 3))} OR {holds(ONE_KANJI_OF_TWO)})"
NEAR_GIVEN = f"({holds(equal('given_sound'))} OR {holds(one_slip('given_kana', 3))} OR {holds(equal('letters'))})"
SURNAME_KNOWN = f"({both('surname')} OR {both('surname_kana')})"
GIVEN_KNOWN = f"({both('given')} OR {both('given_kana')})"
SWAPPED = f"""({holds(equal("sorted_sound"))}
    OR {holds("given_sound_l || surname_sound_l = full_sound_r OR given_sound_r || surname_sound_r = full_sound_l")}
    OR {holds("surname_l = given_r AND given_l = surname_r")})"""
# a given name of two kanji looks like a surname and a given name
GIVEN_IS_ALL = f"""({holds("full_name_l = given_r OR full_name_r = given_l")}
    OR {holds("full_kana_l = given_kana_r OR full_kana_r = given_kana_l")})"""
NAMES_MEET = f"({both('full_name')} OR {both('full_kana')} OR {GIVEN_KNOWN})"

NAME = Comparison(
    "name",
    (
        Level("unknown", f"NOT {NAMES_MEET}", "比べられる氏名がない", "no form of the name in common", uncounted=True),
        Level(
            "writing", f"{SAME_WRITING} AND NOT {READ_OTHERWISE}", "氏名の表記が同じ", "written the same", "full_name"
        ),
        Level(
            "reading", f"{SAME_READING} AND NOT {both('full_name')}", "氏名のよみが同じ", "read the same", "full_kana"
        ),
        Level("reading_only", SAME_READING, "よみは同じ、表記が違う", "read the same, written otherwise", "full_kana"),
        Level("writing_only", SAME_WRITING, "表記は同じ、よみが違う", "written the same, read otherwise", "full_name"),
        Level(
            "parts",
            f"{SAME_SURNAME} AND {SAME_GIVEN}",
            "姓は漢字、名はよみなどで同じ",
            "both parts the same, each in one script",
            "full_kana",
        ),
        Level("swapped", SWAPPED, "姓と名などの順が入れ替わっている", "the same parts in another order", "full_kana"),
        Level(
            "sound",
            holds(equal("full_sound")),
            "濁点・小書き・長音だけが違う",
            "the same but for dakuten, small kana, long vowels",
            "full_kana",
        ),
        Level(
            "near_surname",
            f"{SAME_GIVEN} AND {NEAR_SURNAME}",
            "名が同じ、姓が近い",
            "given name the same, surname near",
            "given_kana",
        ),
        Level(
            "near_given", f"{SAME_SURNAME} AND {NEAR_GIVEN}", "姓が同じ、名が近い", "surname the same, given name near"
        ),
        Level(
            "near_name",
            f"({holds(begins('full_kana', 4))} OR {holds(one_slip('full_kana', 5))} OR {holds(begins('full_sound', 5))})",
            "氏名の全体が近い、または途中まで同じ",
            "the whole name near, or one begins with the other",
        ),
        Level(
            "given_alone",
            f"({SAME_GIVEN} AND NOT {SURNAME_KNOWN}) OR {GIVEN_IS_ALL}",
            "名が同じ、姓は不明",
            "given name the same, surname unknown",
            "given_kana",
        ),
        Level(
            "given_only",
            SAME_GIVEN,
            "名が同じ、姓が違う（離婚・再婚など）",
            "given name the same, another surname (divorce)",
            "given_kana",
        ),
        Level(
            "surname_only",
            f"{SAME_SURNAME} AND {both('given_kana')}",
            "姓が同じ、名が違う（きょうだいなど）",
            "surname the same, another given name (siblings)",
        ),
        Level(
            "surname_unread",
            f"{SAME_SURNAME} AND {GIVEN_KNOWN}",
            "姓が同じ、名の表記が違い、よみは不明",
            "surname the same, given name written otherwise, its reading unknown",
        ),
        Level("other", "TRUE", "氏名が違う", "another name"),
    ),
)

DATES_MEET = both("birth_date")
MONTHS_MEET = f"({both('birth_month')} AND NOT {DATES_MEET})"
BIRTH_DATE = Comparison(
    "birth_date",
    (
        Level(
            "unknown",
            f"NOT {both('birth_month')}",
            "比べられる生年月日がない",
            "no birth date in common",
            uncounted=True,
        ),
        Level("same", holds(equal("birth_date")), "生年月日が同じ", "the same birth date"),
        Level(
            "swapped",
            f"{DATES_MEET} AND birth_year_l = birth_year_r AND birth_month_l = birth_day_r AND birth_day_l = birth_month_r",
            "月と日が入れ替わっている",
            "day and month swapped",
        ),
        Level(
            "slip",
            f"""{DATES_MEET} AND (levenshtein(birth_date_l, birth_date_r) <= 1 OR abs(born_l - born_r) <= 10
                OR (substr(birth_date_l, 5, 4) = substr(birth_date_r, 5, 4) AND abs(birth_year_l - birth_year_r) IN (1, 30, 63, 93)))""",
            "一桁または数日の誤り、元号・年の取り違え",
            "one digit, a few days, the era or the year slipped",
        ),
        Level(
            "month",
            f"{MONTHS_MEET} AND {equal('birth_year', 'birth_month')}",
            "年月が同じ、日は不明",
            "the same month, the day unknown",
        ),
        Level(
            "two_parts",
            f"""{DATES_MEET} AND (abs(abs(born_l - born_r) - 365) <= 11 OR (CASE WHEN birth_year_l = birth_year_r THEN 1 ELSE 0 END
                + CASE WHEN birth_month_l = birth_month_r THEN 1 ELSE 0 END + CASE WHEN birth_day_l = birth_day_r THEN 1 ELSE 0 END) = 2)""",
            "年・月・日のうち二つが同じ、または年も日もわずかに違う",
            "two of year, month and day the same, or a year and a few days apart",
        ),
        Level("cohort", holds(equal("cohort")), "生年月日は違うが同学年", "another birth date in the same school year"),
        Level("other", "TRUE", "生年月日が違う", "another birth date"),
    ),
)

GRADE = Comparison(
    "grade",
    (
        # where both birth dates are known they have said it already
        Level(
            "unknown",
            f"{both('birth_month')} OR NOT {both('cohort')}",
            "生年月日で比べた、または学年が不明",
            "birth dates compared, or school year unknown",
            uncounted=True,
        ),
        Level("same", equal("cohort"), "生年月日は不明、学年が同じ", "birth date unknown, the same school year"),
        Level("other", "TRUE", "学年が違う", "another school year"),
    ),
)

SEX = Comparison(
    "sex",
    (
        Level("unknown", f"NOT {both('sex')}", "性別が不明", "sex unknown", uncounted=True),
        Level("same", equal("sex"), "性別が同じ", "the same sex"),
        Level("other", "TRUE", "性別が違う", "the other sex"),
    ),
)

GUARDIANS_MEET = (
    "(coalesce(guardian_l, guardian_other_l) IS NOT NULL AND coalesce(guardian_r, guardian_other_r) IS NOT NULL)"
)
SAME_GUARDIAN = holds(
    "guardian_l = guardian_r OR guardian_l = guardian_other_r OR guardian_other_l = guardian_r OR guardian_other_l = guardian_other_r"
)
SAME_PHONE = holds(equal("phone"))
SAME_DWELLING = holds(equal("dwelling"))
HOUSEHOLD = Comparison(
    "household",
    (
        Level(
            "unknown",
            f"NOT ({both('town')} OR {both('postcode')} OR {SAME_PHONE} OR {GUARDIANS_MEET})",
            "比べられる住所・電話・保護者がない",
            "no address, phone or guardian in common",
            uncounted=True,
        ),
        Level(
            "family",
            f"{SAME_DWELLING} AND ({SAME_GUARDIAN} OR {SAME_PHONE})",
            "住所と、保護者または電話が同じ",
            "the same dwelling, and guardian or phone",
        ),
        Level("dwelling", SAME_DWELLING, "番地まで同じ", "the same dwelling"),
        Level(
            "guardian",
            f"({SAME_GUARDIAN} OR {SAME_PHONE})",
            "保護者または電話が同じ、住所が違う",
            "the same guardian or phone, another address",
        ),
        Level("block", holds(equal("block")), "丁目まで同じ", "the same block"),
        Level(
            "postcode",
            f"NOT {both('town')} AND {holds(equal('postcode'))}",
            "郵便番号が同じ、住所は不明",
            "the same postcode, no address",
        ),
        Level("town", holds(equal("town")), "町名が同じ", "the same town"),
        Level("other", "TRUE", "住所も保護者も違う", "another address and guardian"),
    ),
)

SCHOOLS_MEET = f"coalesce({both('school')} AND {equal('cohort')}, FALSE)"
SCHOOL = Comparison(
    "school",
    (
        # of another school year the birth date speaks already
        Level("unknown", f"NOT {SCHOOLS_MEET}", "比べられる学校がない", "no school in common", uncounted=True),
        Level(
            "class",
            equal("school", "school_year", "class"),
            "同じ年度に同じ学校の同じ組",
            "the same class of the same school in the same year",
        ),
        Level(
            "school",
            f"{equal('school')} AND school_year_l <> school_year_r",
            "違う年度に同じ学校",
            "the same school in another year",
        ),
        Level("other", "TRUE", "学校または組が違う", "another school or class"),
    ),
)

FACILITY = Comparison(
    "facility",
    (
        Level("unknown", f"NOT {both('facility')}", "比べられる保育施設がない", "no nursery in common", uncounted=True),
        Level("same", equal("facility"), "同じ保育施設", "the same nursery"),
        Level("other", "TRUE", "保育施設が違う", "another nursery"),
    ),
)

COMPARISONS = (NAME, BIRTH_DATE, GRADE, SEX, HOUSEHOLD, SCHOOL, FACILITY)
