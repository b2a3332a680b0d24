"""Where the parts of a council's desk are: every page of the desk links to all of them, twice."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse

from portal.councils.models import Council

register = template.Library()

PARTS = (
    "desk_home",
    "drafts",
    "media",
    "queue",
    "quotes",
    "press",
    "letters_in",
    "costs",
    "moderation",
    "newsroom",
    "channels",
    "people",
    "policies",
    "ask_page",
    "matters",
    "calendar",
    "periods",
    "meetings",
    "positions",
    "record",
    "bodies",
    "settings",
)


@register.simple_tag
def desk_parts(council: Council) -> Mapping[str, str]:
    """Return the addresses of PARTS at the council's desk by their names; one that does not exist is left out."""
    return _parts(council.slug, get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=1024)
def _parts(slug: str, urlconf: str) -> Mapping[str, str]:
    found = {name: _address(name, slug, urlconf) for name in PARTS}
    return MappingProxyType({name: address for name, address in found.items() if address})


def _address(name: str, slug: str, urlconf: str) -> str:
    try:
        return reverse(name, urlconf, kwargs={"council": slug})
    except NoReverseMatch:
        return ""
