"""Facts from the welfare extracts on benefits and certificates. Receiving one is no adverse point by itself."""

from rules.facts.declaration import Fact

ASSISTANCE_IN_FORCE = """start_date <= $as_of AND (end_date_edtf IS NULL OR end_date > $as_of)
    AND (suspended_date_edtf IS NULL OR suspended_date > $as_of
         OR (resumed_date >= suspended_date AND resumed_date <= $as_of))"""

FACTS = (
    Fact(
        name="public_assistance",
        ja="生活保護（世帯または保護者、受給中）",
        en="public assistance in force for the household or a guardian",
        kind="date",
        extract="public_assistance",
        sql=f"""SELECT child_id, record_key, FALSE AS doubtful, start_date AS date
                FROM household WHERE {ASSISTANCE_IN_FORCE}""",
    ),
    Fact(
        name="education_aid",
        ja="教育扶助（本人、受給中）",
        en="education aid within the child's own public assistance",
        kind="date",
        extract="public_assistance",
        sql=f"""SELECT child_id, record_key, doubtful, start_date AS date
                FROM own WHERE education_aid AND {ASSISTANCE_IN_FORCE}""",
    ),
    Fact(
        name="child_rearing_allowance",
        ja="児童扶養手当（全部または一部支給中）",
        en="child-rearing allowance, paid in full or in part",
        kind="value",
        extract="child_rearing_allowance",
        sql="""SELECT child_id, record_key, doubtful, payment AS value, start_date AS date FROM own
               WHERE payment IN ('full', 'partial') AND start_date <= $as_of
                     AND (end_date_edtf IS NULL OR end_date > $as_of)""",
    ),
    Fact(
        name="child_allowance",
        ja="児童手当（支給中）",
        en="child allowance, paid by the city",
        kind="date",
        extract="child_allowance",
        sql="""SELECT child_id, record_key, doubtful, start_month AS date FROM own
               WHERE start_month <= $as_of AND (end_month IS NULL OR end_month >= date_trunc('month', $as_of))""",
    ),
    Fact(
        name="disability_in_household",
        ja="世帯の他の者の障害者手帳",
        en="disability certificate of another member of the household",
        kind="value",
        extract="disability_certificates",
        sql="""SELECT child_id, record_key, FALSE AS doubtful, kind AS value, issued_date AS date
               FROM household JOIN child USING (child_id)
               WHERE lives_together AND household.resident_id IS DISTINCT FROM child.resident_id
                     AND issued_date <= $as_of AND (returned_date_edtf IS NULL OR returned_date > $as_of)""",
    ),
)
