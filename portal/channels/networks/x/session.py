"""Speaking to X as the council's account (OAuth 2.0): a token for two hours, and one that renews it once."""

import base64
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.channels.connectors.base import Permanent, Reconnect
from portal.channels.connectors.misreading import name_of
from portal.channels.credentials.renewing import Renewed, renew
from portal.channels.credentials.using import Credentials, credentials_of, keep_session
from portal.channels.models import Channel
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.meaning import of_answer

NEEDED = (
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "media.write",
    "offline.access",
)
"""What the account's sign-in must allow: to post, to hide answers, to know whose it is, pictures, and to be renewed."""
_REFUSED = {400, 401, 403}
_EARLY = timedelta(minutes=1)
"""A token that ends within this time is renewed before it is used."""


class Session:
    """The account's way to X for one act."""

    def __init__(self, channel: Channel, *, testing: bool = False) -> None:
        self._channel = channel
        self._held = credentials_of(channel, testing=testing)
        self._line = Line(
            settings.X_ADDRESS, account=str(channel.pk), secrets=self._held.hidden, per_endpoint=True
        )

    @property
    def host(self) -> str:
        """Return X's name, as the clerk knows it."""
        return self._line.host

    @property
    def user(self) -> str:
        """Return the account's number."""
        return self._account()["user"]

    @property
    def name(self) -> str:
        """Return the name by which the account is addressed, without the sign before it."""
        return self._account()["name"]

    @property
    def scopes(self) -> tuple[str, ...]:
        """Return what the sign-in allows, as X said when it was renewed."""
        return tuple(self._held.session.get("scope", "").split())

    def ask(
        self,
        method: str,
        path: str,
        *,
        acts: bool | None = None,
        expect: Collection[int] = (),
        **content: Any,
    ) -> Exchange:
        """Ask ``path`` of the version that settings name; a token that has ended is renewed first, and once more where
        X says so. As Line.ask() else.
        """
        if self._over():
            self._renew()
        wanted = {401, *expect}
        told = self._asked(method, path, acts=acts, expect=wanted, **content)
        if told.status == 401:
            self._renew()
            told = self._asked(method, path, acts=acts, expect=wanted, **content)
        if told.status == 401:
            raise of_answer(self.host, 401, told.said(), acts=False, retry_after=None) or Reconnect(self.host)
        return told

    def about_account(self) -> dict[str, Any]:
        """Ask whose the sign-in is, keep it, and return what X says of the account."""
        asked = {"user.fields": "public_metrics"}
        facts: dict[str, Any] = self.ask("GET", "users/me", params=asked).mapping()["data"]
        kept = {**self._held.session, "user": name_of(facts), "name": name_of(facts, "username")}
        keep_session(self._held, kept)
        self._take(kept)
        return facts

    def _account(self) -> Mapping[str, str]:
        if "user" not in self._held.session:
            self.about_account()
        return self._held.session

    def _over(self) -> bool:
        ends = self._held.session.get("ends")
        return not ends or datetime.fromisoformat(ends) <= timezone.now() + _EARLY

    def _asked(self, method: str, path: str, **rest: Any) -> Exchange:
        token = self._held.session["access"]
        return self._line.ask(method, _versioned(path), headers={"Authorization": f"Bearer {token}"}, **rest)

    def _renew(self) -> None:
        self._held = renew(self._channel, self._held, self._exchange)
        self._line.keep_out(self._held.hidden)

    def _take(self, session: Mapping[str, str]) -> None:
        held = self._held
        self._held = Credentials(held.connection_id, held.channel_id, held.public, held.secrets, session)

    def _exchange(self, held: Credentials) -> Renewed:
        """Exchange the refresh token, which X takes once, for a new one and a token for two hours."""
        secret = held.secrets.get("client_secret", "")
        headers = _as_application(held, self._line)
        told = self._line.ask(
            "POST",
            _versioned("oauth2/token"),
            acts=False,
            expect=_REFUSED,
            headers=headers,
            data=_grant(held),
        )
        if told.status in _REFUSED:
            raise Reconnect(
                f"{self.host} does not renew this sign-in. It says: “{told.said()}” Connect the channel again."
            )
        facts = told.mapping()
        session = {name: held.session[name] for name in ("user", "name") if name in held.session}
        ends = timezone.now() + timedelta(seconds=int(facts["expires_in"]))
        return Renewed(
            secrets={"client_secret": secret, "refresh": str(facts["refresh_token"])},
            session={
                **session,
                "access": str(facts["access_token"]),
                "ends": ends.isoformat(),
                "scope": str(facts.get("scope", "")),
            },
        )


def revoke(held: Credentials) -> None:
    """End the sign-in: the token that renews it, and the one of now. X answers 200 for what has ended already."""
    line = Line(settings.X_ADDRESS, account=str(held.channel_id), secrets=held.hidden, per_endpoint=True)
    headers = _as_application(held, line)
    for token in filter(None, (held.secrets.get("refresh"), held.session.get("access"))):
        asked = {"token": token, "client_id": held.public["client"]}
        told = line.ask(
            "POST", _versioned("oauth2/revoke"), acts=False, headers=headers, data=asked, expect=_REFUSED
        )
        if told.status in _REFUSED:
            raise Permanent(f"{line.host} does not end this sign-in. It says: “{told.said()}”")


def _versioned(path: str) -> str:
    return f"/{settings.X_VERSION}/{path}"


def _as_application(held: Credentials, line: Line) -> dict[str, str]:
    """Return the header by which the application says which one it is, where it has a secret; kept out of evidence."""
    client, secret = held.public["client"], held.secrets.get("client_secret", "")
    if not secret:
        return {}
    pair = base64.b64encode(f"{client}:{secret}".encode()).decode("ascii")
    line.keep_out([pair])
    return {"Authorization": f"Basic {pair}"}


def _grant(held: Credentials) -> dict[str, str]:
    """Return what is exchanged: what a sign-in at X gave, which lasts half a minute there, or the refresh token."""
    if "code" in held.secrets:
        return {
            "grant_type": "authorization_code",
            "code": held.secrets["code"],
            "redirect_uri": held.secrets["back"],
            "code_verifier": held.secrets["verifier"],
            "client_id": held.public["client"],
        }
    return {
        "grant_type": "refresh_token",
        "refresh_token": held.secrets["refresh"],
        "client_id": held.public["client"],
    }


def says_duplicate(told: Exchange) -> bool:
    """Return whether X refuses to say the same thing twice."""
    return told.status == 403 and "duplicate content" in _said(told, "detail")


def of_forbidden(session: Session, told: Exchange) -> Permanent:
    """Return what a 403 means: the sign-in allows too little, or X does not want this, and says why."""
    detail, kind = _said(told, "detail"), _said(told, "type")
    if detail in {"", "Forbidden"} or "/problems/" in kind:
        return Reconnect(
            f"{session.host} does not let this sign-in do that (403). {told.shown(detail)} Connect it again."
        )
    return Permanent(f"{session.host} did not take it (403). It says: “{told.shown(detail)}”")


def _said(told: Exchange, field: str) -> str:
    try:
        found = json.loads(told.body)
    except (ValueError, RecursionError):
        return ""
    return str(found.get(field, "")) if isinstance(found, dict) else ""
