"""A member passes on what somebody wrote to them alone: the council has it from then on, and answers it on record."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from moderation.forwarding.passing_on import Approach, pass_on, passed_on
from moderation.models import Comment
from moderation.ruling import Judged, rule
from moderation.seeing import comments_of
from moderation.states import Handling, Showing
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_person, sign_in

pytestmark = pytest.mark.django_db
WORDS = "Who decided that the swings in Mill Lane go, and may I read the report?"


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.COUNCILLOR, name="Nora Member")


def page_of(person: Person) -> str:
    return f"/{person.council.slug}/desk/approaches/"


def typed(**changes: str) -> dict[str, str]:
    return {"key": uuid4().hex, "author": "Robin Reader", "text": WORDS, **changes}


def passed(member: Person, **changes: str) -> Comment:
    return pass_on(actor=member, approach=Approach(**typed(**changes)))


def test_what_a_member_passes_on_waits_at_the_clerks_desk_and_shows_what_became_of_it(
    member: Person, clerk: Person
) -> None:
    window, at = sign_in(member), page_of(member)
    assert at in window.get(f"/{member.council.slug}/desk/").content.decode()
    given = typed(link="https://net.example/1", answer_by="email", answer_to="robin@people.example")

    page = window.post(at, given, follow=True).content.decode()

    made = Comment.objects.get()
    assert (made.way, made.member_id, made.entered_by_id) == (
        "member",
        member.membership.pk,
        member.membership.pk,
    )
    assert (made.text, made.author, made.link) == (WORDS, "Robin Reader", "https://net.example/1")
    assert (made.answer_by, made.answer_to) == ("email", "robin@people.example")
    assert (made.showing, made.handling) == (Showing.PRIVATE, Handling.WAITING)
    assert Snapshot.objects.filter(object_type="comment", object_id=made.pk, text=WORDS).count() == 1
    assert LedgerEntry.objects.get(verb="comment_received").actor_id == member.membership.user_id
    assert f"as {made.reference}" in page
    assert "Waits for the council" in page
    desk = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{made.pk}/").content.decode()
    assert "To a member’s own account: Nora Member" in desk

    left = Judged(version=1, outcome="leave", answering="other")
    rule(actor=clerk, comment_id=made.pk, judged=left, reason="They were told at the surgery.")
    assert "Dealt with on" in window.get(at).content.decode()


def test_what_is_sent_twice_is_one_and_who_writes_twice_is_two(member: Person) -> None:
    window, given = sign_in(member), typed()

    for _ in range(2):
        assert window.post(page_of(member), given).status_code == 302
    assert Comment.objects.count() == 1
    window.post(page_of(member), typed())
    assert Comment.objects.count() == 2


def test_who_types_the_next_approach_over_the_last_page_passes_on_another(member: Person) -> None:
    window, given = sign_in(member), typed(answer_by="email", answer_to="robin@people.example")
    window.post(page_of(member), given)

    again = {
        **given,
        "author": "Anna Other",
        "text": "I am afraid to go home.",
        "answer_to": "anna@people.example",
    }
    for _ in range(2):
        window.post(page_of(member), again)

    rows = Comment.objects.order_by("pk").values_list("author", "text", "answer_to", "version")
    assert list(rows) == [
        ("Robin Reader", WORDS, "robin@people.example", 1),
        ("Anna Other", "I am afraid to go home.", "anna@people.example", 1),
    ]


def test_another_member_who_sends_the_same_key_overwrites_nothing(member: Person, clerk: Person) -> None:
    other = make_person(council=clerk.council, role=Role.CHAIR)
    key = uuid4().hex

    first = passed(member, key=key)
    second = passed(other, key=key, text="Something else altogether.")

    assert first.pk != second.pk
    assert list(passed_on(member)) == [first]
    assert list(passed_on(other)) == [second]


def test_each_member_sees_their_own_alone_and_the_desk_stays_shut(member: Person, clerk: Person) -> None:
    made = passed(member)
    other = make_person(council=clerk.council, role=Role.COUNCILLOR)

    assert WORDS not in sign_in(other).get(page_of(other)).content.decode()
    assert list(comments_of(member)) == []
    assert sign_in(member).get(f"/{clerk.council.slug}/desk/moderation/{made.pk}/").status_code in {403, 404}


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.AUDITOR])
def test_who_is_no_member_passes_nothing_on(clerk: Person, role: Role) -> None:
    person = make_person(council=clerk.council, role=role)

    assert sign_in(person).get(page_of(person)).status_code == 403
    assert sign_in(person).post(page_of(person), typed()).status_code == 403
    with pytest.raises(NotYours):
        passed(person)
    assert Comment.objects.count() == 0


def test_who_is_suspended_passes_on_what_reached_them_all_the_same(member: Person, clerk: Person) -> None:
    suspend(actor=clerk, member=member.membership, reason="A breach.", review_on=timezone.localdate())
    suspended = person_now(member.membership.pk)
    assert suspended.suspended

    assert sign_in(suspended).post(page_of(suspended), typed()).status_code == 302
    assert Comment.objects.get().member_id == suspended.membership.pk


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"author": " "}, "Enter who says it"),
        ({"text": ""}, "Enter what they say"),
        ({"link": "javascript:alert(1)"}, "Enter a web address"),
        ({"key": "../1"}, "too old"),
        ({"answer_by": "pigeon"}, "Select a valid choice"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_what_was_typed_stands_there_still(
    member: Person, changes: dict[str, str], said: str
) -> None:
    answer = sign_in(member).post(page_of(member), typed(**changes))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert changes.get("text", WORDS) in page
    assert Comment.objects.count() == 0


def test_the_verb_itself_refuses_what_has_no_key(member: Person) -> None:
    with pytest.raises(InvalidInput, match="too old"):
        passed(member, key=" ")


def test_nobody_signed_out_finds_it(member: Person) -> None:
    assert Client().get(page_of(member)).status_code == 302
