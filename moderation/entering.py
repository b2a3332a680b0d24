"""Entering what reached the council on paper, by telephone, in person, or on a member's own account."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from moderation.intake.arriving import Arrived
from moderation.intake.receiving import receive
from moderation.models import Comment
from moderation.seeing import require_entering
from portal.channels.models import Publication
from portal.channels.states import PublicState
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.drafts.access import PRIVATE_KINDS, visible_to
from portal.drafts.content import LONDON
from portal.refusals import InvalidInput

OLDEST = timedelta(days=366)


def answerable(person: Person) -> "QuerySet[Publication]":
    """Return what stands in public now and ``person`` may see, the latest first: what a letter or a call may answer.

    Neither what was said to one person alone nor what is under embargo: nobody outside has read that. No query yet.
    """
    rows = Publication.objects.filter(
        Q(embargo_until__isnull=True) | Q(embargo_until__lte=timezone.now()),
        council=person.council,
        state=PublicState.LIVE,
        revision__erased_at__isnull=True,
        communication__in=visible_to(person).values("pk"),
    )
    rows = rows.exclude(communication__kind__in=PRIVATE_KINDS).exclude(communication__answer_to__private=True)
    return rows.order_by("-live_at", "-pk")


def enter_comment(*, actor: Person, arrived: Arrived, came_on: date) -> Comment:
    """Enter what somebody said, and return it: it waits at the desk with the rest.

    ``came_on`` is the day in London on which it reached the council: the council's own time for an answer counts from
    it, and so does the law's where it is dealt with as a request (moderation.referrals.falling_due).
    Raises NotYours for anybody but clerk and officers, InvalidInput for a member who is not of this council, for an
    item that does not stand in public or is not for ``actor``, and for a day still to come or more than a year ago.
    """
    require_entering(actor)
    if arrived.member_id is not None:
        rows = Membership.objects.filter(pk=arrived.member_id, council=actor.council)
        if not rows.exists():
            raise InvalidInput("Choose a member of your council.")
    if (
        arrived.publication_id is not None
        and not answerable(actor).filter(pk=arrived.publication_id).exists()
    ):
        raise InvalidInput("This item does not stand in public any more. Choose again, or leave it out.")
    arrived = replace(arrived, received_at=_received_at(came_on))
    return receive(actor=actor, council_id=actor.council.pk, channel=None, arrived=arrived)


def _received_at(came_on: date) -> datetime | None:
    """Return the moment that stands for ``came_on``, None (now) for today. Raises InvalidInput for no such day."""
    today = timezone.localdate(timezone=LONDON)
    if came_on > today:
        raise InvalidInput("When it reached the council: this day has not come yet.")
    if came_on < today - OLDEST:
        raise InvalidInput("When it reached the council: this is more than a year ago.")
    # Nobody kept its hour. Noon is the same day in London and in UTC, in summer and in winter, so whoever counts days
    # begins with the right one; and a council that answers within 24 hours is not held to the midnight before the post.
    return None if came_on == today else datetime.combine(came_on, time(12), LONDON)
