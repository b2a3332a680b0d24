"""The queue and the lists beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from approvals.claiming import claim
from approvals.deciding import return_with_reason
from approvals.models import Review
from portal.channels.models import Delivery, Publication
from portal.channels.outbox.standstill import hold_everything, resume
from portal.channels.states import Delivering
from portal.councils.powers import Role
from tests.approvals.views.conftest import Town
from tests.makers import (
    make_approved,
    make_channels,
    make_council,
    make_membership,
    make_person,
    make_review,
    sign_in,
)

pytestmark = pytest.mark.django_db


def _fill(town: Town, number: int) -> list[Review]:
    reviews = [make_review(author=town.author, title=f"Item {n}") for n in range(number)]
    start = timezone.now() - timedelta(days=1)
    for n, review in enumerate(reviews):
        Review.objects.filter(pk=review.pk).update(submitted_at=start + timedelta(minutes=n))
    return reviews


def _titles(page: str) -> list[str]:
    return [part.split("</a>")[0].split(">")[-1] for part in page.split("<h2>")[1:] if "/desk/queue/" in part]


def test_the_newest_submission_stands_at_the_top_and_the_order_can_be_turned(town: Town) -> None:
    _fill(town, 3)
    assert _titles(town.desk.get(town.at("")).content.decode()) == ["Item 2", "Item 1", "Item 0"]
    assert _titles(town.desk.get(town.at("?order=oldest")).content.decode()) == ["Item 0", "Item 1", "Item 2"]


def test_a_row_says_kind_author_office_dates_weight_and_who_holds_it(town: Town) -> None:
    review = make_review(author=town.author, embargo="2099-05-06T10:00+01:00")
    claim(actor=town.clerk, review_id=review.pk)
    page = town.desk.get(town.at("")).content.decode()
    for words in (
        "Press release · Dan Deputy, Deputy Mayor",
        "Not for publication before: <strong>Wednesday 6 May 2099, 10:00 am (BST)</strong>",
        "Nothing found",
        "In your hand until ",
    ):
        assert words in page
    other = town.delegated_officer()
    assert "In hand: Clara Clerk until " in sign_in(other).get(town.at("")).content.decode()


def test_an_event_without_a_time_shows_its_day_and_own_work_is_said(town: Town) -> None:
    make_review(author=town.clerk, kind="notice", concerns_on="2099-12-01")
    page = town.desk.get(town.at("")).content.decode()
    assert "Date it concerns: <strong>Tuesday 1 December 2099</strong>" in page
    assert "<strong>your own work</strong>" in page


def test_a_claim_that_has_run_out_holds_nobody_back(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    Review.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    page = town.desk.get(town.at("")).content.decode()
    assert "In your hand" not in page


@pytest.mark.parametrize(
    ("path", "limit"),
    [("", 10), ("decided/", 10), ("scheduled/", 10), ("deliveries/", 10), ("second-looks/", 10)],
)
def test_a_list_asks_as_much_for_thirty_rows_as_for_one(town: Town, path: str, limit: int) -> None:
    counts = []
    for number in (1, 29):
        for n in range(number):
            make_review(author=town.author, title=f"Waiting {n}")
            publication = make_approved(
                author=town.author,
                clerk=town.clerk,
                issue={"go_at": timezone.now() + timedelta(days=1)},
            )
            Delivery.objects.filter(publication=publication).update(state=Delivering.HELD, problem="Held")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = town.desk.get(town.at(path))
        assert answer.status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= limit


def test_fifty_rows_are_one_light_page_and_the_rest_the_next(town: Town) -> None:
    _fill(town, 51)
    answer = town.desk.get(town.at(""))
    assert len(_titles(answer.content.decode())) == 50
    assert len(answer.content) <= 35_000
    assert _titles(town.desk.get(town.at("?page=2")).content.decode()) == ["Item 0"]
    assert town.desk.get(town.at("?page=nonsense")).status_code == 200


def test_hostile_words_are_text_in_the_list(town: Town) -> None:
    make_review(author=town.author, title="<script>alert(1)</script>")
    page = town.desk.get(town.at("")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_empty_queue_says_what_will_stand_there(town: Town) -> None:
    assert "The queue is empty" in town.desk.get(town.at("")).content.decode()


def test_what_waits_in_the_clerks_other_councils_is_said(town: Town) -> None:
    other = make_council(slug="pitstone", name="Pitstone Parish Council")
    make_channels(other)
    make_membership(council=other, role=Role.CLERK, user=town.clerk.membership.user)
    assert "Also waiting" not in town.desk.get(town.at("")).content.decode()
    make_review(author=make_person(council=other, role=Role.CHAIR))
    page = town.desk.get(town.at("")).content.decode()
    assert '<a href="/pitstone/desk/queue/">1 in Pitstone Parish Council</a>' in page


def test_decided_items_stand_with_reason_or_reference(town: Town) -> None:
    returned = make_review(author=town.author, title="Returned item")
    return_with_reason(actor=town.clerk, review_id=returned.pk, reason="Name the road.")
    publication = make_approved(author=town.author, clerk=town.clerk)
    page = town.desk.get(town.at("decided/")).content.decode()
    assert "Name the road." in page
    assert f">{publication.communication.reference}<" in page


def test_a_scheduled_issue_shows_weekday_zone_and_what_can_be_done(town: Town) -> None:
    publication = make_approved(author=town.author, clerk=town.clerk)
    at = datetime(2027, 5, 6, 9, 0, tzinfo=UTC)
    Publication.objects.filter(pk=publication.pk).update(go_at=at)
    page = town.desk.get(town.at("scheduled/")).content.decode()
    assert "Thursday 6 May 2027, 10:00 am (BST)" in page
    assert town.at(f"item/{publication.communication_id}/time/") in page
    assert town.at(f"item/{publication.communication_id}/stop/") in page


def test_deliveries_that_need_a_person_stand_with_their_reason(town: Town) -> None:
    publication = make_approved(author=town.author, clerk=town.clerk)
    first, second = Delivery.objects.filter(publication=publication).order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(state=Delivering.FAILED, problem="The page was full.")
    Delivery.objects.filter(pk=second.pk).update(state=Delivering.UNKNOWN, problem="The line broke.")
    page = town.desk.get(town.at("deliveries/")).content.decode()
    assert "The page was full." in page
    assert "The line broke." in page
    assert town.at(f"delivery/delivery/{first.pk}/again/") in page
    assert town.at(f"delivery/delivery/{second.pk}/settle/") in page
    assert 'queue-tabs__count--owed">2<' in page


def test_after_a_hold_each_item_is_confirmed_on_a_list_of_its_own(town: Town) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    late = make_approved(author=town.author, clerk=town.clerk, kind="notice", title="The pump")
    early = make_approved(
        author=town.author, clerk=town.clerk, kind="notice", title="The fair", issue={"go_at": tomorrow}
    )
    assert "To confirm" not in town.desk.get(town.at("")).content.decode()
    hold_everything(actor=town.clerk, reason="A death.")

    answer = town.desk.post(reverse("resume_issuing", args=[town.council.slug]), {"reason": "Over."})

    assert answer["Location"] == town.at("confirm/")
    page = town.desk.get(town.at("confirm/")).content.decode()
    assert _titles(page) == ["The pump", "The fair"]
    for words in (
        "2 items waited: confirm, change or stop each one.",
        "Its hour passed: ",
        "Waits for: ",
        "Stop it",
    ):
        assert words in page
    assert page.count("Let it go out now<") == page.count("Let it go out at its hour<") == 1
    for issue in (late, early):
        town.desk.post(town.at(f"confirm/{issue.pk}/"))
        assert Delivery.objects.get(publication=issue).state == Delivering.PENDING
    page = town.desk.get(town.at("confirm/")).content.decode()
    assert "Nothing waits to be confirmed" in page
    assert "“The fair” goes out on " in page


def test_while_everything_is_held_nothing_can_be_confirmed(town: Town) -> None:
    issue = make_approved(author=town.author, clerk=town.clerk, kind="notice", title="The pump")
    hold_everything(actor=town.clerk, reason="A death.")
    resume(actor=town.clerk, reason="Over.")
    hold_everything(actor=town.clerk, reason="Another.")

    page = town.desk.get(town.at("confirm/")).content.decode()
    assert "nothing can be confirmed until issuing is resumed" in page
    assert "Let it go out" not in page
    answer = town.desk.post(town.at(f"confirm/{issue.pk}/"))
    assert answer.status_code == 409
    assert "holds everything back" in answer.content.decode()


def test_the_list_of_what_to_confirm_costs_the_same_however_long_it_is(town: Town) -> None:
    costs = []
    for many in (1, 6):
        for n in range(many):
            make_approved(author=town.author, clerk=town.clerk, kind="notice", title=f"Pump {many} {n}")
        hold_everything(actor=town.clerk, reason="A death.")
        resume(actor=town.clerk, reason="Over.")
        with CaptureQueriesContext(connection) as queries:
            assert town.desk.get(town.at("confirm/")).content.decode().count("Let it go out now<") >= many
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= 10
