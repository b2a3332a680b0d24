"""The minute by which a case is decided, which there must be where only a committee or the council decides it."""

from moderation.minutes import read_minute
from policies.models import AgendaItem
from portal.councils.people import Person
from portal.refusals import InvalidInput


def minuted(
    actor: Person, minute: str, item_id: int | None, *, needed: bool
) -> tuple[str, AgendaItem | None]:
    """Return what read_minute() does. Raises as it, and InvalidInput where one is ``needed`` and there is none."""
    said, item = read_minute(actor, minute, item_id)
    if needed and not said:
        raise InvalidInput(
            "A committee or the council decides this case, since you reported or ordered it, or it is about the clerk: "
            "enter the minute of what it resolved."
        )
    return said, item
