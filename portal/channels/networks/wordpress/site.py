"""Speaking to one WordPress site over its REST API, as the account that the council made there for the portal."""

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portal.channels.connectors.base import Permanent, Reconnect
from portal.channels.credentials.using import Credentials
from portal.channels.networks.asking import Exchange, Line
from portal.channels.networks.meaning import of_another

NEEDED = (
    "publish_posts",
    "edit_published_posts",
    "delete_published_posts",
    "upload_files",
    "moderate_comments",
)
"""What the account's role must allow there. The role Editor does."""


GONE = {404, 410}
_NO_API = "rest_no_route"
"""What a site says that has shut this part of its API."""


class Site:
    """The way to one site for one act. Routes are named in the address's query: that works whatever its permalinks."""

    def __init__(self, held: Credentials) -> None:
        parts = urlsplit(held.public["site"])
        pair = f"{held.public['user']}:{held.secrets['password']}".encode()
        token = base64.b64encode(pair).decode("ascii")
        self._path = f"{parts.path}/"
        self._category = held.public.get("category", "")
        self._line = Line(
            f"{parts.scheme}://{parts.netloc}",
            account=str(held.channel_id),
            secrets=[*held.hidden, token],
            headers={"Authorization": f"Basic {token}"},
        )

    @property
    def host(self) -> str:
        """Return the site's name, as the clerk knows it."""
        return self._line.host

    def ask(
        self, method: str, route: str, *, params: Mapping[str, str] | None = None, **rest: Any
    ) -> Exchange:
        """Ask one route of the API; else as Line.ask()."""
        query = {"rest_route": f"/wp/v2/{route}", **(params or {})}
        return self._line.ask(method, self._path, params=query, **rest)

    def is_gone(self, told: Exchange) -> bool:
        """Return whether the site itself says that there is no such thing (any more), and knows the account still.

        Raises UnclearMisread where something else answers in its place, and as account() does.
        """
        if told.status not in GONE:
            return False
        code = str(told.refusal().get("code", ""))
        if not code.startswith("rest_") or code == _NO_API:
            raise of_another(told.host, told.status)
        self.account()
        return True

    def delete(self, route: str) -> Exchange:
        """Delete something for good; what is gone is deleted already. Raises as is_gone() does."""
        told = self.ask("DELETE", route, params={"force": "true"}, acts=False, expect=GONE)
        if not self.is_gone(told):
            told.mapping()
        return told

    def account(self) -> dict[str, Any]:
        """Return whose the password is. Raises Reconnect for an account whose role allows too little."""
        asked = {"context": "edit", "_fields": "id,slug,capabilities"}
        told = self.ask("GET", "users/me", params=asked).mapping()
        may = told.get("capabilities")
        lacks = [one for one in NEEDED if not (isinstance(may, dict) and may.get(one) is True)]
        if lacks:
            raise Reconnect(
                f"{self.host} does not let this account do all that is needed. It lacks: {', '.join(lacks)}. "
                "Give it the role Editor there, and connect the channel again."
            )
        return told

    def categories(self) -> list[int]:
        """Return the number of the category that was entered, if one was. Raises Permanent where there is none."""
        if not self._category:
            return []
        asked = {"slug": self._category, "_fields": "id,slug"}
        rows = self.ask("GET", "categories", params=asked).rows()
        if not rows:
            raise Permanent(
                f"{self.host} has no category “{self._category}”. Make it there, or connect the channel without."
            )
        return [int(rows[0]["id"])]

    def end_password(self) -> None:
        """Delete the application password with which it is asked, and no other one."""
        mine = self.ask(
            "GET", "users/me/application-passwords/introspect", params={"_fields": "uuid"}
        ).mapping()
        route = f"users/me/application-passwords/{mine['uuid']}"
        self.ask("DELETE", route, acts=False, expect={404})


def site_address(typed: str) -> str:
    """Return the address of a site without what follows its folder. Raises ValueError, in words."""
    parts = urlsplit(typed if "//" in typed else f"https://{typed}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValueError("The address of the site is something like https://www.pellworth.example")
    folder = re.sub(r"/(wp-(admin|json|login\.php).*|index\.php)?$", "", parts.path.rstrip("/"))
    return f"{parts.scheme}://{parts.netloc.lower()}{folder.rstrip('/')}"
