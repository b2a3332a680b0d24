"""What stands between accounts on a Mastodon server, as docs.joinmastodon.org has it: blocks and reports. Strict."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.channels.connectors.standin import Answer, Request

_REPORT = {"account_id", "status_ids[]", "comment", "forward", "category", "rule_ids[]"}
_CATEGORIES = {"spam", "legal", "violation", "other"}
_NONE = Answer(404, {"error": "Record not found"})


@dataclass
class Between:
    """Accounts by their numbers, which of them the council's account blocks, and what it reported.

    ``deaf`` True is a server that says yes and does nothing.
    """

    complain: Callable[..., Answer]
    accounts: dict[str, str] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    reports: list[dict[str, list[str]]] = field(default_factory=list)
    deaf: bool = False

    def routes(self) -> list[tuple[str, str, str, Callable[..., Answer]]]:
        """Return what it answers, each with the scope that it needs."""
        return [
            ("POST", r"/api/v1/accounts/(\d+)/block", "write:blocks", self._block),
            ("POST", r"/api/v1/accounts/(\d+)/unblock", "write:blocks", self._unblock),
            ("GET", "/api/v1/accounts/relationships", "read:follows", self._relationships),
            ("POST", "/api/v1/reports", "write:reports", self._report),
        ]

    def _block(self, request: Request, number: str) -> Answer:
        return self._changed(request, number, self.blocked | {number})

    def _unblock(self, request: Request, number: str) -> Answer:
        return self._changed(request, number, self.blocked - {number})

    def _changed(self, request: Request, number: str, blocked: set[str]) -> Answer:
        """Take no parameters, and tell how the two stand afterwards; of nobody that there is no such account."""
        if request.body or request.query:
            return self.complain(f"parameters of a block: {request.body!r}")
        if number not in self.accounts:
            return _NONE
        self.blocked = self.blocked if self.deaf else blocked
        return Answer(said=self._between(number))

    def _relationships(self, request: Request) -> Answer:
        if set(request.query) - {"id[]", "with_suspended"}:
            return self.complain(f"unknown parameters: {set(request.query)}")
        return Answer(
            said=[self._between(one) for one in request.lists.get("id[]", []) if one in self.accounts]
        )

    def _report(self, request: Request) -> Answer:
        sent = parse_qs(request.body.decode())
        if set(sent) - _REPORT:
            return self.complain(f"unknown fields: {set(sent)}")
        if sent.get("account_id", [""])[0] not in self.accounts:
            return _NONE
        if len(sent["comment"][0]) > 1000 or sent["category"][0] not in _CATEGORIES:
            return Answer(
                422, {"error": "Validation failed: Comment is too long (maximum is 1000 characters)"}
            )
        self.reports.append(sent)
        return Answer(said={"id": "48914", "action_taken": False, "comment": sent["comment"][0]})

    def _between(self, number: str) -> dict[str, Any]:
        return {"id": number, "following": False, "blocking": number in self.blocked, "blocked_by": False}
