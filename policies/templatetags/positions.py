"""What the council agreed on whatever a draft is about, for templates of any floor: `{% load positions %}`."""

from django import template

from policies.meetings.repeating import positions_for
from policies.models import Position
from portal.councils.people import Person
from portal.drafts.models import Communication

register = template.Library()


@register.simple_tag
def positions_beside(item: Communication, person: Person) -> list[Position]:
    """Return the agreed positions on the matters of ``item``, as far as ``person`` may know of those.

    Three queries at most.
    """
    return positions_for(person, item)
