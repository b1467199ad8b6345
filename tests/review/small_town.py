"""The nine children of the small run: who they are, and why each of them is there."""

import json
from datetime import date
from pathlib import Path

from run_writer import AS_OF, RunWriter, child_id

SECRET_ADDRESS = "箕面市秘密町九丁目8番7号"
SECRET_SCHOOL = "SCH-SECRET-77"
SECRET_NURSERY = "NUR-SECRET-88"
SECRET_PHONE = "090-9999-0001"
SECRET_POSTCODE = "562-9999"
SECRETS = (SECRET_ADDRESS, SECRET_SCHOOL, SECRET_NURSERY, SECRET_PHONE, SECRET_POSTCODE)
SCRIPT = '<script>alert("x")</script>'
FORMULA = '=HYPERLINK("http://example.invalid","x")'


def resident(
    writer: RunWriter,
    number: str,
    household: str,
    name: str,
    kana: str,
    born: date,
    relationship: str,
    child: str = "",
    **more: object,
) -> None:
    values = {"address": "箕面市桜町一丁目2番3号", "postcode": "562-0041", "sex": "female", **more}
    writer.land(
        "resident_registry",
        child,
        resident_id=number,
        household_id=household,
        resident_kind="Japanese",
        status="resident",
        name=name,
        kana=kana,
        birth_date=born,
        relationship=relationship,
        **values,
    )
    if child:
        writer.row(
            "child",
            child_id=child_id(child),
            resident_id=number,
            household_id=household,
            birth_date=born,
            birth_date_edtf=born.isoformat(),
            sex=values["sex"],
            status="resident",
            minor=True,
            first_seen=AS_OF,
        )


# one record a line or two, so that the town can be read
# fmt: off
def town() -> RunWriter:
    """The writer, filled. Hana: absent, a sibling's consultation. Taro: her brother, in the desk's hands."""
    w = RunWriter()
    resident(w, "0000000001", "H1", "山田　花", "ヤマダ　ハナ", date(2015, 5, 1), "first child", "hana")
    resident(w, "0000000002", "H1", "山田　太郎", "ヤマダ　タロウ", date(2018, 8, 1), "second child", "taro", sex="male")
    resident(w, "0000000003", "H1", "山田　幸子", "ヤマダ　サチコ", date(1985, 1, 1), "head")
    resident(w, "0000000004", "H2", "鈴木　一郎", "スズキ　イチロウ", date(1983, 1, 1), "head", sex="male",
        address="豊中市本町5-5")
    resident(w, "0000000011", "H3", "佐藤　守", "サトウ　マモル", date(2014, 6, 1), "first child", "mamoru", sex="male",
        address=SECRET_ADDRESS, postcode=SECRET_POSTCODE)
    resident(w, "0000000012", "H3", "佐藤　母", "サトウ　ハハ", date(1986, 6, 1), "head", address=SECRET_ADDRESS,
        postcode=SECRET_POSTCODE)
    resident(w, "0000000013", "H4", "佐藤　離", "サトウ　ハナレ", date(2019, 6, 1), "first child", "hanare",
        address=SECRET_ADDRESS, postcode=SECRET_POSTCODE)
    resident(w, "0000000021", "H5", SCRIPT, FORMULA, date(2012, 2, 2), "first child", "script", address=SCRIPT,
        former_surname=FORMULA)
    resident(w, "0000000031", "H6", "田中　静", "タナカ　シズカ", date(2016, 3, 3), "first child", "shizuka")
    w.row("child", child_id=child_id("unknown"), birth_date=date(2017, 7, 7), birth_date_edtf="2017-07-07",
        sex="male", status="unregistered", minor=True, first_seen=AS_OF)
    for child in ("hana", "taro"):
        for number, relationship in (("0000000001", "first child"), ("0000000002", "second child"),
            ("0000000003", "head")):
            w.row("member", child_id=child_id(child), resident_id=number, relationship=relationship,
                household_id="H1")
        w.row("guardian", child_id=child_id(child), resident_id="0000000003", basis="household")
    w.row("guardian", child_id=child_id("hana"), resident_id="0000000004", basis="児童手当")
    w.row("guardian", child_id=child_id("mamoru"), resident_id="0000000012", basis="household")
    w.row("guardian", child_id=child_id("hanare"), resident_id="0000000012", basis="児童手当")
    w.land("protection_measures", resident_id="0000000012", start_date=date(2026, 1, 1),
        kind="domestic violence")
    records(w)
    flags(w)
    return w


def records(w: RunWriter) -> None:
    for child, number, school, phone in (("hana", "S1", "SCH-01", "072-000-0001"), ("mamoru", "S2",
        SECRET_SCHOOL, SECRET_PHONE)):
        w.land("school_roster", child, "model", school_code=school, student_no=number, school_year=2026,
            grade=6, class_name="2", surname="山田", given_name="花", surname_kana="ヤマダ", given_kana="ハナ",
            sex="female", birth_date=date(2015, 5, 1), phone=phone)
    w.land("nursery_enrolment", "hanare", resident_id="0000000013", kana="サトウ　ハナレ", birth_date=date(2019, 6, 1),
        certification="2号", facility_code=SECRET_NURSERY, start_date=date(2021, 4, 1), fee_arrears_months=0)
    for month, absent in ((6, 8), (7, 12), (9, 15)):
        w.land("attendance", "hana", "via", school_code="SCH-01", student_no="S1", school_year=2026,
            month=month, school_days=20, excused_days=0, absent_days=absent, late_count=1, early_leave_count=0)
    consultation = w.land("consultations", "taro", "model", reception_no="C-1", received_date=date(2026, 8, 20),
        name="山田　太郎", complaint="ネグレクト", route="保育所", risk="中度", registration="要支援", phone="072-000-0002")
    w.land("consultations", "mamoru", "model", reception_no="C-2", received_date=date(2026, 7, 1), name="佐藤　守",
        complaint="心理", route="学校", registration="要保護", address=SECRET_ADDRESS, phone=SECRET_PHONE)
    w.land("consultations", "unknown", "model", reception_no="C-3", received_date=date(2026, 9, 1),
        name="不明　少年", complaint="養護", route="近隣")
    w.land("infant_checkups", "hana", resident_id="0000000001", kana="ヤマダ　ハナ", birth_date=date(2015, 5, 1),
        checkup="18 months", due_date=date(2016, 11, 1), attended_date=date(2016, 11, 20), result="no finding")
    w.land("vaccinations", "hana", resident_id="0000000001", vaccine="MR", dose=1, date=date(2016, 6, 1))
    w.land("child_allowance", "hana", recipient_id="0000000004", resident_id="0000000001", living="apart",
        start_month=date(2015, 6, 1))
    w.row("redacted", extract="consultations", record_key=consultation, field="summary",
        text="［氏名］さんが夕方ひとりで遊んでいる。")
    doubtful = w.land("clinic_visits", "hana", "model", "review", beneficiary_no="K1", month=date(2026, 5, 1),
        clinic_code="CL1", kana="ﾔﾏﾀﾞ ﾊﾅ", sex="female", birth_date=date(2015, 5, 1), postcode="562-0041",
        specialty="小児科", visit_days=1, out_of_hours=False)
    w.row("candidate", extract="clinic_visits", record_id="K1|2026-05|CL1", record_key=doubtful,
        child_id=child_id("hana"), match_weight=1.5)


def flags(w: RunWriter) -> None:
    for rule, section, ja, en in (("absence-long", "2", "長期欠席", "long absence"), ("sibling-case", "2",
        "きょうだいの相談", "a sibling's consultation"), ("not-registered", "2", "住民登録なし", "not registered"), ("teeth",
        "2", "未処置歯", "untreated teeth"), ("takeup-school-aid", "3", "就学援助", "school aid")):
        w.row("rule", rule=rule, section=section, label_ja=ja, label_en=en, purpose="支援",
            legal_basis="児童福祉法 25条の2")
    absent = [fact("absent_days", "35", date(2026, 9, 30), "attendance", w.tables["link"],
        month) for month in ("6", "7", "9")]
    since = [{"name": "days", "value": 30, "since": "2015-04-01", "reference": "文部科学省 長期欠席の定義"}]
    w.flag("hana", "absence-long", "true", "今年度の欠席が35日です（30日以上）。",
        "35 days absent this school year (30 or more).", absent, thresholds=since)
    desk = key_of(w, "consultations", "C-1")
    w.flag("hana", "sibling-case", "true", "きょうだいに開いている相談があります。", "A sibling has an open consultation.",
        [{"fact": "open_consultation", "state": "known", "date": "2026-08-20", "extract": "consultations",
        "record_key": desk}])
    w.flag("hana", "teeth", "unknown", "学校健康診断の記録がありません。", "No school health check on record.", [],
        missing=["school_health_check"])
    w.flag("mamoru", "absence-long", "true", "今年度の欠席が31日です（30日以上）。", "31 days absent this school year.", [],
        thresholds=since)
    w.flag("unknown", "not-registered", "true", "相談の記録がありますが、住民記録にありません。",
           "Known to the desk, in no registry row.", [{"fact": "unregistered", "state": "known", "date": "2026-09-01",
        "extract": "consultations", "record_key": key_of(w, "consultations", "C-3")}])
    w.flag("script", "absence-long", "true", SCRIPT, SCRIPT, [], thresholds=[{"name": SCRIPT, "value": 1,
        "since": "2015-04-01", "reference": SCRIPT}])
    for child, half, overall in (("hana", "2026-1", "見守り"), ("hana", "2025-2", "対象外"), ("taro", "2026-1", "支援"),
        ("mamoru", "2026-1", "重点支援"), ("hanare", "2026-1", "見守り"), ("shizuka", "2026-1", "対象外")):
        for component, level in (("H", "1"), ("A", "unknown"), ("N", "not applicable")):
            w.row("judgement", child_id=child_id(child), half_year=half, component=component, level=level,
                overall=overall, to_confirm=component == "A", sentence_ja=f"{component}の段階は{level}です。",
                sentence_en=f"{component} is {level}.", evidence=json.dumps([{"fact": "e2", "state": "known",
                "date": "2026-04-01", "extract": "child_rearing_allowance",
                "record_key": ""}] if component == "H" else []), thresholds="[]")
    w.row("takeup", child_id=child_id("hana"), support="takeup-school-aid", tell_resident_id_key="",
        reason_ja="児童扶養手当を受けていますが、就学援助の認定がありません。",
        reason_en="Receives the child rearing allowance; no school aid approved.", bring_ja="申請書、印鑑",
        bring_en="The form", evidence="[]")


def key_of(w: RunWriter, extract: str, record_id: str) -> str:
    return next(row["record_key"] for row in w.tables["link"] if row["extract"] == extract and row["record_id"] == record_id)


def fact(name: str, value: str, day: date, extract: str, links: list[dict[str, str]], month: str) -> dict[str, str]:
    key = next(row["record_key"] for row in links if row["extract"] == extract and row["record_id"].endswith(f"|{month}"))
    return {"fact": name, "state": "known", "value": value, "date": day.isoformat(), "extract": extract,
        "record_key": key}


def build(runs: Path) -> Path:
    return town().write(runs)
