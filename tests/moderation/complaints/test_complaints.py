"""A resident complains, follows it and asks for a review; the office keeps its times, and lateness is noted."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.complaints.answering import Answer, answer, close_after_answer, decide_review
from moderation.complaints.erasing import erase_complaints
from moderation.complaints.evidence import out_at
from moderation.complaints.handling import acknowledge, ask, connect, look_into, take
from moderation.complaints.keys import complaint_of_token, token_of
from moderation.complaints.procedure import Terms, change_procedure, terms_of
from moderation.complaints.receiving import Said, enter_complaint, receive_online
from moderation.complaints.reminding import look_after_complaints
from moderation.complaints.reporting import years_of
from moderation.complaints.saying import ask_for_review, say, withdraw
from moderation.complaints.seeing import complaints_of, handlers_of
from moderation.complaints.sorting import sort_anew
from moderation.complaints.states import NotNow, State
from moderation.complaints.telling import about_complaint, how_it_stands, to_complainant
from moderation.models import Complaint, ComplaintStep, Referral
from moderation.referrals.referring import close_referral, refer
from portal.channels.models import NewsItem, Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Power, Role
from portal.councils.suspending import suspend
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.comments import make_comment
from tests.makers.complaints import WRONG, make_acknowledged, make_answered, make_complaint, make_to_review
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
NOT_UPHELD = Answer("not", "The road is the right one.")


@pytest.fixture
def chair(council: Council) -> Person:
    return make_person(council=council, role=Role.CHAIR)


@pytest.fixture
def second(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def told(what: str) -> list[int | None]:
    rows = Notice.objects.filter(what=what).order_by("recipient_id")
    return list(rows.values_list("recipient_id", flat=True))


def test_a_complaint_is_kept_with_its_times_told_and_recorded_without_its_words(
    council: Council, clerk: Person, officer: Person
) -> None:
    made = make_complaint(council)

    assert (made.state, made.way, made.procedure) == ("received", "web", None)
    assert timezone.now() < made.acknowledge_by < made.answer_by
    step = made.steps.get()
    assert (step.what, step.words, step.sha256, step.by) == ("received", WRONG, sha256_of(WRONG), None)
    assert told("complaint_came") == [clerk.membership.pk]
    entry = LedgerEntry.objects.get(verb="complaint_received")
    assert WRONG not in entry.body
    assert sha256_of(WRONG) in entry.body
    assert "Robin" not in entry.body


def test_the_same_form_sent_twice_is_one_complaint(council: Council) -> None:
    said = Said("communication", "Robin", WRONG, "robin@people.example")
    first = receive_online(council_id=council.pk, said=said, mark="a" * 64)

    assert receive_online(council_id=council.pk, said=said, mark="a" * 64).pk == first.pk
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "praise"}, "Choose what"),
        ({"words": " \u200b "}, "What went wrong"),
        ({"name": ""}, "Name"),
        ({"email": ""}, "how the answer reaches you"),
    ],
)
def test_what_is_missing_is_asked_for(council: Council, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        make_complaint(council, **changes)
    assert not Complaint.objects.exists()


def test_what_was_issued_of_the_item_is_evidence_by_its_hash(council: Council, item: NewsItem) -> None:
    address = f"https://council.example/{council.slug}/news/{item.slug}/"
    issued = item.publication.revision.sha256

    assert make_complaint(council, about=address).evidence_sha256 == issued
    assert make_complaint(council, about=item.reference.lower()).communication_id == item.communication_id
    assert make_complaint(council, about="the leaflet in May").communication is None
    assert make_complaint(make_council(), about=item.reference).communication is None


def test_from_received_to_answered_each_step_is_told(
    council: Council, clerk: Person, officer: Person
) -> None:
    made = make_complaint(council)
    acknowledge(actor=officer, complaint_id=made.pk, words="Olive looks into it.", version=1)
    look_into(actor=officer, complaint_id=made.pk)
    ask(actor=officer, complaint_id=made.pk, words="Which road?")
    say(complaint_id=made.pk, words="Mill Lane.")
    answer(actor=clerk, complaint_id=made.pk, given=Answer("upheld", "It was the wrong road."))

    made.refresh_from_db()
    assert (made.state, made.outcome, made.answered_by) == ("answered", "upheld", clerk.membership)
    assert [one.what for one in made.steps.order_by("pk")] == [
        "received", "acknowledged", "looking", "question", "reply", "answered",
    ]  # fmt: skip
    assert told("complainant_told") == [None] * 5
    assert told("complaint_moved") == sorted([clerk.membership.pk, officer.membership.pk])
    assert made.version == 6
    assert LedgerEntry.objects.filter(object_type="complaint").count() == 6


def test_two_at_once_do_not_both_act(council: Council, clerk: Person, officer: Person) -> None:
    made = make_acknowledged(officer)
    ask(actor=officer, complaint_id=made.pk, words="Which road?", version=made.version)

    with pytest.raises(Refusal, match="since you opened it"):
        answer(actor=clerk, complaint_id=made.pk, given=NOT_UPHELD, version=made.version)


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_the_same_moment_one_is_given(clerk: Person, second: Person) -> None:
    made = make_acknowledged(clerk)

    def answers(person: Person) -> Complaint:
        return answer(actor=person, complaint_id=made.pk, given=NOT_UPHELD, version=made.version)

    found = at_once(lambda: answers(clerk), lambda: answers(second))

    refused = [one for one in found if isinstance(one, Refusal)]
    assert ["since you opened it" in one.what for one in refused] == [True]
    assert ComplaintStep.objects.filter(complaint=made, what="answered").count() == 1


def test_the_answer_closes_what_the_comment_was_dealt_with_as(
    item: NewsItem, clerk: Person, officer: Person
) -> None:
    comment = make_comment(item=item, email="robin@people.example")
    due = timezone.localdate() + timedelta(days=30)
    referral = refer(actor=officer, comment_id=comment.pk, kind="complaint", due_on=due, reason=WRONG)
    made = Complaint.objects.get(referral=referral)
    assert (made.way, made.email, made.communication_id) == (
        "comment", "robin@people.example", item.communication_id,
    )  # fmt: skip
    assert made.evidence_sha256 == sha256_of(comment.text)
    assert [(one.words, one.inside) for one in made.steps.order_by("pk")] == [
        (comment.text, False), (WRONG, True),
    ]  # fmt: skip
    with pytest.raises(Refusal, match=made.reference):
        close_referral(actor=officer, referral_id=referral.pk, note="Done.")

    acknowledge(actor=officer, complaint_id=made.pk)
    answer(actor=clerk, complaint_id=made.pk, given=NOT_UPHELD)

    found = Referral.objects.get(pk=referral.pk)
    assert (found.closed_by, found.outcome) == (clerk.membership, f"Complaint {made.reference}: Not upheld")


def test_a_review_is_decided_by_somebody_else_or_by_a_committee(clerk: Person, second: Person) -> None:
    made, other = make_to_review(clerk), make_to_review(clerk)

    with pytest.raises(NotYours, match="your own answer"):
        decide_review(actor=clerk, complaint_id=made.pk, given=NOT_UPHELD)
    decide_review(actor=second, complaint_id=made.pk, given=Answer("upheld", "It is the wrong road."))
    decide_review(actor=clerk, complaint_id=other.pk, given=Answer("partly", "As resolved.", "34/26"))

    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.state, made.review_outcome, made.reviewed_by) == ("reviewed", "upheld", second.membership)
    assert (other.review_minute, other.closed_at is not None) == ("34/26", True)
    (year,) = years_of(made.council_id)
    assert (year.upheld, year.partly, year.not_upheld) == (1, 1, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=other.pk).update(review_minute="")


def test_what_is_late_is_done_all_the_same_and_noted(council: Council, clerk: Person) -> None:
    made, long_ago = make_complaint(council), timezone.now() - timedelta(days=90)
    Complaint.objects.filter(pk=made.pk).update(acknowledge_by=long_ago)
    acknowledge(actor=clerk, complaint_id=made.pk)
    Complaint.objects.filter(pk=made.pk).update(answer_by=long_ago)
    answer(actor=clerk, complaint_id=made.pk, given=NOT_UPHELD)
    Complaint.objects.filter(pk=made.pk).update(review_until=long_ago)
    assert close_after_answer(complaint_id=made.pk)
    assert not close_after_answer(complaint_id=made.pk)

    ask_for_review(complaint_id=made.pk, words="It is the wrong road.")

    late = {one.what: one.late for one in made.steps.all()}
    assert late == {
        "received": False, "acknowledged": True, "answered": True, "closed": False, "review asked": True,
    }  # fmt: skip
    made.refresh_from_db()
    assert (made.state, made.closed_at) == (State.REVIEW, None)


def test_who_complained_withdraws_until_it_is_answered(council: Council, clerk: Person) -> None:
    made = make_complaint(council)
    withdraw(complaint_id=made.pk, words="It was corrected.")

    with pytest.raises(NotNow, match="was withdrawn"):
        acknowledge(actor=clerk, complaint_id=made.pk)
    with pytest.raises(NotNow, match="was answered"):
        withdraw(complaint_id=make_answered(clerk).pk)


@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.CHAIR, Role.AUDITOR, Role.VOLUNTEER])
def test_clerk_and_officers_deal_with_complaints_and_nobody_else(council: Council, role: str) -> None:
    other, made = make_person(council=council, role=role), make_complaint(council)

    for act in (acknowledge, take, look_into):
        with pytest.raises(NotYours):
            act(actor=other, complaint_id=made.pk)
    assert complaints_of(other).exists() is (role == Role.AUDITOR)


def test_an_officer_answers_none_and_another_council_s_do_not_exist(
    council: Council, officer: Person
) -> None:
    made = make_acknowledged(officer)
    stranger = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(NotYours, match="answers complaints"):
        answer(actor=officer, complaint_id=made.pk, given=NOT_UPHELD)
    with pytest.raises(NotYours, match="not yours"):
        answer(actor=stranger, complaint_id=made.pk, given=NOT_UPHELD)


def test_a_complaint_about_the_clerk_is_the_chairman_s_and_decided_by_minute(
    council: Council, clerk: Person, officer: Person, chair: Person
) -> None:
    deputy = make_person(council=council, role=Role.DEPUTY)
    made = make_complaint(council, kind="clerk")

    assert told("complaint_came") == [chair.membership.pk]
    for other in (clerk, officer, deputy):
        assert not complaints_of(other).exists()
        with pytest.raises(NotYours, match="not yours"):
            acknowledge(actor=other, complaint_id=made.pk)
    acknowledge(actor=chair, complaint_id=made.pk)
    with pytest.raises(InvalidInput, match="minute"):
        answer(actor=chair, complaint_id=made.pk, given=NOT_UPHELD)
    answer(actor=chair, complaint_id=made.pk, given=Answer("not", "As resolved.", "7/26"))
    assert told("complaint_moved") == []
    ask_for_review(complaint_id=made.pk, words="No.")
    assert told("complaint_moved") == [chair.membership.pk]
    assert years_of(council.pk) == []


def test_what_turns_out_to_be_about_the_clerk_passes_to_the_chairman_and_back(
    council: Council, clerk: Person, chair: Person
) -> None:
    made = make_acknowledged(clerk)
    with pytest.raises(InvalidInput, match="another kind"):
        sort_anew(actor=clerk, complaint_id=made.pk, kind=made.kind, words="No.")

    sort_anew(actor=clerk, complaint_id=made.pk, kind="clerk", words="It is about me.")

    assert not complaints_of(clerk).exists()
    assert complaints_of(chair).get().holder is None
    assert told("complaint_came") == [clerk.membership.pk, chair.membership.pk]
    assert made.steps.get(what="sorted").inside
    sort_anew(actor=chair, complaint_id=made.pk, kind="communication", words="It is about the notice.")
    assert complaints_of(clerk).exists()
    answer(actor=clerk, complaint_id=made.pk, given=NOT_UPHELD)
    with pytest.raises(NotNow, match="was answered"):
        sort_anew(actor=clerk, complaint_id=made.pk, kind="clerk", words="It is about me.")


def test_what_turns_out_to_be_about_personal_data_has_the_law_s_time(council: Council, clerk: Person) -> None:
    made = make_complaint(council)
    found = sort_anew(actor=clerk, complaint_id=made.pk, kind="data", words="It is about their address.")

    assert found.acknowledge_by - made.received_at > timedelta(days=29)
    assert found.answer_by > found.acknowledge_by


def test_without_a_chairman_in_office_the_vice_chairman_receives_them(council: Council) -> None:
    deputy = make_person(council=council, role=Role.DEPUTY)
    made = make_complaint(council, kind="clerk")

    assert told("complaint_came") == [deputy.membership.pk]
    assert acknowledge(actor=deputy, complaint_id=made.pk).state == "acknowledged"
    assert deputy.may(Power.DRAFT)


def test_where_the_chairman_is_suspended_the_vice_chairman_receives_them(
    council: Council, clerk: Person, chair: Person
) -> None:
    deputy = make_person(council=council, role=Role.DEPUTY)
    made = make_complaint(council, kind="clerk")
    assert not complaints_of(deputy).exists()

    review_on = timezone.localdate() + timedelta(days=30)
    suspend(
        actor=clerk, member=chair.membership, reason="A long absence.", review_on=review_on, minute="12/26"
    )

    assert handlers_of(council.pk, "clerk") == [deputy.membership.pk]
    assert acknowledge(actor=deputy, complaint_id=made.pk).state == "acknowledged"


def test_the_office_enters_what_came_on_paper_and_the_chairman_what_is_about_the_clerk(
    officer: Person, chair: Person, item: NewsItem
) -> None:
    today = timezone.localdate()
    said = Said("communication", "Robin", WRONG, contact="3 Mill Lane")
    made = enter_complaint(
        actor=officer, said=said, way="paper", came_on=today, item_reference=item.reference
    )
    assert (made.communication_id, made.email, made.entered_by) == (
        item.communication_id, "", officer.membership,
    )  # fmt: skip
    assert told("complainant_told") == []
    clerk_s = Said("clerk", "Robin", WRONG, contact="3 Mill Lane")
    with pytest.raises(InvalidInput, match="received by the chairman"):
        enter_complaint(actor=officer, said=clerk_s, way="paper", came_on=today)
    assert enter_complaint(actor=chair, said=clerk_s, way="paper", came_on=today).kind == "clerk"
    days = (today + timedelta(days=1), today - timedelta(days=400))
    for way, came_on in (("web", today), *(("paper", day) for day in days)):
        with pytest.raises(InvalidInput):
            enter_complaint(actor=officer, said=said, way=way, came_on=came_on)


def test_connecting_it_keeps_the_hash_of_what_was_issued(officer: Person, item: NewsItem) -> None:
    made = make_acknowledged(officer)

    found = connect(actor=officer, complaint_id=made.pk, item_reference=item.reference)
    assert found.evidence_sha256 == item.publication.revision.sha256
    with pytest.raises(InvalidInput, match="reference"):
        connect(actor=officer, complaint_id=made.pk, item_reference="PC-0000")
    assert connect(actor=officer, complaint_id=made.pk, item_reference="").evidence_sha256 == ""
    withdraw(complaint_id=made.pk)
    with pytest.raises(NotNow, match="was withdrawn"):
        connect(actor=officer, complaint_id=made.pk, item_reference=item.reference)


def test_the_hash_of_the_comment_stays_where_its_complaint_is_connected(
    officer: Person, item: NewsItem
) -> None:
    comment = make_comment(item=item)
    due = timezone.localdate() + timedelta(days=30)
    referral = refer(actor=officer, comment_id=comment.pk, kind="complaint", due_on=due, reason=WRONG)
    made = Complaint.objects.get(referral=referral)

    found = connect(actor=officer, complaint_id=made.pk, item_reference=item.reference)

    assert found.evidence_sha256 == sha256_of(comment.text)


def test_a_correction_that_came_after_the_complaint_is_not_its_evidence() -> None:
    came = timezone.now()
    issued = [(came - timedelta(hours=1), "first"), (came + timedelta(hours=1), "later")]

    assert out_at(issued, came) == "first"
    assert out_at(issued, came + timedelta(hours=2)) == "later"
    assert out_at(issued, came - timedelta(days=2)) == "first"
    assert out_at([], came) is None


def test_the_procedure_is_versioned_and_holds_for_what_comes_after(council: Council, clerk: Person) -> None:
    before = make_complaint(council)
    made = change_procedure(actor=clerk, terms=Terms(number=0, acknowledge_days=1, answer_days=3))

    assert (made.number, terms_of(council.pk).acknowledge_days) == (1, 1)
    after = make_complaint(council)
    assert (after.procedure, after.acknowledge_by < before.acknowledge_by) == (made, True)
    with pytest.raises(Refusal, match="while you wrote"):
        change_procedure(actor=clerk, terms=Terms(number=0))
    with pytest.raises(InvalidInput, match="from 1 to 20 days"):
        change_procedure(actor=clerk, terms=Terms(number=1, acknowledge_days=21))


def test_mails_say_how_it_stands_where_it_is_followed_and_nothing_that_was_written(
    council: Council, clerk: Person
) -> None:
    made = make_answered(clerk)
    words = to_complainant(Notice.objects.filter(what="complainant_told").latest("pk"))
    assert words is not None
    assert words.to == ("Robin Resident", "robin@people.example")
    assert f"/{council.slug}/complaints/status/{token_of(made)}/" in words.body
    assert "not upheld" in words.body
    assert WRONG not in words.body
    assert "right one" not in words.body
    assert "Information Commissioner" not in words.body
    made.kind = Complaint.Kind.DATA
    assert how_it_stands(made).endswith("the Information Commissioner’s Office at any time: ico.org.uk.")
    came = Notice.objects.get(what="complaint_came")
    assert about_complaint(came, clerk) is None
    spoken = make_complaint(council, email="", contact="01632 960000")
    came.object_id = spoken.pk
    assert to_complainant(came) is None


def test_who_deals_with_it_is_mailed_what_came_and_what_is_to_be_done(
    council: Council, clerk: Person
) -> None:
    made = make_complaint(council)
    words = about_complaint(Notice.objects.get(what="complaint_came"), clerk)
    assert words is not None
    assert "It is to be acknowledged by" in words.body
    assert f"/{council.slug}/desk/complaints/{made.pk}/" in words.body
    assert WRONG not in words.body


def test_what_is_due_soon_and_late_is_pointed_out_once_each(council: Council, clerk: Person) -> None:
    made = make_complaint(council)
    assert look_after_complaints(made.acknowledge_by - timedelta(days=3)) == 0

    assert look_after_complaints(made.acknowledge_by - timedelta(days=1)) == 1
    assert look_after_complaints(made.acknowledge_by - timedelta(days=1)) == 0
    assert look_after_complaints(made.acknowledge_by + timedelta(hours=1)) == 1
    assert told("complaint_due") == [clerk.membership.pk] * 2

    answered = make_answered(clerk)
    assert answered.review_until is not None
    Complaint.objects.filter(pk=answered.pk).update(review_until=timezone.now() - timedelta(hours=1))
    assert look_after_complaints() == 1
    assert Complaint.objects.get(pk=answered.pk).state == "closed"


def test_what_passed_to_others_or_is_counted_anew_is_pointed_out_again(
    council: Council, clerk: Person, chair: Person
) -> None:
    made = make_complaint(council)
    soon = made.acknowledge_by - timedelta(days=1)
    assert (look_after_complaints(soon), look_after_complaints(soon)) == (1, 0)

    sort_anew(actor=clerk, complaint_id=made.pk, kind="clerk", words="It is about me.")
    assert (look_after_complaints(soon), look_after_complaints(soon)) == (1, 0)
    assert set(told("complaint_due")) == {clerk.membership.pk, chair.membership.pk}
    later = made.acknowledge_by + timedelta(days=9)
    Complaint.objects.filter(pk=made.pk).update(acknowledge_by=later)
    assert (look_after_complaints(soon), look_after_complaints(later - timedelta(days=1))) == (0, 1)


def test_its_key_opens_it_and_nothing_else_does(council: Council) -> None:
    made, token = make_complaint(council), ""
    token = token_of(made)

    assert complaint_of_token(council.slug, token.lower()) == made
    for wrong in (made.reference, f"{made.reference}-", f"{token}A", token[:-1], "é" * 20, "A" * 99):
        assert complaint_of_token(council.slug, wrong) is None
    assert complaint_of_token(make_council().slug, token) is None


def test_what_is_over_is_erased_when_its_time_is_and_the_numbers_stay(
    council: Council, clerk: Person
) -> None:
    made, still_open = make_complaint(council), make_complaint(council)
    withdraw(complaint_id=made.pk)
    later = timezone.now() + timedelta(days=366 * (council.retention_years + 1))

    assert erase_complaints(EraseOrder(council.pk, (), timezone.now())) == 0
    assert erase_complaints(EraseOrder(council.pk, (1,), later)) == 0
    assert erase_complaints(EraseOrder(council.pk, (), later)) == 3

    made.refresh_from_db()
    assert (made.name, made.email, made.about) == ("", "", "")
    assert set(ComplaintStep.objects.filter(complaint=made).values_list("words", flat=True)) == {""}
    assert ComplaintStep.objects.filter(complaint=made, sha256=sha256_of(WRONG)).exists()
    assert Complaint.objects.get(pk=still_open.pk).name == "Robin Resident"
    (year,) = years_of(council.pk)
    assert (year.received, year.withdrawn, year.open) == (2, 1, 1)
    with pytest.raises(Refusal, match="erased"):
        take(actor=clerk, complaint_id=made.pk)
