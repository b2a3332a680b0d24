"""Mastodon, and every server that speaks its API: statuses with described pictures, edits, deletions, replies.

A status is sent under our key (Idempotency-Key), but some servers ignore it, and those that do not forget it within an
hour. So before anything is sent the account's own statuses are looked through for the approval's reference.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from portal.channels.connectors.base import (
    Capability,
    Connector,
    Health,
    Needed,
    Permanent,
    Reconnect,
    RemoteComment,
    Sent,
)
from portal.channels.credentials.using import Credentials, credentials_of, keep_session
from portal.channels.models import Channel
from portal.channels.networks.asking import Line
from portal.channels.networks.issues import own_number, post_under, still_out
from portal.channels.networks.mastodon_media import upload
from portal.channels.networks.pictures import cleared_pictures
from portal.channels.networks.wording import Wording, wording_of
from portal.channels.post import Post
from portal.graphemes import weights_for_mastodon
from portal.markup import plain_text

LONGEST, PER_LINK, MOST_PICTURES = 500, 23, 4
"""What a server that does not say otherwise takes (/api/v2/instance, configuration.statuses)."""
VISIBLE = ("public", "unlisted")
_PAGES, _A_PAGE = 10, 40
_GONE = {404, 410}
_NEEDED = (
    ("read", "read:accounts"),
    ("read", "read:statuses"),
    ("write", "write:statuses"),
    ("write", "write:media"),
)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class MastodonConnector(Connector):
    """Says each post once, as a status of the council's account."""

    slug = "mastodon"
    label = "Mastodon"
    capabilities = frozenset(
        {Capability.FIND, Capability.RETRACT, Capability.CORRECT, Capability.PREVIEW, Capability.COMMENTS}
    )
    needs: ClassVar[tuple[Needed, ...]] = (
        Needed(
            "server", "Address of the server", "Such as https://social.example", secret=False, is_address=True
        ),
        Needed(
            "token", "Access token", "From Preferences, Development, on that server. Scopes: read, write."
        ),
        Needed(
            "visibility",
            "Visibility",
            "public, or unlisted. Left empty: public.",
            secret=False,
            optional=True,
        ),
        Needed("language", "Language of the posts", "Left empty: en.", secret=False, optional=True),
    )

    @property
    def certain_after(self) -> timedelta | None:
        """Return how long a server may work on a status that it took before it shows it."""
        return timedelta(minutes=2)

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered, the server as its origin alone. Raises ValueError, in words."""
        parts = urlsplit(values["server"] if "//" in values["server"] else f"https://{values['server']}")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError("The address of the server is something like https://social.example")
        visibility, language = values.get("visibility") or "public", values.get("language") or "en"
        if visibility not in VISIBLE:
            raise ValueError("A council speaks in public: the visibility is public or unlisted.")
        if not _LANGUAGE.fullmatch(language):
            raise ValueError("The language is two or three small letters, like en or cy.")
        server = f"{parts.scheme}://{parts.netloc}".lower()
        return {"server": server, "token": values["token"], "visibility": visibility, "language": language}

    def health(self, channel: Channel) -> Health:
        """Ask whose the token is, what it may, what the server takes. Raises Reconnect for one that may too little."""
        held = credentials_of(channel, testing=True)
        line = _line(held)
        known = _learn(held, line)
        scopes = _scopes(line)
        lacks = [narrow for wide, narrow in _NEEDED if scopes and not {wide, narrow} & set(scopes)]
        if lacks:
            raise Reconnect(
                f"{line.host} does not let this token do all that is needed. It lacks: {', '.join(lacks)}."
            )
        return Health(known["name"], tuple(scopes), followers=int(known["followers"]))

    def publish(self, post: Post) -> Sent:
        """Say it once: as a new status, or as the edit of the one that an earlier issue became."""
        held = credentials_of(post.channel)
        line, said, before = _line(held), wording_of(post, self.slug), still_out(post)
        known = held.session or _learn(held, line)
        _refuse_long(said, _warning(post), known)
        if (found := _found(line, known, post, said, before)) is not None:
            return found
        pictures = cleared_pictures(post)
        if len(pictures) > int(known["pictures"]):
            raise Permanent(
                f"{line.host} takes {known['pictures']} pictures at the most; this has {len(pictures)}."
            )
        status = _status(held, post, said, [upload(line, picture) for picture in pictures])
        if before:
            told = line.ask("PUT", f"/api/v1/statuses/{before}", json=status, acts=False, expect=_GONE)
            if told.status not in _GONE:
                return _sent(told.mapping(), told.evidence)
        status["visibility"] = held.public.get("visibility", "public")
        told = line.ask("POST", "/api/v1/statuses", json=status, headers={"Idempotency-Key": str(post.key)})
        return _sent(told.mapping(), told.evidence)

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Look through the account's own statuses; None where none has the reference, or the edit was not made."""
        post = post_under(channel, key)
        if post is None:
            return None
        held = credentials_of(channel)
        line = _line(held)
        known = held.session or _learn(held, line)
        return _found(line, known, post, wording_of(post, self.slug), still_out(post))

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:  # noqa: ARG002  nothing stays to say it
        """Delete the status. One that is gone already is gone."""
        held = credentials_of(post.channel)
        line, number = _line(held), own_number(post)
        if not number:
            found = self.find(post.channel, post.key)
            number = found.external_id if found else ""
        if not number:
            return Sent()
        told = line.ask("DELETE", f"/api/v1/statuses/{number}", acts=False, expect=_GONE)
        return Sent(external_id=number, evidence=told.evidence)

    def preview(self, post: Post) -> str:
        """Return the status, its content warning first. Raises Permanent where it is too long for the server."""
        try:
            known = credentials_of(post.channel).session
        except Reconnect:
            known = {}
        said, warning = wording_of(post, self.slug), _warning(post)
        _refuse_long(said, warning, known)
        return f"Content warning: {warning}\n\n{said.whole}" if warning else said.whole

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:
        """Return the public replies under a status, also those to replies; what only the council can read is none."""
        held = credentials_of(channel)
        line = _line(held)
        known = held.session or _learn(held, line)
        told = line.ask("GET", f"/api/v1/statuses/{external_id}/context")
        rows = told.mapping().get("descendants")
        found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return [
            _comment(row)
            for row in found
            if row.get("visibility") in VISIBLE and str(row["account"]["id"]) != known["account"]
        ]


def _line(held: Credentials) -> Line:
    token = held.secrets["token"]
    return Line(
        held.public["server"],
        account=str(held.channel_id),
        secrets=held.hidden[: len(held.secrets)],
        headers={"Authorization": f"Bearer {token}"},
    )


def _learn(held: Credentials, line: Line) -> dict[str, str]:
    """Ask who the account is and what the server takes, and keep it. Some servers answer a wrong token with 400."""
    me = line.ask("GET", "/api/v1/accounts/verify_credentials", expect={400})
    if me.status == 400:
        raise Reconnect(f"{line.host} does not know this token (400). Connect the channel again.")
    account = me.mapping()
    told = line.ask("GET", "/api/v2/instance", expect={404})
    rules = told.mapping().get("configuration", {}).get("statuses", {}) if told.status != 404 else {}
    known = {
        "account": str(account.get("id", "")),
        "name": f"@{account.get('acct', '')}@{urlsplit(held.public['server']).netloc}",
        "followers": str(int(account.get("followers_count") or 0)),
        "longest": str(int(rules.get("max_characters") or LONGEST)),
        "per_link": str(int(rules.get("characters_reserved_per_url") or PER_LINK)),
        "pictures": str(int(rules.get("max_media_attachments") or MOST_PICTURES)),
    }
    keep_session(held, known)
    return known


def _scopes(line: Line) -> list[str]:
    """Return what the token may do; [] where the server does not say (before Mastodon 4.3)."""
    told = line.ask("GET", "/api/v1/apps/verify_credentials", expect={404})
    scopes = told.mapping().get("scopes") if told.status != 404 else None
    return [str(scope) for scope in scopes] if isinstance(scopes, list) else []


def _warning(post: Post) -> str:
    return str(post.content.get("content_warning") or "")


def _refuse_long(said: Wording, warning: str, known: Mapping[str, str]) -> None:
    longest, per_link = int(known.get("longest", LONGEST)), int(known.get("per_link", PER_LINK))
    whole = f"{warning}{said.whole}"
    count = sum(weight for _, _, weight in weights_for_mastodon(whole, per_link=per_link))
    if count > longest:
        raise Permanent(
            f"This is too long for Mastodon: {count:,} characters with its link and the line that says who speaks; "
            f"the server takes {longest:,}. Write a shorter version for Mastodon and submit it again."
        )


def _status(held: Credentials, post: Post, said: Wording, media: list[str]) -> dict[str, Any]:
    warning = _warning(post)
    found: dict[str, Any] = {"status": said.whole, "language": held.public.get("language", "en")}
    if warning:
        found |= {"spoiler_text": warning, "sensitive": True}
    return found | ({"media_ids": media} if media else {})


def _own(line: Line, account: str, since: datetime) -> Iterator[dict[str, Any]]:
    """Yield the account's own statuses since that moment, the newest first."""
    before: dict[str, str] = {}
    for _ in range(_PAGES):
        params = {"limit": str(_A_PAGE), "exclude_reblogs": "true", **before}
        rows = line.ask("GET", f"/api/v1/accounts/{account}/statuses", params=params).rows()
        yield from rows
        if len(rows) < _A_PAGE or _moment(rows[-1]) < since:
            return
        before = {"max_id": str(rows[-1]["id"])}


def _found(line: Line, known: Mapping[str, str], post: Post, said: Wording, before: str) -> Sent | None:
    """Return this issue as it stands there: the status with its reference, or ``before`` where that has its words."""
    mark = re.compile(rf"(?<!\w){re.escape(post.communication.reference)}(?!\w)")
    since = post.publication.go_at - timedelta(hours=1)
    if before:
        told = line.ask("GET", f"/api/v1/statuses/{before}/source", expect=_GONE)
        if told.status not in _GONE:
            same = told.mapping().get("text") == said.whole
            return (
                _sent(line.ask("GET", f"/api/v1/statuses/{before}").mapping(), told.evidence)
                if same
                else None
            )
    for row in _own(line, known["account"], since):
        if mark.search(plain_text(str(row.get("content", "")))):
            told = line.ask("GET", f"/api/v1/statuses/{row['id']}")
            return _sent(told.mapping(), told.evidence)
    return None


def _sent(status: Mapping[str, Any], evidence: str) -> Sent:
    url = str(status.get("url") or "")
    return Sent(
        external_id=str(status["id"]),
        public_url=url if urlsplit(url).scheme in {"http", "https"} else "",
        evidence=evidence,
    )


def _moment(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(row["created_at"]))


def _comment(row: Mapping[str, Any]) -> RemoteComment:
    return RemoteComment(
        remote_id=str(row["id"]),
        parent_id=str(row.get("in_reply_to_id") or ""),
        author=str(row["account"].get("display_name") or row["account"].get("acct", "")),
        author_address=str(row["account"].get("acct", "")),
        text=plain_text(str(row.get("content", ""))),
        at=_moment(row),
        public_url=str(row.get("url") or ""),
    )
