"""What the notices about the press say, to whom, and when they say nothing any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.models import Enquiry
from approvals.press.briefing import brief, confirm_read
from approvals.press.cards import Written
from approvals.press.choosing import put_nobody_forward
from approvals.press.closing import close
from approvals.press.consulting import consult, say_view
from approvals.press.reminding import NEAR, remind_of_the_press
from approvals.press.taking import acknowledge, change_enquiry
from approvals.press.telling import about_enquiry
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.people import Person, person_now
from tests.approvals.press.conftest import asked, put_forward, taken

pytestmark = pytest.mark.django_db


def said(what: str, number: int = 0) -> Words | None:
    notice = Notice.objects.filter(what=what).order_by("pk")[number]
    assert notice.recipient_id is not None
    return about_enquiry(notice, person_now(notice.recipient_id))


def test_each_notice_names_the_paper_and_leads_to_the_page_but_tells_nothing_of_the_topic(
    clerk: Person, mayor: Person, member: Person
) -> None:
    found = taken(member, deadline_at=timezone.now() + timedelta(hours=2))
    remind_of_the_press(timezone.now() + timedelta(days=10))
    consult(actor=clerk, enquiry_id=found.pk, member_id=mayor.membership.pk)
    early = said("press_consulted")
    say_view(actor=mayor, enquiry_id=found.pk, view="Carl.")
    texts = [
        said("press_enquiry"),
        said("press_unacknowledged"),
        said("press_due"),
        early,
        said("press_view_said"),
    ]
    for words in texts:
        assert words is not None
        assert f"/ptc/desk/press/{found.pk}/" in words.body
        assert "skate" not in (words.subject + words.body).lower()


def test_what_was_done_meanwhile_is_not_asked_for(clerk: Person, mayor: Person, member: Person) -> None:
    found = taken(clerk)
    remind_of_the_press(timezone.now() + timedelta(days=10))
    put_forward(found, clerk, mayor, member)
    assert said("press_consulted") is None
    assert said("press_chosen") is not None
    acknowledge(actor=clerk, enquiry_id=found.pk)
    assert said("press_unacknowledged") is None
    card = brief(actor=clerk, enquiry_id=found.pk, written=Written("Facts."))
    assert said("press_briefed") is not None
    confirm_read(actor=member, enquiry_id=found.pk, sha256=card.sha256)
    assert said("press_briefed") is None
    put_nobody_forward(actor=member, enquiry_id=found.pk, reason="Ill.")
    assert said("press_chosen") is None
    assert said("press_declined") is not None
    close(actor=clerk, enquiry_id=found.pk, outcome="declined", words="Nobody was there.")
    assert said("press_declined") is None


def test_who_decides_is_reminded_once_of_what_is_late_and_of_what_is_due(
    clerk: Person, mayor: Person
) -> None:
    now = timezone.now()
    late = taken(clerk, received_at=now - timedelta(days=30))
    due = taken(clerk, deadline_at=now + NEAR - timedelta(minutes=1))
    taken(clerk, deadline_at=now + NEAR + timedelta(hours=1))
    assert remind_of_the_press(now) == 2
    assert remind_of_the_press(now) == 0
    told = set(Notice.objects.values_list("what", "object_id", "recipient_id"))
    assert told == {
        ("press_unacknowledged", late.pk, clerk.membership.pk),
        ("press_due", due.pk, clerk.membership.pk),
    }
    assert mayor.membership.pk


def test_what_is_acknowledged_or_closed_reminds_nobody(clerk: Person) -> None:
    now = timezone.now()
    first = taken(clerk, received_at=now - timedelta(days=30))
    second = taken(clerk, received_at=now - timedelta(days=30), deadline_at=now)
    acknowledge(actor=clerk, enquiry_id=first.pk)
    close(actor=clerk, enquiry_id=second.pk, outcome="missed", words="Too late.")
    assert remind_of_the_press(now) == 0
    assert Enquiry.objects.count() == 2


def test_a_deadline_that_was_corrected_is_told_of_again(clerk: Person) -> None:
    now = timezone.now()
    found = taken(clerk, deadline_at=now + timedelta(hours=1))
    acknowledge(actor=clerk, enquiry_id=found.pk)
    assert (remind_of_the_press(now), remind_of_the_press(now)) == (1, 0)
    moved = asked(deadline_at=now + timedelta(days=3))
    change_enquiry(actor=clerk, enquiry_id=found.pk, asked=moved)
    assert remind_of_the_press(now) == 0

    later = now + timedelta(days=3) - NEAR
    assert (remind_of_the_press(later), remind_of_the_press(later)) == (1, 0)

    assert Notice.objects.filter(what="press_due").count() == 2
    assert said("press_due", 0) is None
    assert said("press_due", 1) is not None
