"""Asking about what concerns the clerk: it can always go to the council, and the clerk cannot take it back."""

from datetime import timedelta

import pytest

from approvals.consulting.asking import USUAL_HOURS, consult_no_more
from approvals.consulting.concerning import say_it_is_about
from approvals.consulting.gate import NotConsulted
from approvals.models import ItemConsultation, Review
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.approvals.consulting.conftest import nominated
from tests.approvals.consulting.test_consulting import approves, ask, says
from tests.makers import make_person, sign_in

pytestmark = pytest.mark.django_db


def about(actor: Person, review: Review, member: Person) -> None:
    """Say that the item is about ``member``."""
    say_it_is_about(actor=actor, communication_id=review.communication_id, member_id=member.membership.pk)


@pytest.mark.parametrize("role", [Role.CHAIR, Role.DEPUTY])
def test_what_is_about_the_clerk_is_referred_to_a_chairman_who_comes_later(
    clerk: Person, author: Person, council: Council, review: Review, role: str
) -> None:
    about(author, review, clerk)
    assert not ItemConsultation.objects.exists()
    chairman = make_person(council=council, role=role)

    asked = ask(clerk, review, chairman)
    with pytest.raises(NotYours, match="about you"):
        approves(clerk, review)
    says(chairman, asked, reference="Minute 34/26")

    assert asked.why == "referred"
    approves(clerk, review)


def test_what_the_chairman_was_asked_by_their_office_gives_way_to_the_referral(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    about(author, review, clerk)
    first = ItemConsultation.objects.get()
    consult_no_more(actor=nominated(clerk), consultation_id=first.pk)
    by_office = ItemConsultation.objects.create(
        council=clerk.council,
        communication=review.communication,
        member=mayor.membership,
        office=Role.CHAIR,
        asked_by=clerk.membership,
        wait_until=first.wait_until + timedelta(hours=1),
    )

    again = ask(clerk, review, mayor)

    by_office.refresh_from_db()
    assert (again.why, by_office.dropped_at is None) == ("referred", False)
    with pytest.raises(Refusal, match="asked already"):
        ask(clerk, review, mayor)


def test_whom_it_is_about_takes_back_no_question(
    clerk: Person, mayor: Person, author: Person, review: Review
) -> None:
    officer = nominated(clerk)
    about(author, review, clerk)
    asked = ItemConsultation.objects.get()

    with pytest.raises(NotYours, match="about you"):
        consult_no_more(actor=clerk, consultation_id=asked.pk)
    path = f"/ptc/desk/consultations/item/{review.communication_id}/"
    offered = ["Ask no more" in sign_in(one).get(path).content.decode() for one in (clerk, officer)]
    assert offered == [False, True]
    with pytest.raises(Refusal, match="no such question"):
        consult_no_more(actor=officer, consultation_id=asked.pk + 1)
    consult_no_more(actor=officer, consultation_id=asked.pk)

    with pytest.raises(NotConsulted, match="First ask the Chairman"):
        approves(officer, review)


def test_whom_it_is_about_is_given_a_day_at_least(
    clerk: Person, mayor: Person, councillor: Person, review: Review
) -> None:
    hasty = ask(clerk, review, mayor, hours=0)
    for member in (councillor, mayor):
        about(clerk, review, member)
    hasty.refresh_from_db()
    assert hasty.dropped_at is not None
    for asked in ItemConsultation.objects.filter(dropped_at=None):
        assert (asked.why, (asked.wait_until - asked.asked_at).total_seconds()) == (
            "about_them",
            USUAL_HOURS * 3600,
        )
        consult_no_more(actor=clerk, consultation_id=asked.pk)
    assert ItemConsultation.objects.filter(dropped_at=None).count() == 0

    with pytest.raises(InvalidInput, match="Wait 24 hours at least"):
        ask(clerk, review, councillor, hours=23)
    assert ask(clerk, review, councillor, hours=24).why == "about_them"
