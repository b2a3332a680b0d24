"""What went out to networks alone is heard by screening and shown at the desk, as what the newsroom shows is."""

from typing import Any

import pytest
from django.utils import timezone

from moderation.intake.arriving import Arrived
from moderation.intake.published import posted_of
from moderation.intake.receiving import receive
from moderation.models import Assessment, Comment
from moderation.screening.hearing import Concern
from portal.channels.models import AnswerTo, Channel, NewsItem, Publication
from portal.channels.states import PublicState
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.models import Revision
from tests.channels.posts import go_live
from tests.makers import make_approved, make_channels, make_council, sign_in

pytestmark = pytest.mark.django_db
SAID = "The brown garden waste bins in Station Road are emptied on Tuesday morning."
ASKS = "When are the brown garden waste bins in Station Road emptied?"


@pytest.fixture
def council() -> Council:
    made = make_council()
    make_channels(made, "bluesky")
    return made


@pytest.fixture
def posted(clerk: Person, officer: Person) -> Publication:
    made = make_approved(author=officer, clerk=clerk, kind="social_post", title="Garden waste", text=SAID)
    go_live(made)
    return made


def ask_under(posted: Publication) -> Comment:
    channel = Channel.objects.get(council=posted.council)
    arrived = Arrived(way="network", remote_id="1", text=ASKS, publication_id=posted.pk)
    return receive(actor=None, council_id=posted.council_id, channel=channel, arrived=arrived)


def concerns(comment: Comment) -> set[str]:
    return {note["concern"] for note in Assessment.objects.get(comment=comment).notes}


def page_of(comment: Comment, person: Person) -> str:
    address = f"/{person.council.slug}/desk/moderation/{comment.pk}/"
    return sign_in(person).get(address).content.decode()


def test_a_post_on_a_network_alone_is_shown_beside_its_comments_and_answers_them(
    posted: Publication, clerk: Person
) -> None:
    made = ask_under(posted)

    page = page_of(made, clerk)

    assert not NewsItem.objects.exists()
    assert "The council published <strong>Garden waste</strong>, not in the newsroom:" in page
    assert SAID in page
    assert Concern.ANSWERED.value in concerns(made)


@pytest.mark.parametrize("state", sorted({*PublicState.values} - {PublicState.LIVE}))
def test_what_is_public_no_more_or_not_yet_is_neither_shown_nor_an_answer(
    posted: Publication, clerk: Person, state: str
) -> None:
    ended = None if state == PublicState.SCHEDULED else timezone.now()
    Publication.objects.filter(pk=posted.pk).update(
        state=state, ended_at=ended, end_reason="The day was wrong."
    )
    made = ask_under(posted)

    assert SAID not in page_of(made, clerk)
    assert Concern.ANSWERED.value not in concerns(made)


def test_erased_words_are_not_asked_for(posted: Publication) -> None:
    Revision.objects.filter(pk=posted.revision_id).update(stored="", erased_at=timezone.now())

    assert posted_of(posted.communication_id) is None


def test_an_answer_to_one_person_is_not_what_the_council_published(posted: Publication) -> None:
    AnswerTo.objects.create(
        communication=posted.communication,
        channel=Channel.objects.get(),
        root="1",
        remote_id="1",
        debate="one",
        private=True,
    )

    assert posted_of(posted.communication_id) is None


def test_an_item_withdrawn_from_the_newsroom_is_not_looked_for_elsewhere(
    posted: Publication, clerk: Person
) -> None:
    now: Any = timezone.now()
    NewsItem.objects.create(
        council=posted.council,
        publication=posted,
        communication_id=posted.communication_id,
        slug="garden-waste",
        tag="tag:1",
        kind="social_post",
        headline="Garden waste",
        published_at=now,
        changed_at=now,
        withdrawn_at=now,
        withdrawal_note="The day was wrong.",
    )
    made = ask_under(posted)

    assert SAID not in page_of(made, clerk)
    assert Concern.ANSWERED.value not in concerns(made)
