"""What is kept of an enquiry when its time is over."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from approvals.models import Briefing, Consultation, Cutting, Enquiry
from approvals.press.briefing import brief
from approvals.press.cards import Written
from approvals.press.closing import Appeared, add_cutting, close
from approvals.press.erasing import erase_enquiries
from approvals.press.seeing import get_enquiry
from portal.councils.people import Person
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import Refusal
from tests.approvals.press.conftest import put_forward, taken
from tests.makers import make_council

pytestmark = pytest.mark.django_db


def erase(council_id: int, *items: int, days: int = 0) -> int:
    with transaction.atomic():
        return erase_enquiries(EraseOrder(council_id, items, timezone.now() + timedelta(days=days)))


@pytest.fixture
def ended(clerk: Person, mayor: Person, member: Person) -> Enquiry:
    found = taken(clerk)
    put_forward(found, clerk, mayor, member)
    brief(actor=clerk, enquiry_id=found.pk, written=Written("Facts."))
    add_cutting(actor=clerk, enquiry_id=found.pk, appeared=Appeared(timezone.localdate(), "Park"))
    return close(actor=clerk, enquiry_id=found.pk, outcome="answered", words="Monday.")


def test_the_words_go_and_who_dealt_with_it_stays(ended: Enquiry, clerk: Person) -> None:
    filed = Snapshot.objects.filter(object_type="press_enquiry").count()

    assert erase(clerk.council.pk, days=366 * 6 + 1) == 4 + filed

    gone = Enquiry.objects.get()
    assert (gone.asker, gone.outlet, gone.topic, gone.question, gone.outcome_words) == ("", "", "", "", "")
    assert (gone.outcome, gone.closed_by_id) == ("answered", clerk.membership.pk)
    assert Consultation.objects.get().view == ""
    assert Cutting.objects.get().headline == ""
    assert (Briefing.objects.get().card, len(Briefing.objects.get().sha256)) == ("", 64)
    assert set(Snapshot.objects.filter(object_type="press_enquiry").values_list("text", flat=True)) == {None}
    assert get_enquiry(clerk, ended.pk).erased_at is not None


def test_what_is_open_or_young_or_another_council_s_stays(ended: Enquiry, clerk: Person) -> None:
    still = taken(clerk)
    assert erase(clerk.council.pk, days=365 * 5) == 0
    assert erase(make_council().pk, days=366 * 7) == 0
    assert erase(clerk.council.pk, 1, days=366 * 7) == 0
    assert erase(clerk.council.pk, days=366 * 7) > 0
    still.refresh_from_db()
    assert still.topic == "The skate park"
    ended.refresh_from_db()
    assert ended.topic == ""


def test_nothing_is_done_about_what_was_erased(ended: Enquiry, clerk: Person) -> None:
    erase(clerk.council.pk, days=366 * 7)
    with pytest.raises(Refusal, match="erased"):
        add_cutting(actor=clerk, enquiry_id=ended.pk, appeared=Appeared(timezone.localdate(), "Park"))
