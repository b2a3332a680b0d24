"""From somebody's sign-in at Facebook to the Page's own token, which lasts until somebody there ends it.

A person's token is only the way: it is exchanged for a long one, that is asked for the Page's, and it is not kept.
"""

from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings

from portal.channels.connectors.base import Permanent, Reconnect
from portal.channels.connectors.connecting import SignInWay
from portal.channels.credentials.renewing import Renewed, renew
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel
from portal.channels.networks.facebook.graph import MESSAGES, NEEDED, Graph

ASKED = (*NEEDED, *MESSAGES, "pages_show_list")
"""What whoever signs in is asked to allow: what the Page's token must and may, and to see their Pages."""


def dialogue(application: str, way: SignInWay) -> str:
    """Return the address of Facebook's own page for signing in (Facebook Login, Manually Build a Login Flow)."""
    asked = {
        "client_id": application,
        "redirect_uri": way.back,
        "state": way.state,
        "response_type": "code",
        "scope": ",".join(ASKED),
        "code_challenge": way.challenge,
        "code_challenge_method": "S256",
    }
    address = f"{settings.FACEBOOK_SIGN_IN}/v{settings.FACEBOOK_VERSION}.0/dialog/oauth"
    return f"{address}?{urlencode(asked)}"


def page_of(channel: Channel, *, testing: bool = False) -> Graph:
    """Return the way to Facebook as the channel's Page; what a sign-in gave is exchanged for the Page's token first.

    Raises as credentials_of() and renew() do.
    """
    held = credentials_of(channel, testing=testing)
    return Graph(renew(channel, held, _exchange) if "code" in held.secrets else held)


def _exchange(held: Credentials) -> Renewed:
    """Return the Page's token for what the sign-in gave. Raises Reconnect where Facebook does not give it."""
    if "code" not in held.secrets:
        return Renewed(held.secrets, held.session)
    graph = Graph(held)
    try:
        person = graph.exchanged(
            {
                "code": held.secrets["code"],
                "redirect_uri": held.secrets["back"],
                "code_verifier": held.secrets["verifier"],
            }
        )
        lasting = graph.exchanged({"grant_type": "fb_exchange_token", "fb_exchange_token": person})
        secret = held.secrets["app_secret"]
        theirs = Graph(replace(held, secrets={"app_secret": secret, "token": lasting}))
        told = theirs.ask("GET", graph.page, params={"fields": "access_token"}).mapping()
    except Reconnect:
        raise
    except Permanent as error:
        raise Reconnect(f"Facebook does not take this sign-in. {error} Sign in there again.") from error
    if not told.get("access_token"):
        raise Reconnect(
            "Whoever signed in at Facebook does not look after that Page. Sign in there as somebody who does."
        )
    return Renewed({"app_secret": secret, "token": str(told["access_token"])}, {})
