"""Section 1 of RULES.md, once more: the components H, A, N and their matrix, in plain Python, for one child."""

from .family import all_exempt, allowance_in_force, household, on_assistance
from .reading import City, Row
from .three import Answer, all_of, any_of, by, grade, months_after, negated, school_year, since, span

Level = int | str  # 0 to 3, "unknown" or "not applicable"

ABUSE = {"身体", "性", "心理", "ネグレクト"}
FOLLOW_UP = {"observe", "examine", "treat"}
SUBJECTS = ("japanese", "mathematics", "english")
DOMAINS = ("self_esteem", "social_adaptation", "health", "basic_trust")

# rows H = 3, 2, 1, 0, unknown; columns "3, or A≥2 and N≥2", S = 2, 1, 0, both unknown, not applicable
MATRIX: dict[Level, tuple[str, ...]] = {
    3: ("重点支援", "重点支援", "支援", "見守り", "支援", "支援"),
    2: ("重点支援", "支援", "見守り", "見守り", "見守り", "見守り"),
    1: ("支援", "見守り", "見守り", "見守り", "見守り", "見守り"),
    0: ("見守り", "対象外", "対象外", "対象外", "対象外", "対象外"),
    "unknown": ("見守り", "判定保留", "判定保留", "判定保留", "判定保留", "判定保留"),
}


def school_age(city: City, person: str) -> Answer:
    first, last = city.birth(person)
    if (last - first).days > 366:
        return None
    ages = {1 <= grade(day, city.as_of) <= 9 for day in (first, last)}
    return ages.pop() if len(ages) == 1 else None


def before_school(city: City, person: str) -> Answer:
    first, last = city.birth(person)
    return None if (last - first).days > 366 else grade(last, city.as_of) < 1


def months_old(city: City, person: str, months: int) -> Answer:
    """Is the child that many months old?"""
    first, last = city.birth(person)
    if (last - first).days > 366:
        return None
    return by((months_after(first, months), months_after(last, months)), city.as_of)


def aid_approved(city: City, person: str) -> Answer:
    """就学援助 of this school year approved and not cancelled; only who is of school age can have it."""
    if school_age(city, person) is False:
        return False
    if city.registered(person) is None or not city.usable("school_assistance"):
        return None
    rows = [r for r in city.about("school_assistance", person) if r["school_year"] == school_year(city.as_of)]
    approved = [row for row in rows if row["decision"] in ("protected household", "near-poor")]
    return any_of(not_by(row, "cancelled_date", city) for row in approved)


def not_by(row: Row, column: str, city: City) -> Answer:
    """Hasn't that date come yet?"""
    when = span(row[f"{column}_edtf"])
    return negated(by(when, city.as_of)) if when else True


def within_months(row: Row, column: str, months: int, city: City) -> Answer:
    """Does that date lie in the last so many months?"""
    when = span(row[f"{column}_edtf"])
    return all_of([since(when, months_after(city.as_of, -months)), by(when, city.as_of)]) if when else False


def consultation_open(row: Row, city: City) -> Answer:
    received = span(row["received_date_edtf"])
    return all_of([by(received, city.as_of) if received else None, not_by(row, "closed_date", city)])


def abuse(city: City, person: str) -> Answer:
    """c1: an abuse consultation open, or received within 24 months."""
    if not city.usable("consultations"):
        return None
    rows = [row for row in city.about("consultations", person) if row["complaint"] in ABUSE]
    return any_of(any_of([consultation_open(r, city), within_months(r, "received_date", 24, city)]) for r in rows)


def births(city: City, person: str) -> list[Row]:
    """The 母子 rows of the birth that the child came from: its own, its twin's, or its mother's of that time."""
    when = city.birth(person)
    mothers = {row["mother_id"] for row in city.about("maternal_health", person)}
    mothers |= {row["resident_id"] for row in household(city, person) if row["sex"] == "female"}
    found = []
    by_mother = city.by("maternal_health", "mother_id") if city.usable("maternal_health") else {}
    for row in [row for mother in sorted(m for m in mothers if m) for row in by_mother.get(mother, [])]:
        named = city.residents.get(row["resident_id"] or "")
        if named is not None:
            same = span(named["birth_date_edtf"]) == when
        else:
            notified = span(row["notified_date_edtf"])
            same = bool(notified and since(when, notified[0]) and by(when, months_after(notified[0], 10)))
        if same:
            found.append(row)
    return found


def epds(city: City, person: str, item10: bool) -> Answer:
    """EPDS at or over its cut-off within 12 months of the birth; `item10`: or item 10 at 1 or more. A row left blank, such as
    that of the next pregnancy, says nothing beside one that was answered."""
    rows = births(city, person)
    limits = {"epds_total": 9} | ({"epds_item10": 1} if item10 else {})
    high: list[Answer] = []
    for column, limit in limits.items():
        points = [row[column] for row in rows if row[column] is not None]
        high.append(max(points) >= limit if points else None)
    return all_of([negated(months_old(city, person, 12)), any_of(high)])


def follow_up(city: City, person: str) -> Answer:
    """c2: a check-up with result 2 to 4 within 12 months, or EPDS; check-ups are for the time before school."""
    seen = any_of(
        all_of([row["result"] in FOLLOW_UP, within_months(row, "attended_date", 12, city)])
        for row in city.about("infant_checkups", person)
    )
    asked = seen if city.usable("infant_checkups") else None
    return any_of([all_of([before_school(city, person), asked]), epds(city, person, item10=False)])


def economic_flags(city: City, person: str) -> list[Answer]:
    """e1 to e4."""
    return [check(city, person) for check in (on_assistance, allowance_in_force, aid_approved, all_exempt)]


def rearing_flags(city: City, person: str) -> list[Answer]:
    """c1 and c2."""
    return [abuse(city, person), follow_up(city, person)]


def h(city: City, person: str) -> Level:
    economic, c = economic_flags(city, person), rearing_flags(city, person)
    e1, e2, e3, e4 = economic
    if e1 or (economic.count(True) >= 2 and True in c):
        return 3
    if e2 or e3 or (e4 and True in c):
        return 2
    if e4 or True in c:
        return 1
    return "unknown" if None in economic or None in c else 0


def survey(city: City, person: str, years_before: int = 0) -> Row | None:
    """The child's row of the newest survey on file, or of the one so many years before."""
    newest = (
        max(
            (year for year in city.by("achievement_survey", "school_year") if year <= school_year(city.as_of)),
            default=0,
        )
        - years_before
    )
    rows = [row for row in city.about("achievement_survey", person) if row["school_year"] == newest]
    return rows[0] if rows else None


def mean(row: Row | None) -> float | None:
    scores = [row[s] for s in SUBJECTS if row[s] is not None] if row else []
    return round(sum(scores) / len(scores), 6) if len(scores) >= 2 else None


def achievement(city: City, person: str) -> tuple[float | None, float | None]:
    """D, and D in the survey year before."""
    return mean(survey(city, person)), mean(survey(city, person, 1))


def a(city: City, person: str) -> Level:
    if school_age(city, person) is False:
        return "not applicable"
    d, before = achievement(city, person)
    if d is None:
        return "unknown"
    delta = 0.0 if before is None else round(d - before, 6)
    if d < 40 or (d < 45 and delta <= -5):
        return 3
    if d < 45 or delta <= -5:
        return 2
    return 1 if d < 50 and delta <= -3 else 0


def domains_answered(city: City, person: str) -> list[float]:
    row = survey(city, person)
    return [row[domain] for domain in DOMAINS if row[domain] is not None] if row else []


def n(city: City, person: str) -> Level:
    if school_age(city, person) is False:
        return "not applicable"
    answered = domains_answered(city, person)
    low = sum(score < 45 for score in answered)
    if low:
        return min(low, 3)
    return 0 if len(answered) >= 3 else "unknown"


def column(a_level: Level, n_level: Level) -> int:
    """Which column of the matrix; 0 is its first."""
    known = [level for level in (a_level, n_level) if isinstance(level, int)]
    if not known:
        return 5 if a_level == n_level == "not applicable" else 4
    both = len(known) == 2 and min(known) >= 2
    return 0 if both else 3 - max(known)


def overall(h_level: Level, a_level: Level, n_level: Level) -> str:
    """The matrix; where H is 0 or unknown, S = 2 counts as 見守り only where it is A."""
    where = column(a_level, n_level)
    if h_level in (0, "unknown") and where == 1 and isinstance(a_level, int) and a_level >= 2:
        return "見守り"
    return MATRIX[h_level][where]


def to_confirm(h_level: Level, a_level: Level, n_level: Level) -> bool:
    return "unknown" in (h_level, a_level, n_level)
