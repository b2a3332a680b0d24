"""What failed and stands in no list: nobody could order another attempt, so the portal does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.notices.retrying import try_unlisted_again
from tests.makers import make_council, make_membership

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("what", "about", "state", "ago", "again"),
    [
        ("complaint_came", "clerk_complaint", "failed", DAY + HOUR, True),
        ("conduct_alleged", "conduct_case", "failed", DAY + HOUR, True),
        ("complaint_came", "clerk_complaint", "failed", DAY - HOUR, False),
        ("complaint_came", "clerk_complaint", "sent", DAY + HOUR, False),
        ("complaint_came", "clerk_complaint", "failed", 7 * DAY + HOUR, False),
        ("complaint_came", "complaint", "failed", DAY + HOUR, False),
    ],
)
def test_it_is_tried_again_a_day_later_for_a_week(
    what: str, about: str, state: str, ago: timedelta, *, again: bool
) -> None:
    council, now = make_council(), timezone.now()
    made = Notice.objects.create(
        key=uuid4(),
        council=council,
        recipient=make_membership(council=council),
        what=what,
        object_type=about,
        object_id=1,
        state=state,
        tries=7,
        problem="550 unknown here",
        settled_at=now - ago,
        created_at=now - ago,
    )

    assert (try_unlisted_again(now), try_unlisted_again(now)) == (int(again), 0)

    made.refresh_from_db()
    assert (made.state, made.tries, made.problem) == (
        ("pending", 0, "") if again else (state, 7, "550 unknown here")
    )
