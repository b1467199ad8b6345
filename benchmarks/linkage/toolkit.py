"""The recordlinkage toolkit, loadable beside today's jellyfish. Which columns it compares is each data set's."""

import jellyfish
import pandas as pd
import recordlinkage

# recordlinkage 0.16 calls the function by the name that jellyfish 1 dropped
jellyfish.jaro_winkler = jellyfish.jaro_winkler_similarity  # type: ignore[attr-defined]


def linked(
    left: pd.DataFrame, right: pd.DataFrame, blocks: list[str], alike: list[str], same: list[str]
) -> tuple[pd.MultiIndex, pd.DataFrame]:
    """(the pairs that its ECM classifier links, every pair's agreements): Jaro-Winkler above 0.85 for `alike`."""
    indexer = recordlinkage.Index()
    for column in blocks:
        indexer.block(column)
    compare = recordlinkage.Compare()
    for column in alike:
        compare.string(column, column, method="jarowinkler", threshold=0.85, label=column)
    for column in same:
        compare.exact(column, column, label=column)
    features = compare.compute(indexer.index(left, right), left, right)
    return recordlinkage.ECMClassifier().fit_predict(features), features
