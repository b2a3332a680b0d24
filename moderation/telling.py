"""What the desk's people are mailed about comments: that something waits, and where; never the words or who wrote."""

from django.conf import settings

from moderation.models import Comment
from moderation.seeing import comments_of, may_rule
from moderation.states import Handling
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.people import Person


def about_comment(notice: Notice, person: Person) -> Words | None:
    """Write that somebody may be at risk; None where it is settled, or no longer this person's to rule on."""
    found = comments_of(person).select_related("council").filter(pk=notice.object_id).first()
    if found is None or not may_rule(person) or not _waits(found):
        return None
    link = f"{settings.SITE_URL}/{found.council.slug}/desk/moderation/{found.pk}/"
    return Words(
        f"{found.council.name}: a comment needs you now, somebody may be at risk",
        (
            f"Comment {found.reference} speaks of a danger to somebody’s life or safety, as far as a machine can tell. "
            f"Read it now. If somebody is in danger, call 999.\n\nOpen it on the desk:\n{link}\n"
        ),
    )


def _waits(comment: Comment) -> bool:
    return comment.handling == Handling.WAITING and comment.erased_at is None
