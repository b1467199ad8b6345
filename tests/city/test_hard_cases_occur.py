"""Every case that linkage must get right, and every case that a rule must find, happens in a town of 2,000 children."""

import pytest

HARD = {
    "twins": "FROM people WHERE twin = '1' AND child = '1'",
    "twins with nearly the same name": """FROM resident_registry a JOIN resident_registry b
        ON a.household_id = b.household_id AND a.birth_date = b.birth_date AND a.resident_id < b.resident_id
        AND left(split_part(a.name, '　', 2), 1) = left(split_part(b.name, '　', 2), 1)""",
    "two children of one name born on one day": """FROM resident_registry a JOIN resident_registry b
        USING (name, birth_date) WHERE a.household_id < b.household_id""",
    "siblings": "FROM people WHERE sibling = '1' AND child = '1'",
    "a surname changed by a divorce": "FROM people WHERE surname_changed = '1' AND child = '1'",
    "a school that keeps the old surname": """FROM whose_school_roster s JOIN resident_registry r
        ON r.resident_id = true_resident_id JOIN people USING (person_id)
        WHERE surname_changed = '1' AND split_part(r.name, '　', 1) <> s.surname""",
    "a mother's 旧氏": "FROM resident_registry WHERE former_surname IS NOT NULL",
    "a 通称": "FROM resident_registry WHERE alias_name IS NOT NULL",
    "a school that knows the 通称 alone": """FROM whose_school_roster s JOIN resident_registry r
        ON r.resident_id = true_resident_id WHERE r.alias_name = s.surname || '　' || s.given_name""",
    "romaji alone in the registry": "FROM resident_registry WHERE regexp_full_match(name, '[A-Z ]+')",
    "katakana of a foreign name at school": """FROM whose_school_roster s JOIN people USING (person_id)
        WHERE "foreign" = '1' AND regexp_full_match(s.surname, '[ァ-ヶー　]+')""",
    "surname and given name swapped": """FROM (
        SELECT true_resident_id, given_kana, surname_kana FROM whose_school_roster UNION ALL
        SELECT true_resident_id, split_part(kana, '　', 2), split_part(kana, '　', 1) FROM whose_nursery_attendance
        UNION ALL SELECT true_resident_id, split_part(kana, '　', 2), split_part(kana, '　', 1) FROM whose_achievement_survey
        ) s JOIN resident_registry r ON r.resident_id = true_resident_id
        WHERE r.kana LIKE s.given_kana || '　%' AND s.given_kana <> s.surname_kana""",
    "a middle name dropped": """FROM whose_school_roster s JOIN resident_registry r ON r.resident_id = true_resident_id
        WHERE r.romaji LIKE '% % %' AND regexp_full_match(s.surname || s.given_name, '[ァ-ヶー]+')""",
    "異体字": "FROM resident_registry WHERE regexp_matches(name, '[髙﨑濵邊邉]')",
    "外字 as 〓": "FROM resident_registry WHERE name LIKE '%〓%'",
    "外字 in the private-use area": "FROM resident_registry WHERE regexp_matches(name, '[\ue000-\uf8ff]')",
    "a school's everyday spelling of an 異体字": """FROM whose_school_roster s JOIN resident_registry r
        ON r.resident_id = true_resident_id WHERE regexp_matches(r.name, '[髙﨑濵〓]')
        AND NOT regexp_matches(s.surname || s.given_name, '[髙﨑濵〓]')""",
    "half-width kana": "FROM resident_registry WHERE regexp_matches(kana, '[ｱ-ﾝ]')",
    "split dakuten": "FROM clinic_visits WHERE regexp_matches(kana, '[゛ﾞ]')",
    "a given name in hiragana": """FROM whose_consultations c JOIN resident_registry r ON r.resident_id = true_resident_id
        WHERE regexp_full_match(c.name, '.*[ぁ-ん]+') AND NOT regexp_matches(r.name, '[ぁ-ん]')""",
    "a given name alone": """FROM whose_consultations c JOIN resident_registry r ON r.resident_id = true_resident_id
        WHERE split_part(r.name, '　', 2) = c.name""",
    "a name alone": "FROM consultations WHERE kana IS NULL AND birth_date_edtf IS NULL AND address IS NULL AND phone IS NULL",
    "a birth date left out": "FROM consultations WHERE birth_date_edtf IS NULL",
    "an unknown birth date": "FROM consultations WHERE birth_date_edtf = 'XXXX'",
    "an unknown birth day": "FROM consultations WHERE birth_date_edtf SIMILAR TO '[0-9]{4}-[0-9]{2}'",
    "a wrong birth date": """FROM whose_nursery_attendance n JOIN people USING (person_id)
        WHERE n.birth_date <> people.birth_date::DATE""",
    "day and month swapped": """FROM (SELECT person_id, birth_date FROM whose_consultations UNION ALL
        SELECT person_id, birth_date FROM whose_nursery_attendance UNION ALL
        SELECT person_id, birth_date FROM whose_achievement_survey) s JOIN people p USING (person_id)
        WHERE s.birth_date <> p.birth_date::DATE AND year(s.birth_date) = year(p.birth_date::DATE)
        AND day(s.birth_date) = month(p.birth_date::DATE) AND month(s.birth_date) = day(p.birth_date::DATE)""",
    "a slip in a wareki year": """FROM (SELECT person_id, birth_date FROM whose_nursery_attendance UNION ALL
        SELECT person_id, birth_date FROM whose_achievement_survey) s JOIN people p USING (person_id)
        WHERE year(s.birth_date) <> year(p.birth_date::DATE)""",
    "another sex typed": """FROM whose_achievement_survey s JOIN people USING (person_id) WHERE s.sex <> people.sex""",
    "a wrong number typed beside a name": """FROM whose_infant_checkups WHERE resident_id <> true_resident_id
        AND resident_id IN (SELECT resident_id FROM resident_registry)""",
    "a wrong number that is nobody's": """FROM whose_infant_checkups WHERE resident_id <> true_resident_id
        AND resident_id NOT IN (SELECT resident_id FROM resident_registry)""",
    "two people under one key": "FROM records WHERE record_id LIKE '%#2'",
    "a row for a child whom no registry row knows": """FROM records JOIN people USING (person_id)
        WHERE unregistered = '1' AND child = '1'""",
    "an unregistered child at school": "FROM whose_school_roster WHERE true_resident_id IS NULL",
    "an unregistered child whom the desk knows": "FROM whose_consultations WHERE true_resident_id IS NULL",
    "a protected family": "FROM people WHERE protected = '1' AND child = '1'",
    "a protected child's address kept from the school's file": """FROM whose_school_roster s
        JOIN people USING (person_id) WHERE protected = '1' AND s.address IS NULL""",
    "a move into the city": "FROM resident_registry WHERE event_reason = 'moved in' AND event_date > today() - 365",
    "a move within": "FROM resident_registry WHERE event_reason = 'moved within' AND event_date > today() - 365",
    "a move away": "FROM resident_registry WHERE status = 'moved out' AND next_city IS NOT NULL",
    "an address that the school still has from before the move": """FROM whose_school_roster s JOIN people
        USING (person_id) JOIN resident_registry r ON r.resident_id = true_resident_id WHERE moved_12m = '1'
        AND r.event_reason = 'moved within' AND left(s.address, 6) <> left(r.address, 6)
        AND s.address NOT LIKE '大阪府%'""",
    "a death": "FROM resident_registry WHERE status = 'deceased'",
    "a guardian in another household": """FROM school_register s JOIN resident_registry c USING (resident_id)
        JOIN resident_registry g ON g.resident_id = s.guardian_id WHERE g.household_id <> c.household_id""",
    "a child allowance paid to a parent who lives apart": "FROM child_allowance WHERE living = '2' OR living = 'apart'",
    "three generations in one household": "FROM resident_registry WHERE relationship = 'grandchild'",
    "a new 受給者番号": """FROM (SELECT person_id FROM whose_clinic_visits GROUP BY person_id
        HAVING count(DISTINCT beneficiary_no) > 1)""",
    "a pupil at two schools in turn": """FROM (SELECT person_id FROM whose_school_roster GROUP BY person_id
        HAVING count(DISTINCT school_code) > 1)""",
    "方書": "FROM resident_registry WHERE address_detail IS NOT NULL",
    "丁目番号 in kanji": "FROM resident_registry WHERE regexp_matches(address, '[一二三四五六]丁目')",
    "丁目番号 with hyphens": "FROM school_roster WHERE regexp_matches(address, '[0-9]+-[0-9]+-[0-9]+')",
    "丁目番号 in full-width digits": "FROM school_roster WHERE regexp_matches(address, '[０-９]－[０-９]')",
    "a town without a number": "FROM consultations WHERE address IS NOT NULL AND NOT regexp_matches(address, '[0-9０-９]')",
}


@pytest.mark.parametrize("case", list(HARD))
def test_a_hard_case_of_linkage_occurs(town, case):
    assert town.execute(f"SELECT count(*) {HARD[case]}").fetchall()[0][0] > 0


RULES = {
    "e1 生活保護": "FROM public_assistance WHERE end_date IS NULL",
    "生活保護 suspended": "FROM public_assistance WHERE suspended_date IS NOT NULL",
    "e1 without 教育扶助": "FROM public_assistance WHERE NOT education_aid",
    "e2 児童扶養手当": "FROM child_rearing_allowance WHERE payment IN ('full', 'partial') AND end_date IS NULL",
    "児童扶養手当 suspended": "FROM child_rearing_allowance WHERE payment = 'suspended'",
    "e3 就学援助": "FROM school_assistance WHERE school_year = 2026 AND decision <> 'refused' AND cancelled_date IS NULL",
    "就学援助 refused": "FROM school_assistance WHERE school_year = 2026 AND decision = 'refused'",
    "就学援助 cancelled": "FROM school_assistance WHERE cancelled_date IS NOT NULL",
    "e4 every adult exempt": """FROM (SELECT household_id FROM resident_tax JOIN resident_registry USING (resident_id)
        WHERE tax_year = 2026 GROUP BY household_id HAVING bool_and(tax_class = 'exempt') AND NOT bool_or(undeclared))""",
    "e4 unknown, undeclared": "FROM resident_tax WHERE tax_year = 2026 AND undeclared",
    "e4 unknown, taxed elsewhere": "FROM resident_tax WHERE tax_year = 2026 AND taxed_elsewhere",
    "c1 an open case": "FROM consultations WHERE closed_date IS NULL",
    "c1 a case of long ago": "FROM consultations WHERE closed_date < today() - 365",
    "c2 a check-up to follow": """FROM infant_checkups WHERE result IN ('observe', 'examine', 'treat')
        AND attended_date > today() - 365""",
    "A3 low scores": "FROM achievement_survey WHERE school_year = 2026 AND japanese + mathematics < 80",
    "A falling scores": """FROM whose_achievement_survey a JOIN whose_achievement_survey b USING (person_id)
        WHERE a.school_year = 2026 AND b.school_year = 2025
        AND a.japanese + a.mathematics < b.japanese + b.mathematics - 10""",
    "A unknown, absent from the survey": """FROM whose_school_roster WHERE school_year = 2026 AND grade <= 9
        AND left_date IS NULL AND person_id NOT IN
        (SELECT person_id FROM whose_achievement_survey WHERE school_year = 2026)""",
    "A unknown, one subject": "FROM achievement_survey WHERE japanese IS NULL OR mathematics IS NULL",
    "N3 three low domains": """FROM achievement_survey WHERE (self_esteem < 45)::INT + (social_adaptation < 45)::INT
        + (health < 45)::INT + (basic_trust < 45)::INT >= 3""",
    "absence-long": """FROM (SELECT student_no FROM attendance WHERE school_year = 2025
        GROUP BY school_code, student_no HAVING sum(absent_days) >= 30)""",
    "absence-early": """FROM (SELECT student_no FROM attendance WHERE school_year = 2026 AND month IN (8, 9)
        GROUP BY school_code, student_no HAVING min(absent_days) >= 3)""",
    "checkup-missed": """FROM infant_checkups WHERE attended_date IS NULL AND due_date < today() - 60
        AND coalesce(reason_missed, 'unknown') = 'unknown'""",
    "check-up missed with a reason": "FROM infant_checkups WHERE reason_missed = 'hospital'",
    "vaccination-none": """FROM people p WHERE status = 'resident' AND birth_date::DATE
        BETWEEN today() - INTERVAL 3 YEAR AND today() - INTERVAL 6 MONTH AND resident_id IS NOT NULL
        AND resident_id NOT IN (SELECT resident_id FROM vaccinations)""",
    "epds by its total": "FROM maternal_health WHERE epds_total >= 9",
    "epds by item 10": "FROM maternal_health WHERE epds_item10 >= 1",
    "a pregnancy under way": "FROM maternal_health WHERE resident_id IS NULL",
    "teeth": """FROM school_health_check WHERE school_year = 2026 AND untreated_teeth >= 5
        AND visit_reported_date IS NULL""",
    "moves with an open case": """FROM whose_consultations c JOIN resident_registry r ON r.resident_id = true_resident_id
        WHERE c.closed_date IS NULL AND r.event_reason = 'moved in' AND r.event_date > today() - 365""",
    "nursery-absence": """FROM whose_nursery_attendance n JOIN whose_consultations c USING (person_id)
        WHERE n.unexplained_absent_days >= 5 AND c.registration IS NOT NULL AND c.closed_date IS NULL""",
    "nursery-arrears": "FROM nursery_enrolment WHERE fee_arrears_months >= 3",
    "sibling-case": """FROM whose_consultations c JOIN people a USING (person_id) JOIN people b USING (household)
        WHERE a.person_id <> b.person_id AND b.child = '1' AND c.closed_date IS NULL""",
    "young-carer": """FROM (SELECT person_id FROM whose_attendance WHERE school_year = 2026 AND month IN (7, 8, 9)
        GROUP BY person_id HAVING max(late_count) FILTER (month = 9) > max(late_count) FILTER (month = 7)
        AND max(late_count) FILTER (month = 9) >= 4)
        JOIN people p USING (person_id) JOIN people other USING (household)
        WHERE p.one_parent = '1' AND other.disability = '1' AND other.person_id <> p.person_id""",
    "no-contact": """FROM people WHERE child = '1' AND status = 'resident' AND birth_date::DATE < today() - 365
        AND person_id NOT IN (SELECT person_id FROM whose_clinic_visits WHERE month > today() - 365)
        AND person_id NOT IN (SELECT person_id FROM whose_nursery_attendance WHERE month > today() - 365)
        AND person_id NOT IN (SELECT person_id FROM whose_school_roster WHERE school_year >= 2025)
        AND person_id NOT IN (SELECT person_id FROM whose_vaccinations WHERE date > today() - 365)
        AND person_id NOT IN (SELECT person_id FROM whose_infant_checkups WHERE attended_date > today() - 365)""",
    "whereabouts by the register": "FROM school_register WHERE enrolment = 'whereabouts unknown'",
    "whereabouts, no school at all": """FROM people WHERE child = '1' AND status = 'resident' AND resident_id NOT IN
        (SELECT resident_id FROM school_register) AND birth_date::DATE BETWEEN '2011-04-02' AND '2020-04-01'""",
    "sos, a wish to talk": "FROM sos_signals WHERE kind = '相談' AND left(received_at, 10)::DATE > today() - 30",
    "sos, thunder twice": """FROM sos_signals a JOIN sos_signals b USING (school_code, student_no)
        WHERE a.mood = 'thunder' AND b.mood = 'thunder' AND a.received_at < b.received_at""",
    "takeup-school-aid": """FROM school_register s JOIN child_rearing_allowance a USING (resident_id)
        WHERE enrolment = 'municipal' AND grade >= 1 AND payment IN ('full', 'partial') AND resident_id NOT IN
        (SELECT resident_id FROM school_assistance WHERE school_year = 2026)""",
    "takeup-rearing-allowance": """FROM people WHERE one_parent = '1' AND child = '1' AND status = 'resident'
        AND resident_id NOT IN (SELECT resident_id FROM child_rearing_allowance)""",
    "takeup-child-allowance": """FROM people WHERE child = '1' AND status = 'resident'
        AND resident_id NOT IN (SELECT resident_id FROM child_allowance)""",
}


@pytest.mark.parametrize("case", list(RULES))
def test_a_rule_finds_somebody(town, case):
    assert town.execute(f"SELECT count(*) {RULES[case]}").fetchall()[0][0] > 0


COMMON = {
    "most children are in no case": "SELECT count(DISTINCT person_id) < 300 FROM whose_consultations",
    "most pupils aren't absent for long": """SELECT count(*) < 0.08 * (SELECT count(DISTINCT (school_code, student_no))
        FROM attendance WHERE school_year = 2025) FROM (SELECT student_no FROM attendance WHERE school_year = 2025
        GROUP BY school_code, student_no HAVING sum(absent_days) >= 30)""",
    "most check-ups are attended": "SELECT avg((attended_date IS NULL)::INT) < 0.12 FROM infant_checkups",
    "most families pay tax": "SELECT avg((tax_class = 'taxed')::INT) > 0.6 FROM resident_tax WHERE tax_year = 2026",
}


@pytest.mark.parametrize("claim", list(COMMON))
def test_trouble_is_the_exception(town, claim):
    assert town.execute(COMMON[claim]).fetchall() == [(True,)]
