"""The signed webhook: whatever else a council uses is told, as JSON under a signature, what was issued and taken back.

docs/webhooks.md is what its receivers are written by: events, fields, how a signature is checked, what is answered.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.channels.connectors.base import Capability, Connector, Reconnect, Sent
from portal.channels.connectors.connecting import Health, Needed
from portal.channels.connectors.stating import address_in, name_in
from portal.channels.credentials.connecting import BEFORE, UNTIL
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.in_full import details_of, html_of, page_of, wording_in_full
from portal.channels.networks.pictures import cleared_pictures, described_pictures
from portal.channels.networks.signing import signed_headers
from portal.channels.post import Post
from portal.channels.public.rendering import EXTENSIONS

ISSUED, CORRECTED, WITHDRAWN, TAKEN_DOWN, RETITLED = (
    "issued",
    "corrected",
    "withdrawn",
    "taken_down",
    "retitled",
)
RULED = "ruled"
EVENTS = (ISSUED, CORRECTED, WITHDRAWN, TAKEN_DOWN, RETITLED, RULED)
PING, LOOK = "ping", "look"
SHORTEST = 32
"""Characters of a secret: less could be guessed by whoever recorded one request."""
_ADDRESSES = ("address", "lookup")
_GONE = {404, 410}


class WebhookConnector(Connector):
    """Posts each issue to one address of the council's own, and asks it afterwards where it can be asked."""

    slug = "webhook"
    label = "Signed webhook"
    capabilities = frozenset(
        {
            *(
                Capability.FIND,
                Capability.RETRACT,
                Capability.CORRECT,
                Capability.RETITLE,
                Capability.PREVIEW,
            ),
            *(Capability.ANNOUNCE, Capability.REMOTE),
        }
    )
    needs = (
        Needed(
            "address",
            "Address that takes what is issued",
            "It begins with https://. It may hold a token of the receiver's, so it is kept as a secret.",
            is_address=True,
        ),
        Needed(
            "lookup",
            "Address that says what has arrived, if there is one",
            "Without it a person decides what became of a message whose answer was lost. Kept as a secret too.",
            is_address=True,
            optional=True,
        ),
        Needed(
            "secret",
            "Secret that both sides know",
            f"Random, {SHORTEST} characters or more. The one before is used beside it for a day.",
        ),
    )
    overlap: ClassVar[timedelta | None] = timedelta(days=1)

    def certain_after_on(self, channel: Channel) -> timedelta | None:
        """Return at once where the receiver says what has arrived; else nobody can say."""
        try:
            held = credentials_of(channel, testing=True)
        except Reconnect:
            return None
        return timedelta(0) if _address(held, "lookup") else None

    def entered(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was entered. Raises ValueError for an address that is none, or a secret that can be guessed."""
        for name in _ADDRESSES:
            if values.get(name):
                _parts(values[name])
        if len(values["secret"]) < SHORTEST or len(set(values["secret"])) < 8:
            raise ValueError(
                f"The secret must be random: {SHORTEST} characters or more, from 8 different ones at least."
            )
        return dict(values)

    def health(self, channel: Channel) -> Health:
        """Send the event "ping", which nobody publishes."""
        held = credentials_of(channel, testing=True)
        _tell(held, PING, "", {"event": PING, "council": channel.council.slug}, acts=False)
        return Health(account=urlsplit(_address(held, "address")).netloc, scopes=EVENTS)

    def publish(self, post: Post) -> Sent:
        """Tell that it was issued, or issued as a correction. A receiver takes one delivery once, by its number."""
        event = CORRECTED if post.is_correction else ISSUED
        told = _tell(credentials_of(post.channel), event, str(post.key), _facts(post, event))
        return _sent(told, str(post.key))

    def find(self, channel: Channel, key: UUID) -> Sent | None:
        """Ask the receiver, where it can be asked, whether it has the delivery; None where not, or it has not."""
        held = credentials_of(channel)
        address = _address(held, "lookup")
        if not address:
            return None
        origin, path = _parts(address)
        joined = "&" if "?" in path else "?"
        headers, hidden = _signed(held, b"", str(key), LOOK)
        line = Line(origin, account=str(channel.pk), secrets=[*_kept_out(held), *hidden])
        found = line.ask("GET", f"{path}{joined}delivery={key}", headers=headers, expect=_GONE)
        return None if found.status in _GONE else _sent(found, str(key))

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:
        """Tell that it is to go: withdrawn, with the reason for readers, or taken down as planned."""
        event = TAKEN_DOWN if scheduled else WITHDRAWN
        facts = {**_identity(post, event), "reason": reason}
        return _sent(_tell(credentials_of(post.channel), event, str(post.key), facts), str(post.key))

    def retitle(self, post: Post) -> Sent:
        """Tell what stands in the place of the headline."""
        facts = {**_identity(post, RETITLED), "title": post.publication.nameless}
        return _sent(_tell(credentials_of(post.channel), RETITLED, str(post.key), facts), str(post.key))

    def announce(self, channel: Channel, key: UUID, event: str, facts: Mapping[str, Any]) -> Sent:
        """Tell it. A receiver takes one delivery once, by its number, so that telling again is safe."""
        told = {"event": event, "delivery": str(key), "council": channel.council.slug, **facts}
        return _sent(_tell(credentials_of(channel), event, str(key), told), str(key))

    def preview(self, post: Post) -> str:
        """Return the words that the receiver is told; what it makes of them is its own. Raises Permanent."""
        described_pictures(post)
        return f"{post.headline}\n\n{wording_in_full(post, self.slug).whole}"


def _now() -> datetime:
    return timezone.now()


@lru_cache(maxsize=128)
def _parts(address: str) -> tuple[str, str]:
    """Return origin and path (with its query) of ``address``. Raises ValueError, in words."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise ValueError(f"{address[:100]} is not an address that begins with https://") from error
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.fragment:
        raise ValueError(f"{address[:100]} is not an address that begins with https://")
    return str(url.copy_with(path="/", query=None)).rstrip("/"), url.raw_path.decode("ascii")


def _address(held: Credentials, name: str) -> str:
    """Return the address that was entered; it is among what is no secret until it has been sealed (rotating.py)."""
    return held.secrets.get(name) or held.public.get(name, "")


def _kept_out(held: Credentials) -> list[str]:
    """Return what stands in no evidence: of the addresses, what follows the receiver's name."""
    paths = [_parts(address)[1] for name in _ADDRESSES if (address := _address(held, name))]
    rest = [value for name, value in held.secrets.items() if name not in _ADDRESSES]
    return [*rest, *held.session.values(), *paths]


def _secrets(held: Credentials) -> list[str]:
    """Return the secret of now, and the one before while that is used beside it."""
    found = [held.secrets["secret"]]
    if BEFORE in held.secrets and datetime.fromisoformat(held.secrets[UNTIL]) > _now():
        found.append(held.secrets[BEFORE])
    return found


def _signed(held: Credentials, body: bytes, delivery: str, event: str) -> tuple[Mapping[str, str], list[str]]:
    """Return the headers, and the signatures in them, which stand in no evidence."""
    at = int(_now().timestamp())
    headers = signed_headers(_secrets(held), timestamp=at, body=body, delivery=delivery, event=event)
    return headers, [part.removeprefix("v1=") for part in headers["Portal-Signature"].split(", ")]


def _tell(
    held: Credentials, event: str, delivery: str, facts: Mapping[str, Any], *, acts: bool = True
) -> Exchange:
    origin, path = _parts(_address(held, "address"))
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
    headers, hidden = _signed(held, body, delivery, event)
    line = Line(origin, account=str(held.channel_id), secrets=[*_kept_out(held), *hidden])
    return line.ask(
        "POST", path, acts=acts, content=body, headers={**headers, "Content-Type": "application/json"}
    )


def _identity(post: Post, event: str) -> dict[str, Any]:
    return {
        "event": event,
        "delivery": str(post.key),
        "council": post.council.slug,
        "item": post.communication.pk,
        "reference": post.communication.reference,
        "issue": post.publication.issue,
    }


def _facts(post: Post, event: str) -> dict[str, Any]:
    """Return what a receiver is told of an issue: the same at every attempt."""
    said = wording_in_full(post, WebhookConnector.slug)
    return {
        **_identity(post, event),
        "kind": post.communication.kind,
        "body": post.revision.body.name,
        "capacity": post.capacity_line,
        "title": post.headline,
        "text": said.text,
        "html": html_of(post),
        "link": said.link,
        "page": page_of(post),
        "details": details_of(post),
        "note": post.publication.public_note,
        "pictures": [
            {
                "alt": picture.alt,
                "credit": picture.credit,
                "type": picture.content_type,
                "sha256": picture.sha256,
                "address": _address_of(post, picture.sha256, picture.content_type),
            }
            for picture in cleared_pictures(post)
        ],
    }


def _address_of(post: Post, sha256: str, content_type: str) -> str:
    """Return where the newsroom shows the picture, if the item is issued there too."""
    names = {"council": post.council.slug, "sha256": sha256, "extension": EXTENSIONS[content_type]}
    return settings.SITE_URL + reverse("news_picture", kwargs=names)


def _sent(told: Exchange, key: str) -> Sent:
    """Return what went out; the receiver may answer with its own number and address of it."""
    try:
        answer = json.loads(told.body)
    except (ValueError, RecursionError):
        answer = None
    said = answer if isinstance(answer, dict) else {}
    return Sent(name_in(said.get("id")) or key, address_in(said.get("url")), told.evidence)
