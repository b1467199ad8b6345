"""健診, 母子, 予防接種 and 受診: what can't be in them."""

from expectations.checks import Check, never, refers_to

IN_REGISTRY = refers_to("resident_registry", ("resident_id", "resident_id"))

SUITES: dict[str, list[Check]] = {
    "infant_checkups": [
        IN_REGISTRY,
        never("attended_before_birth", "attended_date < birth_date", "生まれる前の受診", "check-ups before birth"),
        never(
            "body",
            "height_cm NOT BETWEEN 30 AND 130 OR weight_kg NOT BETWEEN 1 AND 50 OR temperature_c NOT BETWEEN 33 AND 42",
            "ありえない身長・体重・体温",
            "impossible heights, weights or temperatures",
        ),
    ],
    "maternal_health": [
        IN_REGISTRY,
        refers_to("resident_registry", ("mother_id", "resident_id")),
        never(
            "epds",
            "epds_total NOT BETWEEN 0 AND 30 OR epds_item10 NOT BETWEEN 0 AND 3 OR epds_item10 > epds_total",
            "ありえないEPDSの点",
            "impossible EPDS scores",
        ),
    ],
    "vaccinations": [
        IN_REGISTRY,
        never("dose", "dose NOT BETWEEN 1 AND 9", "1〜9でない接種回数", "doses other than 1 to 9"),
    ],
    "clinic_visits": [
        never("visit_days", "visit_days NOT BETWEEN 0 AND 31", "0〜31でない受診日数", "visit days outside 0 to 31"),
    ],
}
