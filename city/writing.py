"""Rows into files: an extract in its declared headings, order and encoding, its manifest, and the truth of its rows.

Rows come in blocks, so that years of attendance needn't stand in memory at once. What the rows say is the departments'
question, how a cell looks cells.py's.
"""

import codecs
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from city.cells import ISO, cells, key_text
from city.names import geta
from extracts.declaration import Extract


@dataclass(frozen=True)
class Rows:
    """A block of rows. `values` by field, each as long as `person` (whom the row is about in truth).

    `style` is how its dates are written (cells.STYLES), `styles` says it row by row for single fields; `known` says for
    single dates what of them is known: 0 all, 1 the month, 2 nothing. Blocks of one extract never share a key.
    """

    person: np.ndarray
    values: dict[str, np.ndarray]
    style: int = ISO
    styles: dict[str, np.ndarray] = field(default_factory=dict)
    known: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class Truth:
    """Whose each row is: record_ids and people's numbers."""

    record_id: pa.Array
    person: np.ndarray


def write(extract: Extract, blocks: Iterable[Rows], on: date, folder: Path) -> list[Truth]:
    """Writes the extract's file of that reference date and its manifest; returns the truth of its blocks."""
    path = folder / f"{extract.name}_{on:%Y%m%d}.csv"
    digest, count, truths = hashlib.sha256(), 0, []
    with path.open("wb") as file:

        def put(text: bytes) -> None:
            if extract.encoding == "cp932":
                text = geta.encoded(text.decode("utf-8"))
            digest.update(text)
            file.write(text)

        if extract.encoding == "utf-8-sig":
            digest.update(codecs.BOM_UTF8)
            file.write(codecs.BOM_UTF8)
        put((",".join(column.heading for column in extract.columns) + "\n").encode("utf-8"))
        for rows in blocks:
            table, truth = _table(extract, rows)
            buffer = BytesIO()
            pyarrow.csv.write_csv(table, buffer, pyarrow.csv.WriteOptions(include_header=False))
            put(buffer.getvalue())
            truths.append(truth)
            count += table.num_rows
    manifest = {"rows": count, "sha256": digest.hexdigest(), "reference_date": on.isoformat()}
    path.with_suffix(".manifest.json").write_text(json.dumps(manifest) + "\n", encoding="utf-8")
    return truths


def _table(extract: Extract, rows: Rows) -> tuple[pa.Table, Truth]:
    if set(rows.values) != set(extract.fields):
        raise ValueError(f"{extract.name}: fields {set(rows.values) ^ set(extract.fields)} are missing or not declared")
    columns = {
        column.heading: cells(
            column, rows.values[column.field], rows.style, rows.styles.get(column.field), rows.known.get(column.field)
        )
        for column in extract.columns
    }
    parts = [
        key_text(extract.column(heading), rows.values[extract.column(heading).field], columns[heading])
        for heading in extract.key
    ]
    record_id = pc.binary_join_element_wise(*parts, "|") if len(parts) > 1 else parts[0]
    return pa.table(columns), Truth(_numbered(record_id) if extract.person else record_id, rows.person)


def _numbered(record_id: pa.Array) -> pa.Array:
    """Rows that share a key are about different people: the later ones are #2, #3 … in the order of their lines."""
    repeats = pd.Series(record_id.to_pandas())
    repeated = repeats.duplicated(keep="first").to_numpy()
    if not repeated.any():
        return record_id
    again = repeats.isin(repeats[repeated])
    number = repeats[again].groupby(repeats[again]).cumcount().to_numpy() + 1
    texts = repeats.to_numpy(dtype=object)
    places = np.flatnonzero(again)[number > 1]
    texts[places] = texts[places] + "#" + number[number > 1].astype(str).astype(object)
    return pa.array(texts, pa.string())
