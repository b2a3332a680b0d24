"""What comes in: comments and what the council did about them."""

from moderation.models.appeal import Appeal
from moderation.models.assessment import Assessment
from moderation.models.comment import LONGEST_TEXT, Comment, CommentVersion
from moderation.models.discussion import Discussion
from moderation.models.enforcement import Enforcement
from moderation.models.holding import Holding
from moderation.models.measure import Measure
from moderation.models.polling import Polling
from moderation.models.referral import Referral
from moderation.models.reply import Reply
from moderation.models.ruling import Answering, Outcome, Ruling

__all__ = [
    "LONGEST_TEXT",
    "Answering",
    "Appeal",
    "Assessment",
    "Comment",
    "CommentVersion",
    "Discussion",
    "Enforcement",
    "Holding",
    "Measure",
    "Outcome",
    "Polling",
    "Referral",
    "Reply",
    "Ruling",
]
