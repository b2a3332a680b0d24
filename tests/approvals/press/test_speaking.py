"""Who may not speak any more is not briefed, does not confirm, and gave no interview for the council."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from approvals.models import Enquiry
from approvals.press.briefing import brief, confirm_read
from approvals.press.cards import Written
from approvals.press.choosing import choose
from approvals.press.closing import close
from policies.models import Matter
from portal.councils.people import Person
from portal.councils.suspending import suspend
from portal.refusals import Refusal
from tests.approvals.press.conftest import taken
from tests.makers.circumstances import make_interest, make_matter, make_period

pytestmark = pytest.mark.django_db
FACTS = Written("It closed on 2 November for repairs.")
Stop = Callable[[Person, Person, Matter], object]


def _suspended(clerk: Person, member: Person, _: Matter) -> None:
    suspend(actor=clerk, member=member.membership, reason="A breach.", review_on=timezone.localdate())


def _concerned(clerk: Person, member: Person, matter: Matter) -> None:
    make_interest(matter=matter, member=member, clerk=clerk)


def _before_a_poll(clerk: Person, _: Person, __: Matter) -> None:
    make_period(clerk=clerk)


STOPS: dict[str, Stop] = {
    "rights are suspended": _suspended,
    "declared interest": _concerned,
    "Until the poll": _before_a_poll,
}


@pytest.fixture
def matter(clerk: Person) -> Matter:
    """Return what it is about."""
    return make_matter(clerk=clerk)


@pytest.fixture
def enquiry(clerk: Person, member: Person, matter: Matter) -> Enquiry:
    """Return an enquiry on which ``member`` is put forward."""
    found = taken(clerk, matter_id=matter.pk)
    choose(actor=clerk, enquiry_id=found.pk, member_id=member.membership.pk)
    return found


@pytest.mark.parametrize("why", STOPS)
def test_who_may_not_speak_any_more_is_not_briefed(
    enquiry: Enquiry, clerk: Person, member: Person, matter: Matter, why: str
) -> None:
    STOPS[why](clerk, member, matter)

    with pytest.raises(Refusal, match=why):
        brief(actor=clerk, enquiry_id=enquiry.pk, written=FACTS)


@pytest.mark.parametrize("why", STOPS)
def test_who_may_not_speak_any_more_confirms_no_card(
    enquiry: Enquiry, clerk: Person, member: Person, matter: Matter, why: str
) -> None:
    card = brief(actor=clerk, enquiry_id=enquiry.pk, written=FACTS)
    STOPS[why](clerk, member, matter)

    with pytest.raises(Refusal):
        confirm_read(actor=member, enquiry_id=enquiry.pk, sha256=card.sha256)


@pytest.mark.parametrize("why", STOPS)
def test_an_interview_of_who_may_not_speak_any_more_is_not_noted_as_given(
    enquiry: Enquiry, clerk: Person, member: Person, matter: Matter, why: str
) -> None:
    card = brief(actor=clerk, enquiry_id=enquiry.pk, written=FACTS)
    confirm_read(actor=member, enquiry_id=enquiry.pk, sha256=card.sha256)
    STOPS[why](clerk, member, matter)

    with pytest.raises(Refusal, match=why):
        close(actor=clerk, enquiry_id=enquiry.pk, outcome="interviewed", words="On the radio.")
    close(actor=clerk, enquiry_id=enquiry.pk, outcome="declined", words="Nobody may speak now.")
