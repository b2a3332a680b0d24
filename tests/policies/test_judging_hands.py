"""Whose text an item is: its author's, and that of whoever wrote its current words or submits them."""

import pytest

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from policies.evaluate import Blocked
from policies.judging import judge
from policies.matters.holding import stops_on
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.editing import revise
from portal.drafts.inviting import invite
from portal.drafts.models import Revision
from tests.makers import make_council, make_person, make_revision
from tests.makers.circumstances import make_flag, make_interest, make_matter
from tests.makers.drafts import content_for

pytestmark = pytest.mark.django_db

TOUCHES = "<p>About the sale of the old depot.</p>"


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


@pytest.fixture
def officer(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.OFFICER)


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.COUNCILLOR)


def stopped(revision: Revision, *hands: Person) -> set[str]:
    item = revision.communication
    item.refresh_from_db()
    found = judge(item, revision.content, hands=[each.membership.pk for each in hands])
    return {one.check for one in found.blocking} & {"sensitive-matter", "declared-interest"}


def invited(officer: Person, member: Person) -> Revision:
    revision = make_revision(author=officer, kind="letter", body=TOUCHES)
    invite(actor=officer, communication=revision.communication, member_id=member.membership.pk)
    return revision


def rewritten(revision: Revision, by: Person) -> Revision:
    raw = content_for("letter", body=TOUCHES, closing="Yours faithfully")
    return revise(actor=by, communication_id=revision.communication_id, raw=raw, based_on_id=revision.pk)


def test_a_members_words_in_an_officers_draft_on_a_flagged_matter_are_a_members_text(
    clerk: Person, officer: Person, member: Person
) -> None:
    first = invited(officer, member)
    make_flag(matter=make_matter(clerk=clerk), by=clerk)
    assert stopped(first) == set()

    second = rewritten(first, member)

    assert stopped(second) == {"sensitive-matter"}
    (stop,) = stops_on(officer, [second.communication])[second.communication_id]
    assert stop.by_member
    with pytest.raises(Blocked):
        submit(actor=officer, communication_id=second.communication_id, revision_id=second.pk)


def test_a_member_does_not_submit_an_officers_text_on_a_flagged_matter(
    clerk: Person, officer: Person, member: Person
) -> None:
    revision = invited(officer, member)
    make_flag(matter=make_matter(clerk=clerk), by=clerk)

    with pytest.raises(Blocked) as refused:
        submit(actor=member, communication_id=revision.communication_id, revision_id=revision.pk)

    assert "sensitive-matter" in {one.check for one in refused.value.verdict.findings}


def test_an_interest_of_whoever_wrote_or_submits_it_counts_like_the_authors(
    clerk: Person, officer: Person, member: Person
) -> None:
    first = invited(officer, member)
    make_interest(matter=make_matter(clerk=clerk), member=member, clerk=clerk)
    assert (stopped(first), stopped(first, member)) == (set(), {"declared-interest"})

    assert stopped(rewritten(first, member)) == {"declared-interest"}


def test_who_submitted_it_counts_when_the_clerk_decides(
    clerk: Person, officer: Person, member: Person
) -> None:
    first = make_revision(author=officer, kind="notice", body="<p>About the sale of the old depot.</p>")
    invite(actor=officer, communication=first.communication, member_id=member.membership.pk)
    review = submit(actor=member, communication_id=first.communication_id, revision_id=first.pk)
    make_interest(matter=make_matter(clerk=clerk), member=member, clerk=clerk)

    with pytest.raises(Blocked) as refused:
        approve(actor=clerk, review_id=review.pk, revision_id=first.pk, issue=Issue())

    assert "declared-interest" in {one.check for one in refused.value.verdict.findings}
