"""Taking notices in hand: one worker wins a notice, and with it those that wait beside it for the same person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.notices.choosing import choice_of
from portal.channels.notices.journalled import certain_after, is_journalled
from portal.channels.notices.urgency import Way, next_digest, way_of, words_at_once
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.claiming import lease
from portal.channels.states import Delivering
from portal.councils.models import User

MOST = 20
"""Notices in one mail: more than a person reads at once."""
MOST_IN_DIGEST = 100
"""Lines in one digest; what is left goes out in a second one, at the same hour."""
ALONE = frozenset({What.INVITED, What.LEFT_TAKEN, What.LEFT_ERASED})
"""What goes out by itself: its reader keeps it for its link, or has no desk any more that others speak of."""
_IN_PORTAL = "No mail: they chose to be told in the portal alone."


@dataclass(frozen=True)
class Claim:
    """The right to carry ``rows``, one mail to one person, until ``deadline``.

    Each row's ``attempt`` is the fence that settling must still find in it. ``sent_as`` is what the mail was known by
    that a worker had in hand when it died: it may have arrived, and the journal knows.
    """

    rows: tuple[Notice, ...]
    deadline: datetime
    sent_as: UUID | None = None

    @property
    def key(self) -> UUID:
        """Return what the mail is known by, the same at every attempt."""
        return self.rows[0].together or self.rows[0].key

    @property
    def tries(self) -> int:
        """Return how often the notice that has been tried most was taken in hand."""
        return max(row.tries for row in self.rows)


def due(now: datetime) -> Q:
    """Return the condition that a notice may be claimed: its time has come, or its worker's lease has run out."""
    waiting = Q(state=Delivering.PENDING, due_at__lte=now)
    return waiting | Q(state=Delivering.SENDING, claimed_at__lte=now - lease())


@transaction.atomic
def claim(key: UUID) -> Claim | None:
    """Take the notice if it is due; None if another worker has it, it was settled or never committed.

    What waits for the same person at that moment and has not been tried goes with it, in one mail. From then on they
    go together, under one Message-ID, so that a repeat is known as one. Of a mail that has cost two workers their
    life each notice goes alone: something in one of them may be what kills, and the others should arrive.
    """
    now = timezone.now()
    _wait_for_who_digests(key)
    free = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(due(now))
    first = free.filter(key=key).first()
    if first is None or not _goes_now(first, now):
        return None
    crashed = first.state == Delivering.SENDING
    journalled = crashed and is_journalled(first)
    if journalled and first.claimed_at is not None and first.claimed_at > now - lease() - certain_after():
        return None  # the journal may not show yet what was sent in the last moment of the lease
    sent_as = (first.together or first.key) if journalled else None
    if crashed and first.tries > 1:
        # A name of its own: the journal must never take the mail with one line for the one with all of them.
        mail, ids = uuid4() if journalled else None, [first.pk]
    elif first.together is not None:
        mail = first.together
        ids = list(free.filter(together=mail).order_by("pk").values_list("pk", flat=True))
    else:
        ids = [first.pk, *_beside(first, now)]
        mail = first.key if len(ids) > 1 else None
    Notice.objects.filter(pk__in=ids).update(
        state=Delivering.SENDING,
        claimed_at=now,
        attempt=F("attempt") + 1,
        tries=F("tries") + 1,
        together=mail,
        way=first.way,
    )
    rows = Notice.objects.filter(pk__in=ids).select_related("council", "recipient__user").order_by("pk")
    return Claim(tuple(rows), now + lease(), sent_as)


def _wait_for_who_digests(key: UUID) -> None:
    """Let one worker after the other gather a person's digest: two at once would send it in two mails."""
    rows = Notice.objects.filter(key=key, way=Way.DIGEST, state=Delivering.PENDING)
    user = rows.values_list("recipient__user_id", flat=True).first()
    if user is not None:
        User.objects.select_for_update(no_key=True).get(pk=user)


def _goes_now(first: Notice, now: datetime) -> bool:
    """Settle how a notice that nobody has looked at yet reaches its reader, and return whether a mail goes now."""
    if first.way or first.tries or first.recipient_id is None:
        return True
    choice = choice_of(first.recipient_id)
    first.way = way_of(first.what, choice.way)
    mine = Notice.objects.filter(pk=first.pk)
    if first.way == Way.PORTAL:
        mine.update(way=first.way, state=Delivering.CANCELLED, problem=_IN_PORTAL, settled_at=now)
    elif first.way == Way.DIGEST:
        at = next_digest(now, hour=choice.digest_hour, weekends=choice.weekends)
        mine.update(way=first.way, due_at=at)
    return first.way == Way.AT_ONCE


def _beside(first: Notice, now: datetime) -> list[int]:
    """Return the keys of the notices to the same person that go with ``first``, locked; none for one alone.

    In a digest these are all that are due, of every council that they serve; else what goes at once of this council.
    """
    # Nobody is the same person as nobody: a private link goes to one speaker alone.
    if first.tries or first.what in ALONE or first.recipient_id is None:
        return []
    waiting = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=Delivering.PENDING, due_at__lte=now, tries=0
    )
    if first.way == Way.DIGEST:
        theirs = Q(way=Way.DIGEST, recipient__user__memberships=first.recipient_id)
        most = MOST_IN_DIGEST
    else:
        at_once = words_at_once(choice_of(first.recipient_id).way)
        theirs = Q(recipient_id=first.recipient_id) & (Q(way=Way.AT_ONCE) | Q(way="", what__in=list(at_once)))
        most = MOST
    rest = waiting.filter(theirs).exclude(pk=first.pk).exclude(what__in=[what.value for what in ALONE])
    return list(rest.order_by("pk").values_list("pk", flat=True)[: most - 1])
