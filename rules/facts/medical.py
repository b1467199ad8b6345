"""Facts from health: infant check-ups, vaccinations, EPDS, teeth, clinic contact. No diagnosis, weight or
remark is read."""

from rules.facts.declaration import LATEST, Fact


# an EPDS belongs to a birth: it reaches the child that the row is linked to, that child's twin, and, where the row names
# none, the mother's child born within the ten months after she notified the pregnancy. A row nobody could place is no
# child's; one in review may be its candidate's
def epds(name: str, ja: str, en: str, column: str) -> Fact:
    return Fact(
        name=name,
        ja=ja,
        en=en,
        kind="number",
        unit="points",
        extract="maternal_health",
        sql=f"""WITH birth AS (
                    SELECT record_key, FALSE AS doubtful, mother_id, notified_date, linked_to AS child_id,
                           linked_birth_date AS born, {column} AS points
                    FROM every WHERE decision = 'linked' OR (resident_id IS NULL AND decision = 'unlinked')
                    UNION ALL
                    SELECT record_key, doubtful, mother_id, notified_date, child_id, birth_date, {column}
                    FROM own JOIN child USING (child_id) WHERE doubtful),
                reached AS (
                    SELECT child_id, birth.* EXCLUDE (child_id) FROM birth
                    UNION SELECT reach.child_id, birth.* EXCLUDE (child_id)
                    FROM birth JOIN reach ON reach.resident_id = mother_id)
                SELECT DISTINCT child_id, record_key, doubtful, points AS number, child.birth_date AS date
                FROM reached JOIN child USING (child_id)
                WHERE points IS NOT NULL
                      AND CASE WHEN born IS NOT NULL THEN child.birth_date = born
                               ELSE child.birth_date BETWEEN notified_date AND notified_date + INTERVAL 10 MONTH END""",
    )


FACTS = (
    Fact(
        name="checkup_unattended",
        ja="未受診で理由のない乳幼児健診（対象日）",
        en="infant check-up not attended and no reason given (by its due date)",
        kind="date",
        extract="infant_checkups",
        sql="""SELECT child_id, record_key, doubtful, checkup AS value, due_date AS date FROM own
               WHERE (attended_date_edtf IS NULL OR attended_date > $as_of)
                     AND coalesce(reason_missed, 'unknown') = 'unknown' AND coalesce(due_date <= $as_of, TRUE)""",
    ),
    Fact(
        name="checkup_follow_up",
        ja="乳幼児健診の要観察・要精密・要治療",
        en="infant check-up result: observe, examine or treat",
        kind="value",
        extract="infant_checkups",
        sql="""SELECT child_id, record_key, doubtful, result AS value, attended_date AS date FROM own
               WHERE result IN ('observe', 'examine', 'treat') AND coalesce(attended_date <= $as_of, TRUE)""",
    ),
    Fact(
        name="contact_checkup",
        ja="最後の健診受診",
        en="last check-up attended",
        kind="date",
        extract="infant_checkups",
        sql=f"""SELECT child_id, record_key, doubtful, attended_date AS date FROM own
               WHERE attended_date <= $as_of
               {LATEST}""",
    ),
    epds("epds_total", "EPDS合計（出産日）", "EPDS total (by the birth)", "epds_total"),
    epds("epds_item10", "EPDS項目10（出産日）", "EPDS item 10 (by the birth)", "epds_item10"),
    Fact(
        name="vaccination",
        ja="最後の予防接種",
        en="last vaccination",
        kind="date",
        extract="vaccinations",
        sql=f"""SELECT child_id, record_key, doubtful, date FROM own
               WHERE coalesce(date <= $as_of, TRUE)
               {LATEST}""",
    ),
    Fact(
        name="contact_clinic",
        ja="最後に受診した月",
        en="last month with a clinic visit",
        kind="date",
        extract="clinic_visits",
        sql=f"""SELECT child_id, record_key, doubtful, least(last_day(month), $as_of) AS date
               FROM own WHERE visit_days > 0 AND month <= $as_of
               {LATEST}""",
    ),
    Fact(
        name="untreated_teeth",
        ja="未処置歯数",
        en="untreated teeth at the school health check",
        kind="number",
        unit="teeth",
        extract="school_health_check",
        sql="""SELECT child_id, record_key, doubtful, untreated_teeth AS number,
                      school_month(school_year, 4) AS date
               FROM own WHERE school_year = school_year($as_of) AND untreated_teeth IS NOT NULL""",
    ),
    Fact(
        name="teeth_visit",
        ja="歯科受診の報告",
        en="visit to the dentist reported",
        kind="date",
        extract="school_health_check",
        sql="""SELECT child_id, record_key, doubtful, visit_reported_date AS date FROM own
               WHERE school_year = school_year($as_of) AND visit_reported_date <= $as_of""",
    ),
)
