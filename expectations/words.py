"""The gate's sentences, in Japanese and English.

Belongs here: how a check, its number and what to do are said. Doesn't belong here: whether it held (gate).
"""

from pathlib import Path

import yaml

from expectations.checks import Check
from extracts.declaration import Extract

WORDS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
UNITS = {
    "ja": {"files": "{:,.0f}件", "rows": "{:,.0f}行", "days": "{:,.0f}日", "share": "{:.2%}", "ratio": "{:.2f}倍"},
    "en": {"files": "{:,.0f}", "rows": "{:,.0f}", "days": "{:,.0f}", "share": "{:.2%}", "ratio": "×{:.2f}"},
}
NOT_MEASURED = {"ja": "測れず", "en": "not measured"}


def number(kind: str, value: float | None, language: str) -> str:
    """A measure as it is written in that language (`ja` or `en`)."""
    if value is None:
        return NOT_MEASURED[language]
    return UNITS[language][WORDS[kind]["unit"]].format(value)


def tolerated(kind: str, low: float | None, high: float | None, language: str) -> str:
    """The limits as they are written: `0.80倍〜1.25倍`, `≤1.00%`."""
    if low is not None and high is not None:
        return f"{number(kind, low, language)}〜{number(kind, high, language)}"
    return f"≥{number(kind, low, language)}" if low is not None else f"≤{number(kind, high, language)}"


def subject(one: Check, language: str) -> str:
    """What a check looks at, e.g. `「生年月日」の日まで分からない割合`."""
    label = WORDS[one.kind][language]
    about = one.about_ja if language == "ja" else one.about_en
    if about:
        return f"{label}（{about}）" if language == "ja" else f"{label} ({about})"
    if one.column:
        return f"「{one.column}」 {label}" if language == "ja" else f"{one.column}: {label}"
    return label


def message(
    language: str,
    extract: Extract,
    one: Check,
    observed: float | None,
    low: float | None,
    high: float | None,
    *,
    success: bool,
) -> str:
    """A result in one sentence: extract, what was looked at, the number, what is tolerated; where it failed, what to do."""
    said, limits = number(one.kind, observed, language), tolerated(one.kind, low, high, language)
    todo = "" if success else WORDS[one.kind][f"do_{language}"]
    if language == "ja":
        return f"{extract.title}（{extract.owner}）：{subject(one, language)}は{said}（許容 {limits}）。{todo}"
    return f"{extract.title_en}: {subject(one, language)}: {said} (tolerated {limits}). {todo}".rstrip()
