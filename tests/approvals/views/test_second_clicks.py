"""The second click on a decision against an item: told as what it is, and done once."""

from datetime import timedelta
from typing import Any

import pytest

from approvals import repeated
from approvals.models import Review
from portal.records.models import LedgerEntry
from tests.approvals.views.conftest import Town, client_of
from tests.makers import make_review

pytestmark = pytest.mark.django_db
ACTS = [
    ("return", {"return-reason": "Name the road."}, "returned", "You returned “A title” to Dan Deputy on "),
    ("reject", {"reason": "Name the road."}, "rejected", "You rejected “A title” on "),
]


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(("act", "typed", "verb", "words"), ACTS)
def test_the_second_click_says_what_was_done_and_when(
    town: Town, act: str, typed: dict[str, str], verb: str, words: str
) -> None:
    review = make_review(author=town.author, title="A title")
    address = town.at(f"{review.pk}/{act}/")
    assert town.desk.post(address, typed).status_code == 302
    answer = town.desk.post(address, typed, follow=True)
    assert answer.redirect_chain == [(town.at(f"{review.pk}/"), 302)]
    assert words in _page(answer)
    assert LedgerEntry.objects.filter(verb=verb).count() == 1
    assert Review.objects.get().state == verb


@pytest.mark.parametrize(("act", "typed", "verb", "words"), ACTS)
def test_other_words_another_persons_click_and_a_late_one_stay_conflicts(
    town: Town, monkeypatch: pytest.MonkeyPatch, act: str, typed: dict[str, str], verb: str, words: str
) -> None:
    review = make_review(author=town.author, title="A title")
    address = town.at(f"{review.pk}/{act}/")
    town.desk.post(address, typed)
    (field,) = typed
    answer = town.desk.post(address, {field: "Name the bridge."})
    assert answer.status_code == 409
    assert f"This review is over: it was {verb} by Clara Clerk." in _page(answer)
    assert "Name the bridge.</textarea>" in _page(answer)
    assert client_of(town.delegated_officer()).post(address, typed).status_code == 409
    monkeypatch.setattr(repeated, "A_FEW_MINUTES", timedelta(0))
    late = town.desk.post(address, typed)
    assert late.status_code == 409
    assert words not in _page(late)


@pytest.mark.parametrize("first", ["return", "reject"])
def test_returning_what_one_rejected_is_no_second_click(town: Town, first: str) -> None:
    review = make_review(author=town.author)
    acts = {act: typed for act, typed, _, _ in ACTS}
    other = ({"return", "reject"} - {first}).pop()
    town.desk.post(town.at(f"{review.pk}/{first}/"), acts[first])
    assert town.desk.post(town.at(f"{review.pk}/{other}/"), acts[other]).status_code == 409
