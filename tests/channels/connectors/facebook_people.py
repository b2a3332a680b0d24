"""People on Facebook, to its stand-in: whom the Page blocks, and who was sent a private reply. Strict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.channels.connectors.facebook_answers import fields_of, no_such, refusal
from tests.channels.connectors.standin import Answer, Request


@dataclass
class People:
    """Whom the Page blocks, by their numbers, and what was said alone to whoever wrote a comment, by its number."""

    complain: Callable[..., Answer]
    comments: Mapping[str, Any]
    blocked: set[str] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)

    def routes(self, page: str) -> list[tuple[str, str, str, Callable[..., Answer]]]:
        """Return what it answers, each with the permission that it needs."""
        return [
            ("GET", f"{page}/blocked", "pages_read_engagement", self._tell_blocked),
            ("POST", f"{page}/blocked", "pages_manage_engagement", self._block),
            ("DELETE", f"{page}/blocked", "pages_manage_engagement", self._unblock),
        ]

    def reply_alone(self, request: Request) -> Answer:
        """Private Replies: to whoever wrote a comment, once for each."""
        sent = {name: value for name, value in fields_of(request).items() if name != "appsecret_proof"}
        number = sent["recipient"]["comment_id"]
        if set(sent) != {"recipient", "message"} or set(sent["recipient"]) != {"comment_id"}:
            return self.complain(f"fields of a private reply: {sent}", 400)
        if number not in self.comments:
            return no_such(number)
        if number in self.told:
            return refusal(10900, "(#10900) Activity already replied to", kind="OAuthException")
        self.told[number] = sent["message"]["text"]
        return Answer(said={"recipient_id": "7", "message_id": f"m_{number}"})

    def _tell_blocked(self, request: Request) -> Answer:
        """Page/blocked, reading: of one person where ``user`` or ``uid`` names them."""
        if set(request.query) - {"user", "uid", "appsecret_proof"}:
            return self.complain(f"unknown parameters: {set(request.query)}", 400)
        rows = sorted(self.blocked & {request.query.get("user", "")})
        return Answer(said={"data": [{"id": one, "name": "Jo"} for one in rows], "paging": {}})

    def _block(self, request: Request) -> Answer:
        """Page/blocked, creating: lists of ``asid``, ``psid``, ``uid`` or ``user``; tells of each whether it did."""
        sent = {name: value for name, value in fields_of(request).items() if name != "appsecret_proof"}
        if set(sent) != {"psid"} or not isinstance(sent["psid"], list):
            return self.complain(f"fields of a block: {sent}", 400)
        self.blocked |= set(sent["psid"])
        return Answer(said=dict.fromkeys(sent["psid"], True))

    def _unblock(self, request: Request) -> Answer:
        if set(request.query) != {"psid", "appsecret_proof"}:
            return self.complain(f"unknown parameters: {set(request.query)}", 400)
        self.blocked -= {request.query["psid"]}
        return Answer(said={"success": True})
