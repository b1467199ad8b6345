"""A flag's words, as SQL: the rule's sentence with its values, then what it rests on, the numbers it used, and what is
missing.

Belongs here: how answers, sources, numbers and gaps are worded. Doesn't belong here: any rule's own sentence (its
YAML).
"""

from rules.numbers import ASSUMPTION, Value
from rules.reading import Term, each, literal, those
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
    """A SQL expression over columns `holds`, one a shown value, and those of `seen`."""
    told = rule.declaration.sentences
    fixed = {name: plain(value.value) for name, value in numbers.items()}
    cases = " ".join(
        f"WHEN {condition} THEN {fill(words, finding, fixed, language)}"
        for condition, words in (("holds", told.holds), ("NOT holds", told.doesnt), ("TRUE", told.unknown))
    )
    frame = FRAME[language]
    bracket = [
        f"'{frame['source']}' || {sources(rule, language)}",
        f"{literal(frame['number'] + frame['join'].join(used(rule, numbers, language)))}" if numbers else "NULL",
        f"'{frame['gap']}' || {gaps(rule, language)}",
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


def seen(rule: Rule) -> str:
    """Of each fact, as columns over the lists of its rows: `…_dated`, of when its latest row is (NULL where none is known
    or collected), `…_none`, whether none was there, and `…_gap`, what leaves it unknown."""
    columns = []
    for fact in rule.reads:
        told = those(fact.name, "row.state IN ('known', 'none')")
        columns += [
            f"CASE WHEN len({told}) > 0 THEN coalesce(' ' || list_max({each(told, 'row.date')})::TEXT, '') END AS {fact.name}_dated",
            f"len({those(fact.name, f'row.{KNOWN}')}) = 0 AS {fact.name}_none",
            f"list_max({each(those(fact.name, f'row.{GAP}'), 'row.state')}) AS {fact.name}_gap",
        ]
    return ", ".join(columns)


def sources(rule: Rule, language: str) -> str:
    """Which facts are there and of when the latest row is, and which were collected and are none."""
    none = {"ja": " 該当なし", "en": " none"}[language]
    return listed(rule, language, "{fact}_dated", f"CASE WHEN {{fact}}_none THEN '{none}' END, {{fact}}_dated")


def gaps(rule: Rule, language: str) -> str:
    """Which facts are unknown, and why; NULL where none is."""
    states = " ".join(f"WHEN '{state}' THEN ' {words}'" for state, words in STATES[language].items())
    return listed(rule, language, "{fact}_gap", f"CASE {{fact}}_gap {states} END")


def listed(rule: Rule, language: str, which: str, detail: str) -> str:
    """The facts of which a column says something, each with its extract and a detail."""
    parts = []
    for fact in rule.reads:
        name = f"{fact.ja}〔{fact.source.title}" if language == "ja" else f"{fact.en} ({fact.extract}"
        words = f"concat({literal(name)}, {detail.format(fact=fact.name)}, '{'〕' if language == 'ja' else ')'}')"
        parts.append(f"CASE WHEN {which.format(fact=fact.name)} IS NOT NULL THEN {words} END")
    return f"nullif(concat_ws('{FRAME[language]['join']}', {', '.join(parts)}), '')"
