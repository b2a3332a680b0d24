"""Where pictures and recordings stand, asked by their hashes: nothing is asked of what is not shown."""

from typing import Any

import pytest

from portal.drafts.models import Media, Recording
from portal.drafts.pictures import standing
from portal.drafts.pictures.standing import Hashes, standings
from tests.makers import make_council, make_person
from tests.makers.pictures import make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[type[Any]]:
    """Return of which models a question is written from now on."""
    found: list[type[Any]] = []
    write = standing._with_answers

    def noted(model: type[Any], wanted: Any) -> Any:
        found.append(model)
        return write(model, wanted)

    monkeypatch.setattr(standing, "_with_answers", noted)
    return found


def test_of_an_item_that_shows_nothing_no_question_is_even_written(written: list[type[Any]]) -> None:
    assert standings(make_person(council=make_council()).council.pk, Hashes()) == {}

    assert written == []


def test_of_pictures_alone_nothing_is_asked_about_recordings_and_the_other_way_round(
    written: list[type[Any]],
) -> None:
    author = make_person(council=make_council())
    picture = make_picture(by=author)

    found = standings(author.council.pk, Hashes(pictures=frozenset({picture.sha256})))
    assert list(found) == [picture.sha256]
    assert standings(author.council.pk, Hashes(recordings=frozenset({"0" * 64}))) == {}

    assert written == [Media, Recording]
