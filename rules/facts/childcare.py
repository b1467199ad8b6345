"""Facts from nurseries: attendance, absence without word, fees in arrears."""

from rules.facts.declaration import LATEST, Fact

FACTS = (
    Fact(
        name="nursery_unexplained_absences",
        ja="連絡なし欠席日数",
        en="days absent from nursery without word",
        kind="number",
        unit="days",
        extract="nursery_attendance",
        sql="""SELECT child_id, record_key, doubtful, month AS date,
                      sum(unexplained_absent_days) OVER (PARTITION BY child_id, doubtful, month) AS number
               FROM own WHERE month <= $as_of AND month >= $as_of - INTERVAL 1 YEAR""",
    ),
    Fact(
        name="contact_nursery",
        ja="最後に登園した月",
        en="last month with a day at nursery",
        kind="date",
        extract="nursery_attendance",
        sql=f"""SELECT child_id, record_key, doubtful, least(last_day(month), $as_of) AS date
               FROM own WHERE attended_days > 0 AND month <= $as_of
               {LATEST}""",
    ),
    Fact(
        name="known_to_nursery",
        ja="登園記録",
        en="on record at a nursery",
        kind="date",
        extract="nursery_attendance",
        sql=f"""SELECT child_id, record_key, doubtful, month AS date FROM own
               {LATEST}""",
    ),
    Fact(
        name="nursery_arrears",
        ja="保育料の滞納月数",
        en="months of nursery fees in arrears",
        kind="number",
        unit="months",
        extract="nursery_enrolment",
        sql="""SELECT child_id, record_key, doubtful, fee_arrears_months AS number, delivered AS date FROM own
               WHERE fee_arrears_months > 0""",
    ),
)
