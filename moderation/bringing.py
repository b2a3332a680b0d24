"""Bringing what the public says where the portal cannot look itself: a program of the council's tells it."""

from dataclasses import replace

from moderation.intake.arriving import Arrived
from moderation.intake.authors import recognise
from moderation.intake.reading import one_line
from moderation.intake.receiving import receive
from moderation.models import Comment
from moderation.seeing import require_entering
from portal.channels.models import Channel, Publication
from portal.councils.people import Person
from portal.refusals import InvalidInput


def bring_comment(*, actor: Person, channel_id: int, arrived: Arrived, item_reference: str = "") -> Comment:
    """Receive what was said on a channel of the council, and return it; brought again it is the same comment.

    Other words under the same name are a new version. ``item_reference`` is the approval's reference of what of the
    council's it answers, which stands in each post. Raises NotYours for anybody but clerk and officers, InvalidInput
    where the council has no such channel, or issued nothing under that reference.
    """
    require_entering(actor)
    channel = Channel.objects.filter(pk=channel_id, council=actor.council).first()
    if channel is None:
        raise InvalidInput("This council has no such channel.", "Ask for /channels.")
    if not arrived.remote_id.strip() or not arrived.text.strip():
        raise InvalidInput("A comment has words, and a name on its channel.")
    if item_reference:
        item_reference = one_line(item_reference, 40)
        issued = Publication.objects.filter(
            council=actor.council, communication__reference=item_reference, live_at__isnull=False
        )
        found = issued.order_by("-issue").values_list("pk", flat=True).first()
        if found is None:
            raise InvalidInput("The council issued nothing under this reference.")
        arrived = replace(arrived, publication_id=found)
    recognise(channel, [arrived])
    return receive(actor=actor, council_id=actor.council.pk, channel=channel, arrived=arrived)
