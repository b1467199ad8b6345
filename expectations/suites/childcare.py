"""保育の利用 and 登園: what can't be in them."""

from expectations.checks import Check, never, refers_to

SUITES: dict[str, list[Check]] = {
    "nursery_enrolment": [
        refers_to("resident_registry", ("resident_id", "resident_id")),
        never(
            "ends_before_start", "end_date < start_date", "入所より前の退所", "children who left before they entered"
        ),
        never("arrears", "fee_arrears_months < 0", "負の滞納月数", "months of arrears below none"),
    ],
    "nursery_attendance": [
        never(
            "attended_more_than_open",
            "attended_days + unexplained_absent_days > open_days OR least(attended_days, unexplained_absent_days) < 0",
            "開所日数より多い（または負の）登園・欠席日数",
            "more days attended or missed than the nursery was open, or fewer than none",
        ),
    ],
}
