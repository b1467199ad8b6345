"""Who there is: the four roles of こどもデータ連携 and the auditor; a case worker by workplace. What each may do is `review.access`'s.

Without Django, so that a setting can name a party.
"""

from enum import StrEnum


class Party(StrEnum):
    """A role; for case workers, the role at their workplace."""

    SUPERVISOR = "supervisor"
    SCHOOL = "school"
    NURSERY = "nursery"
    HEALTH = "health"
    CONSULTATION = "consultation"
    STEWARD = "steward"
    ANALYST = "analyst"
    AUDITOR = "auditor"
