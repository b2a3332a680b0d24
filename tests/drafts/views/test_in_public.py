"""What a writer is told of an item's standing in public: what readers have, never what the stage alone suggests."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.channels.models import Publication
from portal.channels.outbox.sweeping import take_down_due
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from tests.drafts.views.conftest import Desk, words_of
from tests.makers import make_approved, make_channels
from tests.makers.standing import Cast, make_item, make_live

pytestmark = pytest.mark.django_db

SEES_BELOW = "Readers see the text below, since"
SEES_ISSUED = "Readers see what was issued, since"
WAITS = "Readers do not see it yet: it is to go out on"
GONE = "Readers do not see it any more: it was taken down as planned on"
WITHDRAWN = "Readers see only that it was withdrawn on"
CANCELLED = "Readers never saw it: its issue was cancelled on"
TOLD = (SEES_BELOW, SEES_ISSUED, WAITS, GONE, WITHDRAWN, CANCELLED, "which is void", "It was withdrawn on")


def standing(desk: Desk, item: Communication, query: str = "") -> tuple[str, list[str]]:
    """Return the page, and which of the sentences it says."""
    shown = words_of(desk.writer.get(desk.at(f"{item.pk}/{query}")))
    return shown, [words for words in TOLD if words in shown]


def item_in(desk: Desk, state: str) -> Communication:
    make_channels(desk.council)
    cast = Cast(desk.author, desk.clerk, desk.somebody(Role.CLERK))
    return make_item(state, cast)


@pytest.mark.parametrize(
    ("state", "query", "told"),
    [
        ("draft", "", []),
        ("scheduled", "", [WAITS]),
        ("edited", "", ["which is void"]),
        ("live", "", [SEES_BELOW]),
        ("live", "?correct", [SEES_ISSUED]),
        ("correcting", "", [SEES_ISSUED]),
        ("withdrawn", "", [WITHDRAWN]),
    ],
)
def test_the_page_says_what_readers_have(desk: Desk, state: str, query: str, told: list[str]) -> None:
    assert standing(desk, item_in(desk, state), query)[1] == told


@pytest.fixture
def taken_down(desk: Desk) -> Communication:
    """Return an item that was live and has been taken down as planned."""
    make_channels(desk.council)
    later = {"take_down_at": timezone.now() + timedelta(days=1)}
    publication = make_approved(author=desk.author, clerk=desk.clerk, kind="notice", issue=later)
    make_live(publication)
    now = timezone.now() + timedelta(days=2)
    Publication.objects.filter(pk=publication.pk).update(embargo_until=None)
    assert take_down_due(now) == 1
    return Communication.objects.get(pk=publication.communication_id)


def test_what_was_taken_down_is_not_said_to_be_read(desk: Desk, taken_down: Communication) -> None:
    shown, told = standing(desk, taken_down)
    assert told == [GONE]
    assert "Write it anew" in shown
    assert "Correct this in public" not in shown


def test_writing_anew_what_was_taken_down_is_not_called_a_correction(
    desk: Desk, taken_down: Communication
) -> None:
    shown, told = standing(desk, taken_down, "?correct")
    assert told == [GONE]
    assert "You are writing anew what is no longer in public." in shown


def test_a_cancelled_issue_was_never_read(desk: Desk) -> None:
    item = item_in(desk, "scheduled")
    Publication.objects.filter(communication=item).update(state="cancelled", ended_at=timezone.now())
    Communication.objects.filter(pk=item.pk).update(stage=Stage.DRAFT)
    assert standing(desk, item)[1] == [CANCELLED]


def test_what_was_withdrawn_before_it_went_was_not_read(desk: Desk) -> None:
    item = item_in(desk, "withdrawn")
    Publication.objects.filter(communication=item).update(live_at=None)
    assert standing(desk, item)[1] == ["It was withdrawn on"]


def test_under_an_embargo_editors_have_it_and_readers_wait(desk: Desk) -> None:
    item = item_in(desk, "live")
    until = timezone.now() + timedelta(days=1)
    Publication.objects.filter(communication=item).update(embargo_until=until)
    shown, told = standing(desk, item)
    assert told == []
    assert "Editors have it; readers wait for the end of its embargo on" in shown


def test_a_letter_has_gone_to_its_addressee_and_not_to_readers(desk: Desk) -> None:
    make_channels(desk.council)
    publication = make_approved(author=desk.author, clerk=desk.clerk, kind="letter")
    make_live(publication)
    shown, told = standing(desk, publication.communication)
    assert told == []
    assert "It has gone to its addressee." in shown
