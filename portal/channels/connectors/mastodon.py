"""Mastodon, and every server that speaks its API: statuses with described pictures, edits, deletions, replies.

A status is sent under our key (Idempotency-Key), but some servers ignore it, and those that do not forget it within an
hour. So before anything is sent the account's own statuses are looked through for one that ends as ours do.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from portal.channels.connectors.base import Capability, Connector, Permanent, Reconnect, RemoteComment, Sent
from portal.channels.connectors.connecting import Health, Needed
from portal.channels.connectors.listening import Listens, Page
from portal.channels.connectors.misreading import name_of
from portal.channels.connectors.naming import NamesPosts
from portal.channels.connectors.revoking import EndsCredentials
from portal.channels.connectors.stating import address_in
from portal.channels.credentials.using import Credentials, credentials_of, keep_session, session_of
from portal.channels.models import Channel
from portal.channels.networks import mastodon_addresses, mastodon_threads
from portal.channels.networks.asking import Line
from portal.channels.networks.cards import ReadsPages
from portal.channels.networks.issues import differs_beside, own_number, post_under, still_out
from portal.channels.networks.mastodon_blocks import BlocksAccounts
from portal.channels.networks.mastodon_comments import comment_of
from portal.channels.networks.mastodon_entering import BY_HAND, NEEDS, SIGN_IN_NEEDS, VISIBLE, entered
from portal.channels.networks.mastodon_media import upload
from portal.channels.networks.mastodon_mentions import gone_among, mentions_of
from portal.channels.networks.mastodon_private import told_alone
from portal.channels.networks.mastodon_rights import NEEDED, end_token, rights_of
from portal.channels.networks.mastodon_signing_in import ASKED, SignsInAtServers, account_of, line_of
from portal.channels.networks.mastodon_telling import TellsThem
from portal.channels.networks.mastodon_text import LONGEST, PER_LINK, lengths_of, said_of, warning_of
from portal.channels.networks.mastodon_threads import GONE, below, delete, is_gone, own_statuses
from portal.channels.networks.pictures import cleared_pictures
from portal.channels.networks.recognising import noted_elsewhere, signed
from portal.channels.networks.threads import may_be_thread, shown_as
from portal.channels.networks.wording import Wording
from portal.channels.post import Post
from portal.markup import plain_text

MOST_PICTURES = 4
"""What a server that does not say otherwise takes (/api/v2/instance, configuration.statuses)."""


class MastodonConnector(
    SignsInAtServers, BlocksAccounts, TellsThem, EndsCredentials, Listens, NamesPosts, ReadsPages, Connector
):
    """Says each post once, as a status of the council's account."""

    slug = "mastodon"
    label = "Mastodon"
    capabilities = frozenset(
        {
            Capability.FIND,
            Capability.REMOTE,
            Capability.RETRACT,
            Capability.CORRECT,
            Capability.PREVIEW,
            Capability.THREAD,
            Capability.COMMENTS,
            Capability.MENTIONS,
            Capability.ANSWER,
            Capability.ANSWER_ALONE,
            Capability.BLOCK,
            Capability.REPORT,
            Capability.TELL_AUTHOR,
        }
    )
    needs: ClassVar[tuple[Needed, ...]] = NEEDS
    sign_in_needs: ClassVar[tuple[Needed, ...]] = SIGN_IN_NEEDS
    sign_in_scopes = ASKED
    tells_gone = True
    edits = True
    like = mastodon_addresses.LIKE

    @property
    def certain_after(self) -> timedelta | None:
        """Return how long a server may work on a status that it took before it shows it."""
        return timedelta(minutes=2)

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered, the server as its origin alone. Raises ValueError, in words."""
        return entered(values)

    def health(self, channel: Channel) -> Health:
        """Ask whose the token is, what it may, what the server takes. Raises Reconnect for one that may too little."""
        held = account_of(channel, testing=True)
        line = _line(held)
        known = _learn(held, line)
        rights = rights_of(line, known["account"])
        lacks = [right for right in NEEDED if right not in rights]
        if lacks:
            raise Reconnect(
                f"{line.host} does not let this token do all that is needed. It lacks: {', '.join(lacks)}."
            )
        return Health(known["name"], tuple(rights), followers=int(known["followers"]))

    def end_credentials(self, held: Credentials) -> str:
        """Have the server take the token no more, in the name of the application that it was made for."""
        if "token" not in held.secrets:
            return ""  # a code that nobody exchanged ends by itself
        return "" if end_token(_line(held), held) else BY_HAND

    def publish(self, post: Post) -> Sent:
        """Say it once: as a new status, or as the edit of the one that an earlier issue became; or as a thread."""
        held = account_of(post.channel)
        line = _line(held)
        known = held.session or _learn(held, line)
        said, before = said_of(post, known), still_out(post)
        threaded = may_be_thread(post)
        if not threaded and (found := _found(line, known, post, said[0], before)) is not None:
            return found
        rest = _status(held, post) | (told_alone(line, post, said) if post.is_private else {})
        if threaded:
            first = partial(_pictured, line, known, post, rest)
            anew = differs_beside(post)
            return _sent(
                *mastodon_threads.publish(line, known["account"], post, said, first, rest, anew=anew)
            )
        status = {"status": said[0].whole, **_pictured(line, known, post, rest)}
        visible = {"visibility": status.pop("visibility")}
        if before:
            edit = line.ask("PUT", f"/api/v1/statuses/{before}", json=status, acts=False, expect=GONE)
            if not is_gone(line, known["account"], edit):
                return _sent(edit.mapping(), edit.evidence)
        new, headers = {**status, **visible, **below(post)}, {"Idempotency-Key": str(post.key)}
        answer = line.ask("POST", "/api/v1/statuses", json=new, headers=headers)
        return _sent(answer.mapping(), answer.evidence)

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Look through the account's own statuses; None where none has our signature, or the edit was not made."""
        post = post_under(channel, key)
        if post is None:
            return None
        held = account_of(channel)
        line = _line(held)
        known = held.session or _learn(held, line)
        if may_be_thread(post):
            if differs_beside(post):
                return None
            told = mastodon_threads.found(line, known["account"], post, said_of(post, known))
            return None if told is None else _sent(*told)
        return _found(line, known, post, said_of(post, known)[0], still_out(post))

    def number_of(self, post: Post, address: str) -> str | None:
        """Return the number of the status at ``address``."""
        return mastodon_addresses.number_of(credentials_of(post.channel, testing=True), address)

    def look(self, post: Post, address: str) -> Sent | None:
        """Return the account's status at ``address`` where that is ``post``."""
        held = credentials_of(post.channel)
        line = _line(held)
        known = held.session or _learn(held, line)
        number = self.number_of(post, address)
        told = mastodon_addresses.look(line, known["account"], post, number) if number else None
        return _sent(told.mapping(), told.evidence) if told else None

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002  nothing stays to say it
        """Delete the status, or all of a thread. One that is gone already is gone."""
        held = account_of(post.channel)
        line, number = _line(held), own_number(post)
        known = held.session or _learn(held, line)
        if may_be_thread(post):
            evidence = mastodon_threads.retract(line, known["account"], post)
            return Sent(external_id=number, evidence=evidence)
        if not number and (found := self.find(post.channel, post.key)):
            number = found.external_id
        if not number:
            return Sent()
        return Sent(external_id=number, evidence=delete(line, known["account"], number))

    def preview(self, post: Post) -> str:
        """Return the status or the thread, its content warning first. Raises Permanent where it is too long there."""
        said = said_of(post, session_of(post.channel))
        warning, words = warning_of(post), shown_as([one.whole for one in said])
        return f"Content warning: {warning}\n\n{words}" if warning else words

    def lengths(self, post: Post) -> list[tuple[int, int]]:
        """Return the length of each status with its content warning, as the server counts."""
        return lengths_of(post, session_of(post.channel))

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:
        """Return the public replies under a status, also those to replies; what only the council can read is none."""
        held = account_of(channel)
        line = _line(held)
        known = held.session or _learn(held, line)
        told = line.ask("GET", f"/api/v1/statuses/{external_id}/context")
        rows = told.mapping().get("descendants")
        found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return [
            comment_of(row, line.host)
            for row in found
            if row.get("visibility") in VISIBLE and str(row["account"]["id"]) != known["account"]
        ]

    def mentions(self, channel: Channel, since: str, place: str) -> Page:
        """Return who mentioned the account, in public or in a status that only it and others named there can read."""
        held = account_of(channel)
        line = _line(held)
        known = held.session or _learn(held, line)
        return mentions_of(line, known["account"], lambda row: comment_of(row, line.host), since, place)

    def gone(self, channel: Channel, names: Sequence[str]) -> Sequence[str]:
        """Return which statuses of others are not there, or not to be seen by the account any more."""
        return gone_among(_line(account_of(channel)), names)


def _line(held: Credentials) -> Line:
    return line_of(held, held.secrets["token"])


def _learn(held: Credentials, line: Line) -> dict[str, str]:
    """Ask who the account is and what the server takes, and keep it. Some servers answer a wrong token with 400."""
    me = line.ask("GET", "/api/v1/accounts/verify_credentials", expect={400})
    if me.status == 400:
        raise Reconnect(f"{line.host} does not know this token (400). Connect the channel again.")
    account = me.mapping()
    told = line.ask("GET", "/api/v2/instance", expect={404})
    rules = told.mapping().get("configuration", {}).get("statuses", {}) if told.status != 404 else {}
    known = {
        "account": name_of(account),
        "name": f"@{account.get('acct', '')}@{urlsplit(held.public['server']).netloc}",
        "followers": str(int(account.get("followers_count") or 0)),
        "longest": str(int(rules.get("max_characters") or LONGEST)),
        "per_link": str(int(rules.get("characters_reserved_per_url") or PER_LINK)),
        "pictures": str(int(rules.get("max_media_attachments") or MOST_PICTURES)),
    }
    keep_session(held, known)
    return known


def _status(held: Credentials, post: Post) -> dict[str, Any]:
    warning = warning_of(post)
    found: dict[str, Any] = {
        "language": held.public.get("language", "en"),
        "visibility": held.public.get("visibility", "public"),
    }
    return found | ({"spoiler_text": warning, "sensitive": True} if warning else {})


def _pictured(line: Line, known: Mapping[str, str], post: Post, status: Mapping[str, Any]) -> dict[str, Any]:
    """Send the pictures, and return ``status`` with them."""
    pictures = cleared_pictures(post)
    if len(pictures) > int(known["pictures"]):
        raise Permanent(
            f"{line.host} takes {known['pictures']} pictures at the most; this has {len(pictures)}."
        )
    media = [upload(line, picture) for picture in pictures]
    return {**status, "media_ids": media} if media else dict(status)


def _found(line: Line, known: Mapping[str, str], post: Post, said: Wording, before: str) -> Sent | None:
    """Return this issue as it stands there: the status with its signature, or ``before`` where that has its words."""
    since = post.publication.go_at - timedelta(hours=1)
    if before:
        told = line.ask("GET", f"/api/v1/statuses/{before}/source", expect=GONE)
        if not is_gone(line, known["account"], told):
            # The words alone do not tell whether another picture has taken its place: the edit is made again.
            same = told.mapping().get("text") == said.whole and not differs_beside(post)
            return (
                _sent(line.ask("GET", f"/api/v1/statuses/{before}").mapping(), told.evidence)
                if same
                else None
            )
    for row in own_statuses(line, known["account"], since):
        ours = signed(plain_text(str(row.get("content", ""))), post)
        if ours and not noted_elsewhere(post, name_of(row)):
            told = line.ask("GET", f"/api/v1/statuses/{name_of(row)}")
            return _sent(told.mapping(), told.evidence)
    return None


def _sent(status: Mapping[str, Any], evidence: str) -> Sent:
    return Sent(name_of(status), address_in(status.get("url")), evidence)
