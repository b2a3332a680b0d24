"""A personal data server that stands in for a real one, written from the lexicons of the AT Protocol: strict."""

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from tests.channels.connectors.standin import Answer, Request, StandIn

PASSWORD = "abcd-efgh-ijkl-mnop"
HANDLE, DID = "pellworth.test", "did:plc:abcdefghijklmnopqrstuvwx"
FRIEND, FRIEND_DID = "gazette.test", "did:plc:zzzzzzzzzzzzzzzzzzzzzzzz"
POST, GATE, BLOCK = "app.bsky.feed.post", "app.bsky.feed.threadgate", "app.bsky.graph.block"
MODERATION = "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler"
REPORT = re.compile(r"com\.atproto\.moderation\.defs#reason(Spam|Violation|Misleading|Sexual|Rude|Other)")
FIELDS = {
    POST: {"$type", "text", "createdAt", "langs", "facets", "embed", "reply"},
    GATE: {"$type", "post", "createdAt", "hiddenReplies", "allow"},
    BLOCK: {"$type", "subject", "createdAt"},
}
PUT = {"repo", "collection", "rkey", "record", "swapRecord"}
FEATURES = {"link": "uri", "mention": "did", "tag": "tag"}
_TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def length(text: str) -> int:
    """Return how many graphemes the server finds: written apart from the portal's own counting."""
    return len([one for one in text if not unicodedata.combining(one) and one not in "\ufe0f\u200d"])


def token(scope: str, number: int) -> str:
    """Return a token as the server makes them: three parts, the middle one says the scope."""
    parts = [json.dumps(part).encode() for part in ({"alg": "ES256K"}, {"scope": scope, "jti": number})]
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "c2ln"])


class BlueskyServer(StandIn):
    """One account's repository, its sessions, and a view of the threads."""

    def __init__(self) -> None:
        super().__init__()
        self.password = PASSWORD
        self.scope = "com.atproto.appPass"
        self.access: set[str] = set()
        self.refresh: set[str] = set()
        self.records: dict[tuple[str, str], dict[str, Any]] = {}
        self.blobs: dict[str, bytes] = {}
        self.replies: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        """Notifications, the newest first."""
        self.reports: list[dict[str, Any]] = []
        self.signed_in = 0
        self.has_view = True
        self._number = 0

    def publishes(self, request: Request) -> bool:
        return request.path == "/xrpc/com.atproto.repo.putRecord" and request.json().get("collection") == POST

    def public(self) -> list[str]:
        return [row["text"] for (collection, _), row in self.records.items() if collection == POST]

    def pictures(self) -> list[str]:
        rows = [row for (collection, _), row in self.records.items() if collection == POST]
        return [one["alt"] for row in rows for one in row.get("embed", {}).get("images", [])]

    def chained(self) -> bool:
        """Return whether each post but the first answers the one before it, and all name the first."""
        rows = [(name, row) for (collection, name), row in self.records.items() if collection == POST]
        names = [f"at://{DID}/{POST}/{name}" for name, _ in rows]
        said = [row.get("reply") for _, row in rows]
        above = [(one["root"]["uri"], one["parent"]["uri"]) for one in said[1:] if one]
        return said[0] is None and above == [(names[0], name) for name in names[:-1]]

    def expire(self) -> None:
        self.password = "revoked"
        self.access.clear()
        self.refresh.clear()

    def answer(self, request: Request) -> Answer:
        name = request.path.removeprefix("/xrpc/")
        if name == "com.atproto.server.createSession":
            return self._sign_in(request.json())
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if name == "com.atproto.server.refreshSession":
            if given not in self.refresh:
                return Answer(400, {"error": "ExpiredToken", "message": "Token has been revoked"})
            self.refresh.discard(given)
            return self._session()
        if (request.method, name) == ("POST", "com.atproto.server.deleteSession"):
            return self._end(given)
        if given not in self.access:
            return Answer(400, {"error": "ExpiredToken", "message": "Token has expired"})
        known: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "com.atproto.server.getSession"): lambda _: Answer(said={"did": DID, "handle": HANDLE}),
            ("GET", "app.bsky.actor.getProfile"): self._profile,
            ("GET", "com.atproto.identity.resolveHandle"): self._resolve,
            ("GET", "com.atproto.repo.getRecord"): self._get,
            ("POST", "com.atproto.repo.putRecord"): self._put,
            ("POST", "com.atproto.repo.deleteRecord"): self._delete,
            ("POST", "com.atproto.repo.uploadBlob"): self._upload,
            ("GET", "app.bsky.feed.getPostThread"): self._tell_thread,
            ("GET", "app.bsky.feed.getPosts"): self._tell_posts,
            ("GET", "app.bsky.notification.listNotifications"): self._notifications,
            ("POST", "com.atproto.moderation.createReport"): self._report,
        }
        act = known.get((request.method, name))
        return act(request) if act else self.complain(f"no such method: {request.method} {name}", 501)

    def _notifications(self, request: Request) -> Answer:
        """Lexicon app.bsky.notification.listNotifications: reasons, limit up to 100, cursor, priority, seenAt."""
        if set(request.query) - {"reasons", "limit", "cursor", "priority", "seenAt"}:
            return self.complain(f"unknown parameters: {set(request.query)}", 400)
        size, start = int(request.query.get("limit", "50")), int(request.query.get("cursor", "0"))
        if not 1 <= size <= 100:
            return self.complain(f"limit: {size}", 400)
        wanted = request.lists.get("reasons")
        rows = [row for row in self.notices if not wanted or row["reason"] in wanted]
        more = {"cursor": str(start + size)} if len(rows) > start + size else {}
        return Answer(said={"notifications": rows[start : start + size], "priority": False, **more})

    def _report(self, request: Request) -> Answer:
        """Lexicon com.atproto.moderation.createReport, carried to whom the header names."""
        asked, subject = request.json(), request.json().get("subject", {})
        known = set(asked) == {"reasonType", "subject", "reason"} and set(subject) == {"$type", "uri", "cid"}
        if not known or request.headers.get("atproto-proxy") != MODERATION:
            return self.complain(f"a report: {asked}", 400)
        if not REPORT.fullmatch(asked["reasonType"]) or length(asked["reason"]) > 2000:
            return self.complain(f"the reason of a report: {asked}", 400)
        if subject["$type"] != "com.atproto.repo.strongRef" or not self._stands(subject):
            return self.complain(f"a report of nothing: {subject}", 400)
        self.reports.append(asked)
        return Answer(said={"id": 771, "reportedBy": DID, "createdAt": "2026-11-22T10:00:00.000Z", **asked})

    def _profile(self, request: Request) -> Answer:
        if not self.has_view:
            return Answer(501, {"error": "MethodNotImplemented", "message": "Method Not Implemented"})
        return Answer(said={"did": request.query["actor"], "handle": HANDLE, "followersCount": 57})

    def _end(self, refresh: str) -> Answer:
        if refresh not in self.refresh:
            return Answer(400, {"error": "ExpiredToken", "message": "Token has been revoked"})
        self.refresh.discard(refresh)
        self.access.clear()
        return Answer(200, raw=b"")

    def _sign_in(self, asked: dict[str, Any]) -> Answer:
        self.signed_in += 1
        if (asked.get("identifier"), asked.get("password")) != (HANDLE, self.password):
            return Answer(
                401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
            )
        return self._session()

    def _session(self) -> Answer:
        self._number += 1
        access, refresh = token(self.scope, self._number), token("com.atproto.refresh", self._number)
        self.access.add(access)
        self.refresh.add(refresh)
        return Answer(said={"did": DID, "handle": HANDLE, "accessJwt": access, "refreshJwt": refresh})

    def _resolve(self, request: Request) -> Answer:
        if request.query["handle"] == FRIEND:
            return Answer(said={"did": FRIEND_DID})
        return Answer(400, {"error": "InvalidRequest", "message": "Unable to resolve handle"})

    def _get(self, request: Request) -> Answer:
        row = self.records.get((request.query["collection"], request.query["rkey"]))
        if row is None:
            return Answer(400, {"error": "RecordNotFound", "message": "Could not locate record"})
        return Answer(said=self._about(request.query["collection"], request.query["rkey"], row))

    def about(self, collection: str, name: str) -> dict[str, Any]:
        """Return a record as the server tells of it."""
        return self._about(collection, name, self.records[(collection, name)])

    def _about(self, collection: str, name: str, row: dict[str, Any]) -> dict[str, Any]:
        return {"uri": f"at://{DID}/{collection}/{name}", "cid": cid_of(row), "value": row}

    def _put(self, request: Request) -> Answer:
        asked = request.json()
        if set(asked) - PUT or asked.get("repo") != DID or not _TID.fullmatch(asked["rkey"]):
            return self.complain(f"putRecord: {sorted(asked)} {asked.get('rkey')}", 400)
        place = (asked["collection"], asked["rkey"])
        now = self.records.get(place)
        if "swapRecord" in asked and asked["swapRecord"] != (cid_of(now) if now else None):
            return Answer(400, {"error": "InvalidSwap", "message": f"Record was at {now and cid_of(now)}"})
        record = asked["record"]
        if wrong := self._wrong(asked["collection"], record):
            return wrong
        self.records[place] = record
        about = self._about(*place, record)
        return Answer(said={"uri": about["uri"], "cid": about["cid"], "validationStatus": "valid"})

    def _wrong(self, collection: str, record: dict[str, Any]) -> Answer | None:
        if record.get("$type") != collection or set(record) - FIELDS[collection]:
            return self.complain(f"a record of {record.get('$type')}: {sorted(record)}", 400)
        if not _TIME.fullmatch(record["createdAt"]):
            return self.complain(f"createdAt: {record['createdAt']}", 400)
        if collection == BLOCK:
            return None if record["subject"].startswith("did:") else self.complain("a block of nobody", 400)
        if collection == GATE:
            return self.complain("too many hidden", 400) if len(record["hiddenReplies"]) > 300 else None
        return self._wrong_post(record)

    def _wrong_post(self, record: dict[str, Any]) -> Answer | None:
        if length(record["text"]) > 300 or len(record["text"].encode()) > 3000:
            why = "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes"
            return Answer(400, {"error": "InvalidRequest", "message": why})
        if any(not self._marks(record["text"].encode(), facet) for facet in record.get("facets", [])):
            return self.complain(f"facets: {record['facets']}", 400)
        if any(not self._stands(one) for one in record.get("reply", {}).values()):
            return self.complain(f"an answer to nothing: {record['reply']}", 400)
        if (card := record.get("embed", {}).get("external")) is not None and not self._is_card(record, card):
            return self.complain(f"a card: {card}", 400)
        images = record.get("embed", {}).get("images", [])
        if any(one["image"]["ref"]["$link"] not in self.blobs or not one["alt"] for one in images):
            return self.complain("an image without its blob or description", 400)
        return None

    def _is_card(self, record: dict[str, Any], card: dict[str, Any]) -> bool:
        """app.bsky.embed.external: an address, a title and a description; a picture, where there is one, as a blob."""
        known = set(card) - {"thumb"} == {"uri", "title", "description"}
        there = "thumb" not in card or card["thumb"]["ref"]["$link"] in self.blobs
        return known and there and record["embed"]["$type"] == "app.bsky.embed.external"

    def _tell_posts(self, request: Request) -> Answer:
        """Tell of the posts asked for, 25 at the most, those that are there: ours, or a reply under one."""
        uris = request.lists["uris"]
        if len(uris) > 25 or set(request.query) != {"uris"}:
            return self.complain(f"uris: {uris}", 400)
        rows = [(uri, self._reply(uri) or self.records.get((POST, uri.rsplit("/", 1)[-1]))) for uri in uris]
        found = [{"uri": uri, "cid": cid_of(row), "record": row} for uri, row in rows if row]
        return Answer(said={"posts": found})

    def _reply(self, uri: str) -> dict[str, Any] | None:
        found = (one["post"]["record"] for one in self.replies if one["post"]["uri"] == uri)
        return next(found, None)

    def _stands(self, named: dict[str, str]) -> bool:
        """Say whether a record is here, as it is named by its address and its hash."""
        row = self._reply(named["uri"]) or self.records.get((POST, named["uri"].rsplit("/", 1)[-1]))
        return row is not None and named["cid"] == cid_of(row)

    @staticmethod
    def _marks(text: bytes, facet: dict[str, Any]) -> bool:
        """Say whether a facet marks whole letters with one known feature."""
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        (feature,) = facet["features"]
        sort = feature["$type"].removeprefix("app.bsky.richtext.facet#")
        try:
            return bool(text[start:end].decode()) and set(feature) == {"$type", FEATURES[sort]}
        except UnicodeDecodeError:
            return False

    def _delete(self, request: Request) -> Answer:
        asked = request.json()
        self.records.pop((asked["collection"], asked["rkey"]), None)
        return Answer(said={})

    def _upload(self, request: Request) -> Answer:
        if len(request.body) > 1_000_000 or not request.headers["content-type"].startswith("image/"):
            return self.complain(f"a blob of {len(request.body)} bytes", 400)
        name = f"bafkrei{hashlib.sha256(request.body).hexdigest()[:40]}"
        self.blobs[name] = request.body
        about = {"mimeType": request.headers["content-type"], "size": len(request.body)}
        return Answer(said={"blob": {"$type": "blob", "ref": {"$link": name}, **about}})

    def _tell_thread(self, request: Request) -> Answer:
        name = request.query["uri"].rsplit("/", 1)[-1]
        row = self.records.get((POST, name))
        if row is None:
            return Answer(400, {"error": "NotFound", "message": "Post not found"})
        post = {"uri": request.query["uri"], "record": row, "author": {"did": DID, "handle": HANDLE}}
        return Answer(said={"thread": {"post": post, "replies": self.replies}})


def cid_of(row: dict[str, Any]) -> str:
    """Return a hash of a record."""
    return f"bafyrei{hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:40]}"
