"""What the page of a review asks of the database, whatever the item is and however much stands beside it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.consulting.asking import consult
from approvals.deciding import return_with_reason
from approvals.models import FindingResponse, Review
from approvals.reviewers.asking import Asking, Whom, ask_reviewer
from approvals.routes.setting import WantedStep, set_route
from approvals.submitting import submit
from policies.matters.linking import say_about
from portal.channels.shortening import begin_post_of
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.addressed import PLACES
from portal.drafts.models import Note
from tests.makers import (
    make_channels,
    make_contact,
    make_council,
    make_person,
    make_review,
    make_revision,
    sign_in,
)
from tests.makers.circumstances import make_flag, make_matter
from tests.makers.pictures import images_of, make_picture
from tests.makers.recordings import make_recording, mp4, rows_of

pytestmark = pytest.mark.django_db

GOAL = 12
"""Of docs/benchmarks.md."""
ASKED = {"press_release": 10, "social_post": 10, "notice": 9, "letter": 9}
WAYS = {
    "press_release": ("newsroom", "press_email"),
    "social_post": (
        "newsroom",
        "mastodon",
        "bluesky",
        "facebook",
        "x",
        "wordpress",
        "webhook",
        "manual",
    ),
    "notice": ("newsroom", "wordpress", "webhook", "noticeboard", "poster", "meeting", "manual"),
    "letter": ("letter", "letter_mail"),
}


def content_of(author: Person, kind: str, many: int) -> dict[str, Any]:
    """Return ``many`` of each thing that an item of ``kind`` can show or name."""
    if kind == "letter":
        places = {place: [f"{place}{n} <{place}{n}@example.org>" for n in range(many)] for place in PLACES}
        return {place: "\n".join(lines) for place, lines in places.items()}
    pictures = [make_picture(by=author, colour=number) for number in range(many)]
    recordings = [make_recording(by=author, raw=mp4(data=f"film {n}".encode())) for n in range(many)]
    shown = {"images": images_of(*pictures), "recordings": rows_of(*recordings)}
    said = {"speaker": "Ada Example", "office": "Mayor"}
    quotes = [{**said, "words": f"We are glad of it, {number} times."} for number in range(many)]
    return {**shown, "quotes": quotes} if kind == "press_release" else shown


def in_the_queue(clerk: Person, kind: str, many: int) -> Review:
    """Return a review of an item of ``kind`` that came back ``many`` times, with as many of all that stands beside."""
    council = clerk.council
    author, chair = (make_person(council=council, role=role) for role in (Role.OFFICER, Role.CHAIR))
    shown = content_of(author, kind, many)
    review = make_review(author=author, kind=kind, **shown)
    item = review.communication
    for number in range(many):
        return_with_reason(actor=clerk, review_id=review.pk, reason="Say when.")
        title = f"UTILISE THE MEADOW NOW, {number}!!!"
        made = make_revision(author=author, communication=item, **shown, title=title)
        review = submit(actor=author, communication_id=item.pk, revision_id=made.pk)
        Note.objects.create(communication=item, author=author.membership, text="Look.", revision=made)
    consult(actor=clerk, communication_id=item.pk, member_id=chair.membership.pk, question="Is it wise?")
    matters = [make_matter(clerk=clerk, title=f"Meadow {number}") for number in range(many)]
    for matter in matters:
        make_flag(matter=matter, by=clerk)
        say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)
    FindingResponse.objects.bulk_create(
        FindingResponse(
            council=council,
            communication=item,
            key=f"{number:032}",
            check_id="tone",
            clause="2.1",
            kind="answered",
            words="It is so.",
            said_by=author.membership,
        )
        for number in range(many)
    )
    return review


@pytest.mark.parametrize("many", [1, 4])
@pytest.mark.parametrize("kind", WAYS)
def test_the_page_of_a_review_asks_at_most_the_goal_whatever_the_item_is_and_shows(
    kind: str, many: int
) -> None:
    council = make_council(slug="ptc")
    make_channels(council, *WAYS[kind])
    make_contact(council)
    clerk = make_person(council=council, role=Role.CLERK)
    review = in_the_queue(clerk, kind, many)
    desk, path = sign_in(clerk), f"/ptc/desk/queue/{review.pk}/"
    shown = desk.get(path).content.decode()  # what a process reads once, it has read then

    with CaptureQueriesContext(connection) as asked:
        assert desk.get(path).status_code == 200

    assert shown.count('<details class="preview">') == len(WAYS[kind])
    assert "It cannot be shown there" not in shown
    assert shown.count("It was submitted") + shown.count("A member wrote it") == many
    assert shown.count("<p>Look.</p>") == many
    assert "What changed since" in shown
    assert 'href="#finding-1"' in shown
    assert len(asked) == ASKED[kind], [row["sql"][:90] for row in asked.captured_queries]


def test_no_kind_asks_more_than_the_goal() -> None:
    assert max(ASKED.values()) <= GOAL


def with_a_route(clerk: Person, kind: str) -> None:
    """Have the council's items of ``kind`` go to the Mayor and the deputy before they are decided."""
    set_route(actor=clerk, kind=kind, steps=[WantedStep("all", (Role.CHAIR, Role.DEPUTY))])


def with_readers(clerk: Person, review: Review, many: int) -> None:
    """Have ``many`` members read the item."""
    item = review.communication
    until = timezone.now() + timedelta(days=7)
    for _ in range(many):
        whom = Whom(make_person(council=clerk.council).membership.pk)
        asking = Asking(whom, "Is it right?", until)
        ask_reviewer(
            actor=clerk, communication_id=item.pk, revision_id=item.current_revision_id or 0, asking=asking
        )


def post_of_a_draft(clerk: Person) -> Review:
    """Return the review of a short post that leads to a story which nobody approved, on a flagged matter."""
    make_person(council=clerk.council, role=Role.CHAIR)
    story = make_revision(author=clerk, kind="notice").communication
    post = begin_post_of(actor=clerk, communication_id=story.pk)
    post.refresh_from_db()
    matter = make_matter(clerk=clerk, title="Meadow")
    make_flag(matter=matter, by=clerk)
    review = submit(actor=clerk, communication_id=post.pk, revision_id=post.current_revision_id or 0)
    say_about(actor=clerk, communication_id=post.pk, matter_id=matter.pk, about=True)
    return review


@pytest.mark.parametrize("many", [1, 4])
def test_a_short_post_of_an_unapproved_story_with_a_route_and_readers_asks_no_more_than_the_goal(
    many: int,
) -> None:
    council = make_council(slug="ptc")
    make_channels(council, *WAYS["social_post"])
    clerk = make_person(council=council, role=Role.CLERK)
    with_a_route(clerk, "social_post")
    review = post_of_a_draft(clerk)
    review.communication.refresh_from_db()
    with_readers(clerk, review, many)
    desk, path = sign_in(clerk), f"/ptc/desk/queue/{review.pk}/"
    shown = desk.get(path).content.decode()

    with CaptureQueriesContext(connection) as asked:
        assert desk.get(path).status_code == 200

    assert "Its full story is not approved yet" in shown
    assert '<h2 id="route">Route</h2>' in shown
    assert shown.count("Is it right?") == many
    assert len(asked) <= GOAL, [row["sql"][:90] for row in asked.captured_queries]


@pytest.mark.parametrize("kind", WAYS)
def test_a_route_and_readers_are_brought_with_all_else(kind: str) -> None:
    council = make_council(slug="ptc")
    make_channels(council, *WAYS[kind])
    make_contact(council)
    clerk = make_person(council=council, role=Role.CLERK)
    with_a_route(clerk, kind)
    review = in_the_queue(clerk, kind, 1)
    review.communication.refresh_from_db()
    with_readers(clerk, review, 2)
    desk, path = sign_in(clerk), f"/ptc/desk/queue/{review.pk}/"
    shown = desk.get(path).content.decode()

    with CaptureQueriesContext(connection) as asked:
        assert desk.get(path).status_code == 200

    assert '<h2 id="route">Route</h2>' in shown
    assert shown.count("Is it right?") == 2
    assert len(asked) == ASKED[kind], [row["sql"][:90] for row in asked.captured_queries]
