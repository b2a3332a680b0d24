"""What the pages and acts of the desk ask of the database: the exact number of statements that read or write.

Whoever needs one more says why in the commit; whoever saves one writes the smaller number here. docs/benchmarks.md says
what the goals are and what they cost in time.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.models import Review
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Revision
from tests.makers import (
    content_for,
    make_channels,
    make_council,
    make_person,
    make_review,
    make_revision,
    sign_in,
)

pytestmark = pytest.mark.django_db

_NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
COSTS = {
    "queue": 8,
    "queue, due first": 8,
    "review": 10,
    "history": 7,
    "search": 7,
    "save": 10,
    "submit": 12,
    "approve": 15,
    "history, issued": 7,
}


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


def saved(draft: Revision) -> dict[str, object]:
    """Return what the page of a draft sends to save its next revision."""
    text = {name: value for name, value in content_for("press_release").items() if isinstance(value, str)}
    return {**text, "title": "Next", "based_on": draft.pk, "act": "save"}
