"""What the desk for what goes out keeps: reviews, findings, what was said to them, second looks."""

from approvals.models.review import (
    OPEN,
    FindingResponse,
    Review,
    ReviewFinding,
    ReviewState,
    SecondLook,
)

__all__ = ["OPEN", "FindingResponse", "Review", "ReviewFinding", "ReviewState", "SecondLook"]
