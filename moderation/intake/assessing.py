"""Screening what arrives: what screening hears of its circumstances, and what is kept of its answer."""

from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import Q

from moderation.models import Assessment, Comment, CommentVersion
from moderation.screening.hearing import Concern, Earlier, Heard, Outcome, Screened
from moderation.screening.screening import screen
from portal.channels.models import NewsItem, Publication
from portal.councils.models import Council, Membership

HOLDING = frozenset(
    {
        Concern.CLOSED,
        Concern.DUPLICATE,
        Concern.LINKS,
        Concern.PERSONAL_DATA,
        Concern.REPEATED,
        Concern.RISK_TO_LIFE,
        Concern.SAFEGUARDING,
        Concern.SPAM,
    }
)
"""What keeps a comment from readers of the newsroom until a person has looked, besides the six grounds."""
_EARLIER = 100
_WITHIN = timedelta(days=30)
_READ = 20_000
"""Characters of what the council published that a comment is compared with."""


class Risk(IntEnum):
    """How soon somebody should look; a comment's column, so that no list judges."""

    NONE = 0
    NOTED = 1
    GROUND = 2
    ALERT = 3


def hear(
    *,
    council_id: int,
    text: str,
    author_key: str,
    at: datetime,
    publication_id: int | None,
    not_this: int = 0,
) -> Heard:
    """Return what screening hears of ``text``: what was said before it, and what the council published. Four queries.

    ``not_this`` is the comment itself where it is known already.
    """
    council = Council.objects.get(pk=council_id)
    rows = Comment.objects.filter(council=council_id, received_at__gte=at - _WITHIN, erased_at__isnull=True)
    near = rows.filter(Q(publication=publication_id, publication__isnull=False) | _by(author_key))
    before = near.exclude(pk=not_this).order_by("-received_at", "-pk")
    earlier = before.values_list("text", "author_key", "received_at", "publication_id")[:_EARLIER]
    members = Membership.objects.filter(council=council_id, ended_at__isnull=True)
    return Heard(
        text=text,
        author=author_key,
        at=at,
        published=_published(publication_id),
        earlier=tuple(
            Earlier(said, who, when, under == publication_id) for said, who, when, under in earlier
        ),
        own_contacts=frozenset(one for one in (council.email, council.telephone) if one),
        names=frozenset(members.values_list("user__name", flat=True)),
    )


def _by(author_key: str) -> Q:
    return Q(author_key=author_key) if author_key else Q(pk__in=[])


def _published(publication_id: int | None) -> str:
    """Return what readers have of the item, '' where the newsroom shows nothing of it."""
    if publication_id is None:
        return ""
    item = Publication.objects.filter(pk=publication_id).values("communication_id")
    found = NewsItem.objects.filter(communication_id__in=item).values_list("text", flat=True).first()
    return (found or "")[:_READ]


def look_at(heard: Heard) -> Screened:
    """Return what screening says."""
    return screen(heard)


def risk_of(screened: Screened) -> Risk:
    """Return how soon a person should look at what was ``screened``."""
    if screened.alert:
        return Risk.ALERT
    if screened.findings:
        return Risk.GROUND
    return Risk.NONE if screened.outcome is Outcome.PASS else Risk.NOTED


def is_held(screened: Screened) -> bool:
    """Return whether a comment in the newsroom waits for a person before it shows.

    A ground, danger to somebody, or one of HOLDING keeps it back. A complaint, a request for information and hard words
    about the council do not: they are shown to a person, and to everybody.
    """
    held = screened.outcome is Outcome.HOLD or screened.alert or bool(screened.findings)
    return held or any(note.concern in HOLDING for note in screened.notes)


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
