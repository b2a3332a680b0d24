"""The urgent path, and the second look it leaves owing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.claiming import Taken, claim
from approvals.deciding import Issue
from approvals.models import Review, SecondLook
from approvals.urgent import issue_at_once, look_again
from policies.rules import STATUTORY
from portal.channels.models import Channel, Delivery, Publication
from portal.councils.appointing import end_membership
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.drafts.editing import StaleRevision
from portal.drafts.inviting import invite
from portal.drafts.models import Clearance, Communication, Revision
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_membership, make_person, make_review, make_revision

pytestmark = pytest.mark.django_db


def urgent(actor: Person, revision: Revision, **changes: Any) -> Publication:
    facts: dict[str, Any] = {
        "communication_id": revision.communication_id,
        "revision_id": revision.pk,
        "reason": " Burst main in Mill Lane. ",
        "issue": Issue(list(Channel.objects.filter(council=actor.council).values_list("pk", flat=True))),
    }
    publication = issue_at_once(actor=actor, **{**facts, **changes})
    assert publication is not None
    return publication


def test_it_goes_out_at_once_under_one_reason_and_leaves_a_debt(clerk: Person) -> None:
    publication = urgent(clerk, make_revision(author=clerk, kind="notice"))

    assert publication.go_at <= timezone.now()
    assert list(Delivery.objects.values_list("state", flat=True)) == ["pending"]
    clearance = Clearance.objects.get()
    assert (clearance.urgent, clearance.reason) == (True, "Burst main in Mill Lane.")
    look = SecondLook.objects.get()
    assert (look.clearance_id, look.issued_by_id, look.done_at) == (clearance.pk, clerk.membership.pk, None)


def test_findings_are_waived_each_by_name(clerk: Person) -> None:
    urgent(clerk, make_revision(author=clerk, kind="notice", purpose="", basis_reference=""))

    waived = SecondLook.objects.get().waived_findings
    assert [finding["check"] for finding in waived] == ["required-parts", "basis-stated"]
    body = LedgerEntry.objects.get(verb="issued_urgently").body
    assert all(finding["key"] in body for finding in waived)


def test_a_broken_check_is_waived_too(clerk: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policies.evaluate._checks", lambda _: {})

    urgent(clerk, make_revision(author=clerk, kind="notice"))

    assert len(SecondLook.objects.get().waived_findings) == len(STATUTORY)


def test_a_time_to_come_does_not_delay_it(clerk: Person) -> None:
    channels = list(Channel.objects.values_list("pk", flat=True))
    later = timezone.now() + timedelta(days=3)

    publication = urgent(
        clerk, make_revision(author=clerk, kind="notice"), issue=Issue(channels, go_at=later)
    )

    assert publication.go_at <= timezone.now()


def test_an_open_review_is_overtaken_even_in_somebody_elses_hand(council: Council, clerk: Person) -> None:
    review = make_review(author=make_person(council=council), kind="notice")
    claim(actor=make_person(council=council, role=Role.CLERK), review_id=review.pk)

    urgent(clerk, review.revision)

    kept = Review.objects.get()
    assert (kept.state, kept.decided_by_id) == ("overtaken", clerk.membership.pk)
    with pytest.raises(
        Taken, match=f"{clerk.membership.user.name} has withdrawn the item, or issued it at once"
    ):
        claim(actor=clerk, review_id=review.pk)


def test_it_never_gives_the_power_to_issue(council: Council) -> None:
    for role in [role for role in Role.values if role != Role.CLERK]:
        person = make_person(council=council, role=role)
        author = make_person(council=council, role=Role.DEPUTY)
        with pytest.raises(NotYours):
            urgent(person, make_revision(author=author, kind="notice"))


def test_it_never_goes_around_a_closed_channel_or_a_hold_or_the_hash(clerk: Person) -> None:
    revision = make_revision(author=clerk, kind="notice")
    with pytest.raises(StaleRevision):
        urgent(clerk, revision, revision_id=revision.pk + 1)
    Council.objects.update(issuing_on_hold=True)
    with pytest.raises(Refusal, match="held back"):
        urgent(clerk, revision)
    Council.objects.update(issuing_on_hold=False)
    Channel.objects.update(is_open=False)
    with pytest.raises(Refusal, match="No open channel"):
        urgent(clerk, revision)

    assert (Clearance.objects.count(), SecondLook.objects.count()) == (0, 0)


def test_where_a_second_officer_is_required_the_urgent_path_still_works_and_owes_the_look(
    clerk: Person,
) -> None:
    Council.objects.update(second_officer_required=True)

    urgent(clerk, make_revision(author=clerk, kind="notice"))

    assert SecondLook.objects.filter(done_at__isnull=True).count() == 1


def test_the_second_look_is_somebody_elses_in_this_or_any_office(council: Council, clerk: Person) -> None:
    other = make_person(council=council, role=Role.CLERK)
    urgent(clerk, make_revision(author=clerk, kind="notice"))
    look = SecondLook.objects.get()
    end_membership(actor=other, membership_id=clerk.membership.pk)
    again = person_now(make_membership(council=council, role=Role.OFFICER, user=clerk.membership.user).pk)

    for same in (clerk, again):
        with pytest.raises(NotYours, match="yourself"):
            look_again(actor=same, second_look_id=look.pk, verdict="Fine")

    assert look_again(actor=other, second_look_id=look.pk, verdict=" Right. ").verdict == "Right."


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PARTNER, Role.CONTRACTOR, Role.VOLUNTEER])
def test_who_holds_no_office_here_takes_no_second_look(council: Council, clerk: Person, role: Role) -> None:
    urgent(clerk, make_revision(author=clerk, kind="notice"))
    look = SecondLook.objects.get()

    with pytest.raises(NotYours, match="members and officers"):
        look_again(actor=make_person(council=council, role=role), second_look_id=look.pk, verdict="Fine")

    look.refresh_from_db()
    assert look.done_at is None


def test_a_second_look_needs_words_is_done_once_and_is_no_other_councils(
    council: Council, clerk: Person
) -> None:
    urgent(clerk, make_revision(author=clerk, kind="notice"))
    look, other = SecondLook.objects.get(), make_person(council=council)

    with pytest.raises(InvalidInput):
        look_again(actor=other, second_look_id=look.pk, verdict=" ")
    with pytest.raises(Refusal, match="no such second look"):
        look_again(actor=make_person(council=make_council()), second_look_id=look.pk, verdict="Fine")
    look_again(actor=other, second_look_id=look.pk, verdict="Fine")
    with pytest.raises(Refusal, match="already looked"):
        look_again(actor=other, second_look_id=look.pk, verdict="Fine")


def test_the_database_refuses_a_look_by_its_issuer_and_one_without_words(
    council: Council, clerk: Person
) -> None:
    urgent(clerk, make_revision(author=clerk, kind="notice"))
    done = {"done_at": timezone.now(), "verdict": "x"}

    with pytest.raises(IntegrityError, match="second_look_by_somebody_else"), transaction.atomic():
        SecondLook.objects.update(done_by=clerk.membership, **done)
    with pytest.raises(IntegrityError, match="second_look_says_what"), transaction.atomic():
        SecondLook.objects.update(
            done_by=make_membership(council=council), done_at=timezone.now(), verdict=""
        )


def test_a_member_s_own_draft_is_issued_at_once_only_by_a_clerk_whom_they_invited(clerk: Person) -> None:
    author = make_person(council=clerk.council)
    revision = make_revision(author=author, kind="notice")
    with pytest.raises(NotYours, match="author's until they submit it"):
        urgent(clerk, revision)
    invite(actor=author, communication=revision.communication, member_id=clerk.membership.pk)
    urgent(clerk, revision)
    assert Communication.objects.get().shared_at is not None
