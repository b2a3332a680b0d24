"""X's API v2 for one account, as its documentation describes it: tokens taken once, limits, problems as JSON."""

import base64
import hashlib
import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from tests.channels.connectors.standin import Answer, Request, StandIn, parts_of

CLIENT, SECRET = "x-client-0123456789", "x-client-secret-abcdef"
REFRESH = "x-refresh-token-0000000000"
ME, NAME = "1500000000000000001", "PellworthTC"
SCOPES = {"tweet.read", "tweet.write", "tweet.moderate.write", "users.read", "media.write", "offline.access"}
GRANTS = {
    "refresh_token": {"grant_type", "refresh_token", "client_id"},
    "authorization_code": {"grant_type", "code", "redirect_uri", "code_verifier", "client_id"},
}
FIELDS = {"text", "media", "reply", "reply_settings"}
_READING = {"tweet.fields", "expansions", "media.fields", "user.fields", "max_results"}
_LINK = re.compile(r"https?://\S+")


def length(text: str) -> int:
    """Return how long X finds ``text``: written apart from the portal's own counting."""
    plain = _LINK.sub("x" * 23, unicodedata.normalize("NFC", text))
    return sum(1 if ord(sign) <= 0x10FF or 0x2000 <= ord(sign) <= 0x201F else 2 for sign in plain)


class XServer(StandIn):
    """One account. A refresh token is taken once: used again, the whole sign-in is over, as it is there."""

    def __init__(self) -> None:
        super().__init__()
        self.refresh = REFRESH
        self.used: set[str] = set()
        self.codes: dict[str, tuple[str, str]] = {}
        self.access: set[str] = set()
        self.scopes = set(SCOPES)
        self.lasts = 7200
        self.renewals = 0
        self.tweets: dict[str, dict[str, Any]] = {}
        self.media: dict[str, str] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.people = {"7": "jo_of_pellworth"}
        """What others' accounts are called now."""
        self.mentions: list[dict[str, Any]] = []
        """Of the account, the newest first."""
        self.shown: dict[str, dict[str, Any]] = {}
        """What stands with posts, by its media_key."""
        self.reads_mentions = True
        self.hidden: set[str] = set()
        self.refuses_duplicates = False
        self.unshown: set[str] = set()
        """Posts that it took and does not show among the account's own yet."""
        self.remaining = 90
        self.left: dict[tuple[str, str], int] = {}
        self.secret = SECRET
        self._number = 1_900_000_000_000_000_000

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/2/tweets"

    def public(self) -> list[str]:
        return [row["text"] for row in self.tweets.values()]

    def chained(self) -> bool:
        """Return whether each post but the first answers the one before it."""
        rows = list(self.tweets.values())
        return [row.get("under") for row in rows] == [None, *[row["id"] for row in rows[:-1]]]

    def pictures(self) -> list[str]:
        return [self.media[one] for row in self.tweets.values() for one in row["media"]]

    def expire(self) -> None:
        self.access.clear()
        self.refresh = ""

    def answer(self, request: Request) -> Answer:
        found = self._answer(request)
        reset = str(int(datetime.now(UTC).timestamp()) + 900)
        limits = {
            "x-rate-limit-limit": "100",
            "x-rate-limit-remaining": str(self.left.get((request.method, request.path), self.remaining)),
            "x-rate-limit-reset": reset,
        }
        return Answer(found.status, found.said, {**limits, **found.headers})

    def _answer(self, request: Request) -> Answer:
        if (request.method, request.path) == ("POST", "/2/oauth2/token"):
            return self._token(request)
        if (request.method, request.path) == ("POST", "/2/oauth2/revoke"):
            return self._revoke(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.access:
            return problem(401, "Unauthorized", "Unauthorized")
        for method, pattern, scope, act in self._routes():
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                if scope not in self.scopes:
                    return problem(403, "Forbidden", "Forbidden")
                return act(request, *match.groups())
        return self.complain(f"no such method: {request.method} {request.path}", 404)

    def _routes(self) -> list[tuple[str, str, str, Callable[..., Answer]]]:
        one = r"/2/tweets/(\d+)"
        return [
            ("GET", "/2/users/me", "users.read", self._me),
            ("GET", f"/2/users/{ME}/tweets", "tweet.read", self._own),
            ("GET", "/2/tweets/search/recent", "tweet.read", self._search),
            ("GET", f"/2/users/{ME}/mentions", "tweet.read", self._mentions),
            ("POST", "/2/tweets", "tweet.write", self._post),
            ("GET", one, "tweet.read", self._read),
            ("DELETE", one, "tweet.write", self._delete),
            ("PUT", rf"{one}/hidden", "tweet.moderate.write", self._hide),
            ("POST", "/2/media/upload", "media.write", self._upload),
            ("POST", "/2/media/metadata", "media.write", self._describe),
        ]

    def _revoke(self, request: Request) -> Answer:
        pair = base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
        if self.secret and request.headers.get("authorization") != f"Basic {pair}":
            return Answer(401, {"error": "unauthorized_client", "error_description": "Missing header"})
        sent = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        if set(sent) != {"token", "client_id"} or sent["client_id"] != CLIENT:
            return self.complain(f"fields of a revocation: {set(sent)}", 400)
        if sent["token"] == self.refresh:
            self.refresh = ""
        self.access.discard(sent["token"])
        return Answer(said={"revoked": True})

    def _token(self, request: Request) -> Answer:
        pair = base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
        if self.secret and request.headers.get("authorization") != f"Basic {pair}":
            said = "Missing valid authorization header"
            return Answer(401, {"error": "unauthorized_client", "error_description": said})
        sent = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        if set(sent) != GRANTS.get(sent.get("grant_type", "")) or sent["client_id"] != CLIENT:
            return self.complain(f"fields of a grant: {set(sent)}", 400)
        if not (self._takes_code(sent) if "code" in sent else self._takes_refresh(sent["refresh_token"])):
            said = "Value passed for the token was invalid."
            return Answer(400, {"error": "invalid_request", "error_description": said})
        self.used.add(self.refresh)
        self.renewals += 1
        self.refresh = f"x-refresh-token-{self.renewals:010}"
        token = f"x-access-token-{self.renewals:010}"
        self.access = {token}
        return Answer(
            said={
                "token_type": "bearer",
                "expires_in": self.lasts,
                "access_token": token,
                "scope": " ".join(sorted(self.scopes)),
                "refresh_token": self.refresh,
            }
        )

    def _takes_refresh(self, token: str) -> bool:
        if token in self.used:
            self.expire()
        return bool(self.refresh) and token == self.refresh

    def _takes_code(self, sent: Mapping[str, str]) -> bool:
        """Take a code once, from who knows what its challenge was made of (RFC 7636, 4.6)."""
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return self.codes.pop(sent["code"], None) == (challenge, sent["redirect_uri"])

    def _me(self, _: Request) -> Answer:
        facts = {"id": ME, "name": "Pellworth", "username": NAME, "public_metrics": {"followers_count": 64}}
        return Answer(said={"data": facts})

    def _own(self, request: Request) -> Answer:
        allowed = {"start_time", "tweet.fields", "exclude", "max_results", "pagination_token"}
        if set(request.query) - allowed:
            return self.complain(f"parameters: {set(request.query)}", 400)
        since = datetime.fromisoformat(request.query["start_time"])
        rows = [
            row
            for row in reversed(self.tweets.values())
            if row["at"] >= since and row["id"] not in self.unshown
        ]
        fields = request.query["tweet.fields"].split(",")
        said = [told(row) | _above(row, fields) for row in rows]
        return self._listed(request, said, request.query.get("pagination_token"))

    def _search(self, request: Request) -> Answer:
        if not re.fullmatch(r"conversation_id:\d+", request.query["query"]):
            return self.complain(f"query: {request.query['query']}", 400)
        if set(request.query) - _READING - {"query", "next_token"}:
            return self.complain(f"parameters: {set(request.query)}", 400)
        found = self._listed(request, list(self.answers.values()), request.query.get("next_token"))
        return Answer(said={**found.said, **self._expanded(request, found.said.get("data", []))})

    def _expanded(self, request: Request, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the posts of a page with what hangs on them, as far as it was asked for (fields and expansions).

        The keys of media are a field of the post (attachments), what they stand for an expansion of that; of a media
        object media_key and type are told always, the rest by name.
        """
        of_posts, expanded, of_media = (
            request.query.get(name, "").split(",") for name in ("tweet.fields", "expansions", "media.fields")
        )
        called = [{"id": one, "name": "Jo", "username": name} for one, name in self.people.items()]
        users = [*called, {"id": ME, "username": NAME}]
        keys = [key for row in rows for key in row.get("attachments", {}).get("media_keys", [])]
        told = {"media_key", "type", *of_media}
        media = [
            {name: said for name, said in self.shown[key].items() if name in told}
            for key in keys
            if key in self.shown and "attachments.media_keys" in expanded
        ]
        named = set() if "attachments" in of_posts else {"attachments"}
        data = [{name: said for name, said in row.items() if name not in named} for row in rows]
        beside = {"users": users, **({"media": media} if media else {})}
        return {**({"data": data} if data else {}), "includes": beside}

    def _mentions(self, request: Request) -> Answer:
        asked = set(request.query)
        if asked - _READING - {"since_id", "pagination_token"}:
            return self.complain(f"parameters: {asked}", 400)
        if not self.reads_mentions:
            return problem(403, "Client Forbidden", "Your application may not read mentions.")
        since = int(request.query.get("since_id", "0"))
        rows = [row for row in self.mentions if int(row["id"]) > since]
        found = self._listed(request, rows, request.query.get("pagination_token"))
        ids = [row["id"] for row in found.said.get("data", [])]
        meta = {**found.said["meta"], **({"newest_id": ids[0], "oldest_id": ids[-1]} if ids else {})}
        return Answer(said={**self._expanded(request, found.said.get("data", [])), "meta": meta})

    @staticmethod
    def _listed(request: Request, rows: list[dict[str, Any]], place: str | None) -> Answer:
        start, size = int(place or 0), int(request.query["max_results"])
        assert 10 <= size <= 100
        meta: dict[str, Any] = {"result_count": len(rows[start : start + size])}
        if len(rows) > start + size:
            meta["next_token"] = str(start + size)
        some = {"data": rows[start : start + size]} if rows[start : start + size] else {}
        return Answer(said={**some, "meta": meta})

    def _post(self, request: Request) -> Answer:
        sent = request.json()
        if set(sent) - FIELDS:
            return self.complain(f"unknown fields: {set(sent)}", 400)
        if length(sent["text"]) > 280:
            return problem(403, "Forbidden", "Your Tweet text is too long.")
        if self.refuses_duplicates and sent["text"] in self.public():
            return problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        media = sent.get("media", {}).get("media_ids", [])
        if not set(media) <= set(self.media):
            return problem(400, "Invalid Request", "One or more parameters to your request was invalid.")
        if why := self._wrong_reply(sent.get("reply")):
            return self.complain(why, 400)
        number = self._next()
        self.tweets[number] = {"id": number, "text": sent["text"], "at": datetime.now(UTC), "media": media}
        if "reply" in sent:
            self.tweets[number]["under"] = sent["reply"]["in_reply_to_tweet_id"]
        return Answer(201, {"data": {"id": number, "text": sent["text"]}})

    @staticmethod
    def _wrong_reply(reply: object) -> str:
        """Return what is wrong with the reply object of a post, as its reference has it; '' for none or a right one."""
        if reply is None:
            return ""
        if not isinstance(reply, dict) or set(reply) - {"in_reply_to_tweet_id", "exclude_reply_user_ids"}:
            return f"fields of a reply: {reply}"
        number = reply.get("in_reply_to_tweet_id")
        return (
            ""
            if isinstance(number, str) and re.fullmatch(r"[0-9]{1,19}", number)
            else f"a reply to {number!r}"
        )

    def _read(self, request: Request, number: str) -> Answer:
        if number in self.tweets:
            row, fields = self.tweets[number], request.query.get("tweet.fields", "").split(",")
            author = {"author_id": row.get("by", ME)} if "author_id" in fields else {}
            return Answer(said={"data": told(row) | author})
        return Answer(said={"errors": [{"title": "Not Found Error", "resource_id": number}]})

    def _delete(self, _: Request, number: str) -> Answer:
        found = self.tweets.pop(number, None)
        return Answer(said={"data": {"deleted": True}}) if found else problem(404, "Not Found", "Not Found")

    def _hide(self, request: Request, number: str) -> Answer:
        if set(request.json()) != {"hidden"}:
            return self.complain(f"fields of hiding: {request.json()}", 400)
        if number not in self.answers:
            return problem(403, "Forbidden", "You are not permitted to hide this reply.")
        (self.hidden.add if request.json()["hidden"] else self.hidden.discard)(number)
        return Answer(said={"data": {"hidden": request.json()["hidden"]}})

    def _upload(self, request: Request) -> Answer:
        parts = set(parts_of(request))
        if parts != {"media", "media_category", "media_type"}:
            return self.complain(f"parts: {parts}", 400)
        number = self._next()
        self.media[number] = ""
        return Answer(said={"data": {"id": number, "media_key": f"3_{number}", "size": len(request.body)}})

    def _describe(self, request: Request) -> Answer:
        sent = request.json()
        alt = sent["metadata"]["alt_text"]["text"]
        if set(sent) != {"id", "metadata"} or sent["id"] not in self.media or len(alt) > 1000:
            return self.complain("a description that is none", 400)
        self.media[sent["id"]] = alt
        return Answer(said={"data": {"id": sent["id"], "associated_metadata": sent["metadata"]}})

    def _next(self) -> str:
        self._number += 1
        return str(self._number)


def told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a post as X tells it: links shortened, signs as entities, the address of its pictures behind."""
    text = _LINK.sub("https://t.co/abcdefghij", html.escape(row["text"], quote=False))
    text += " https://t.co/picture123" if row.get("media") else ""
    at = row["at"].isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": row["id"], "text": text, "created_at": at, "edit_history_tweet_ids": [row["id"]]}


def _above(row: Mapping[str, Any], fields: list[str]) -> dict[str, Any]:
    """Return which post ``row`` answers, where that was asked for; X goes on telling it when that one is deleted."""
    if "referenced_tweets" not in fields or "under" not in row:
        return {}
    return {"referenced_tweets": [{"type": "replied_to", "id": row["under"]}]}


def problem(status: int, title: str, detail: str) -> Answer:
    """Return a problem as X words it."""
    return Answer(status, {"title": title, "type": "about:blank", "status": status, "detail": detail})


def answer(number: str, parent: str, *, by: str = "7") -> dict[str, Any]:
    """Return an answer of somebody as X tells it."""
    return {
        "id": number,
        "author_id": by,
        "text": "@PellworthTC When &amp; where?",
        "created_at": "2026-11-22T10:00:00.000Z",
        "referenced_tweets": [{"type": "replied_to", "id": parent}],
    }
