"""What the clerk is mailed where a member shares what was done to them: that they did, and where; nothing of it."""

from django.conf import settings

from moderation.trolling.seeing import incidents_of, is_clerk
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.people import Person


def about_incident(notice: Notice, person: Person) -> Words | None:
    """Write it; None where it is no longer shared with this person, or was taken out."""
    found = incidents_of(person).select_related("council", "member__user").filter(pk=notice.object_id).first()
    if found is None or found.erased_at is not None or not is_clerk(person):
        return None
    asks = found.reply_asked_at is not None and bool(notice.occasion)
    what = "asks the council for its one reply to it" if asks else "shares it with you alone"
    link = f"{settings.SITE_URL}/{found.council.slug}/desk/incidents/{found.pk}/"
    return Words(
        f"{found.council.name}: a member shares something that was done to them",
        (
            f"{found.member.shown_name} keeps a record of something that was done to them online, and {what}.\n\n"
            f"Open it on the desk:\n{link}\n"
        ),
    )
