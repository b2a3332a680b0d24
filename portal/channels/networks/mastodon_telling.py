"""Telling the author of a public status something alone: an answer to it with the visibility direct, that names them.

Source: docs.joinmastodon.org, methods of statuses (visibility direct: for mentioned users only).
"""

from portal.channels.connectors.base import Permanent
from portal.channels.connectors.misreading import name_of
from portal.channels.connectors.naming import NamesWhomItAnswers
from portal.channels.connectors.telling_authors import Telling, TellsAuthors
from portal.channels.models import Channel
from portal.channels.networks import mastodon_addresses
from portal.channels.networks.asking import Line
from portal.channels.networks.mastodon_private import refuse_others
from portal.channels.networks.mastodon_signing_in import account_of, line_of
from portal.channels.networks.mastodon_threads import GONE, moment_of, own_statuses


class TellsThem(TellsAuthors, NamesWhomItAnswers):
    """What the connector does of it: whoever is to be told has to be mentioned."""

    told_as = "an answer that only its author can read"

    def named_by(self, address: str) -> str:
        """Return the author of the status at ``address``, whom a mention tells of an answer."""
        return mastodon_addresses.named_by(address)

    def tell_author(self, channel: Channel, told: Telling) -> None:
        """Say it once: the account's own statuses since the ruling are looked through before."""
        held = account_of(channel)
        line = line_of(held, held.secrets["token"])
        found = line.ask("GET", f"/api/v1/statuses/{told.comment_id}", expect=GONE)
        if found.status in GONE:
            raise Permanent("The comment stands there no more, so that nothing can be said under it.")
        author = found.mapping()["account"]
        status = f"@{author['acct']} {told.words}"
        refuse_others(author, line.host, status, called="What they are told")
        if _is_told(line, told):
            return
        asked = {
            "status": status,
            "visibility": "direct",
            "in_reply_to_id": told.comment_id,
            "language": held.public.get("language", "en"),
        }
        headers = {"Idempotency-Key": str(told.key)}
        line.ask("POST", "/api/v1/statuses", json=asked, headers=headers).mapping()


def _is_told(line: Line, told: Telling) -> bool:
    """Return whether the account has answered that status alone since; nothing else of ours answers one so."""
    me = name_of(line.ask("GET", "/api/v1/accounts/verify_credentials").mapping())
    return any(
        row.get("visibility") == "direct"
        and str(row.get("in_reply_to_id")) == told.comment_id
        and moment_of(row) >= told.since
        for row in own_statuses(line, me, told.since)
    )
