"""A Mastodon server that stands in for a real one, written from docs.joinmastodon.org: strict where that says so."""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.channels.connectors.mastodon_between import Between
from tests.channels.connectors.mastodon_oauth import CLIENT, CLIENT_SECRET, SignIns
from tests.channels.connectors.standin import Answer, Request, StandIn, parts_of

__all__ = ["CLIENT", "CLIENT_SECRET", "ME", "TOKEN", "MastodonServer", "length"]

TOKEN = "mastodon-token-0123456789"
FIELDS = {"status", "media_ids", "sensitive", "spoiler_text", "visibility", "language", "in_reply_to_id"}
EDIT_FIELDS = FIELDS - {"visibility", "in_reply_to_id"}
ME = "109000000000000001"
_LINK = re.compile(r"https?://\S+")
_MENTION = re.compile(r"(@\w+)@[\w.-]+")


def length(text: str) -> int:
    """Return how long the server finds ``text``: written apart from the portal's own counting."""
    shortened = _MENTION.sub(r"\1", _LINK.sub("x" * 23, text))
    parts = [sign for sign in shortened if not unicodedata.combining(sign) and sign not in "\ufe0f\u200d"]
    return len(parts)


class MastodonServer(StandIn):
    """One account's statuses; ``keeps_keys`` False is a server that ignores Idempotency-Key, as some do."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {TOKEN: {"read", "write"}}
        self.sign_ins = SignIns(self.tokens, self.complain)
        self.between = Between(self.complain)
        self.username = "ptc"
        self.application = {"read", "write"}
        self.empty = 422
        self.keeps_keys = False
        self.statuses: dict[str, dict[str, Any]] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self.others: set[str] = set()
        self.messages: dict[str, dict[str, Any]] = {}
        """What others wrote so that only whom they name reads it."""
        self.replies: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        """Notifications, the newest first."""
        self.working = 0
        self.longest = 500
        self.wrong_token = 401
        self._number = 111_000_000_000_000_000

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.path == "/api/v1/statuses" and bool(request.body)

    def public(self) -> list[str]:
        return [row["text"] for row in self.statuses.values()]

    def pictures(self) -> list[str]:
        return [self.media[one]["alt"] for row in self.statuses.values() for one in row["media"]]

    def chained(self) -> bool:
        """Return whether each status but the first answers the one before it."""
        rows = list(self.statuses.values())
        return [row.get("in_reply_to_id") for row in rows] == [None, *[row["id"] for row in rows[:-1]]]

    def expire(self) -> None:
        self.tokens.clear()

    def answer(self, request: Request) -> Answer:
        found = self._answer(request)
        reset = (datetime.now(UTC) + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
        limits = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "290", "X-RateLimit-Reset": reset}
        return Answer(found.status, found.said, {**limits, **found.headers})

    def _answer(self, request: Request) -> Answer:
        if request.path == "/api/v2/instance":
            return Answer(said={"domain": "social.example", "configuration": {"statuses": self._rules()}})
        if request.method == "POST" and request.path in self.sign_ins.paths:
            return self.sign_ins.answer(request)
        scopes = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if scopes is None:
            return Answer(self.wrong_token, {"error": "The access token is invalid"})
        for method, pattern, scope, act in self._routes():
            match = re.fullmatch(pattern, request.path)
            if match and method == request.method:
                if scope and not {scope, scope.split(":")[0]} & scopes:
                    return Answer(403, {"error": "This action is outside the authorized scopes"})
                return act(request, *match.groups())
        return self.complain(f"no such method: {request.method} {request.path}", 404)

    def _routes(self) -> list[tuple[str, str, str, Callable[..., Answer]]]:
        one = r"/api/v1/statuses/(\d+)"
        return [
            ("GET", "/api/v1/accounts/verify_credentials", "read:accounts", self._me),
            ("GET", "/api/v1/apps/verify_credentials", "", self._app),
            ("GET", rf"/api/v1/accounts/{ME}/statuses", "read:statuses", self._own),
            ("POST", "/api/v2/media", "write:media", self._upload),
            ("GET", r"/api/v1/media/(\d+)", "write:media", self._media),
            ("POST", "/api/v1/statuses", "write:statuses", self._post),
            ("GET", one, "read:statuses", self._status),
            ("PUT", one, "write:statuses", self._edit),
            ("DELETE", one, "write:statuses", self._delete),
            ("GET", rf"{one}/source", "read:statuses", self._source),
            ("GET", rf"{one}/context", "read:statuses", self._context),
            ("GET", "/api/v1/notifications", "read:notifications", self._notifications),
            *self.between.routes(),
        ]

    def _rules(self) -> dict[str, int]:
        return {
            "max_characters": self.longest,
            "max_media_attachments": 4,
            "characters_reserved_per_url": 23,
        }

    def _me(self, _: Request) -> Answer:
        facts = {"id": ME, "acct": self.username, "username": self.username, "followers_count": 41}
        return Answer(said={**facts, "url": f"{self.origin}/@{self.username}"})

    def _app(self, _: Request) -> Answer:
        return Answer(said={"name": "Proper Channels", "scopes": sorted(self.application)})

    def _own(self, request: Request) -> Answer:
        rows = list(reversed(self.statuses.values()))
        if before := request.query.get("max_id"):
            rows = [row for row in rows if int(row["id"]) < int(before)]
        return Answer(said=[self._shown(row) for row in rows[: int(request.query["limit"])]])

    def _upload(self, request: Request) -> Answer:
        if not request.body:
            return Answer(self.empty, {"error": "Validation failed: File can't be blank"})
        said = parts_of(request)
        if set(said) != {"file", "description"}:
            return self.complain(f"parts: {set(said)}")
        number = self._next()
        alt = said["description"].decode()
        self.media[number] = {"left": self.working, "body": request.body, "alt": alt}
        return Answer(202 if self.working else 200, self._about(number))

    def _media(self, _: Request, number: str) -> Answer:
        if number not in self.media:
            return Answer(404, {"error": "Record not found"})
        self.media[number]["left"] -= 1
        return Answer(200 if self.media[number]["left"] <= 0 else 206, self._about(number))

    def _about(self, number: str) -> dict[str, Any]:
        ready = self.media[number]["left"] <= 0
        return {"id": number, "type": "image", "url": f"{self.origin}/media/{number}" if ready else None}

    def _post(self, request: Request) -> Answer:
        sent, key = request.json(), request.headers.get("idempotency-key", "")
        if not request.body:
            return Answer(self.empty, {"error": "Validation failed: Text can't be blank"})
        if wrong := self._wrong(sent, FIELDS):
            return wrong
        if not key:
            return self.complain("no Idempotency-Key")
        if self.keeps_keys and key in self.keys:
            return Answer(said=self._shown(self.statuses[self.keys[key]]))
        number = self._next()
        self.statuses[number] = {"id": number, "at": datetime.now(UTC), **self._kept(sent)}
        self.keys[key] = number
        return Answer(said=self._shown(self.statuses[number]))

    def _edit(self, request: Request, number: str) -> Answer:
        if number not in self.statuses:
            return Answer(404, {"error": "Record not found"})
        if wrong := self._wrong(request.json(), EDIT_FIELDS):
            return wrong
        kept = self._kept(request.json())
        self.statuses[number] |= {**kept, "visibility": self.statuses[number]["visibility"]}
        return Answer(said=self._shown(self.statuses[number]))

    def _wrong(self, sent: Mapping[str, Any], known: set[str]) -> Answer | None:
        if sent.get("in_reply_to_id", next(iter(self.statuses), "")) not in {
            "",
            *self.statuses,
            *self.others,
            *self.messages,
        }:
            return self.complain("an answer to nothing", 404)
        if set(sent) - known:
            return self.complain(f"unknown fields: {set(sent) - known}")
        if sent.get("visibility", "public") not in {"public", "unlisted", "private", "direct"}:
            return Answer(422, {"error": "Validation failed: Visibility is not included in the list"})
        if length(sent.get("spoiler_text", "") + sent["status"]) > self.longest:
            why = f"Validation failed: Text character limit of {self.longest} exceeded"
            return Answer(422, {"error": why})
        if any(self.media.get(one, {"left": 1})["left"] > 0 for one in sent.get("media_ids", [])):
            return Answer(422, {"error": "Cannot attach files that have not finished processing."})
        return None

    @staticmethod
    def _kept(sent: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "text": sent["status"],
            "spoiler": sent.get("spoiler_text", ""),
            "sensitive": sent.get("sensitive", False),
            "visibility": sent.get("visibility", "public"),
            "language": sent.get("language"),
            "media": sent.get("media_ids", []),
            **({"in_reply_to_id": sent["in_reply_to_id"]} if "in_reply_to_id" in sent else {}),
        }

    def _status(self, _: Request, number: str) -> Answer:
        row = self.statuses.get(number)
        if number in self.messages:
            return Answer(said=self.messages[number])
        return Answer(said=self._shown(row)) if row else Answer(404, {"error": "Record not found"})

    def _delete(self, _: Request, number: str) -> Answer:
        row = self.statuses.pop(number, None)
        for answer in self.statuses.values():
            if answer.get("in_reply_to_id") == number:
                answer["in_reply_to_id"] = None
        return (
            Answer(said={**self._shown(row), "text": row["text"]})
            if row
            else Answer(404, {"error": "Record not found"})
        )

    def _source(self, _: Request, number: str) -> Answer:
        row = self.statuses.get(number)
        if row is None:
            return Answer(404, {"error": "Record not found"})
        return Answer(said={"id": number, "text": row["text"], "spoiler_text": row["spoiler"]})

    def _context(self, _: Request, number: str) -> Answer:
        if number not in self.statuses:
            return Answer(404, {"error": "Record not found"})
        below, own = {number}, []
        for row in self.statuses.values():
            if row.get("in_reply_to_id") in below:
                below.add(row["id"])
                own.append(self._shown(row))
        return Answer(said={"ancestors": [], "descendants": [*own, *self.replies]})

    def _notifications(self, request: Request) -> Answer:
        """Tell the newest first, of the types asked for, between since_id and max_id; 80 at the most."""
        if set(request.query) - {"types[]", "limit", "since_id", "max_id"}:
            return self.complain(f"unknown parameters: {set(request.query)}", 400)
        types, limit = request.lists.get("types[]"), min(int(request.query["limit"]), 80)
        rows = [row for row in self.notices if not types or row["type"] in types]
        rows = [row for row in rows if int(row["id"]) > int(request.query.get("since_id", "0"))]
        if before := request.query.get("max_id"):
            rows = [row for row in rows if int(row["id"]) < int(before)]
        return Answer(said=rows[:limit])

    def _shown(self, row: Mapping[str, Any]) -> dict[str, Any]:
        paragraphs = html.escape(row["text"], quote=False).split("\n\n")
        return {
            "id": row["id"],
            "created_at": row["at"].isoformat().replace("+00:00", "Z"),
            "url": f"{self.origin}/@ptc/{row['id']}",
            "content": "".join(f"<p>{part.replace(chr(10), '<br />')}</p>" for part in paragraphs),
            "visibility": row["visibility"],
            "in_reply_to_id": row.get("in_reply_to_id"),
            "account": {"id": ME, "acct": "ptc", "display_name": "Pellworth"},
        }

    def _next(self) -> str:
        self._number += 1
        return str(self._number)
