"""Who else has a draft open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.drafts.models import Presence
from portal.drafts.presence import in_words, note_presence, others_present
from tests.makers import make_communication, make_council, make_person

pytestmark = pytest.mark.django_db


def test_others_are_named_for_a_minute_and_never_oneself() -> None:
    council = make_council()
    author = make_person(council=council, name="Ada Author")
    friend = make_person(council=council, name="Ben Baker")
    item = make_communication(author=author, kind="notice")
    for person in (author, friend, friend):
        note_presence(actor=person, communication=item)
    assert Presence.objects.count() == 2
    assert others_present(author, item) == ["Ben Baker"]
    assert others_present(friend, item) == ["Ada Author"]
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=61))
    assert others_present(author, item) == []


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Ada"], "Ada has this open too."),
        (["Ada", "Ben"], "Ada and Ben have this open too."),
        (["Ada", "Ben", "Cat"], "Ada, Ben and Cat have this open too."),
    ],
)
def test_the_names_make_a_sentence(names: list[str], words: str) -> None:
    assert in_words(names) == words
