"""Who names the council's accounts and who writes to them, against each network's strict stand-in."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.attaching import Attached, Kind
from portal.channels.connectors.base import Capability, Permanent, connectors
from portal.channels.connectors.listening import Lacks, Listens, Page
from portal.channels.credentials.connecting import connect
from portal.channels.credentials.using import credentials_of
from portal.channels.models import AnswerTo, Channel
from portal.channels.networks.bluesky.answers import answered
from portal.channels.networks.bluesky.session import Session
from tests.channels.connectors import bluesky_server, facebook_server, mastodon_server, x_server
from tests.channels.connectors.standin import StandIn
from tests.channels.connectors.test_bluesky import reply as bluesky_reply
from tests.channels.connectors.test_mastodon import reply
from tests.channels.posts import make_staff

pytestmark = pytest.mark.django_db
VALUES = {
    "mastodon": {"token": mastodon_server.TOKEN},
    "bluesky": {"handle": bluesky_server.HANDLE, "password": bluesky_server.PASSWORD},
    "x": {
        "client": x_server.CLIENT,
        "client_secret": x_server.SECRET,
        "refresh": x_server.REFRESH,
    },
    "facebook": {
        "page": facebook_server.PAGE,
        "app": facebook_server.APP,
        "app_secret": facebook_server.SECRET,
        "token": facebook_server.TOKEN,
    },
}
SERVERS: dict[str, type[StandIn]] = {
    "mastodon": mastodon_server.MastodonServer,
    "bluesky": bluesky_server.BlueskyServer,
    "x": x_server.XServer,
    "facebook": facebook_server.FacebookServer,
}


PICTURED = {"media_attachments": [{"id": "31", "type": "image", "url": None, "description": "A barrier"}]}


class Account:
    """A council's account on one network."""

    def __init__(self, slug: str, peer: Any) -> None:
        self.peer = peer
        staff = make_staff(slug)
        (self.channel,) = staff.council.channels.all()
        assert isinstance(self.channel, Channel)
        where = {"server": peer.origin} if slug in {"mastodon", "bluesky"} else {}
        connect(actor=staff.clerk, channel_id=self.channel.pk, values=VALUES[slug] | where)
        connector = connectors()[slug]
        assert isinstance(connector, Listens)
        self.connector = connector

    def named(self, since: str = "", place: str = "") -> Page:
        return self.connector.mentions(self.channel, since, place)

    def written(self, place: str = "") -> Page:
        return self.connector.messages(self.channel, "", place)


@pytest.fixture
def account(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Account]:
    with SERVERS[request.param].serving() as peer:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", peer.port)})
        settings.X_ADDRESS = settings.FACEBOOK_ADDRESS = peer.origin
        yield Account(request.param, peer)
        assert peer.complaints == []


def on(slug: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("account", [slug], indirect=True)


def ids(page: Page) -> list[str]:
    return [one.said.remote_id for one in page.rows]


def notice(number: int, status: dict[str, Any], sort: str = "mention") -> dict[str, Any]:
    """Return a notification as Mastodon tells it."""
    at = "2026-11-22T10:00:00.000Z"
    return {"id": str(number), "type": sort, "created_at": at, "account": status["account"], "status": status}


@on("mastodon")
def test_mastodon_tells_mentions_and_what_only_the_account_can_read(account: Account) -> None:
    account.peer.notices = [
        notice(14, reply("4", "", visibility="private")),
        notice(13, {**reply("3", "", visibility="direct"), "spoiler_text": "Not for all", **PICTURED}),
        notice(12, reply("2", "", by="7"), "favourite"),
        notice(11, {**reply("1", ""), "in_reply_to_id": None}),
        notice(10, reply("0", "55", by=mastodon_server.ME)),
    ]

    page = account.named()

    assert [(one.said.remote_id, one.private) for one in page.rows] == [
        ("4", True),
        ("3", True),
        ("1", False),
    ]
    assert (page.rows[2].said.text, page.rows[2].said.author) == ("@ptc When\nis it?", "Jo")
    assert page.rows[1].said.attached == (Attached(Kind.PICTURE, "31", "A barrier"),)
    assert page.rows[1].said.text == "Not for all\n\n@ptc When\nis it?"
    assert [one.about for one in page.rows] == [(), (), ()]
    mine = f"{mastodon_server.ME}@127.0.0.1:{account.peer.port} "
    assert (page.newest, page.place) == (f"{mine}14", "")
    assert (ids(account.named(since=f"{mine}13")), ids(account.named(since=f"{mine}14"))) == (["4"], [])
    assert account.named(since=f"{mine}14").newest == ""
    assert len(ids(account.named(since="7@another.example 14"))) == 3


@on("mastodon")
def test_mastodon_tells_which_statuses_of_others_are_gone(account: Account) -> None:
    account.peer.messages = {"4": reply("4", "", visibility="direct")}

    assert account.connector.gone(account.channel, ["4", "5"]) == ["5"]


@on("bluesky")
def test_bluesky_tells_which_posts_nobody_is_shown_any_more(account: Account) -> None:
    account.peer.replies = [bluesky_reply("1", "at://did:plc:us/app.bsky.feed.post/1")]
    there = account.peer.replies[0]["post"]["uri"]
    gone = [f"{there}{number}" for number in range(30)]

    assert account.connector.gone(account.channel, [*gone, there]) == gone


@on("facebook")
def test_facebook_tells_which_posts_and_comments_are_gone_and_nothing_of_messages(account: Account) -> None:
    account.peer.tags = [{"id": "7_1", "message": "Thanks!"}]

    assert account.connector.gone(account.channel, ["7_1", "7_2", "m_9-a"]) == ["7_2"]


@on("mastodon")
def test_mastodon_s_pages_go_down_to_what_was_read_last(account: Account) -> None:
    account.peer.notices = [notice(number, reply(f"9{number}", "55")) for number in range(90, 10, -1)]

    mine = f"{mastodon_server.ME}@127.0.0.1:{account.peer.port} "
    first = account.named(since=f"{mine}20")
    second = account.named(since=f"{mine}20", place=first.place)

    assert (len(first.rows), first.place, first.newest) == (40, "51", f"{mine}90")
    assert (len(second.rows), second.place, second.newest) == (30, "", "")
    assert first.rows[0].about == ("55",)


@on("mastodon")
def test_mastodon_without_the_scope_is_well_and_says_what_it_lacks(account: Account) -> None:
    account.peer.tokens = {mastodon_server.TOKEN: {"read:accounts", "read:statuses", "write"}}

    with pytest.raises(Lacks, match=r"It lacks: read:notifications\."):
        account.named()

    connector = connectors()["mastodon"]
    assert "read:notifications" not in connector.health(account.channel).scopes


def seen(number: int, reason: str, **record: Any) -> dict[str, Any]:
    """Return a notification as Bluesky tells it."""
    return {
        "uri": f"at://did:plc:jo/{bluesky_server.POST}/{number}",
        "cid": f"bafy{number}",
        "author": {"did": "did:plc:jo", "handle": "jo.test", "displayName": "Jo"},
        "reason": reason,
        "record": {"text": "@pellworth.test when?", "createdAt": "2026-11-22T10:00:00.000Z", **record},
        "isRead": False,
        "indexedAt": "2026-11-22T10:00:01.000Z",
    }


@on("bluesky")
def test_bluesky_tells_mentions_and_quotes_and_what_they_answer(account: Account) -> None:
    picture = {"images": [{"alt": "A barrier", "image": {"ref": {"$link": "bafkreione"}}}]}
    above = {"root": {"uri": "at://r", "cid": "1"}, "parent": {"uri": "at://p", "cid": "2"}}
    account.peer.notices = [
        seen(3, "mention", reply=above, embed={"$type": "app.bsky.embed.images", **picture}),
        seen(2, "like"),
        {**seen(1, "quote"), "reasonSubject": "at://ours"},
        {**seen(0, "mention"), "author": {"did": bluesky_server.DID, "handle": bluesky_server.HANDLE}},
    ]

    page = account.named()

    assert [one.about for one in page.rows] == [("at://p", "at://r"), ("at://ours",)]
    assert page.rows[0].said.attached == (Attached(Kind.PICTURE, "bafkreione", "A barrier"),)
    assert page.rows[0].said.remote_id == f"at://did:plc:jo/{bluesky_server.POST}/3"
    assert page.rows[0].said.public_url == "https://bsky.app/profile/did:plc:jo/post/3"
    assert (page.rows[0].private, page.place, page.newest) == (False, "", "")
    with pytest.raises(Permanent):
        account.written()
    assert Capability.MESSAGES not in connectors()["bluesky"].capabilities


@on("bluesky")
def test_bluesky_s_pages_go_on_at_its_cursor(account: Account) -> None:
    account.peer.notices = [seen(number, "mention") for number in range(60)]

    first = account.named()
    second = account.named(place=first.place)

    assert (len(first.rows), first.place, len(second.rows), second.place) == (50, "50", 10, "")


@on("bluesky")
def test_bluesky_answers_a_mention_in_somebody_s_thread_under_the_head_of_that(account: Account) -> None:
    head = {"uri": "at://did:plc:ann/app.bsky.feed.post/1", "cid": "bafyhead"}
    for number, record in ((1, {}), (2, {"reply": {"root": head, "parent": head}})):
        row = {
            "uri": f"at://did:plc:jo/{bluesky_server.POST}/{number}",
            "record": {"text": "When?", **record},
        }
        account.peer.replies.append({"post": row})
    session = Session(credentials_of(account.channel))

    alone, below = (
        answered(session, AnswerTo(root=row["post"]["uri"], remote_id=row["post"]["uri"]))
        for row in account.peer.replies
    )

    assert [one["uri"] for one in alone] == [account.peer.replies[0]["post"]["uri"]]
    assert [one["uri"] for one in below] == [head["uri"], account.peer.replies[1]["post"]["uri"]]
    assert below[0]["cid"] == "bafyhead"


@on("x")
def test_x_tells_mentions_newer_than_the_last_one_since_each_one_read_costs(account: Account) -> None:
    answer = {**x_server.answer("52", "50"), "conversation_id": "40"}
    account.peer.mentions = [answer, {**x_server.answer("51", "50", by=x_server.ME), "conversation_id": "40"}]

    page = account.named()

    assert [(one.said.remote_id, one.about) for one in page.rows] == [("52", ("50", "40"))]
    assert (page.rows[0].said.author, page.rows[0].said.text) == ("Jo", "@PellworthTC When & where?")
    assert (page.newest, page.place) == ("52", "")
    assert (ids(account.named(since="51")), ids(account.named(since="52"))) == (["52"], [])


@on("x")
def test_x_that_does_not_let_mentions_be_read_says_so_and_is_well(account: Account) -> None:
    account.peer.reads_mentions = False

    with pytest.raises(Lacks, match=r"may not read mentions.*tweet\.read and users\.read"):
        account.named()

    assert connectors()["x"].health(account.channel).account


@on("facebook")
def test_facebook_tells_posts_that_tag_the_page(account: Account) -> None:
    account.peer.tags = [
        {**facebook_server.comment("7_1"), "message": "Thank you @Pellworth"},
        facebook_server.comment("7_2", by=""),
        facebook_server.comment("7_3", by=facebook_server.PAGE),
    ]

    page = account.named()

    assert [(one.said.remote_id, one.said.author, one.private) for one in page.rows] == [
        ("7_1", "Jo", False),
        ("7_2", "Somebody on Facebook", False),
    ]
    assert page.rows[0].said.text == "Thank you @Pellworth"


def message(number: str, text: str, *, by: str = "7", **more: Any) -> dict[str, Any]:
    """Return a message as Graph tells it."""
    at = "2026-11-22T10:00:00+0000"
    return {"id": number, "message": text, "from": {"id": by, "name": "Jo"}, "created_time": at, **more}


def talk(number: str, *said: dict[str, Any]) -> dict[str, Any]:
    """Return a conversation as Graph tells it, its messages the newest first."""
    return {"id": number, "updated_time": "2026-11-22T10:00:00+0000", "messages": {"data": list(said)}}


@on("facebook")
def test_facebook_tells_what_people_wrote_to_the_page_and_opens_no_file(account: Account) -> None:
    account.peer.talks = [
        talk(
            "t_1",
            message("m_3", "We shall look.", by=facebook_server.PAGE),
            message("m_2", "", attachments={"data": [{"id": "1"}]}),
            message("m_1", "The lamp is out."),
        )
    ]

    page = account.written()

    assert [(one.said.remote_id, one.private) for one in page.rows] == [("m_1", True), ("m_2", True)]
    assert page.rows[0].said.text == "The lamp is out."
    assert page.rows[1].said.text.startswith("[Something was sent with this that the portal does not open.")


@on("facebook")
def test_facebook_s_pages_of_conversations_go_on_at_its_cursor(account: Account) -> None:
    account.peer.talks = [talk(f"t_{number}", message(f"m_{number}", "When?")) for number in range(30)]

    first = account.written()
    second = account.written(first.place)

    assert (len(first.rows), first.place, len(second.rows), second.place) == (25, "25", 5, "")
    assert all("EAAB" not in one.said.public_url for one in first.rows)


@on("facebook")
def test_facebook_without_the_permission_is_well_and_says_what_it_lacks(account: Account) -> None:
    account.peer.tokens = {facebook_server.TOKEN: facebook_server.SCOPES - {"pages_messaging"}}

    with pytest.raises(Lacks, match=r"It lacks: pages_messaging\."):
        account.written()

    assert account.named().rows == []
    assert connectors()["facebook"].health(account.channel).account
