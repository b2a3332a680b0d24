"""The base is ready for networks that show no words alone, and for those that are only read."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Capability, Permanent, Reconnect, Transient, connectors
from portal.channels.connectors.choosing import publishing, why_unfit
from portal.channels.connectors.mailbox import MailboxConnector
from portal.channels.connectors.only_reading import OnlyReads
from portal.channels.credentials.connecting import connect
from portal.channels.models import Channel, Delivery
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.post import Post
from portal.channels.releasing import channels_for, chosen_channels
from portal.drafts.picturing import row_of
from portal.refusals import InvalidInput, Refusal
from tests.channels.connectors.contract import TEXT, NetworkContract
from tests.channels.connectors.later_networks import TOKEN, Films, Gallery, PicturesConnector, install
from tests.channels.connectors.standin import Fault, StandIn
from tests.channels.connectors.test_webhook import SECRET
from tests.channels.posts import Staff, make_post, make_staff
from tests.makers import make_channels, make_revision
from tests.makers.pictures import make_picture

WHY = "Pictures: Pictures shows nothing without a picture or a recording. Add a picture or a recording, or leave"


@pytest.fixture(autouse=True)
def _installed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    install(settings, monkeypatch)


class TestANetworkOfPictures(NetworkContract):
    slug: ClassVar[str] = "pictures"
    stand_in: ClassVar[type[StandIn]] = Gallery
    secret: ClassVar[str] = SECRET
    sends_secret: ClassVar[bool] = False

    def values(self, peer: Gallery) -> dict[str, str]:
        return {"address": f"{peer.origin}/hook", "lookup": f"{peer.origin}/look", "secret": SECRET}

    def make(self, staff: Staff, text: str = TEXT, **changes: Any) -> Post:
        """Return a cleared post with a picture: without one it could not be chosen."""
        shown = [{**row_of(make_picture(by=staff.author, colour=5)), "alt": "A barrier across the lane."}]
        return make_post(staff, "social_post", self.slug, text=text, **{"images": shown, **changes})

    def test_words_alone_cannot_be_chosen_for_it_and_stay_choosable_for_the_others(
        self, staff: Staff
    ) -> None:
        make_channels(staff.council, "newsroom")
        alone = make_revision(author=staff.author, kind="social_post", text=TEXT)
        item = alone.communication
        there, newsroom = (staff.council.channels.get(connector=one) for one in ("pictures", "newsroom"))

        with pytest.raises(InvalidInput, match=WHY):
            chosen_channels(item, [there.pk, newsroom.pk])

        assert chosen_channels(item, [newsroom.pk]) == [newsroom]
        assert why_unfit(newsroom, alone) == ""

    @pytest.mark.parametrize(
        ("needed", "fits"),
        [(("images", "recordings"), True), (("images",), True), (("recordings",), False), ((), True)],
    )
    def test_one_of_what_it_needs_is_enough_and_nothing_else_is(
        self, staff: Staff, monkeypatch: pytest.MonkeyPatch, needed: tuple[str, ...], fits: bool
    ) -> None:
        post = self.make(staff)
        monkeypatch.setattr(PicturesConnector, "needs_one_of", needed)

        assert (why_unfit(post.channel, post.revision) == "") is fits

    def test_what_it_could_not_show_any_more_is_held_before_it_is_sent(
        self, peer: Gallery, staff: Staff, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.SENDING_GATES = []
        post = self.make(staff)
        monkeypatch.setattr(PicturesConnector, "needs_one_of", ("recordings",))
        row = Delivery.objects.get(key=post.key)

        carry(RowKind.DELIVERY, row.pk)

        row.refresh_from_db()
        assert (row.state, peer.public()) == ("held", [])
        assert "shows nothing without a recording" in row.problem


class ReadingContract:
    """What every connector keeps to by which nothing goes out."""

    connector: OnlyReads

    def test_nothing_goes_out_by_it_and_nothing_is_found(self, channel: Channel, post: Post) -> None:
        with pytest.raises(Permanent, match=f"Nothing goes out by “{self.connector.label}”"):
            self.connector.publish(post)

        assert self.connector.find(channel, post.key) is None

    def test_it_is_never_offered_for_an_item_though_a_kind_names_it(
        self, channel: Channel, post: Post
    ) -> None:
        slug, item = self.connector.slug, post.communication
        outputs = (*item.spec.outputs, slug)

        offered = channels_for(item.council_id, outputs, channel.body_id)

        assert [one.connector for one in offered] == ["newsroom"]
        assert publishing([slug, "newsroom"]) == ["newsroom"]
        with pytest.raises(Refusal):
            chosen_channels(item, [channel.pk], revision=post.revision)


@pytest.fixture
def staff(db: None) -> Staff:
    return make_staff("newsroom")


@pytest.fixture
def post(staff: Staff) -> Post:
    return make_post(staff, "social_post", "newsroom")


class TestMailboxAsItIsRead(ReadingContract):
    connector = MailboxConnector()

    @pytest.fixture
    def channel(self, staff: Staff) -> Channel:
        make_channels(staff.council, "mailbox")
        return staff.council.channels.get(connector="mailbox")


class TestANetworkThatIsOnlyRead(ReadingContract):
    @property
    def connector(self) -> Any:  # type: ignore[override]
        return connectors()["films"]

    @pytest.fixture
    def peer(self, settings: Settings) -> Iterator[Films]:
        with Films.serving() as made:
            settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
            yield made
            assert made.complaints == []

    @pytest.fixture
    def channel(self, peer: Films, staff: Staff) -> Channel:
        make_channels(staff.council, "films")
        made: Channel = staff.council.channels.get(connector="films")
        connect(actor=staff.clerk, channel_id=made.pk, values={"server": peer.origin, "token": TOKEN})
        return made

    def test_its_pages_are_named_and_what_stands_under_each_is_read(
        self, peer: Films, channel: Channel
    ) -> None:
        peer.say("film-1", "7", "When was this?")

        assert list(self.connector.pages(channel)) == ["film-2", "film-1"]
        assert self.connector.comments(channel, "film-2") == []
        (found,) = self.connector.comments(channel, "film-1")
        assert (found.remote_id, found.text, found.hidden) == ("7", "When was this?", False)

    def test_whoever_renames_is_the_same_author_and_whoever_takes_the_name_is_another(
        self, peer: Films, channel: Channel
    ) -> None:
        for number, (by, author) in enumerate([(7, "Jo"), (7, "Jo of Mill Lane"), (8, "Jo")]):
            peer.say("film-1", str(number), "When was this?", by=by, author=author)

        found = self.connector.comments(channel, "film-1")

        assert [row.author_id for row in found] == ["7", "7", "8"]

    def test_comments_are_hidden_shown_again_and_deleted_however_often(
        self, peer: Films, channel: Channel
    ) -> None:
        peer.say("film-1", "7", "When was this?")
        shown = []

        for act in (self.connector.hide, self.connector.unhide, self.connector.delete_comment):
            for _ in range(2):
                act(channel, "film-1", "7")
                shown.append(peer.public())

        asked = ["When was this?"]
        assert shown == [[], [], asked, asked, [], []]

    def test_the_network_says_whose_the_credentials_are_and_asks_for_others_when_they_end(
        self, peer: Films, channel: Channel
    ) -> None:
        assert self.connector.health(channel).account == "Pellworth Films"
        peer.expire()

        acts: list[Callable[[], object]] = [
            lambda: self.connector.health(channel),
            lambda: self.connector.pages(channel),
            lambda: self.connector.comments(channel, "film-1"),
            lambda: self.connector.hide(channel, "film-1", "7"),
        ]
        for act in acts:
            with pytest.raises(Reconnect) as caught:
                act()
            assert TOKEN not in str(caught.value)

    def test_too_many_requests_are_waited_for_as_long_as_the_network_says(
        self, peer: Films, channel: Channel
    ) -> None:
        peer.say("film-1", "7", "When was this?")
        peer.faults = [Fault(429, headers={"Retry-After": "77"})]

        with pytest.raises(Transient) as caught:
            self.connector.hide(channel, "film-1", "7")

        assert caught.value.retry_after == 77
        assert peer.public() == ["When was this?"]

    def test_what_only_reads_says_so_and_lacks_all_that_publishing_needs(self) -> None:
        never = {
            Capability.RETRACT,
            Capability.CORRECT,
            Capability.FIND,
            Capability.PREVIEW,
            Capability.ANSWER,
        }
        reading = [one for one in connectors().values() if isinstance(one, OnlyReads)]

        assert {one.slug for one in reading} == {"films", "mailbox"}
        assert [one.slug for one in connectors().values() if not one.publishes] == ["mailbox", "films"]
        assert all(not one.capabilities & never for one in reading)
