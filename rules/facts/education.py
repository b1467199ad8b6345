"""Facts from the schools: enrolment, monthly attendance, school assistance. Attendance is kept for this
school year and the last."""

from rules.facts.declaration import LATEST, Fact


def monthly(name: str, ja: str, en: str, unit: str, column: str) -> Fact:
    """A child's monthly total of one column: a month rests on two rows where the child changed schools in it."""
    return Fact(
        name=name,
        ja=ja,
        en=en,
        kind="number",
        unit=unit,
        extract="attendance",
        sql=f"""SELECT child_id, record_key, doubtful, school_month(school_year, month) AS date,
                       sum({column}) OVER (PARTITION BY child_id, doubtful, school_year, month) AS number
                FROM own WHERE school_days > 0 AND school_year >= school_year($as_of) - 1
                     AND school_month(school_year, month) <= $as_of""",
    )


FACTS = (
    Fact(
        name="school_register",
        ja="学齢簿の就学区分",
        en="enrolment in the school-age register",
        kind="value",
        extract="school_register",
        sql="SELECT child_id, record_key, doubtful, enrolment AS value, grade AS number, delivered AS date FROM own",
    ),
    Fact(
        name="school_roster",
        ja="今年度の学校名簿への在籍",
        en="on a school's roster this school year",
        kind="date",
        extract="school_roster",
        sql="""SELECT child_id, record_key, doubtful, delivered AS date FROM own
               WHERE school_year = school_year($as_of) AND (left_date_edtf IS NULL OR left_date > $as_of)""",
    ),
    Fact(
        name="known_to_school",
        ja="学校名簿の記録",
        en="on record in a school's roster, of any year",
        kind="date",
        extract="school_roster",
        sql=f"""SELECT child_id, record_key, doubtful, delivered AS date FROM own
               {LATEST}""",
    ),
    monthly("absent_days", "欠席日数", "days absent", "days", "absent_days"),
    monthly("late_count", "遅刻回数", "times late", "times", "late_count"),
    monthly("early_leave_count", "早退回数", "early leaves", "times", "early_leave_count"),
    Fact(
        name="contact_school",
        ja="最後に登校した月",
        en="last month with a day at school",
        kind="date",
        extract="attendance",
        sql=f"""SELECT child_id, record_key, doubtful, least(last_day(school_month(school_year, month)), $as_of) AS date
               FROM own WHERE school_days > excused_days + absent_days AND school_month(school_year, month) <= $as_of
               {LATEST}""",
    ),
    Fact(
        name="school_assistance",
        ja="就学援助（認定、取消なし）",
        en="school assistance approved and not cancelled",
        kind="number",
        unit="school year",
        extract="school_assistance",
        sql="""SELECT child_id, record_key, doubtful, decision AS value, school_year AS number, decided_date AS date
               FROM own
               WHERE decision IN ('protected household', 'near-poor') AND school_year >= school_year($as_of) - 1
                     AND (cancelled_date_edtf IS NULL OR cancelled_date > $as_of)""",
    ),
)
