"""The page of official channels: boards, rounds and the magazine beside the newsroom, and nothing about people."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.channels.models import Channel, MagazineIssue, Place, Street
from portal.councils.models import Council
from tests.makers import make_channels, make_council, make_person

pytestmark = pytest.mark.django_db


def town() -> Council:
    council = make_council(slug="pellworth")
    _, _, board, round_, magazine = make_channels(
        council, "newsroom", "press_email", "noticeboard", "leaflet", "magazine"
    )
    keeper = make_person(council=council, name="Kay Keeper")
    Place.objects.create(channel=board, address="Beside the hall", key_with="Kay", keeper=keeper.membership)
    walked = Place.objects.create(channel=round_)
    for position, name in enumerate(("Mill Lane", "High Street")):
        Street.objects.create(place=walked, name=name, position=position)
    now = timezone.now()
    MagazineIssue.objects.create(
        council=council,
        channel=magazine,
        name="Winter",
        copy_by=now + timedelta(days=5),
        out_on=timezone.localdate() + timedelta(days=20),
    )
    return council


def test_readers_find_boards_rounds_and_the_magazine_and_nobody_s_name(client: Client) -> None:
    town()
    html = client.get("/pellworth/channels/").content.decode()
    assert "Beside the hall" in html
    assert "Mill Lane, High Street" in html
    assert "The next issue, Winter, appears on" in html
    assert "Kay" not in html
    assert "press_email" not in html
    assert html.count('<li class="card">') == 4


def test_a_closed_channel_says_so_with_its_message(client: Client) -> None:
    Channel.objects.filter(council=town(), connector="noticeboard").update(
        is_open=False, closed_message="The board is being mended."
    )
    html = client.get("/pellworth/channels/").content.decode()
    assert "<strong>closed</strong>" in html
    assert "The board is being mended." in html


def test_the_page_takes_the_same_queries_for_few_and_for_many(
    client: Client, django_assert_max_num_queries: object
) -> None:
    council = town()
    body = Channel.objects.filter(council=council)[0].body
    for number in range(20):
        Channel.objects.create(council=council, body=body, connector="noticeboard", name=f"Board {number}")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert client.get("/pellworth/channels/").content.count(b'<li class="card">') == 24


def test_it_is_found_from_every_public_page_and_a_council_that_is_not_here_has_none(client: Client) -> None:
    town()
    assert b'href="/pellworth/channels/"' in client.get("/pellworth/").content
    assert b'href="/pellworth/channels/members/"' in client.get("/pellworth/channels/").content
    assert client.get("/nowhere/channels/").status_code == 404
