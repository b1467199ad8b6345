"""How rare each name is, from the shares of its parts that the model file has frozen.

A full name's share is the product of its parts' shares: a table of full names would name the people.
"""

import duckdb
import pandas as pd
from splink import Linker

from linkage.model.comparisons import COMPARISONS
from linkage.model.parameters import Parameters

PARTS = ("surname", "given", "surname_kana", "given_kana")
# a full name and its parts
WHOLES = {"full_name": ("surname", "given"), "full_kana": ("surname_kana", "given_kana")}


def register(connection: duckdb.DuckDBPyConnection, linker: Linker, faces: str, parameters: Parameters) -> None:
    """Hand the linker the share of every name in `faces` that a comparison weighs by rarity."""
    for part in PARTS:
        shares = parameters.rarity[part]
        frozen = pd.DataFrame({"part": list(shares), "share": list(shares.values())}).astype(
            {"part": "str", "share": "float64"}
        )
        connection.register("frozen", frozen)
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE share_{part} AS
            SELECT {part}, coalesce(frozen.share, {parameters.rarest[part]}) AS tf_{part}
            FROM (SELECT DISTINCT {part} FROM {faces} WHERE {part} IS NOT NULL) LEFT JOIN frozen ON part = {part}
            """
        )
        connection.unregister("frozen")
    for whole, (first, second) in WHOLES.items():
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE share_{whole} AS
            SELECT {whole}, max(coalesce(tf_{first}, {parameters.rarest[first]}) * coalesce(tf_{second}, {parameters.rarest[second]})) AS tf_{whole}
            FROM {faces} LEFT JOIN share_{first} USING ({first}) LEFT JOIN share_{second} USING ({second})
            WHERE {whole} IS NOT NULL GROUP BY {whole}
            """
        )
    for column in sorted({level.rarity for comparison in COMPARISONS for level in comparison.levels if level.rarity}):
        table = connection.table(f"share_{column}").to_arrow_table()
        linker.table_management.register_term_frequency_lookup(linker._db_api.register(table), column)
