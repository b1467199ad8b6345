"""How two names compare: the best of kanji, kana, 通称, 旧氏 and romaji, whole, or in the one part that a record has.

A unit's faces bring its forms; the levels here are of two faces. Everything else of a person is in comparisons.py.
"""

from linkage.model.levels import Comparison, Level, begins, both, equal, holds, one_slip, written_alike

SAME_WRITING = holds(written_alike("full_name"))
SAME_READING = holds(equal("full_kana"))
READ_OTHERWISE = holds("full_sound_l <> full_sound_r")
GIVEN_READ_OTHERWISE = holds("levenshtein(given_sound_l, given_sound_r) > 1")
SAME_SURNAME = f"({holds(equal('surname_kana'))} OR {holds(written_alike('surname'))})"
SAME_GIVEN = f"({holds(equal('given_kana'))} OR {holds(written_alike('given'))})"
ONE_KANJI_OF_TWO = """length(surname_l) = 2 AND length(surname_r) = 2
    AND (substr(surname_l, 1, 1) = substr(surname_r, 1, 1) OR substr(surname_l, 2, 1) = substr(surname_r, 2, 1))"""
NEAR_SURNAME = f"({holds(equal('surname_sound'))} OR {holds(one_slip('surname_kana', 3))} OR {holds(ONE_KANJI_OF_TWO)})"
NEAR_GIVEN = f"({holds(equal('given_sound'))} OR {holds(one_slip('given_kana', 3))} OR {holds(equal('letters'))})"
GIVEN_KNOWN = f"({both('given')} OR {both('given_kana')})"
MAY_BE_READ = f"""({holds("instr(given_readings_l, '|' || given_kana_r || '|') > 0")}
    OR {holds("instr(given_readings_r, '|' || given_kana_l || '|') > 0")})"""
SWAPPED = f"""({holds(equal("sorted_sound"))}
    OR {holds("given_sound_l || surname_sound_l = full_sound_r OR given_sound_r || surname_sound_r = full_sound_l")}
    OR {holds("surname_l = given_r AND given_l = surname_r")})"""
# a given name of two kanji looks like a surname and a given name
GIVEN_IS_ALL = f"""({holds("full_name_l = given_r OR full_name_r = given_l")}
    OR {holds("full_kana_l = given_kana_r OR full_kana_r = given_kana_l")})"""
# compared apart: that a record lacks the surname says nothing of whose it is, so it mustn't count against the child
PART_ALONE = f"(half_l IS NOT NULL OR half_r IS NOT NULL OR {GIVEN_IS_ALL})"
NAMES_MEET = f"({both('full_name')} OR {both('full_kana')} OR {GIVEN_KNOWN} OR ({SAME_SURNAME} AND {MAY_BE_READ}))"

NAME = Comparison(
    "name",
    (
        Level(
            "unknown",
            f"NOT {NAMES_MEET} OR {PART_ALONE}",
            "比べられる氏名がない、または姓か名だけ",
            "no form of the name in common, or one part of it alone",
            uncounted=True,
        ),
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
        # written otherwise as well, it is near and no more: twins are called ジュン and シュン
        Level(
            "sound",
            f"{holds(equal('full_sound'))} AND NOT {both('full_name')}",
            "濁点・小書き・長音だけが違う",
            "the same but for dakuten, small kana, long vowels",
            "full_kana",
        ),
        Level(
            "swapped",
            f"{SWAPPED} AND NOT {holds(equal('full_sound'))}",
            "姓と名などの順が入れ替わっている",
            "the same parts in another order",
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
            "surname_read",
            f"{SAME_SURNAME} AND {MAY_BE_READ}",
            "姓が同じ、名の漢字はそのよみに読める",
            "surname the same, the given name's kanji may be read so",
        ),
        Level(
            "near_name",
            f"({holds(begins('full_kana', 4))} OR {holds(one_slip('full_kana', 5))} OR {holds(begins('full_sound', 5))})",
            "氏名の全体が近い、または途中まで同じ",
            "the whole name near, or one begins with the other",
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
            "姓が同じ、名の表記が違い、そのよみには読めない",
            "surname the same, given name written otherwise and not to be read so",
        ),
        Level("other", "TRUE", "氏名が違う", "another name"),
    ),
)

SURNAME_KNOWN = f"({both('surname')} OR {both('surname_kana')})"
NAME_PART = Comparison(
    "name_part",
    (
        Level(
            "unknown",
            f"NOT {PART_ALONE} OR NOT ({GIVEN_KNOWN} OR {SURNAME_KNOWN} OR {GIVEN_IS_ALL})",
            "氏名の全体で比べた、または共通の部分がない",
            "compared by the whole name, or no part in common",
            uncounted=True,
        ),
        Level(
            "given_reading",
            f"{holds(equal('given_kana'))} OR {holds('full_kana_l = given_kana_r OR full_kana_r = given_kana_l')}",
            "名だけの記録で、名のよみが同じ",
            "a given name alone, read the same",
            "given_kana",
        ),
        Level(
            "given_writing",
            f"({holds(written_alike('given'))} OR {holds('full_name_l = given_r OR full_name_r = given_l')}) AND NOT {GIVEN_READ_OTHERWISE}",
            "名だけの記録で、名の表記が同じ",
            "a given name alone, written the same",
            "given",
        ),
        Level(
            "given_read",
            MAY_BE_READ,
            "名だけの記録で、名の漢字はそのよみに読める",
            "a given name alone, whose kanji may be read so",
        ),
        Level(
            "near_given",
            NEAR_GIVEN,
            "名だけの記録で、名が近い",
            "a given name alone, near",
        ),
        Level(
            "surname",
            f"{SAME_SURNAME} AND NOT {GIVEN_KNOWN}",
            "姓だけの記録で、姓が同じ",
            "a surname alone, the same",
            "surname",
        ),
        Level("other", "TRUE", "姓か名だけの記録で、それが違う", "one part of the name alone, another"),
    ),
)
