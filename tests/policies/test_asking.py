"""Asking the clerk before saying something, on the page and by the verb."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from policies.asking import Asked, answer, ask
from policies.models import Matter, MatterAccess, Question
from policies.telling import about_question
from portal.channels.models import Notice
from portal.councils.delegating import delegate
from portal.councils.models import Council
from portal.councils.people import Person
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_matter
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db

TEXT = "Vote Labour on Thursday."
SENT = {"text": TEXT, "kind": "social_post", "capacity": "official", "channel": "", "message": "May I?"}


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    person = make_person(council=council, role="clerk")
    version = make_adopted_policy(clerk=person)
    make_clause_rule(clerk=person, version=version, ref="2.1", check_id="party-political", severity="block")
    return person


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, role="volunteer")


def test_a_question_keeps_what_was_found_and_the_clerk_is_told(clerk: Person, member: Person) -> None:
    made = ask(actor=member, asked=Asked(TEXT, "social_post", "official"))
    assert "2.1" in {found["clause"] for found in made.findings}
    notice = Notice.objects.get()
    assert (notice.what, notice.recipient_id) == ("question_asked", clerk.membership.pk)
    words = about_question(notice, clerk)
    assert words is not None
    assert TEXT not in words.body


def test_an_answer_is_kept_and_told_to_the_asker(clerk: Person, member: Person) -> None:
    made = ask(actor=member, asked=Asked(TEXT, "social_post", "official"))
    answered = answer(actor=clerk, question_id=made.pk, words="No: it is for a party.")
    assert (answered.answer, answered.answered_by_id) == ("No: it is for a party.", clerk.membership.pk)
    notice = Notice.objects.get(what="question_answered")
    assert notice.recipient_id == member.membership.pk
    with pytest.raises(Refusal, match="answered meanwhile"):
        answer(actor=clerk, question_id=made.pk, words="Yes.")


def test_who_may_not_decide_does_not_answer(member: Person) -> None:
    made = ask(actor=member, asked=Asked(TEXT, "social_post", "official"))
    with pytest.raises(NotYours):
        answer(actor=member, question_id=made.pk, words="Yes.")


@pytest.mark.parametrize(
    "asked",
    [Asked(" ", "notice", "official"), Asked("x", "nothing", "official"), Asked("x", "notice", "king")],
)
def test_what_cannot_be_judged_is_not_sent(member: Person, asked: Asked) -> None:
    with pytest.raises(InvalidInput):
        ask(actor=member, asked=asked)
    assert not Question.objects.exists()


def test_the_button_shows_the_findings_with_their_clause_and_stores_nothing(member: Person) -> None:
    page = sign_in(member).post("/ptc/desk/ask/", SENT).content.decode()
    assert "Communications policy, clause 2.1" in page
    assert "Nothing is said for a party." in page
    assert '<mark class="finding-mark finding-mark--block"' in page
    assert not Question.objects.exists()


def test_typing_gets_a_fragment(member: Person) -> None:
    client = sign_in(member)
    answer_ = client.post("/ptc/desk/ask/", SENT, headers={"HX-Request": "true"})
    assert "<h1" not in answer_.content.decode()
    assert "clause 2.1" in answer_.content.decode()
    empty = client.post("/ptc/desk/ask/", {**SENT, "text": ""}, headers={"HX-Request": "true"})
    assert empty.status_code == 200


def test_one_button_sends_it_and_the_clerk_s_desk_shows_it(member: Person, clerk: Person) -> None:
    client = sign_in(member)
    sent = client.post("/ptc/desk/ask/", {**SENT, "act": "send"})
    question = Question.objects.get()
    assert sent.headers["Location"] == f"/ptc/desk/ask/{question.pk}/"
    desk = sign_in(clerk)
    assert "1 question to answer" in desk.get("/ptc/desk/").content.decode()
    desk.post(f"/ptc/desk/ask/{question.pk}/", {"answer": "Better not."})
    assert "Better not." in client.get(f"/ptc/desk/ask/{question.pk}/").content.decode()


def test_nobody_reads_another_member_s_question(member: Person, council: Council) -> None:
    made = ask(actor=member, asked=Asked(TEXT, "social_post", "official"))
    other: Client = sign_in(make_person(council=council))
    assert other.get(f"/ptc/desk/ask/{made.pk}/").status_code == 404
    make_council(slug="elsewhere")
    assert sign_in(member).get(f"/elsewhere/desk/ask/{made.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_desk_and_the_page_cost_the_same_whatever_was_asked(
    member: Person, clerk: Person, number: int, django_assert_max_num_queries: object
) -> None:
    for each in range(number):
        ask(actor=member, asked=Asked(f"Text {each}", "notice", "personal"))
    client = sign_in(clerk)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        client.get("/ptc/desk/ask/")


def test_a_closed_matter_is_named_to_those_alone_who_may_know_of_it(clerk: Person) -> None:
    asker = make_person(council=clerk.council, role="councillor")
    matter = make_matter(clerk=clerk, aliases=("Yardley House",))
    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    MatterAccess.objects.create(matter=matter, member=asker.membership, given_by=clerk.membership)
    officer = make_person(council=clerk.council, role="officer")
    now = timezone.now()
    delegate(
        actor=clerk,
        holder=officer.membership,
        starts_at=now - timedelta(hours=1),
        until=now + timedelta(days=1),
        reason="Leave.",
    )

    made = ask(actor=asker, asked=Asked("Yardley House is sold.", "letter", "official"))

    address = f"/ptc/desk/ask/{made.pk}/"
    named = {
        who: f"“{matter.title}”" in sign_in(who).get(address).content.decode()
        for who in (clerk, asker, officer)
    }
    assert named == {clerk: True, asker: True, officer: False}
    assert matter.title not in str(made.findings)
