"""A start button that is pressed twice begins one draft."""

from functools import partial

import pytest
from django.utils import timezone

from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.editing import START_TWICE_WITHIN, keep_typing, start_once
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_council, make_person, make_revision
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Person:
    return make_person(council=make_council(), role=Role.DEPUTY)


def voice(author: Person) -> Body:
    return Body.objects.get(council=author.council, kind=Body.Kind.COUNCIL)


def press(author: Person, kind: str = "notice") -> Communication:
    return start_once(actor=author, kind=kind, body=voice(author))


def test_an_empty_draft_of_this_minute_is_given_again(author: Person) -> None:
    first = press(author)
    Communication.objects.update(created_at=timezone.now() - START_TWICE_WITHIN * 0.9)
    assert press(author) == first
    assert LedgerEntry.objects.filter(verb="communication_started").count() == 1


def test_another_kind_voice_or_person_begins_another(author: Person) -> None:
    press(author)
    press(author, "letter")
    charity = Body.objects.create(council=author.council, kind=Body.Kind.CHARITY, name="A Hall Charity")
    start_once(actor=author, kind="notice", body=charity)
    start_once(actor=make_person(council=author.council), kind="notice", body=voice(author))
    assert Communication.objects.count() == 4


def test_what_was_typed_in_saved_or_begun_earlier_is_left_alone(author: Person) -> None:
    typed = press(author)
    keep_typing(actor=author, communication=typed, typed={"title": "Grit"}, based_on_id=None, edition=0)
    saved = press(author)
    assert saved != typed
    make_revision(author=author, communication=saved)
    early = press(author)
    assert early not in {typed, saved}
    Communication.objects.update(created_at=timezone.now() - START_TWICE_WITHIN)
    assert press(author) not in {typed, saved, early}


def test_it_refuses_as_starting_does(author: Person) -> None:
    press(author)
    with pytest.raises(InvalidInput):
        press(author, "poem")
    with pytest.raises(InvalidInput):
        start_once(actor=author, kind="notice", body=voice(make_person(council=make_council())))
    with pytest.raises(NotYours):
        press(make_person(council=author.council, role=Role.AUDITOR))


@pytest.mark.django_db(transaction=True)
def test_of_four_clicks_at_the_same_moment_one_draft_is_made(author: Person) -> None:
    drafts = at_once(*[partial(press, author)] * 4)
    assert drafts == [Communication.objects.get()] * 4
    assert LedgerEntry.objects.filter(verb="communication_started").count() == 1
