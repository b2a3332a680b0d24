"""Telling who keeps the channels that a receiver could not be told of something."""

from django.conf import settings
from django.urls import reverse

from portal.channels.credentials.noting import managers_of
from portal.channels.models import Announcement, Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Power


def tell_of_failure(row: Announcement) -> None:
    """Tell those who can order another attempt, once until they did: what fails beside it is on the same page.

    ``row`` has its channel at hand. Call it just before record().
    """
    failed = Announcement.objects.filter(channel=row.channel_id, state=Delivering.FAILED)
    if failed.exclude(pk=row.pk).exists():
        return
    council_id = row.channel.council_id
    tell(
        council_id=council_id,
        what=What.ANNOUNCEMENT_FAILED,
        about=("announcement", row.pk),
        recipients=managers_of(council_id),
        occasion=row.attempt,
    )


def about_announcement(notice: Notice, person: Person) -> Words | None:
    """Write what a receiver could not be told; None where that is over or not theirs."""
    rows = Announcement.objects.select_related("channel").filter(
        pk=notice.object_id, channel__council=person.council, state=Delivering.FAILED
    )
    found = rows.first()
    if found is None or not person.may(Power.MANAGE_CHANNELS):
        return None
    name = found.channel.name
    page = settings.SITE_URL + reverse("connect_channel", args=[person.council.slug, found.channel_id])
    body = (
        f"The channel “{name}” could not be told of a ruling on a comment.\n\n"
        f"{found.problem}\n\n"
        "Nothing is lost: the ruling stands, and readers see what was ruled. Ask whoever runs the receiver to mend "
        f"it, then order another attempt:\n{page}\n"
    )
    return Words(f"{person.council.name}: “{name}” could not be told of a ruling", body)
