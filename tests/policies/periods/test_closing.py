"""A channel that is closed until a poll says so wherever somebody looks for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import Period
from portal.channels.models import Channel
from portal.channels.opening import close_channel
from portal.channels.public.official import official_of
from portal.channels.register.paper import paper_words
from portal.channels.register.reading import register_of
from portal.channels.register.reviewing import Seen, draw_up
from portal.councils.models import Council
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person
from tests.makers.circumstances import make_period

pytestmark = pytest.mark.django_db
MESSAGE = "This page rests until the poll on 6 May."


def closed(channel: Channel, **changes: Any) -> Period:
    """Return a period before a poll that keeps ``channel`` closed."""
    period = make_period(clerk=make_person(council=channel.council, role=Role.CLERK), **changes)
    period.closed_channels.add(channel)
    return period


@pytest.fixture
def board() -> Channel:
    return make_channels(make_council(slug="pellworth"), "newsroom", "noticeboard")[1]


def stages(council: Council) -> list[tuple[str, str]]:
    return [entry.stage for entry in register_of(council) if entry.channel.connector == "noticeboard"]


def test_the_public_page_and_the_register_say_it_is_closed_and_why(board: Channel, client: Client) -> None:
    assert (official_of(board.council)[1].is_open, stages(board.council)) == (True, [("live", "Open")])
    closed(board, public_message=MESSAGE)

    html = client.get("/pellworth/channels/").content.decode()

    assert (html.count("<strong>closed</strong>"), html.count(MESSAGE)) == (1, 1)
    assert stages(board.council) == [("held", "Closed for a time")]


def test_without_a_message_the_poll_is_named_and_a_period_that_is_over_closes_nothing(board: Channel) -> None:
    period = closed(board)
    (told,) = [one.told for one in official_of(board.council) if not one.is_open]
    assert told == "It is closed until the poll: town election."

    period.ended_early_at = timezone.now() - timedelta(minutes=1)
    period.save()
    assert [one.told for one in official_of(board.council)] == ["", ""]


@pytest.mark.parametrize("kind", ["mourning", "celebration"])
def test_days_of_mourning_and_celebration_close_nothing(board: Channel, kind: str) -> None:
    closed(board, kind=kind, poll_on=None, public_message=MESSAGE)
    assert [one.is_open for one in official_of(board.council)] == [True, True]


def test_the_paper_of_its_review_says_how_it_stands_and_why(board: Channel) -> None:
    clerk = make_person(council=board.council, role=Role.CLERK)
    review = draw_up(actor=clerk, channel_id=board.pk, seen=Seen("Few stop to read it."))
    stands = {row[0]: row[1] for row in paper_words(review)["channel"]}
    assert stands["How it stands"] == "Open"

    period = closed(board, public_message=MESSAGE)
    assert paper_words(review)["channel"][-1] == ["How it stands", f"Closed for a time. {MESSAGE}"]

    Period.objects.filter(pk=period.pk).update(ended_early_at=timezone.now() - timedelta(minutes=1))
    close_channel(actor=clerk, channel_id=board.pk, public_message="Back after the repairs.")
    assert paper_words(review)["channel"][-1] == ["How it stands", "Closed. Back after the repairs."]
