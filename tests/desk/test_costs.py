"""What the pages and acts of the desk ask of the database: the exact number of statements that read or write.

Whoever needs one more says why in the commit; whoever saves one writes the smaller number here. docs/benchmarks.md says
what the goals are and what they cost in time.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import Review
from approvals.weighing import weigh_again
from policies.matters.linking import say_about
from policies.models import Matter
from portal.councils.delegating import delegate
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Revision
from tests.makers import (
    content_for,
    make_channels,
    make_council,
    make_membership,
    make_person,
    make_review,
    make_revision,
    sign_in,
)
from tests.makers.circumstances import make_flag, make_interest, make_matter

pytestmark = pytest.mark.django_db

_NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
COSTS = {
    "queue": 7,
    "queue, due first": 7,
    "review": 7,
    "history": 7,
    "search": 7,
    "save": 10,
    "submit": 12,
    "approve": 15,
    "history, issued": 7,
}

FILTERED = "?kind=press_release&holder=free&due=none&matter=yes&channel=newsroom&order=oldest"
QUEUES = {
    "queue/": 9,
    f"queue/{FILTERED}": 9,
    "queue/?page=25": 9,
    "queue/expired/": 8,
}
"""Where rows touch flagged matters, and others are closed to whoever reads; for who serves two councils one more."""


def asked_by(act: Callable[[], Any], status: int) -> int:
    """Return how many statements that read or write ``act`` sends."""
    with CaptureQueriesContext(connection) as captured:
        answer = act()
    assert answer.status_code == status, answer.content[:3000]
    sent = [one["sql"].lstrip() for one in captured.captured_queries]
    return sum(not sql.startswith(_NOT_COUNTED) for sql in sent)


@pytest.fixture
def clerk() -> Person:
    """Return a clerk who serves one council, with its channels."""
    council = make_council(slug="ptc")
    make_channels(council, "newsroom", "press_email")
    return make_person(council=council, role=Role.CLERK)


@pytest.mark.parametrize("waiting", [1, 12])
def test_pages_and_acts_ask_as_often_as_is_written_here_however_much_waits(
    clerk: Person, waiting: int
) -> None:
    author = make_person(council=clerk.council, role=Role.OFFICER)
    reviews: list[Review] = [make_review(author=author) for _ in range(waiting)]
    review = reviews[0]
    draft, ready = make_revision(author=author), make_revision(author=author)
    desk, writer = sign_in(clerk), sign_in(author)
    at = "/ptc/desk"
    for path in (f"{at}/queue/", f"{at}/queue/{review.pk}/"):  # what a process reads once, it has read then
        assert desk.get(path).status_code == 200
    channels = list(clerk.council.channels.values_list("pk", flat=True))
    item = review.communication_id
    order = {"revision_id": review.revision_id, "when": "now", "channels": channels, "seen_all": "yes"}

    found = {
        "queue": asked_by(lambda: desk.get(f"{at}/queue/"), 200),
        "queue, due first": asked_by(lambda: desk.get(f"{at}/queue/?order=due"), 200),
        "review": asked_by(lambda: desk.get(f"{at}/queue/{review.pk}/"), 200),
        "history": asked_by(lambda: desk.get(f"{at}/drafts/{item}/history/"), 200),
        "search": asked_by(lambda: desk.get(f"{at}/record/search/?q=market"), 200),
        "save": asked_by(lambda: writer.post(f"{at}/drafts/{draft.communication_id}/", saved(draft)), 302),
        "submit": asked_by(
            lambda: writer.post(f"{at}/queue/submit/{ready.communication_id}/", {"revision_id": ready.pk}),
            302,
        ),
        "approve": asked_by(lambda: desk.post(f"{at}/queue/{review.pk}/approve/", order), 302),
        "history, issued": asked_by(lambda: desk.get(f"{at}/drafts/{item}/history/"), 200),
    }

    assert found == COSTS


@pytest.mark.parametrize("waiting", [1, 12])
def test_a_queue_of_flagged_and_hidden_matters_asks_as_often_for_one_council_and_once_more_for_two(
    clerk: Person, waiting: int
) -> None:
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    now = timezone.now()
    soon = now + timedelta(days=5)
    delegate(actor=clerk, holder=officer.membership, starts_at=now, until=soon, reason="Leave")
    touching_flags(clerk, officer, waiting)
    elsewhere = make_council(slug="elsewhere")
    desk = sign_in(officer)
    pages = {path: desk.get(f"/ptc/desk/{path}") for path in QUEUES}
    stops = {path: page.content.decode().count("Held: it touches") for path, page in pages.items()}
    alone = {path: asked_by(partial(desk.get, f"/ptc/desk/{path}"), 200) for path in QUEUES}

    make_membership(council=elsewhere, role=Role.CLERK, user=officer.membership.user)
    make_review(author=make_person(council=elsewhere, role=Role.OFFICER))
    both = {path: asked_by(partial(desk.get, f"/ptc/desk/{path}"), 200) for path in QUEUES}

    assert {path: page.content.decode().count("queue-row") for path, page in pages.items()} == dict.fromkeys(
        QUEUES, waiting
    )
    assert stops == dict.fromkeys(QUEUES, 2 * waiting)
    assert alone == QUEUES
    assert both == {path: number + 1 for path, number in QUEUES.items()}
    assert "Also waiting" in desk.get("/ptc/desk/queue/").content.decode()
    assert max(both.values()) == 10  # the goal of docs/benchmarks.md


def touching_flags(clerk: Person, reader: Person, waiting: int) -> None:
    """Have ``waiting`` items wait in either list, each on two flagged matters; one is closed to ``reader``.

    As many more are about the matter that is closed to them, and as many about one in which they have an interest.
    """
    author = make_person(council=clerk.council, role=Role.CHAIR)
    reviews = [make_review(author=author) for _ in range(4 * waiting)]
    late = [review.pk for review in reviews[:waiting]]
    Review.objects.filter(pk__in=late).update(due_at=timezone.now() - timedelta(hours=1), due_for="wished")
    known, closed, own, other = (
        make_matter(clerk=clerk, title=title) for title in ("Market Square", "Paving", "Bowls", "Elms")
    )
    Matter.objects.filter(pk__in=[closed.pk, other.pk]).update(named_access_only=True)
    for matter in (known, closed):
        make_flag(matter=matter, by=clerk)
    make_interest(matter=own, member=reader, clerk=clerk)
    for number, review in enumerate(reviews[2 * waiting :]):
        about = (other, own)[number % 2]
        say_about(actor=clerk, communication_id=review.communication_id, matter_id=about.pk, about=True)
    weigh_again()


def saved(draft: Revision) -> dict[str, object]:
    """Return what the page of a draft sends to save its next revision."""
    text = {name: value for name, value in content_for("press_release").items() if isinstance(value, str)}
    return {**text, "title": "Next", "based_on": draft.pk, "act": "save"}
