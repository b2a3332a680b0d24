"""The clerk's permissions in words, for templates of every floor: `{% load permits %}`."""

from django import template

from policies.permits.listing import own_open
from policies.permits.wording import Told, told
from portal.councils.people import Person

register = template.Library()
MOST = 20


@register.simple_tag
def my_permissions(person: Person) -> list[Told]:
    """Return what is permitted to ``person`` now or will be, in words; nothing for the clerk, who permits.

    One query, four more to name what it is for.
    """
    if person.is_clerk:
        return []
    return told(own_open(person)[:MOST], person)
