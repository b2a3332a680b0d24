"""The clerk's gate."""

import pytest

from approvals.deciding import Issue, approve
from portal.channels.models import Delivery
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.verifying import verify
from tests.makers import make_channels, make_council, make_person, make_review

pytestmark = pytest.mark.django_db


def test_approve_clears_exactly_this_revision_and_fills_the_outbox() -> None:
    council = make_council(slug="ptc")
    channels = make_channels(council, "newsroom", "press_email")
    deputy = make_person(council=council, role=Role.DEPUTY)
    clerk = make_person(council=council, role=Role.CLERK)
    review = make_review(author=deputy)

    review, publication = approve(
        actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=Issue([c.pk for c in channels])
    )

    item = Communication.objects.get(pk=review.communication_id)
    assert (review.state, item.stage, item.reference) == ("approved", "approved", f"PTC/{item.created_at.year}/0001")
    assert publication is not None
    assert publication.clearance.sha256 == item.current_revision.sha256  # type: ignore[union-attr]
    rows = list(Delivery.objects.order_by("pk").values_list("channel_id", "state"))
    assert rows == [(channel.pk, "pending") for channel in channels]
    assert verify(council.pk).broken is None
