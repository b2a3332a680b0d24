"""Communications, their revisions, what people type meanwhile, and clearances."""

from portal.drafts.models.clearance import Clearance, ReferenceCounter
from portal.drafts.models.communication import Communication, Revision
from portal.drafts.models.cost import CostEntry
from portal.drafts.models.depicted import Depicting, PicturePermission, PicturePerson
from portal.drafts.models.media import Media
from portal.drafts.models.quote import Quote, QuoteApproval, QuoteState
from portal.drafts.models.recording import Recording, RecordingText
from portal.drafts.models.template import DraftTemplate
from portal.drafts.models.working import Collaborator, Note, Presence, WorkingCopy

__all__ = [
    "Clearance",
    "Collaborator",
    "Communication",
    "CostEntry",
    "Depicting",
    "DraftTemplate",
    "Media",
    "Note",
    "PicturePermission",
    "PicturePerson",
    "Presence",
    "Quote",
    "QuoteApproval",
    "QuoteState",
    "Recording",
    "RecordingText",
    "ReferenceCounter",
    "Revision",
    "WorkingCopy",
]
