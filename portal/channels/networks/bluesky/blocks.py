"""Blocking and reporting on Bluesky.

A block is a record of the council's own repository, which everybody can read (lexicon app.bsky.graph.block). A report
goes through the account's server to Bluesky's moderation (lexicon com.atproto.moderation.createReport, by the header
atproto-proxy).
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from portal.channels.connectors.base import Permanent
from portal.channels.connectors.shutting_out import Report, ShutsOut, Sort
from portal.channels.credentials.using import credentials_of
from portal.channels.models import Channel
from portal.channels.networks.bluesky.records import SWAPPED, delete_record, get_record, stamp
from portal.channels.networks.bluesky.session import Session
from portal.channels.networks.bluesky.text import record_name

BLOCK = "app.bsky.graph.block"
LABELER = "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler"
"""Bluesky's own moderation (docs.bsky.app, moderation)."""
_REASONS = {
    Sort.ABUSE: "reasonRude",
    Sort.SEXUAL: "reasonSexual",
    Sort.ILLEGAL: "reasonViolation",
    Sort.MISLEADING: "reasonMisleading",
    Sort.SPAM: "reasonSpam",
    Sort.OTHER: "reasonOther",
}
_BEGINS, _SPAN = datetime(2023, 1, 1, tzinfo=UTC), 30_000_000


class BlocksAccounts(ShutsOut):
    """What the connector does of it."""

    block_means = (
        "Neither the account nor the council’s sees what the other writes while signed in, and it cannot answer the "
        "council. Everybody can look up there that the council blocks it. What it wrote before stays where it is."
    )
    report_goes_to = "Bluesky’s own moderators"

    def author_of(self, channel: Channel, comment_id: str) -> str:  # noqa: ARG002  a post's address has it
        """Return the account's lasting name, which is part of the address of each of its posts."""
        return _author(comment_id)

    def block(self, channel: Channel, account: str) -> None:
        """Write the record, under a name made from the account's: so there is one of ours at the most."""
        session = Session(credentials_of(channel))
        record = {"$type": BLOCK, "subject": account, "createdAt": stamp()}
        asked = {
            "repo": session.did,
            "collection": BLOCK,
            "rkey": _name(account),
            "record": record,
            "swapRecord": None,
        }
        session.ask("POST", "com.atproto.repo.putRecord", acts=False, json=asked, expect={SWAPPED})

    def unblock(self, channel: Channel, account: str) -> None:
        """Delete our record; a block that somebody set there by hand is theirs."""
        delete_record(Session(credentials_of(channel)), BLOCK, _name(account))

    def is_blocked(self, channel: Channel, account: str) -> bool | None:
        """Return whether our record stands."""
        found = get_record(Session(credentials_of(channel)), BLOCK, _name(account))
        return found is not None and found.mapping().get("value", {}).get("subject") == account

    def report(self, channel: Channel, made: Report) -> str:
        """Report the post as it stands now."""
        session = Session(credentials_of(channel))
        asked = {
            "reasonType": f"com.atproto.moderation.defs#{_REASONS[made.sort]}",
            "subject": _subject(session, made.comment_id),
            "reason": made.words,
        }
        told = session.ask(
            "POST", "com.atproto.moderation.createReport", json=asked, headers={"atproto-proxy": LABELER}
        )
        return str(told.mapping().get("id") or "")


def account_in(uri: str) -> str:
    """Return the account that wrote a post by its lasting name, which is part of its address; '' where none is."""
    return uri.removeprefix("at://").partition("/")[0] if uri.startswith("at://did:") else ""


def _author(uri: str) -> str:
    if not (account := account_in(uri)):
        raise Permanent("The address of this post does not tell there which account wrote it.")
    return account


def _name(account: str) -> str:
    """Return the name of the record that blocks ``account``: the same one whenever it is asked for."""
    digest = hashlib.sha256(account.encode()).digest()
    at = _BEGINS + timedelta(seconds=int.from_bytes(digest[16:20], "big") % _SPAN)
    return record_name(at, UUID(bytes=digest[:16]))


def _subject(session: Session, uri: str) -> dict[str, Any]:
    """Return the post by address and hash (lexicon com.atproto.repo.strongRef)."""
    told = session.ask("GET", "app.bsky.feed.getPosts", params={"uris": uri}).mapping()
    for row in told["posts"]:
        if row.get("uri") == uri:
            return {"$type": "com.atproto.repo.strongRef", "uri": uri, "cid": str(row["cid"])}
    raise Permanent("The comment stands there no more, so that nothing can be reported of it.")
