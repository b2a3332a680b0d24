"""The clerk's word over a match of words."""

import pytest

from policies.judging import judge
from policies.matters.linking import say_about
from policies.models import MatterLink
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person, make_revision
from tests.makers.circumstances import make_matter

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def test_not_this_matter_lets_the_words_stand_and_about_it_stops_others(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    revision = make_revision(author=clerk, kind="letter", body="<p>The sale of the old depot, 1926.</p>")
    item = revision.communication
    assert "confidential-matter" in {one.check for one in judge(item, revision.content).blocking}

    say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=False)
    assert "confidential-matter" not in {one.check for one in judge(item, revision.content).findings}

    other = make_revision(author=clerk, kind="letter", body="<p>Nothing by name.</p>")
    say_about(actor=clerk, communication_id=other.communication_id, matter_id=matter.pk, about=True)
    assert "confidential-matter" in {one.check for one in judge(other.communication, other.content).blocking}


def test_the_last_word_counts(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    item = make_revision(author=clerk, kind="letter").communication
    for about in (False, True):
        say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=about)

    assert MatterLink.objects.get().about is True


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_else_says_so(clerk: Person, role: str) -> None:
    person = make_person(council=clerk.council, role=role)
    matter = make_matter(clerk=clerk)
    item = make_revision(author=clerk, kind="letter").communication

    with pytest.raises(NotYours):
        say_about(actor=person, communication_id=item.pk, matter_id=matter.pk, about=False)


def test_another_councils_item_or_matter_is_not_there(clerk: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    matter, theirs = make_matter(clerk=clerk), make_matter(clerk=stranger)
    item = make_revision(author=clerk, kind="letter").communication

    with pytest.raises(Refusal):
        say_about(actor=stranger, communication_id=item.pk, matter_id=theirs.pk, about=False)
    with pytest.raises(Refusal):
        say_about(actor=clerk, communication_id=item.pk, matter_id=theirs.pk, about=False)
    assert matter.links.count() == 0
