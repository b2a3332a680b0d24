"""What the council said where a comment stands: as the newsroom shows it, else as it went out to networks alone."""

from dataclasses import dataclass

from portal.channels.models import NewsItem, Publication
from portal.channels.states import PublicState


@dataclass(frozen=True)
class Posted:
    """What is in public of an item that never was in the newsroom."""

    title: str
    words: str


def news_of(communication_id: int) -> NewsItem | None:
    """Return the page that the newsroom has of an item, None where it went elsewhere alone. One query."""
    return NewsItem.objects.filter(communication_id=communication_id).first()


def posted_of(communication_id: int) -> Posted | None:
    """Return what stands in public of an item, None for nothing, and for what was said to one person alone. One query.

    For items without a page in the newsroom: one that was withdrawn there has its page still, and shows nothing.
    """
    rows = Publication.objects.filter(
        communication=communication_id, state=PublicState.LIVE, revision__erased_at__isnull=True
    ).exclude(communication__answer_to__private=True)
    found = rows.select_related("revision").order_by("-issue").first()
    if found is None:
        return None
    said = found.revision
    return Posted(said.plain.get("title", ""), said.plain.get(said.kind.body, ""))
