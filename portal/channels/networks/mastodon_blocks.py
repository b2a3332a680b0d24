"""Blocking and reporting on a server of Mastodon's sort.

Source: docs.joinmastodon.org, methods of accounts (block, unblock: write:blocks; relationships: read:follows) and of
reports (write:reports; a comment has 1,000 characters at the most).
"""

from typing import Any

from portal.channels.connectors.base import Permanent
from portal.channels.connectors.listening import Lacks
from portal.channels.connectors.misreading import name_of
from portal.channels.connectors.shutting_out import LONGEST_REPORT, Report, ShutsOut, Sort
from portal.channels.models import Channel
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.mastodon_rights import BLOCKS, REPORTS
from portal.channels.networks.mastodon_signing_in import account_of, line_of
from portal.channels.networks.mastodon_threads import GONE

_OUTSIDE = 403
_CATEGORIES = {Sort.SPAM: "spam", Sort.ILLEGAL: "legal"}
"""What Mastodon sorts reports by; "violation" is for the server's own rules, which the council does not judge by."""


class BlocksAccounts(ShutsOut):
    """What the connector does of it."""

    block_means = (
        "It can no longer follow the council’s account, answer it or write to it, and does not see its posts while "
        "signed in. What it wrote before stays where it is, and whoever reads without signing in sees the council’s "
        "posts still."
    )
    unblock_means = (
        "It may answer the council there again. Whether it follows the council’s account it decides anew."
    )
    report_goes_to = (
        "the moderators of the council’s own server, and, without the council’s name, "
        "to those of the author’s server"
    )

    def author_of(self, channel: Channel, comment_id: str) -> str:
        """Return the account's number on the council's own server."""
        return name_of(_author(_line(channel), comment_id))

    def block(self, channel: Channel, account: str) -> None:
        """Block it (POST /api/v1/accounts/:id/block)."""
        _change(_line(channel), account, "block")

    def unblock(self, channel: Channel, account: str) -> None:
        """Unblock it (POST /api/v1/accounts/:id/unblock)."""
        _change(_line(channel), account, "unblock")

    def is_blocked(self, channel: Channel, account: str) -> bool | None:
        """Return what the server has between the two (GET /api/v1/accounts/relationships)."""
        told = _line(channel).ask(
            "GET", "/api/v1/accounts/relationships", params={"id[]": account}, expect={_OUTSIDE}
        )
        if told.status == _OUTSIDE:
            return None
        rows = [row for row in told.rows() if str(row.get("id")) == account]
        return bool(rows) and rows[0].get("blocking") is True

    def report(self, channel: Channel, made: Report) -> str:
        """Report it (POST /api/v1/reports); of an account elsewhere its own server is told too."""
        line = _line(channel)
        author = _author(line, made.comment_id)
        asked = {
            "account_id": name_of(author),
            "status_ids[]": made.comment_id,
            "comment": made.words[:LONGEST_REPORT],
            "forward": "true" if "@" in str(author.get("acct", "")) else "false",
            "category": _CATEGORIES.get(made.sort, "other"),
        }
        told = line.ask("POST", "/api/v1/reports", data=asked, expect={_OUTSIDE, *GONE})
        _refuse(line, told, REPORTS)
        return str(told.mapping().get("id") or "")


def _line(channel: Channel) -> Line:
    held = account_of(channel)
    return line_of(held, held.secrets["token"])


def _author(line: Line, comment_id: str) -> dict[str, Any]:
    told = line.ask("GET", f"/api/v1/statuses/{comment_id}", expect=GONE)
    if told.status in GONE:
        raise Permanent(
            "The comment stands there no more, so that nobody can be told there which account wrote it."
        )
    author: dict[str, Any] = told.mapping()["account"]
    return author


def _change(line: Line, account: str, to: str) -> None:
    told = line.ask("POST", f"/api/v1/accounts/{account}/{to}", acts=False, expect={_OUTSIDE, *GONE})
    _refuse(line, told, BLOCKS)


def _refuse(line: Line, told: Exchange, right: str) -> None:
    """Raise Lacks where the token does not allow it, Permanent where the account is there no more."""
    if told.status == _OUTSIDE:
        raise Lacks(
            f"{line.host} does not let this token do that. It lacks: {right}. Connect the channel again and allow it "
            "there, and the portal does it from then on."
        )
    if told.status in GONE:
        raise Permanent(f"{line.host} knows no such account any more.")
