"""Opening, closing and reopening official channels."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import Channel, Delivery, Particulars
from portal.channels.opening import (
    STANDARD,
    Minuted,
    close_channel,
    open_channel,
    open_standard_channels,
    reopen_channel,
)
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_approved, make_channels, make_council, make_person

pytestmark = pytest.mark.django_db
MINUTED = Minuted("52/26", date(2026, 1, 5))


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def voice(council: Council) -> Body:
    return Body.objects.get(council=council, kind=Body.Kind.COUNCIL)


def last_verb(council: Council) -> str:
    return LedgerEntry.objects.filter(council_id=council.pk).latest("number").verb


def test_a_new_council_gets_a_channel_for_every_connector_that_nobody_serves_by_hand_or_connects(
    council: Council,
) -> None:
    made = open_standard_channels(voice(council))

    assert [(row.connector, row.name, row.is_open) for row in made] == [
        (slug, name, True) for slug, name in STANDARD
    ]
    by_itself = {
        slug
        for slug, one in connectors().items()
        if Capability.BY_HAND not in one.capabilities and not one.needs
    }
    assert {slug for slug, _ in STANDARD} == by_itself
    assert last_verb(council) == "channel_opened"


def test_a_new_channel_is_reviewed_a_year_after_its_minute_and_the_standard_ones_a_year_after_the_opening(
    council: Council, clerk: Person
) -> None:
    standard = open_standard_channels(voice(council))
    minuted = open_channel(
        actor=clerk, body=voice(council), connector="noticeboard", name="Board", minuted=MINUTED
    )

    due = dict(Particulars.objects.values_list("channel_id", "review_on"))
    in_a_year = timezone.localdate() + timedelta(days=365)
    assert due == {**{one.pk: in_a_year for one in standard}, minuted.pk: date(2027, 1, 5)}


@pytest.mark.parametrize(
    ("connector", "name", "words"),
    [
        ("carrier_pigeon", "Pigeons", "no such kind of channel"),
        ("newsroom", "   ", "up to 100 characters"),
        ("newsroom", "x" * 101, "up to 100 characters"),
        ("newsroom", "Newsroom", "already"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(
    clerk: Person, council: Council, connector: str, name: str, words: str
) -> None:
    open_channel(actor=clerk, body=voice(council), connector="newsroom", name="Newsroom", minuted=MINUTED)

    with pytest.raises(InvalidInput, match=words):
        open_channel(actor=clerk, body=voice(council), connector=connector, name=name, minuted=MINUTED)

    assert Channel.objects.count() == 1


def test_another_councils_voice_cannot_be_borrowed(clerk: Person) -> None:
    with pytest.raises(InvalidInput, match="no such body"):
        open_channel(
            actor=clerk, body=voice(make_council()), connector="newsroom", name="Theirs", minuted=MINUTED
        )


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_but_the_clerk_opens_closes_or_reopens(council: Council, role: str) -> None:
    (channel,) = make_channels(council, "newsroom")
    person = make_person(council=council, role=role)

    with pytest.raises(NotYours):
        open_channel(actor=person, body=voice(council), connector="newsroom", name="Another", minuted=MINUTED)
    with pytest.raises(NotYours):
        close_channel(actor=person, channel_id=channel.pk, public_message="Closed.")
    with pytest.raises(NotYours):
        reopen_channel(actor=person, channel_id=channel.pk)


def test_closing_tells_the_public_why_and_files_it(clerk: Person, council: Council) -> None:
    (channel,) = make_channels(council, "newsroom")

    closed = close_channel(actor=clerk, channel_id=channel.pk, public_message=" Closed for\n repairs. ")

    assert (closed.is_open, closed.closed_message) == (False, "Closed for repairs.")
    assert last_verb(council) == "channel_closed"
    filed = Snapshot.objects.get(object_type="channel")
    assert (filed.status, filed.text, filed.channel_id) == (
        "channel_closed",
        "Closed for repairs.",
        channel.pk,
    )


def test_what_is_due_on_a_closed_channel_is_held_and_stays_held_when_it_opens(
    clerk: Person, council: Council
) -> None:
    (newsroom,) = make_channels(council, "newsroom")
    make_approved(author=clerk, clerk=clerk, kind="notice")
    row = Delivery.objects.get()
    close_channel(actor=clerk, channel_id=newsroom.pk, public_message="Closed.")

    carry(RowKind.DELIVERY, row.pk)
    row.refresh_from_db()
    assert row.state == "held"
    reopened = reopen_channel(actor=clerk, channel_id=newsroom.pk)
    carry(RowKind.DELIVERY, row.pk)
    row.refresh_from_db()

    assert (reopened.is_open, reopened.closed_message, row.state) == (True, "", "held")
    assert "channel_reopened" in LedgerEntry.objects.values_list("verb", flat=True)


def test_closing_twice_opening_twice_and_another_councils_channel_are_refused(
    clerk: Person, council: Council
) -> None:
    (mine,) = make_channels(council, "newsroom")
    (theirs,) = make_channels(make_council(), "newsroom")

    with pytest.raises(Refusal, match="open already"):
        reopen_channel(actor=clerk, channel_id=mine.pk)
    close_channel(actor=clerk, channel_id=mine.pk, public_message="Closed.")
    with pytest.raises(Refusal, match="closed already"):
        close_channel(actor=clerk, channel_id=mine.pk, public_message="Again.")
    with pytest.raises(Refusal):
        close_channel(actor=clerk, channel_id=theirs.pk, public_message="Not mine.")
    theirs.refresh_from_db()
    assert theirs.is_open


@pytest.mark.parametrize("message", ["", "  ", "x" * 301])
def test_a_channel_is_not_closed_without_a_message_that_fits(
    clerk: Person, council: Council, message: str
) -> None:
    (channel,) = make_channels(council, "newsroom")

    with pytest.raises(InvalidInput):
        close_channel(actor=clerk, channel_id=channel.pk, public_message=message)

    channel.refresh_from_db()
    assert channel.is_open
