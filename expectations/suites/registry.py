"""住民記録 and 支援措置: what can't be in them."""

from expectations.checks import Check, never, refers_to

SUITES: dict[str, list[Check]] = {
    "resident_registry": [
        never(
            "household_without_head",
            "status = 'resident' AND household_id NOT IN "
            "(SELECT household_id FROM resident_registry.resident_registry WHERE relationship = 'head')",
            "世帯主のいない世帯の住民",
            "residents of a household without a head",
        ),
        never(
            "resident_before_birth",
            "resident_since < birth_date",
            "生まれる前に住民となった行",
            "residents since before their birth",
        ),
    ],
    "protection_measures": [
        refers_to("resident_registry", ("resident_id", "resident_id")),
        never(
            "ends_before_start",
            "end_date < start_date",
            "開始より前に終わる支援措置",
            "measures that end before they start",
        ),
    ],
}
