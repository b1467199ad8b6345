"""福祉: assistance, allowances, certificates and the consultation desk."""

import numpy as np

from city.days import is_minor, month_of
from city.departments.economy import tax_exempt
from city.names import tables
from city.places import addresses, written
from city.view import View
from city.world import CHILD
from city.writing import EMPTY, Rows

EXTRACTS = (
    "public_assistance",
    "child_rearing_allowance",
    "child_allowance",
    "disability_certificates",
    "consultations",
)


def empty(count: int) -> np.ndarray:
    return np.full(count, EMPTY)


def public_assistance(view: View) -> Rows:
    people, families, dice = view.world.people, view.world.families, view.world.dice
    who = np.flatnonzero(view.registered & view.here & (families.poor[people.household] == 2) & ~view.apart)
    of = people.household[who]
    member = np.arange(len(who)) - np.searchsorted(np.sort(of), of)
    order = np.lexsort((who, of))
    member = np.empty(len(who), dtype=np.int64)
    member[order] = np.arange(len(who)) - np.searchsorted(of[order], of[order]) + 1
    start = view.on - dice.between("assistance", 30, 2500, of)
    return Rows(
        who,
        {
            "case_no": np.array([f"{n:06d}" for n in (of * 7 + 100_003).tolist()], dtype=object),
            "member_no": member,
            "resident_id": view.resident_id[who],
            "start_date": start,
            "suspended_date": empty(len(who)),
            "resumed_date": empty(len(who)),
            "end_date": np.where(dice.happens("assistance ends", 0.1, of), start + 25, EMPTY),
            "education_aid": (view.grade[who] >= 1) & (view.grade[who] <= 9) & (people.role[who] == CHILD),
        },
    )


def child_rearing_allowance(view: View) -> Rows:
    people, families, dice = view.world.people, view.world.families, view.world.dice
    of_all = people.household
    alone = (families.one_parent | (families.separated <= view.on))[of_all]
    who = np.flatnonzero(view.registered & view.here & view.child & alone)
    who = who[dice.happens("allowance", 0.85, of_all[who]) & (view.guardian[of_all[who]] >= 0)]
    of = of_all[who]
    recipient = view.guardian[of]
    payment = np.where(tax_exempt(view, recipient), "1", np.where(dice.happens("suspended", 0.3, of), "3", "2"))
    return Rows(
        who,
        {
            "certificate_no": np.array([f"児{n:07d}" for n in (of * 3 + 11).tolist()], dtype=object),
            "recipient_id": view.resident_id[recipient],
            "resident_id": view.resident_id[who],
            "payment": payment,
            "start_date": np.minimum(view.on - 10, np.maximum(people.birth[who] + 40, np.minimum(families.separated[of], view.on - 10) + 40)),
            "end_date": empty(len(who)),
        },
    )


def child_allowance(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    who = np.flatnonzero(view.registered & view.here & view.child & (people.birth < view.on - 45))
    recipient = view.guardian[people.household[who]]
    keep = (recipient >= 0) & ~dice.happens("no child allowance", 0.015, people.household[who])
    who, recipient = who[keep], recipient[keep]
    start = month_of(np.maximum(people.birth[who], view.arrived[who])) + 1
    return Rows(
        who,
        {
            "recipient_id": view.resident_id[recipient],
            "resident_id": view.resident_id[who],
            "living": np.full(len(who), "1"),
            "start_month": start,
            "end_month": empty(len(who)),
        },
    )


def disability_certificates(view: View) -> Rows:
    people, dice = view.world.people, view.world.dice
    who = np.flatnonzero(view.registered & view.here)
    who = who[dice.happens("disability", view.world.rates.world["disability"], who)]
    kind = dice.pick("certificate", [0.35, 0.45, 0.2], who)
    return Rows(
        who,
        {
            "certificate_no": np.array([f"第{n:07d}号" for n in (who * 13 + 5).tolist()], dtype=object),
            "resident_id": view.resident_id[who],
            "kind": np.array(["1", "2", "3"], dtype=object)[kind],
            "grade": np.array(["2級", "B2", "3級"], dtype=object)[kind],
            "issued_date": np.maximum(people.birth[who] + 400, view.on - dice.between("issued", 30, 4000, who)),
            "returned_date": empty(len(who)),
        },
    )


def consultations(view: View) -> Rows:
    world = view.world
    people, dice = world.people, world.dice
    who = np.flatnonzero(view.here & view.child)
    unregistered = world.families.unregistered[people.household[who]]
    who = who[dice.happens("consulted", np.where(unregistered, 0.5, world.rates.world["consulted"] * 2.5), who)]
    received = np.maximum(people.birth[who] + 20, view.on - dice.between("received", 5, 1500, who))
    order = np.argsort(received, kind="stable")
    who, received = who[order], received[order]
    closed = np.where(dice.happens("closed", 0.55, who), np.minimum(received + dice.between("closing", 60, 500, who), view.on), EMPTY)
    hand = dice.share("typed", who)
    name = np.where(hand < 0.08, tables.given_names().kanji[people.given[who]], view.name[who])
    name = np.where(name == "", view.kana[who], name)
    complaints = ["身体", "性", "心理", "ネグレクト", "養護", "育児不安", "その他"]
    routes = ["学校", "保育所", "医療機関", "警察", "近隣", "家族", "本人", "児童相談所", "その他"]
    return Rows(
        who,
        {
            "reception_no": np.array([f"C{n:07d}" for n in (who + 1).tolist()], dtype=object),
            "received_date": received,
            "name": name,
            "kana": np.where(dice.happens("no kana", 0.3, who), "", view.kana[who]),
            "birth_date": np.where(dice.happens("no birth date", 0.2, who), EMPTY, people.birth[who]),
            "sex": np.where(people.male[who], "男", "女"),
            "address": written(addresses(dice, view.address[who]), dice.below("address style", 5, who)),
            "phone": np.where(dice.happens("phone", 0.6, who), view.phone[who], ""),
            "complaint": np.array(complaints, dtype=object)[dice.below("complaint", 7, who)],
            "route": np.array(routes, dtype=object)[dice.below("route", 9, who)],
            "risk": np.array(["重度", "中度", "軽度", "おそれ", ""], dtype=object)[dice.below("risk", 5, who)],
            "registration": np.array(["要保護", "要支援", ""], dtype=object)[dice.below("registration", 3, who)],
            "closed_date": closed,
            "summary": "学校より、" + view.name[who] + "の欠席が続いているとの連絡。",
        },
        date_style={"birth_date": dice.below("date style", 6, who)},
    )


__all__ = ["is_minor"]
