"""A post that waits follows its full story: where that gets another hour, the post's earliest hour moves with it."""

from django.utils import timezone

from portal.channels.full_story import in_public_from
from portal.channels.models import Delivery, Publication
from portal.channels.outbox.judging_again import judge_again
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.releasing import earliest
from portal.channels.states import Delivering, PublicState
from portal.councils.recording import entry_by_machine
from portal.drafts.models import Communication
from portal.records.ledger import Entry
from portal.together import Asked
from portal.written import Written

_WAITING = (Delivering.PENDING, Delivering.HELD)


_POSTS = Written(
    lambda item_id: Publication.objects.filter(
        communication__short_of__of=item_id, state=PublicState.SCHEDULED
    ).values_list("pk"),
    int,
)


def posts_asked(item: Communication) -> Asked:
    """Ask which posts made of ``item`` wait, among other questions: where none does, nothing is to be brought along."""
    return _POSTS.asked(item.pk)


def bring_along(item: Communication) -> list[Entry]:
    """Give the posts made of ``item`` that wait the hour from which it is in public; returns what the caller records.

    Runs in the transaction that gave the item its hour and holds its lock. A post is made after what it tells, so that
    the items are locked in the order of their keys. What is to be taken down before its new hour is held at once, and
    what was held for that alone goes on. One query where no post of it waits.
    """
    waits = Publication.objects.filter(communication__short_of__of=item, state=PublicState.SCHEDULED)
    posts = Communication.objects.select_for_update(no_key=True, of=("self",)).filter(publications__in=waits)
    listed = list(posts.order_by("pk"))
    return [entry for post in listed for entry in _moved(post)]


def _moved(post: Communication) -> list[Entry]:
    locked = Publication.objects.select_for_update(no_key=True, of=("self",)).select_related("clearance")
    issue = locked.filter(communication=post, state=PublicState.SCHEDULED).first()
    if issue is None:
        return []
    hour = in_public_from(post, urgent=issue.clearance.urgent)
    if issue.embargo_until == hour:
        return []
    issue.embargo_until = hour
    Publication.objects.filter(pk=issue.pk).update(embargo_until=hour)
    rows = Delivery.objects.filter(publication=issue, state__in=_WAITING).select_related("channel")
    for row in rows.order_by("pk"):
        due_at = earliest(issue, row.channel)
        Delivery.objects.filter(pk=row.pk, state=row.state).update(due_at=due_at)
        if row.state == Delivering.PENDING and due_at <= timezone.now():
            wake_on_commit(RowKind.DELIVERY, row.pk, row.channel.connector)
    facts = {"publication": issue.pk, "from": hour.isoformat() if hour else ""}
    moved = entry_by_machine(post.council_id, "followed_full_story", "communication", post.pk, **facts)
    return [moved, *(judge_again([issue.pk]) if issue.take_down_at is not None else ())]
