"""Which flagged matters an item touches, for templates of any floor: `{% load matters %}`."""

from django import template

from policies.matters.holding import Stop, stops_on
from policies.showing import show_stops
from portal.councils.people import Person
from portal.drafts.models import Communication

register = template.Library()


@register.simple_tag
def stops_of(item: Communication, person: Person) -> list[Stop]:
    """Return the flags in force that ``item``, as it was last saved, touches, in what ``person`` may know of them."""
    return stops_on(person, [item]).get(item.pk, [])


@register.simple_tag
def stops_shown(item: Communication, person: Person) -> list[Stop]:
    """Return them for whoever writes in ``item``: what is closed to them is counted, and left out at the limit."""
    return show_stops(item, reader=person)
