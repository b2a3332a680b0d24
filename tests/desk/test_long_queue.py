"""A queue of more than anybody reads: its pages are all there, and what is counted stops at a thousand and says so."""

import re

import pytest
from django.test import Client

from approvals.counting import Counts, counts_of
from approvals.models import Review
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication, Revision
from portal.paging import MOST_COUNTED
from tests.makers import make_council, make_person, make_review, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    """Return the clerk of a council with this address."""
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def desk(clerk: Person) -> Client:
    """Return the clerk's browser; 1,060 items wait."""
    like = make_review(author=make_person(council=clerk.council, role=Role.OFFICER), title="One of many")
    row = Communication.objects.values().get(pk=like.communication_id)
    bare = {**row, "id": None, "stage": "draft", "current_revision_id": None}
    items = Communication.objects.bulk_create(Communication(**bare) for _ in range(1_059))
    said = Revision.objects.values().get(pk=like.revision_id)
    revisions = Revision.objects.bulk_create(
        Revision(**{**said, "id": None, "communication_id": item.pk}) for item in items
    )
    values = Review.objects.values().get(pk=like.pk)
    Review.objects.bulk_create(
        Review(**{**values, "id": None, "communication_id": one.communication_id, "revision_id": one.pk})
        for one in revisions
    )
    return sign_in(clerk)


def page(desk: Client, query: str = "") -> tuple[int, str, str]:
    """Return how many rows a page has, what its tab says of how many wait, and which page it says it is."""
    html = desk.get(f"/ptc/desk/queue/{query}").content.decode()
    tab = re.search(r">Waiting <span[^>]*>([^<]*)<", html)
    place = re.search(r'class="pages-count">([^<]*)<', html)
    return html.count('<li class="queue-row'), tab[1] if tab else "", place[1] if place else ""


def test_a_queue_over_a_thousand_says_so_and_all_its_pages_are_there(desk: Client, clerk: Person) -> None:
    assert counts_of(clerk) == Counts(waiting=MOST_COUNTED + 1, scheduled=0, owed=0, troubles=0)
    assert page(desk) == (50, "over 1,000", "Page 1 of more than 20")
    assert page(desk, "?page=21") == (50, "over 1,000", "Page 21 of more than 21")
    assert page(desk, "?page=22") == (10, "over 1,000", "Page 22 of 22")
    narrowed = desk.get("/ptc/desk/queue/?risk=0").content.decode()
    assert "Over 1,000 of over 1,000 waiting." in narrowed


def test_up_to_a_thousand_are_counted_to_the_last_one(desk: Client, clerk: Person) -> None:
    Review.objects.filter(pk__in=Review.objects.order_by("pk").values("pk")[:60]).update(state="recalled")

    assert counts_of(clerk).waiting == MOST_COUNTED
    assert page(desk, "?page=20") == (50, "1,000", "Page 20 of 20")
