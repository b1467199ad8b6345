"""生活保護, 手当, 手帳 and 相談: what can't be in them."""

from expectations.checks import Check, never, refers_to

IN_REGISTRY = refers_to("resident_registry", ("resident_id", "resident_id"))
RECIPIENT_IN_REGISTRY = refers_to("resident_registry", ("recipient_id", "resident_id"))

SUITES: dict[str, list[Check]] = {
    "public_assistance": [
        IN_REGISTRY,
        never(
            "ends_before_start",
            "end_date < start_date",
            "開始より前に廃止された保護",
            "assistance that ends before it starts",
        ),
    ],
    "child_rearing_allowance": [
        IN_REGISTRY,
        RECIPIENT_IN_REGISTRY,
        never("own_child", "recipient_id = resident_id", "受給者と児童が同じ人", "recipients who are their own child"),
    ],
    "child_allowance": [
        IN_REGISTRY,
        RECIPIENT_IN_REGISTRY,
        never("own_child", "recipient_id = resident_id", "受給者と児童が同じ人", "recipients who are their own child"),
    ],
    "disability_certificates": [IN_REGISTRY],
    "consultations": [
        never(
            "closed_before_received",
            "closed_date < received_date",
            "受付より前に終結した相談",
            "consultations closed before they were received",
        ),
        never(
            "received_before_birth",
            "received_date < birth_date AND registration IS DISTINCT FROM '特定妊婦'",
            "生まれる前に受け付けた相談（特定妊婦を除く）",
            "consultations received before the child's birth (特定妊婦 apart)",
        ),
    ],
}
