"""Taking a review in hand, so that two clerks do not decide the same item; a claim expires and explains itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from approvals.falling_due import still_in_time
from approvals.models import OPEN, Review, ReviewState
from approvals.submitting import lock_item
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.councils.templatetags.words import clock
from portal.drafts.access import works_on
from portal.drafts.editing import reread_revision
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal
from portal.written import WrittenChange, WrittenWhole

CLAIM_FOR = timedelta(minutes=30)


class Taken(Refusal):
    """Somebody else has the review in hand."""

    def __init__(self, review: Review) -> None:
        holder, until = review.claimed_by, review.claimed_until
        if review.state == ReviewState.OVERTAKEN and review.decided_by:
            who = review.decided_by.user.name
            words = f"This review is over: {who} has withdrawn the item, or issued it at once, without a decision here."
        elif review.state not in OPEN:
            who = review.decided_by.user.name if review.decided_by else "its author"
            words = f"This review is over: it was {review.get_state_display().lower()} by {who}."
        elif holder is not None and until is not None:
            words = f"{holder.user.name} has this review in hand until {clock(until)}."
        else:
            words = "This review changed while you were looking at it."
        super().__init__(words, "Nothing was changed. Reload the page to see how it stands.")


def available_to(actor: Person) -> Q:
    """Return the condition that an open review is free for ``actor``: unclaimed, theirs, or claimed too long ago."""
    return _free(actor.council.pk, actor.membership.pk, timezone.now())


def _free(council_id: int, member_id: int, now: datetime) -> Q:
    free = Q(claimed_by__isnull=True) | Q(claimed_by_id=member_id) | Q(claimed_until__lte=now)
    return Q(state__in=OPEN, council_id=council_id) & free


def lock_to_decide(actor: Person, communication_id: int) -> Communication:
    """Return the item, locked, of which ``actor`` is to decide. One query; for anybody but its author one or two more.

    Raises Refusal where it does not exist here, NotYours where its inside is closed to them (works_on): authority that
    was handed on opens no matter to which somebody was not named.
    """
    item = lock_item(actor, communication_id)
    _require_inside(actor, item)
    return item


def _require_inside(actor: Person, item: Communication) -> None:
    if not works_on(actor, item):
        raise NotYours(
            "This item is closed to you, so you cannot decide about it.",
            "Nothing was changed. The clerk decides, or names you to what it is about.",
        )


def lock_review(actor: Person, review_id: int) -> Review | None:
    """Return a review of the actor's council with its item locked, as lock_to_decide() does; None for no such review.

    One query in place of two. Of a review that somebody held the lock of meanwhile only what never changes is sure:
    its item, who submitted it and when.
    """
    try:
        review = _LOCKED.get(review_id, actor.council.pk)
    except Review.DoesNotExist:
        return None
    review.communication.council = review.council = actor.council
    reread_revision(review.communication)
    _require_inside(actor, review.communication)
    return review


_LOCKED = WrittenWhole(
    Review,
    "communication",
    "communication__author",
    "communication__current_revision",
    "communication__current_revision__author",
    of=lambda pk, council_id: Review.objects.filter(pk=pk, council_id=council_id),
    sorts=(int, int),
    locking='FOR UPDATE OF "drafts_communication"',
)


def decide_available(actor: Person, review_id: int, changes: Mapping[str, Any]) -> bool:
    """Write ``changes``, what ``actor`` decided now, if the review is free for them; return whether it was.

    They are state, revision, decided_at and reason. With the circumstances_version that it was judged in it is an
    approval: then its time must not have passed. Compare-and-set, one statement.
    """
    revision = changes["revision"]
    decided = (changes["decided_at"], changes["state"], revision and revision.pk, changes["reason"])
    given = (review_id, actor.council.pk, actor.membership.pk, *decided)
    if "circumstances_version" in changes:
        return _APPROVED.made(*given, changes["circumstances_version"]) == 1
    return _REFUSED.made(*given) == 1


def _decided(
    pk: int,
    council_id: int,
    member_id: int,
    at: datetime,
    state: str,
    revision: int,
    reason: str,
    version: int | None = None,
) -> tuple[Any, dict[str, Any]]:
    changes = {"state": state, "revision": revision, "reason": reason}
    changes |= {"decided_by": member_id, "decided_at": at}
    rows = Review.objects.filter(_free(council_id, member_id, at), pk=pk)
    if version is None:
        return rows, changes
    return rows.filter(still_in_time(at)), changes | {"circumstances_version": version}


_SORTS = (int, int, int, datetime, str, int, str)
_REFUSED, _APPROVED = WrittenChange(_decided, *_SORTS), WrittenChange(_decided, *_SORTS, int)


@transaction.atomic
def claim(*, actor: Person, review_id: int) -> Review:
    """Take the review in hand for half an hour (again: for another half).

    The review is brought to the current revision: whoever had it in hand before may have saved one.
    Raises NotYours without the power to decide or where it is closed to the actor, Taken with who has it until when.
    """
    actor.require(Power.DECIDE)
    now = timezone.now()
    rows = Review.objects.filter(pk=review_id, council_id=actor.council.pk)
    communication_id = rows.values_list("communication_id", flat=True).first()
    if communication_id is None:
        raise Refusal("This council has no such review.")
    item = lock_to_decide(actor, communication_id)
    before = rows.get()
    renewed = before.claimed_by_id == actor.membership.pk and before.state == ReviewState.CLAIMED
    won = Review.objects.filter(available_to(actor), pk=review_id).update(
        state=ReviewState.CLAIMED,
        revision=item.current_revision,
        claimed_by=actor.membership,
        claimed_until=now + CLAIM_FOR,
        read_by=actor.membership,
        read_at=now,
    )
    if won != 1:
        raise Taken(Review.objects.select_related("claimed_by__user", "decided_by__user").get(pk=review_id))
    if not renewed:
        facts = {"review": review_id, "until": (now + CLAIM_FOR).isoformat()}
        record([entry_by(actor, "review_claimed", "communication", before.communication_id, **facts)])
    return Review.objects.get(pk=review_id)


def note_reading(*, actor: Person, review_id: int) -> None:
    """Note that ``actor`` has the text of an open review before them: what changes afterwards is shown as a change.

    Reading decides nothing, so that the record does not have it. Raises NotYours without the power to decide.
    """
    actor.require(Power.DECIDE)
    rows = Review.objects.filter(pk=review_id, council_id=actor.council.pk, state__in=OPEN)
    rows.update(read_by=actor.membership, read_at=timezone.now())


@transaction.atomic
def put_back(*, actor: Person, review_id: int) -> None:
    """Put a review that the actor has in hand back into the queue. Raises Refusal if it is not in their hand."""
    released = Review.objects.filter(
        pk=review_id, council_id=actor.council.pk, state=ReviewState.CLAIMED, claimed_by=actor.membership
    ).update(state=ReviewState.WAITING, claimed_by=None, claimed_until=None)
    if released != 1:
        raise Refusal(
            "You do not have this review in hand.",
            "Nothing was changed. Its page says who has it now; take it in hand there if nobody has.",
        )
    communication_id = Review.objects.values_list("communication_id", flat=True).get(pk=review_id)
    record([entry_by(actor, "claim_released", "communication", communication_id, review=review_id)])
