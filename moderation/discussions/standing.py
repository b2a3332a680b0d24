"""What readers of the newsroom get of the comments under an item, and whether they may say something themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404
from django.utils.functional import cached_property

from moderation.intake.reading import tamed
from moderation.models import Comment, Discussion, Ruling
from moderation.states import DOWN, Showing
from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import slugs_with
from portal.channels.models import Channel, NewsItem, Publication
from portal.channels.public.items import Correction, past_embargo
from portal.channels.states import PublicState
from portal.councils.models import Council
from portal.drafts.capacity import voice_of

A_PAGE = 50


@dataclass(frozen=True)
class Answer:
    """One answer of the council's beneath a comment: its words as they were cleared, and when they went out.

    ``corrections`` are those that went out since, oldest first; one that was ``withdrawn`` shows that and no words.
    """

    text: str
    link: str
    speaks: str
    reference: str
    at: datetime
    corrections: tuple[Correction, ...] = ()
    withdrawn: Correction | None = None


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
        answers = answers_to([one.pk for one in page if one.answered_at and one.showing == Showing.SHOWN])
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
        council_id=item.council_id,
        connector__in=slugs_with(Capability.PAGE),
        deliveries__publication=item.publication_id,
    )
    return rows.order_by("pk").first()


def answers_to(comment_ids: list[int], which: Q | None = None) -> dict[int, tuple[Answer, ...]]:
    """Return what stands beneath each of the comments as the council's answer, by the comment's key.

    ``which`` is a condition on the publications, where not all are wanted. One query, none for no comments.
    """
    if not comment_ids:
        return {}
    rows = Publication.objects.filter(
        which or Q(), communication__reply__comment__in=comment_ids, live_at__isnull=False
    ).select_related(
        "revision__body", "communication__author__user", "communication__council", "communication__reply"
    )
    issues: dict[int, list[Publication]] = {}
    for row in rows.order_by("communication", "issue"):
        issues.setdefault(row.communication_id, []).append(row)
    found: dict[int, tuple[Answer, ...]] = {}
    for said in sorted(issues.values(), key=lambda one: (one[0].live_at, one[0].pk)):
        if (made := _answer(said)) is not None:
            key = said[0].communication.reply.comment_id
            found[key] = (*found.get(key, ()), made)
    return found


def _answer(issues: Sequence[Publication]) -> Answer | None:
    """Return an answer as its ``issues`` left it, the first one first; None for one that readers get nothing of."""
    last = issues[-1]
    item, revision = last.communication, last.revision
    if last.state not in {PublicState.LIVE, PublicState.WITHDRAWN} or revision.erased_at is not None:
        return None
    voice = voice_of(item, revision.content, body_name=revision.body.name)
    gone = last.state == PublicState.WITHDRAWN
    return Answer(
        text="" if gone else tamed(revision.plain.get(item.spec.body, "")),
        link="" if gone else str(revision.content.get("link", "")),
        speaks=voice.sentence,
        reference=item.reference,
        at=issues[0].live_at or issues[0].go_at,
        corrections=tuple(
            Correction(one.live_at or one.go_at, one.public_note) for one in issues if one.is_correction
        ),
        withdrawn=Correction(last.ended_at or last.go_at, last.end_reason) if gone else None,
    )
