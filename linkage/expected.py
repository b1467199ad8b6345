"""Linkage's error where no truth is known: what the model itself expects, and what people found in a sample.

The model's own estimate is only as good as its calibration: it can't see an error that it doesn't know of. The clerical
sample can. Figures against a truth are in evaluate.py.
"""

from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd

from extracts import database
from linkage.interval import Z, wilson

BANDS = (
    ("review", "確認待ち", "in review"),
    ("near", "基準の近く", "near the threshold"),
    ("far", "基準から遠い", "far above"),
)
NEAR = 8  # bits above the linking threshold: 256 to one


def by_model(run: Path) -> pd.DataFrame:
    """Of each extract's links by the model: links, expected_false (the sum of 1 - p) and expected_share.

    Links by a key aren't counted: p leaves the key out. p is taken as the model states it. Fields that err together (a
    family's) make it too sure: read it as a lower bound.
    """
    with duckdb.connect() as connection:
        database.attach(connection, run / "children.duckdb", "children")
        return connection.execute(
            """
            SELECT extract, count(*) AS links, sum(1 - match_probability) AS expected_false,
                   sum(1 - match_probability) / count(*) AS expected_share
            FROM children.link
            WHERE decision = 'linked' AND method = 'model' AND match_probability IS NOT NULL
            GROUP BY ALL ORDER BY extract
            """
        ).df()


def by_rulings(run: Path, link_weight: float, review_weight: float) -> pd.DataFrame:
    """What people ruled of doubtful pairs, by the weight that the model gave them, the heaviest first.

    A row a band with rulings: low_weight and high_weight (NaN: open), ruled, same, share (same of ruled) with its 95 %
    interval low and high, and expected, what the model had expected the share to be. People are asked about what is in doubt,
    so a band says how well weights are calibrated in it, not how many of all its links are false.
    """
    edges = [
        float("-inf"),
        review_weight,
        (review_weight + link_weight) / 2,
        link_weight,
        link_weight + NEAR,
        float("inf"),
    ]
    with duckdb.connect() as connection:
        database.attach(connection, run / "children.duckdb", "children")
        ruled = connection.execute("SELECT match_weight, ruling = 'same' AS same FROM children.ruled_pair").df()
    ruled["expected"] = 1 - 1 / (1 + 2.0 ** ruled["match_weight"].clip(-500, 500))
    rows = []
    for low_weight, high_weight in reversed(list(pairwise(edges))):
        found = ruled[ruled["match_weight"].ge(low_weight) & ruled["match_weight"].lt(high_weight)]
        if found.empty:
            continue
        share = float(found["same"].mean())
        low, high = wilson(share, len(found))
        rows.append(
            {
                "low_weight": low_weight,
                "high_weight": high_weight,
                "ruled": len(found),
                "same": int(found["same"].sum()),
            }
            | {"share": share, "low": low, "high": high, "expected": float(found["expected"].mean())}
        )
    return pd.DataFrame(rows)


def sample(run: Path, size: int, link_weight: float, seed: int) -> pd.DataFrame:
    """Links for people to check: extract, record_key, child_id, band, rows_in_band and an empty column `same`.

    A third from each band: in review, near the threshold, far above it. The seed makes the draw repeatable.
    """
    with duckdb.connect() as connection:
        database.attach(connection, run / "children.duckdb", "children")
        linked = connection.execute(
            f"""
            WITH best AS (
                SELECT record_key, arg_max(child_id, match_weight) AS child_id FROM children.candidate GROUP BY ALL
            )
            SELECT l.extract, l.record_key, coalesce(l.child_id, c.child_id) AS child_id,
                   CASE WHEN l.decision = 'review' THEN 'review'
                        WHEN l.match_weight < {link_weight + NEAR} THEN 'near' ELSE 'far' END AS band
            FROM children.link l
            LEFT JOIN best c ON c.record_key = l.record_key AND l.decision = 'review'
            WHERE l.method IN ('model', 'key+model') AND l.decision IN ('linked', 'review') ORDER BY ALL
            """
        ).df()
    linked["rows_in_band"] = linked.groupby("band")["record_key"].transform("size")
    drawn = [
        rows.sample(min(len(rows), -(-size // len(BANDS))), random_state=seed) for _, rows in linked.groupby("band")
    ]
    return (
        pd.concat(drawn).sort_values(["band", "record_key"]).assign(same="").reset_index(drop=True) if drawn else linked
    )


def by_sample(judged: pd.DataFrame) -> dict[str, float]:
    """The share of false links among automatic ones, with its 95 % interval, from a sample whose `same` is 1 or 0.

    Stratified by band (Cochran 1977, 5.6; a stratum without an error counts half of one, so that none isn't certainty).
    Raises ValueError where a row isn't judged.
    """
    links = judged[judged["band"] != "review"]
    same = pd.to_numeric(links["same"], errors="coerce")
    if not same.isin((0, 1)).all():
        missing = int((~same.isin((0, 1))).sum())
        raise ValueError(f"same: 全行に1（同じ子）か0（別の子）を / 1 or 0 in every row; {missing} are missing")
    total = links.groupby("band")["rows_in_band"].first().sum()
    value = variance = 0.0
    for _, rows in links.assign(false=1 - same).groupby("band"):
        weight, drawn = rows["rows_in_band"].iloc[0] / total, len(rows)
        share = rows["false"].mean()
        cautious = (rows["false"].sum() + 0.5) / (drawn + 1)
        value += weight * share
        variance += weight**2 * cautious * (1 - cautious) / drawn * (1 - drawn / rows["rows_in_band"].iloc[0])
    half = Z * variance**0.5
    return {"value": value, "low": max(0.0, value - half), "high": min(1.0, value + half), "records": float(len(links))}
