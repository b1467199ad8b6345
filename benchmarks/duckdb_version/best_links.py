"""Splink's best-links clustering of 5,000 pairs on the DuckDB that is installed: CPU seconds and peak memory in MB."""

import resource
import time

import duckdb
import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator
from splink import comparison_library as cl

PAIRS = 5_000


def people(side: str) -> pd.DataFrame:
    numbers = pd.Series(range(PAIRS)).astype(str)
    return pd.DataFrame({"unique_id": side + numbers, "number": numbers})


def main() -> None:
    api = DuckDBAPI(duckdb.connect())
    tables = [api.register(people(side), dataset_display_name=side) for side in ("a", "b")]
    rule = "l.number = r.number"
    settings = SettingsCreator(
        link_type="link_only", comparisons=[cl.ExactMatch("number")], blocking_rules_to_generate_predictions=[rule]
    )
    linker = Linker(tables, settings)
    pairs = linker.inference.predict(threshold_match_probability=0.0)
    began = time.process_time()
    linker.clustering.cluster_using_single_best_links(
        pairs, duplicate_free_datasets=["a", "b"], threshold_match_probability=0.0
    ).as_pandas_dataframe()
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"DuckDB {duckdb.__version__}: {seconds:.2f} CPU seconds, {memory} MB")  # noqa: T201


if __name__ == "__main__":
    main()
