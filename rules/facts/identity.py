"""Facts from the resident registry: age, grade, standing, the household's parents, moves. No address is
read but as a keyed hash, and none is kept for longer than rules on moves ask."""

from rules.facts.declaration import Fact

OF_THE_CHILD = "child LEFT JOIN (SELECT child_id, record_key FROM own WHERE NOT doubtful) USING (child_id)"

FACTS = (
    Fact(
        name="age_months",
        ja="月齢",
        en="age in months",
        kind="number",
        unit="months",
        extract="resident_registry",
        lasting=True,
        sql=f"""SELECT child_id, record_key, FALSE AS doubtful, datesub('month', birth_date, $as_of) AS number,
                       birth_date AS date FROM {OF_THE_CHILD} WHERE birth_date IS NOT NULL""",
    ),
    Fact(
        name="grade",
        ja="学齢上の学年",
        en="school grade by age (1–9 is compulsory)",
        kind="number",
        unit="grade",
        extract="resident_registry",
        lasting=True,
        sql=f"""SELECT child_id, record_key, FALSE AS doubtful, grade(birth_date, $as_of) AS number,
                       birth_date AS date FROM {OF_THE_CHILD} WHERE birth_date IS NOT NULL""",
    ),
    Fact(
        name="school_stage",
        ja="学齢（就学前・学齢・学齢後）",
        en="compulsory school age: before, during or after",
        kind="value",
        extract="resident_registry",
        lasting=True,
        # 学校教育法 17条: nine years from the first April after turning six
        sql=f"""SELECT child_id, record_key, FALSE AS doubtful, birth_date AS date,
                       CASE WHEN grade(birth_date, $as_of) < 1 THEN 'before'
                            WHEN grade(birth_date, $as_of) > 9 THEN 'after' ELSE 'during' END AS value
                FROM {OF_THE_CHILD} WHERE birth_date IS NOT NULL""",
    ),
    Fact(
        name="residence",
        ja="住民登録",
        en="standing in the resident registry",
        kind="value",
        extract="resident_registry",
        lasting=True,
        sql=f"""SELECT child_id, record_key, FALSE AS doubtful, status AS value
                FROM {OF_THE_CHILD}""",
    ),
    Fact(
        name="parents",
        ja="世帯にいる父母の数",
        en="parents in the household",
        kind="number",
        unit="people",
        extract="resident_registry",
        # head and spouse, where the child is a child of the head; under another head 続柄 doesn't tell who the parents
        # are: no row, hence unknown to a rule
        sql="""SELECT child_id, any_value(own.record_key) AS record_key, FALSE AS doubtful,
                      any_value(own.delivered) AS date,
                      count(*) FILTER (member.relationship IN ('head', 'spouse')) AS number
               FROM own JOIN member USING (child_id)
               WHERE NOT doubtful AND own.relationship IN ('child', 'first child', 'second child', 'third child')
               GROUP BY child_id""",
    ),
    Fact(
        name="guardian",
        ja="保護者",
        en="guardian (by the row that names them)",
        kind="value",
        extract="resident_registry",
        # `number` orders them: whoever lives with the child first, the head of the household before others
        sql="""SELECT child_id, resident_key AS record_key, FALSE AS doubtful, $delivered AS date,
                      string_agg(DISTINCT basis, '・' ORDER BY basis) AS value,
                      min(CASE WHEN relationship = 'head' THEN 1 WHEN relationship IS NOT NULL THEN 2 ELSE 3 END)
                      AS number
               FROM guardian LEFT JOIN member USING (child_id, resident_id) GROUP BY child_id, resident_key""",
    ),
    Fact(
        name="resident_since",
        ja="住民となった日",
        en="resident since",
        kind="date",
        extract="resident_registry",
        lasting=True,
        sql="""SELECT child_id, record_key, doubtful, resident_since AS date FROM own
               WHERE resident_since_edtf IS NOT NULL""",
    ),
    Fact(
        name="moved_in",
        ja="他市区町村からの転入",
        en="moved in from another city",
        kind="date",
        extract="resident_registry",
        sql="""SELECT child_id, record_key, doubtful, coalesce(resident_since, event_date) AS date
               FROM own WHERE previous_city IS NOT NULL OR event_reason = 'moved in'""",
    ),
    Fact(
        name="address",
        ja="住所（仮名）",
        en="address (pseudonym), with the last delivery that had it",
        kind="value",
        extract="resident_registry",
        sql="""SELECT child_id, arg_max(record_key, date) AS record_key, FALSE AS doubtful, value, max(date) AS date
               FROM (SELECT child_id, record_key, address_key AS value, delivered AS date FROM own WHERE NOT doubtful
                     UNION ALL SELECT child_id, record_key, value, date FROM earlier WHERE fact = 'address')
               WHERE value IS NOT NULL AND date >= $as_of - INTERVAL 3 YEAR GROUP BY child_id, value""",
    ),
    Fact(
        name="addresses_unseen_before",
        ja="これより前の住所が分からない日",
        en="day before which addresses are unknown, though the child lived here",
        kind="date",
        extract="resident_registry",
        # every address is known since our first delivery (`value`, carried from run to run), or since the last 異動
        # before it
        sql="""WITH first AS (
                    SELECT least($delivered, (SELECT min(date) FROM earlier WHERE fact = 'address'),
                                 (SELECT min(value::DATE) FROM earlier WHERE fact = 'addresses_unseen_before')) AS day)
               SELECT child_id, record_key, FALSE AS doubtful, day::TEXT AS value, least(day, event_date) AS date
               FROM own, first WHERE NOT doubtful AND coalesce(resident_since, birth_date) < least(day, event_date)""",
    ),
)
