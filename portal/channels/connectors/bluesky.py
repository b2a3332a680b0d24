"""Bluesky: posts under names that we choose, so that none is there twice; replies, and hiding them from the thread.

A post there cannot be edited: a correction is a new post, and the one that it corrects is deleted.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from portal.channels.connectors.base import Capability, Connector, Permanent, Reconnect, RemoteComment, Sent
from portal.channels.connectors.connecting import Health, Needed
from portal.channels.connectors.listening import Listens, Page
from portal.channels.connectors.naming import NamesPosts
from portal.channels.connectors.revoking import EndsCredentials
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel
from portal.channels.networks.addresses import nothing_there
from portal.channels.networks.asking import Exchange
from portal.channels.networks.bluesky import addresses
from portal.channels.networks.bluesky.answers import answered
from portal.channels.networks.bluesky.blocks import BlocksAccounts, account_in
from portal.channels.networks.bluesky.cards import card_of, card_shown
from portal.channels.networks.bluesky.embeds import attached_to
from portal.channels.networks.bluesky.gates import change_hidden, hidden_in
from portal.channels.networks.bluesky.mentions import gone_among, mentions_of
from portal.channels.networks.bluesky.pictures import MOST
from portal.channels.networks.bluesky.records import POST, SWAPPED, delete_record, get_record, record_of
from portal.channels.networks.bluesky.replies import replies_below
from portal.channels.networks.bluesky.session import OWN_PASSWORD, Session, end_session, error_of
from portal.channels.networks.bluesky.text import LONGEST, length_of, record_name, said_of, text_of
from portal.channels.networks.cards import Card
from portal.channels.networks.issues import post_under, posts_before
from portal.channels.networks.pictures import cleared_pictures
from portal.channels.networks.threads import MOST_PARTS, part_key, shown_as
from portal.channels.networks.wording import asks_for_thread
from portal.channels.post import Post

SERVER = "https://bsky.social"
MOST_HIDDEN = 300
"""Replies that a thread can hide (lexicon app.bsky.feed.threadgate)."""
_DEPTH = 1000
"""Of answers to answers: as deep as the view goes (lexicon app.bsky.feed.getPostThread)."""

ENDED_BY_HAND = (
    "The portal’s session has ended; its app password only the account’s owner can delete. Sign in to the council’s "
    "account, open Settings, Privacy and security, App passwords, and delete the portal’s."
)


class BlueskyConnector(BlocksAccounts, EndsCredentials, Listens, NamesPosts, Connector):
    """Says each post once, as a record of the council's own repository."""

    slug = "bluesky"
    label = "Bluesky"
    tells_all = (
        False  # its view has no replies of those who block the council, nor those below what it leaves out
    )
    hidden_means = (
        "Whoever opens the hidden replies of the thread still reads it, and so does who looks at its author’s posts "
        "or uses another program."
    )
    capabilities = frozenset(
        {
            Capability.FIND,
            Capability.REMOTE,
            Capability.OWN_NAMES,
            Capability.RETRACT,
            Capability.CORRECT,
            Capability.PREVIEW,
            Capability.THREAD,
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.ANSWER,
            Capability.HIDE,
            Capability.UNHIDE,
            Capability.BLOCK,
            Capability.REPORT,
        }
    )
    tells_gone = True
    like = addresses.LIKE
    needs: ClassVar[tuple[Needed, ...]] = (
        Needed("handle", "Handle of the account", "Such as pellworth.bsky.social", secret=False),
        Needed("password", "App password", "From Settings, App passwords; never the account's own password."),
        Needed(
            "server",
            "Address of its server",
            f"Left empty: {SERVER}",
            secret=False,
            is_address=True,
            optional=True,
        ),
    )

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered, the server as its origin alone. Raises ValueError, in words."""
        parts = urlsplit(values.get("server") or SERVER)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError(f"The address of the server is something like {SERVER}")
        handle = values["handle"].removeprefix("@").lower()
        if "." not in handle or " " in handle:
            raise ValueError("A handle is a name with dots, like pellworth.bsky.social")
        server = f"{parts.scheme}://{parts.netloc}".lower()
        return {"handle": handle, "server": server, "password": values["password"]}

    def health(self, channel: Channel) -> Health:
        """Ask whose the session is. Raises Reconnect for the account's own password, which may do everything."""
        session = Session(credentials_of(channel, testing=True))
        told = session.ask("GET", "com.atproto.server.getSession").mapping()
        if session.scope == OWN_PASSWORD:
            raise Reconnect("This is the account's own password. Make an app password there and enter that.")
        allowed = (session.scope or "app password",)
        return Health(f"@{told.get('handle', '')}", allowed, followers=session.followers())

    def end_credentials(self, held: Credentials) -> str:
        """End the session. The app password itself only its owner can delete."""
        end_session(held)
        return ENDED_BY_HAND

    def publish(self, post: Post) -> Sent:
        """Write each record under its own name, unless it is there; then delete what an earlier issue was."""
        said, pictures = said_of(post), cleared_pictures(post)
        if len(pictures) > MOST:
            raise Permanent(f"Bluesky takes {MOST} pictures at the most; this has {len(pictures)}.")
        session = Session(credentials_of(post.channel))
        there: list[Exchange] = []
        above = answered(session, post.answers)
        for number, one in enumerate(said):
            found = get_record(session, POST, _name(post, number))
            if found is None:
                under = [*above, *(row.mapping() for row in there)]
                shown = [] if number else pictures
                card = None if shown or not one.link else card_of(session, post, one.link)
                record = record_of(session, one, under, shown, card)
                found = _write(session, _name(post, number), record)
            there.append(found)
        for before in posts_before(post):
            _delete_all(session, before)
        return _sent(session, _name(post), there)

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Read the records back; None where one is missing, or what they correct is there still."""
        post = post_under(channel, key)
        if post is None:
            return None
        session, there = Session(credentials_of(channel)), []
        for number in range(len(said_of(post))):
            found = get_record(session, POST, _name(post, number))
            if found is None:
                return None
            there.append(found)
        if any(get_record(session, POST, _name(before)) is not None for before in posts_before(post)):
            return None
        return _sent(session, _name(post), there)

    def number_of(self, post: Post, address: str) -> str | None:
        """Return the record's whole name, which is ours, where ``address`` leads to it."""
        held = credentials_of(post.channel, testing=True)
        return addresses.number_of(held, _name(post), address)

    def look(self, post: Post, address: str) -> Sent | None:
        """Return the record at ``address``: under the name that is made from our key stands nothing else."""
        session = Session(credentials_of(post.channel))
        if self.number_of(post, address) is None:
            return None
        found = get_record(session, POST, _name(post))
        if found is None:
            raise nothing_there(session.host)
        return _sent(session, _name(post), [found])

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002  nothing stays to say it
        """Delete the record, or all of a thread; one that is not there is deleted already."""
        session = Session(credentials_of(post.channel))
        return Sent(_address(session.did, POST, _name(post)), evidence=_delete_all(session, post))

    def preview(self, post: Post) -> str:
        """Return the text of the record, or those of the thread. Raises Permanent where one is too long."""
        return shown_as([text_of(one) for one in said_of(post)])

    def lengths(self, post: Post) -> list[tuple[int, int]]:
        """Return the length of each record, by grapheme."""
        return [(length_of(one), LONGEST) for one in said_of(post)]

    def card(self, post: Post) -> Card | None:
        """Return the card that is sent with ``post``."""
        return card_shown(post)

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:
        """Return the replies under a post, those to replies too, as the network's view of the thread has them."""
        session = Session(credentials_of(channel))
        asked = {"uri": external_id, "depth": str(_DEPTH), "parentHeight": "0"}
        told = session.ask("GET", "app.bsky.feed.getPostThread", params=asked, expect={"NotFound"})
        if error_of(told) == "NotFound":
            return []
        hidden = set(hidden_in(session, external_id))
        rows = [
            _comment(row, hidden)
            for row in replies_below(told.mapping().get("thread"))
            if row["author"]["did"] != session.did
        ]
        return sorted(rows, key=lambda row: row.at)

    def author_in(self, comment_id: str) -> str:
        """Return the DID that stands in a record's address, which also tells whose a deleted one was."""
        return account_in(comment_id)

    def mentions(self, channel: Channel, since: str, place: str) -> Page:  # noqa: ARG002  it knows no such thing
        """Return who named or quoted the account; what is written to it alone is not read."""
        return mentions_of(Session(credentials_of(channel)), lambda row: _comment(row, set()), place)

    def gone(self, channel: Channel, names: Sequence[str]) -> Sequence[str]:
        """Return which posts the network shows nobody any more."""
        return gone_among(Session(credentials_of(channel)), names)

    def hide(self, channel: Channel, external_id: str, comment_id: str) -> None:
        """Hide one reply in the thread: whoever looks for it finds it still, and other programs may show it."""

        def with_it(hidden: list[str]) -> list[str]:
            if comment_id not in hidden and len(hidden) >= MOST_HIDDEN:
                raise Permanent(
                    f"Bluesky hides {MOST_HIDDEN} replies of one thread at the most, and so many are hidden."
                )
            return hidden if comment_id in hidden else [*hidden, comment_id]

        change_hidden(Session(credentials_of(channel)), external_id, with_it)

    def unhide(self, channel: Channel, external_id: str, comment_id: str) -> None:
        """Show one reply in the thread again."""

        def without_it(hidden: list[str]) -> list[str]:
            return [one for one in hidden if one != comment_id]

        change_hidden(Session(credentials_of(channel)), external_id, without_it)


def _name(post: Post, number: int = 0) -> str:
    return record_name(post.publication.ordered_at, part_key(post.key, number))


def _address(did: str, collection: str, name: str) -> str:
    return f"at://{did}/{collection}/{name}"


def _write(session: Session, name: str, record: Mapping[str, Any]) -> Exchange:
    """Write what is not there yet; where another worker was quicker, its record is the one."""
    asked = {"repo": session.did, "collection": POST, "rkey": name, "record": record, "swapRecord": None}
    told = session.ask("POST", "com.atproto.repo.putRecord", json=asked, expect={SWAPPED})
    found = get_record(session, POST, name) if error_of(told) == SWAPPED else None
    return found or told


def _sent(session: Session, name: str, there: Sequence[Exchange]) -> Sent:
    return Sent(
        external_id=_address(session.did, POST, name),
        public_url=f"https://bsky.app/profile/{session.did}/post/{name}",
        evidence="\n\n".join(one.evidence for one in there),
    )


def _delete_all(session: Session, post: Post) -> str:
    """Delete all parts, the first last: what a crash leaves is known by it, and is taken up again."""
    many = 1
    if asks_for_thread(post.content):
        many = len(said_of(post))
        while many < MOST_PARTS and get_record(session, POST, _name(post, many)) is not None:
            many += 1  # cut otherwise by an earlier version of the portal
    told = [delete_record(session, POST, _name(post, number)) for number in reversed(range(many))]
    return "\n\n".join(one.evidence for one in told)


def _comment(row: Mapping[str, Any], hidden: set[str]) -> RemoteComment:
    record, author = row["record"], row["author"]
    number = str(row["uri"]).rsplit("/", 1)[-1]
    return RemoteComment(
        remote_id=str(row["uri"]),
        parent_id=str(record.get("reply", {}).get("parent", {}).get("uri", "")),
        author=str(author.get("displayName") or author["handle"]),
        author_address=str(author["handle"]),
        author_id=str(author["did"]),
        text=str(record.get("text", "")),
        at=datetime.fromisoformat(str(row.get("indexedAt") or record["createdAt"])),
        public_url=f"https://bsky.app/profile/{author['did']}/post/{number}",
        hidden=str(row["uri"]) in hidden,
        attached=attached_to(row),
    )
