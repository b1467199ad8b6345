"""How right the links of each method are, as a table and a plot. The same measure for all: a link to a registry row."""

import json
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from benchmarks.linkage import cities, febrl

HEADS = {
    "data": "data",
    "method": "method",
    "f1": "F1",
    "precision": "precision",
    "recall": "recall",
    "f1_consultations": "F1, consultations",
    "cpu_seconds": "CPU s",
    "seconds": "wall s",
    "peak_mb": "peak MB",
}


def of_city(run: Path, links: pd.DataFrame) -> dict[str, float]:
    """Over the rows without a key: precision of the linked, recall of those whose person has a registry row."""
    rows, people = cities.truth(run)
    rows["resident_id"] = rows["unique_id"].map(links.set_index("unique_id")["resident_id"])
    rows["right"] = rows["resident_id"].map(people) == rows["person_id"]
    rows["registered"] = rows["person_id"].isin(people)
    consulted = rows[rows["extract"] == "consultations"]
    return {**score(rows), "f1_consultations": score(consulted)["f1"]}


def score(rows: pd.DataFrame) -> dict[str, float]:
    return harmonic(rows.loc[rows["resident_id"].notna(), "right"].mean(), rows.loc[rows["registered"], "right"].mean())


def of_febrl(links: pd.DataFrame) -> dict[str, float]:
    right = febrl.is_true(links)
    return harmonic(right.mean(), right.sum() / len(febrl.data()[0]))


def harmonic(precision: float, recall: float) -> dict[str, float]:
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall)}


def measured(out: Path) -> dict[str, Any]:
    return dict(json.loads(out.with_suffix(".json").read_text(encoding="utf-8")))


def table(results: pd.DataFrame) -> str:
    """The results as a Markdown table."""
    shown = results.reindex(columns=list(HEADS))
    for column in ("f1", "precision", "recall", "f1_consultations"):
        shown[column] = shown[column].map(lambda value: "–" if pd.isna(value) else f"{value:.4f}")
    for column in ("cpu_seconds", "seconds"):
        shown[column] = shown[column].map("{:.1f}".format)
    shown["peak_mb"] = shown["peak_mb"].map("{:,.0f}".format)
    lines = [list(HEADS.values()), ["---"] * 2 + ["---:"] * (len(HEADS) - 2), *shown.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def plot(results: pd.DataFrame, file: Path) -> None:
    """What each method misses or gets wrong (1 - F1), seconds of CPU and memory, as SVG."""
    long = results.assign(error=100 * (1 - results["f1"])).melt(
        ["data", "method"], ["error", "cpu_seconds", "peak_mb"], "measure"
    )
    long["measure"] = long["measure"].map({"error": "1 - F1, %", "cpu_seconds": "CPU, s", "peak_mb": "peak memory, MB"})
    ours = alt.condition("indexof(datum.method, 'mimamori') >= 0", alt.value("#0017c1"), alt.value("#9db7f9"))
    bars = (
        alt.Chart()
        .mark_bar(height=14)
        .encode(x=alt.X("value:Q", title=None), y=alt.Y("method:N", title=None, sort=None), color=ours)
    )
    words = bars.mark_text(align="left", dx=4).encode(
        text=alt.Text("value:Q", format=".3~r"), color=alt.value("#1a1a1c")
    )
    chart = alt.layer(bars, words, data=long).properties(width=190, height=110)
    chart.facet(
        column=alt.Column("measure:N", title=None, sort=None), row=alt.Row("data:N", title=None, sort=None)
    ).resolve_scale(x="independent", y="independent").save(str(file))
