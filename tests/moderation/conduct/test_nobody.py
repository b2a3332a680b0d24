"""No clerk who may act: the chairman is told that a report or a complaint waits, and nothing of what it says."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from moderation.complaints.seeing import complaints_of
from moderation.complaints.seeing import handlers_of as complaint_handlers
from moderation.conduct.reminding import tell_new_handlers
from moderation.conduct.seeing import handled_by, handlers_of
from portal.channels.models import Notice
from portal.channels.notices.words import words_of
from portal.councils.models import Membership, Suspension
from portal.councils.people import Person, addressee_now, person_now
from portal.councils.suspending import suspend_as_decided
from tests.makers.complaints import make_complaint
from tests.makers.conduct import make_case

pytestmark = pytest.mark.django_db


def _suspended(clerk: Person, chair: Person) -> None:
    until = timezone.now() + timedelta(days=90)
    suspend_as_decided(actor=chair, member=clerk.membership, reason="x", minute="1/26", until=until)


def _gone(clerk: Person, chair: Person) -> None:
    Membership.objects.filter(pk=clerk.membership.pk).update(ended_at=timezone.now())


NOBODY = pytest.mark.parametrize("leave", [_suspended, _gone])


def read_by(person: Person, object_type: str) -> str:
    notice = Notice.objects.get(object_type=object_type, recipient=person.membership)
    words = words_of(notice, addressee_now(person.membership.pk))
    return f"{words.subject}\n{words.body}" if words else ""


@NOBODY
def test_of_a_report_that_nobody_may_deal_with_the_chairman_is_told_and_reads_nothing(
    clerk: Person, chair: Person, deputy: Person, councillor: Person, leave: object
) -> None:
    leave(clerk, chair)  # type: ignore[operator]

    made = make_case(about=councillor)

    assert handlers_of(made) == [chair.membership.pk]
    assert not handled_by(person_now(chair.membership.pk)).exists()
    told = read_by(chair, "conduct_case")
    assert "a report of conduct waits, and nobody may deal with it" in told
    assert made.words not in told
    assert councillor.name not in told
    assert not Notice.objects.filter(recipient__in=[clerk.membership, deputy.membership]).exists()


def test_of_a_report_about_the_chairman_the_vice_chairman_is_told(
    clerk: Person, chair: Person, deputy: Person
) -> None:
    _gone(clerk, chair)

    assert handlers_of(make_case(about=chair)) == [deputy.membership.pk]


def test_the_clerk_is_told_once_they_may_act_again_and_the_chairman_s_words_are_void(
    clerk: Person, chair: Person, councillor: Person
) -> None:
    _suspended(clerk, chair)
    made = make_case(about=councillor)
    Suspension.objects.update(ended_at=timezone.now())

    assert tell_new_handlers() == 1

    assert handlers_of(made) == [clerk.membership.pk]
    assert read_by(chair, "conduct_case") == ""
    assert "waits for you" in read_by(clerk, "conduct_case")


@NOBODY
def test_of_a_complaint_that_nobody_may_answer_the_chairman_is_told_and_reads_nothing(
    clerk: Person, chair: Person, leave: object
) -> None:
    leave(clerk, chair)  # type: ignore[operator]

    made = make_complaint(clerk.council)

    assert complaint_handlers(clerk.council.pk, "communication") == [chair.membership.pk]
    assert not complaints_of(person_now(chair.membership.pk)).exists()
    told = read_by(chair, "complaint")
    assert "a complaint waits, and nobody may answer it" in told
    assert "Robin" not in told
    assert made.steps.get().words not in told


def test_the_public_forms_say_that_nobody_may_deal_with_it(clerk: Person, chair: Person) -> None:
    where, client = f"/{clerk.council.slug}", Client()
    pages = {
        f"{where}/conduct/": "no clerk here at present",
        f"{where}/complaints/make/": "nobody here at present",
    }
    for at, said in pages.items():
        assert said not in client.get(at).content.decode()

    _gone(clerk, chair)

    for at, said in pages.items():
        page = client.get(at).content.decode()
        assert said in page
        assert "is told that" in page
