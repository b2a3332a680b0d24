"""Pages for deciding against an item: back to it, or on to the next one of the list that it was opened from."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Review
from tests.approvals.views.conftest import Town
from tests.makers import make_review

pytestmark = pytest.mark.django_db
PLAIN = [
    ("return", {"return-reason": "Name the road."}, "Return it", "Return it and go to next"),
    ("reject", {"reason": "Name the road."}, "Yes, reject it for good", "Reject it for good and go to next"),
]
WAYS = [way[:2] for way in PLAIN]


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(("act", "typed", "plain", "onward"), PLAIN)
def test_both_ways_on_are_offered_and_stay_offered_after_a_refusal(
    town: Town, act: str, typed: dict[str, str], plain: str, onward: str
) -> None:
    address = town.at(f"{make_review(author=town.author).pk}/{act}/")
    for answer in (
        town.desk.get(address),
        town.desk.post(address, {**dict.fromkeys(typed, ""), "next": "yes"}),
    ):
        page = _page(answer)
        assert f">{plain}</button>" in page
        assert '<button type="submit" name="next" value="yes"' in page
        assert f">{onward}</button>" in page
        assert page.index(f">{plain}</button>") < page.index(
            f">{onward}</button>"
        )  # Enter in a field is the plain one


@pytest.mark.parametrize(("act", "typed"), WAYS)
def test_and_go_to_next_leads_to_the_one_below_and_says_what_was_done(
    town: Town, act: str, typed: dict[str, str]
) -> None:
    below, decided = (make_review(author=town.author, title=title) for title in ("The gate", "The fence"))
    answer = town.desk.post(town.at(f"{decided.pk}/{act}/"), {**typed, "next": "yes"}, follow=True)
    assert answer.redirect_chain == [(town.at(f"{below.pk}/"), 302)]
    assert "Dan Deputy" in _page(answer)
    assert f'<a href="{town.at(f"{decided.pk}/")}">The fence</a>' in _page(answer)
    last = town.desk.post(town.at(f"{below.pk}/{act}/"), {**typed, "next": "yes"}, follow=True)
    assert last.redirect_chain == [(town.at(""), 302)]
    assert "Nothing else waits for you here." in _page(last)


@pytest.mark.parametrize(("act", "typed"), WAYS)
def test_the_next_one_is_of_the_sort_that_the_list_was_filtered_for(
    town: Town, act: str, typed: dict[str, str]
) -> None:
    kinds = ("press_release", "notice", "press_release")
    wanted, other, decided = (make_review(author=town.author, kind=kind) for kind in kinds)
    asked = "?kind=press_release"
    page = _page(town.desk.get(town.at(f"{decided.pk}/") + asked))
    there = town.at(f"{decided.pk}/{act}/") + asked
    assert f'href="{there}"' in page
    answer = town.desk.post(there, {**typed, "next": "yes"})
    assert answer["Location"] == town.at(f"{wanted.pk}/") + asked
    assert Review.objects.get(pk=other.pk).state == "waiting"


@pytest.mark.parametrize(("act", "typed"), WAYS)
def test_from_the_list_of_what_was_not_decided_in_time_the_next_one_is_of_that_list(
    town: Town, act: str, typed: dict[str, str]
) -> None:
    first, second = (late(town, hours) for hours in (2, 1))
    waits = make_review(author=town.author, title="In time")
    asked = "?due=passed"
    assert f'href="{town.at(f"{first.pk}/")}{asked}"' in _page(town.desk.get(town.at("expired/")))
    page = _page(town.desk.get(town.at(f"{first.pk}/") + asked))
    assert f'<a data-back href="{town.at("expired/")}">Not decided in time</a>' in page
    there = town.at(f"{first.pk}/{act}/") + asked
    assert f'href="{there}"' in page

    answer = town.desk.post(there, {**typed, "next": "yes"})
    assert answer["Location"] == town.at(f"{second.pk}/") + asked

    last = town.desk.post(town.at(f"{second.pk}/{act}/") + asked, {**typed, "next": "yes"}, follow=True)
    assert last.redirect_chain == [(town.at("expired/"), 302)]
    assert "Nothing else waits for you that was not decided in time." in _page(last)
    assert Review.objects.get(pk=waits.pk).state == "waiting"


def late(town: Town, hours: int) -> Review:
    """Return a review whose time passed so many hours ago, undecided."""
    review = make_review(author=town.author)
    Review.objects.filter(pk=review.pk).update(
        due_at=timezone.now() - timedelta(hours=hours), due_for="wished"
    )
    return review


@pytest.mark.parametrize(("act", "typed"), WAYS)
def test_the_plain_button_stays_at_the_item(town: Town, act: str, typed: dict[str, str]) -> None:
    _, decided = (make_review(author=town.author) for _ in range(2))
    answer = town.desk.post(town.at(f"{decided.pk}/{act}/"), typed)
    assert answer["Location"] == town.at(f"{decided.pk}/")
