"""The records of those hard cases that are many of a kind; what is decided of them stands in test_hard_cases.py."""

from datetime import date

from records import THERE, answered, born, consulted, pupil, registered, visited
from town import Town


def half_names(town: Town, records: dict[str, tuple[str, str]]) -> None:
    """Records with a name or one part of it alone, and one whose kana disagree with the hiragana beside them."""
    registered(town, "N1", "独特　名前", "ドクトク　ナマエ")
    records["a name alone"] = consulted(town, "N2", "独特　名前")
    records["a given name alone"] = consulted(town, "N3", "名前")
    registered(town, "O1", "同音　陽向", "ドウオン　ヒナタ")
    registered(town, "O2", "同音　日向", "ドウオン　ヒナタ", birth_date=date(2011, 5, 5))
    records["a name alone whose reading another child has"] = consulted(town, "O3", "同音　陽向")
    registered(town, "P1", "他所　光", "ヨソ　ヒカル")
    visited(town, "P2", "ﾖｿ ﾋｶﾙ", birth_date=date(2011, 1, 5))
    records["a name alone that a child has whom the registry doesn't know"] = consulted(town, "P3", "他所　光")
    registered(town, "Q1", "類家　葵", "ルイケ　アオイ")
    registered(town, "Q2", "類家　葵", "ルイケ　アオイ", birth_date=date(2011, 9, 9), **THERE)
    pupil(town, "Q3", "類家", "葵", "ルイケ", "アオイ", birth_date=date(2011, 9, 9), guardian_name="類家　薫")
    records["a name and a block, and a namesake whose school knows no address"] = consulted(
        town, "Q4", "類家　葵", kana="ルイケ アオイ", sex="male", address="南松原町5-4"
    )
    registered(town, "H1", "半名　名乗", "ハンナ　ナノリ")
    records["a given name alone with its birth date"] = consulted(
        town, "H2", "名乗", kana="ナノリ", birth_date=born("H"), sex="male", address=None
    )
    records["a given name alone with its address"] = consulted(
        town, "H3", "名乗", kana="ナノリ", sex="male", address="南松原町5-72"
    )
    records["a surname alone with birth date and address"] = consulted(
        town, "H4", "半名", birth_date=born("H"), sex="male"
    )
    for name, kana, number in (("塩沢　結唯", "シオザワ　ユイ", "X1"), ("塩沢　結菜", "シオザワ　ユナ", "X2")):
        records[f"{number}, of twins whom the registry doesn't know"] = consulted(
            town, number, name, kana=kana, birth_date=born("X"), sex="female"
        )
    registered(town, "I1", "半田　結翔", "ハンダ　ユイト")
    registered(town, "I2", "片山　結翔", "カタヤマ　ユイト")
    records["a given name alone that two children of one day have"] = consulted(
        town, "I3", "結翔", kana="ユイト", birth_date=born("I"), sex="male", address=None
    )
    registered(town, "J1", "須崎　唯人", "スザキ　ユイト")
    records["a hiragana name with a slip in the kana beside it"] = consulted(
        town, "J2", "須崎　ゆいと", kana="スザキ ユト", birth_date=born("J"), sex="male"
    )


def bridges(town: Town, records: dict[str, tuple[str, str]]) -> None:
    """Records that leave out the age or the surname, between a registered child and one of the same name who isn't that child."""
    registered(town, "L1", "磯貝　結唯奈", "イソガイ　ユイナ", sex="female")
    records["a namesake's record without birth date"] = consulted(
        town, "L2", "磯貝　結唯奈", kana="イソガイ ユイナ", sex="female", address="南松原町5-76"
    )
    registered(town, "Z1", "渡部　悠翔", "ワタベ　ユウト")
    records["a given name alone at a child's dwelling"] = consulted(
        town, "Z2", "悠翔", kana="ユウト", birth_date=born("Z"), sex="male"
    )
    records["a stranger of that given name and birth date"] = town.record(
        "nursery_attendance", "N7|1|2026-04", facility_code="N7", child_no="1", month=date(2026, 4, 1),
        name="福田　悠翔", kana="フクダ　ユウト", sex="male", birth_date=born("Z"),
    )  # fmt: skip
    stranger = {"sex": "female", "birth_date": date(2018, 2, 5)}
    records["a stranger's clinic visit"] = visited(town, "L3", "ｲｿｶﾞｲ ﾕｲﾅ", **stranger)
    records["a stranger's nursery row"] = town.record(
        "nursery_attendance", "N8|1|2026-04", facility_code="N8", child_no="1", month=date(2026, 4, 1),
        name="磯貝　結唯奈", kana="イソガイ　ユイナ", **stranger,
    )  # fmt: skip
    for number, given_date in ((1, date(2014, 5, 6)), (2, date(2014, 11, 20))):
        where = {"address": f"南松原町8-{number}", "class_name": str(number)}
        records[f"an unregistered pupil of {given_date}"] = pupil(
            town, f"E{number}", "無籍", "遥", "ムセキ", "ハルカ", birth_date=given_date, **where
        )
    records["an undated consultation about either"] = consulted(
        town, "E4", "無籍　遥", kana="ムセキ ハルカ", sex="male", address="南松原町8"
    )


def alike(town: Town, records: dict[str, tuple[str, str]]) -> None:
    """Twins whose names sound alike, neighbours in one building, and a pupil who has changed schools as all do."""
    for number, kana in (("a1", "ｶﾀｷﾞﾘ ﾕｳｷ"), ("a2", "ｶﾀｷﾞﾘ ﾕｷ")):
        records[f"{number}, of like-sounding twins whom the registry doesn't know"] = visited(town, number, kana)
    registered(town, "b3", "音羽　優希", "オトワ　ユウキ", household_id="HL", birth_date=date(2020, 2, 3))
    registered(
        town, "b4", "音羽　由貴", "オトワ　ユキ", household_id="HL", relationship="second child",
        birth_date=date(2020, 2, 3),
    )  # fmt: skip
    records["a key typed for the twin whose name sounds alike"] = town.record(
        "infant_checkups", "b3|3 years", resident_id="b3", kana="ｵﾄﾜ ﾕｷ", birth_date=date(2020, 2, 3)
    )
    flats = {"address": "高槻市南松原町５番９９号", "postcode": "5690037"}
    registered(town, "f1", "団地　珠里", "ダンチ　ジュリ", **flats, address_detail="南松原団地１号棟１０１号")
    for room, said in (("１０１号室", "the same flat"), ("９０５号室", "another flat of the building")):
        records[f"a given name alone in {said}"] = consulted(
            town, f"f{room}", "珠里", kana="ジュリ", sex="male", address=f"南松原町5-99 南松原団地{room}"
        )
    registered(town, "e1", "進学　一葉", "シンガク　カズハ", birth_date=date(2013, 6, 1))
    pupil(
        town, "e2", "進学", "一葉", "シンガク", "カズハ", school_code="J201", grade=7, birth_date=date(2013, 6, 1)
    )  # fmt: skip
    records["last year's survey of a pupil who is at the junior high school now"] = answered(
        town, 31, "進学　一葉", "シンガク カズハ", school_year=2025, grade=6
    )
