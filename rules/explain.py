"""A flag's words, as SQL: the rule's sentence with its values, then what it rests on, the numbers it used, and what is
missing.

Belongs here: how answers, sources, numbers and gaps are worded. Doesn't belong here: any rule's own sentence (its
YAML).
"""

from rules.numbers import ASSUMPTION, Value
from rules.reading import Term, literal
from rules.rule import PLACEHOLDER, Finding, Rule, Words

KNOWN = "state = 'known'"
GAP = "state IN ('missing', 'stale', 'doubtful')"
STATES = {
    "ja": {"missing": "未提供", "stale": "更新が古い", "doubtful": "本人の記録か確認中"},
    "en": {"missing": "not available", "stale": "out of date", "doubtful": "a record under review"},
}
FRAME = {
    "ja": {
        "open": "【",
        "close": "】",
        "source": "根拠：",
        "number": "基準：",
        "gap": "不明：",
        "join": "、",
        "none": "不明",
    },
    "en": {
        "open": " [",
        "close": "]",
        "source": "Rests on: ",
        "number": "Measured by: ",
        "gap": "Unknown: ",
        "join": "; ",
        "none": "unknown",
    },
}


def plain(number: float) -> str:
    return f"{number:g}"


def sentence(rule: Rule, finding: Finding, numbers: dict[str, Value], language: str) -> str:
    """A SQL expression over columns `holds`, one a shown value, `sources_…` and `gaps_…`."""
    told = rule.declaration.sentences
    fixed = {name: plain(value.value) for name, value in numbers.items()}
    cases = " ".join(
        f"WHEN {condition} THEN {fill(words, finding, fixed, language)}"
        for condition, words in (("holds", told.holds), ("NOT holds", told.doesnt), ("TRUE", told.unknown))
    )
    frame = FRAME[language]
    bracket = [
        f"'{frame['source']}' || sources_{language}",
        f"{literal(frame['number'] + frame['join'].join(used(rule, numbers, language)))}" if numbers else "NULL",
        f"'{frame['gap']}' || gaps_{language}",
    ]
    basis = f"concat_ws(' / ', {', '.join(bracket)})"
    return f"concat(CASE {cases} END, '{frame['open']}', {basis}, '{frame['close']}')"


def fill(words: Words, finding: Finding, fixed: dict[str, str], language: str) -> str:
    """A sentence as SQL: its numbers put in, its shown values by the column `show_…`."""
    parts = PLACEHOLDER.split(getattr(words, language))
    sql = [
        literal(part) if at % 2 == 0 else literal(fixed[part]) if part in fixed else shown(part, language)
        for at, part in enumerate(parts)
        if part
    ]
    return f"concat({', '.join(sql)})"


def shown(name: str, language: str) -> str:
    return f"coalesce(show_{name}, '{FRAME[language]['none']}')"


def as_text(term: Term) -> str:
    """A shown value as text: numbers without needless decimals."""
    return f"regexp_replace(({term.sql})::TEXT, '\\.0$', '')"


def used(rule: Rule, numbers: dict[str, Value], language: str) -> list[str]:
    """Each number, since when it is in force, and on what it rests."""
    told = []
    for name, value in numbers.items():
        number = rule.declaration.numbers[name]
        if language == "ja":
            basis = "仮定" if value.reference == ASSUMPTION else value.reference
            told.append(f"{number.meaning} {plain(value.value)}{number.unit}（{value.since}から、{basis}）")
        else:
            told.append(f"{name.replace('_', ' ')} {plain(value.value)} (since {value.since}, {value.reference})")
    return told


def sources(rule: Rule, language: str) -> str:
    """An aggregate: which facts are there and of when the latest row is, and which were collected and are none."""
    none = {"ja": " 該当なし", "en": " none"}[language]
    return listed(
        rule,
        language,
        "state IN ('known', 'none')",
        f"CASE WHEN count(*) FILTER ({{fact}} AND {KNOWN}) = 0 THEN '{none}' END, "
        f"' ' || max(date) FILTER ({{fact}} AND state IN ('known', 'none'))::TEXT",
    )


def gaps(rule: Rule, language: str) -> str:
    """An aggregate: which facts are unknown, and why; NULL where none is."""
    states = " ".join(f"WHEN '{state}' THEN ' {words}'" for state, words in STATES[language].items())
    return listed(rule, language, GAP, f"CASE max(state) FILTER ({{fact}} AND {GAP}) {states} END")


def listed(rule: Rule, language: str, which: str, detail: str) -> str:
    """The facts that have a row in such a state, each with its extract and a detail."""
    parts = []
    for fact in rule.reads:
        name = f"{fact.ja}〔{fact.source.title}" if language == "ja" else f"{fact.en} ({fact.extract}"
        rows = f"fact = '{fact.name}'"
        words = f"concat({literal(name)}, {detail.format(fact=rows)}, '{'〕' if language == 'ja' else ')'}')"
        parts.append(f"CASE WHEN count(*) FILTER ({rows} AND {which}) > 0 THEN {words} END")
    return f"nullif(concat_ws('{FRAME[language]['join']}', {', '.join(parts)}), '')"
