"""Signing in at a Mastodon server, as docs.joinmastodon.org has it since 4.3 (and RFC 6749, RFC 7636): strict."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.channels.connectors.standin import Answer, Request

CLIENT, CLIENT_SECRET = "mastodon-client-0123", "mastodon-client-secret-0123"
_REGISTERS = {"client_name", "redirect_uris", "scopes", "website"}
_EXCHANGES = {"grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier", "scope"}
_OWN = {"grant_type", "client_id", "client_secret", "scope"}
_ASKS = {
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "force_login",
}
_WAY = re.compile(r"https?://[^\s#]+")


@dataclass
class App:
    """One application that registered."""

    secret: str
    ways_back: tuple[str, ...]
    scopes: frozenset[str]


@dataclass
class SignIns:
    """The applications, the codes that were given and not used, and the tokens that came of them.

    ``since_4_3`` False is a server that ignores the challenge. ``registers``: what it answers those who register.
    """

    tokens: dict[str, set[str]]
    complain: Callable[[str, int], Answer]
    apps: dict[str, App] = field(default_factory=dict)
    codes: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    since_4_3: bool = True
    registers: Answer | None = None
    paths: ClassVar[set[str]] = {"/api/v1/apps", "/oauth/token", "/oauth/revoke"}

    def __post_init__(self) -> None:
        self.apps[CLIENT] = App(CLIENT_SECRET, (), frozenset({"read", "write"}))

    def knows(self, client: str, secret: str) -> bool:
        """Return whether there is such an application."""
        return client in self.apps and self.apps[client].secret == secret

    def agreed(self, address: str, code: str = "once") -> dict[str, str]:
        """Return what the way back says to whoever signs in on the page ``address`` and agrees."""
        parts = urlsplit(address)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        app = self.apps[asked["client_id"]]
        assert (parts.path, set(asked)) == ("/oauth/authorize", _ASKS)
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["redirect_uri"] in app.ways_back
        assert set(asked["scope"].split()) <= app.scopes
        self.codes[code] = (
            asked["client_id"],
            asked["redirect_uri"],
            asked["code_challenge"],
            asked["scope"],
        )
        return {"code": code, "state": asked["state"]}

    def answer(self, request: Request) -> Answer:
        """Answer what is posted to ``paths``."""
        sent = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        acts = {"/api/v1/apps": self._register, "/oauth/token": self._token, "/oauth/revoke": self._revoke}
        return acts[request.path](sent)

    def _register(self, sent: Mapping[str, str]) -> Answer:
        if self.registers is not None:
            return self.registers
        if set(sent) != _REGISTERS:
            return self.complain(f"fields of a registration: {set(sent)}", 422)
        ways = tuple(sent["redirect_uris"].split("\n"))
        if not all(_WAY.fullmatch(way) for way in ways):
            return Answer(422, {"error": "Validation failed: Redirect URI must be an absolute URI."})
        if len(sent["client_name"]) > 60 or any(":" not in one for one in sent["scopes"].split()):
            return self.complain(f"more than is needed: {sent}", 422)
        client = f"client-{len(self.apps)}"
        app = self.apps[client] = App(f"secret-of-{client}", ways, frozenset(sent["scopes"].split()))
        return Answer(
            said={
                "id": str(len(self.apps)),
                "name": sent["client_name"],
                "website": sent["website"],
                "scopes": sorted(app.scopes),
                "redirect_uri": sent["redirect_uris"],
                "redirect_uris": list(ways),
                "client_id": client,
                "client_secret": app.secret,
                "client_secret_expires_at": 0,
            }
        )

    def _token(self, sent: Mapping[str, str]) -> Answer:
        if not self.knows(sent.get("client_id", ""), sent.get("client_secret", "")):
            return _refusal(401, "invalid_client", "Client authentication failed due to unknown client.")
        if sent.get("grant_type") == "client_credentials":
            return self._own(sent)
        if set(sent) != _EXCHANGES or sent["grant_type"] != "authorization_code":
            return self.complain(f"fields of an exchange: {set(sent)}", 400)
        client, back, challenge, scope = self.codes.pop(sent["code"], ("", "", "", ""))
        right = (client, back) == (sent["client_id"], sent["redirect_uri"])
        if not right or (self.since_4_3 and _hashed(sent["code_verifier"]) != challenge):
            said = "The provided authorization grant is invalid, expired, revoked."
            return _refusal(400, "invalid_grant", said)
        return self._given(scope)

    def _own(self, sent: Mapping[str, str]) -> Answer:
        """Give an application a token of its own, for no more than it registered for."""
        if set(sent) != _OWN:
            return self.complain(f"fields of an application's own token: {set(sent)}", 400)
        may = self.apps[sent["client_id"]].scopes
        if any(not {one, one.split(":")[0]} & may for one in sent["scope"].split()):
            return _refusal(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
        return self._given(sent["scope"])

    def _revoke(self, sent: Mapping[str, str]) -> Answer:
        """RFC 7009: a token that is unknown has ended already."""
        if set(sent) != {"client_id", "client_secret", "token"}:
            return self.complain(f"fields of a revocation: {set(sent)}", 400)
        if not self.knows(sent["client_id"], sent["client_secret"]):
            return _refusal(403, "unauthorized_client", "You are not authorized to revoke this token")
        self.tokens.pop(sent["token"], None)
        return Answer(said={})

    def _given(self, scope: str) -> Answer:
        token = f"mastodon-given-token-{len(self.given):04}"
        self.given.append(token)
        self.tokens[token] = set(scope.split())
        return Answer(
            said={"access_token": token, "token_type": "Bearer", "scope": scope, "created_at": 1790000000}
        )


def _hashed(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _refusal(status: int, kind: str, said: str) -> Answer:
    return Answer(status, {"error": kind, "error_description": said})
