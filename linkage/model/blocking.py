"""Which pairs of faces are looked at: the union of these rules, each a few equal columns, each with its reason.

Two registry rows are never a pair, nor two faces of one unit.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Faces that agree on every column are candidates. `also` is a further condition over the sides `l` and `r`."""

    name: str
    columns: tuple[str, ...]
    reason: str
    also: str = "TRUE"

    @property
    def sql(self) -> str:
        agreeing = " AND ".join(f"l.{column} = r.{column}" for column in self.columns)
        return f"{agreeing} AND NOT (l.spine AND r.spine) AND l.unit <> r.unit AND {self.also}"


RULES = (
    Rule("birth_date_given_reading", ("birth_date", "given_kana"), "the surname may have changed"),
    Rule("birth_date_given_writing", ("birth_date", "given"), "the surname may have changed, no kana"),
    Rule("birth_date_surname_reading", ("birth_date", "surname_kana"), "the given name is misspelt"),
    Rule("birth_date_surname_writing", ("birth_date", "surname"), "the given name is misspelt, no kana"),
    Rule("birth_date_sound", ("birth_date", "given_sound"), "dakuten, small kana and long vowels in the given name"),
    Rule("full_reading", ("full_kana",), "the birth date is missing or wrong"),
    Rule("full_writing", ("full_name",), "the birth date is missing or wrong, no kana"),
    Rule("sorted_reading", ("sorted_sound",), "foreign names, in another order"),
    Rule("birth_date_beginning", ("birth_date", "sex", "beginning"), "a kana dropped in an undivided name"),
    Rule("birth_date_end", ("birth_date", "sex", "ending"), "a kana dropped in an undivided name"),
    Rule("surname_given_mixed", ("surname", "given_kana"), "a given name in hiragana, the birth date wrong"),
    Rule("letters", ("letters",), "two kana swapped, the birth date wrong"),
    Rule("surname_cohort", ("surname_kana", "cohort", "sex"), "given name and birth date both have slips"),
    Rule(
        "given_alone_town",
        ("given_kana", "town"),
        "a given name alone, no birth date",
        also="(coalesce(l.surname, l.surname_kana) IS NULL OR coalesce(r.surname, r.surname_kana) IS NULL)",
    ),
    Rule("birth_date_town", ("birth_date", "town", "sex"), "the whole name is another: 通称, an unreadable hand"),
    Rule(
        "birth_date_postcode",
        ("birth_date", "postcode", "sex"),
        "the same, where a postcode is all there is of an address",
    ),
    Rule("phone_given_reading", ("phone", "given_kana"), "birth date and surname are wrong or missing"),
    Rule("phone_birth_date", ("phone", "birth_date"), "the whole name is another"),
    Rule(
        "month_given_town",
        ("birth_year", "birth_month", "given_kana", "town"),
        "the day is unknown or wrong, the surname changed",
    ),
    Rule("dwelling_given_reading", ("dwelling", "given_kana"), "birth date and surname are wrong or missing"),
    Rule("dwelling_given_writing", ("dwelling", "given"), "birth date and surname are wrong or missing, no kana"),
    Rule("dwelling_cohort", ("dwelling", "cohort", "sex"), "name and birth date both have slips"),
    Rule(
        "class_given_reading",
        ("school", "school_year", "class", "cohort", "given_kana"),
        "the surname of before a divorce, no birth date",
    ),
    Rule(
        "class_given_writing",
        ("school", "school_year", "class", "cohort", "given"),
        "the surname of before a divorce, no birth date, no kana",
    ),
    Rule("school_sound", ("school", "cohort", "full_sound"), "a misspelt name without birth date"),
    Rule("key", ("checked_key",), "a typed-in 宛名番号 is compared with the row that it names"),
)
