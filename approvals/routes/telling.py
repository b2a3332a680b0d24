"""What those are mailed whose agreement a step wants."""

from django.conf import settings

from approvals.models import OPEN, StepAsk
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.drafts.gates import closed_to
from portal.drafts.models import Communication


def about_step(notice: Notice, person: Person) -> Words | None:
    """Write that a step waits; None where it was answered, is over, or the item is closed to its reader."""
    rows = StepAsk.objects.select_related("council", "communication", "review")
    ask = rows.get(pk=notice.object_id)
    item, council = ask.communication, ask.council
    closed = Communication.objects.filter(closed_to(person), pk=item.pk).exists()
    over = ask.said or ask.review.state not in OPEN or ask.revision_id != item.current_revision_id
    if over or closed:
        return None
    body = (
        f"{item.spec.one.capitalize()} waits for your agreement, or your objection with its reason. The clerk decides "
        f"afterwards.\n\n{item.title}\n\nRead it on the desk:\n"
        f"{settings.SITE_URL}/{council.slug}/desk/steps/{ask.pk}/\n"
    )
    return Words(f"{council.name}: your agreement is wanted", body)
