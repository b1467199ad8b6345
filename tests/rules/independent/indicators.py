"""Section 2 of RULES.md, once more: the fifteen indicators, in plain Python, for one child.

What is counted or measured (absences, scores, teeth) is unknown where there is no row; what is registered (a
consultation, an allowance, arrears) is false where its extract was delivered and has no row.
"""

from datetime import date, timedelta
from itertools import pairwise

from .family import household, in_force, one_parent, siblings
from .minoh import consultation_open, epds, months_old, not_by, school_age, within_months
from .reading import City, Row
from .three import Answer, all_of, any_of, by, months_after, negated, school_year, since, span


def absence_long(city: City, person: str) -> Answer:
    """長期欠席: 30 days or more in this school year; while no month of it is on record, 30 or more in the last one stand."""
    if school_age(city, person) is False:
        return False
    year = school_year(city.as_of)
    this, last = ([row for row in months(city, person) if row["school_year"] == one] for one in (year, year - 1))
    if this:
        return sum(row["absent_days"] for row in this) >= 30
    return True if sum(row["absent_days"] for row in last) >= 30 else None


def months(city: City, person: str) -> list[Row]:
    """Monthly attendance with school days, oldest first."""
    rows = [row for row in city.about("attendance", person) if row["school_days"] > 0]
    return sorted(rows, key=first_day)


def first_day(row: Row) -> date:
    return date(row["school_year"] + (row["month"] < 4), row["month"], 1)


def absence_early(city: City, person: str) -> Answer:
    """欠席の兆し: in the last two months with school days."""
    if school_age(city, person) is False:
        return False
    last = months(city, person)[-2:]
    if not last:
        return None
    often = last[-1]["late_count"] + last[-1]["early_leave_count"] >= 5
    absent: list[Answer] = [row["absent_days"] >= 3 for row in last]
    return any_of([often, all_of([*absent, *[None] * (2 - len(last))])])


def checkup_missed(city: City, person: str, *, of: str | None = None) -> Answer:
    """乳幼児健診未受診: 60 days after the due date, no reason given; of any check-up, or of one."""
    if not city.usable("infant_checkups"):
        return None
    return any_of(
        all_of(
            [
                row["attended_date_edtf"] is None,
                row["reason_missed"] in (None, "unknown"),
                by(span(row["due_date_edtf"]) or (date.min, date.max), city.as_of - timedelta(60)),
            ]
        )
        for row in city.about("infant_checkups", person)
        if of in (None, row["checkup"])
    )


def vaccination_none(city: City, person: str) -> Answer:
    """予防接種なし: from 6 months to under 3 years."""
    of_age = all_of([months_old(city, person, 6), negated(months_old(city, person, 36))])
    known = city.registered(person) is not None and city.usable("vaccinations")
    return all_of([of_age, not city.about("vaccinations", person) if known else None])


def maternal_depression(city: City, person: str) -> Answer:
    return epds(city, person, item10=True)


def teeth(city: City, person: str) -> Answer:
    """未処置歯: five or more, and no visit by 30 September of this school year."""
    deadline = date(school_year(city.as_of), 9, 30)
    if school_age(city, person) is False or city.as_of <= deadline:
        return False
    rows = [row for row in city.about("school_health_check", person) if row["school_year"] == school_year(city.as_of)]
    if not rows:
        return None
    count, visit = rows[-1]["untreated_teeth"], span(rows[-1]["visit_reported_date_edtf"])
    return all_of([None if count is None else count >= 5, negated(by(visit, deadline)) if visit else True])


def cases(city: City, person: str) -> Answer:
    """Is a consultation about the child open?"""
    if not city.usable("consultations"):
        return None
    return any_of(consultation_open(row, city) for row in city.about("consultations", person))


def moves(city: City, person: str) -> Answer:
    """転居: from another city within 12 months while a consultation is open, or three addresses in 24 months."""
    row = city.registered(person)
    if row is None:
        return None
    came = all_of([row["previous_city"] is not None, within_months(row, "resident_since", 12, city)])
    start = months_after(city.as_of, -24)
    deliveries = {day for seen in city.addresses.values() for day in seen}
    known = {address for day, address in city.addresses[row["resident_id"]].items() if start <= day <= city.as_of}
    # addresses here are known since the first delivery, or since the last 異動 before it; one can't have had any before coming
    moved, came_here = span(row["event_date_edtf"]), span(row["resident_since_edtf"]) or city.birth(person)
    seen_from = min(deliveries | {moved[1]} if moved else deliveries)
    all_known = seen_from <= start or came_here[0] >= seen_from
    return any_of([all_of([came, cases(city, person)]), True if len(known) >= 3 else False if all_known else None])


def nursery_absence(city: City, person: str) -> Answer:
    """登園の途絶え: registered as 要支援 or 要保護, and five days without contact in the last month on record."""
    if not city.usable("consultations"):
        registered: Answer = None
    else:
        registered = any_of(
            all_of([row["registration"] in ("要保護", "要支援"), consultation_open(row, city)])
            for row in city.about("consultations", person)
        )
    rows = sorted(city.about("nursery_attendance", person), key=lambda row: row["month"])
    absent: Answer = rows[-1]["unexplained_absent_days"] >= 5 if rows else False
    return all_of([registered, absent if city.usable("nursery_attendance") else None])


def nursery_arrears(city: City, person: str) -> Answer:
    """保育料滞納: three months or more."""
    if not city.usable("nursery_enrolment"):
        return None
    return any_of(row["fee_arrears_months"] >= 3 for row in city.about("nursery_enrolment", person))


def sibling_case(city: City, person: str) -> Answer:
    """きょうだいの相談: of a sibling, or of another child of the household."""
    if not city.usable("consultations"):
        return None
    return any_of(cases(city, other) for other in siblings(city, person))


def young_carer(city: City, person: str) -> Answer:
    """ヤングケアラーの兆し: lateness rising, a certificate in the household, and one parent."""
    if school_age(city, person) is False:
        return False
    late = [row["late_count"] for row in months(city, person)[-3:]]
    pairs: list[Answer] = [earlier < later for earlier, later in pairwise(late)]
    rising = all_of([*pairs, *[None] * (2 - len(pairs))])
    certificate: Answer = None
    if city.registered(person) is not None and city.usable("disability_certificates"):
        others = {row["resident_id"] for row in household(city, person)} - {own_number(city, person)}
        by_number = city.by("disability_certificates", "resident_id")
        held = [row for number in others for row in by_number.get(number, [])]
        certificate = any_of(in_force(row, city.as_of, "issued_date", "returned_date") for row in held)
    return all_of([rising, certificate, one_parent(city, person)])


def own_number(city: City, person: str) -> str | None:
    row = city.registered(person)
    return row["resident_id"] if row else None


CONTACTS = {
    "nursery_attendance": "month",
    "infant_checkups": "attended_date",
    "clinic_visits": "month",
    "vaccinations": "date",
}


def no_contact(city: City, person: str) -> Answer:
    """所在・接触なし: for 12 months; whoever is younger, or came here later, can't be without contact for so long."""
    row = city.registered(person)
    if row is None:
        return False
    start = months_after(city.as_of, -12)
    long_here = negated(within_months(row, "resident_since", 12, city)) if row["resident_since_edtf"] else True
    seen: list[Answer] = []
    for extract in ("attendance", *CONTACTS):
        if not city.usable(extract):
            seen.append(None)
        for met in city.about(extract, person):
            if extract == "attendance":
                attended = met["school_days"] - met["absent_days"] - met["excused_days"] > 0
                seen.append(attended and months_after(first_day(met), 1) > start)
            elif extract in ("nursery_attendance", "clinic_visits"):
                came = met["attended_days"] > 0 if extract == "nursery_attendance" else met["visit_days"] > 0
                seen.append(came and months_after(met["month"], 1) > start)
            else:
                when = span(met[f"{CONTACTS[extract]}_edtf"])
                seen.append(since(when, start) if when else False)
    return all_of([months_old(city, person, 12), long_here, negated(any_of(seen))])


def whereabouts(city: City, person: str) -> Answer:
    """就学状況不明: 学齢簿 says so, or of school age with no school in any source."""
    register = city.about("school_register", person)
    if any(row["enrolment"] == "whereabouts unknown" for row in register):
        return True
    roster = [row for row in city.about("school_roster", person) if row["school_year"] == school_year(city.as_of)]
    roster = [row for row in roster if not_by(row, "left_date", city) is not False]
    in_school: list[Answer] = [bool(register), bool(roster)]
    in_school += [None for extract in ("school_register", "school_roster") if not city.usable(extract)]
    return all_of([school_age(city, person), negated(any_of(in_school))])


def not_registered(city: City, person: str) -> Answer:
    """住民登録なし: school, nursery or consultation desk know the child, the registry doesn't."""
    known = ("school_roster", "nursery_attendance", "consultations", "achievement_survey")
    answers: list[Answer] = [bool(city.about(extract, person)) for extract in known]
    answers += [None for extract in known if not city.usable(extract)]
    return all_of([city.registered(person) is None, any_of(answers)])


def sos(city: City, person: str) -> Answer:
    """子どもSOS: a consultation within 30 days, or the worst mood twice within 14."""
    if not city.usable("sos_signals"):
        return None
    rows = [(row, date.fromisoformat(row["received_at"][:10])) for row in city.about("sos_signals", person)]
    rows = [(row, day) for row, day in rows if day <= city.as_of]
    asked = [day for row, day in rows if row["kind"] == "相談" and city.as_of - day <= timedelta(30)]
    thunder = [day for row, day in rows if row["mood"] == "thunder" and city.as_of - day <= timedelta(14)]
    return bool(asked) or len(thunder) >= 2


INDICATORS = {
    "absence-long": absence_long,
    "absence-early": absence_early,
    "checkup-missed": checkup_missed,
    "vaccination-none": vaccination_none,
    "epds": maternal_depression,
    "teeth": teeth,
    "moves": moves,
    "nursery-absence": nursery_absence,
    "nursery-arrears": nursery_arrears,
    "sibling-case": sibling_case,
    "young-carer": young_carer,
    "no-contact": no_contact,
    "whereabouts": whereabouts,
    "not-registered": not_registered,
    "sos": sos,
}
