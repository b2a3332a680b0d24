"""What the desk for what goes out keeps: reviews, findings, what was said to them, second looks."""

from approvals.models.press import Briefing, Consultation, Cutting, Enquiry, Spokesperson
from approvals.models.review import (
    OPEN,
    FindingResponse,
    Review,
    ReviewFinding,
    ReviewState,
    SecondLook,
)

__all__ = [
    "OPEN",
    "Briefing",
    "Consultation",
    "Cutting",
    "Enquiry",
    "FindingResponse",
    "Review",
    "ReviewFinding",
    "ReviewState",
    "SecondLook",
    "Spokesperson",
]
