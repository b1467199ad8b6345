"""Splink's settings, built from the comparisons, the blocking rules and the parameters of a model file."""

from collections.abc import Mapping
from typing import Any

import splink.comparison_level_library as level_library
from splink import SettingsCreator
from splink.comparison_library import CustomComparison
from splink.internals.comparison_level_creator import ComparisonLevelCreator

from linkage.limits import limit
from linkage.model.blocking import RULES
from linkage.model.comparisons import COMPARISONS, Comparison, Level

RETAINED = ("unit",)
Worth = tuple[float | None, float | None]  # m and u, None while they are to be learnt


def settings(prior: float, levels: Mapping[str, Mapping[str, Worth]], **options: Any) -> SettingsCreator:
    """Settings with what each level is worth: (m, u) by comparison and level. `prior`: the chance that two faces are one child's."""
    return SettingsCreator(
        comparisons=[splink_comparison(comparison, levels.get(comparison.name, {})) for comparison in COMPARISONS],
        probability_two_random_records_match=prior,
        unique_id_column_name="face",
        additional_columns_to_retain=list(RETAINED),
        **{
            "link_type": "dedupe_only",
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": condition} for rule in RULES for condition in rule.conditions
            ],
            **options,
        },
    )


def splink_comparison(comparison: Comparison, worth: Mapping[str, Worth]) -> CustomComparison:
    levels: list[ComparisonLevelCreator | dict[str, Any]] = [
        splink_level(level, worth.get(level.name)) for level in comparison.levels
    ]
    return CustomComparison(levels, output_column_name=comparison.name)


def splink_level(level: Level, worth: Worth | None) -> ComparisonLevelCreator:
    """A level as Splink has it; where the rarity of a column counts, it counts by this level's own u."""
    if level.condition == "TRUE":
        creator: ComparisonLevelCreator = level_library.ElseLevel()
    else:
        creator = level_library.CustomLevel(level.condition)
    creator.configure(label_for_charts=level.words_en, is_null_level=level.uncounted)
    m, u = worth or (None, None)
    if m is not None:
        creator.configure(m_probability=m)
    if u is not None:
        creator.configure(u_probability=u)
    if level.rarity:
        creator.configure(
            tf_adjustment_column=level.rarity,
            tf_minimum_u_value=limit("rarest_name"),
            disable_tf_exact_match_detection=True,
        )
    return creator
