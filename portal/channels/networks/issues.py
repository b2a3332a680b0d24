"""What of an item went out before on one channel: a network edits or deletes it by the network's own number of it."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.channels.connectors.base import Permanent
from portal.channels.models import Attempt, Channel, Delivery
from portal.channels.post import Post, compose
from portal.channels.states import Delivering
from portal.drafts.content import Content

_BESIDE = ("images", "recordings", "content_warning")
"""The parts of an item that a network shows beside its words."""
CONTEXT = (
    "publication__council",
    "publication__clearance",
    "publication__revision__body",
    "publication__communication__author__user",
    "publication__communication__answer_to",
    "publication__communication__council",
)


def post_under(channel: Channel, key: UUID) -> Post | None:
    """Return what was to be said on ``channel`` under ``key``, or None. One query."""
    rows = Delivery.objects.select_related(*CONTEXT).filter(channel=channel, key=key)
    found = rows.first()
    return None if found is None else compose(found.publication, channel, key)


def own_number(post: Post) -> str:
    """Return what the network calls this very issue, as it was noted when it went out, or ''. One query."""
    rows = Delivery.objects.filter(channel=post.channel, key=post.key)
    return rows.values_list("external_id", flat=True).first() or ""


def still_out(post: Post) -> str:
    """Return what the network calls the issue that ``post`` replaces, where that is out, or ''. One query at most.

    Raises Permanent where it is out by a person's word and nobody knows what it is called: both end alike.
    """
    number = _number_out(post)
    if number == "":
        raise Permanent(
            "That the issue before this one stands there rests on somebody's word, and the portal does not know which "
            "post it is. Correct it there by hand."
        )
    return number or ""


def still_out_if_known(post: Post) -> str:
    """Return what still_out() does where that is known, for networks on which another way leads to it."""
    return _number_out(post) or ""


def _number_out(post: Post) -> str | None:
    """Return the number of the issue that ``post`` replaces, '' for an unknown one, None where none is out."""
    if post.publication.issue == 1:
        return None
    return _replaced(post).values_list("external_id", flat=True).first()


def post_before(post: Post) -> Post | None:
    """Return the issue that ``post`` replaces, as it was said, where that is out still, or None. One query at most."""
    if post.publication.issue == 1:
        return None
    found = _replaced(post).select_related(*CONTEXT).first()
    return None if found is None else compose(found.publication, post.channel, found.key)


def posts_before(post: Post) -> list[Post]:
    """Return every issue before ``post`` of which something may be out: what broke off left its first parts.

    What was taken back is none. One query at most.
    """
    if post.publication.issue == 1:
        return []
    begun = Exists(Attempt.objects.filter(key=OuterRef("key")).exclude(outcome=Attempt.UNSENT))
    rows = _earlier(post).exclude(state=Delivering.RETRACTED).filter(Q(state=Delivering.SENT) | Q(begun))
    return [compose(row.publication, post.channel, row.key) for row in rows.select_related(*CONTEXT)]


def content_out(post: Post) -> Content | None:
    """Return what the issue that ``post`` replaces says, where that is out still, or None. One query at most."""
    before = post_before(post)
    return None if before is None else before.content


def differs_beside(post: Post) -> bool:
    """Return whether ``post`` replaces an issue whose words a network may hold already, but not its pictures.

    That is: whether pictures, what describes them, or the warning before it are others. One query at most.
    """
    before = content_out(post)
    return before is not None and any(before.get(part) != post.content.get(part) for part in _BESIDE)


def _replaced(post: Post) -> QuerySet[Delivery]:
    return _earlier(post).filter(state=Delivering.SENT)


def _earlier(post: Post) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(
        channel=post.channel,
        publication__communication=post.communication,
        publication__issue__lt=post.publication.issue,
    )
    return rows.order_by("-publication__issue")
