"""Evaluation figures on a terminal. evaluate.py and expected.py compute them; the auditor's page is report.py's."""

from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from linkage import expected
from linkage.evaluate import SHARES, Figures
from linkage.groups import LABELS
from linkage.limits import limit

MEASURES = {
    "false_links": "自動リンクの誤り false links among automatic links",
    "precision": "自動リンクの正しさ precision",
    "recall": "自動で見つけた割合 recall",
    "f1": "F1（キーなし全件）F1, records without key",
    "f1_consultations": "F1（相談）F1, consultations",
    "found_or_in_review": "見つけたか確認待ち linked or in review, of those with a registry row",
    "in_review": "確認待ちの割合 share in review",
    "right_child_offered": "確認待ちのうち正しい子が候補 right child among the candidates",
    "wrong_keys_caught": "誤った宛名番号に気づいた wrong keys caught",
    "good_keys_doubted": "正しい宛名番号を疑った good keys doubted",
    "false_links_keyed": "宛名番号のある行の誤り false links of rows with a key",
    "blocking_missed": "比べる組に入らなかった正しい組 true pairs never compared",
    "pairs_a_record": "一件あたりの比べた組 pairs compared a record",
}
WIDTH = 150  # columns below which the tables fold past reading
SAMPLE = 300  # links to check: an hour and a half for two people, and ±0.6 % where none is false
LISTED = 3  # record_keys shown of each cause and extract; evaluate() has them all


def show(figures: Figures, console: Console | None = None) -> None:
    """Print the figures: every measure against its target, by extract, by group, and the false links by cause."""
    console = console or Console(width=max(WIDTH, Console().width))
    console.print(measures_table(figures.measures))
    console.print(breakdown("データごと by extract", figures.by_extract, "extract", {}))
    labels = {group: " ".join(label) for group, label in LABELS.items()}
    console.print(breakdown("グループごと by group", figures.by_group, "group", labels))
    causes = Table("原因 cause", "データ extract", "件数 rows", "record_key", title="誤りリンク false links")
    for (cause, extract), rows in figures.false_links.groupby(["cause", "extract"]):
        keys = rows["record_key"].tolist()
        more = "" if len(keys) <= LISTED else f" … +{len(keys) - LISTED}"
        causes.add_row(str(cause), str(extract), f"{len(keys):,}", "\n".join(keys[:LISTED]) + more)
    if len(figures.false_links):
        console.print(causes)
    console.print(blocking_table(figures.blocking))


def show_expected(run: Path, judged: Path | None, console: Console | None = None) -> None:
    """Print what the model expects of its own links and, where people have checked a sample, what they found."""
    console = console or Console(width=max(WIDTH, Console().width))
    table = Table("データ extract", "自動リンク links", "誤りの見込み expected false", "割合 share")
    for row in expected.by_model(run).to_dict("records"):
        table.add_row(
            row["extract"], f"{row['links']:,}", f"{row['expected_false']:.2f}", f"{row['expected_share']:.4%}"
        )
    console.print(table)
    ruled = expected.by_rulings(run, limit("link_weight"), limit("review_weight"))
    if len(ruled):
        console.print(rulings_table(ruled))
    console.print(
        "モデル自身の見積もりで、下限です。標本を人が確かめてください (the model's own estimate, a lower bound)"
    )
    if judged:
        found = expected.by_sample(pd.read_csv(judged, dtype={"same": "str"}))
        said = f"{percent(found['value'])} ({interval(found['low'], found['high'])}, n = {found['records']:.0f})"
        console.print(f"標本による自動リンクの誤り false links by the checked sample: {said}")


def write_sample(run: Path, file: Path) -> None:
    """Write links for people to check, with an empty column `same`, as CSV. The same run gives the same sample."""
    expected.sample(run, SAMPLE, limit("link_weight"), seed=1).to_csv(file, index=False)


def measures_table(measures: pd.DataFrame) -> Table:
    table = Table("指標 measure", "値 value", "95 %", "件数 records", "判断 decisions", "目標 target", "")
    for row in measures.to_dict("records"):
        table.add_row(
            MEASURES[row["measure"]],
            figure(row["measure"], row["value"]),
            interval(row["low"], row["high"]),
            f"{row['records']:,}",
            "" if pd.isna(row["decisions"]) else f"{row['decisions']:,.0f}",
            row["target"],
            verdict(row["met"]),
        )
    return table


def blocking_table(blocking: pd.DataFrame) -> Table:
    heads = ("組 pairs", "ここまで一件あたり a record so far", "ここまでの漏れ missed so far")
    table = Table("規則 rule", *heads, title="比べる組の選び方 blocking")
    for row in blocking.to_dict("records"):
        table.add_row(row["rule"], f"{row['pairs']:,}", f"{row['pairs_a_record']:.1f}", percent(row["missed"]))
    return table


def rulings_table(ruled: pd.DataFrame) -> Table:
    heads = ("判断 rulings", "同じ子 the same child", "95 %", "モデルの見込み the model expected")
    table = Table("重み weight", *heads, title="人の判断 what people ruled of doubtful pairs")
    for row in ruled.to_dict("records"):
        band = f"{row['low_weight']:g} – {row['high_weight']:g}"
        table.add_row(
            band,
            f"{row['ruled']:,}",
            percent(row["share"]),
            interval(row["low"], row["high"]),
            percent(row["expected"]),
        )
    return table


def breakdown(title: str, figures: pd.DataFrame, by: str, labels: dict[str, str]) -> Table:
    gap = "gap" in figures
    heads = [
        "件数 records",
        "適合率 precision",
        "再現率 recall",
        "F1",
        "確認待ち in review",
        "発見+確認 found or review",
        "誤り false",
    ]
    table = Table(by, *heads, *(["差 gap", "目標 target", ""] if gap else []), title=f"{title} (95 %)")
    for row in figures.to_dict("records"):
        within = [f"{percent(row[name])}\n{interval(row[f'{name}_low'], row[f'{name}_high'])}" for name in SHARES]
        cells = [labels.get(row[by], row[by]), f"{row['records']:,}", *within, str(row["false_links"])]
        table.add_row(*cells, *([percent(row["gap"]), row["target"], verdict(row["met"])] if gap else []))
    return table


def figure(measure: str, value: float) -> str:
    """A measure's value: a number of pairs, else a share."""
    return f"{value:.1f}" if measure == "pairs_a_record" else percent(value)


def percent(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.2%}"


def interval(low: float, high: float) -> str:
    return "" if pd.isna(low) else f"{low:.2%} – {high:.2%}"


def verdict(met: Any) -> str:
    return "" if pd.isna(met) else "○" if met else "×"
