"""One inbox for somebody who serves several councils."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals.deciding import return_with_reason
from portal.channels.models import Delivery
from portal.councils.models import Council, Membership, User
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_membership,
    make_person,
    make_review,
    make_revision,
    sign_in,
)

pytestmark = pytest.mark.django_db


def serve(user: User, council: Council, role: str = Role.CLERK) -> Person:
    """Make ``user`` a member of ``council`` and return them there."""
    return person_now(make_membership(council=council, user=user, role=role).pk)


@pytest.fixture
def winnie() -> User:
    return User.objects.create_user("clerk@both.example", "Winnie Bridge")


def inbox(person: Person) -> str:
    response = sign_in(person).get(reverse("inbox"))
    assert response.status_code == 200
    return response.content.decode()


def test_what_waits_in_every_council_stands_in_one_list_the_oldest_first(winnie: User) -> None:
    first, second = (
        make_council(slug="aston", name="Aston Council"),
        make_council(slug="barton", name="Barton Council"),
    )
    here = serve(winnie, first)
    serve(winnie, second)
    make_review(author=make_person(council=second), title="The older one")
    newer = make_review(author=make_person(council=first), title="The newer one")

    page = inbox(here)

    assert page.index("The older one") < page.index("The newer one")
    assert f'href="/aston/desk/queue/{newer.pk}/"' in page
    assert page.count("1 waiting for approval") == 2
    assert "Change council" in page


def test_nothing_of_a_council_where_they_do_not_approve_or_that_they_left_is_shown(winnie: User) -> None:
    mine, reading, left, strange = (make_council() for _ in range(4))
    here = serve(winnie, mine)
    serve(winnie, reading, Role.COUNCILLOR)
    gone = serve(winnie, left)
    for number, council in enumerate((reading, left, strange)):
        make_review(author=make_person(council=council), title=f"Not for Winnie {number}")
    Membership.objects.filter(pk=gone.membership.pk).update(ended_at=gone.membership.started_at)

    page = inbox(here)

    assert "Not for Winnie" not in page
    assert "You may read and write there" in page
    assert left.name not in page
    assert "Nothing waits for you" in page


def test_deliveries_that_need_somebody_are_counted_per_council(winnie: User) -> None:
    council = make_council(slug="aston")
    here = serve(winnie, council)
    serve(winnie, make_council(slug="barton"))
    make_channels(council, "newsroom")
    make_approved(author=here, clerk=here, kind="notice")
    Delivery.objects.update(state="held", problem="Held.")

    assert inbox(here).count("delivery needs somebody") == 1


def test_what_came_back_to_the_author_is_listed_with_its_council(winnie: User) -> None:
    one, other = make_council(slug="aston"), make_council(slug="barton")
    author = serve(winnie, one, Role.DEPUTY)
    serve(winnie, other, Role.COUNCILLOR)
    review = make_review(author=author, title="Mend me")
    return_with_reason(
        actor=make_person(council=one, role=Role.CLERK), review_id=review.pk, reason="Name the minute."
    )

    page = inbox(author)

    assert "Returned to you" in page
    assert f'href="/aston/desk/drafts/{review.communication_id}/"' in page


def test_somebody_with_one_council_or_none_is_led_on() -> None:
    person = make_person(council=make_council(slug="aston"))
    nobody = Client()
    nobody.force_login(
        User.objects.create_user("left@example.org", "Left"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )

    assert sign_in(person).get(reverse("inbox")).headers["Location"] == "/aston/desk/"
    assert nobody.get(reverse("inbox")).headers["Location"] == "/"
    assert Client().get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"


def test_ten_councils_cost_as_many_queries_as_two(winnie: User) -> None:
    def found(count: int) -> Person:
        for _ in range(count):
            council = make_council()
            person = serve(winnie, council)
            author = make_person(council=council)
            make_review(author=author)
            make_revision(author=person)
        return person

    client = sign_in(found(2))
    client.get(reverse("inbox"))
    with CaptureQueriesContext(connection) as two:
        client.get(reverse("inbox"))
    found(8)
    with CaptureQueriesContext(connection) as ten:
        assert client.get(reverse("inbox")).status_code == 200

    assert len(ten) == len(two)
    assert len(ten) <= 15  # of them: the words that wait for the person, letters, and what others ask of them
