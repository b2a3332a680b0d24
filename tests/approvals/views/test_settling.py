"""Saying on the desk what became of a delivery that nobody could tell."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.channels.credentials.connecting import connect
from portal.channels.models import Channel, Delivery
from tests.approvals.views.conftest import Town
from tests.makers import make_approved, make_channels

pytestmark = pytest.mark.django_db


def unclear(town: Town) -> Delivery:
    found = make_approved(author=town.author, clerk=town.clerk).deliveries.order_by("pk").first()
    assert found is not None
    Delivery.objects.filter(pk=found.pk).update(
        state="unknown", claimed_at=timezone.now(), problem="No answer."
    )
    return found


def test_where_it_can_be_read_is_asked_for_and_kept(town: Town) -> None:
    row = unclear(town)
    address = reverse("delivery_settle", args=[town.council.slug, "delivery", row.pk])
    page = town.desk.get(address).content.decode()
    assert "Where it can be read" in page
    typed = {"arrived": "yes", "reason": "I see it there.", "address": "not an address"}
    again = town.desk.post(address, typed)
    assert again.status_code == 422
    assert "Give the whole address" in again.content.decode()

    town.desk.post(address, {**typed, "address": "https://social.example/@pellworth/7"})

    row.refresh_from_db()
    assert (row.state, row.public_url) == ("sent", "https://social.example/@pellworth/7")


def test_where_the_network_gives_addresses_one_is_needed_and_the_portal_looks_there_first(town: Town) -> None:
    make_channels(town.council, "mastodon")
    channel = Channel.objects.get(council=town.council, connector="mastodon")
    held = {"server": "https://social.example", "token": "a-token-of-twenty-signs"}
    connect(actor=town.clerk, channel_id=channel.pk, values=held)
    issue = make_approved(author=town.author, clerk=town.clerk, kind="social_post")
    row = issue.deliveries.get(channel=channel)
    Delivery.objects.filter(pk=row.pk).update(
        state="unknown", claimed_at=timezone.now(), problem="No answer."
    )
    address = reverse("delivery_settle", args=[town.council.slug, "delivery", row.pk])
    assert "Needed if it arrived" in town.desk.get(address).content.decode()
    typed = {"arrived": "yes", "reason": "I see it there.", "address": ""}

    without = town.desk.post(address, typed)
    elsewhere = town.desk.post(address, {**typed, "address": "https://other.example/@pellworth/7"})

    assert [one.status_code for one in (without, elsewhere)] == [422, 400]
    assert "Enter the address of the post" in without.content.decode()
    assert "no address on social.example" in elsewhere.content.decode()
    town.desk.post(address, {**typed, "address": "https://social.example/@pellworth/7"})
    row.refresh_from_db()
    assert (row.state, row.public_url) == ("unknown", "https://social.example/@pellworth/7")
    page = town.desk.get(reverse("issued_item", args=[town.council.slug, issue.communication_id]))
    assert "The portal looks there before" in page.content.decode()
