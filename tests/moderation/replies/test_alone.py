"""Whoever wrote to the council's account alone is answered there, where the network can carry that, else by letter."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from moderation.intake.arriving import Arrived
from moderation.intake.polling import poll, poll_due
from moderation.intake.receiving import receive
from moderation.models import Comment
from moderation.replies.beginning import begin_reply
from moderation.replies.gates import still_answers
from moderation.replies.noting import note_answers
from moderation.states import Handling, Showing
from portal.channels.credentials.connecting import connect
from portal.channels.models import Access, AnswerTo, Channel, Delivery
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.refusals import NotYours, Refusal
from tests.channels.connectors.facebook_server import APP, PAGE, SECRET, FacebookServer, message
from tests.channels.connectors.facebook_server import TOKEN as PAGE_TOKEN
from tests.channels.connectors.mastodon_server import TOKEN, MastodonServer
from tests.makers import make_channels, sign_in
from tests.makers.comments import make_call
from tests.moderation.replies.test_replies import clear

pytestmark = pytest.mark.django_db
ASKED = "I would rather not say this in public: the lamp outside number nine is out."


@pytest.fixture
def mastodon(settings: Settings) -> Iterator[MastodonServer]:
    cache.clear()
    with MastodonServer.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def facebook(settings: Settings) -> Iterator[FacebookServer]:
    cache.clear()
    with FacebookServer.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        settings.FACEBOOK_ADDRESS = made.origin
        yield made
        assert made.complaints == []


def channel_on(clerk: Person, connector: str, values: dict[str, str]) -> Channel:
    made = _channel(clerk, connector)
    connect(actor=clerk, channel_id=made.pk, values=values)
    return made


def _channel(clerk: Person, connector: str) -> Channel:
    make_channels(clerk.council, connector)
    return Channel.objects.get(council=clerk.council, connector=connector)


def read(channel: Channel) -> Comment:
    """Let the portal read the network, and return the one comment that is there."""
    poll_due()
    poll(channel.pk)
    return Comment.objects.get(channel=channel)


def written(clerk: Person, connector: str = "facebook") -> Comment:
    """Return what somebody wrote to the council alone on a network that is asked nothing here."""
    arrived = Arrived(
        way="message",
        remote_id=uuid4().hex,
        text=ASKED,
        author="Jo",
        written_at=datetime.now(UTC) - timedelta(hours=3),
    )
    channel = _channel(clerk, connector)
    return receive(actor=None, council_id=clerk.council.pk, channel=channel, arrived=arrived)


def carried(comment: Comment) -> Delivery:
    """Let a worker carry the answer, and note it."""
    found = Delivery.objects.get(publication__communication__reply__comment=comment)
    carry(RowKind.DELIVERY, found.pk)
    note_answers()
    found.refresh_from_db()
    comment.refresh_from_db()
    return found


def test_on_mastodon_the_answer_is_a_status_that_its_author_alone_reads(
    mastodon: MastodonServer, clerk: Person
) -> None:
    channel = channel_on(clerk, "mastodon", {"server": mastodon.origin, "token": TOKEN})
    account = {"id": "7", "acct": "jo@other.example", "url": "https://other.example/@jo"}
    mastodon.messages["777"] = said = {
        "id": "777",
        "visibility": "direct",
        "in_reply_to_id": None,
        "created_at": datetime.now(UTC).isoformat(),
        "url": "https://other.example/@jo/777",
        "content": f"<p>{ASKED}</p>",
        "account": {**account, "display_name": "Jo"},
    }
    mastodon.notices = [{"id": "9", "type": "mention", "status": said}]
    comment = read(channel)
    assert (comment.way, comment.showing) == ("message", Showing.PRIVATE)
    made = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")
    assert made.communication.current_revision is not None
    begun = made.communication.current_revision.content["text"]
    assert begun == "@jo@other.example"

    clear(made, clerk, text=f"{begun} It is mended on Thursday.")
    delivery = carried(comment)

    ((_, there),) = mastodon.statuses.items()
    assert (delivery.state, there["visibility"], there["in_reply_to_id"]) == ("sent", "direct", "777")
    assert "mended on Thursday" in there["text"]
    assert (comment.handling, comment.answered_at is not None) == (Handling.SETTLED, True)
    carry(RowKind.DELIVERY, delivery.pk)
    assert len(mastodon.statuses) == 1


def test_on_facebook_it_is_a_message_of_the_page_and_after_a_day_it_is_not_sent(
    facebook: FacebookServer, clerk: Person
) -> None:
    values = {"page": PAGE, "token": PAGE_TOKEN, "app": APP, "app_secret": SECRET}
    channel = channel_on(clerk, "facebook", values)
    now = datetime.now(UTC)
    first = message("m_77-a", by="7", at=now - timedelta(hours=3), said=ASKED)
    talk = {"id": "t_1", "updated_time": now.isoformat(), "with": "7", "messages": {"data": [first]}}
    facebook.talks = [talk]
    comment = read(channel)
    clear(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk)
    first["created_time"] = (now - timedelta(hours=25)).isoformat()

    delivery = carried(comment)

    assert delivery.state == Delivering.FAILED
    assert "within 24 hours" in delivery.problem
    assert comment.handling == Handling.WAITING
    first["created_time"] = now.isoformat()
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivering.PENDING)
    assert carried(comment).state == Delivering.SENT
    assert [one["from"]["id"] for one in talk["messages"]["data"]] == [PAGE, "7"]  # type: ignore[index]
    assert comment.handling == Handling.SETTLED


def test_a_network_that_cannot_carry_it_leaves_a_letter_and_so_does_who_wants_one(clerk: Person) -> None:
    for connector, wanted in (("x", False), ("facebook", True)):
        comment = written(clerk, connector)
        made = begin_reply(actor=clerk, comment_id=comment.pk, sort="reply", by_letter=wanted)
        assert made.communication.kind == "letter"
    assert not AnswerTo.objects.exists()


def test_its_page_says_until_when_the_network_takes_it_and_lets_them_choose(clerk: Person) -> None:
    comment = written(clerk)
    client, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/{comment.pk}/reply/"
    page = client.get(at).content.decode()
    assert "The network takes one until" in page
    assert "That time is over" not in page
    Comment.objects.filter(pk=comment.pk).update(written_at=datetime.now(UTC) - timedelta(days=2))
    assert "That time is over" in client.get(at).content.decode()

    client.post(at, {"sort": "reply", "by": "there"})

    answers = AnswerTo.objects.get()
    assert (answers.private, answers.remote_id, answers.channel) == (True, comment.remote_id, comment.channel)


def test_an_answer_is_held_where_its_author_deleted_the_message(clerk: Person) -> None:
    comment = written(clerk)
    publication = clear(begin_reply(actor=clerk, comment_id=comment.pk, sort="reply"), clerk)
    assert still_answers(publication) == ""
    Comment.objects.filter(pk=comment.pk).update(gone_at=datetime.now(UTC))

    assert "deleted the message" in still_answers(publication)


def test_a_closed_channel_carries_no_answer(clerk: Person) -> None:
    comment = written(clerk)
    Channel.objects.filter(council=clerk.council).update(is_open=False)

    with pytest.raises(Refusal, match="is closed"):
        begin_reply(actor=clerk, comment_id=comment.pk, sort="reply")


def test_whoever_manages_the_channel_answers_there_and_writes_no_letters(
    clerk: Person, councillor: Person
) -> None:
    comment = written(clerk)
    assert comment.channel is not None
    Access.objects.create(
        channel=comment.channel,
        member=councillor.membership,
        part=Access.Part.MANAGER,
        since=datetime.now(UTC).date() - timedelta(days=1),
        given_by=clerk.membership,
    )

    with pytest.raises(NotYours):
        begin_reply(actor=councillor, comment_id=comment.pk, sort="reply", by_letter=True)
    made = begin_reply(actor=councillor, comment_id=comment.pk, sort="reply")

    assert made.communication.author == councillor.membership
    assert AnswerTo.objects.get().private


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"answer_by": "phone", "answer_to": "01632 960123"}, "answered by telephone: 01632 960123."),
        ({"answer_by": "not"}, "They want no answer"),
        ({"answer_by": "post"}, "answered by post."),
    ],
)
def test_how_somebody_wishes_to_be_answered_stands_where_the_answer_is_begun(
    clerk: Person, wish: dict[str, str], words: str
) -> None:
    found = make_call(by=clerk, **wish)

    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{found.pk}/reply/").content.decode()

    assert words in page
