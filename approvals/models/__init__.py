"""What the desk for what goes out keeps: reviews, second looks, press, letters, reviewers, views, routes."""

from approvals.models.consultation import Concern, ConsultRule, ItemConsultation
from approvals.models.letter import ForwardedTo, LetterForward, LetterShare, ReceivedLetter
from approvals.models.press import Briefing, Consultation, Cutting, Enquiry, Spokesperson
from approvals.models.regard import RegardAnswer
from approvals.models.review import (
    OPEN,
    FindingResponse,
    Review,
    ReviewFinding,
    ReviewState,
    SecondLook,
)
from approvals.models.reviewer import Reviewer, ReviewerComment
from approvals.models.route import Route, RouteParty, StepAsk
from approvals.models.saved import MOST_SAVED, SavedFilter

__all__ = [
    "MOST_SAVED",
    "OPEN",
    "Briefing",
    "Concern",
    "ConsultRule",
    "Consultation",
    "Cutting",
    "Enquiry",
    "FindingResponse",
    "ForwardedTo",
    "ItemConsultation",
    "LetterForward",
    "LetterShare",
    "ReceivedLetter",
    "RegardAnswer",
    "Review",
    "ReviewFinding",
    "ReviewState",
    "Reviewer",
    "ReviewerComment",
    "Route",
    "RouteParty",
    "SavedFilter",
    "SecondLook",
    "Spokesperson",
    "StepAsk",
]
