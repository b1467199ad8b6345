"""学齢簿, 名簿, 出欠, 就学援助, 調査, 学校健診 and SOS: what can't be in them."""

from expectations.checks import Check, never, refers_to

IN_REGISTRY = refers_to("resident_registry", ("resident_id", "resident_id"))
IN_ROSTER = refers_to("school_roster", ("school_code", "school_code"), ("student_no", "student_no"))
GRADE = never("grade", "grade NOT BETWEEN 1 AND 9", "1〜9でない学年", "grades other than 1 to 9")
SCORES = ("japanese", "mathematics", "english", "fitness", "self_esteem", "social_adaptation", "health", "basic_trust")

SUITES: dict[str, list[Check]] = {
    "school_register": [
        IN_REGISTRY,
        refers_to("resident_registry", ("guardian_id", "resident_id")),
        never("grade", "grade NOT BETWEEN 0 AND 9", "0〜9でない学年", "grades other than 0 to 9"),
    ],
    "school_roster": [
        GRADE,
        never(
            "left_before_joined",
            "left_date < joined_date",
            "転入より前に転出した行",
            "pupils who left before they joined",
        ),
    ],
    "attendance": [
        IN_ROSTER,
        never("month", "month NOT BETWEEN 1 AND 12", "1〜12でない月", "months other than 1 to 12"),
        never(
            "absent_more_than_school_days",
            "absent_days + excused_days > school_days OR least(absent_days, excused_days, school_days) < 0",
            "授業日数より多い（または負の）欠席日数",
            "more absent days than school days, or fewer than none",
        ),
    ],
    "school_assistance": [IN_REGISTRY],
    "achievement_survey": [
        GRADE,
        never(
            "score",
            " OR ".join(f"{score} NOT BETWEEN 0 AND 100" for score in SCORES),
            "0〜100でない偏差値",
            "standard scores outside 0 to 100",
        ),
    ],
    "school_health_check": [
        IN_ROSTER,
        never(
            "body",
            "height_cm NOT BETWEEN 70 AND 220 OR weight_kg NOT BETWEEN 8 AND 200 OR untreated_teeth NOT BETWEEN 0 AND 32",
            "ありえない身長・体重・歯数",
            "impossible heights, weights or teeth",
        ),
    ],
    "sos_signals": [IN_ROSTER],
}
