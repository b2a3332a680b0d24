"""What readers of the newsroom get of the comments under an item, and whether they may say something themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils.functional import cached_property

from moderation.intake.reading import tamed
from moderation.models import Comment, Discussion, Ruling
from moderation.states import DOWN, Showing
from portal.channels.models import Channel, NewsItem, Publication
from portal.channels.public.items import past_embargo
from portal.channels.states import PublicState
from portal.councils.models import Council
from portal.drafts.capacity import voice_of

A_PAGE = 50


@dataclass(frozen=True)
class Answer:
    """One answer of the council's beneath a comment: its words as they were cleared, and when they went out."""

    text: str
    speaks: str
    reference: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """One comment as readers get it: its words, or in their place that it was taken down and by which rule."""

    comment: Comment
    ruling: Ruling | None
    answers: tuple[Answer, ...] = ()
    """What the council said to it."""

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
        """Return the comments of ``page`` with the rulings that took any down, and the council's answers.

        One query where any is down, and one where any is answered.
        """
        down = [one.pk for one in page if one.showing in DOWN]
        rows = Ruling.objects.filter(comment__in=down, overruled_by__isnull=True) if down else ()
        rulings = {ruling.comment_id: ruling for ruling in rows}
        answers = _answers([one.pk for one in page if one.answered_at and one.showing == Showing.SHOWN])
        return [Shown(one, rulings.get(one.pk), answers.get(one.pk, ())) for one in page]


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


def _answers(comment_ids: list[int]) -> dict[int, tuple[Answer, ...]]:
    """Return what stands beneath each of the comments as the council's answer. One query, none for no comments."""
    if not comment_ids:
        return {}
    rows = Publication.objects.filter(
        communication__reply__comment__in=comment_ids,
        state=PublicState.LIVE,
        revision__erased_at__isnull=True,
    ).select_related(
        "revision__body", "communication__author__user", "communication__council", "communication__reply"
    )
    last = {row.communication_id: row for row in rows.order_by("communication", "issue")}
    found: dict[int, tuple[Answer, ...]] = {}
    for row in sorted(last.values(), key=lambda one: (one.live_at is None, one.live_at, one.pk)):
        item, said = row.communication, row.revision
        words = tamed(said.plain.get(item.spec.body, ""))
        voice = voice_of(item, said.content, body_name=said.body.name)
        made = Answer(words, voice.sentence, item.reference, row.live_at or row.go_at)
        key = item.reply.comment_id
        found[key] = (*found.get(key, ()), made)
    return found
