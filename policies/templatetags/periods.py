"""What a period means to whoever reads the page, for templates of the floors below: `{% load periods %}`."""

from django import template

from policies.periods.words import Banner, banners_for, public_messages
from portal.councils.models import Council
from portal.councils.people import Person

register = template.Library()


@register.simple_tag
def period_banners(person: Person) -> list[Banner]:
    """Return what ``person`` is told on every page of the desk. One query."""
    return banners_for(person)


@register.simple_tag
def period_messages(council: Council) -> list[str]:
    """Return what readers are told while channels are closed for a period. One query."""
    return public_messages(council.pk)
