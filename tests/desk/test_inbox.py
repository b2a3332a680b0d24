"""One inbox for somebody who serves several councils."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.claiming import claim
from approvals.consulting.asking import consult
from approvals.deciding import return_with_reason
from approvals.filtering import PASSED
from approvals.models import Review
from approvals.queue import next_across
from portal.channels.models import Delivery
from portal.councils.models import Council, Membership, User
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.desk.inbox import ALL_COUNCILS
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
from tests.makers.circumstances import make_flag, make_matter, make_period

pytestmark = pytest.mark.django_db
SAID = (
    "your own work",
    "Held: it touches",
    "Waits for the view of Cora Chair",
    "In your hand until",
    "Edited since it was submitted",
    "Nothing found",
    "Circumstances changed: it is looked at again",
)
EVERYTHING_WAITING = {"A notice here", "A letter there", "Too late there"}


@dataclass(frozen=True)
class Both:
    """The clerk of two councils, in the first of them, and an author in each."""

    clerk: Person
    here: Person
    there: Person


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


@pytest.mark.parametrize(
    ("weight", "words"), [(1, "Worth a look"), (2, "Needs an answer"), (3, "Must be changed")]
)
@pytest.mark.parametrize("page", ["inbox", "queue"])
def test_the_lists_say_the_worst_finding_how_many_more_and_the_period_at_a_glance(
    winnie: User, page: str, weight: int, words: str
) -> None:
    council = make_council(slug="aston", name="Aston Council")
    clerk = serve(winnie, council)
    serve(winnie, make_council(slug="barton", name="Barton Council"))
    make_period(clerk=clerk, kind="mourning")
    made = make_review(author=make_person(council=council), title="The mayor opens the fair")
    Review.objects.filter(pk=made.pk).update(found=4, worst=weight)
    at = reverse(page) if page == "inbox" else reverse(page, args=[council.slug])

    shown = sign_in(clerk).get(at).content.decode()

    assert f'">{words} and 3 more</span>' in shown
    assert '<span class="mark">Mourning</span>' in shown


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
    assert f'href="/aston/desk/queue/{newer.pk}/?councils=%2A"' in page
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


@pytest.mark.parametrize("page", ["inbox", "queue", "desk_home"])
def test_every_list_of_what_waits_says_the_same_of_an_item(winnie: User, page: str) -> None:
    council = make_council(slug="aston", name="Aston Council")
    clerk = serve(winnie, council)
    serve(winnie, make_council(slug="barton", name="Barton Council"))
    chair = make_person(council=council, role=Role.CHAIR, name="Cora Chair")
    own, edited, held, plain = (
        make_review(author=clerk if title == "Own" else chair, title=title)
        for title in ("Own", "Edited", "Held", "Plain")
    )
    claim(actor=clerk, review_id=edited.pk)
    make_revision(author=clerk, communication=edited.communication, title="Edited again")
    consult(actor=clerk, communication_id=held.communication_id, member_id=chair.membership.pk, question="?")
    make_flag(matter=make_matter(clerk=clerk, title="Market Square"), by=clerk)
    Review.objects.exclude(pk=plain.pk).update(weighed_version=clerk.council.circumstances_version)
    Review.objects.filter(pk=plain.pk).update(weighed_version=None)
    Review.objects.filter(pk=held.pk).update(flagged_matters=[1])
    at = reverse(page) if page == "inbox" else reverse(page, args=[council.slug])

    shown = sign_in(clerk).get(at).content.decode()

    rows = {
        title: next(row for row in shown.split("<li ") if f">{title}</a></h" in row)
        for title in ("Own", "Edited again", "Held", "Plain")
    }
    assert {title: [word for word in SAID if word in row] for title, row in rows.items()} == {
        "Own": ["your own work", "Nothing found"],
        "Edited again": ["In your hand until", "Edited since it was submitted", "Nothing found"],
        "Held": ["Held: it touches", "Waits for the view of Cora Chair", "Nothing found"],
        "Plain": ["Held: it touches", "Nothing found", "Circumstances changed: it is looked at again"],
    }
    assert own.pk != plain.pk


@pytest.fixture
def both(winnie: User) -> Both:
    """Return two councils of which Winnie is the clerk, with an author in each."""
    one, other = make_council(slug="aston", name="Aston Council"), make_council(slug="barton")
    clerk = serve(winnie, one)
    serve(winnie, other)
    return Both(clerk, make_person(council=one), make_person(council=other))


def shown(person: Person, query: str) -> str:
    response = sign_in(person).get(reverse("inbox") + query)
    assert response.status_code == 200
    return response.content.decode()


def test_what_does_not_stand_on_the_first_page_stands_on_the_next(both: Both) -> None:
    for number in range(16):
        make_review(author=both.here, title=f"Here {number}.")
        make_review(author=both.there, title=f"There {number}.")

    first, second = shown(both.clerk, ""), shown(both.clerk, "?page=2")

    assert [page.count('<li class="queue-row">') for page in (first, second)] == [30, 2]
    assert "Page 1 of 2" in first
    assert "Here 15." not in first
    assert "Here 15." in second
    assert "There 15." in second


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?kind=notice", {"A notice here"}),
        ("?councils=barton", {"A letter there", "Too late there"}),
        ("?due=passed", {"Too late there"}),
        ("?councils=aston&due=passed", set()),
        ("?kind=nonsense&councils=no%20slug&due=&page=x&holder=x", EVERYTHING_WAITING),
        ("?councils=elsewhere", set()),
    ],
)
def test_the_list_of_all_councils_is_narrowed_by_council_kind_and_what_is_overdue(
    both: Both, query: str, left: set[str]
) -> None:
    make_review(author=both.here, kind="notice", title="A notice here")
    make_review(author=both.there, title="A letter there")
    late = make_review(author=both.there, title="Too late there")
    Review.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1), due_for="wished")
    make_review(author=make_person(council=make_council(slug="elsewhere")), title="Of strangers")

    page = shown(both.clerk, query)

    assert {title for title in (*EVERYTHING_WAITING, "Of strangers") if title in page} == left
    assert ("Nothing that waits is of this sort" in page) == (not left)


def test_after_a_decision_the_next_item_of_any_council_opens(both: Both) -> None:
    first = make_review(author=both.here, title="First")
    other = make_review(author=both.there, title="Second")
    make_review(author=make_person(council=make_council(slug="elsewhere")), title="Of strangers")
    client = sign_in(both.clerk)

    def returned(slug: str, review: Review) -> HttpResponse:
        sent = {"return-reason": "Name the minute.", "next": "yes"}
        return client.post(f"/{slug}/desk/queue/{review.pk}/return/?councils=%2A", sent)  # type: ignore[return-value]

    answer = returned("aston", first)
    assert answer["Location"] == f"/barton/desk/queue/{other.pk}/?councils=%2A"
    page = client.get(answer["Location"]).content.decode()
    assert '<a data-back href="/desk/?councils=%2A">All your councils</a>' in page
    assert f'action="/barton/desk/queue/{other.pk}/return/?councils=%2A"' in page

    answer = returned("barton", other)
    assert answer["Location"] == "/desk/?councils=%2A"
    assert "Nothing else waits for you in your councils." in client.get(answer["Location"]).content.decode()


def too_late(author: Person, title: str, **changes: str) -> Review:
    """Return a review whose time passed an hour ago, undecided."""
    review = make_review(author=author, title=title, **changes)
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now() - timedelta(hours=1), due_for="wished")
    return review


def test_what_was_not_decided_in_time_counts_apart_and_stands_last_as_in_no_council_it_waits(
    both: Both,
) -> None:
    too_late(both.there, "Too late there")
    make_review(author=both.there, title="A letter there")
    make_review(author=both.here, title="A notice here", kind="notice")

    page = shown(both.clerk, "")

    assert "<p>1 waiting for approval</p>" in page
    assert "<p>1 waiting for approval · <strong>1 not decided in time</strong></p>" in page
    assert "<strong>1 was not decided in time.</strong>" in page
    assert "What was not decided in time stands last." in page
    assert page.index("A notice here") < page.index("A letter there") < page.index("Too late there")
    oldest = shown(both.clerk, "?order=oldest")
    assert oldest.index("A letter there") < oldest.index("A notice here") < oldest.index("Too late there")
    assert "1 of 3 waiting or not decided in time." in shown(both.clerk, "?kind=notice")
    assert 'href="/desk/?due=passed&amp;councils=%2A">Give it a new time, or return it</a>' in page
    passed = shown(both.clerk, "?due=passed&councils=%2A")
    assert [title for title in EVERYTHING_WAITING if title in passed] == ["Too late there"]
    assert "stands last" not in passed


@pytest.mark.parametrize("due", ["today", "week"])
def test_what_is_due_soon_is_not_what_passed(both: Both, due: str) -> None:
    too_late(both.there, "Too late there")
    soon = make_review(author=both.there, title="A letter there")
    at = timezone.now() + timedelta(minutes=1)
    Review.objects.filter(pk=soon.pk).update(due_at=at, due_for="wished")

    page = shown(both.clerk, f"?due={due}")

    assert "Too late there" not in page
    today = timezone.localtime(at).date() == timezone.localdate()  # not in the minute before midnight
    assert ("A letter there" in page) == (today or due == "week")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("councils=%2A", "All that still waits for you in your councils was not decided in time."),
        ("kind=letter&councils=%2A", "All that still waits for you of this sort in your councils was not"),
        ("kind=notice&councils=%2A", "Nothing else of this sort waits for you."),
        ("due=none&councils=%2A", "Nothing else of this sort waits for you."),
    ],
)
def test_after_a_decision_nobody_reads_that_nothing_waits_above_what_was_not_decided_in_time(
    both: Both, query: str, words: str
) -> None:
    too_late(both.there, "Too late there", kind="letter")
    last = make_review(author=both.here, title="A notice here", kind="notice")
    sent = {"return-reason": "Name the minute.", "next": "yes"}

    answer = sign_in(both.clerk).post(f"/aston/desk/queue/{last.pk}/return/?{query}", sent, follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/desk/?{query}", 302)]
    assert words in page
    assert ("Nothing else" in page) == words.startswith("Nothing else")
    assert ("Too late there" in page) == words.startswith("All that")


def test_the_next_of_any_council_is_one_that_they_may_decide_now(both: Both, winnie: User) -> None:
    first = make_review(author=both.here)
    reading = make_council()
    serve(winnie, reading, Role.COUNCILLOR)
    make_review(author=make_person(council=reading))
    held = make_review(author=both.there)
    late = make_review(author=both.there)
    second_clerk = make_person(council=both.there.council, role=Role.CLERK)
    claim(actor=second_clerk, review_id=held.pk)
    Review.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1), due_for="wished")

    assert next_across(winnie.pk, first, ALL_COUNCILS) is None
    assert next_across(winnie.pk, first, replace(ALL_COUNCILS, due=PASSED)) == late
    free = make_review(author=both.there)
    assert next_across(winnie.pk, first, ALL_COUNCILS) == free
    assert next_across(winnie.pk, free, replace(ALL_COUNCILS, councils="barton")) is None


def test_a_queue_of_one_council_knows_nothing_of_the_list_of_all(both: Both) -> None:
    make_review(author=both.here, title="First")

    page = sign_in(both.clerk).get("/aston/desk/queue/?councils=barton&due=passed").content.decode()

    assert "First" in page
    assert "councils=" not in page


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
    with CaptureQueriesContext(connection) as narrowed:
        client.get(reverse("inbox") + "?kind=notice&page=2")
    assert len(narrowed) <= len(ten) + 1
    assert len(ten) <= 8  # of them: the words that wait for the person, letters, and what others ask of them
    clerk = person_now(Membership.objects.filter(user=winnie).earliest("pk").pk)
    make_flag(matter=make_matter(clerk=clerk, title="Market Square"), by=clerk)
    Review.objects.update(flagged_matters=[1], weighed_version=0)
    with CaptureQueriesContext(connection) as flagged:
        assert "Held: it touches" in client.get(reverse("inbox")).content.decode()
    assert len(flagged) == len(ten) + 2 <= 10  # what the queue of one council may ask
