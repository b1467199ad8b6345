"""The methods on the practice city. Each takes the run's folder and returns links: unique_id → resident_id.

The alternatives are used as their own documentation shows them, with the columns that the data have; none is crippled, none
is given what mimamori knows of Japanese.
"""

from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.linkage import cities
from extracts.database import attach

Links = pd.DataFrame


def exact_join(run: Path) -> Links:
    """Equal kana (without the space), birth date and sex where it is known; a record that meets two children is left."""
    left, right = cities.records(run), cities.registry(run)
    for frame in (left, right):
        frame["key"] = frame["kana"].str.replace(" ", "") + frame["birth_date"]
    met = left.dropna(subset="key").merge(right.dropna(subset="key"), on="key", suffixes=("", "_r"))
    met = met[(met["sex"] == met["sex_r"]) | met["sex"].isna()]
    only = met[~met["unique_id"].duplicated(keep=False)]
    return only.rename(columns={"unique_id_r": "resident_id"})[["unique_id", "resident_id"]]


def stock_splink(run: Path) -> Links:
    """Splink 5 with its stock comparisons and its usual training; above 0.95, the nearest registry row of each record."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("kana"),
            cl.NameComparison("name"),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.ExactMatch("sex"),
            cl.JaroWinklerAtThresholds("address", [0.9, 0.8]),
            cl.ExactMatch("phone"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("birth_date"),
            block_on("kana"),
            block_on("name"),
            block_on("phone"),
        ],
    )
    api = DuckDBAPI(duckdb.connect())
    linker = Linker(
        [
            api.register(cities.registry(run), dataset_display_name="registry"),
            api.register(cities.records(run), dataset_display_name="records"),
        ],
        settings,
        log_level="ERROR",
    )
    linker.training.estimate_probability_two_random_records_match([block_on("kana", "birth_date")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth_date"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("kana"))
    found = linker.inference.predict(threshold_match_probability=0.95).as_pandas_dataframe()
    return nearest(found, "unique_id_l", "unique_id_r", "match_weight", found["source_dataset_l"] == "registry")


def nearest(pairs: pd.DataFrame, left: str, right: str, weight: str, left_is_registry: pd.Series) -> Links:
    """Of each record the registry row of the greatest weight."""
    swapped = pd.DataFrame(
        {
            "unique_id": pairs[right].where(left_is_registry, pairs[left]),
            "resident_id": pairs[left].where(left_is_registry, pairs[right]),
            "weight": pairs[weight],
        }
    )
    return swapped.sort_values(["unique_id", "weight", "resident_id"], ascending=[True, False, True]).drop_duplicates(
        "unique_id"
    )[["unique_id", "resident_id"]]


def toolkit(run: Path) -> Links:
    """The recordlinkage toolkit with its ECM classifier; of each record the pair that agrees most."""
    from benchmarks.linkage.toolkit import linked

    left, right = cities.records(run).set_index("unique_id"), cities.registry(run).set_index("unique_id")
    pairs, features = linked(
        left,
        right,
        blocks=["birth_date", "kana", "name"],
        alike=["kana", "name", "address"],
        same=["birth_date", "sex", "phone"],
    )
    agreed = features.loc[pairs].sum(axis=1).reset_index()
    agreed.columns = pd.Index(["unique_id", "resident_id", "weight"])
    return nearest(agreed, "resident_id", "unique_id", "weight", pd.Series(True, index=agreed.index))


def mimamori(run: Path) -> Links:
    """This project's standardise, predict and cluster with the model beside the run (trained on another city)."""
    from linkage.cluster import cluster
    from linkage.predict import predict
    from linkage.standardise import standardise

    for name in ("people", "pairs", "children"):
        (run / f"{name}.duckdb").unlink(missing_ok=True)
    standardise(run, run / "people.duckdb")
    predict(run, run / "pairs.duckdb", run / "model.json")
    cluster(run, run / "children.duckdb", None, None, cities.AS_OF, b"a key for benchmarks")
    with duckdb.connect(str(run / "children.duckdb"), read_only=True) as connection:
        attach(connection, run / "people.duckdb", "people")
        return connection.execute(
            """SELECT DISTINCT extract || '|' || group_id AS unique_id, l.resident_id
            FROM link l JOIN people.person p USING (extract, record_id)
            WHERE decision = 'linked' AND l.resident_id IS NOT NULL AND p.resident_id IS NULL"""
        ).df()


METHODS = {"exact join": exact_join, "stock Splink": stock_splink, "recordlinkage ECM": toolkit, "mimamori": mimamori}
