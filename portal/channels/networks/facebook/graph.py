"""Speaking to the Graph API as the council's Page.

Graph says what went wrong by numbers of its own in the answer, and mostly by the same status 400: they are read before
the status is (Graph API, Handling Errors).
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from portal.channels.connectors.base import ConnectorError, Permanent, Reconnect, Transient
from portal.channels.credentials.using import Credentials
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.meaning import of_no_answer

DUPLICATE, NO_SUCH = 506, 100
_NO_SUCH_DETAIL = 33
"""The subcode of 100 that means: there is no such thing, or this Page may not see it."""
_ENDED = {102, 190, 463, 467}
NOT_ALLOWED = frozenset({3, 10, *range(200, 300)})
"""What says that the token allows too little, or whoever made it."""
_ENOUGH = {4, 17, 32, 341, 613, 80001}
_TROUBLE = {1, 2}
_BLOCKED = 368
_EXPECTED = {400, 401, 403, 404}
REST = 900.0
"""Seconds to wait where a limit is reached and the answer does not say for how long: limits count by the hour."""
NEEDED = (
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_manage_engagement",
    "pages_read_user_content",
)
"""What the token must allow: to post, to read back, to hide and delete comments, to read what others write."""
MESSAGES = ("pages_messaging",)
"""What it must allow besides for the Page's messages to be read; without it the rest works."""

READING_ENDS = (
    "Facebook then shows the portal no more of what people write, until somebody signs in there again."
)


class Graph:
    """The Page's way to Facebook for one act."""

    def __init__(self, held: Credentials) -> None:
        token, secret = held.secrets.get("token", ""), held.secrets["app_secret"]
        self._application = f"{held.public['app']}|{secret}"
        self._client = {"client_id": held.public["app"], "client_secret": secret}
        self._token = token
        self._proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        self.page = held.public["page"]
        self._line = Line(
            settings.FACEBOOK_ADDRESS,
            account=str(held.channel_id),
            secrets=[*held.hidden, self._proof],
        )

    @property
    def host(self) -> str:
        """Return Facebook's name, as the clerk knows it."""
        return self._line.host

    def ask(
        self,
        method: str,
        path: str,
        *,
        acts: bool | None = None,
        expect: Collection[int] = (),
        params: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        **rest: Any,
    ) -> Exchange:
        """Ask ``path`` of the version that settings name. ``expect``: numbers of errors that are answers to the caller;
        NO_SUCH is one where it says that there is no such thing, and no other argument that Graph does not like.

        Raises as Line.ask() does, and what Graph's numbers mean.
        """
        proof = {"appsecret_proof": self._proof}
        if method == "POST" and "files" in rest:
            rest["data"] = {**(data or {}), **proof}
        elif method == "POST":
            rest["json"] = {**(data or {}), **proof}
        else:
            rest["params"] = {**(params or {}), **proof}
        headers = {"Authorization": f"Bearer {self._token}"}
        told = self._line.ask(
            method, self._versioned(path), acts=acts, expect=_EXPECTED, headers=headers, **rest
        )
        return self._judged(told, expect)

    def exchanged(self, what: Mapping[str, str]) -> str:
        """Return the token of a person for ``what`` Facebook gave before. Raises as ask() does."""
        self._line.keep_out(what.values())
        told = self._line.ask(
            "GET",
            self._versioned("oauth/access_token"),
            params={**self._client, **what},
            expect=_EXPECTED,
        )
        return str(self._judged(told, ()).mapping()["access_token"])

    def about_token(self) -> dict[str, Any]:
        """Return what Facebook says of the token: whose, what it may, until when. Raises Reconnect for a wrong one."""
        told = self._line.ask(
            "GET",
            self._versioned("debug_token"),
            params={"input_token": self._token},
            headers={"Authorization": f"Bearer {self._application}"},
            expect=_EXPECTED,
        )
        found = self._judged(told, ()).mapping().get("data")
        return found if isinstance(found, dict) else {}

    def lacks(self, told: Exchange) -> bool:
        """Return whether Graph says that there is no such thing (any more).

        It says the same of what a token may not see: raises Reconnect for one that may not do all that is needed.
        """
        if not is_gone(told):
            return False
        about = self.about_token()
        scopes = about.get("scopes") or ()
        mine = about.get("is_valid") is True and str(about.get("profile_id")) == self.page
        if not mine or any(one not in scopes for one in NEEDED):
            raise Reconnect(
                f"{self.host} shows this token nothing there, and does not say that it may see the Page. Connect the "
                "channel again."
            )
        return True

    def end_permissions(self) -> None:
        """Take back what the person who signed in allowed the application. Raises as ask() does."""
        person = str(self.about_token().get("user_id") or "")
        if not person:
            raise Permanent(f"{self.host} does not say who signed in.")
        told = self._line.ask(
            "DELETE",
            self._versioned(f"{person}/permissions"),
            acts=False,
            headers={"Authorization": f"Bearer {self._application}"},
            expect=_EXPECTED,
        )
        self._judged(told, {NO_SUCH})

    @staticmethod
    def _versioned(path: str) -> str:
        return f"/v{settings.FACEBOOK_VERSION}.0/{path}"

    def _judged(self, told: Exchange, expect: Collection[int]) -> Exchange:
        number = error_of(told)[0]
        answers = number in expect and (number != NO_SUCH or is_gone(told))
        if told.status in _EXPECTED and not answers:
            raise self._meant(told)
        return told

    def _meant(self, told: Exchange) -> ConnectorError:
        number, _, said = error_of(told)
        because = f"{self.host} says ({number or told.status}): “{said}”"
        if number in _ENDED or (told.status == 401 and not number):
            return Reconnect(f"{because} Connect the channel again.")
        if number in NOT_ALLOWED:
            return Reconnect(f"The Page’s token does not allow this. {because} Connect the channel again.")
        if number in _ENOUGH:
            return Transient(f"Facebook’s limit is reached. {because}", REST)
        if number in _TROUBLE:
            return of_no_answer(self.host, f"something went wrong there ({number})", acts=told.acts)
        if number == _BLOCKED:
            return Transient(f"Facebook has blocked the Page from doing this for a while. {because}", REST)
        return Permanent(because)


def is_gone(told: Exchange) -> bool:
    """Return whether an answer means that there is no such thing (any more)."""
    number, detail, _ = error_of(told)
    return number == NO_SUCH and detail == _NO_SUCH_DETAIL


def error_of(told: Exchange) -> tuple[int, int, str]:
    """Return number, further number and words of the error in an answer, without credentials; zeros for none."""
    try:
        found = json.loads(told.body)
    except (ValueError, RecursionError):
        return 0, 0, ""
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return 0, 0, ""
    return (
        _number(error.get("code")),
        _number(error.get("error_subcode")),
        told.shown(str(error.get("message", ""))),
    )


def moment_of(seconds: object) -> datetime | None:
    """Return the moment that Graph gives in seconds; None for 0, which is never."""
    number = _number(seconds)
    return datetime.fromtimestamp(number, UTC) if number else None


def ends_of(about: Mapping[str, Any]) -> tuple[datetime | None, str]:
    """Return when the first of what ends of a token ends, and what it is where that is not all of it.

    A Page's token mostly never expires; what it reads ends 90 days after its person signed in (debug_token,
    data_access_expires_at).
    """
    whole, reading = moment_of(about.get("expires_at")), moment_of(about.get("data_access_expires_at"))
    if reading is not None and (whole is None or reading < whole):
        return reading, READING_ENDS
    return whole, ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
