"""Fifty families with a 支援措置 in force, in every way that one family can be found through another.

Each has an address, postcode, school, nursery and phone that stand nowhere else: `secrets`. What is planted here may be
on no page of anybody's.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from run_writer import AS_OF, RunWriter, child_id
from small_town import resident, town

from rules import report
from rules.rulebook import RULES

FAMILIES = 50
WAYS = (
    "the child",
    "mother",
    "guardian elsewhere",
    "sibling elsewhere",
    "sibling's guardian elsewhere",
    "grandmother",
    "mother moved away",
)
"""Who has the measure: found through the planted child's page, or a relative's."""


@dataclass(frozen=True)
class Planted:
    """One family: its children by name, and what nobody may read."""

    number: int

    @property
    def way(self) -> str:
        return WAYS[self.number % len(WAYS)]

    @property
    def children(self) -> tuple[str, str]:
        return f"planted{self.number}", f"brother{self.number}"

    @property
    def surname(self) -> str:
        return f"秘田{self.number}"

    @property
    def address(self) -> str:
        return f"隠里町{self.number}丁目9番{self.number}号"

    @property
    def secrets(self) -> tuple[str, ...]:
        return (
            self.address,
            f"忍荘{self.number}棟",
            f"999-{self.number:04d}",
            f"SECRET-SCHOOL-{self.number:02d}",
            f"SECRET-NURSERY-{self.number:02d}",
            f"090-7777-{self.number:04d}",
        )


SEALED = ("封田　印", "フウダ　イン", "印田　元", "FU-SCHOOL-01", "封印町三丁目4番5号")
"""A sealed identity (特別養子縁組): name, kana, the name before, school, address. The run still has the child."""
SEALED_NUMBER = "9900000001"

PLANTED = tuple(Planted(number) for number in range(1, FAMILIES + 1))


def plant(w: RunWriter, family: Planted) -> None:
    """A child with mother and grandmother; a half-brother with another guardian in a household of his own."""
    address, detail, postcode, school, nursery, phone = family.secrets
    n, way, (child, brother) = family.number, family.way, family.children
    ids = {role: f"90{n:04d}000{i}" for i, role in enumerate(("child", "brother", "mother", "grandmother", "father"))}
    secret = {"address": address, "address_detail": detail, "postcode": postcode}
    apart = way in ("guardian elsewhere", "sibling elsewhere", "sibling's guardian elsewhere", "mother moved away")
    here = {} if apart else secret
    elsewhere = secret if way in ("sibling elsewhere", "sibling's guardian elsewhere") else {}
    resident(
        w,
        ids["child"],
        f"P{n}",
        f"{family.surname}　子",
        "ヒデン　コ",
        date(2015, 4, 1 + n % 28),
        "first child",
        child,
        **here,
    )
    resident(
        w, ids["grandmother"], f"P{n}", f"{family.surname}　祖母", "ヒデン　ソボ", date(1950, 1, 1), "head", **here
    )
    resident(
        w,
        ids["mother"],
        f"M{n}" if way == "mother moved away" else f"P{n}",
        f"{family.surname}　母",
        "ヒデン　ハハ",
        date(1986, 1, 1),
        "child",
        **(secret if way == "mother moved away" else here),
    )
    resident(
        w,
        ids["brother"],
        f"B{n}",
        f"{family.surname}　弟",
        "ヒデン　オト",
        date(2019, 5, 5),
        "first child",
        brother,
        **elsewhere,
    )
    resident(
        w,
        ids["father"],
        f"F{n}",
        f"{family.surname}　父",
        "ヒデン　チチ",
        date(1984, 1, 1),
        "head",
        **(secret if way == "guardian elsewhere" else elsewhere),
    )
    for number, how in (("mother", "child"), ("grandmother", "head")):
        w.row("member", child_id=child_id(child), resident_id=ids[number], relationship=how, household_id=f"P{n}")
    w.row("guardian", child_id=child_id(child), resident_id=ids["mother"], basis="household")
    w.row("guardian", child_id=child_id(brother), resident_id=ids["mother"], basis="児童手当")
    w.row(
        "guardian",
        child_id=child_id(child if way == "guardian elsewhere" else brother),
        resident_id=ids["father"],
        basis="児童扶養手当",
    )
    measured = {
        "the child": "child",
        "mother": "mother",
        "guardian elsewhere": "father",
        "sibling elsewhere": "brother",
        "sibling's guardian elsewhere": "father",
        "grandmother": "grandmother",
        "mother moved away": "mother",
    }[way]
    w.land(
        "protection_measures",
        resident_id=ids[measured],
        start_date=date(2026, 1, 1),
        kind="domestic violence",
        end_date=None if n % 2 else AS_OF,
    )
    w.land(
        "school_roster",
        child,
        "model",
        school_code=school,
        student_no=f"R{n}",
        school_year=2026,
        grade=5,
        class_name="1",
        surname=family.surname,
        given_name="子",
        address=address,
        phone=phone,
        birth_date=date(2015, 4, 1),
    )
    w.land(
        "nursery_enrolment",
        brother,
        resident_id=ids["brother"],
        kana="ヒデン　オト",
        birth_date=date(2019, 5, 5),
        certification="2号",
        facility_code=nursery,
        start_date=date(2021, 4, 1),
        fee_arrears_months=0,
    )
    told = w.land(
        "consultations",
        child,
        "model",
        reception_no=f"P-{n}",
        received_date=date(2026, 7, 1),
        name=f"{family.surname}　子",
        complaint="心理",
        route="学校",
        registration="要保護",
        address=address,
        phone=phone,
    )
    w.row(
        "redacted", extract="consultations", record_key=told, field="summary", text=f"{address}へ避難している。{phone}"
    )
    doubtful = w.land(
        "clinic_visits",
        child,
        "model",
        "review",
        beneficiary_no=f"K{n}",
        month=date(2026, 5, 1),
        clinic_code="CL1",
        kana="ﾋﾃﾞﾝ ｺ",
        sex="female",
        birth_date=date(2015, 4, 1),
        postcode=postcode,
        specialty="小児科",
        visit_days=1,
        out_of_hours=False,
    )
    for candidate in (child_id(child), child_id("shizuka")):
        w.row(
            "candidate",
            extract="clinic_visits",
            record_id=f"K{n}|2026-05-01|CL1",
            record_key=doubtful,
            child_id=candidate,
            match_weight=1.0,
        )
    for name in family.children:
        w.flag(
            name, "absence-long", "true", "今年度の欠席が31日です（30日以上）。", "31 days absent this school year.", []
        )
        offered(w, name)


def offered(w: RunWriter, name: str) -> None:
    """School aid that the child's family hasn't taken up."""
    w.row(
        "takeup",
        child_id=child_id(name),
        support="takeup-school-aid",
        tell_resident_id_key="",
        reason_ja="認定がありません。",
        reason_en="Not approved.",
        bring_ja="印鑑",
        bring_en="Seal",
        evidence="[]",
    )


def sealed_child(w: RunWriter) -> None:
    """On the list, with a record in doubt, an offer and a brother: whatever could lead to the child."""
    name, kana, before, school, address = SEALED
    born = date(2016, 2, 3)
    more = {"address": address, "former_surname": before}
    resident(w, SEALED_NUMBER, "S1", name, kana, born, "first child", "sealed", **more)
    resident(w, "9900000002", "S1", "養田　兄", "ヨウダ　アニ", date(2014, 2, 3), "second child", "foster brother")
    for child in ("sealed", "foster brother"):
        w.row(
            "member", child_id=child_id(child), resident_id=SEALED_NUMBER, relationship="first child", household_id="S1"
        )
        w.flag(child, "absence-long", "true", "今年度の欠席が31日です（30日以上）。", "31 days absent.", [])
        offered(w, child)
    w.land(
        "school_roster",
        "sealed",
        "model",
        school_code=school,
        student_no="R99",
        school_year=2026,
        grade=4,
        class_name="1",
        surname="封田",
        given_name="印",
        birth_date=born,
    )
    visit = {"beneficiary_no": "K99", "month": date(2026, 5, 1), "clinic_code": "CL1"}
    doubtful = w.land(
        "clinic_visits",
        "sealed",
        "model",
        "review",
        kana="ﾌｳﾀﾞ ｲﾝ",
        sex="female",
        birth_date=born,
        specialty="小児科",
        visit_days=1,
        out_of_hours=False,
        **visit,
    )
    w.row(
        "candidate",
        extract="clinic_visits",
        record_id="|".join(map(str, visit.values())),
        record_key=doubtful,
        child_id=child_id("sealed"),
        match_weight=1.0,
    )


def build(runs: Path) -> Path:
    """The small town with the planted families among its nine children, published."""
    writer = town()
    for family in PLANTED:
        plant(writer, family)
    sealed_child(writer)
    for rule in RULES:  # the statistics are of every rule
        writer.flag("shizuka", rule, "unknown", "", "", [])
    folder = writer.write(runs)
    (folder / "reports").mkdir()
    report.write(folder, folder / "reports", AS_OF)
    return folder
