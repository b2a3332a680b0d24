"""WordPress itself: an account signs in, the site makes a password, and ends it when the channel uses it no more."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pytest_django.fixtures import Settings

from peers.conftest import Start
from peers.journeys import peers_at
from portal.channels.credentials.connecting import disconnect
from portal.channels.credentials.introducing import introduce
from portal.channels.credentials.revoking import end_credentials
from portal.channels.credentials.signing_in import begin_sign_in, finish_sign_in, go_on
from portal.channels.credentials.trying import try_connection
from portal.channels.models import Connection, Introduction, Revocation
from tests.channels.posts import Staff, make_staff

pytestmark = pytest.mark.django_db
_HIDDEN = re.compile(r"<input type=\"hidden\"[^>]*?name=\"([^\"]+)\"[^>]*?value=\"([^\"]*)\"")


def account_at(peer: dict[str, Any]) -> httpx.Client:
    """Return a browser in which the account of the portal is signed in."""
    browser = httpx.Client(base_url=peer["url"], timeout=60)
    browser.get("/wp-login.php")
    words = {"log": "portal", "pwd": peer["accounts"]["portal"]["password"], "testcookie": "1"}
    assert browser.post("/wp-login.php", data=words).status_code == 302
    return browser


def agreed(browser: httpx.Client, address: str) -> dict[str, str]:
    """Agree on the site's page, and return what stands in the address to which that leads back."""
    page = browser.get(address).raise_for_status().text
    (form,) = (part for part in page.split("<form") if 'value="authorize_application_password"' in part)
    fields = {name: html.unescape(value) for name, value in _HIDDEN.findall(form)}
    (name,) = parse_qs(urlsplit(address).query)["app_name"]
    words = {**fields, "app_name": name, "approve": "1"}
    answer = browser.post("/wp-admin/authorize-application.php", data=words)
    assert answer.status_code == 302
    back = urlsplit(answer.headers["Location"])
    assert back.path.endswith("/connection/signed-in/")
    return {name: values[-1] for name, values in parse_qs(back.query).items()}


def signed_in(staff: Staff, peer: dict[str, Any], browser: httpx.Client) -> Connection:
    """Sign in there for the channel, and let a worker try what came of it."""
    (channel,) = staff.council.channels.all()
    begun = begin_sign_in(actor=staff.clerk, channel_id=channel.pk, values={"site": peer["url"]})
    introduce(Introduction.objects.get().pk)
    way = go_on(channel, begun.kept)
    assert way.problem == ""
    said = agreed(browser, way.address)
    made = finish_sign_in(actor=staff.clerk, channel_id=channel.pk, kept=way.kept, said=said)
    try_connection(made.pk)
    made.refresh_from_db()
    return made


def passwords(peer: dict[str, Any]) -> int:
    """Return how many passwords of the portal the account has."""
    login = ("portal", peer["accounts"]["portal"]["application_password"])
    told = httpx.get(f"{peer['rest']}/users/me/application-passwords", auth=login, timeout=60)
    return len([row for row in told.raise_for_status().json() if row["name"].startswith("Proper Channels")])


def test_the_site_makes_a_password_replaces_it_and_ends_it(start: Start, settings: Settings) -> None:
    peer = start("wordpress")
    settings.NETWORK_PEERS = peers_at(peer["url"])
    staff = make_staff("wordpress")
    browser = account_at(peer)
    before = passwords(peer)

    first = signed_in(staff, peer, browser)
    second = signed_in(staff, peer, browser)

    assert [(row.problem, row.public["user"]) for row in (first, second)] == [("", "portal")] * 2
    assert passwords(peer) == before + 2
    end_credentials(Revocation.objects.get().pk)
    disconnect(actor=staff.clerk, channel_id=first.channel_id, reason="The site moves.")
    end_credentials(Revocation.objects.latest("pk").pk)
    assert passwords(peer) == before
    assert set(Revocation.objects.values_list("state", flat=True)) == {"done"}
