"""Facts from the consultation desk (家庭児童相談・要対協). Restricted: only roles that support the child see them."""

from rules.facts.declaration import Fact

RECEIVED = "coalesce(received_date <= $as_of, TRUE)"
OPEN = f"{RECEIVED} AND (closed_date_edtf IS NULL OR closed_date > $as_of)"
ABUSE = "complaint IN ('身体', '性', '心理', 'ネグレクト')"

FACTS = (
    Fact(
        name="consultation_open",
        ja="相談（継続中）",
        en="open consultation",
        kind="date",
        extract="consultations",
        sql=f"""SELECT child_id, record_key, doubtful, complaint AS value, received_date AS date
                FROM own WHERE {OPEN}""",
    ),
    Fact(
        name="abuse_consultation_open",
        ja="虐待の相談（継続中）",
        en="open consultation about abuse",
        kind="date",
        extract="consultations",
        sql=f"""SELECT child_id, record_key, doubtful, complaint AS value, received_date AS date
                FROM own WHERE {ABUSE} AND {OPEN}""",
    ),
    Fact(
        name="abuse_consultation",
        ja="虐待の相談（受付）",
        en="consultation about abuse, by its reception",
        kind="date",
        extract="consultations",
        sql=f"""SELECT child_id, record_key, doubtful, complaint AS value, received_date AS date
                FROM own WHERE {ABUSE} AND {RECEIVED}""",
    ),
    Fact(
        name="registration_open",
        ja="要保護・要支援の登録（継続中）",
        en="open registration as a child needing protection or support",
        kind="value",
        extract="consultations",
        sql=f"""SELECT child_id, record_key, doubtful, registration AS value, received_date AS date
                FROM own WHERE registration IN ('要保護', '要支援') AND {OPEN}""",
    ),
    Fact(
        name="sibling_consultation_open",
        ja="きょうだい・同じ世帯の児童の相談（継続中）",
        en="open consultation about a sibling or another child of the household",
        kind="date",
        extract="consultations",
        sql=f"""SELECT sibling.child_id, record_key, doubtful, complaint AS value, received_date AS date
                FROM own JOIN sibling ON own.child_id = sibling.sibling_id WHERE {OPEN}""",
    ),
    Fact(
        name="known_to_consultation_desk",
        ja="相談窓口の記録",
        en="on record at the consultation desk",
        kind="date",
        extract="consultations",
        sql="SELECT child_id, record_key, doubtful, received_date AS date FROM own",
    ),
)
