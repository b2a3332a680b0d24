"""Entering what reached the council on paper, by telephone, in person, or on a member's own account."""

from moderation.intake.arriving import Arrived
from moderation.intake.receiving import receive
from moderation.models import Comment
from moderation.seeing import require_entering
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.refusals import InvalidInput


def enter_comment(*, actor: Person, arrived: Arrived) -> Comment:
    """Enter what somebody said, and return it: it waits at the desk with the rest.

    Raises NotYours for anybody but clerk and officers, InvalidInput for a member who is not of this council.
    """
    require_entering(actor)
    if arrived.member_id is not None:
        rows = Membership.objects.filter(pk=arrived.member_id, council=actor.council)
        if not rows.exists():
            raise InvalidInput("Choose a member of your council.")
    return receive(actor=actor, council_id=actor.council.pk, channel=None, arrived=arrived)
