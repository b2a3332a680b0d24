"""What was not decided in time, on the pages of clerk and author."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import Review
from portal.councils.powers import Role
from tests.approvals.views.conftest import Town
from tests.makers import make_council, make_person, make_review, sign_in

pytestmark = pytest.mark.django_db


def late(town: Town, title: str = "Too late") -> Review:
    review = make_review(author=town.author, title=title)
    Review.objects.filter(pk=review.pk).update(due_at=timezone.now() - timedelta(hours=2), due_for="wished")
    return review


def in_ten_days() -> str:
    return f"{timezone.localtime() + timedelta(days=10):%Y-%m-%dT10:00}"


def test_it_stands_in_a_list_of_its_own_and_in_no_other(town: Town) -> None:
    late(town)
    make_review(author=town.author, title="In time")
    queue = town.desk.get(town.at("")).content.decode()
    assert ("Too late" in queue, "In time" in queue) == (False, True)
    assert "<strong>1 was not decided in time.</strong>" in queue
    expired = town.desk.get(town.at("expired/")).content.decode()
    assert ("Too late" in expired, "In time" in expired) == (True, False)
    assert "Give it a new time" in expired
    assert 'Not in time <span class="queue-tabs__count queue-tabs__count--owed">1<' in expired


def test_an_empty_list_says_what_will_stand_there(town: Town) -> None:
    page = town.desk.get(town.at("expired/")).content.decode()
    assert "Everything was decided in time" in page


def test_approving_it_is_refused_with_the_way_out(town: Town) -> None:
    review = late(town)
    page = town.desk.get(town.at(f"{review.pk}/")).content.decode()
    assert "Its time passed before it was decided" in page
    assert f"/ptc/desk/queue/time/{review.communication_id}/" in page
    assert "Approve revision 1" not in page
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id))
    assert answer.status_code == 409
    assert "Give it a new time first, or return or reject it." in answer.content.decode()
    review.refresh_from_db()
    assert review.state == "waiting"


def test_the_clerk_gives_a_new_time_and_approves(town: Town) -> None:
    review = late(town)
    address = town.at(f"time/{review.communication_id}/")
    assert "Decide it by" in town.desk.get(address).content.decode()
    answer = town.desk.post(address, {"decide_by": in_ten_days()}, follow=True)
    assert answer.redirect_chain == [(town.at(f"{review.pk}/"), 302)]
    assert "It waits in the queue again, and can be approved until " in answer.content.decode()
    decided = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id))
    assert decided.status_code == 302


def test_whoever_came_from_the_list_of_what_was_not_in_time_goes_on_there(town: Town) -> None:
    review, other = late(town), late(town, "Too late as well")
    address = f"{town.at(f'time/{review.communication_id}/')}?due=passed"
    assert f'href="{address}"' in town.desk.get(town.at("expired/")).content.decode()
    assert f'href="{town.at("expired/")}"' in town.desk.get(address).content.decode()

    answer = town.desk.post(address, {"decide_by": in_ten_days()}, follow=True)

    assert answer.redirect_chain == [(town.at("expired/"), 302)]
    page = answer.content.decode()
    assert "It waits in the queue again, and can be approved until " in page
    assert (f"queue/{review.pk}/" in page, f"queue/{other.pk}/" in page) == (False, True)


def test_an_author_who_reads_no_list_of_the_council_goes_back_to_the_draft_from_any_address(
    town: Town,
) -> None:
    review = late(town)
    address = f"{town.at(f'time/{review.communication_id}/')}?due=passed"
    answer = town.writer.post(address, {"decide_by": in_ten_days()})
    assert answer.headers["Location"] == f"/ptc/desk/drafts/{review.communication_id}/"


def test_the_author_finds_it_on_the_draft_and_gives_a_new_time(town: Town) -> None:
    review = late(town)
    draft = f"/ptc/desk/drafts/{review.communication_id}/"
    page = town.writer.get(draft).content.decode()
    assert "Its time passed before it was decided" in page
    assert f'href="{town.at(f"time/{review.communication_id}/")}"' in page
    answer = town.writer.post(
        town.at(f"time/{review.communication_id}/"), {"decide_by": in_ten_days()}, follow=True
    )
    assert answer.redirect_chain == [(draft, 302)]
    assert "Its time passed" not in answer.content.decode()


def test_the_same_time_sent_twice_is_given_once(town: Town) -> None:
    review = late(town)
    address, when = town.at(f"time/{review.communication_id}/"), in_ten_days()
    town.desk.post(address, {"decide_by": when})
    again = town.desk.post(address, {"decide_by": when}, follow=True)
    assert "It has that time already; nothing was done twice." in again.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter a date and a time."),
        ("2020-01-01T10:00", "This time has passed. Choose a later one."),
        ("9999-01-01T10:00", "This is too far away."),
        ("soon", "Enter a date and a time, like"),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(town: Town, typed: str, words: str) -> None:
    review = late(town)
    answer = town.desk.post(town.at(f"time/{review.communication_id}/"), {"decide_by": typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    review.refresh_from_db()
    assert review.wished_at is None


def test_others_do_not_find_it(town: Town) -> None:
    review = late(town)
    address = town.at(f"time/{review.communication_id}/")
    stranger = make_person(council=make_council(), role=Role.CLERK)
    for person, status in (
        (town.somebody(Role.COUNCILLOR), 404),
        (town.somebody(Role.AUDITOR), 403),
        (stranger, 404),
    ):
        client = sign_in(person)
        assert client.get(address).status_code == status
        assert client.post(address, {"decide_by": in_ten_days()}).status_code == status


def test_of_what_waits_no_more_the_page_asks_nothing(town: Town) -> None:
    review = late(town)
    town.desk.post(town.at(f"{review.pk}/return/"), {"return-reason": "Too late"})
    answer = town.desk.get(town.at(f"time/{review.communication_id}/"))
    assert answer.status_code == 302


def test_the_author_says_by_when_it_is_wanted(town: Town) -> None:
    review = make_review(author=town.author)
    town.writer.post(town.at(f"recall/{review.communication_id}/"))
    answer = town.writer.post(
        town.at(f"submit/{review.communication_id}/"),
        {"revision_id": review.revision_id, "wished_at": in_ten_days()},
    )
    assert answer.status_code == 302
    assert "Wanted by: <strong>" in town.desk.get(town.at("")).content.decode()
