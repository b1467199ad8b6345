"""Facts from the children themselves (子どもSOS): that one signalled and when, never what was written. Restricted."""

from rules.facts.declaration import Fact


def signal(name: str, ja: str, en: str, condition: str) -> Fact:
    return Fact(
        name=name,
        ja=ja,
        en=en,
        kind="date",
        extract="sos_signals",
        sql=f"""SELECT * FROM (SELECT child_id, record_key, doubtful, received_at::TIMESTAMPTZ::DATE AS date
                               FROM own WHERE {condition})
                WHERE date BETWEEN $as_of - INTERVAL 3 MONTH AND $as_of""",
    )


FACTS = (
    signal("sos_consultation", "子どもからの相談", "the child asked for help", "kind = '相談'"),
    signal("sos_thunder", "心の天気「雷」", "mood reported as thunder", "mood = 'thunder'"),
)
