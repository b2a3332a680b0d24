"""What the council has decided about its communications, and the circumstances in which a text is judged."""

from policies.models.acknowledging import Acknowledgement, Pledge, Pledger, PledgeRequest, Signature
from policies.models.asking import Question
from policies.models.documents import Clause, Policy, Version
from policies.models.drafting import DraftingRule
from policies.models.extra_days import CouncilDay
from policies.models.matters import Interest, Matter, MatterAccess, MatterAlias, MatterFlag, MatterLink
from policies.models.meetings import AgendaItem, Meeting, Position
from policies.models.mentions import Mention, MentionsRead
from policies.models.nearing import ClosedHit
from policies.models.periods import Candidate, Period, PeriodDecision
from policies.models.permits import PermissionReminder, PermissionRule
from policies.models.personal import AccountCheck, AccountRequest, PersonalAccount
from policies.models.restraint import FlagRequest
from policies.models.reviews import ReviewReminder, VersionReview
from policies.models.rules import Rule

__all__ = [
    "AccountCheck",
    "AccountRequest",
    "Acknowledgement",
    "AgendaItem",
    "Candidate",
    "Clause",
    "ClosedHit",
    "CouncilDay",
    "DraftingRule",
    "FlagRequest",
    "Interest",
    "Matter",
    "MatterAccess",
    "MatterAlias",
    "MatterFlag",
    "MatterLink",
    "Meeting",
    "Mention",
    "MentionsRead",
    "Period",
    "PeriodDecision",
    "PermissionReminder",
    "PermissionRule",
    "PersonalAccount",
    "Pledge",
    "PledgeRequest",
    "Pledger",
    "Policy",
    "Position",
    "Question",
    "ReviewReminder",
    "Rule",
    "Signature",
    "Version",
    "VersionReview",
]
