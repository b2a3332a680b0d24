"""Facebook's Graph API for one Page, as its documentation describes it: strict where that says so."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.channels.connectors.facebook_answers import fields_of, no_such, refusal
from tests.channels.connectors.facebook_people import People
from tests.channels.connectors.standin import Answer, Request, StandIn

TOKEN = "EAAB-page-token-0123456789"
PAGE, APP = "104000000000001", "220000000000002"
SECRET = "app-secret-abcdef0123456789"
PROOF = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
PERSON = "330000000000003"
SHORT, LONG = "EAAB-person-short-0123456789", "EAAB-person-long-0123456789"
SCOPES = {
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_manage_engagement",
    "pages_read_user_content",
    "pages_show_list",
    "pages_messaging",
}
VERSION = "/v25.0/"
LONGEST = 63_206
_FEED = {"message", "link", "attached_media", "published"}
_FIELD = re.compile(r"(\w+)(?:\{((?:[^{}]|\{[^{}]*\})*)\})?(?:,|$)")
_SAID = {"id", "message", "from", "created_time", "permalink_url"}
_POST = _SAID | {"attachments"}
_COMMENT = _SAID | {"parent", "is_hidden", "can_hide", "attachment"}
"""Of a post and of a comment (reference: Page Post, Comment): what stands with it is a list there, one thing here."""
_MESSAGE = {"id", "message", "from", "created_time", "attachments"}
_FILE = {"id", "mime_type", "name", "size", "image_data", "video_data", "file_url"}
_ATTACHMENT = {"description", "media", "media_type", "target", "title", "type", "unshimmed_url", "url"}


class FacebookServer(StandIn):
    """One Page with its posts; ``usage`` is what the header of usage says, ``error`` what the next request meets."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {TOKEN: set(SCOPES)}
        self.posts: dict[str, dict[str, Any]] = {}
        self.photos: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, dict[str, Any]] = {}
        self.tags: list[dict[str, Any]] = []
        self.people = People(self.complain, self.comments)
        self.talks: list[dict[str, Any]] = []
        """Posts that name the Page, and conversations with it, the newest first."""
        self.away = False
        self.usage: dict[str, int] = {"call_count": 1, "total_time": 1, "total_cputime": 1}
        self.codes: dict[str, tuple[str, str]] = {}
        self.looks_after = True
        self.shows_all = True
        self.error: dict[str, Any] | None = None
        self.refuses_duplicates = False
        self.expires_at = 0
        self.data_access_expires_at: int | None = None
        self._number = 5000

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.path in {
            f"{VERSION}{PAGE}/feed",
            f"{VERSION}{PAGE}/messages",
        }

    def public(self) -> list[str]:
        return [row["message"] for row in self.posts.values()]

    def pictures(self) -> list[str]:
        return [self.photos[one]["alt"] for row in self.posts.values() for one in row["media"]]

    def expire(self) -> None:
        self.tokens.clear()

    def answer(self, request: Request) -> Answer:
        found = self._answer(request)
        return Answer(found.status, found.said, {"x-app-usage": json.dumps(self.usage), **found.headers})

    def _answer(self, request: Request) -> Answer:
        if not request.path.startswith(VERSION):
            return self.complain(f"another version: {request.path}", 400)
        path = request.path.removeprefix(VERSION)
        if path in {"debug_token", "oauth/access_token"}:
            return self._debug(request) if path == "debug_token" else self._exchange(request)
        if (request.method, path) == ("DELETE", f"{PERSON}/permissions"):
            return self._end_permissions(request)
        if self._is_person(request):
            token = {"access_token": TOKEN} if self.looks_after else {}
            return Answer(said={"id": PAGE, **token})
        return self._unknown(request) or self._routed(request, path)

    def _end_permissions(self, request: Request) -> Answer:
        """Take back all that a person allowed: who asks is the application, by its own token."""
        if request.headers.get("authorization") != f"Bearer {APP}|{SECRET}":
            return refusal(190, "Invalid OAuth access token.", kind="OAuthException")
        self.tokens.clear()
        return Answer(said={"success": True})

    def _exchange(self, request: Request) -> Answer:
        """Take a code once from who knows what its challenge was made of, or a person's short token for a long one."""
        sent = dict(request.query)
        if "authorization" in request.headers or (sent.pop("client_id"), sent.pop("client_secret")) != (
            APP,
            SECRET,
        ):
            return refusal(101, "Error validating application.", kind="OAuthException")
        if sent == {"grant_type": "fb_exchange_token", "fb_exchange_token": SHORT}:
            return Answer(said={"access_token": LONG, "token_type": "bearer", "expires_in": 5_184_000})
        if set(sent) != {"code", "redirect_uri", "code_verifier"}:
            return self.complain(f"fields of an exchange: {set(sent)}", 400)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if self.codes.pop(sent["code"], None) != (challenge, sent["redirect_uri"]):
            return refusal(
                100, "This authorization code has been used.", subcode=36009, kind="OAuthException"
            )
        return Answer(said={"access_token": SHORT, "token_type": "bearer", "expires_in": 5000})

    @staticmethod
    def _is_person(request: Request) -> bool:
        """Return whether a person asks, by their long token and the proof of it, for their Page's token."""
        proof = hmac.new(SECRET.encode(), LONG.encode(), hashlib.sha256).hexdigest()
        asked = {"fields": "access_token", "appsecret_proof": proof}
        by = request.headers.get("authorization") == f"Bearer {LONG}"
        return by and request.path == f"{VERSION}{PAGE}" and dict(request.query) == asked

    def _unknown(self, request: Request) -> Answer | None:
        """Return the refusal of who asks wrongly, or the error that is due, or None."""
        sent = {**fields_of(request), **request.query}
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if "access_token" in sent:
            return self.complain("a token in the address", 400)
        if token not in self.tokens:
            said = "Error validating access token: Session has expired on Monday, 16-Nov-26 09:00:00 PST."
            return refusal(190, said, subcode=463, kind="OAuthException")
        if sent.get("appsecret_proof") != PROOF:
            return refusal(100, "Invalid appsecret_proof provided in the API argument")
        if self.error is not None:
            error, self.error = self.error, None
            return Answer(error.pop("status", 400), {"error": error})
        return None

    def _routed(self, request: Request, path: str) -> Answer:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        for method, pattern, scope, act in self._routes():
            match = re.fullmatch(pattern, path)
            if match and method == request.method:
                if scope not in self.tokens[token] and not self.shows_all:
                    return no_such(match[0])
                if scope not in self.tokens[token]:
                    return refusal(
                        200, f"(#200) Requires {scope} permission", kind="OAuthException", status=403
                    )
                return act(request, *match.groups())
        return self.complain(f"no such method: {request.method} {path}", 404)

    def _routes(self) -> list[tuple[str, str, str, Callable[..., Answer]]]:
        thing = r"(\d+_\d+)"
        return [
            ("GET", PAGE, "pages_read_engagement", self._page),
            ("GET", f"{PAGE}/published_posts", "pages_read_engagement", self._published),
            ("GET", f"{PAGE}/tagged", "pages_read_user_content", self._tagged),
            ("GET", f"{PAGE}/conversations", "pages_messaging", self._conversations),
            ("POST", f"{PAGE}/messages", "pages_messaging", self._say_alone),
            ("GET", r"(m_[\w-]+)", "pages_messaging", self._message),
            *self.people.routes(PAGE),
            ("POST", f"{PAGE}/feed", "pages_manage_posts", self._post),
            ("POST", f"{PAGE}/photos", "pages_manage_posts", self._photo),
            ("GET", f"{thing}/comments", "pages_read_user_content", self._comments),
            ("POST", f"{thing}/comments", "pages_manage_engagement", self._say),
            ("GET", thing, "pages_read_engagement", self._read),
            ("POST", thing, "pages_manage_engagement", self._change),
            ("DELETE", thing, "pages_manage_engagement", self._delete),
        ]

    def _debug(self, request: Request) -> Answer:
        if request.headers.get("authorization") != f"Bearer {APP}|{SECRET}":
            return refusal(100, "(#100) You must provide an app access token")
        scopes = self.tokens.get(request.query["input_token"])
        facts: dict[str, Any] = {"app_id": APP, "is_valid": scopes is not None}
        if scopes is not None:
            facts |= {
                "type": "PAGE",
                "profile_id": PAGE,
                "user_id": PERSON,
                "scopes": sorted(scopes),
                "expires_at": self.expires_at,
            }
            if self.data_access_expires_at is not None:
                facts["data_access_expires_at"] = self.data_access_expires_at
        return Answer(said={"data": facts})

    def _page(self, _: Request) -> Answer:
        return Answer(said={"name": "Pellworth Town Council", "followers_count": 812, "id": PAGE})

    def _published(self, request: Request) -> Answer:
        if set(request.query) - {"fields", "limit", "since", "after", "appsecret_proof"}:
            return self.complain(f"unknown parameters: {set(request.query)}", 400)
        since = int(request.query.get("since", "0"))
        rows = [row for row in reversed(self.posts.values()) if row["at"].timestamp() >= since]
        return self._listed(request, [self._told(row) for row in rows])

    def _tagged(self, request: Request) -> Answer:
        if set(request.query) - {"fields", "limit", "after", "appsecret_proof"}:
            return self.complain(f"unknown parameters: {set(request.query)}", 400)
        if unknown := unknown_in(request.query["fields"], _POST):
            return self.complain(f"fields of a post: {unknown}", 400)
        return self._listed(request, [narrowed(row, request.query["fields"]) for row in self.tags])

    def _conversations(self, request: Request) -> Answer:
        """Tell each conversation with as many of its messages as are asked for, the newest first."""
        if "user_id" in request.query:
            return self._talk(request)
        if set(request.query) - {"platform", "fields", "limit", "after", "appsecret_proof"}:
            return self.complain(f"unknown parameters: {set(request.query)}", 400)
        inside = re.fullmatch(
            r"id,updated_time,messages\.limit\((\d+)\)\{([\w,{}]+)\}", request.query["fields"]
        )
        if request.query.get("platform") != "messenger" or inside is None:
            return self.complain(f"fields: {request.query}", 400)
        named = dict(_FIELD.findall(inside[2]))
        if set(named) != _MESSAGE or {one for one, _ in _FIELD.findall(named["attachments"])} - _FILE:
            return self.complain(f"fields of a message: {inside[2]}", 400)
        rows = []
        for row in self.talks:
            last = row["messages"]["data"][: int(inside[1])]
            rows.append({**row, "messages": {"data": [narrowed(one, inside[2]) for one in last]}})
        return self._listed(request, rows)

    def _talk(self, request: Request) -> Answer:
        """Tell the conversation with one person; without paging, as there is one at the most."""
        inside = re.fullmatch(
            r"messages\.limit\((\d+)\)\{id,message,from,created_time\}", request.query["fields"]
        )
        if set(request.query) != {"platform", "user_id", "fields", "appsecret_proof"} or inside is None:
            return self.complain(f"parameters of a conversation: {request.query}", 400)
        theirs = [row for row in self.talks if row["with"] == request.query["user_id"]]
        rows = [
            {"id": row["id"], "messages": {"data": row["messages"]["data"][: int(inside[1])]}}
            for row in theirs
        ]
        return Answer(said={"data": rows})

    def _message(self, request: Request, number: str) -> Answer:
        if set(request.query) != {"fields", "appsecret_proof"}:
            return self.complain(f"unknown parameters: {set(request.query)}", 400)
        rows = [one for talk in self.talks for one in talk["messages"]["data"] if one["id"] == number]
        return Answer(said=rows[0]) if rows else no_such(number)

    def _say_alone(self, request: Request) -> Answer:
        """Send API, to somebody who wrote to the Page, or to whoever wrote a comment."""
        of_comment = "comment_id" in fields_of(request).get("recipient", {})
        return self.people.reply_alone(request) if of_comment else self._send(request)

    def _send(self, request: Request) -> Answer:
        """Send API: of messaging_type RESPONSE, within a day of the last thing that the person wrote to the Page."""
        sent = {name: value for name, value in fields_of(request).items() if name != "appsecret_proof"}
        text = sent.get("message", {}).get("text", "")
        sorts = (set(sent), set(sent.get("recipient", ())), set(sent.get("message", ())))
        if sorts != ({"recipient", "messaging_type", "message"}, {"id"}, {"text"}) or (
            sent["messaging_type"] != "RESPONSE"
        ):
            return self.complain(f"fields of a message: {sent}", 400)
        if not 0 < len(text) <= 2000:
            return refusal(100, "(#100) Length of param message[text] must be less than or equal to 2000")
        talk = next((row for row in self.talks if row["with"] == sent["recipient"]["id"]), None)
        if talk is None:
            return refusal(100, "(#100) No matching user found", subcode=2018001, kind="OAuthException")
        if self.away:
            said = "(#551) This person isn't available right now."
            return refusal(551, said, subcode=1545041, kind="OAuthException")
        theirs = [one for one in talk["messages"]["data"] if one["from"]["id"] == talk["with"]]
        if datetime.fromisoformat(theirs[0]["created_time"]) < datetime.now(UTC) - timedelta(hours=24):
            said = "(#10) This message is sent outside of allowed window."
            return refusal(10, said, subcode=2018278, kind="OAuthException", status=403)
        number = f"m_{self._next().split('_')[1]}"
        made = {
            "id": number,
            "message": text,
            "from": {"id": PAGE},
            "created_time": moment_of(datetime.now(UTC)),
        }
        talk["messages"]["data"].insert(0, made)
        return Answer(said={"recipient_id": talk["with"], "message_id": number})

    def _listed(self, request: Request, rows: list[dict[str, Any]]) -> Answer:
        limit, start = int(request.query["limit"]), int(request.query.get("after") or 0)
        if limit > 100:
            return refusal(1, "Please reduce the amount of data you're asking for", status=500)
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(start + limit)}}
        if len(rows) > start + limit:
            paging["next"] = f"{self.origin}{request.path}?access_token={TOKEN}&after={start + limit}"
        return Answer(said={"data": rows[start : start + limit], "paging": paging})

    def _post(self, request: Request) -> Answer:
        sent = fields_of(request)
        if set(sent) - _FEED - {"appsecret_proof"}:
            return self.complain(f"unknown fields: {set(sent)}", 400)
        if len(sent.get("message", "")) > LONGEST:
            return refusal(100, "(#100) Param message must be at most 63206 characters long")
        if self.refuses_duplicates and sent["message"] in self.public():
            return refusal(506, "(#506) Duplicate status message", kind="OAuthException")
        media = [row["media_fbid"] for row in sent.get("attached_media", [])]
        if "link" in sent and media:
            return self.complain("a link beside pictures", 400)
        if not set(media) <= set(self.photos):
            return refusal(100, "(#100) Invalid parameter attached_media")
        number = self._next()
        self.posts[number] = {
            "id": number,
            "at": datetime.now(UTC),
            "message": sent["message"],
            "link": sent.get("link", ""),
            "media": media,
        }
        return Answer(said={"id": number})

    def _photo(self, request: Request) -> Answer:
        sent = fields_of(request)
        if set(sent) - {"source", "published", "alt_text_custom", "appsecret_proof"} or "source" not in sent:
            return self.complain(f"fields of a photo: {set(sent)}", 400)
        if sent.get("published") != "false":
            return self.complain("a picture was published alone", 400)
        number = self._next().split("_")[1]
        self.photos[number] = {"alt": sent.get("alt_text_custom", "")}
        return Answer(said={"id": number})

    def _read(self, request: Request, number: str) -> Answer:
        tagged = {row["id"]: row for row in self.tags}
        if number in self.comments or number in tagged:
            row = self.comments.get(number) or tagged[number]
            return Answer(
                said={name: row[name] for name in request.query["fields"].split(",") if name in row}
            )
        return Answer(said=self._told(self.posts[number])) if number in self.posts else no_such(number)

    def _change(self, request: Request, number: str) -> Answer:
        sent = {name: value for name, value in fields_of(request).items() if name != "appsecret_proof"}
        if (
            number in self.comments
            and set(sent) == {"message"}
            and self.comments[number].get("from") == {"id": PAGE}
        ):
            self.comments[number]["message"] = sent["message"]
        elif number in self.comments and set(sent) == {"is_hidden"}:
            self.comments[number]["is_hidden"] = bool(sent["is_hidden"])
        elif number in self.posts and set(sent) == {"message"}:
            self.posts[number]["message"] = sent["message"]
        elif number in self.posts or number in self.comments:
            return self.complain(f"fields of a change: {set(sent)}", 400)
        else:
            return no_such(number)
        return Answer(said={"success": True})

    def _delete(self, _: Request, number: str) -> Answer:
        found = self.posts.pop(number, None) or self.comments.pop(number, None)
        return Answer(said={"success": True}) if found else no_such(number)

    def _say(self, request: Request, number: str) -> Answer:
        sent = {name: value for name, value in fields_of(request).items() if name != "appsecret_proof"}
        if set(sent) != {"message"}:
            return self.complain(f"fields of a comment: {set(sent)}", 400)
        if number not in self.comments:
            return no_such(number)
        made = self._next()
        self.comments[made] = {
            "id": made,
            "message": sent["message"],
            "from": {"id": PAGE},
            "parent": {"id": number},
            "created_time": "2026-11-22T10:00:00+0000",
        }
        return Answer(said={"id": made})

    def _comments(self, request: Request, number: str) -> Answer:
        if number in self.comments:
            below = [row for row in self.comments.values() if row.get("parent", {}).get("id") == number]
            return self._listed(request, below)
        if number not in self.posts:
            return no_such(number)
        if request.query.get("filter") != "stream" or request.query.get("order") != "chronological":
            return self.complain("only comments of the first level were asked for", 400)
        if unknown := unknown_in(request.query["fields"], _COMMENT):
            return self.complain(f"fields of a comment: {unknown}", 400)
        rows = [narrowed(row, request.query["fields"]) for row in self.comments.values()]
        return self._listed(request, rows)

    @staticmethod
    def _told(row: Mapping[str, Any]) -> dict[str, Any]:
        at = row["at"].strftime("%Y-%m-%dT%H:%M:%S+0000")
        return {"id": row["id"], "message": row["message"], "created_time": at}

    def _next(self) -> str:
        self._number += 1
        return f"{PAGE}_{self._number}"


def moment_of(at: datetime) -> str:
    """Return a moment as Graph tells it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def message(number: str, *, by: str, at: datetime, said: str = "When is it?") -> dict[str, Any]:
    """Return what somebody wrote to the Page alone, as Graph tells it."""
    return {
        "id": number,
        "message": said,
        "from": {"id": by, "name": "Jo"},
        "to": {"data": [{"id": PAGE}]},
        "created_time": moment_of(at),
    }


def unknown_in(fields: str, known: set[str]) -> set[str]:
    """Return what no such thing has of the ``fields`` that are asked for; of what stands with it too."""
    named = _FIELD.findall(fields)
    inside = {name for of, those in named if "attachment" in of for name, _ in _FIELD.findall(those)}
    return ({name for name, _ in named} - known) | (inside - _ATTACHMENT)


def narrowed(row: dict[str, Any], fields: str) -> dict[str, Any]:
    """Return of ``row`` what ``fields`` ask for, and of a list in it of each that stands there, as Graph does."""
    if set(row) == {"data"}:
        return {"data": [narrowed(one, fields) for one in row["data"]]}
    return {
        name: narrowed(row[name], inside) if inside else row[name]
        for name, inside in _FIELD.findall(fields)
        if name in row
    }


def comment(number: str, *, by: str = "7", parent: str = "", hidden: bool = False) -> dict[str, Any]:
    """Return a comment as Graph tells it; ``by`` '' is somebody whose name it keeps to itself."""
    row: dict[str, Any] = {
        "id": number,
        "message": "When is it?",
        "created_time": "2026-11-22T10:00:00+0000",
        "permalink_url": f"https://www.facebook.com/{number}",
        "is_hidden": hidden,
        "can_hide": True,
    }
    if by:
        row["from"] = {"id": by, "name": "Jo"}
    return {**row, "parent": {"id": parent}} if parent else row
