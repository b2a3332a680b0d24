"""Comments under an item, for the newsroom's own page of it; what stands with one, in words."""

from collections.abc import Mapping
from typing import Any

from django import template

from moderation.discussions.standing import talk_under
from moderation.errands.saying import how_it_stands, set_by
from moderation.intake.attaching import said_of
from moderation.models import Errand, Measure
from portal.channels.models import NewsItem

register = template.Library()


@register.inclusion_tag("moderation/public/under.html")
def comments_under(item: NewsItem) -> dict[str, Any]:
    """Show the comments under ``item``; nothing where none were ever allowed. At most four queries."""
    talk = talk_under(item)
    if talk is None:
        return {"talk": None}
    page = talk.pages.get_page(1)
    return {"talk": talk, "page": page, "shown": talk.shown(page), "council": item.council, "item": item}


@register.filter
def stands_with(one: Mapping[str, str]) -> str:
    """Say of ``one`` thing that stands with a comment what it is."""
    return said_of(one)


@register.filter
def stands_there(one: Errand) -> str:
    """Say how far it is with what a network was asked."""
    return how_it_stands(one)


@register.filter
def set_there(block: Measure) -> str:
    """Say by whom the account is blocked on its network."""
    return set_by(block)
