"""The list of messages to members: what failed first, with its reason and a button for the clerk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person, make_review, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")


def test_before_anybody_was_told_the_page_says_what_will_stand_there(clerk: Person) -> None:
    page = sign_in(clerk).get(reverse("notices", args=["ptc"]))

    assert page.status_code == 200
    assert "Nobody has been told anything yet" in page.content.decode()


def test_what_failed_stands_first_with_its_reason_and_a_button(clerk: Person, author: Person) -> None:
    make_review(author=author, title="The first")
    Notice.objects.update(state="failed", problem="Refused for good: 550", settled_at=timezone.now())
    make_review(author=author, title="The second")

    text = sign_in(clerk).get(reverse("notices", args=["ptc"])).content.decode()

    assert text.index("Refused for good: 550") < text.index("Waiting")
    assert text.count("queue-row--urgent") == 1
    assert text.count("Try again<span") == 1
    assert "The first" not in text


def test_what_goes_with_tomorrow_s_mail_stands_in_its_turn_and_what_is_due_before_all_else(
    clerk: Person, author: Person
) -> None:
    now = timezone.now()
    make_review(author=author)
    Notice.objects.update(due_at=now + timedelta(days=1))
    make_review(author=author)
    Notice.objects.filter(due_at__lte=now + timedelta(hours=1)).update(state="sent", settled_at=now)
    address = reverse("notices", args=["ptc"])

    text = sign_in(clerk).get(address).content.decode()
    assert text.index("Sent") < text.index("Waiting")

    Notice.objects.filter(state="pending").update(due_at=now)
    text = sign_in(clerk).get(address).content.decode()
    assert text.index("Waiting") < text.index("Sent")


def test_an_auditor_reads_the_reason_and_has_no_button(
    council: Council,
    clerk: Person,
    author: Person,
) -> None:
    make_review(author=author)
    Notice.objects.update(state="failed", problem="Refused for good: 550")
    auditor = make_person(council=council, role=Role.AUDITOR)

    text = sign_in(auditor).get(reverse("notices", args=["ptc"])).content.decode()

    assert "Refused for good: 550" in text
    assert "Try again<span" not in text


def test_the_button_orders_another_attempt_and_comes_back(clerk: Person, author: Person) -> None:
    make_review(author=author)
    Notice.objects.update(state="failed", problem="Refused for good: 550", tries=3)
    notice = Notice.objects.get()

    page = sign_in(clerk).post(reverse("notice_again", args=["ptc", notice.pk]), follow=True)

    assert page.redirect_chain == [(reverse("notices", args=["ptc"]), 302)]
    assert "Another attempt at the message to Ann Clerk is ordered." in page.content.decode()
    notice.refresh_from_db()
    assert (notice.state, notice.tries, notice.problem) == ("pending", 0, "")


def test_what_moved_on_is_refused_and_another_councils_does_not_exist(clerk: Person, author: Person) -> None:
    make_review(author=author)
    notice = Notice.objects.get()
    stranger = make_person(council=make_council(slug="other"), role=Role.CLERK)

    assert sign_in(clerk).post(reverse("notice_again", args=["ptc", notice.pk])).status_code == 409
    assert sign_in(stranger).post(reverse("notice_again", args=["other", notice.pk])).status_code == 404


def test_thirty_messages_cost_as_many_questions_as_one(clerk: Person, author: Person) -> None:
    client = sign_in(clerk)
    address = reverse("notices", args=["ptc"])
    make_review(author=author)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(29):
        make_review(author=author, title=f"Item {number}")
    with CaptureQueriesContext(connection) as thirty:
        client.get(address)

    assert len(thirty) == len(one)
