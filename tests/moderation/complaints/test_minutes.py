"""A complaint that a committee or the council decides names the item of its meeting, where that is kept here."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from moderation.complaints.answering import Answer, answer, decide_review
from moderation.complaints.keys import token_of
from policies.models import AgendaItem
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_council, make_person, sign_in
from tests.makers.circumstances import make_item, make_meeting
from tests.makers.complaints import make_acknowledged, make_to_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(council: Council) -> Person:
    return make_person(council=council, role=Role.CHAIR)


def held(clerk: Person) -> AgendaItem:
    """Return a closed item of a meeting that was held."""
    day = timezone.localdate() - timedelta(days=3)
    return make_item(clerk=clerk, reference="64/26", meeting=make_meeting(clerk=clerk, held_on=day))


def test_about_the_clerk_it_is_answered_by_an_item_of_a_meeting_and_whoever_complained_reads_the_minute(
    clerk: Person, chair: Person
) -> None:
    item, found = held(clerk), make_acknowledged(chair, kind="clerk", words="No answer.")

    given = Answer("not", "The letter came late.", agenda_item_id=item.pk)
    made = answer(actor=chair, complaint_id=found.pk, given=given)

    assert (made.minute, made.steps.get(what="answered").agenda_item) == ("64/26", item)
    slug = clerk.council.slug
    desk = sign_in(chair).get(f"/{slug}/desk/complaints/{found.pk}/").content.decode()
    assert f'<a href="/{slug}/desk/meetings/{item.meeting_id}/">{item.meeting}</a>' in desk
    status = Client().get(f"/{slug}/complaints/status/{token_of(made)}/").content.decode()
    assert "minute 64/26" in status
    assert item.title not in status


def test_who_answered_enters_the_review_by_an_item_of_a_meeting_and_by_nothing_else(clerk: Person) -> None:
    item, found = held(clerk), make_to_review(clerk)
    with pytest.raises(NotYours):
        decide_review(actor=clerk, complaint_id=found.pk, given=Answer("not", "It stands."))
    strange = held(make_person(council=make_council(), role=Role.CLERK))
    given = Answer("not", "It stands.", agenda_item_id=strange.pk)
    with pytest.raises(InvalidInput, match="Choose an item of a meeting"):
        decide_review(actor=clerk, complaint_id=found.pk, given=given)

    at = f"/{clerk.council.slug}/desk/complaints/{found.pk}/review/"
    sent = {"version": found.version, "outcome": "not", "words": "It stands.", "item": "", "minute": ""}
    assert sign_in(clerk).post(at, sent).status_code == 422
    assert sign_in(clerk).post(at, {**sent, "agenda_item": item.pk}).status_code == 302

    found.refresh_from_db()
    assert (found.review_minute, found.steps.get(what="reviewed").agenda_item) == ("64/26", item)
