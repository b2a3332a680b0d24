"""What the manager of a channel left past its time passes to the clerk, who is told once."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from moderation.intake.receiving import ABOUT
from moderation.managing import managers_now
from moderation.models import Comment
from moderation.states import Handling
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record

AT_ONCE = 100


def escalate_overdue() -> int:
    """Pass on each comment whose answer was due and whose channel somebody manages; return how many. Safe to run twice.

    The same words are passed on once, by what stands for them. What nobody manages is the clerk's from the beginning.
    """
    now = timezone.now()
    managers = managers_now(now).filter(channel=OuterRef("channel"))
    late = Comment.objects.filter(
        Exists(managers),
        handling=Handling.WAITING,
        alike__isnull=True,
        escalated_at__isnull=True,
        erased_at__isnull=True,
        reply_by__lte=now,
    )
    keys = list(late.order_by("reply_by", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(escalate(comment_id=key) for key in keys)


@transaction.atomic
def escalate(*, comment_id: int) -> bool:
    """Pass one comment on to the clerk; False where it is settled, passed on already or has time again.

    Out of a manager's hand, not out of the hand of somebody who decides.
    """
    now = timezone.now()
    rows = Comment.objects.filter(pk=comment_id, handling=Handling.WAITING, escalated_at__isnull=True)
    if rows.filter(reply_by__lte=now).update(escalated_at=now) != 1:
        return False
    found = Comment.objects.get(pk=comment_id)
    deciders = people_who_may(Power.DECIDE, found.council_id)
    if found.claimed_by_id not in {one.membership.pk for one in deciders}:
        Comment.objects.filter(pk=comment_id).update(claimed_by=None, claimed_until=None)
    tell(
        council_id=found.council_id,
        what=What.COMMENT_OVERDUE,
        about=(ABOUT, found.pk),
        recipients=[one.membership.pk for one in deciders],
        occasion=found.version,
    )
    record([entry_by_machine(found.council_id, "comment_escalated", ABOUT, found.pk, version=found.version)])
    return True
