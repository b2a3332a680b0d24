"""Speaking XRPC as the council's account: a session from the app password, renewed when it has ended.

A server lets an account sign in some thirty times in five minutes; a session lasts about two hours and renews itself.
So it is kept, encrypted, for all workers, and the password is sent again only where renewing fails too.
"""

import base64
import json
from collections.abc import Collection, Mapping
from typing import Any

from portal.channels.connectors.base import ConnectorError, Permanent, Reconnect
from portal.channels.connectors.misreading import name_of
from portal.channels.credentials.using import Credentials, keep_session
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.meaning import of_answer

_ENDED = {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"}
_REFUSED = {400, 401}
OWN_PASSWORD = "com.atproto.access"  # noqa: S105  the scope that an account's own password gives


class Session:
    """The account's way to its server for one act. ``did`` is the account's lasting name."""

    def __init__(self, held: Credentials) -> None:
        self._held = held
        self._line = Line(held.public["server"], account=str(held.channel_id), secrets=held.hidden)
        self._kept = dict(held.session)
        if not self._kept:
            self._begin()

    @property
    def did(self) -> str:
        """Return the account's lasting name."""
        return self._kept["did"]

    @property
    def host(self) -> str:
        """Return the server's name, as the clerk knows it."""
        return self._line.host

    @property
    def scope(self) -> str:
        """Return what the session may, as the token itself says; '' where it does not."""
        return scope_of(self._kept["access"])

    def ask(
        self,
        method: str,
        name: str,
        *,
        acts: bool | None = None,
        expect: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        **content: Any,
    ) -> Exchange:
        """Call one method of the protocol. ``expect``: names of errors that are answers to the caller.

        Raises as Line.ask() does.
        """
        told = self._asked(method, name, headers, acts=acts, **content)
        if told.status in _REFUSED and error_of(told) in _ENDED:
            self._renew()
            told = self._asked(method, name, headers, acts=acts, **content)
        if told.status in _REFUSED and error_of(told) not in expect:
            raise of_answer(self.host, told.status, told.said(), acts=False, retry_after=None) or Permanent(
                ""
            )
        return told

    def followers(self) -> int | None:
        """Return how many follow the account, as the network's view says; None where its server asks no such view."""
        try:
            told = self.ask("GET", "app.bsky.actor.getProfile", params={"actor": self.did}).mapping()
        except ConnectorError:
            return None
        found = told.get("followersCount")
        return found if isinstance(found, int) else None

    def _asked(
        self,
        method: str,
        name: str,
        headers: Mapping[str, str] | None,
        *,
        acts: bool | None,
        **content: Any,
    ) -> Exchange:
        signed = {**(headers or {}), "Authorization": f"Bearer {self._kept['access']}"}
        return self._line.ask(method, f"/xrpc/{name}", acts=acts, expect=_REFUSED, headers=signed, **content)

    def _renew(self) -> None:
        """Renew the session, or begin another one; signing in is refused where the app password has gone."""
        told = self._line.ask(
            "POST",
            "/xrpc/com.atproto.server.refreshSession",
            acts=False,
            expect=_REFUSED,
            headers={"Authorization": f"Bearer {self._kept['refresh']}"},
        )
        if told.status in _REFUSED:
            self._begin()
        else:
            self._keep(told)

    def _begin(self) -> None:
        asked = {"identifier": self._held.public["handle"], "password": self._held.secrets["password"]}
        told = self._line.ask(
            "POST", "/xrpc/com.atproto.server.createSession", acts=False, expect=_REFUSED, json=asked
        )
        if told.status in _REFUSED:
            raise Reconnect(
                f"{self.host} does not take this app password. It says: “{told.said()}” Connect the channel again."
            )
        self._keep(told)

    def _keep(self, told: Exchange) -> None:
        facts = told.mapping()
        self._kept = {
            "did": name_of(facts, "did"),
            "handle": name_of(facts, "handle"),
            "access": str(facts["accessJwt"]),
            "refresh": str(facts["refreshJwt"]),
        }
        self._line.keep_out([self._kept["access"], self._kept["refresh"]])
        keep_session(self._held, self._kept)


def end_session(held: Credentials) -> None:
    """End the session that is kept, if one is; one that has ended already is none. The app password stays."""
    if not held.session:
        return
    line = Line(held.public["server"], account=str(held.channel_id), secrets=held.hidden)
    line.ask(
        "POST",
        "/xrpc/com.atproto.server.deleteSession",
        acts=False,
        expect=_REFUSED,
        headers={"Authorization": f"Bearer {held.session['refresh']}"},
    )


def error_of(told: Exchange) -> str:
    """Return the name of the error that an answer gives, or ''."""
    try:
        found = json.loads(told.body)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("error", "")) if isinstance(found, dict) else ""


def scope_of(token: str) -> str:
    """Return the scope in a token, which nobody here needs to believe: it only warns who entered the wrong password."""
    parts = token.split(".")
    if len(parts) != 3:
        return ""
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return ""
    return str(found.get("scope", "")) if isinstance(found, dict) else ""
