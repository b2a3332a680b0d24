"""A WordPress site that stands in for a real one: strict where the handbook of its REST API is."""

import base64
import html
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.channels.connectors.standin import Answer, Request, StandIn

USER = "portal"
PASSWORD = "RK3wZmVz5yEmYhaoutyOjtas"
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
ME = 2
UUID = "8d2c7a9e-4b1f-4c55-9b7e-2f6a1d0c3e44"
GIVEN = "q7PzK2mWn4RtY8vBx1LcDs5H"
GIVEN_BASIC = base64.b64encode(f"{USER}:{GIVEN}".encode()).decode()
GIVEN_UUID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
EDITOR = (
    "publish_posts",
    "edit_published_posts",
    "delete_published_posts",
    "upload_files",
    "moderate_comments",
)
FIELDS = {"title", "content", "status", "slug", "categories", "tags", "excerpt", "featured_media", "date"}
MEDIA_FIELDS = {"file", "post", "slug", "alt_text", "title", "caption", "description"}
STATES = {"publish", "future", "draft", "pending", "private"}
_ALT = re.compile(r'<img[^>]* alt="([^"]*)"')
_SHORTCODE = re.compile(r"\[(?:gallery|embed|caption)[^\]]*\]")
_ALONE = re.compile(r"(?:^|<p>)\s*https?://\S+?\s*(?:</p>|$)", re.MULTILINE)


class WordPressServer(StandIn):
    """One site with one account of ours; ``capabilities`` are what its role allows."""

    def __init__(self) -> None:
        super().__init__()
        self.passwords = {BASIC}
        self.capabilities = dict.fromkeys(EDITOR, True)
        self.posts: dict[str, dict[str, Any]] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, dict[str, Any]] = {}
        self.categories = {"uncategorized": 1, "news": 5}
        self.has_bin = True
        self.says_raw = True
        self.offered: Any = {"application-passwords": {"endpoints": {"authorization": self.page}}}
        self.names: set[str] = set()
        """Of the passwords that it made: a name is taken once."""
        self.url = self.origin
        """What the site calls itself in its settings."""
        self._number = 10

    @property
    def page(self) -> str:
        """Return where somebody who is signed in lets an application have a password."""
        return f"{self.origin}/wp-admin/authorize-application.php"

    def agreed(self, address: str) -> dict[str, str]:
        """Return what the way back says to whoever agrees on the page ``address``, as USER (Authorization Flow)."""
        parts = urlsplit(address)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == self.page
        assert set(asked) == {"app_name", "app_id", "success_url", "reject_url"}
        assert UUID4.fullmatch(asked["app_id"])
        assert asked["app_name"] not in self.names
        self.names.add(asked["app_name"])
        self.passwords.add(GIVEN_BASIC)
        kept = {name: values[-1] for name, values in parse_qs(urlsplit(asked["success_url"]).query).items()}
        return {**kept, "site_url": self.url, "user_login": USER, "password": GIVEN}

    def publishes(self, request: Request) -> bool:
        return request.method == "POST" and request.json().get("status") == "publish"

    def public(self) -> list[str]:
        return [seen(row) for row in self.posts.values() if row["status"] == "publish"]

    def pictures(self) -> list[str]:
        """Return them with what is in the library and in no post: anybody can look at that too."""
        shown = [row["content"] for row in self.posts.values() if row["status"] == "publish"]
        in_posts = [html.unescape(alt) for text in shown for alt in _ALT.findall(text)]
        rows = self.media.values()
        return in_posts + [
            row["alt_text"] for row in rows if not any(row["source_url"] in text for text in shown)
        ]

    def expire(self) -> None:
        self.passwords.clear()

    def answer(self, request: Request) -> Answer:
        if request.query.get("rest_route") == "/":
            return self._index(request)
        basic = request.headers.get("authorization", "").removeprefix("Basic ")
        if basic not in self.passwords:
            return refusal(
                401, "incorrect_password", "The provided password is an invalid application password."
            )
        if request.path != "/":
            return self.complain(f"asked at {request.path}", 404)
        for method, pattern, act in self._routes():
            match = re.fullmatch(rf"/wp/v2/{pattern}", request.query.get("rest_route", ""))
            if match and method == request.method:
                return act(request, *match.groups())
        return self.complain(f"no such route: {request.method} {request.query}", 404)

    def _routes(self) -> list[tuple[str, str, Callable[..., Answer]]]:
        return [
            ("GET", "users/me", self._me),
            ("GET", "users/me/application-passwords/introspect", self._introspect),
            ("DELETE", f"users/me/application-passwords/({UUID}|{GIVEN_UUID})", self._end_password),
            ("GET", "categories", self._categories),
            ("GET", "posts", self._find),
            ("POST", "posts", self._create),
            ("GET", r"posts/(\d+)", self._read),
            ("POST", r"posts/(\d+)", self._update),
            ("DELETE", r"posts/(\d+)", self._bin),
            ("GET", "media", self._hanging),
            ("POST", "media", self._upload),
            ("DELETE", r"media/(\d+)", self._delete_media),
            ("GET", "comments", self._comments),
            ("POST", "comments", self._say),
            ("GET", r"comments/(\d+)", self._comment),
            ("POST", r"comments/(\d+)", self._stand),
            ("DELETE", r"comments/(\d+)", self._delete_comment),
        ]

    def _index(self, request: Request) -> Answer:
        """Tell what anybody may know of the site (WP_REST_Server::get_index)."""
        if "authorization" in request.headers or set(request.query) != {"rest_route", "_fields"}:
            return self.complain(f"the index is asked so by nobody: {request.query}", 400)
        facts = {"name": "Pellworth", "url": self.url, "home": self.url, "authentication": self.offered}
        return Answer(said={name: facts[name] for name in request.query["_fields"].split(",")})

    def _introspect(self, request: Request) -> Answer:
        given = request.headers["authorization"] == f"Basic {GIVEN_BASIC}"
        return Answer(said={"uuid": GIVEN_UUID if given else UUID})

    def _end_password(self, _: Request, uuid: str) -> Answer:
        self.passwords.discard(GIVEN_BASIC if uuid == GIVEN_UUID else BASIC)
        return Answer(said={"deleted": True, "previous": {"uuid": uuid}})

    def _me(self, request: Request) -> Answer:
        facts: dict[str, Any] = {"id": ME, "slug": USER}
        if request.query.get("context") == "edit":
            facts["capabilities"] = self.capabilities
        return Answer(said=facts)

    def _categories(self, request: Request) -> Answer:
        number = self.categories.get(request.query["slug"])
        return Answer(said=[{"id": number, "slug": request.query["slug"]}] if number else [])

    def _find(self, request: Request) -> Answer:
        states = set(request.query.get("status", "publish").split(","))
        if not states <= STATES:
            return self.complain(f"states: {states}", 400)
        slug = request.query["slug"]
        rows = [row for row in self.posts.values() if row["slug"] == slug and row["status"] in states]
        return Answer(said=[self._told(row) for row in rows])

    def _create(self, request: Request) -> Answer:
        sent = request.json()
        if wrong := self._wrong(sent):
            return wrong
        number = self._next()
        self.posts[number] = {
            "id": int(number),
            "status": "draft",
            "content": "",
            **sent,
            "slug": self._own_slug(sent["slug"]),
        }
        return Answer(201, self._told(self.posts[number]))

    def _own_slug(self, slug: str) -> str:
        taken = {row["slug"] for row in self.posts.values()}
        return (
            slug
            if slug not in taken
            else next(f"{slug}-{n}" for n in range(2, 99) if f"{slug}-{n}" not in taken)
        )

    def _update(self, request: Request, number: str) -> Answer:
        if number not in self.posts:
            return refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        if wrong := self._wrong(request.json()):
            return wrong
        self.posts[number] |= request.json()
        return Answer(said=self._told(self.posts[number]))

    def _wrong(self, sent: Mapping[str, Any]) -> Answer | None:
        if set(sent) - FIELDS:
            return self.complain(f"unknown fields: {set(sent) - FIELDS}", 400)
        if sent.get("status") not in {"draft", "publish"}:
            return self.complain(f"the portal schedules by itself: {sent.get('status')}", 400)
        text = str(sent.get("content", ""))
        if _SHORTCODE.search(text) or _ALONE.search(text):
            return self.complain("something in the text becomes something else here", 400)
        if not set(sent.get("categories", [])) <= set(self.categories.values()):
            return refusal(400, "rest_invalid_param", "Invalid parameter(s): categories")
        return None

    def _read(self, _: Request, number: str) -> Answer:
        row = self.posts.get(number)
        return (
            Answer(said=self._told(row)) if row else refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        )

    def _bin(self, request: Request, number: str) -> Answer:
        row = self.posts.get(number)
        if row is None:
            return refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        if request.query.get("force") == "true":
            del self.posts[number]
            return Answer(said={"deleted": True, "previous": self._told(row)})
        if not self.has_bin:
            return refusal(501, "rest_trash_not_supported", "The post does not support trashing.")
        if row["status"] == "trash":
            return refusal(410, "rest_already_trashed", "The post has already been deleted.")
        row |= {"status": "trash", "slug": f"{row['slug']}__trashed"}
        return Answer(said=self._told(row))

    def _hanging(self, request: Request) -> Answer:
        parent = request.query["parent"]
        return Answer(said=[row for row in self.media.values() if str(row["post"]) == parent])

    def _upload(self, request: Request) -> Answer:
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        parts = {
            str(part.get_param("name", header="content-disposition")): part
            for part in message_from_bytes(head + request.body).walk()
            if part.get_content_disposition() == "form-data"
        }
        if set(parts) - MEDIA_FIELDS or "file" not in parts:
            return self.complain(f"parts: {set(parts)}", 400)
        said = {
            name: bytes(part.get_payload(decode=True) or b"").decode()
            for name, part in parts.items()
            if name != "file"
        }
        number = self._next()
        address = f"{self.origin}/wp-content/uploads/{parts['file'].get_filename()}"
        self.media[number] = {"id": int(number), "source_url": address, **said}
        return Answer(201, self.media[number])

    def _delete_media(self, request: Request, number: str) -> Answer:
        if request.query.get("force") != "true":
            return refusal(501, "rest_trash_not_supported", "The post does not support trashing.")
        found = self.media.pop(number, None)
        return (
            Answer(said={"deleted": True})
            if found
            else refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        )

    def _comments(self, request: Request) -> Answer:
        asked = set(request.query.get("_fields", "author_ip").split(","))
        if asked & {"author_ip", "author_user_agent"}:
            return self.complain("where writers sit was asked for", 400)
        if request.query["post"] not in self.posts:
            return refusal(404, "rest_post_invalid_id", "Invalid post ID.")
        rows = [row for row in self.comments.values() if row["status"] in {"approved", "hold"}]
        if by := request.query.get("author"):
            rows = [row for row in rows if str(row["author"]) == by]
        start = (int(request.query["page"]) - 1) * int(request.query["per_page"])
        return Answer(said=rows[start : start + int(request.query["per_page"])])

    def _comment(self, _: Request, number: str) -> Answer:
        row = self.comments.get(number)
        return Answer(said=row) if row else refusal(404, "rest_comment_invalid_id", "Invalid comment ID.")

    def _stand(self, request: Request, number: str) -> Answer:
        if set(request.json()) == {"content"} and self.comments[number]["author"] == ME:
            self.comments[number]["content"] = {"raw": request.json()["content"], "rendered": ""}
            return Answer(said=self.comments[number])
        if set(request.json()) != {"status"}:
            return self.complain(f"fields of a comment: {request.json()}", 400)
        if self.comments[number]["status"] == request.json()["status"]:
            return refusal(500, "rest_comment_failed_edit", "Updating comment status failed.")
        self.comments[number] |= request.json()
        return Answer(said=self.comments[number])

    def _say(self, request: Request) -> Answer:
        sent = request.json()
        if set(sent) != {"post", "parent", "content"} or sent["post"] not in self.posts:
            return self.complain(f"a comment of {sent}", 400)
        if sent["parent"] not in self.comments:
            return refusal(400, "rest_comment_invalid_parent", "Invalid parent.")
        number = self._next()
        row = comment(number, author=ME, parent=int(sent["parent"]))
        self.comments[number] = {**row, "content": {"raw": sent["content"], "rendered": sent["content"]}}
        return Answer(201, self.comments[number])

    def _delete_comment(self, request: Request, number: str) -> Answer:
        assert request.query["force"] == "true"
        found = self.comments.pop(number, None)
        return (
            Answer(said={"deleted": True})
            if found
            else refusal(404, "rest_comment_invalid_id", "Invalid comment ID.")
        )

    def _told(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": row["id"],
            "slug": row["slug"],
            "status": row["status"],
            "link": f"{self.origin}/{row['slug']}/",
            "content": {"raw": row["content"], "rendered": row["content"]},
        }

    def _next(self) -> str:
        self._number += 1
        return str(self._number)


def seen(row: Mapping[str, Any]) -> str:
    """Return what readers see of a post: written apart from the portal's own reading of HTML."""
    text = re.sub(r"<!--.*?-->", "", row["content"])
    text = re.sub(r"<br\s*/?>", "\n", text)
    blocks = [re.sub(r"<[^>]*>", "", part).strip() for part in re.split(r"</(?:p|figure|div|h2)>", text)]
    said = [html.unescape(one) for one in [row["title"], *blocks] if one]
    return "\n\n".join(said)


def refusal(status: int, code: str, message: str) -> Answer:
    """Return an error as the API words it."""
    return Answer(status, {"code": code, "message": message, "data": {"status": status}})


def comment(number: str, *, author: int = 0, status: str = "approved", parent: int = 0) -> dict[str, Any]:
    """Return a comment as the API tells it."""
    return {
        "id": int(number),
        "parent": parent,
        "author": author,
        "author_email": "jo@people.example" if not author else "",
        "author_name": "Jo",
        "author_url": "",
        "content": {"raw": "When &amp; where?", "rendered": "<p>When &#038; where?</p>\n"},
        "date_gmt": datetime(2026, 11, 22, 10, tzinfo=UTC).replace(tzinfo=None).isoformat(),
        "link": f"https://www.example.org/post/#comment-{number}",
        "status": status,
    }
