"""What is kept of the findings names no matter that a later reader may not know of."""

import pytest

from approvals.amending import amend
from approvals.claiming import claim
from approvals.deciding import Issue, return_with_reason
from approvals.models import ReviewFinding, SecondLook
from approvals.urgent import issue_at_once
from portal.channels.models import Channel
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, make_review, make_revision, sign_in
from tests.makers.circumstances import make_matter
from tests.makers.drafts import content_for

pytestmark = pytest.mark.django_db

TITLE = "Sale of the old depot"
BODY = "<p>Yardley House is sold.</p>"
NAMELESS = "This touches a matter that is confidential."


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def test_the_second_look_at_an_urgent_issue_does_not_name_the_matter(clerk: Person) -> None:
    make_channels(clerk.council, "newsroom")
    make_matter(clerk=clerk, aliases=("Yardley House",))
    revision = make_revision(author=clerk, kind="notice", body=BODY)
    issue_at_once(
        actor=clerk,
        communication_id=revision.communication_id,
        revision_id=revision.pk,
        reason="A burst main.",
        issue=Issue(list(Channel.objects.values_list("pk", flat=True))),
    )

    look = SecondLook.objects.get()

    assert NAMELESS in {one["message"] for one in look.waived_findings}
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/queue/second-looks/{look.pk}/").content.decode()
    assert NAMELESS in page
    assert TITLE not in page


def test_a_returned_texts_kept_findings_do_not_name_the_matter(clerk: Person) -> None:
    review = make_review(author=make_person(council=clerk.council, role=Role.VOLUNTEER), kind="notice")
    make_matter(clerk=clerk, aliases=("Yardley House",))
    claim(actor=clerk, review_id=review.pk)
    raw = content_for("notice", body=BODY)
    amend(actor=clerk, review_id=review.pk, raw=raw, based_on_id=review.revision_id)
    return_with_reason(actor=clerk, review_id=review.pk, reason="Not now.")

    kept = ReviewFinding.objects.filter(check_id="confidential-matter")

    assert list(kept.values_list("message", flat=True)) == [NAMELESS]
