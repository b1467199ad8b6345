"""The checks written by hand, by department as the declarations are: what a declaration can't say.

Belongs here: which extract refers to which, and what can't be. Doesn't belong here: limits (limits.yaml) and whatever
follows from a declaration (checks.derived).
"""

from expectations.checks import Check
from expectations.suites import childcare, economy, education, medical, registry, welfare

SUITES: dict[str, list[Check]] = {
    **registry.SUITES,
    **economy.SUITES,
    **welfare.SUITES,
    **education.SUITES,
    **childcare.SUITES,
    **medical.SUITES,
}
