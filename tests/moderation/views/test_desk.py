"""The desk of what the public says: its lists, one comment with its ruling, what is entered by hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from moderation.models import Comment, Enforcement, Ruling
from moderation.states import Handling, Showing
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, sign_in
from tests.makers.comments import TEXT, make_call, make_comment, make_house_rules, make_news

pytestmark = pytest.mark.django_db


def desk(person: Person, rest: str = "") -> str:
    return f"/{person.council.slug}/desk/moderation/{rest}"


def read(person: Person, rest: str = "") -> str:
    return sign_in(person).get(desk(person, rest)).content.decode()


def test_what_is_late_stands_first_and_says_so(item: NewsItem, clerk: Person) -> None:
    fresh, late = make_comment(item=item), make_comment(item=item, text="Where is my answer, please?")
    Comment.objects.filter(pk=late.pk).update(reply_by=timezone.now() - timedelta(hours=1))

    page = read(clerk)

    assert page.index("Where is my answer") < page.index(TEXT)
    assert "Late:" in page
    assert TEXT not in read(clerk, "?show=late")
    assert fresh.handling == Handling.WAITING


def test_a_burst_of_the_same_words_stands_there_once(item: NewsItem, clerk: Person) -> None:
    for number in range(4):
        make_comment(item=item, author=f"Robin {number}")

    page = read(clerk)

    assert page.count(TEXT) == 1
    assert "And 3 more with the same words" in page


def test_the_ruling_leads_to_the_next_comment(item: NewsItem, clerk: Person) -> None:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    first, second = make_comment(item=item), make_comment(item=item, text="Something else again is said.")
    page = read(clerk, f"{first.pk}/")
    assert "Criticism is never a ground." in page
    assert "Mill Lane is closed" in page

    sent = {
        "version": 1,
        "last": 0,
        "outcome": "hide",
        "ground": "abusive",
        "clause": clause.pk,
        "reason": "It insults.",
    }
    answer = sign_in(clerk).post(desk(clerk, f"{first.pk}/"), sent)

    assert answer.headers["Location"] == desk(clerk, f"{second.pk}/")
    assert Comment.objects.get(pk=first.pk).showing == Showing.HIDDEN
    after = read(clerk, f"{first.pk}/")
    assert "Carried out in the newsroom and read back" in after
    assert "7.9, bullet 1: abuse, threats or insults;" in after


def test_a_refused_ruling_keeps_what_was_typed(item: NewsItem, clerk: Person) -> None:
    make_house_rules(clerk)
    made = make_comment(item=item)

    answer = sign_in(clerk).post(
        desk(clerk, f"{made.pk}/"),
        {"version": 1, "last": 0, "outcome": "remove", "reason": "Because I say so."},
    )

    assert answer.status_code == 400
    assert "Because I say so." in answer.content.decode()
    assert "Criticism is none of them" in answer.content.decode()
    assert not Ruling.objects.exists()


def test_an_officer_reads_and_enters_and_does_not_rule(item: NewsItem, officer: Person) -> None:
    made = make_comment(item=item)

    page = read(officer, f"{made.pk}/")

    assert TEXT in page
    assert "Rule, and open the next" not in page
    answer = sign_in(officer).post(
        desk(officer, f"{made.pk}/"), {"version": 1, "last": 0, "outcome": "leave"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.CHAIR, Role.COUNCILLOR, Role.VOLUNTEER])
def test_members_do_not_read_what_residents_wrote_to_the_council(
    item: NewsItem, clerk: Person, role: str
) -> None:
    made = make_comment(item=item)
    other = sign_in(make_person(council=clerk.council, role=role))

    assert [other.get(desk(clerk, rest)).status_code for rest in ("", f"{made.pk}/")] == [403, 403]


def test_a_call_is_entered_with_how_they_like_to_be_answered(officer: Person, councillor: Person) -> None:
    sent: dict[str, Any] = {
        "key": "a" * 32,
        "way": "member",
        "came_on": timezone.localdate().isoformat(),
        "author": "Robin of Mill Lane",
        "text": "The lamp is out.",
        "answer_by": "phone",
        "answer_to": "01632 960123",
    }
    client = sign_in(officer)
    refused = client.post(desk(officer, "enter/"), sent)
    assert refused.status_code == 422
    assert "Choose the member" in refused.content.decode()

    client.post(desk(officer, "enter/"), {**sent, "member": councillor.membership.pk})

    made = Comment.objects.get()
    assert (made.way, made.member, made.answer_to, made.showing) == (
        "member",
        councillor.membership,
        "01632 960123",
        Showing.PRIVATE,
    )
    page = read(officer, f"{made.pk}/")
    assert "By telephone: 01632 960123" in page


def test_the_page_shows_who_else_said_what_and_what_this_author_said(item: NewsItem, clerk: Person) -> None:
    make_comment(item=item, text="The first word on it.", author="Kim", email="kim@people.example")
    earlier = make_comment(item=item, text="A word of mine before.")
    Comment.objects.filter(pk=earlier.pk).update(showing=Showing.REMOVED)
    made = make_comment(item=item)

    page = read(clerk, f"{made.pk}/")

    assert "The first word on it." in page
    link = f'<a href="{desk(clerk)}?author={made.pk}">1 other comment to this council</a>, 1 taken down'
    assert link in page
    assert made.author_key not in page


def test_what_one_author_said_here_stands_in_one_list_whatever_became_of_it(
    item: NewsItem, clerk: Person
) -> None:
    make_comment(item=item, text="The first word on it.", author="Kim", email="kim@people.example")
    settled = make_comment(item=item, text="A word of mine before.")
    Comment.objects.filter(pk=settled.pk).update(handling=Handling.SETTLED, settled_at=timezone.now())
    hurts = make_comment(item=item, text="A word of mine that hurts.")
    Comment.objects.filter(pk=hurts.pk).update(risk=2)
    made = make_comment(item=item)
    elsewhere = make_council()
    make_channels(elsewhere, "newsroom")
    officer, other = (make_person(council=elsewhere, role=role) for role in (Role.OFFICER, Role.CLERK))
    make_comment(item=make_news(author=officer, clerk=other), text="The same author elsewhere.")

    page = read(clerk, f"?author={made.pk}&show=settled")

    places = [
        page.index(text) for text in (TEXT, f"Comment {hurts.reference}, its words masked", "mine before")
    ]
    assert places == sorted(places)
    assert "3 comments. " in page
    for unsaid in ("that hurts", "The first word on it.", "The same author elsewhere."):
        assert unsaid not in page
    assert page.count("Answer due by") == 2


def test_an_officer_is_told_and_shown_the_same_of_an_author_without_what_speaks_of_danger(
    item: NewsItem, clerk: Person, officer: Person
) -> None:
    danger = make_comment(item=item, text="I cannot go on, I am going to kill myself tonight.")
    made = make_comment(item=item)

    assert "Nothing else known to this council" in read(officer, f"{made.pk}/")
    assert "1 comment. " in read(officer, f"?author={made.pk}")
    assert "1 other comment to this council" in read(clerk, f"{made.pk}/")
    assert "2 comments. " in read(clerk, f"?author={made.pk}")
    assert sign_in(officer).get(desk(officer, f"?author={danger.pk}")).status_code == 404


@pytest.mark.parametrize("asked", ["0", "-1", "x", "²", "9" * 18, "9" * 40, "%00"])
def test_an_author_of_no_comment_is_not_found(item: NewsItem, clerk: Person, asked: str) -> None:
    make_comment(item=item)

    assert sign_in(clerk).get(desk(clerk, f"?author={asked}")).status_code == 404


def test_who_cannot_be_told_from_others_has_no_list(clerk: Person) -> None:
    made = make_call(by=clerk)
    make_call(by=clerk, text="Another call.")
    assert made.author_key == ""

    assert "?author=" not in read(clerk, f"{made.pk}/")
    assert sign_in(clerk).get(desk(clerk, f"?author={made.pk}")).status_code == 404


def test_what_speaks_of_danger_stands_in_no_thread_that_an_officer_reads(
    item: NewsItem, clerk: Person, officer: Person
) -> None:
    danger = make_comment(item=item, text="I cannot go on, I am going to kill myself tonight.")
    assert danger.risk == 3
    after = make_comment(item=item, text="Where is the next bus stop, please?")

    assert "kill myself" not in read(officer, f"{after.pk}/?words=show")
    assert "kill myself" in read(clerk, f"{after.pk}/?words=show")
    assert "kill myself" not in read(clerk, f"{after.pk}/")


def test_ways_of_taking_it_in_hand(item: NewsItem, clerk: Person) -> None:
    made, client = make_comment(item=item), sign_in(clerk)

    client.post(desk(clerk, f"{made.pk}/claim/"))
    assert Comment.objects.get(pk=made.pk).claimed_by == clerk.membership
    assert TEXT in read(clerk, "?show=mine")
    client.post(desk(clerk, f"{made.pk}/put-back/"))
    assert Comment.objects.get(pk=made.pk).claimed_by is None


def test_a_picture_of_the_page_is_asked_for_only_of_what_stood_on_one(item: NewsItem, clerk: Person) -> None:
    call, said = make_call(by=clerk), make_comment(item=item)
    assert "How the page looked" not in read(clerk, f"{call.pk}/")
    assert "Keep a picture of the page" in read(clerk, f"{said.pk}/")


def test_what_is_to_be_done_by_hand_has_a_list_of_its_own(item: NewsItem, clerk: Person) -> None:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    made = make_comment(item=item, way="network")
    sent = {
        "version": 1,
        "last": 0,
        "outcome": "hide",
        "ground": "abusive",
        "clause": clause.pk,
        "reason": "It insults.",
    }
    client = sign_in(clerk)
    client.post(desk(clerk, f"{made.pk}/"), sent)
    assert TEXT in read(clerk, "?show=by_hand")
    Enforcement.objects.update(problem="It is not there.")
    assert "note it here." in (page := read(clerk, f"{made.pk}/"))
    assert "<p>Why it could not: It is not there.</p>" in page

    client.post(desk(clerk, f"{made.pk}/done/"), {"proof": "Hidden there at 15:10."})

    assert TEXT not in read(clerk, "?show=by_hand")
    assert "Hidden there at 15:10." in read(clerk, f"{made.pk}/")


def test_an_officer_allows_and_closes_comments_on_the_page_of_the_item(
    item: NewsItem, officer: Person
) -> None:
    client, rest = sign_in(officer), f"items/{item.communication_id}/"
    assert "Nobody may comment under it" in read(officer, rest)

    client.post(desk(officer, rest), {"hold_all": "no"})
    assert "Residents may comment under it" in read(officer, rest)
    client.post(desk(officer, f"{rest}close/"), {"message": "That was all."})

    assert "That was all." in read(officer, rest)


def test_the_words_of_a_call_are_read_by_nobody_who_was_not_meant(officer: Person, clerk: Person) -> None:
    made = make_call(by=officer)

    assert sign_in(clerk).get(desk(clerk, f"{made.pk + 1}/")).status_code == 404
