"""What a member reads by mail when a pledge is asked of them: the meeting and a link, nothing of what is closed."""

from django.conf import settings

from policies.meetings.pledges import pledges_owed
from policies.models import Pledge
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.templatetags.words import day


def about_pledge(notice: Notice, person: Person) -> Words | None:
    """Ask ``person`` to reaffirm confidentiality; None where they have, or the day of the meeting is over."""
    if all(one.pk != notice.object_id for one in pledges_owed(person)):
        return None
    pledge = Pledge.objects.select_related("meeting", "council").get(pk=notice.object_id)
    council, meeting = pledge.council, pledge.meeting
    held = day(meeting.held_on)
    body = (
        f"Part of this meeting of {council.name} is closed to the public:\n\n{meeting.title}, {held}\n\n"
        "You are asked to reaffirm confidentiality before it. Read the words and answer on the desk, on a phone too:\n"
        f"{settings.SITE_URL}/{council.slug}/desk/meetings/{meeting.pk}/pledge/\n"
    )
    return Words(f"{council.name}: please reaffirm confidentiality before {held}", body)
