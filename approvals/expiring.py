"""What was not decided by its time: it goes to a list of its own, and never out by itself.

That its time has passed is read from the row by whoever decides (approvals.deciding); the sweep here only notes
it, once, and tells author and clerk. Only a new time lets such an item be approved.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from approvals.falling_due import due_of_item, has_expired, shown_due
from approvals.models import OPEN, Review
from approvals.submitting import lock_item
from approvals.telling import tell_expired, tell_new_time
from portal.councils.people import Person
from portal.councils.recording import entry_by, entry_by_machine
from portal.councils.templatetags.words import moment
from portal.drafts.access import may_write
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

AT_ONCE = 200


class Expired(Refusal):
    """The time of the item passed before it was decided."""

    def __init__(self, review: Review) -> None:
        due = shown_due(review)
        when = f" ({due[0]}: {moment(due[1])})" if due else ""
        super().__init__(
            f"The time of this item passed before it was decided{when}, so it cannot be approved.",
            "Nothing was changed. Give it a new time first, or return or reject it.",
        )


def expire_due(at_once: int = AT_ONCE) -> int:
    """Note which open reviews were not decided in time; safe to run twice, and by two at once. Returns how many."""
    waiting = Review.objects.filter(state__in=OPEN, expired_at__isnull=True, due_at__lte=timezone.now())
    keys = list(waiting.order_by("due_at", "pk").values_list("pk", "communication_id")[:at_once])
    return sum(_expire(review_id, communication_id) for review_id, communication_id in keys)


@transaction.atomic
def _expire(review_id: int, communication_id: int) -> bool:
    """Note it of one review; False where it was decided, or given a new time, meanwhile.

    The item is locked first, as in every verb: whoever approves at this moment has done so before, or is refused.
    """
    Communication.objects.select_for_update(of=("self",)).get(pk=communication_id)
    now = timezone.now()
    undecided = Review.objects.filter(pk=review_id, state__in=OPEN, expired_at__isnull=True, due_at__lte=now)
    if undecided.update(expired_at=now) != 1:
        return False
    review = Review.objects.select_related("submitted_by", "communication").get(pk=review_id)
    tell_expired(review)
    facts = {"review": review_id, "due": _written(review.due_at)}
    record(
        [entry_by_machine(review.council_id, "review_expired", "communication", communication_id, **facts)]
    )
    return True


@transaction.atomic
def give_new_time(*, actor: Person, communication_id: int, decide_by: datetime) -> Review:
    """Let an item whose time passed undecided be decided until ``decide_by`` (aware).

    What its text still has before then, an event to come, counts first. Its author, or whoever else may write in it,
    the clerk among them. Raises NotYours for others, Refusal where nothing of it waits or its time has not passed,
    InvalidInput for a time that has.
    """
    item = lock_item(actor, communication_id)
    if not may_write(actor, item):
        raise NotYours("Its author or the clerk says by when this is to be decided.")
    now = timezone.now()
    if decide_by <= now:
        raise InvalidInput("This time has passed. Choose a later one.")
    review = Review.objects.filter(communication=item, state__in=OPEN).first()
    if review is None or item.current_revision is None:
        raise Refusal("Nothing of this item waits for a decision any more.")
    if not has_expired(review, now):
        raise Refusal("Its time has not passed: it waits in the queue and can be decided.")
    due = due_of_item(item, item.current_revision.content, since=now, wished=decide_by)
    review.wished_at, review.due_at, review.due_for, review.expired_at = decide_by, due.at, due.what, None
    review.save(update_fields=["wished_at", "due_at", "due_for", "expired_at"])
    tell_new_time(review, actor)
    facts = {"review": review.pk, "until": _written(decide_by), "due": _written(due.at)}
    record([entry_by(actor, "decision_time_given", "communication", item.pk, **facts)])
    return review


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
