"""What pages and acts cost as multiples of the least that they could.

`make bench`, or `make bench T="benchmarks --large"`; never part of the ordinary suite. The machine's noise is in both
numbers of a ratio, so ratios gate and times inform.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from approvals.models import Review
from benchmarks.building import build
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.verifying import verify
from tests.makers import (
    content_for,
    make_channels,
    make_council,
    make_person,
    make_review,
    make_revision,
    sign_in,
)

pytestmark = pytest.mark.django_db(transaction=True)

TIMES, WARM = 25, 4
# Goals of the house, as multiples of the floor of the same sort; above them somebody has to look.
CEILINGS = {"queue page": 7, "newsroom page": 6, "draft save": 6, "submit": 7, "approve": 9}


@dataclass(frozen=True)
class Cost:
    """One row of the table."""

    name: str
    milliseconds: float
    queries: int
    kilobytes: float
    floor: float = 0.0

    @property
    def ratio(self) -> float:
        """Return the multiple of its floor."""
        return self.milliseconds / (self.floor or self.milliseconds)


def measure(name: str, ask: Callable[[int], HttpResponse], expected: int, floor: float = 0.0) -> Cost:
    """Ask again and again; return the median. ``ask`` gets the number of the turn."""
    taken = []
    for turn in range(WARM + TIMES):
        began = time.perf_counter()
        answer = ask(turn)
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == expected, (name, answer.status_code)
    with CaptureQueriesContext(connection) as queries:
        answer = ask(WARM + TIMES)
    return Cost(name, statistics.median(taken[WARM:]), len(queries), len(answer.content) / 1024, floor)


def saver(client: Client, author: Person) -> Callable[[int], HttpResponse]:
    """Return an act that saves the next revision of one draft."""
    item = make_revision(author=author).communication
    address = f"/{author.council.slug}/desk/drafts/{item.pk}/"
    text = {name: value for name, value in content_for("press_release").items() if isinstance(value, str)}

    def save(turn: int) -> HttpResponse:
        current = Communication.objects.values_list("current_revision_id", flat=True).get(pk=item.pk)
        return client.post(address, {**text, "title": f"Text {turn}", "based_on": current, "act": "save"})

    return save


def submitter(client: Client, author: Person) -> Callable[[int], HttpResponse]:
    """Return an act that submits another draft at each turn."""
    drafts = [make_revision(author=author) for _ in range(WARM + TIMES + 1)]

    def submit(turn: int) -> HttpResponse:
        revision = drafts[turn]
        address = f"/{author.council.slug}/desk/queue/submit/{revision.communication_id}/"
        return client.post(address, {"revision_id": revision.pk})

    return submit


def approver(client: Client, author: Person, channels: list[int]) -> Callable[[int], HttpResponse]:
    """Return an act that approves another review at each turn."""
    reviews: list[Review] = [make_review(author=author) for _ in range(WARM + TIMES + 1)]

    def approve(turn: int) -> HttpResponse:
        review = reviews[turn]
        address = f"/{author.council.slug}/desk/queue/{review.pk}/approve/"
        return client.post(address, {"revision_id": review.revision_id, "when": "now", "channels": channels})

    return approve


@override_settings(ROOT_URLCONF="benchmarks.floor")
def test_pages_and_acts_stay_near_the_floor(many: int) -> None:
    council = make_council(slug="bench")
    newsroom, press, _ = make_channels(council)
    clerk = make_person(council=council, role=Role.CLERK)
    authors = [make_person(council=council, role=Role.OFFICER) for _ in range(8)]
    began = time.perf_counter()
    build(clerk=clerk, authors=authors, newsroom=newsroom, many=many)
    built = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("ANALYZE")
        cursor.execute("SET ROLE portal_web")
    desk, author = sign_in(clerk), sign_in(authors[0])
    item = Communication.objects.filter(council=council, stage="issued").latest("pk")
    page = measure("floor: a table of 50 rows", lambda _: desk.get("/bench/desk/floor/"), 200)
    act = measure("floor: a locked update", lambda _: desk.post(f"/bench/desk/floor/{item.pk}/"), 302)
    channels = [newsroom.pk, press.pk]
    costs = [
        page,
        measure("queue page", lambda _: desk.get("/bench/desk/queue/"), 200, page.milliseconds),
        measure("newsroom page", lambda _: Client().get("/bench/"), 200, page.milliseconds),
        act,
        measure("draft save", saver(author, authors[0]), 302, act.milliseconds),
        measure("submit", submitter(author, authors[0]), 302, act.milliseconds),
        measure("approve", approver(desk, authors[0], channels), 302, act.milliseconds),
    ]
    print(f"\n\n{many:,} communications, built in {built:.1f} s\n\n{table(costs)}\n")
    assert verify(council.pk).broken is None
    assert {cost.name: cost.ratio for cost in costs if cost.ratio > CEILINGS.get(cost.name, 2)} == {}


def table(costs: list[Cost]) -> str:
    """Return the costs as a table for docs/benchmarks.md."""
    head = "| what | ms (median) | of the floor | queries | kB |\n|---|---|---|---|---|\n"
    rows = (
        f"| {cost.name} | {cost.milliseconds:.1f} | {cost.ratio:.1f} | {cost.queries} | {cost.kilobytes:.0f} |"
        for cost in costs
    )
    return head + "\n".join(rows)
