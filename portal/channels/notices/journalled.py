"""The daily digest and the journal: what a dead worker may have sent is asked after, and never sent on a guess.

A digest holds news alone, which nobody loses by a short wait, and the journal has a copy of it: so it comes once,
where a notice that demands an act comes at least once (ADR 8). Without a journal a digest is sent as those are.
"""

from datetime import timedelta
from enum import Enum
from uuid import UUID

from django.conf import settings

from portal.channels.connectors.base import Transient
from portal.channels.mail.journal import journal_at
from portal.channels.models import Notice
from portal.channels.notices.message import message_id_of
from portal.channels.notices.urgency import Way


class Fate(Enum):
    """What became of a mail whose worker died."""

    ARRIVED = "arrived"
    NEVER_SENT = "never sent"
    UNKNOWN = "the journal cannot be asked now"


def is_journalled(notice: Notice) -> bool:
    """Return whether the mail of ``notice`` is copied to the journal: a digest, where there is one."""
    return notice.way == Way.DIGEST and bool(settings.JOURNAL_URL)


def certain_after() -> timedelta:
    """Return how long after a worker's lease the journal may still take to show what it sent."""
    return timedelta(seconds=settings.JOURNAL_GRACE_SECONDS)


def fate_of(key: UUID) -> Fate:
    """Return what became of the mail known by ``key``; call it outside any transaction, once that is certain."""
    try:
        found = journal_at(settings.JOURNAL_URL, timeout=settings.EMAIL_TIMEOUT).find(message_id_of(key))
    except Transient:
        return Fate.UNKNOWN
    return Fate.NEVER_SENT if found is None else Fate.ARRIVED
