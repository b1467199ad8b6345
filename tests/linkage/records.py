"""Records of invented people for the hard cases, each with the defaults of its source."""

from datetime import date, timedelta

from town import Linked, Town

BORN = date(2015, 6, 13)
LINKED, REVIEW, UNLINKED = "linked", "review", "unlinked"
HERE = {"address": "高槻市南松原町５番１２号", "postcode": "5690037"}
THERE = {"address": "高槻市城北町二丁目８番３号", "postcode": "5690071"}
CLASS = {"school_code": "E101", "school_year": 2026, "grade": 5, "class_name": "2"}


def born(number: str) -> date:
    """The birth date of a case, by the first letter of its records' numbers."""
    return BORN + timedelta(days=(ord(number[0]) - ord("A")) * 3)


def registered(town: Town, resident_id: str, name: str, kana: str | None, **more):
    person = {"name": name, "kana": kana, "sex": "male", "birth_date": born(resident_id)}
    person |= HERE | {"address": f"高槻市南松原町５番{ord(resident_id[0])}号"} | more
    return town.registered(resident_id, **person)


def pupil(town: Town, number: str, surname: str, given: str, surname_kana: str, given_kana: str, **more):
    person = {"surname": surname, "given_name": given, "surname_kana": surname_kana, "given_kana": given_kana}
    person |= {"student_no": number, "sex": "male", "birth_date": born(number)} | CLASS | more
    return town.record("school_roster", f"E101|{number}", **person)


def answered(town: Town, seat: int, name: str, kana: str | None, **more):
    person = {"name": name, "kana": kana, "sex": "male", "seat_no": seat} | CLASS | more
    return town.record("achievement_survey", f"2026|E101|5|2|{seat}", **person)


def visited(town: Town, number: str, kana: str, month: int = 4, **more):
    person = {"beneficiary_no": number, "month": date(2026, month, 1), "kana": kana, "sex": "male"}
    person |= {"birth_date": born(number), "postcode": HERE["postcode"]} | more
    return town.record("clinic_visits", f"{number}|2026-{month:02}|C1", **person)


def consulted(town: Town, number: str, name: str, **more):
    where = {"address": f"南松原町5-{ord(number[0])}"} if "birth_date" in more else {}
    return town.record("consultations", number, reception_no=number, name=name, **(where | more))


class Cases:
    """The town of this file's cases and what was decided of them."""

    def __init__(self) -> None:
        self.town = Town()
        self.records: dict[str, tuple[str, str]] = {}
        self.linked: Linked

    def decision(self, record: str) -> tuple[str, str | None]:
        return self.linked.decision(self.records[record])

    def candidates(self, record: str) -> set[str | None]:
        return self.linked.candidates(self.records[record])
