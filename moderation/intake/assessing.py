"""Screening what arrives: what screening hears of its circumstances, and what is kept of its answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import Q

from moderation.holding.standing import held_on
from moderation.intake.own_rules import Applying, applying, known_of
from moderation.intake.published import news_of, posted_of
from moderation.models import Assessment, Comment, CommentVersion, Discussion
from moderation.screening.hearing import Concern, Earlier, Heard, Outcome, Screened
from moderation.screening.judging.choosing import by_setting
from moderation.screening.judging.interface import Judge
from moderation.screening.screening import screen
from moderation.states import Showing
from policies.evaluate import Severity
from portal.channels.models import Channel, Publication
from portal.channels.states import PublicState
from portal.councils.models import Council, Membership

PRESSING = frozenset({Severity.ANSWER.value, Severity.BLOCK.value})
"""What a rule of the council's own finds stands as high in the queue as a ground, unless the rule only advises."""
_EARLIER = 100
_ANSWERS = 20
_WITHIN = timedelta(days=30)
_READ = 20_000
"""Characters of what the council published that a comment is compared with."""


class Risk(IntEnum):
    """How soon somebody should look; a comment's column, so that no list judges."""

    NONE = 0
    NOTED = 1
    GROUND = 2
    ALERT = 3


@dataclass(frozen=True)
class Around:
    """What screening hears of the council and the item, the same for all that comes to it at one time."""

    published: str
    answers: tuple[str, ...]
    closed: bool
    channel_closed: bool
    rules: Applying
    allows_links: bool
    own_contacts: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class Coming:
    """Words that come in: of which author, when, under which item; ``not_this`` is the comment where it is known."""

    council_id: int
    text: str
    author_key: str
    at: datetime
    publication_id: int | None
    not_this: int = 0


def around(*, council_id: int, publication_id: int | None, channel: Channel | None, way: str) -> Around:
    """Return what the council published, answered and holds where something comes in. Nine queries at most."""
    council = Council.objects.get(pk=council_id)
    members = Membership.objects.filter(council=council_id, ended_at__isnull=True)
    held = held_on(channel, way)
    return Around(
        published=_published(publication_id),
        answers=_answers(publication_id),
        closed=way == Comment.Way.NEWSROOM and _closed(publication_id),
        channel_closed=way != Comment.Way.NEWSROOM and channel is not None and not channel.is_open,
        rules=applying(council, channel, way, held.holds),
        allows_links=held.allows_links,
        own_contacts=frozenset(one for one in (council.email, council.telephone) if one),
        names=frozenset(members.values_list("user__name", flat=True)),
    )


def hear(come: Coming, *, where: Around) -> Heard:
    """Return what screening hears of what comes in: ``where``, and what was said before it. One query."""
    rows = Comment.objects.filter(council=come.council_id, received_at__gte=come.at - _WITHIN)
    # What was written to the council alone is no part of a thread: nobody there has read it.
    in_public = ~Q(showing=Showing.PRIVATE)
    under = Q(publication=come.publication_id, publication__isnull=False) & in_public
    near = rows.filter(under | _by(come.author_key), erased_at__isnull=True)
    before = near.exclude(pk=come.not_this).order_by("-received_at", "-pk")
    earlier = before.values_list("text", "author_key", "received_at", "publication_id")[:_EARLIER]
    return Heard(
        text=come.text,
        author=come.author_key,
        at=come.at,
        closed=where.closed,
        channel_closed=where.channel_closed,
        holds=where.rules.holds,
        allows_links=where.allows_links,
        published=where.published,
        answers=where.answers,
        earlier=tuple(
            Earlier(said, who, when, under == come.publication_id) for said, who, when, under in earlier
        ),
        own_contacts=where.own_contacts,
        names=where.names,
        rules=where.rules.rules,
        known=known_of(where.own_contacts, where.names),
    )


def _by(author_key: str) -> Q:
    return Q(author_key=author_key) if author_key else Q(pk__in=[])


def _published(publication_id: int | None) -> str:
    """Return what readers have of the item, '' where nothing of it stands in public. Three queries at most."""
    if publication_id is None:
        return ""
    item = Publication.objects.values_list("communication_id", flat=True).get(pk=publication_id)
    news = news_of(item)
    posted = None if news else posted_of(item)
    return (news.text if news else posted.words if posted else "")[:_READ]


def _closed(publication_id: int | None) -> bool:
    """Return whether residents may comment under the item no more."""
    rows = Discussion.objects.filter(communication__publications=publication_id, is_open=False)
    return publication_id is not None and rows.exists()


def _answers(publication_id: int | None) -> tuple[str, ...]:
    """Return what the council answered under the item, the last first."""
    if publication_id is None:
        return ()
    rows = Publication.objects.filter(
        communication__reply__comment__publication=publication_id,
        state=PublicState.LIVE,
        revision__erased_at__isnull=True,
    ).select_related("revision")
    said = [one.revision for one in rows.order_by("-live_at", "-pk")[:_ANSWERS]]
    return tuple(one.plain.get(one.kind.body, "")[:_READ] for one in said)


def look_at(heard: Heard, *, judge: Judge | None = None) -> Screened:
    """Return what screening says, by the classifier of this installation, or by ``judge``."""
    return screen(heard, judge=judge or by_setting())


def risk_of(screened: Screened, *, attached: bool = False) -> Risk:
    """Return how soon a person should look at what was ``screened``. With what is ``attached`` somebody must look at
    it: no machine here sees a picture.
    """
    if screened.alert:
        return Risk.ALERT
    if screened.findings or any(note.severe in PRESSING for note in screened.notes):
        return Risk.GROUND
    return Risk.NONE if screened.outcome is Outcome.PASS and not attached else Risk.NOTED


def is_held(screened: Screened) -> bool:
    """Return whether a comment in the newsroom waits for a person before it shows.

    Danger to somebody keeps it back, and what its channel holds (moderation.holding). Hard words about the council do
    not: they are shown to a person, and to everybody.
    """
    return screened.outcome is Outcome.HOLD or screened.alert


def keep(comment: Comment, version: CommentVersion, screened: Screened) -> Assessment:
    """Keep what was said of ``version``."""
    return Assessment.objects.create(
        comment=comment,
        version=version,
        outcome=screened.outcome.value,
        findings=[
            {"ground": one.ground.value, "score": round(one.score, 3), "spans": _spans(one.spans)}
            for one in screened.findings
        ],
        notes=[
            {
                "concern": one.concern.value,
                "score": round(one.score, 3),
                "spans": _spans(one.spans),
                "said": one.said,
                **({"check": one.check, "severe": one.severe} if one.check else {}),
            }
            for one in screened.notes
        ],
        ended_by=screened.ended_by,
        model=screened.model,
    )


def _spans(spans: Any) -> list[list[int]]:
    return [list(span) for span in spans[:200]]


def is_negative(comment: Comment) -> bool:
    """Return whether screening took the latest words for negative, or for a question. One query."""
    found = Assessment.objects.filter(comment=comment, version__number=comment.version).first()
    asks = {Concern.NEGATIVE.value, Concern.QUESTION.value}
    return found is not None and any(note["concern"] in asks for note in found.notes)
