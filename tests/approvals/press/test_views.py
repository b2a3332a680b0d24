"""The press office in the browser: who finds what there, and every act by its own form."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from approvals.models import Cutting, Enquiry, Spokesperson
from approvals.press.briefing import brief, confirm_read
from approvals.press.cards import Written
from approvals.press.choosing import put_nobody_forward
from approvals.press.closing import close
from approvals.press.consulting import consult
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.approvals.press.conftest import put_forward, taken
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_flag, make_matter

pytestmark = pytest.mark.django_db
DESK = "/ptc/desk/press/"


def page(person: Person, path: str = "") -> str:
    answer = sign_in(person).get(f"{DESK}{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def typed(**changes: Any) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "kind": "interview",
        "asker": "Jo Writer",
        "outlet": "Fernleigh Gazette",
        "medium": "newspaper",
        "topic": "The skate park",
        "question": "Why is it closed?",
        "received_at": now.strftime("%Y-%m-%dT%H:%M"),
        **changes,
    }


def test_a_member_passes_a_request_on(clerk: Person, member: Person) -> None:
    client = sign_in(member)
    answer = client.post(f"{DESK}new/", typed())
    made = Enquiry.objects.get()
    assert answer.headers["Location"] == f"{DESK}{made.pk}/"
    assert made.taken_by_id == member.membership.pk
    shown = client.get(f"{DESK}{made.pk}/").content.decode()
    assert "Why is it closed?" in shown
    assert "Choose who speaks" not in shown
    assert "Choose who speaks" in page(clerk, f"{made.pk}/")


def test_a_form_that_is_refused_keeps_what_was_typed(member: Person) -> None:
    answer = sign_in(member).post(f"{DESK}new/", typed(topic="", question="Why <b>now</b>?"))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Why &lt;b&gt;now&lt;/b&gt;?" in shown
    assert "Enter what it is about" in shown
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("wrong", ["2026-13-45T99:99", "yesterday", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_times_that_are_none_are_refused_with_words(member: Person, wrong: str) -> None:
    answer = sign_in(member).post(f"{DESK}new/", typed(received_at=wrong))
    assert answer.status_code in {400, 422}
    assert "error-summary" in answer.content.decode()


def test_the_list_puts_what_is_due_first_and_keeps_what_ended_apart(clerk: Person) -> None:
    now = timezone.now()
    taken(clerk, topic="Without a deadline")
    taken(clerk, topic="Due later", deadline_at=now + timedelta(days=3))
    taken(clerk, topic="Due soon", deadline_at=now + timedelta(hours=3))
    ended = taken(clerk, topic="Long over")
    close(actor=clerk, enquiry_id=ended.pk, outcome="answered", words="Yes.")
    shown = page(clerk)
    places = [shown.index(topic) for topic in ("Due soon", "Due later", "Without a deadline")]
    assert places == sorted(places)
    assert "Long over" not in shown
    assert "Long over" in page(clerk, "?show=closed")


def test_the_list_takes_as_many_queries_for_thirty_as_for_one(
    clerk: Person, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    client = sign_in(clerk)
    taken(clerk)
    with django_assert_max_num_queries(10) as first:
        client.get(DESK)
    for number in range(24):
        taken(clerk, topic=f"Topic {number}")
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(DESK)


def test_who_is_not_in_it_finds_nothing(
    clerk: Person, mayor: Person, member: Person, council: Council
) -> None:
    found = taken(clerk)
    for one in (mayor, member, make_person(council=council, role=Role.PARTNER)):
        assert sign_in(one).get(f"{DESK}{found.pk}/").status_code == 404
        assert "The skate park" not in page(one)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    assert sign_in(stranger).get(f"{DESK}{found.pk}/").status_code == 404
    assert Client().get(f"{DESK}{found.pk}/").status_code == 302
    auditor = make_person(council=council, role=Role.AUDITOR)
    assert "Why is it closed?" in page(auditor, f"{found.pk}/")


def test_from_the_question_to_the_card_and_the_cutting(clerk: Person, mayor: Person, member: Person) -> None:
    found = taken(member)
    at, by_clerk, by_mayor = f"{DESK}{found.pk}/", sign_in(clerk), sign_in(mayor)
    by_clerk.post(f"{at}acknowledge/")
    by_clerk.post(f"{at}consult/", {"member": mayor.membership.pk})
    assert "Say what you think of it" in by_mayor.get(at).content.decode()
    by_mayor.post(f"{at}view/", {"view": "Carl, please."})
    assert "Carl, please." in by_clerk.get(at).content.decode()
    by_clerk.post(f"{at}choose/", {"member": member.membership.pk})
    by_clerk.post(f"{at}brief/", {"facts": "It closed for repairs."})
    card = Spokesperson.objects.get().briefings.get()
    shown = page(member, f"{found.pk}/")
    assert "I have read this card" in shown
    assert "It closed for repairs." in shown
    assert "It closed for repairs." not in by_mayor.get(at).content.decode()
    sign_in(member).post(f"{at}read/", {"sha256": card.sha256})
    by_clerk.post(f"{at}close/", {"outcome": "interviewed", "words": "On the radio."})
    today = timezone.localdate().isoformat()
    by_clerk.post(f"{at}cutting/", {"on": today, "headline": "Park to open", "accurate": "yes"})
    found.refresh_from_db()
    assert (found.outcome, found.acknowledged_by_id) == ("interviewed", clerk.membership.pk)
    assert Cutting.objects.get().headline == "Park to open"
    assert "Park to open" in by_clerk.get(at).content.decode()


def test_a_cutting_that_is_wrong_says_what_is_wrong(clerk: Person) -> None:
    found = taken(clerk)
    today = timezone.localdate().isoformat()
    answer = sign_in(clerk).post(
        f"{DESK}{found.pk}/cutting/", {"on": today, "headline": "Park", "accurate": "no"}
    )
    assert answer.status_code == 422
    assert "Say what is wrong in it." in answer.content.decode()


def test_the_answer_is_begun_as_a_draft(clerk: Person) -> None:
    found = taken(clerk)
    answer = sign_in(clerk).post(f"{DESK}{found.pk}/answer/")
    found.refresh_from_db()
    assert answer.headers["Location"] == f"/ptc/desk/drafts/{found.answer_id}/"


def test_the_page_of_a_flagged_matter_offers_the_holding_reply_alone(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    found = taken(clerk, matter_id=matter.pk)
    make_flag(matter=matter, by=clerk, holding_reply="Please ask the clerk.")
    shown = page(clerk, f"{found.pk}/")
    assert "“Please ask the clerk.”" in shown
    assert "Write the holding reply" in shown
    assert "Choose who speaks" not in shown


def test_a_card_that_does_not_hold_says_so_and_cannot_be_confirmed(
    clerk: Person, mayor: Person, member: Person
) -> None:
    matter = make_matter(clerk=clerk)
    found = taken(clerk, matter_id=matter.pk)
    put_forward(found, clerk, mayor, member)
    card = brief(actor=clerk, enquiry_id=found.pk, written=Written("Facts."))
    make_flag(matter=matter, by=clerk)
    shown = page(member, f"{found.pk}/")
    assert "This card does not hold any more." in shown
    assert "I have read this card" not in shown
    refused = sign_in(member).post(f"{DESK}{found.pk}/read/", {"sha256": card.sha256})
    assert refused.status_code == 409


def test_the_chairman_leads_what_is_about_the_clerk_on_the_page(
    clerk: Person, mayor: Person, member: Person
) -> None:
    found = taken(member, concerns_id=clerk.membership.pk)
    shown = page(mayor, f"{found.pk}/")
    assert "the Chairman leads it" in shown
    assert "Choose who speaks" in shown
    assert "Choose who speaks" not in page(clerk, f"{found.pk}/")
    assert sign_in(clerk).get(f"{DESK}{found.pk}/choose/").status_code == 403
    assert sign_in(mayor).get(f"{DESK}{found.pk}/choose/").status_code == 200


def test_who_declined_is_shown_and_their_card_is_not(clerk: Person, mayor: Person, member: Person) -> None:
    found = taken(clerk)
    put_forward(found, clerk, mayor, member)
    card = brief(actor=clerk, enquiry_id=found.pk, written=Written("Secret facts."))
    confirm_read(actor=member, enquiry_id=found.pk, sha256=card.sha256)
    put_nobody_forward(actor=member, enquiry_id=found.pk, reason="Ill.")
    shown = page(clerk, f"{found.pk}/")
    assert "Before: Carl Member" in shown
    assert "Secret facts." not in page(member, f"{found.pk}/")


def test_whoever_was_asked_but_is_not_speaking_sees_that_there_is_a_card_and_not_the_card(
    clerk: Person, mayor: Person, member: Person
) -> None:
    found = taken(clerk)
    consult(actor=clerk, enquiry_id=found.pk, member_id=mayor.membership.pk)
    assert "no answer yet" in page(mayor, f"{found.pk}/")
    assert sign_in(mayor).get(f"{DESK}{found.pk}/brief/").status_code == 403
    assert sign_in(member).get(f"{DESK}{found.pk}/brief/").status_code == 404
