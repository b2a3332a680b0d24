"""What comes in: comments and what the council did about them."""

from moderation.models.appeal import Appeal, AppealEntered
from moderation.models.assessment import Assessment
from moderation.models.comment import LONGEST_TEXT, Comment, CommentVersion
from moderation.models.complaint import Complaint, ComplaintProcedure, ComplaintStep
from moderation.models.conduct import ConductCase, ConductClause, ConductEvidence, ConductTimes
from moderation.models.conduct_outcome import ConductOutcome, ConductReview
from moderation.models.defamation import DefamationNotice, LetterPosting, NoticeLetter, NoticeStep
from moderation.models.discussion import Discussion
from moderation.models.enforcement import Enforcement
from moderation.models.errand import Errand
from moderation.models.holding import Holding
from moderation.models.incident import Incident, OneReply
from moderation.models.informing import AuthorTold
from moderation.models.listening import Listening
from moderation.models.measure import Measure, MeasureProof, WarningGiven
from moderation.models.pack import Category, EvidencePack, PackAccess
from moderation.models.picture import CommentPicture
from moderation.models.polling import Polling
from moderation.models.referral import Referral
from moderation.models.reply import Reply
from moderation.models.ruling import Answering, Outcome, Ruling

__all__ = [
    "LONGEST_TEXT",
    "Answering",
    "Appeal",
    "AppealEntered",
    "Assessment",
    "AuthorTold",
    "Category",
    "Comment",
    "CommentPicture",
    "CommentVersion",
    "Complaint",
    "ComplaintProcedure",
    "ComplaintStep",
    "ConductCase",
    "ConductClause",
    "ConductEvidence",
    "ConductOutcome",
    "ConductReview",
    "ConductTimes",
    "DefamationNotice",
    "Discussion",
    "Enforcement",
    "Errand",
    "EvidencePack",
    "Holding",
    "Incident",
    "LetterPosting",
    "Listening",
    "Measure",
    "MeasureProof",
    "NoticeLetter",
    "NoticeStep",
    "OneReply",
    "Outcome",
    "PackAccess",
    "Polling",
    "Referral",
    "Reply",
    "Ruling",
    "WarningGiven",
]
