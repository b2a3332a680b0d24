"""Networks as later ones will be: one that shows no words without a picture or a film, and one that is only read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

import pytest
from pytest_django.fixtures import Settings

from portal.channels.connectors.base import Capability, RemoteComment
from portal.channels.connectors.connecting import Health, Needed
from portal.channels.connectors.only_reading import OnlyReads
from portal.channels.connectors.webhook import WebhookConnector
from portal.channels.credentials.using import Credentials, credentials_of
from portal.channels.models import Channel
from portal.channels.networks.asking import Exchange, Line
from portal.drafts.kinds import KINDS
from tests.channels.connectors.standin import Answer, Request, StandIn
from tests.channels.connectors.test_webhook import Receiver

TOKEN = "films-token-0123456789"
HERE = "tests.channels.connectors.later_networks"
AT = "2026-11-22T10:00:00+00:00"


class PicturesConnector(WebhookConnector):
    """A network of pictures and films."""

    slug = "pictures"
    label = "Pictures"
    needs_one_of = ("images", "recordings")


class Gallery(Receiver):
    """Takes nothing without a picture."""

    def _take(self, facts: dict[str, Any]) -> Answer:
        if not facts.get("pictures", ["nothing is shown"]):
            return self.complain("words alone")
        return super()._take(facts)


class FilmsConnector(OnlyReads):
    """A network on which somebody puts the council's films by hand: what is said under them is read and ruled on."""

    slug = "films"
    label = "Films"
    capabilities = frozenset(
        {
            Capability.COMMENTS,
            Capability.HIDE,
            Capability.UNHIDE,
            Capability.DELETE_COMMENT,
            Capability.REMOTE,
        }
    )
    hidden_means = "Nobody reads it there."
    needs: ClassVar[tuple[Needed, ...]] = (
        Needed("server", "Address of the server", secret=False, is_address=True),
        Needed("token", "Access token"),
    )

    def health(self, channel: Channel) -> Health:
        """Ask whose the token is."""
        told = _asked(credentials_of(channel, testing=True), "GET", "/me").mapping()
        return Health(str(told["name"]), ("read", "moderate"))

    def pages(self, channel: Channel) -> Sequence[str]:
        """Return the account's films, the newest first."""
        return [str(row["id"]) for row in _asked(credentials_of(channel), "GET", "/films").rows()]

    def comments(self, channel: Channel, external_id: str) -> Sequence[RemoteComment]:
        """Return what is said under one film."""
        rows = _asked(credentials_of(channel), "GET", f"/films/{external_id}/comments").rows()
        return [_comment(row, external_id) for row in rows]

    def hide(self, channel: Channel, external_id: str, comment_id: str) -> None:
        """Hold one back."""
        _stands(channel, external_id, comment_id, hidden=True)

    def unhide(self, channel: Channel, external_id: str, comment_id: str) -> None:
        """Show one again."""
        _stands(channel, external_id, comment_id, hidden=False)

    def delete_comment(self, channel: Channel, external_id: str, comment_id: str) -> None:
        """Delete one; one that is gone is gone."""
        path = f"/films/{external_id}/comments/{comment_id}"
        _asked(credentials_of(channel), "DELETE", path, acts=False, expect={404})


def _asked(held: Credentials, method: str, path: str, **more: Any) -> Exchange:
    line = Line(held.public["server"], account=str(held.channel_id), secrets=held.hidden)
    return line.ask(method, path, headers={"Authorization": f"Bearer {held.secrets['token']}"}, **more)


def _stands(channel: Channel, film: str, comment: str, *, hidden: bool) -> None:
    path, asked = f"/films/{film}/comments/{comment}", {"hidden": hidden}
    _asked(credentials_of(channel), "PUT", path, acts=False, json=asked)


def _comment(row: Mapping[str, Any], film: str) -> RemoteComment:
    return RemoteComment(
        remote_id=str(row["id"]),
        parent_id=film,
        author=str(row["author"]),
        author_address=str(row["author"]).lower(),
        author_id=str(row["by"]),
        text=str(row["text"]),
        at=datetime.fromisoformat(AT),
        public_url=f"https://films.example/{film}#{row['id']}",
        hidden=bool(row["hidden"]),
    )


class Films(StandIn):
    """One account with its films, the newest first, and what is said under each."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = {TOKEN}
        self.said: dict[str, dict[str, dict[str, Any]]] = {"film-2": {}, "film-1": {}}

    def say(self, film: str, number: str, text: str, *, by: int = 7, author: str = "Jo") -> None:
        """Let somebody write under ``film``."""
        self.said[film][number] = {"id": number, "by": by, "author": author, "text": text, "hidden": False}

    def publishes(self, request: Request) -> bool:
        return request.method in {"PUT", "DELETE"}

    def public(self) -> list[str]:
        return [row["text"] for film in self.said.values() for row in film.values() if not row["hidden"]]

    def pictures(self) -> list[str]:
        return []

    def expire(self) -> None:
        self.tokens.clear()

    def answer(self, request: Request) -> Answer:
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return Answer(401, {"error": "invalid_token"})
        if (request.method, request.path) == ("GET", "/me"):
            return Answer(said={"name": "Pellworth Films"})
        if (request.method, request.path) == ("GET", "/films"):
            return Answer(said=[{"id": film} for film in self.said])
        _, films, film, comments, *rest = [*request.path.split("/"), ""][:5]
        if (films, comments) != ("films", "comments") or film not in self.said:
            return self.complain(f"no such method: {request.method} {request.path}", 404)
        return self._of_film(request, self.said[film], "".join(rest))

    def _of_film(self, request: Request, rows: dict[str, dict[str, Any]], number: str) -> Answer:
        if request.method == "GET" and not number:
            return Answer(said=list(rows.values()))
        if number not in rows:
            return Answer(404, {"error": "not found"})
        if request.method == "DELETE":
            return Answer(said=rows.pop(number))
        if request.method != "PUT" or set(request.json()) != {"hidden"}:
            return self.complain(f"{request.method} with {request.json()}")
        rows[number] |= request.json()
        return Answer(said=rows[number])


def install(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """List both, and let social posts go out by them: what whoever adds a network does in two lines."""
    settings.CONNECTORS = [*settings.CONNECTORS, f"{HERE}.PicturesConnector", f"{HERE}.FilmsConnector"]
    post = KINDS["social_post"]
    outputs = (*post.outputs, PicturesConnector.slug, FilmsConnector.slug)
    monkeypatch.setitem(KINDS, "social_post", replace(post, outputs=outputs))
