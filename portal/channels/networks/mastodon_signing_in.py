"""Signing in at a server of Mastodon's sort (OAuth 2.0): the portal registers there, and gets a token for the account.

Servers ignore what they do not know, so that the challenge of PKCE is always sent (Mastodon heeds it since 4.3). They
forget applications that have no token, after a day: one that is used again is asked after first.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from portal.channels.connectors.base import ConnectorError, Permanent, Reconnect
from portal.channels.connectors.connecting import SignInWay
from portal.channels.connectors.introducing import Introduces, Stranger
from portal.channels.credentials.introducing import forget_introduction
from portal.channels.credentials.renewing import Renewed, renew
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel, Particulars
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.mastodon_rights import BESIDES, NEEDED

ASKED = (*NEEDED, *BESIDES)
"""What whoever signs in is asked to allow: no more than what the token must and may."""
NAME = "Proper Channels"
_REFUSED = {400, 401, 403, 404, 405, 410, 422}
_PROFILE = re.compile(r"/(?:@|users/|web/@)(?P<name>[\w.-]+)(?:@(?P<host>[\w.:-]+))?/?", re.ASCII)


class SignsInAtServers(Introduces):
    """What the connector does of it before anybody has signed in."""

    def server_of(self, entered: Mapping[str, str]) -> str:
        """Return the server's origin."""
        return entered["server"]

    def introduce(self, stranger: Stranger) -> dict[str, str]:
        """Register the portal there, unless the server knows it still (POST /api/v1/apps)."""
        line = Line(stranger.server, account=stranger.account, secrets=list(stranger.known.values()))
        if stranger.known and _is_known(line, stranger.known):
            return dict(stranger.known)
        asked = {
            "client_name": NAME,
            "redirect_uris": "\n".join(stranger.ways_back),
            "scopes": " ".join(ASKED),
            "website": settings.SITE_URL,
        }
        told = line.ask("POST", "/api/v1/apps", acts=False, expect=_REFUSED, data=asked)
        if told.status in {404, 405, 410}:
            raise Permanent(
                f"{line.host} does not answer as a server of Mastodon’s sort ({told.status}). Check its address."
            )
        if told.status in _REFUSED:
            raise Permanent(
                f"{line.host} does not let the portal register ({told.status}). It says: “{told.said()}”"
            )
        facts = told.mapping()
        client, secret = facts.get("client_id"), facts.get("client_secret")
        if not client or not secret:
            raise Permanent(f"{line.host} took the registration and did not say under which name.")
        return {"client": str(client), "client_secret": str(secret)}

    def sign_in_address(self, values: Mapping[str, str], way: SignInWay) -> str:
        """Return the server's page on which the account's owner lets the portal speak (GET /oauth/authorize)."""
        asked = {
            "response_type": "code",
            "client_id": values["client"],
            "redirect_uri": way.back,
            "scope": " ".join(ASKED),
            "state": way.state,
            "code_challenge": way.challenge,
            "code_challenge_method": "S256",
            "force_login": "true",
        }
        return f"{values['server']}/oauth/authorize?{urlencode(asked)}"

    def brought_back(self, said: Mapping[str, str], begun: Mapping[str, str]) -> dict[str, str]:
        """Return the code, and what it is exchanged with."""
        if not said.get("code"):
            return {}
        kept = {name: begun[name] for name in ("verifier", "back", "client", "client_secret")}
        return {"code": said["code"], **kept}


def line_of(held: Credentials, token: str) -> Line:
    """Return the way to the account's server with ``token``; '' for one without."""
    return Line(
        held.public["server"],
        account=str(held.channel_id),
        secrets=list(held.secrets.values()),
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )


def account_of(channel: Channel, *, testing: bool = False) -> Credentials:
    """Return the channel's credentials; what a sign-in brought is exchanged for the account's token first.

    Raises as credentials_of() and renew() do.
    """
    held = credentials_of(channel, testing=testing)
    return renew(channel, held, lambda now: _exchanged(channel, now)) if "code" in held.secrets else held


def _exchanged(channel: Channel, held: Credentials) -> Renewed:
    """Return the token for the code. Raises Reconnect where the server does not give it, or for another account."""
    if "code" not in held.secrets:
        return Renewed(held.secrets, held.session)
    line = line_of(held, "")
    client = {"client_id": held.public["client"], "client_secret": held.secrets["client_secret"]}
    asked = {
        "grant_type": "authorization_code",
        "code": held.secrets["code"],
        "redirect_uri": held.secrets["back"],
        "code_verifier": held.secrets["verifier"],
        "scope": " ".join(ASKED),
        **client,
    }
    told = line.ask("POST", "/oauth/token", acts=False, expect=_REFUSED, data=asked)
    if told.status in _REFUSED:
        raise _refused(line, held, told)
    token = str(told.mapping().get("access_token") or "")
    if not token:
        raise Reconnect(f"{line.host} took the sign-in and gave no token. Sign in there again.")
    mine = line_of(held, token)
    mine.keep_out([token])
    wrong = _another(channel, mine)
    if wrong:
        _end(line, client, token)
        raise Reconnect(wrong)
    return Renewed({"token": token, "client_secret": client["client_secret"]}, {})


def _refused(line: Line, held: Credentials, told: Exchange) -> Reconnect:
    """Return what it means that the server gave no token (RFC 6749, 5.2)."""
    kind = str(told.refusal().get("error", ""))
    if kind == "invalid_client":
        forget_introduction(held.channel_id, held.public["server"])
        return Reconnect(f"{line.host} does not know the portal any more. Begin the sign-in again.")
    if kind == "invalid_grant":
        return Reconnect(
            f"{line.host} does not take this sign-in: it was used before, or lasted too long. Sign in there again."
        )
    return Reconnect(f"{line.host} does not take this sign-in ({told.status}). It says: “{told.said()}”")


def _another(channel: Channel, line: Line) -> str:
    """Return in words that the account that signed in is not the one whose page the register names, or ''."""
    address = Particulars.objects.filter(channel=channel).values_list("address", flat=True).first() or ""
    parts = urlsplit(address)
    named = _PROFILE.fullmatch(parts.path)
    if named is None:
        return ""
    me: dict[str, Any] = line.ask("GET", "/api/v1/accounts/verify_credentials").mapping()
    host = urlsplit(str(me.get("url") or "")).netloc or line.host
    name = str(me.get("username") or me.get("acct") or "")
    wanted = (named["name"].lower(), (named["host"] or parts.netloc).lower())
    if (name.lower(), host.lower()) == wanted:
        return ""
    return (
        f"Whoever signed in there is @{name}@{host}, and the register names @{wanted[0]}@{wanted[1]} for this channel. "
        "Nothing of it is kept. Sign in as that account, or correct the address in the register."
    )


def _end(line: Line, client: Mapping[str, str], token: str) -> None:
    """Have the server take ``token`` no more; where it does not answer, the refusal that follows matters more."""
    try:
        line.ask("POST", "/oauth/revoke", acts=False, expect=_REFUSED, data={**client, "token": token})
    except ConnectorError:
        return


def _is_known(line: Line, known: Mapping[str, str]) -> bool:
    """Return whether the server gives the application a token of its own; that is ended at once.

    It is asked for all that a sign-in asks for: an application that registered for less is registered anew.
    """
    client = {"client_id": known["client"], "client_secret": known["client_secret"]}
    asked = {"grant_type": "client_credentials", "scope": " ".join(ASKED), **client}
    told = line.ask("POST", "/oauth/token", acts=False, expect=_REFUSED, data=asked)
    if told.status in _REFUSED:
        return False
    token = str(told.mapping().get("access_token") or "")
    line.keep_out([token])
    _end(line, client, token)
    return True
