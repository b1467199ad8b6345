"""A flag's words: the rule's sentence with its values, then what it rests on, the numbers it used, and what is missing.

Belongs here: how answers, sources, numbers and gaps are worded. Doesn't belong here: any rule's own sentence (its YAML).
A run keeps once a rule what it says (WORDING), and with each answer only the values that it shows; the views put the
sentence together from these and from the evidence when it is read. So it can't say more than the evidence bears.
"""

import json
from collections.abc import Iterable
from datetime import date

from rules.numbers import ASSUMPTION, Value
from rules.reading import Term, literal
from rules.rule import PLACEHOLDER, Rule, Words

WRITTEN = "%Y/%m/%d"
"""How a date stands in a sentence: as on every page."""
ISO = r"^(\d{4})-(\d{2})-(\d{2})$"
GAP = "state IN ('missing', 'stale', 'doubtful')"
TOLD = "state IN ('known', 'none')"
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
        "none": "該当なし",
        "unknown": "不明",
    },
    "en": {
        "open": " [",
        "close": "]",
        "source": "Rests on: ",
        "number": "Measured by: ",
        "gap": "Unknown: ",
        "join": "; ",
        "none": "none",
        "unknown": "unknown",
    },
}
ERASED = Words(ja="（消去された記録に基づく）", en="(rests on a record that was erased)")

# of a rule: its facts by name in words, its numbers in words, and by its answer the sentence in parts, each of them text or,
# where `shown` says so, the answer's value at that place
PARTS = "MAP(TEXT, STRUCT(said TEXT, shown USMALLINT)[])"
WORDING = (
    f"reads STRUCT(fact TEXT, ja TEXT, en TEXT)[], numbers_ja TEXT, numbers_en TEXT, said_ja {PARTS}, said_en {PARTS}"
)


def wording(rule: Rule, numbers: dict[str, Value]) -> list[str]:
    """The values of the columns WORDING, as JSON where they are nested."""
    reads = [
        {"fact": fact.name, "ja": f"{fact.ja}〔{fact.source.title}", "en": f"{fact.en} ({fact.extract}"}
        for fact in rule.reads
    ]
    used_in = {language: FRAME[language]["join"].join(used(rule, numbers, language)) for language in FRAME}
    told = rule.declaration.sentences
    answers = {"true": told.holds, "false": told.doesnt, "unknown": told.unknown}
    said = {
        language: {
            answer: parts(getattr(words, language), rule, numbers, language) for answer, words in answers.items()
        }
        for language in FRAME
    }
    reads_json, said_ja, said_en = (json.dumps(one, ensure_ascii=False) for one in (reads, said["ja"], said["en"]))
    return [reads_json, used_in["ja"], used_in["en"], said_ja, said_en]


def shown(rule: Rule) -> list[str]:
    """The names of what the rule's sentences show, besides its numbers."""
    return sorted(rule.declaration.sentences.placeholders() - set(rule.declaration.numbers))


def values(terms: dict[str, Term], names: Iterable[str]) -> str:
    """What is shown, as SQL: a list of texts, numbers without needless decimals, dates as people write them."""
    plainly = (f"regexp_replace(({terms[name].sql})::TEXT, '\\.0$', '')" for name in names)
    return "[" + ", ".join(f"regexp_replace({text}, '{ISO}', '\\1/\\2/\\3')" for text in plainly) + "]::TEXT[]"


def parts(sentence: str, rule: Rule, numbers: dict[str, Value], language: str) -> list[dict[str, str | int | None]]:
    """A sentence in parts: text with the rule's numbers put in, and places of what is shown."""
    places = {name: at for at, name in enumerate(shown(rule), 1)}
    found: list[dict[str, str | int | None]] = []
    for at, part in enumerate(PLACEHOLDER.split(sentence)):
        if at % 2 and part in places:
            found.append({"said": FRAME[language]["unknown"], "shown": places[part]})
        elif part:
            found.append({"said": plain(numbers[part].value) if at % 2 else part, "shown": None})
    return found


def written(day: date) -> str:
    return day.strftime(WRITTEN)


def plain(number: float) -> str:
    return f"{number:g}"


def used(rule: Rule, numbers: dict[str, Value], language: str) -> list[str]:
    """Each number, since when it is in force, and on what it rests."""
    told = []
    for name, value in numbers.items():
        number = rule.declaration.numbers[name]
        if language == "ja":
            basis = "仮定" if value.reference == ASSUMPTION else value.reference
            told.append(
                f"{number.meaning.ja} {plain(value.value)}{number.unit.ja}（{written(value.since)}から、{basis}）"
            )
        else:
            told.append(
                f"{number.meaning.en} {plain(value.value)} {number.unit.en} (since {written(value.since)}, {value.reference_en or value.reference})"
            )
    return told


def asked(evidence: str) -> str:
    """SQL, over a column `reads` and a list of evidence: each fact that the rule reads, in words, how many of its rows say
    something and how many are known, the latest day of those that say something, and what leaves it unknown."""
    rows = f"list_filter({evidence}, lambda row: row.fact = one.fact)"
    of_each = f"list_transform(reads, lambda one: {{'ja': one.ja, 'en': one.en, 'rows': {rows}}})"
    told, gap = (f"list_filter(one.rows, lambda row: row.{state})" for state in (TOLD, GAP))
    return f"""list_transform({of_each}, lambda one: {{'ja': one.ja, 'en': one.en, 'told': len({told}),
        'known': len(list_filter(one.rows, lambda row: row.state = 'known')),
        'day': list_max(list_transform({told}, lambda row: row.date)),
        'gap': list_max(list_transform({gap}, lambda row: row.state))}})"""


def sentence(answer: str, language: str) -> str:
    """SQL, over the columns WORDING, `asked`, `shown` and the answer: true, false or unknown."""
    frame = {name: literal(words) for name, words in FRAME[language].items()}
    said = f"[coalesce(shown[part.shown], part.said) FOR part IN said_{language}[{answer}]]"
    basis = f"""concat_ws(' / ', {frame["source"]} || {sources(language)}, {frame["number"]} || nullif(numbers_{language}, ''),
        {frame["gap"]} || {gaps(language)})"""
    return f"""CASE WHEN shown IS NULL THEN {literal(getattr(ERASED, language))}
        ELSE concat(array_to_string({said}, ''), {frame["open"]}, {basis}, {frame["close"]}) END"""


def sources(language: str) -> str:
    """Which facts are there and of when the latest row is, and which were collected and are none."""
    none = f"CASE WHEN one.known = 0 THEN ' {FRAME[language]['none']}' END"
    return listed(language, "one.told > 0", f"{none}, ' ' || strftime(one.day, '{WRITTEN}')")


def gaps(language: str) -> str:
    """Which facts are unknown, and why; NULL where none is."""
    states = " ".join(f"WHEN '{state}' THEN ' {words}'" for state, words in STATES[language].items())
    return listed(language, "one.gap IS NOT NULL", f"CASE one.gap {states} END")


def listed(language: str, which: str, detail: str) -> str:
    """Of the facts asked for those of which the condition holds, each with its extract and a detail."""
    close = "〕" if language == "ja" else ")"
    words = f"list_transform(list_filter(asked, lambda one: {which}), lambda one: concat(one.{language}, {detail}, '{close}'))"
    return f"nullif(array_to_string({words}, {literal(FRAME[language]['join'])}), '')"
