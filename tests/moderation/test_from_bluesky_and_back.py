"""An abusive reply on Bluesky: read, hidden with a clause, appealed by its author, overturned, shown there again.

The network is the strict stand-in of the connector's own tests; pages are those that people use.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from moderation.appeals.keys import reference_with_key
from moderation.enforcing.carrying import carry
from moderation.grounds import house_rules
from moderation.intake.polling import poll, poll_due
from moderation.models import Appeal, Comment, Enforcement
from moderation.states import Handling, Showing
from portal.channels.connectors.base import connectors
from portal.channels.credentials.connecting import connect
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.channels.connectors.bluesky_server import GATE, HANDLE, PASSWORD, BlueskyServer
from tests.channels.connectors.test_bluesky import reply
from tests.channels.posts import Staff, make_post, make_staff
from tests.makers import make_person, sign_in
from tests.makers.comments import make_house_rules

pytestmark = pytest.mark.django_db
THREAT = "You are all vermin and the warden had better watch his back."


@pytest.fixture
def peer(settings: Settings) -> Iterator[BlueskyServer]:
    cache.clear()
    with BlueskyServer.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def staff(peer: BlueskyServer) -> Staff:
    made = make_staff("bluesky")
    (channel,) = made.council.channels.all()
    connect(
        actor=made.clerk,
        channel_id=channel.pk,
        values={"server": peer.origin, "handle": HANDLE, "password": PASSWORD},
    )
    make_house_rules(made.clerk)
    return made


def read(staff: Staff) -> Comment:
    """Let the portal read the network, and return the one comment that is there."""
    (channel,) = staff.council.channels.all()
    poll_due()
    poll(channel.pk)
    return Comment.objects.get()


def hidden(peer: BlueskyServer) -> list[str]:
    """Return what the thread hides, as the network has it."""
    return [uri for (kind, _), row in peer.records.items() if kind == GATE for uri in row["hiddenReplies"]]


def carried() -> Enforcement:
    """Let a worker carry out what waits."""
    row = Enforcement.objects.get(state="waiting")
    carry(row.pk)
    row.refresh_from_db()
    return row


def test_hidden_appealed_overturned_and_shown_again(peer: BlueskyServer, staff: Staff) -> None:
    post = make_post(staff, "social_post", "bluesky", text="The bins are emptied on Tuesday.")
    sent = connectors()["bluesky"].publish(post)
    now = timezone.now()
    post.publication.deliveries.update(external_id=sent.external_id, state="sent", settled_at=now)
    one = reply("1", sent.external_id)
    one["post"]["record"]["text"] = THREAT
    peer.replies = [one]

    comment = read(staff)
    assert (comment.text, comment.handling, comment.publication) == (
        THREAT,
        Handling.WAITING,
        post.publication,
    )

    _the_clerk_hides_it(peer, staff.clerk, comment)
    _the_author_appeals(staff, comment)
    second = make_person(council=staff.council, role=Role.CLERK, name="Sam Second")
    _somebody_else_overturns_it(second)

    comment.refresh_from_db()
    row = carried()
    assert (row.told, comment.showing, hidden(peer)) == (
        "It shows on Bluesky again.",
        Showing.SHOWN,
        [],
    )
    page = sign_in(second).get(f"{desk(comment)}{comment.pk}/").content.decode()
    assert "It shows on Bluesky again." in page
    assert "Overruled" in page


def _the_clerk_hides_it(peer: BlueskyServer, clerk: Person, comment: Comment) -> None:
    clause = house_rules(clerk.council.pk)[0]
    typed: dict[str, Any] = {
        "version": 1,
        "last": 0,
        "outcome": "hide",
        "ground": "abusive",
        "clause": clause.clause_id,
        "answering": "",
        "reason": "It threatens the warden.",
    }
    window = sign_in(clerk)
    assert window.post(f"{desk(comment)}{comment.pk}/", typed).status_code == 302
    assert hidden(peer) == []

    row = carried()

    assert row.told.startswith(
        "Hidden on Bluesky. Whoever opens the hidden replies of the thread still reads it"
    )
    assert hidden(peer) == [comment.remote_id]
    page = window.get(f"{desk(comment)}{comment.pk}/").content.decode()
    assert clause.cited in page
    assert f"appeals/?reference={reference_with_key(comment)}" in page


def _the_author_appeals(staff: Staff, comment: Comment) -> None:
    reader, at = Client(), f"/{staff.council.slug}/appeals/"
    typed = {"reference": reference_with_key(comment), "words": "I meant the pigeons."}
    for public in (comment.link, comment.reference, f"{comment.reference}-AAAAAAAA"):
        assert reader.post(at, {**typed, "reference": public}).status_code == 422
    assert not Appeal.objects.exists()

    answer = reader.post(at, typed)

    assert answer.status_code == 302
    assert "It is decided by" in reader.get(answer["Location"]).content.decode()


def _somebody_else_overturns_it(second: Person) -> None:
    made = Appeal.objects.get()
    typed = {"allowed": "yes", "reason": "Pigeons are meant, and nobody is threatened.", "version": 1}
    answer = sign_in(second).post(f"{desk(made.comment)}appeals/{made.pk}/", typed)
    assert answer.status_code == 302


def desk(comment: Comment) -> str:
    return f"/{comment.council.slug}/desk/moderation/"
