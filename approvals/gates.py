"""What the approvals desk answers when the floors below ask: may this person write now, may this still go out?"""

from datetime import timedelta

from django.utils import timezone

from approvals.answering import responses_to, waived_in
from approvals.claiming import available_to
from approvals.models import Review, ReviewState
from policies.gathering import turned_since
from policies.judging import NOBODY, judge
from policies.periods.gates import not_released
from portal.channels.models import Publication
from portal.councils.models import Membership
from portal.councils.models.authority import barred
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.content import Content
from portal.drafts.models import Communication
from portal.drafts.states import Stage

_AT_ONCE = timedelta(minutes=1)
"""From the decision to the sending, where it goes out at once: it was judged for that hour."""


def only_the_reviewer_while_submitted(
    person: Person,
    kind: str,  # noqa: ARG001
    communication: Communication | None,
    content: Content | None = None,  # noqa: ARG001
) -> str:
    """Return why ``person`` may not change a submitted item, or '' (a drafting gate).

    While an item is submitted only whoever has its review in hand may change it: else the clerk would approve a
    text that moves under their eyes.
    """
    if communication is None or communication.stage != Stage.SUBMITTED:
        return ""
    if person.may(Power.DECIDE):
        mine = Review.objects.filter(
            available_to(person), communication=communication, claimed_by_id=person.membership.pk
        )
        if mine.exists():
            return ""
    return "This item is submitted. Take it back first, or ask the clerk to return it."


def still_clear(publication: Publication) -> str:
    """Return why a cleared publication must be held after all, or '' (a sending gate; reads the database only).

    Judged again, for the hour at which it goes out, when the council's circumstances have moved on since the decision,
    a period has begun or ended by the clock, or somebody chose another hour. An urgent issue waives findings.
    """
    council, clearance = publication.council, publication.clearance
    if publication.circumstances_version == council.circumstances_version and not _is_later(publication):
        return ""
    author_id = publication.communication.author_id
    hands_on = Membership.objects.filter(pk__in=[author_id, clearance.cleared_by_id])
    if hands_on.filter(barred(timezone.now())).exists():
        return "Publishing rights of its author or of whoever approved it have been suspended since."
    if clearance.urgent:
        return ""
    # Whoever opens the item's page reads the reason: nobody in particular, to whom no closed matter is named.
    hour = max(timezone.now(), publication.go_at)
    revision = publication.revision
    approved = Review.objects.filter(revision=revision, state=ReviewState.APPROVED)
    hands = [revision.author_id, *approved.order_by().values_list("submitted_by_id", flat=True)]
    verdict = judge(
        publication.communication, revision.content, reader_id=NOBODY, hands=hands, at=hour, goes_at=hour
    )
    if not verdict.blocking:
        return ""
    stops = verdict.standing_against(waived_in(responses_to(publication.communication_id)))
    left = not_released(publication.communication, publication.revision, stops)
    return left[0].message if left else ""


def _is_later(publication: Publication) -> bool:
    """Return whether the hour is not the one that was judged, or a period turned meanwhile. At most one query."""
    decided = publication.clearance.at
    if publication.moved_at is not None and publication.moved_at > decided:
        return True
    return timezone.now() - decided > _AT_ONCE and turned_since(publication.council_id, decided)
