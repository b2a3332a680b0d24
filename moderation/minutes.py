"""The minute by which a committee or the council decided: an item of a meeting that is kept here, or typed."""

from django.utils import timezone

from policies.meetings.seeing import seen_among
from policies.models import AgendaItem
from policies.typed import typed
from portal.councils.people import Person
from portal.refusals import InvalidInput

LONGEST_MINUTE = 80
OFFERED = 200
"""Items of the last meetings that a form offers; an earlier one is typed."""


def items_held(person: Person) -> list[AgendaItem]:
    """Return items of the meetings that the council held, as far as ``person`` may read them, the last meeting first.

    Two queries at most.
    """
    rows = AgendaItem.objects.filter(
        meeting__council=person.council.pk, meeting__held_on__lte=timezone.localdate()
    )
    rows = rows.select_related("meeting").order_by("-meeting__held_on", "-meeting", "position")
    found = list(rows[:OFFERED])
    seen = seen_among(person, found)
    return [one for one in found if one.pk in seen]


def read_minute(actor: Person, minute: str, item_id: int | None) -> tuple[str, AgendaItem | None]:
    """Return the minute in words, '' where there is none, and the item of the meeting where one is named.

    An item says its own reference where no minute is typed. Raises InvalidInput for an item that the actor may not
    read, or of a meeting to come.
    """
    said = typed(minute, called="Minute", longest=LONGEST_MINUTE, needed=False)
    if item_id is None:
        return said, None
    rows = AgendaItem.objects.filter(
        pk=item_id, meeting__council=actor.council.pk, meeting__held_on__lte=timezone.localdate()
    )
    item = rows.select_related("meeting").first()
    if item is None or item.pk not in seen_among(actor, [item]):
        raise InvalidInput("Choose an item of a meeting that the council held, or type the minute.")
    return said or item.reference, item
