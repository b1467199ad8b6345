"""What the model compares of two faces: one named value a comparison, an ordered list of levels each.

Names are name.py's. What a level is worth is in the model file.
"""

from linkage.model.levels import Comparison, Level, both, equal, holds
from linkage.model.name import NAME, NAME_PART

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

GUARDIANS = ("guardian", "guardian_other")
# in kanji, or as they sound where one desk has kana or letters
GUARDIAN_FORMS = ("", "_sound")
A_GUARDIAN = "coalesce(guardian{form}_{side}, guardian_other{form}_{side}) IS NOT NULL"
GUARDIANS_MEET = " OR ".join(
    f"({A_GUARDIAN.format(form=form, side='l')} AND {A_GUARDIAN.format(form=form, side='r')})"
    for form in GUARDIAN_FORMS
)
SAME_GUARDIAN = holds(
    " OR ".join(
        f"{left}{form}_l = {right}{form}_r" for form in GUARDIAN_FORMS for left in GUARDIANS for right in GUARDIANS
    )
)
SAME_PHONE = holds("phone_l = phone_r OR phone_l = phone_other_r OR phone_other_l = phone_r")
# 3-905 and 905 may be one flat
ANOTHER_FLAT = holds("right(flat_l, length(flat_r)) <> flat_r AND right(flat_r, length(flat_l)) <> flat_l")
SAME_DWELLING = f"({holds(equal('dwelling'))} AND NOT {ANOTHER_FLAT})"
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
        Level("dwelling", SAME_DWELLING, "番地（と部屋）まで同じ", "the same dwelling"),
        Level(
            "guardian",
            f"({SAME_GUARDIAN} OR {SAME_PHONE})",
            "保護者または電話が同じ、住所が違う",
            "the same guardian or phone, another address",
        ),
        Level("other_flat", holds(equal("dwelling")), "番地は同じ、部屋が違う", "the same building, another flat"),
        Level("block", holds(equal("block")), "丁目まで同じ", "the same block"),
        Level(
            "postcode",
            f"NOT {both('town')} AND {holds(equal('postcode'))}",
            "郵便番号が同じ、住所は不明",
            "the same postcode, no address",
        ),
        Level(
            "town",
            f"{holds(equal('town'))} AND NOT {both('block')}",
            "町名が同じ、番地は片方が不明",
            "the same town, one of them without a block",
        ),
        # a town's other children are there: they mustn't seem as near as those whose block isn't known
        Level("other_block", holds(equal("town")), "町名が同じ、番地が違う", "the same town, another block"),
        Level("other", "TRUE", "住所も保護者も違う", "another address and guardian"),
    ),
)

# at the seventh grade every child goes to another school: that says nothing
SCHOOLS_MEET = holds(
    "school_l IS NOT NULL AND school_r IS NOT NULL AND cohort_l = cohort_r"
    " AND (school_year_l - cohort_l >= 6) = (school_year_r - cohort_r >= 6)"
)
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
        Level("other", "TRUE", "同じ課程で、学校または組が違う", "another school or class of the same level"),
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

COMPARISONS = (NAME, NAME_PART, BIRTH_DATE, GRADE, SEX, HOUSEHOLD, SCHOOL, FACILITY)
