"""On a network on which nothing is published the pages of the account are read, and rulings are carried out there."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from moderation.enforcing.carrying import carry
from moderation.grounds import house_rules
from moderation.intake import posts
from moderation.models import Comment, Enforcement
from moderation.ruling import Judged, rule
from moderation.states import Carrying
from portal.channels.credentials.connecting import connect
from portal.channels.models import Channel
from portal.councils.people import Person
from tests.channels.connectors.later_networks import TOKEN, Films, install
from tests.makers import sign_in
from tests.makers.comments import make_house_rules
from tests.moderation.intake.test_polling import turn

pytestmark = pytest.mark.django_db
TEXT = "The warden had better watch his back tonight."


@pytest.fixture
def films(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Films]:
    install(settings, monkeypatch)
    with Films.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made
        assert made.complaints == []


@pytest.fixture
def channel(clerk: Person, films: Films) -> Channel:
    body = clerk.council.channels.order_by("pk")[0].body
    made = Channel.objects.create(council=clerk.council, body=body, connector="films", name="Our films")
    connect(actor=clerk, channel_id=made.pk, values={"server": films.origin, "token": TOKEN})
    return made


def test_what_stands_under_each_page_is_received_once_under_no_item(films: Films, channel: Channel) -> None:
    films.say("film-1", "7", "When was this?")
    films.say("film-2", "8", "Lovely.")

    for _ in range(2):
        turn(channel)

    kept = Comment.objects.order_by("remote_id").values_list("remote_id", "page", "publication", "way")
    rows: list[tuple[object, ...]] = list(kept)
    assert rows == [("7", "film-1", None, "network"), ("8", "film-2", None, "network")]


@pytest.mark.parametrize(
    ("outcome", "left", "told"),
    [
        ("hide", {"7"}, "Hidden on Films. Nobody reads it there."),
        ("remove", set(), "Deleted on Films for good."),
    ],
)
def test_a_ruling_is_carried_out_on_the_page_read_back_and_said_at_the_desk(
    films: Films, channel: Channel, clerk: Person, outcome: str, left: set[str], told: str
) -> None:
    make_house_rules(clerk)
    films.say("film-1", "7", TEXT)
    turn(channel)
    comment = Comment.objects.get()
    clause = house_rules(clerk.council.pk)[0].clause_id
    judged = Judged(version=comment.version, outcome=outcome, ground="abusive", clause_id=clause)
    ruling = rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It threatens the warden.")

    row = Enforcement.objects.get(ruling=ruling)
    carry(row.pk)
    row.refresh_from_db()

    assert (row.state, row.told) == (Carrying.DONE, told)
    assert (films.public(), set(films.said["film-1"])) == ([], left)
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    assert told in page


def test_what_is_missing_twice_on_its_page_is_gone_and_what_stands_on_another_is_not(
    films: Films, channel: Channel
) -> None:
    films.say("film-1", "7", "When was this?")
    films.say("film-2", "8", "Lovely.")
    turn(channel)
    del films.said["film-1"]["7"]

    for _ in range(2):
        turn(channel)

    gone = Comment.objects.filter(gone_at__isnull=False)
    assert list(gone.values_list("remote_id", flat=True)) == ["7"]


def test_a_round_goes_on_where_it_broke_off_though_a_new_page_came_before_it(
    films: Films, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts, "POSTS_AT_ONCE", 1)
    monkeypatch.setattr("moderation.intake.polling.POSTS_AT_ONCE", 1)
    films.say("film-1", "7", "When was this?")
    turn(channel)
    films.said = {"film-3": {}, **films.said}

    row = turn(channel)

    assert list(Comment.objects.values_list("page", flat=True)) == ["film-1"]
    assert (row.read_down_to, row.problem) == (None, "")


def test_an_account_whose_pages_cannot_be_listed_rests_and_says_why(films: Films, channel: Channel) -> None:
    films.expire()

    row = turn(channel)

    assert row.failures == 1
    assert "127.0.0.1" in row.problem
    assert channel.connections.get().problem != ""
