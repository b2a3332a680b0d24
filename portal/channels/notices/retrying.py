"""What is done about a notice that failed: somebody orders another attempt, or the portal where nobody sees it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.models.notice import UNLISTED
from portal.channels.notices.showing import shown_notices
from portal.channels.notices.vocabulary import IN_CONFIDENCE
from portal.channels.notices.waking import wake_on_commit
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import Refusal

AGAIN_AFTER, AGAIN_FOR = timedelta(days=1), timedelta(days=7)


def failed_notices(person: Person) -> "QuerySet[Notice]":
    """Return the council's messages that wait for somebody, the newest first, of those that ``person`` sees listed."""
    rows = shown_notices(person).filter(state=Delivering.FAILED)
    return rows.select_related("recipient__user").order_by("-created_at", "-pk")


@transaction.atomic
def try_again(*, actor: Person, notice_id: int) -> Notice:
    """Order another attempt at a failed notice, with all its waits again.

    Raises NotYours without the power to decide, Refusal where it is not failed (any more) or not this council's.
    """
    actor.require(Power.DECIDE)
    failed = shown_notices(actor).filter(pk=notice_id, state=Delivering.FAILED)
    moved = failed.update(
        state=Delivering.PENDING, due_at=timezone.now(), tries=0, problem="", settled_at=None, together=None
    )
    if moved != 1:
        raise Refusal(
            "This message is not waiting for another attempt any more.",
            "Nothing was changed. The list of messages says what became of it.",
        )
    notice = Notice.objects.select_related("recipient__user").get(pk=notice_id)
    wake_on_commit(notice.key)
    facts = {"what": notice.what, "key": str(notice.key)}
    object_type, object_id = (
        ("membership", notice.recipient_id) if notice.recipient_id else ("notice", notice.pk)
    )
    record([entry_by(actor, "notice_retried", object_type, object_id, **facts)])
    return notice


def try_unlisted_again(now: datetime | None = None) -> int:
    """Order another attempt at what failed and stands in no list: nobody sees it there who could. Returns how many.

    A day after the last attempt, for a week after it was written. Safe to repeat, and by two workers at once.
    """
    at = now or timezone.now()
    rows = Notice.objects.filter(
        Q(object_type__in=UNLISTED) | Q(what__in=IN_CONFIDENCE),
        state=Delivering.FAILED,
        settled_at__lte=at - AGAIN_AFTER,
        created_at__gt=at - AGAIN_FOR,
    )
    return rows.update(
        state=Delivering.PENDING, due_at=at, tries=0, problem="", settled_at=None, together=None
    )
