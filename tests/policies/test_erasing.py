"""What was asked before it was said, once its time is over."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.asking import Asked, answer, ask, open_questions
from policies.erasing import erase_questions, erase_questions_due, questions_due
from policies.models import Question
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.retaining import place_hold
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder, UnderHold
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council)


def asked(member: Person, text: str = "Vote for me, you fool") -> Question:
    return ask(actor=member, asked=Asked(text, "notice", "personal", message="May I?"))


def age(question: Question, council: Council, days: int = 1) -> None:
    """Let it have been asked, and answered, ``days`` before the retention period."""
    then = timezone.now() - timedelta(days=366 * council.retention_years + days)
    Question.objects.filter(pk=question.pk).update(asked_at=then)
    Question.objects.filter(pk=question.pk, answered_at__isnull=False).update(answered_at=then)


def test_only_the_words_go_and_the_record_says_so(council: Council, clerk: Person, member: Person) -> None:
    old, young = asked(member), asked(member, "Young")
    answer(actor=clerk, question_id=old.pk, words="Better not.")
    age(old, council)

    assert erase_questions_due(actor=clerk) == 1

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.text, old.message, old.answer, old.findings) == ("", "", "", [])
    assert old.erased_at is not None
    assert (old.asked_by_id, old.answered_by_id) == (member.membership.pk, clerk.membership.pk)
    assert (young.text, young.erased_at) == ("Young", None)
    entries = LedgerEntry.objects.filter(verb="text_erased")
    assert list(entries.values_list("object_type", "object_id")) == [("question", old.pk)]


def test_one_that_was_answered_lately_is_kept(council: Council, clerk: Person, member: Person) -> None:
    question = asked(member)
    age(question, council)
    answer(actor=clerk, question_id=question.pk, words="Better not.")
    assert not questions_due(council, timezone.now()).exists()
    with pytest.raises(Refusal, match="retention period"):
        erase_questions_due(actor=clerk)


def test_one_that_was_never_answered_goes_too_and_waits_no_more(
    council: Council, clerk: Person, member: Person
) -> None:
    question = asked(member)
    age(question, council)
    erase_questions_due(actor=clerk)
    assert list(open_questions(council.pk)) == []
    with pytest.raises(Refusal, match="words were erased"):
        answer(actor=clerk, question_id=question.pk, words="Late.")


def test_a_hold_on_everything_protects_them(council: Council, clerk: Person, member: Person) -> None:
    question = asked(member)
    age(question, council)
    place_hold(actor=clerk, reason="A request is open.")
    with pytest.raises(UnderHold):
        erase_questions_due(actor=clerk)
    question.refresh_from_db()
    assert question.text == "Vote for me, you fool"


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.CLERK}))
def test_nobody_but_the_clerk_erases(council: Council, member: Person, role: str) -> None:
    age(asked(member), council)
    with pytest.raises(NotYours):
        erase_questions_due(actor=make_person(council=council, role=role))


def test_another_council_s_questions_and_orders_about_items_touch_nothing(
    council: Council, clerk: Person, member: Person
) -> None:
    question = asked(member)
    age(question, council)
    now = timezone.now()
    assert erase_questions(EraseOrder(make_council().pk, (), now)) == 0
    assert erase_questions(EraseOrder(council.pk, (1,), now)) == 0
    assert erase_questions(EraseOrder(council.pk, (), now)) == 1


def test_the_database_keeps_no_words_of_an_erased_question(council: Council, member: Person) -> None:
    question = asked(member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(erased_at=timezone.now())


def test_the_pages_say_that_the_words_are_gone(council: Council, clerk: Person, member: Person) -> None:
    question = asked(member)
    answer(actor=clerk, question_id=question.pk, words="Better not.")
    age(question, council)
    client = sign_in(clerk)
    assert (
        "1 question is past the retention period" in client.get("/ptc/desk/ask/questions/").content.decode()
    )

    done = client.post("/ptc/desk/ask/questions/erase/", follow=True).content.decode()

    assert "The texts of 1 question is erased." in done or "The texts of 1" in done
    for path in ("ask/", "ask/questions/?answered=1"):
        assert "A question whose text is erased" in client.get(f"/ptc/desk/{path}").content.decode()
    page = client.get(f"/ptc/desk/ask/{question.pk}/").content.decode()
    assert "their time was over" in page
    assert "fool" not in page
    assert "Better not" not in page


@pytest.mark.parametrize("number", [7, 30])
def test_the_desk_shows_the_first_questions_and_leads_to_all_of_them(
    clerk: Person, member: Person, number: int
) -> None:
    for each in range(number):
        asked(member, f"Text {each}")
    client = sign_in(clerk)
    desk = client.get("/ptc/desk/").content.decode()
    assert f"{number} questions to answer" in desk
    assert desk.count("asks before saying something") == min(number, 8)
    assert (f"All {number} questions that wait" in desk) == (number > 8)
    first = client.get("/ptc/desk/ask/questions/").content.decode()
    assert first.count("<h2><a href") == min(number, 20)
    second = client.get("/ptc/desk/ask/questions/?page=2").content.decode()
    assert (second.count("<h2><a href") == number - 20) == (number > 20)


def test_a_member_sees_their_own_questions_alone(clerk: Person, member: Person, council: Council) -> None:
    asked(member, "Mine")
    asked(make_person(council=council), "Not mine")
    page = sign_in(member).get("/ptc/desk/ask/questions/").content.decode()
    assert ">Mine<" in page
    assert "Not mine" not in page
    assert "erase" not in page
