"""What needs me now."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.deciding import Issue, return_with_reason
from approvals.urgent import issue_at_once
from approvals.withdrawing import withdraw
from policies.drafting import set_drafting_rules
from portal.channels.models import Command, Delivery, Notice, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_person,
    make_review,
    make_revision,
    sign_in,
)

pytestmark = pytest.mark.django_db


def home(person: Person) -> str:
    response = sign_in(person).get(reverse("desk_home", args=[person.council.slug]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Olga Quill")


@pytest.fixture
def deputy(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY, name="Maud Ash")


def test_a_returned_draft_stands_first_with_the_reason(
    council: Council, clerk: Person, deputy: Person
) -> None:
    returned = make_review(author=deputy, title="The returned one")
    make_revision(author=deputy, title="The newer draft")
    return_with_reason(actor=clerk, review_id=returned.pk, reason="Name the <minute>.")

    page = home(deputy)

    assert page.index("The returned one") < page.index("The newer draft")
    assert "Name the &lt;minute&gt;." in page
    assert "Olga Quill returned it" in page


def test_the_author_sees_who_has_the_submitted_item_and_the_clerk_sees_it_waiting(
    clerk: Person, deputy: Person
) -> None:
    make_review(author=deputy, title="Square reopens")

    assert "You submitted" in home(deputy)
    assert "waits for the clerk" in home(deputy)
    page = home(clerk)
    assert "1 waiting for approval" in page
    assert "Square reopens" in page


def test_members_do_not_see_the_queue_or_each_others_drafts(council: Council, deputy: Person) -> None:
    make_review(author=deputy, title="Not for everybody")
    councillor = make_person(council=council)

    page = home(councillor)

    assert "Not for everybody" not in page
    assert "waiting for approval" not in page


def test_what_failed_or_is_held_is_named_with_its_reason(
    council: Council, clerk: Person, deputy: Person
) -> None:
    make_channels(council, "newsroom", "press_email")
    make_approved(author=deputy, clerk=clerk, title="Stuck release")
    Delivery.objects.filter(channel__connector="newsroom").update(state="failed", problem="The disk is full.")

    page = home(clerk)

    assert "1 delivery needs somebody" in page
    assert "The disk is full." in page


def test_a_withdrawal_that_failed_is_named_too(council: Council, clerk: Person) -> None:
    make_channels(council, "newsroom")
    publication = make_approved(author=clerk, clerk=clerk, kind="notice", title="Taken back")
    carry(RowKind.DELIVERY, Delivery.objects.get().pk)
    withdraw(actor=clerk, communication_id=publication.communication_id, reason="It was wrong.")
    Command.objects.update(state="failed", problem="The page would not go.")

    page = home(clerk)

    assert "1 delivery needs somebody" in page
    assert "Withdrawal from Newsroom: The page would not go." in page


def test_what_is_scheduled_is_listed_with_its_moment(council: Council, clerk: Person, deputy: Person) -> None:
    make_channels(council, "newsroom", "press_email")
    later = timezone.now() + timedelta(days=3)
    make_approved(author=deputy, clerk=clerk, title="On Friday", issue={"go_at": later})

    assert "Goes out next" in home(clerk)


def test_a_second_look_is_owed_by_everybody_but_the_one_who_issued(council: Council, clerk: Person) -> None:
    (channel,) = make_channels(council, "newsroom")
    revision = make_revision(author=clerk, kind="notice", title="Flood tonight")
    issue_at_once(
        actor=clerk,
        communication_id=revision.communication_id,
        revision_id=revision.pk,
        reason="The river rises.",
        issue=Issue(channel_ids=[channel.pk]),
    )
    auditor = make_person(council=council, role=Role.AUDITOR)

    assert "Somebody else must look" in home(clerk)
    page = home(auditor)
    assert "Flood tonight" in page
    assert "The river rises." in page
    assert "Somebody else must look" not in page
    assert ("What went out<" in page, "Look again<" in page) == (True, False)
    assert "Look again<" in home(make_person(council=council, role=Role.OFFICER))
    assert "Second looks owed" not in home(make_person(council=council, role=Role.PARTNER))


def test_a_kind_that_may_not_be_drafted_says_why(council: Council, clerk: Person) -> None:
    set_drafting_rules(actor=clerk, kind="press_release", roles=[Role.CHAIR], clause="4.2")
    councillor = make_person(council=council)

    page = home(councillor)

    assert "clause 4.2" in page
    assert "the clerk&#x27;s permission to draft a press release" in page
    assert "clause 4.2" not in home(clerk)


def test_an_empty_desk_says_what_will_stand_there(deputy: Person) -> None:
    page = home(deputy)

    assert "You have no draft open" in page
    assert "Nothing has been issued yet" in page


def fill(council: Council, clerk: Person, author: Person, count: int) -> None:
    for number in range(count):
        make_revision(author=author, title=f"Draft {number}")
        make_review(author=author, title=f"Submitted {number}")
        returned = make_review(author=author, title=f"Returned {number}")
        return_with_reason(actor=clerk, review_id=returned.pk, reason="Again, please.")
        later = timezone.now() + timedelta(days=1 + number)
        make_approved(author=author, clerk=clerk, title=f"Scheduled {number}", issue={"go_at": later})
    Delivery.objects.filter(publication__council=council).update(state="held", problem="Held.")
    Notice.objects.filter(council=council).update(state="failed", problem="Refused.")


def test_the_clerk_sees_which_message_to_whom_failed_and_why_and_others_do_not(
    council: Council, clerk: Person
) -> None:
    author = make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")
    make_review(author=author)
    address = reverse("desk_home", args=[council.slug])
    before = sign_in(clerk).get(address).content.decode()
    Notice.objects.update(state="failed", problem="Refused for good: 550")

    after = sign_in(clerk).get(address).content.decode()

    assert "to members could not be sent" not in before
    assert "1 message to members could not be sent" in after
    assert "Something waits for approval" in after
    assert "Refused for good: 550" in after
    assert f'action="{reverse("notice_again", args=[council.slug, Notice.objects.get().pk])}"' in after
    assert "could not be sent" not in sign_in(author).get(address).content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPUTY])
def test_thirty_of_everything_cost_as_many_queries_as_one(council: Council, clerk: Person, role: str) -> None:
    make_channels(council, "newsroom", "press_email")
    person = make_person(council=council, role=role)
    client = sign_in(person)
    address = reverse("desk_home", args=[council.slug])
    fill(council, clerk, person, 1)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert client.get(address).status_code == 200
    fill(council, clerk, person, 29)
    with CaptureQueriesContext(connection) as thirty:
        assert client.get(address).status_code == 200

    assert len(thirty) == len(one)
    assert len(thirty) <= 27  # among them: what the press asks, what others ask of the person


def issued_now(author: Person, clerk: Person, **order: Any) -> Publication:
    publication = make_approved(author=author, clerk=clerk, **order)
    for delivery in Delivery.objects.filter(publication=publication).order_by("pk"):
        carry(RowKind.DELIVERY, delivery.pk)
    return publication


@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.CONTRACTOR])
def test_what_went_out_lately_is_told_to_members_only_once_readers_have_it(
    council: Council, clerk: Person, deputy: Person, role: str
) -> None:
    make_channels(council, "newsroom", "press_email", "letter")
    later = timezone.now() + timedelta(hours=2)
    secret = "The mayor is to open the library"
    embargoed = issued_now(deputy, clerk, title=secret, embargo=later.strftime("%Y-%m-%dT%H:%M"))
    Publication.objects.filter(pk=embargoed.pk).update(state="live", live_at=timezone.now())
    letter = issued_now(deputy, clerk, kind="letter", title="Your bench")
    Publication.objects.filter(pk=letter.pk).update(state="live", live_at=timezone.now())
    member = make_person(council=council, role=role)

    page = home(member)

    assert ((secret in page), ("Your bench" in page)) == (False, False)
    assert secret in home(deputy)


def test_an_item_that_is_being_corrected_stands_under_the_title_it_went_out_with(
    council: Council, clerk: Person, deputy: Person
) -> None:
    make_channels(council, "newsroom")
    publication = issued_now(deputy, clerk, kind="notice", title="Mill Lane is closed")
    item = publication.communication
    item.refresh_from_db()
    make_revision(author=deputy, communication=item, title="Mill Lane: CORRECTED")
    member = make_person(council=council)

    page = home(member)

    assert "CORRECTED" not in page
    assert f'/ptc/news/mill-lane-is-closed-{item.pk}/">Mill Lane is closed</a>' in page
    assert f'/ptc/desk/drafts/{item.pk}/">Mill Lane is closed</a>' in home(clerk)
