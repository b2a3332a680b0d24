"""A channel is told of an event once, in order, again where nobody is sure, and a person hears of what failed."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.announcing.carrying import LOOK_AGAIN, carry, carry_all, sweep
from portal.channels.announcing.ordering import RULED, Event, announce, channels_that_hear
from portal.channels.announcing.retrying import tell_again
from portal.channels.announcing.telling import about_announcement
from portal.channels.connectors.base import (
    Ambiguous,
    Capability,
    Connector,
    Paced,
    Permanent,
    Reconnect,
    Sent,
    Transient,
)
from portal.channels.connectors.connecting import Needed
from portal.channels.credentials.connecting import connect
from portal.channels.models import Announcement, Attempt, Channel, Connection, Notice, Particulars
from portal.channels.notices.vocabulary import What
from portal.channels.post import Post
from portal.channels.states import Delivering
from portal.channels.tasks import carry_announcements
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.listed import NOTICE_WRITERS
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import NotYours, Refusal
from tests.makers import make_channels, make_council, make_person, sign_in
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@dataclass
class Far:
    """The receiver: what it was told, and what it answers next."""

    told: list[tuple[UUID, str, dict[str, Any]]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)


far = Far()


class Hearing(Connector):
    """A receiver that stands in for the webhook."""

    slug = "hearing"
    label = "Hearing"
    capabilities = frozenset({Capability.ANNOUNCE})
    needs = (Needed("token", "Token"),)

    def publish(self, post: Post) -> Sent:
        """Take it."""
        return Sent(str(post.key))

    def find(self, channel: Channel, key: UUID) -> None:
        """Know nothing."""

    def announce(self, channel: Channel, key: UUID, event: str, facts: Any) -> Sent:  # noqa: ARG002
        """Hear it, or do what the test wants."""
        if far.errors:
            raise far.errors.pop(0)
        far.told.append((key, event, dict(facts)))
        return Sent(str(key), evidence=f"POST {event}")


class Deaf(Hearing):
    """Another one that can be told of nothing but items."""

    slug = "deaf"
    capabilities = frozenset()


@pytest.fixture(autouse=True)
def told(settings: Settings) -> Far:
    settings.CONNECTORS = [f"{__name__}.Hearing", f"{__name__}.Deaf"]
    far.__init__()  # type: ignore[misc]
    return far


@pytest.fixture
def council() -> Council:
    return make_council()


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Casey Clerk")


@pytest.fixture
def channel(council: Council, clerk: Person) -> Channel:
    return hearing(council, clerk)


def hearing(council: Council, clerk: Person, connector: str = "hearing", *, asked: bool = True) -> Channel:
    """Return a connected channel that asked for rulings, or did not."""
    made: Channel = make_channels(council, connector)[0]
    Particulars.objects.create(channel=made, purpose="The hall's screen", hears_rulings=asked)
    connect(actor=clerk, channel_id=made.pk, values={"token": "a-token-of-the-test"})
    return made


def tell(channel: Channel, *numbers: int, about: int = 7) -> list[Announcement]:
    """Return what is noted to be told to ``channel``."""
    announce(
        [channel], RULED, [Event("comment", about, one, {"ruling": one, "item": None}) for one in numbers]
    )
    return list(
        Announcement.objects.filter(channel=channel, object_id=about, number__in=numbers).order_by("pk")
    )


def now_due() -> None:
    """Let the waits be over."""
    Announcement.objects.filter(state="pending").update(due_at=timezone.now())


def standing(row: Announcement) -> tuple[str, int, str]:
    """Return how ``row`` stands, its tries and its problem."""
    row.refresh_from_db()
    return row.state, row.tries, row.problem


def test_only_open_channels_of_the_council_that_asked_and_can_be_told_hear_of_it(
    council: Council, clerk: Person, channel: Channel
) -> None:
    other = make_council()
    hearing(other, make_person(council=other, role=Role.CLERK))
    hearing(council, clerk, "deaf")
    Channel.objects.create(
        council=council, body=channel.body, connector="hearing", name="Closed", is_open=False
    )
    quiet = Channel.objects.create(council=council, body=channel.body, connector="hearing", name="Quiet")
    Particulars.objects.create(channel=quiet, purpose="Items only")

    assert channels_that_hear(council.pk, RULED) == [channel]


def test_what_is_told_is_filed_and_recorded_under_its_own_number(channel: Channel) -> None:
    (row,) = tell(channel, 1)
    carry(row.pk)

    assert far.told == [(row.key, "ruled", {"ruling": 1, "item": None})]
    assert standing(row) == ("sent", 1, "")
    kept = Snapshot.objects.get(object_type="announcement", object_id=row.pk)
    assert (kept.text, kept.channel_id, kept.sha256) == ("POST ruled", channel.pk, row.sent_sha256)
    entry = LedgerEntry.objects.get(verb="delivery_sent")
    assert (entry.object_type, entry.object_id, entry.actor_name) == ("announcement", row.pk, "the portal")
    assert list(Attempt.objects.filter(key=row.key).values_list("number", "outcome")) == [(1, "sent")]


def test_carried_twice_it_is_told_once(channel: Channel) -> None:
    (row,) = tell(channel, 1)
    carry_announcements([row.pk, row.pk])

    assert len(far.told) == 1


def test_what_is_answered_that_cannot_be_read_ends_after_the_last_wait_and_is_pointed_out(
    channel: Channel, clerk: Person, settings: Settings
) -> None:
    settings.DELIVERY_BACKOFF_SECONDS = [30, 120]
    (row,) = tell(channel, 1)
    far.errors = [KeyError("id"), RecursionError("too deep"), ValueError("NUL")]
    for tries in (1, 2, 3):
        now_due()
        carry(row.pk)
        state, tried, problem = standing(row)
        assert (state, tried) == ("pending" if tries < 3 else "failed", tries)
        assert "could not be read" in problem

    assert Notice.objects.filter(what=What.ANNOUNCEMENT_FAILED).count() == 1


@pytest.mark.parametrize("error", [Transient("It is full."), Ambiguous("It did not answer.")])
def test_what_nobody_is_sure_of_is_told_again_under_the_same_number(
    channel: Channel, error: Exception
) -> None:
    far.errors = [error]
    (row,) = tell(channel, 1)
    carry(row.pk)
    assert standing(row) == ("pending", 1, str(error))
    carry(row.pk)
    assert far.told == []  # its wait is not over

    now_due()
    carry(row.pk)

    assert [key for key, _, _ in far.told] == [row.key]
    assert standing(row) == ("sent", 2, "")


def test_a_host_that_wants_peace_costs_no_attempt(channel: Channel) -> None:
    far.errors = [Paced("Not now.", 30)]
    (row,) = tell(channel, 1)
    carry(row.pk)

    assert standing(row) == ("pending", 0, "Not now.")


def test_the_second_event_about_one_thing_waits_for_the_first_and_another_thing_does_not(
    channel: Channel,
) -> None:
    far.errors = [Transient("It is full.")]
    first, second = tell(channel, 1, 2)
    (other,) = tell(channel, 3, about=8)
    carry_all([first.pk, second.pk, other.pk])
    assert [facts["ruling"] for _, _, facts in far.told] == [3]
    assert standing(second)[0] == Delivering.PENDING

    now_due()
    carry_all([second.pk, first.pk, second.pk])

    assert [facts["ruling"] for _, _, facts in far.told] == [3, 1, 2]


def test_what_a_dead_worker_left_is_told_again_and_the_dead_one_settles_nothing(
    channel: Channel, settings: Settings
) -> None:
    (row,) = tell(channel, 1)
    long_ago = timezone.now() - timedelta(seconds=settings.DELIVERY_LEASE_SECONDS + 1)
    Announcement.objects.filter(pk=row.pk).update(state="sending", claimed_at=long_ago, attempt=1, tries=1)
    carry(row.pk)

    assert (standing(row)[0], row.attempt, len(far.told)) == (Delivering.SENT, 2, 1)


def test_what_another_worker_has_in_hand_is_left_to_it(channel: Channel) -> None:
    (row,) = tell(channel, 1)
    Announcement.objects.filter(pk=row.pk).update(state="sending", claimed_at=timezone.now(), attempt=1)
    carry(row.pk)

    assert far.told == []


def test_a_closed_channel_is_told_when_it_is_open_again_and_one_closed_for_good_never(
    channel: Channel,
) -> None:
    (row,) = tell(channel, 1)
    Channel.objects.filter(pk=channel.pk).update(is_open=False)
    carry(row.pk)
    assert standing(row) == ("pending", 0, f"The channel '{channel.name}' is closed.")
    assert row.due_at > timezone.now() + LOOK_AGAIN / 2

    Channel.objects.filter(pk=channel.pk).update(approval="ended")
    now_due()
    carry(row.pk)

    assert standing(row) == ("cancelled", 1, "The channel is closed for good.")
    assert far.told == []


def test_credentials_that_are_refused_are_pointed_out_and_it_goes_once_the_channel_is_connected_again(
    channel: Channel, clerk: Person
) -> None:
    far.errors = [Reconnect("It says 401.")]
    (row,) = tell(channel, 1)
    carry(row.pk)
    assert Connection.objects.get(ended_at__isnull=True).problem == "It says 401."
    assert Notice.objects.filter(what=What.CHANNEL_LOST).count() == 1
    now_due()
    carry(row.pk)
    assert (standing(row)[:2], far.told) == (("pending", 0), [])

    connect(actor=clerk, channel_id=channel.pk, values={"token": "another-token"})
    now_due()
    carry(row.pk)

    assert standing(row)[0] == Delivering.SENT


def test_after_the_last_wait_it_has_failed_and_who_keeps_the_channels_is_told_once(
    channel: Channel, settings: Settings, clerk: Person
) -> None:
    settings.DELIVERY_BACKOFF_SECONDS = [1]
    first, second = tell(channel, 1, 2)
    far.errors = [Transient("Full."), Transient("Full."), Permanent("It knows no such comment.")]
    carry(first.pk)
    now_due()
    carry(first.pk)
    carry(second.pk)

    assert standing(first) == ("failed", 2, "Given up after 2 attempts. The last: Full.")
    assert standing(second) == ("failed", 1, "It knows no such comment.")
    notice = Notice.objects.get(what=What.ANNOUNCEMENT_FAILED)
    assert (notice.object_id, notice.recipient) == (first.pk, clerk.membership)
    assert NOTICE_WRITERS["announcement"].endswith("about_announcement")


def test_a_person_has_it_told_again_the_oldest_first(channel: Channel, clerk: Person) -> None:
    rows = tell(channel, 1, 2)
    far.errors = [Permanent("Wrong."), Permanent("Wrong.")]
    carry_all([row.pk for row in rows])
    client, args = sign_in(clerk), [clerk.council.slug, channel.pk]
    page = client.get(reverse("connect_channel", args=args)).content.decode()
    assert page.count("Wrong.") == 2

    client.post(reverse("tell_channel_again", args=args))
    carry_all([rows[1].pk, rows[0].pk, rows[1].pk])

    assert [facts["ruling"] for _, _, facts in far.told] == [1, 2]
    entry = LedgerEntry.objects.get(verb="delivery_retried")
    assert (entry.object_id, entry.actor_name) == (channel.pk, "Casey Clerk, Clerk")
    with pytest.raises(Refusal, match="told everything"):
        tell_again(actor=clerk, channel_id=channel.pk)
    with pytest.raises(NotYours):
        tell_again(actor=make_person(council=clerk.council, role=Role.OFFICER), channel_id=channel.pk)


def test_the_notice_says_what_failed_and_where_to_order_another_attempt(
    channel: Channel, clerk: Person
) -> None:
    (row,) = tell(channel, 1)
    far.errors = [Permanent("Wrong.")]
    carry(row.pk)
    notice = Notice.objects.get(what=What.ANNOUNCEMENT_FAILED)

    words = about_announcement(notice, clerk)

    assert words is not None
    assert "Wrong." in words.body
    assert f"/desk/channels/{channel.pk}/connection/" in words.body
    tell_again(actor=clerk, channel_id=channel.pk)
    assert about_announcement(notice, clerk) is None


def test_the_sweep_wakes_workers_for_what_is_in_turn_alone(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []

    def wake(keys: list[int], connector: str, **_: object) -> None:
        assert connector == "hearing"
        woken.extend(keys)

    monkeypatch.setattr("portal.channels.announcing.carrying.wake", wake)
    first, _ = tell(channel, 1, 2)
    sweep()
    assert woken == []  # just ordered: a worker is woken for it already

    Announcement.objects.update(due_at=timezone.now() - timedelta(seconds=2))
    sweep()

    assert woken == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_it_once(channel: Channel) -> None:
    (row,) = tell(channel, 1)
    at_once(*[lambda: carry(row.pk)] * 4)

    assert len(far.told) == 1
    assert standing(row)[:2] == ("sent", 1)
