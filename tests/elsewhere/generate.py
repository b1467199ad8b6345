"""A city made elsewhere: a few of the extracts, to the interface alone, by another hand than the practice city's.

Its names, towns, habits of typing and mistakes are its own; it shares no code and no rates with `city/`. It stands for
the folder that a real city would bring: no manifests, departments missing, UTF-8 with a byte order mark everywhere.
"""

import csv
import random
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import yaml

from extracts import EXTRACTS

NAMES = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
TOWNS = ["若草町", "水門通", "東雲台", "大字下谷", "汐見", "三条", "城見ヶ丘", "鍛冶屋町", "北新田", "船場"]
ERA = {"R": 2018, "H": 1988}


@dataclass(frozen=True)
class Child:
    person: str
    resident: str  # "" where the registry doesn't know the child
    household: str
    surname: str
    surname_kana: str
    given: str
    given_kana: str
    sex: str
    born: date
    town: str
    lot: tuple[int, int, int]
    phone: str = ""
    parent: tuple[str, str] = ("", "")  # resident id and name of the guardian
    old_surname: str = ""  # what school still calls a child whose parents divorced
    romaji: str = ""


class City:
    """Households drawn one by one; `write` delivers them. Deterministic by seed."""

    def __init__(self, children: int, seed: int, as_of: date) -> None:
        self.dice, self.as_of = random.Random(seed), as_of  # noqa: S311
        self.ids = iter(self.dice.sample(range(10**9), children * 4))
        self.rows: dict[str, list[dict[str, object]]] = {}
        self.truth: list[tuple[str, str, str, str]] = []
        self.children: list[Child] = []
        self.adults: list[dict[str, object]] = []
        while len(self.children) < children:
            self._household()

    def _household(self) -> None:
        dice = self.dice
        household, town = f"S{next(self.ids):09d}", dice.choice(TOWNS)
        lot = (dice.randint(1, 5), dice.randint(1, 30), dice.randint(1, 20))
        phone = f"0{dice.choice('789')}0{dice.randint(10**7, 10**8 - 1)}"
        surname, kana = dice.choice(list(NAMES["surnames"].items()))
        parent = f"{next(self.ids):010d}"
        given = dice.choice(list(NAMES["girls"]))
        mother = Child(
            "", parent, household, surname, kana, given, NAMES["girls"][given], "2", date(1985, 5, 5), town, lot
        )
        self.adults.append(self._registry(mother, "02"))
        foreign = dice.random() < 0.03
        divorced = dice.choice(list(NAMES["surnames"])) if dice.random() < 0.04 else ""
        births: list[date] = []
        for _ in range(dice.choice([1, 1, 2, 2, 3])):
            born = self.as_of - timedelta(days=dice.randint(120, 17 * 365))
            births += [born, born] if dice.random() < 0.02 else [born]
        used: set[str] = set()
        for born in births:
            sex = dice.choice("12")
            pool = NAMES["boys" if sex == "1" else "girls"]
            name = dice.choice([name for name in pool if name not in used])
            used.add(name)
            person = f"P{len(self.children):06d}"
            child = Child(
                person,
                f"{next(self.ids):010d}",
                household,
                surname,
                kana,
                name,
                pool[name],
                sex,
                born,
                town,
                lot,
                phone,
                (parent, f"{surname}　{given}"),
                divorced,
            )
            if foreign:
                given_r, surname_r, given_k, surname_k, sex = dice.choice(NAMES["foreign"])
                child = replace(
                    child,
                    surname=surname_k,
                    surname_kana=surname_k,
                    given=given_k,
                    given_kana=given_k,
                    sex=str(sex),
                    romaji=f"{surname_r} {given_r}",
                    old_surname="",
                )
            if dice.random() < 0.004:
                child = replace(child, resident="")
            self.children.append(child)

    # what a typist does

    def _kana(self, text: str) -> str:
        text = text.replace("　", " ")
        style = self.dice.random()
        if style < 0.2:
            return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text)
        if style < 0.3:
            return text.replace(" ", "")
        if style < 0.34:
            place = self.dice.randrange(len(text))
            return text[:place] + text[place + 1 :]
        return text

    def _half(self, text: str) -> str:
        parts = unicodedata.normalize("NFD", text.replace("　", " ")).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
        full = (
            "ァアィイゥウェエォオカキクケコサシスセソタチッツテトナニヌネノ"
            "ハヒフヘホマミムメモャヤュユョヨラリルレロワヲンー"
        )
        half = "ｧｱｨｲｩｳｪｴｫｵｶｷｸｹｺｻｼｽｾｿﾀﾁｯﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓｬﾔｭﾕｮﾖﾗﾘﾙﾚﾛﾜｦﾝｰ"
        return parts.translate(dict(zip(map(ord, full), half, strict=True)))

    def _born(self, born: date) -> str:
        slip = self.dice.random()
        if slip < 0.006 and born.day <= 12:
            born = date(born.year, born.day, born.month)
        elif slip < 0.012:
            born += timedelta(days=self.dice.choice([-10, -1, 1, 10]))
        if self.dice.random() < 0.5:
            return f"{born:%Y/%m/%d}"
        era = "R" if born >= date(2019, 5, 1) else "H"
        return f"{era}{born.year - ERA[era]}.{born.month}.{born.day}"

    def _name(self, child: Child, school: bool = False) -> str:
        surname = child.old_surname if school and child.old_surname else child.surname
        return self.dice.choice(["　", " ", "　", ""]).join((surname, child.given))

    def _address(self, child: Child) -> str:
        chome, block, number = child.lot
        if self.dice.random() < 0.05:
            return f"{self.dice.choice(TOWNS)}{chome}-{block}"
        return self.dice.choice(
            [
                f"{child.town}{chome}-{block}-{number}",
                f"{child.town}{chome}丁目{block}の{number}",
                f"汐浜市{child.town}{chome}丁目{block}番{number}号",
            ]
        )

    # what departments deliver

    def _registry(self, person: Child, relation: str) -> dict[str, object]:
        postcode, (chome, block, number) = TOWNS.index(person.town), person.lot
        return {
            "宛名番号": person.resident,
            "世帯番号": person.household,
            "住民種別": "2" if person.romaji else "1",
            "住民状態": "1",
            "氏名": person.romaji or f"{person.surname}　{person.given}",
            "氏名フリガナ": "" if person.romaji else f"{person.surname_kana}　{person.given_kana}",
            "氏名ローマ字": person.romaji,
            "性別": person.sex,
            "生年月日": f"{person.born:%Y%m%d}",
            "続柄コード": relation,
            "郵便番号": f"5{100000 + postcode:06d}",
            "住所": f"汐浜市{person.town}{chome}丁目{block}番{number}号",
        }

    def _add(self, extract: str, key: str, child: Child, **cells: object) -> None:
        self.rows.setdefault(extract, []).append(cells)
        self.truth.append((extract, key, child.resident, child.person))

    def _deliver(self, child: Child) -> None:
        dice, number = self.dice, child.person[1:]
        kana = f"{child.surname_kana}　{child.given_kana}"
        if child.resident:
            row = self._registry(child, "20")
            self._add("resident_registry", child.resident, child, **row)
            if dice.random() < 0.9:
                recipient = child.parent[0]
                self._add(
                    "child_allowance",
                    f"{recipient}|{child.resident}",
                    child,
                    受給者宛名番号=recipient,
                    児童宛名番号=child.resident,
                    同居別居区分="1",
                    支給開始年月="202401",
                )
        year = self.as_of.year - (self.as_of.month < 4)
        grade = year - (child.born.year - (child.born < date(child.born.year, 4, 2))) - 6
        school = f"E{TOWNS.index(child.town) % 4:02d}" if grade <= 6 else f"J{TOWNS.index(child.town) % 2:02d}"
        if 1 <= grade <= 9:
            surname = child.old_surname or child.surname
            self._add(
                "school_roster",
                f"{school}|{number}",
                child,
                学校コード=school,
                学籍番号=number,
                年度=str(year),
                学年=grade,
                組="1",
                姓=surname,
                名=child.given,
                姓カナ="" if child.old_surname else child.surname_kana,
                名カナ=child.given_kana if dice.random() < 0.8 else "",
                性別={"1": "male", "2": "female"}[child.sex],
                生年月日=self._born(child.born),
                住所=self._address(child),
                保護者氏名=child.parent[1],
                電話番号=child.phone,
            )
            for month in (4, 5, 6, 7):
                self._add(
                    "attendance",
                    f"{school}|{number}|{year}|{month}",
                    child,
                    学校コード=school,
                    学籍番号=number,
                    年度=str(year),
                    月=month,
                    授業日数=20,
                    出席停止忌引日数=0,
                    欠席日数=min(20, int(dice.paretovariate(1)) - 1),
                    遅刻回数=dice.randint(0, 3),
                    早退回数=0,
                )
            self._add(
                "achievement_survey",
                f"{year}|{school}|{grade}|1|{int(number)}",
                child,
                調査年度=str(year),
                学校コード=school,
                学年=grade,
                組="1",
                番号=int(number),
                氏名=self._name(child, school=True),
                氏名カナ=self._kana(kana) if not child.old_surname else "",
                性別={"1": "男", "2": "女"}[child.sex],
                生年月日=self._born(child.born),
                国語偏差値=f"{dice.gauss(50, 10):.1f}",
                算数数学偏差値=f"{dice.gauss(50, 10):.1f}",
            )
        elif grade < 1 and dice.random() < 0.6:
            self._add(
                "nursery_attendance",
                f"N{number[-1]}|{number}|{self.as_of:%Y}-06",
                child,
                施設コード=f"N{number[-1]}",
                園児番号=number,
                年月=f"{self.as_of:%Y}06",
                園児名=self._name(child),
                園児名カナ=self._kana(kana),
                性別={"1": "男", "2": "女"}[child.sex],
                生年月日=self._born(child.born),
                開所日数=25,
                登園日数=dice.randint(10, 25),
                連絡なし欠席日数=0,
            )
        for month in dice.sample(range(1, 9), dice.randint(0, 3)):
            self._add(
                "clinic_visits",
                f"B{number}|{self.as_of.year}-{month:02d}|C1",
                child,
                受給者番号=f"B{number}",
                診療年月=f"{self.as_of.year}{month:02d}",
                医療機関コード="C1",
                氏名カナ=self._half(kana),
                性別=child.sex,
                生年月日=f"{child.born:%Y%m%d}",
                郵便番号=f"5{100000 + TOWNS.index(child.town):06d}",
                診療科="小児科",
                受診日数=1,
                夜間休日="0",
            )
        if dice.random() < 0.03:
            self._add(
                "consultations",
                f"U{number}",
                child,
                受付番号=f"U{number}",
                受付年月日=f"{self.as_of:%Y}0601",
                児童氏名=self._name(child) if dice.random() < 0.8 else child.given,
                児童氏名カナ=self._kana(kana) if dice.random() < 0.5 else "",
                児童生年月日=self._born(child.born) if dice.random() < 0.85 else "",
                住所=self._address(child),
                電話番号=child.phone if dice.random() < 0.6 else "",
                主訴区分="養護",
                経路区分="近隣",
                相談概要=f"{child.given}さんの様子が心配との電話。",
            )

    def write(self, folder: Path) -> None:
        """`extracts/` in the interface's shape (headings from the declarations) and `truth/records.csv`."""
        for child in self.children:
            self._deliver(child)
        self.rows["resident_registry"] += self.adults
        (folder / "extracts").mkdir(parents=True)
        (folder / "truth").mkdir()
        for extract, rows in self.rows.items():
            headings = [column.heading for column in EXTRACTS[extract].columns]
            path = folder / "extracts" / f"{extract}_{self.as_of:%Y%m%d}.csv"
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, headings, restval="")
                writer.writeheader()
                writer.writerows(rows)
        with (folder / "truth" / "records.csv").open("w", encoding="utf-8", newline="") as file:
            writer_ = csv.writer(file)
            writer_.writerow(["extract", "record_id", "resident_id", "person_id"])
            writer_.writerows(self.truth)
