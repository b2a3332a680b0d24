"""Which flagged matters an item touches, for templates of any floor: `{% load matters %}`."""

from django import template

from policies.matters.holding import Stop, stops_on
from portal.councils.people import Person
from portal.drafts.models import Communication

register = template.Library()


@register.simple_tag
def stops_of(item: Communication, person: Person) -> list[Stop]:
    """Return the flags in force that ``item``, as it was last saved, touches, in what ``person`` may know of them."""
    return stops_on(person, [item]).get(item.pk, [])
