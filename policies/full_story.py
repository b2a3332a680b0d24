"""Where the full story is that a post tells in short: another item, or the post itself in the newsroom."""

from dataclasses import replace

from policies.circumstances import ChannelState, Circumstances
from policies.language.addresses import lead_alike
from portal.channels.full_story import POST
from portal.channels.models import ShortVersion
from portal.channels.shortening import ended_read, own_page, pages_asked, pages_read
from portal.drafts.models import Communication
from portal.together import Question, Rows

_UNKNOWN = "another item"


def story_asked(item: Communication) -> Question:
    """Ask where the item stands in full that ``item`` is the short version of; of what is no post, nothing."""
    return pages_asked(item.pk) if item.kind == POST else ShortVersion.objects.none().values_list("pk")


def with_full_story(around: Circumstances, item: Communication, rows: Rows) -> Circumstances:
    """Return ``around`` with what story_asked() brought, and where the newsroom will show the post itself. No query.

    Of the pages of either nothing is said to be broken: a worker may have looked before it was issued.
    """
    if item.kind != POST:
        return around
    pages = pages_read(rows)
    own = own_page(item) if around.channels.get("newsroom") is ChannelState.OPEN else ""
    known = (*pages, *([own] if own else []))
    links = {
        address: seen
        for address, seen in around.links.items()
        if not any(lead_alike(address, page) for page in known)
    }
    story = pages[0] if pages else _UNKNOWN if rows else ""
    return replace(
        around,
        full_story=story,
        full_story_at=pages,
        full_story_ended=ended_read(rows),
        own_page=own,
        links=links,
    )
