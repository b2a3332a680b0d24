"""The desk's page of official channels."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.channels.models import Channel
from portal.councils.models import Body, Council
from portal.councils.powers import Role
from tests.makers import make_channels, make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def client(council: Council) -> Client:
    return sign_in(make_person(council=council, role=Role.CLERK))


def test_each_channel_says_what_it_carries_and_in_whose_voice(council: Council) -> None:
    make_channels(council)
    councillor = make_person(council=council)

    page = sign_in(councillor).get(reverse("channels", args=["ptc"])).content.decode()

    assert "Press release, Notice, Social post" in page
    assert council.name in page
    assert "Open a channel" not in page
    assert "Propose a channel" in page


def test_opening_one_from_the_page(client: Client, council: Council) -> None:
    voice = Body.objects.get(council=council)
    typed = {
        "connector": "newsroom",
        "name": "Charity news",
        "body": voice.pk,
        "minute": "52/26",
        "on": "2026-01-05",
    }

    assert client.post(reverse("open_channel", args=["ptc"]), typed).status_code == 302
    again = client.post(reverse("open_channel", args=["ptc"]), typed)

    assert Channel.objects.filter(council=council).count() == 1
    assert again.status_code == 400
    assert 'value="Charity news"' in again.content.decode()
    assert "a channel called “Charity news” already" in again.content.decode()


def test_another_councils_voice_is_not_offered(client: Client) -> None:
    theirs = Body.objects.get(council=make_council())

    response = client.post(
        reverse("open_channel", args=["ptc"]),
        {
            "connector": "newsroom",
            "name": "X",
            "body": theirs.pk,
            "minute": "52/26",
            "on": "2026-01-05",
        },
    )

    assert response.status_code == 422
    assert not Channel.objects.exists()


def test_closing_asks_for_the_public_message_and_shows_it(client: Client, council: Council) -> None:
    (channel,) = make_channels(council, "newsroom")
    address = reverse("close_channel", args=["ptc", channel.pk])

    refused = client.post(address, {"public_message": ""})
    assert refused.status_code == 422
    assert "Tell readers why it is closed" in refused.content.decode()
    client.post(address, {"public_message": "Closed until <Monday>."})

    page = client.get(reverse("channels", args=["ptc"])).content.decode()
    assert "Closed until &lt;Monday&gt;." in page
    client.post(reverse("reopen_channel", args=["ptc", channel.pk]))
    channel.refresh_from_db()
    assert channel.is_open


def test_thirty_channels_cost_as_many_queries_as_one(client: Client, council: Council) -> None:
    voice = Body.objects.get(council=council)
    address = reverse("channels", args=["ptc"])
    Channel.objects.create(council=council, body=voice, connector="newsroom", name="First")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(29):
        Channel.objects.create(council=council, body=voice, connector="newsroom", name=f"Channel {number}")
    with CaptureQueriesContext(connection) as thirty:
        client.get(address)

    assert len(thirty) == len(one)
