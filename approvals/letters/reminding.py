"""Reminding of letters that nobody acknowledged in time, and of answers that are due soon."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from approvals.letters.locking import ABOUT
from approvals.models import ReceivedLetter
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import people_who_may
from portal.councils.powers import Power

NEAR = timedelta(days=1)
"""How long before an answer is due its holder and the clerk are told."""
AT_ONCE = 200


def remind_of_letters(now: datetime | None = None) -> int:
    """Tell who decides and who has it in hand, once each, of what is late or due soon; return how many letters.

    Safe to run twice, and by two workers at once: a notice is unique for what it tells.
    """
    at = now or timezone.now()
    waiting = ReceivedLetter.objects.filter(closed_at__isnull=True, erased_at__isnull=True)
    late = waiting.filter(acknowledged_at__isnull=True, acknowledge_by__lte=at)
    near = waiting.filter(reply_by__lte=at + NEAR)
    told = 0
    for what, rows in ((What.LETTER_UNACKNOWLEDGED, late), (What.LETTER_DUE, near)):
        said = Notice.objects.filter(what=what.value, object_type=ABOUT).values("object_id")
        for row in rows.exclude(pk__in=said).order_by("received_at", "pk")[:AT_ONCE]:
            _tell(row, what)
            told += 1
    return told


@transaction.atomic
def _tell(letter: ReceivedLetter, what: What) -> None:
    deciders = {one.membership.pk for one in people_who_may(Power.DECIDE, letter.council_id)}
    holder = {letter.holder_id} if letter.holder_id is not None else set()
    tell(
        council_id=letter.council_id,
        what=what,
        about=(ABOUT, letter.pk),
        recipients=sorted(deciders | holder),
    )
