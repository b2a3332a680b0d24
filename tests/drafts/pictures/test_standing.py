"""Where pictures and recordings stand, asked by their hashes: nothing is asked of what is not shown."""

from typing import Any

import pytest

from portal.drafts.models import Media, Recording
from portal.drafts.pictures import standing
from portal.drafts.pictures.standing import Hashes, standings
from portal.written import Written
from tests.makers import make_council, make_person
from tests.makers.pictures import make_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[type[Any]]:
    """Return of which models the ORM writes a question from now on; none was written before."""
    found: list[type[Any]] = []
    write = standing._with_answers

    def noted(model: type[Any], wanted: Any) -> Any:
        found.append(model)
        return write(model, wanted)

    monkeypatch.setattr(standing, "_with_answers", noted)
    anew = {
        model: Written(lambda council, shas, of=model: standing._by_hash(of, council, shas), int, list[str])
        for model in (Media, Recording)
    }
    monkeypatch.setattr(standing, "_BY_HASH", anew)
    return found


def test_of_an_item_that_shows_nothing_no_question_is_even_written(written: list[type[Any]]) -> None:
    assert standings(make_council().pk, Hashes()) == {}

    assert written == []


def test_of_pictures_alone_nothing_is_asked_about_recordings_and_the_other_way_round(
    written: list[type[Any]],
) -> None:
    author = make_person(council=make_council())
    picture = make_picture(by=author)

    found = standings(author.council.pk, Hashes(pictures=frozenset({picture.sha256})))
    assert list(found) == [picture.sha256]
    assert standings(author.council.pk, Hashes(recordings=frozenset({"0" * 64}))) == {}

    assert set(written) == {Media, Recording}
    assert written[0] is Media


def test_what_a_worker_asks_again_and_again_is_written_once_and_answered_anew_each_time(
    written: list[type[Any]], django_assert_num_queries: Any
) -> None:
    author = make_person(council=make_council())
    first, second = (make_picture(by=author, colour=number) for number in (1, 2))
    standings(author.council.pk, Hashes(frozenset({first.sha256})))
    before = len(written)

    with django_assert_num_queries(2):
        both = standings(author.council.pk, Hashes(frozenset({first.sha256, second.sha256})))
        elsewhere = standings(author.council.pk + 1, Hashes(frozenset({first.sha256})))

    assert (set(both), elsewhere) == ({first.sha256, second.sha256}, {})
    assert len(written) == before
