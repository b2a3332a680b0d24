"""What readers of the newsroom get of the comments under an item, and whether they may say something themselves."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils.functional import cached_property

from moderation.intake.reading import tamed
from moderation.models import Comment, Discussion, Ruling
from moderation.states import DOWN, Showing
from portal.channels.models import Channel, NewsItem
from portal.channels.public.items import past_embargo
from portal.councils.models import Council

A_PAGE = 50


@dataclass(frozen=True)
class Shown:
    """One comment as readers get it: its words, or in their place that it was taken down and by which rule."""

    comment: Comment
    ruling: Ruling | None

    @property
    def down(self) -> bool:
        """Return whether readers get a placeholder."""
        return self.comment.showing in DOWN

    @property
    def text(self) -> str:
        """Return the words for a page."""
        return tamed(self.comment.text)

    @property
    def author(self) -> str:
        """Return the name that its author gave; none of what was removed."""
        return "" if self.comment.showing == Showing.REMOVED else tamed(self.comment.shown_author)

    @property
    def edited(self) -> bool:
        """Return whether what stands there are not the first words."""
        return self.comment.version > 1


@dataclass(frozen=True)
class Talk:
    """The comments under one item. ``channel`` is the newsroom that shows it."""

    item: NewsItem
    discussion: Discussion
    channel: Channel | None

    @property
    def is_open(self) -> bool:
        """Return whether anybody may comment now."""
        return self.discussion.is_open and self.closed_channel == ""

    @property
    def closed_channel(self) -> str:
        """Return what the council says where the newsroom itself is closed, else ''."""
        if self.channel is not None and self.channel.is_open:
            return ""
        said = self.channel.closed_message if self.channel else ""
        return said or "The newsroom is closed for the time being."

    @property
    def message(self) -> str:
        """Return why nobody may comment now; '' while they may."""
        return "" if self.is_open else self.discussion.message or self.closed_channel

    @cached_property
    def pages(self) -> Paginator:  # type: ignore[type-arg]  # not to be subscripted when it runs
        """Return the comments that readers get, in the order in which they came."""
        shown = Comment.objects.filter(
            publication__communication_id=self.item.communication_id,
            council_id=self.item.council_id,
            way=Comment.Way.NEWSROOM,
            showing__in=[Showing.SHOWN, *DOWN],
            erased_at__isnull=True,
        )
        return Paginator(shown.order_by("received_at", "pk"), A_PAGE)

    def shown(self, page: "Page[Comment]") -> list[Shown]:
        """Return the comments of ``page`` with the rulings that took any down. One query where any was."""
        down = [one.pk for one in page if one.showing in DOWN]
        rows = Ruling.objects.filter(comment__in=down, overruled_by__isnull=True) if down else ()
        rulings = {ruling.comment_id: ruling for ruling in rows}
        return [Shown(one, rulings.get(one.pk)) for one in page]


def talk_under(item: NewsItem) -> Talk | None:
    """Return the comments under ``item``, None where none were ever allowed or it shows nothing.

    At most three queries; one fewer where the item was read with its ``publication__communication__discussion``.
    """
    if item.withdrawn_at is not None or item.taken_down_at is not None or not item.headline:
        return None
    try:
        found = item.publication.communication.discussion
    except Discussion.DoesNotExist:
        return None
    return Talk(item, found, newsroom_of(item))


def talk_at(council: Council, slug: str) -> Talk:
    """Return the comments under the item at ``slug``; Http404 where none were ever allowed there. Two queries."""
    rows = (
        past_embargo(council)
        .filter(slug=slug)
        .select_related("council", "publication__communication__discussion")
    )
    item = rows.first()
    found = talk_under(item) if item else None
    if found is None:
        raise Http404
    return found


def newsroom_of(item: NewsItem) -> Channel | None:
    """Return the channel by which the newsroom shows ``item``. One query."""
    rows = Channel.objects.filter(
        council_id=item.council_id, connector="newsroom", deliveries__publication=item.publication_id
    )
    return rows.order_by("pk").first()
