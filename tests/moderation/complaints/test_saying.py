"""What whoever complained adds is kept once, and answers no question that their page did not show."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from moderation.complaints.handling import ask
from moderation.complaints.keys import token_of
from moderation.complaints.saying import MOST_SAID, NotShown, say
from moderation.models import Complaint
from portal.councils.people import Person
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.makers.complaints import make_acknowledged

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def made(clerk: Person) -> Complaint:
    return make_acknowledged(clerk)


def page_of(made: Complaint) -> str:
    return f"/{made.council.slug}/complaints/status/{token_of(made)}/"


def shown_last(html: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', html)
    assert found is not None
    return found[1]


def added_to(made: Complaint) -> list[tuple[str, str]]:
    rows = made.steps.filter(what__in=["added", "reply"]).order_by("pk")
    return list(rows.values_list("what", "words"))


def test_words_typed_before_a_question_came_do_not_answer_it_and_are_shown_again_beside_it(
    clerk: Person, made: Complaint
) -> None:
    reader, at = Client(), page_of(made)
    opened = shown_last(reader.get(at).content.decode())
    ask(actor=clerk, complaint_id=made.pk, words="Which road was it?")
    sent = {"act": "say", "words": "And it was on <Monday>."}

    refused = reader.post(at, {**sent, "seen": opened})

    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Something was said about this complaint since you opened this page." in html
    assert "Which road was it?" in html
    assert "And it was on &lt;Monday&gt;.</textarea>" in html
    assert "Send my answer</button>" in html
    assert (added_to(made), Complaint.objects.get().state) == ([], "asked")
    assert not LedgerEntry.objects.filter(verb="complaint_added_to").exists()
    assert reader.post(at, {**sent, "seen": shown_last(html)}).status_code == 302
    assert added_to(made) == [("reply", "And it was on <Monday>.")]


@pytest.mark.parametrize("seen", [None, "", "0", "x", "\u0663", "9" * 30])
def test_a_page_that_does_not_say_what_it_showed_is_shown_again(made: Complaint, seen: str | None) -> None:
    sent = {"act": "say", "words": "Words to add."} | ({} if seen is None else {"seen": seen})

    answer = Client().post(page_of(made), sent)

    assert answer.status_code == 409
    assert "Words to add.</textarea>" in answer.content.decode()
    assert added_to(made) == []


def test_the_same_page_sent_twice_is_kept_once_and_the_same_words_from_a_later_page_again(
    clerk: Person, made: Complaint
) -> None:
    ask(actor=clerk, complaint_id=made.pk, words="Was it Mill Lane?")
    reader, at = Client(), page_of(made)
    sent = {"act": "say", "words": "Yes.", "seen": shown_last(reader.get(at).content.decode())}

    assert [reader.post(at, sent).status_code for _ in range(2)] == [302, 302]

    assert added_to(made) == [("reply", "Yes.")]
    assert LedgerEntry.objects.filter(verb="complaint_added_to").count() == 1
    ask(actor=clerk, complaint_id=made.pk, words="Was it in May?")
    again = {**sent, "seen": shown_last(reader.get(at).content.decode())}
    assert reader.post(at, again).status_code == 302
    assert added_to(made) == [("reply", "Yes."), ("reply", "Yes.")]


def test_other_words_from_a_page_that_was_sent_before_are_not_taken(made: Complaint) -> None:
    seen = made.steps.latest("pk").pk
    say(complaint_id=made.pk, words="It was Mill Lane.", seen=seen)

    with pytest.raises(NotShown, match="since you opened this page"):
        say(complaint_id=made.pk, words="It was High Street.", seen=seen)


def test_who_added_forty_times_is_asked_to_call_the_office(made: Complaint) -> None:
    for number in range(MOST_SAID):
        say(complaint_id=made.pk, words=f"More, {number}.")

    with pytest.raises(Refusal, match="Much was added to this complaint already"):
        say(complaint_id=made.pk, words="Still more.")

    assert len(added_to(made)) == MOST_SAID == 40
