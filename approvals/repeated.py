"""The second click: recognising an act that the same person did a moment ago, so that it is not told as a failure.

Nothing here decides anything. A view asks only after its verb has refused; what somebody else did, what was ordered in
other words, and what is longer ago stays the conflict that it is.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from approvals.models import OPEN, Review, SecondLook
from portal.channels.models import Publication
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from portal.typed import stated

A_FEW_MINUTES = timedelta(minutes=5)
"""For so long the same act again is a second click on a slow line, not another wish."""


def submitted_already(
    person: Person,
    communication_id: int,
    revision_id: int,
    message: str,
    wished_at: datetime | None = None,
) -> bool:
    """Return whether ``person`` put exactly this revision into the queue just now, where it still is. One query."""
    own = Review.objects.filter(
        communication_id=communication_id,
        revision_id=revision_id,
        submitted_by=person.membership,
        submitted_at__gt=_lately(),
        state__in=OPEN,
        message=stated(message),
        wished_at=wished_at,
    )
    return own.exists()


def issued_already(person: Person, communication_id: int, revision_id: int, reason: str) -> bool:
    """Return whether ``person`` issued exactly this revision urgently just now, for this reason. One query."""
    own = SecondLook.objects.filter(
        communication_id=communication_id,
        clearance__revision_id=revision_id,
        clearance__reason=stated(reason),
        issued_by=person.membership,
        owed_since__gt=_lately(),
    )
    return own.exists()


def decided_already(person: Person, review_id: int, state: str, reason: str) -> datetime | None:
    """Return when ``person`` decided this review so just now, for this reason; None where they did not. One query."""
    own = Review.objects.filter(
        pk=review_id,
        state=state,
        decided_by=person.membership,
        decided_at__gt=_lately(),
        reason=stated(reason),
    )
    return own.values_list("decided_at", flat=True).first()


def withdrawn_already(
    person: Person, item: Communication, reason: str, *, take_headline: bool
) -> datetime | None:
    """Return when ``person`` withdrew the item just now, for this reason; None where they did not. Two queries.

    The issue says when and why; who it was stands in the record alone.
    """
    own = LedgerEntry.objects.filter(
        council_id=person.council.pk,
        object_type="communication",
        object_id=item.pk,
        verb="withdrawn",
        actor_id=person.user_id,
        at__gt=_lately(),
    )
    ended = Publication.objects.filter(
        communication=item,
        state=PublicState.WITHDRAWN,
        end_reason=stated(reason),
        headline_taken=take_headline,
        ended_at__gt=_lately(),
    )
    return ended.values_list("ended_at", flat=True).first() if own.exists() else None


def _lately() -> datetime:
    return timezone.now() - A_FEW_MINUTES
