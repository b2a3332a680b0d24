"""How a page shows whose voice it is."""

from django import template

from portal.councils.branding import Brand, brand_of
from portal.councils.models import Body, Council

register = template.Library()


@register.simple_tag
def council_brand(council: Council) -> Brand | None:
    """Return the brand of the council's own body. At most one query for a council object."""
    body = council.own_voice
    return brand_of(council.slug, body) if body else None


@register.simple_tag
def body_brand(council: Council, body: Body) -> Brand:
    """Return the brand of one body. No query."""
    return brand_of(council.slug, body)
