"""Taking notices in hand: one worker wins a notice, and with it those that wait beside it for the same person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.claiming import lease
from portal.channels.states import Delivering

MOST = 20
"""Notices in one mail: more than a person reads at once."""
ALONE = frozenset({What.INVITED})
"""What goes out by itself: its reader keeps it for its link."""


@dataclass(frozen=True)
class Claim:
    """The right to carry ``rows``, one mail to one person, until ``deadline``.

    Each row's ``attempt`` is the fence that settling must still find in it.
    """

    rows: tuple[Notice, ...]
    deadline: datetime

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
    free = Notice.objects.select_for_update(skip_locked=True).filter(due(now))
    first = free.filter(key=key).first()
    if first is None:
        return None
    crashed = first.state == Delivering.SENDING
    if crashed and first.tries > 1:
        mail, ids = None, [first.pk]
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
    )
    rows = Notice.objects.filter(pk__in=ids).select_related("council", "recipient__user").order_by("pk")
    return Claim(tuple(rows), now + lease())


def _beside(first: Notice, now: datetime) -> list[int]:
    """Return the keys of the notices to the same person that wait as ``first`` does, locked; none for one alone."""
    # Nobody is the same person as nobody: a private link goes to one speaker alone.
    if first.tries or first.what in ALONE or first.recipient_id is None:
        return []
    waiting = Notice.objects.select_for_update(skip_locked=True).filter(
        state=Delivering.PENDING, due_at__lte=now, tries=0, recipient_id=first.recipient_id
    )
    rest = waiting.exclude(pk=first.pk).exclude(what__in=[what.value for what in ALONE])
    return list(rest.order_by("pk").values_list("pk", flat=True)[: MOST - 1])
