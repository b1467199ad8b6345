"""What people write: accounts, cases and decisions, link rulings, and the log of all of it. Nothing of a run is copied
here but pseudonyms, and what a case's list needs to be filtered by."""

from review.models.account import Account, Role, Workplace
from review.models.case import Assignment, Case, Decision, FollowUp, Note, RunSeen, State
from review.models.correction import HiddenRecord, Report
from review.models.delivery import GateClearance, LinkRuling, Sealed, Suspension
from review.models.export import Export, Form, Purpose
from review.models.four_eyes import FourEyes
from review.models.log import Event, Head
from review.models.opening import BreakGlass
from review.models.release import Release
from review.models.saved_filter import SavedFilter
from review.models.signal import Signal, SignalAnswer, SignalsSeen
from review.models.statistics import StatisticsRelease
from review.models.takeup import OutreachApproval
from review.models.threshold import GapReason, ThresholdChange

__all__ = [
    "Account",
    "Assignment",
    "BreakGlass",
    "Case",
    "Decision",
    "Event",
    "Export",
    "FollowUp",
    "Form",
    "FourEyes",
    "GapReason",
    "GateClearance",
    "Head",
    "HiddenRecord",
    "LinkRuling",
    "Note",
    "OutreachApproval",
    "Purpose",
    "Release",
    "Report",
    "Role",
    "RunSeen",
    "SavedFilter",
    "Sealed",
    "Signal",
    "SignalAnswer",
    "SignalsSeen",
    "State",
    "StatisticsRelease",
    "Suspension",
    "ThresholdChange",
    "Workplace",
]
