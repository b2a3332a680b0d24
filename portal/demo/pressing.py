"""Playing what the press asks of the demo's councils: one interview whose card waits, one question answered."""

from datetime import time, timedelta

from django.utils import timezone

from approvals.models import Enquiry
from approvals.press.briefing import brief
from approvals.press.cards import Written
from approvals.press.choosing import choose
from approvals.press.closing import Appeared, add_cutting, close
from approvals.press.consulting import consult, say_view
from approvals.press.taking import Asked, acknowledge, take_enquiry
from policies.meetings.agreeing import current_positions
from portal.channels.contacts import press_list
from portal.channels.models import Contact
from portal.councils.people import Person
from portal.demo.clock import DemoClock, Play
from portal.demo.script import PressQuestion


def be_asked(question: PressQuestion, people: dict[str, Person], clock: DemoClock) -> Play:
    """Answer what a newspaper asked, and keep what appeared; then brief the chairman for the radio's interview."""
    readers = list(press_list(people["clerk"].council.pk)[:3])
    yield from _answered(question, people["clerk"], readers[0], clock)
    yield from _briefed(question, people, readers[2], clock)


def _answered(question: PressQuestion, clerk: Person, paper: Contact, clock: DemoClock) -> Play:
    yield clock.back(9, time(10, 5))
    asked = Asked(
        kind=Enquiry.Kind.QUESTION,
        asker=paper.name,
        outlet=paper.outlet,
        medium=Enquiry.Medium.NEWSPAPER,
        topic=question.topic,
        question=question.words,
        received_at=clock.moment,
        reached_by=paper.email,
        contact_id=paper.pk,
    )
    first = take_enquiry(actor=clerk, asked=asked)
    yield clock.back(9, time(10, 20))
    acknowledge(actor=clerk, enquiry_id=first.pk)
    yield clock.back(9, time(14, 40))
    close(actor=clerk, enquiry_id=first.pk, outcome=Enquiry.Outcome.ANSWERED, words=question.answer)
    yield clock.back(7, time(9, 10))
    on = timezone.localdate()  # on whichever weekday the demo is loaded, no paper is kept before its day
    add_cutting(actor=clerk, enquiry_id=first.pk, appeared=Appeared(on, question.headline, "Page 4"))


def _briefed(question: PressQuestion, people: dict[str, Person], radio: Contact, clock: DemoClock) -> Play:
    clerk, chair = people["clerk"], people["chair"]
    yield clock.back(2, time(11, 30))
    position = current_positions(clerk.council.pk).get()
    wanted = Asked(
        kind=Enquiry.Kind.INTERVIEW,
        asker=radio.name,
        outlet=radio.outlet,
        medium=Enquiry.Medium.RADIO,
        topic=position.title,
        question="Would somebody come on the breakfast programme and say what the council wants?",
        received_at=clock.moment,
        deadline_at=clock.present + timedelta(days=3),
        reached_by=radio.email,
        contact_id=radio.pk,
    )
    second = take_enquiry(actor=people["councillor"], asked=wanted)
    yield clock.back(2, time(12, 15))
    acknowledge(actor=clerk, enquiry_id=second.pk)
    consult(actor=clerk, enquiry_id=second.pk, member_id=chair.membership.pk)
    yield clock.back(2, time(15, 5))
    say_view(actor=chair, enquiry_id=second.pk, view="I will do it. I know the producer.")
    yield clock.back(1, time(9, 25))
    choose(actor=clerk, enquiry_id=second.pk, member_id=chair.membership.pk)
    written = Written(
        question.facts, "What anybody was offered, and what was said before the vote.", [position.pk]
    )
    brief(actor=clerk, enquiry_id=second.pk, written=written)
